"""All SQL: one module per aggregate, plain functions of a connection that return domain objects.

No rule is decided here and no transaction is opened here: `database.py` runs use cases, each as one transaction.
`schema.py` is the tables; what differs between SQLite and PostgreSQL is in `database.py` with its
`_sqlite.py` and `_postgres.py`, and in `types.py`.
"""
