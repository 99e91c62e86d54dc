"""Use cases: plain functions `fn(conn, now, actor, …)`, each one transaction, called through `bot.client`.

Permission and audience are checked here. No SQL is written here (that is `store`), and nothing here is async.
"""
