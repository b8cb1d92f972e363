"""Frozen values in and out of tables whose columns are named like the values' fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, FromClause, Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.sql.elements import SQLCoreOperations

from studydesk.store.database import Reader, Writer
from studydesk.store.prepared import Prepared

IDS_PER_STATEMENT = 5000  # SQLite takes 32,766 parameters in a statement

V = TypeVar("V")


@dataclass(frozen=True)
class Difference(Generic[V]):
    """What a comparison of kept values with wanted ones found; false when they are equal."""

    added: tuple[V, ...]
    changed: tuple[V, ...]
    gone: tuple[V, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone)

    @property
    def new(self) -> tuple[V, ...]:
        """What is now other than before: added and changed."""
        return self.added + self.changed


class Rows(Generic[V]):
    """The rows of one table as values of one dataclass.

    Attributes:
        key: the field that tells values of one scope apart; together with the scope's columns it is unique.
        unique: the columns of that unique key, where it is not the primary key.
    """

    def __init__(self, table: Table, value: type[V], key: str, unique: Sequence[str] = ()) -> None:
        self.table = table
        self.key = key
        self._value = value
        self._unique = unique or [column.name for column in table.primary_key]
        self._names = [field.name for field in fields(value)]  # type: ignore[arg-type]  # every V is a dataclass
        self._columns = [table.c[name] for name in self._names]
        # Built once each: putting a statement together costs more than SQLite needs to run it.
        self._queries: dict[tuple[str, ...], Prepared] = {}
        self._upserts: dict[tuple[str, ...], Insert] = {}

    def all(
        self,
        r: Reader,
        *where: ColumnElement[bool],
        order: Sequence[SQLCoreOperations[Any]] = (),
        limit: int | None = None,
        source: FromClause | None = None,
    ) -> list[V]:
        """Return the values of the rows that fit, with one query. `source`: the table joined to what orders it."""
        query = select(*self._columns).where(*where).order_by(*order).limit(limit)
        if source is not None:
            query = query.select_from(source)
        return [self._value(*row) for row in r.execute(query)]

    def one(self, r: Reader, **where: object) -> V | None:
        """Return the value of the row with these column values, None when there is none."""
        found = self.of(r, **where)
        return found[0] if found else None

    def of(self, r: Reader, **where: object) -> list[V]:
        """Return the values of the rows with these column values, none of which is None, in no order."""
        names = tuple(where)
        query = self._queries.get(names)
        if query is None:
            fits = [self.table.c[name] == bindparam(name) for name in names]
            query = self._queries[names] = Prepared(select(*self._columns).where(*fits))
        return [self._value(*row) for row in query.rows(r, where)]

    def put(self, w: Writer, value: V, **scope: object) -> bool:
        """Keep one value in the place of the one with its key; return whether anything differs now."""
        key = getattr(value, self.key)
        kept = self.one(w, **scope, **{self.key: key})
        if kept == value:
            return False
        self._insert(w, [value], scope)
        return True

    def reconcile(
        self, w: Writer, values: Iterable[V], *only: ColumnElement[bool], keep: bool = False, **scope: object
    ) -> Difference[V]:
        """Make the rows of a scope equal to `values`; rows that are equal already are not touched.

        `only` narrows the scope by more than equal columns; `keep`: rows without a value stay (and are not read).
        """
        values = list(values)
        if keep:
            only = (*only, self.table.c[self.key].in_([getattr(value, self.key) for value in values]))
        before = self.all(w, *self._fits(scope), *only) if only else self.of(w, **scope)
        kept = {getattr(value, self.key): value for value in before}
        wanted = {getattr(value, self.key): value for value in values}
        difference = Difference(
            added=tuple(value for key, value in wanted.items() if key not in kept),
            changed=tuple(value for key, value in wanted.items() if key in kept and kept[key] != value),
            gone=() if keep else tuple(value for key, value in kept.items() if key not in wanted),
        )
        self._insert(w, difference.new, scope)
        self._delete(w, difference.gone, scope)
        return difference

    def _fits(self, where: Mapping[str, object]) -> list[ColumnElement[bool]]:
        return [self.table.c[name] == value for name, value in where.items()]

    def _insert(self, w: Writer, values: Sequence[V], scope: Mapping[str, object]) -> None:
        if not values:
            return
        names = tuple(scope)
        upsert = self._upserts.get(names)
        if upsert is None:
            upsert = self._upserts[names] = self._upsert(names)
        w.execute(upsert, [{**{n: getattr(value, n) for n in self._names}, **scope} for value in values])

    def _upsert(self, scope: tuple[str, ...]) -> Insert:
        statement = insert(self.table)
        # An upsert and no REPLACE: columns that are no field of the value (what was fetched when) stay.
        changed = {name: statement.excluded[name] for name in {*self._names, *scope} if name not in self._unique}
        return statement.on_conflict_do_update(index_elements=self._unique, set_=changed)

    def _delete(self, w: Writer, values: Sequence[V], scope: Mapping[str, object]) -> None:
        if values:
            gone = delete(self.table).where(*self._fits(scope), self.table.c[self.key] == bindparam("gone"))
            w.execute(gone, [{"gone": getattr(value, self.key)} for value in values])


def set_columns(w: Writer, table: Table, values: Mapping[str, object], **where: object) -> bool:
    """Set columns of the rows with these column values where they differ; return whether any row changed."""
    differs = [table.c[name].is_distinct_from(value) for name, value in values.items()]
    fits = [table.c[name] == value for name, value in where.items()]
    anything = differs[0]
    for another in differs[1:]:
        anything = anything | another
    return w.execute(update(table).where(and_(*fits), anything).values(values)).rowcount > 0
