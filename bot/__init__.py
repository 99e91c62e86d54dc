"""Nacre without Discord: everything that would still exist if Discord were replaced by e-mail.

What lives here: rules (`domain`), SQL (`store`), use cases (`services`), what falls due (`worker`), pages (`web`).
What does not: anything that imports `discord`; that is `cogs/`. Only `app.py` and `cli.py` know both.
"""

__version__ = "0.1.0"
