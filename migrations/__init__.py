"""The database's history, one step a file (Alembic). `bot/store/migrate.py` carries it out; nothing imports this."""
