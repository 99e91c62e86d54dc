"""Measures the bot beside a bare discord.py bot, on this machine, in one run. `python -m bench --help`."""
