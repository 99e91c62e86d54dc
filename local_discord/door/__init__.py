"""The persons' door: a page in the browser, and the socket on which a page says who it is and acts as that person.

Importing this package registers all that a page may ask for.
"""

from local_discord.door import moving, saying, using
from local_discord.door.serving import Door, Skip

__all__ = ["Door", "Skip", "moving", "saying", "using"]
