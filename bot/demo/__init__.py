"""`nacre demo`: the bot beside a Discord of its own on this machine, in a network that is already at work.

Here is what fills that network in and puts the parts together; the Discord itself is `local_discord`, which knows
nothing of this. Nothing else in `bot` imports it but the command line.
"""
