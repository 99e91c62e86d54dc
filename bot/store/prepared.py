"""Statements on the way of every click, made ready once.

SQLAlchemy prepares a context, a cursor and a result object for each execution: three quarters of what a click's
statements cost on SQLite. There, on the bot's own connections, these run straight on the driver instead, with the same
SQL and the same types in and out. Everywhere else, PostgreSQL above all, they run as any statement does.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update

RAW = "nacre.raw"  # in a connection's info: the sqlite3 connection below it

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement in SQLite's words, with what turns our values into its values and back."""

    sql: str
    names: tuple[str, ...]  # of the parameters, in order
    constants: dict[str, Any]  # those that the statement itself brings along
    into: tuple[_Convert, ...]
    out_of: tuple[tuple[int, Callable[[Any], Any]], ...]  # by column, where there is anything to convert

    def parameters(self, values: Values) -> list[Any]:
        if self.constants:
            values = {**self.constants, **values}
        return [
            values[name] if convert is None else convert(values[name])
            for name, convert in zip(self.names, self.into, strict=True)
        ]

    def row(self, raw: tuple[Any, ...]) -> tuple[Any, ...]:
        row = list(raw)
        for place, convert in self.out_of:
            if row[place] is not None:
                row[place] = convert(row[place])
        return tuple(row)


class Prepared:
    """One statement whose parameters are all named; no lists among them.

    What gives rows, a `Select` or something with `returning`, gives them with `all` and `first`; everything else is
    done with `run`.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self.statement = statement
        self._plan: _Plan | None = None

    def first(self, conn: Connection, values: Values) -> tuple[Any, ...] | None:
        raw: sqlite3.Connection | None = conn.info.get(RAW)
        if raw is None:
            found = conn.execute(self.statement, values).first()
            return None if found is None else tuple(found)
        plan = self._plan or self._ready(conn.dialect)
        cursor = raw.execute(plan.sql, plan.parameters(values))
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else plan.row(row)

    def all(self, conn: Connection, values: Values) -> list[tuple[Any, ...]]:
        raw: sqlite3.Connection | None = conn.info.get(RAW)
        if raw is None:
            return [tuple(row) for row in conn.execute(self.statement, values)]
        plan = self._plan or self._ready(conn.dialect)
        return [plan.row(row) for row in raw.execute(plan.sql, plan.parameters(values)).fetchall()]

    def run(self, conn: Connection, values: Values) -> int:
        """Returns how many rows an update or a delete concerned; of an insert, nothing that could be relied on."""
        raw: sqlite3.Connection | None = conn.info.get(RAW)
        if raw is None:
            return conn.execute(self.statement, values).rowcount
        plan = self._plan or self._ready(conn.dialect)
        return raw.execute(plan.sql, plan.parameters(values)).rowcount

    def _ready(self, dialect: Dialect) -> _Plan:
        # an insert's columns are those that it was given values for, not all of the table's
        compiled: Any = self.statement.compile(dialect=dialect)
        names = tuple(compiled.positiontup or ())
        if "POSTCOMPILE" in compiled.string:
            raise ValueError(f"a list among the parameters: {compiled.string}")
        binds = compiled.binds
        out_of = []
        statement = self.statement
        returns = statement.selected_columns if isinstance(statement, Select) else statement.exported_columns
        if returns:
            for place, column in enumerate(returns):
                convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
                if convert is not None:
                    out_of.append((place, convert))
        self._plan = _Plan(
            sql=compiled.string,
            names=names,
            constants={name: compiled.params[name] for name in names if not binds[name].required},
            into=tuple(binds[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names),
            out_of=tuple(out_of),
        )
        return self._plan
