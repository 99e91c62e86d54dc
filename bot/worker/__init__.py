"""What happens without anybody asking: waking up when something is due, carrying it out, saying it.

It knows the time and the order of things; what is due and what it means is decided in services and domain. What is
said goes through the Messenger, which lives with Discord in cogs.
"""

from bot.worker.messenger import Messenger
from bot.worker.wake import Worker

__all__ = ["Messenger", "Worker"]
