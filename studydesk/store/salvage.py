"""Rows out of database files that may be damaged: copies of the work database, and what is left of a broken one."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Float, Integer, Table, Text, TypeDecorator
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError

from studydesk.domain.work import KINDS, IntentKind
from studydesk.errors import Corrupt, DatabaseTooNew, StorageFailed
from studydesk.store import migration
from studydesk.store.database import Database
from studydesk.store.disk import translated
from studydesk.store.migration import WORK
from studydesk.store.records import Value
from studydesk.store.replaying import Copy, Row
from studydesk.store.work_schema import outbox as outbox_table

_INTENTS = {kind: intent for intent, kind in KINDS.items()}
_MOST_TRANSACTIONS = 1 << 30
_HEAD_BYTES, _MAGIC, _COUNT = 100, b"SQLite format 3\0", slice(28, 32)  # of SQLite's file format
_SMALLEST_PAGE, _LARGEST_PAGE = 512, 65536
_MOST_LOST_BYTES = 64 * 1024 * 1024
_DIALECT = SQLiteDialect_pysqlite()
_PYTHON: tuple[tuple[type, tuple[type, ...]], ...] = (
    (Text, (str,)),
    (Boolean, (int,)),
    (Integer, (int,)),
    (Float, (float, int)),
)


def is_readable(table: Table, row: Row) -> bool:
    """Whether a row can be what this program wrote: every column of its kind, and the learner's words decode."""
    try:
        return all(_fits(column, row[column.name]) for column in table.columns if column.name in row) and (
            table is not outbox_table or _is_intent(str(row["kind"]), str(row["intent"]))
        )
    except KeyError:
        return False


def _is_intent(kind: str, words: str) -> bool:
    try:
        msgspec.json.decode(words, type=_INTENTS[IntentKind(kind)])
    except (ValueError, msgspec.MsgspecError):
        return False
    return True


def whole_copy(file: Path) -> Copy | None:
    """Return the rows of a backup; None when it is damaged, or of a newer program."""
    try:
        return read_work(file)
    except (Corrupt, DatabaseTooNew, StorageFailed):
        return None


def read_work(file: Path) -> Copy | None:
    """Return the rows of a work database as this program's schema has them; None when there are no tables in it.

    Raises:
        Corrupt: it is damaged, or a row of it is none that this program wrote.
        DatabaseTooNew: it was written by a newer program.
    """
    with _beside(file) as copied:
        work = Database(copied, durable=True)
        try:
            if migration.version(work) is None:
                return None
            work.check()
            if migration.is_outdated(work, WORK):
                migration.upgrade(work, WORK)
            migration.check(work, WORK)
            return _copy_of(work)
        except (DBAPIError, UnicodeDecodeError) as error:  # statements that any whole database of ours understands
            raise Corrupt(file.name) from error
        finally:
            work.close()


def wreck(file: Path) -> Copy:
    """Return the rows that can still be read in a damaged work database; number 0 where even that is gone.

    Opened past `Database`: a damaged file may refuse what that asks for.
    """
    if not file.exists():
        return Copy(0, {})
    with _beside(file) as copied, closing(sqlite3.connect(_filled(copied))) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            number = _honest(connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.Error:
            number = 0
        return Copy(number, {str(table.name): _remains(connection, table) for table in WORK.metadata.sorted_tables})


def _copy_of(work: Database) -> Copy:
    rows: dict[str, list[Row]] = {}
    with work.read() as r:
        number = _honest(r.connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        for table in WORK.metadata.sorted_tables:
            found = r.connection.exec_driver_sql(f"SELECT * FROM {table.name}").mappings()
            rows[str(table.name)] = [{str(name): value for name, value in row.items()} for row in found]
            if not all(is_readable(table, row) for row in rows[str(table.name)]):
                raise Corrupt(work.path.name)
    return Copy(number, rows)


def _honest(number: int) -> int:
    """Return the number of the last transaction, 0 where nobody can have done so much: it is damaged."""
    return number if 0 <= number < _MOST_TRANSACTIONS else 0


def _remains(connection: sqlite3.Connection, table: Table) -> list[Row]:
    """Return a table's readable rows from its beginning up to the damage, and from its end back to it."""
    found: dict[int, Row] = {}
    for order in ("", " DESC"):
        try:
            rows = connection.execute(f"SELECT rowid AS at_, * FROM {table.name} ORDER BY rowid{order}")
            names = [column[0] for column in rows.description[1:]]
            for at, *values in rows:
                found[at] = dict(zip(names, values, strict=True))
        except (sqlite3.Error, UnicodeError, OverflowError):  # here the damage begins
            continue
    columns = {str(column.name) for column in table.columns}  # the name of one may be damaged too
    return [row for row in found.values() if columns <= row.keys() and is_readable(table, row)]


def _filled(copied: Path) -> Path:
    """Return a database after its end was filled up with zeros where it is cut off: SQLite refuses a short file."""
    size = copied.stat().st_size
    with copied.open("r+b") as file:
        head = file.read(_HEAD_BYTES)
        page = int.from_bytes(head[16:18], "big")
        page = _LARGEST_PAGE if page == 1 else page
        if not head.startswith(_MAGIC) or page < _SMALLEST_PAGE or page & (page - 1) or len(head) < _HEAD_BYTES:
            return copied
        pages = int.from_bytes(head[_COUNT], "big")
        if pages * page > 2 * size + _MOST_LOST_BYTES:  # the count is damaged itself
            pages = -(-size // page)
            file.seek(_COUNT.start)
            file.write(pages.to_bytes(4, "big"))
        if pages * page > size:
            file.truncate(pages * page)
    return copied


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """Yield a copy of a database with its log: opening the file itself would change it."""
    with translated(file), tempfile.TemporaryDirectory(dir=file.parent, prefix="rescue-") as folder:
        copied = Path(folder) / "copy.db"
        for ending in ("", "-wal"):
            source = file.with_name(file.name + ending)
            if source.exists():
                shutil.copyfile(source, copied.with_name(copied.name + ending))
        yield copied


def _fits(column: Column[Any], value: Value) -> bool:
    if value is None:
        return bool(column.nullable)
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if not any(isinstance(kind, of) and isinstance(value, python) for of, python in _PYTHON):
        return False
    try:
        if isinstance(value, str):
            value.encode()
        if isinstance(column.type, TypeDecorator):
            column.type.process_result_value(value, _DIALECT)
    except (ValueError, OverflowError, msgspec.MsgspecError):
        return False
    return True


