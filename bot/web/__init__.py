"""The small web server in the bot's own loop: for operators and their machines, not for members.

Pages read through the client and say nothing about a person. It listens on loopback unless it is told otherwise.
"""
