"""What every table is made with.

Conventions: names in the singular; ids of people, servers, channels and messages are Discord snowflakes; instants are
UTC; what refers to a community or an event goes with it (`ON DELETE CASCADE`). CHECKs are table-level, as Alembic's
autogenerate drops column-level ones.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.sql.schema import SchemaItem

from bot.store.types import Snowflake

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: SchemaItem, ids_are_shown: bool = False) -> Table:
    """`ids_are_shown`: an id stands in messages for years, so it is not given away again when its row is gone."""
    if ids_are_shown:  # PostgreSQL's sequences never go back anyway
        return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=True)
    return Table(name, metadata, *parts, sqlite_strict=True)


def one_of(column: str, *allowed: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in allowed)})", name=column)


def of_community(*, index: bool = False) -> "Column[int]":
    key = ForeignKey("community.id", ondelete="CASCADE")
    return Column("community_id", Snowflake, key, nullable=False, index=index)


def of_event(*, primary_key: bool = False, nullable: bool = False, index: bool = False) -> "Column[int]":
    key = ForeignKey("event.id", ondelete="CASCADE")
    return Column("event_id", Integer, key, primary_key=primary_key, nullable=nullable, index=index)
