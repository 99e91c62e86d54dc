"""A Discord to run on a laptop: REST API v10 and gateway v10 over real sockets, for unmodified clients.

It knows nothing of Nacre: any Discord bot can be pointed at it. Everything lives in memory and listens on loopback.
`world.py` is what exists, `rest/` and `gateway.py` are the two doors for bots, `people.py` the door for persons.
"""
