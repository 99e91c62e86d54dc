"""`python -m bot` is `nacre`."""

from bot.cli import main

if __name__ == "__main__":
    main()
