"""What each command of the command line does, imported only when it is called; `bot/cli.py` says what there is.

Everything here speaks English only, as the logs do: see docs/decisions/0041.
"""
