"""Statements of the hot paths, put together once and run by the driver itself.

What the outbox asks is asked many times while it is carried to the school; SQLAlchemy needs ten times as long for such
a query as SQLite (0.08 ms against 0.008 ms, measured).
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Insert, Select, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from studydesk.store.database import Reader, Writer

_DIALECT = sqlite.dialect(paramstyle="named")
_Change = Callable[[Any], Any]


class Prepared:
    """A SELECT with named parameters."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._sql, self._fixed, self._into = _compiled(query)
        self._from = [
            (place, read) for place, column in enumerate(query.selected_columns) if (read := _reading(column.type))
        ]

    def rows(self, r: Reader, values: Mapping[str, Any]) -> list[list[Any]]:
        """Return the rows, their values as the columns' types say."""
        found = _run(r, self._sql, self._fixed, self._into, values).fetchall()
        rows = [list(row) for row in found]
        for row in rows:
            for place, read in self._from:
                row[place] = read(row[place])
        return rows


class PreparedWrite:
    """An INSERT or UPDATE with named parameters."""

    def __init__(self, statement: Insert | Update) -> None:
        self._sql, self._fixed, self._into = _compiled(statement)

    def run(self, w: Writer, values: Mapping[str, Any]) -> int:
        """Write; return how many rows that touched."""
        return int(_run(w, self._sql, self._fixed, self._into, values).rowcount)


def _compiled(statement: Select[*tuple[Any, ...]] | Insert | Update) -> tuple[str, dict[str, Any], dict[str, _Change]]:
    compiled = statement.compile(dialect=_DIALECT)
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    into = {name: write for name, bind in compiled.binds.items() if (write := _writing(bind.type))}
    return str(compiled), {name: into[name](value) if name in into else value for name, value in fixed.items()}, into


def _run(r: Reader, sql: str, fixed: dict[str, Any], into: Mapping[str, _Change], values: Mapping[str, Any]) -> Any:
    given = {name: into[name](value) if name in into else value for name, value in values.items()}
    return r.connection.connection.cursor().execute(sql, fixed | given)


def _reading(kind: TypeEngine[Any]) -> _Change | None:
    """Return what makes a column's value of what the database keeps, None where they are the same."""
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _writing(kind: TypeEngine[Any]) -> _Change | None:
    """Return what makes of a value what the database keeps, None where they are the same."""
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)
