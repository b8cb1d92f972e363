"""The journal beside the work database: what each transaction changed is there, synced, before it is committed.

Triggers of the connection tell each changed row, whoever changes it: no function that writes has to think of it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import MetaData, Table

from studydesk.errors import StorageFailed, StorageFull, StudyDeskError, WorkDamaged
from studydesk.store import records
from studydesk.store.disk import Disk, RealDisk, publish, translated
from studydesk.store.records import Change, Heading, Line, Record, Value

KEPT = 4  # files: each begins with all there is, so one would do; the others are for when it is damaged
MOST_BYTES = 4_000_000  # of changes in a file; then the next one begins
ROWS_TOGETHER = 50  # in one record of a base: what one damaged place can cost
_TAIL_BYTES = 256_000
_HEAD_BYTES = 4096
# What the program measures, every second or two, and nobody's words: not waited for, and no full disk stops them.
MEASURED = frozenset({"usage", "position"})


def files(folder: Path) -> list[Path]:
    """Return the files of a journal, oldest first."""
    return sorted(folder.glob("[0-9]*.txt"))


def witness(folder: Path) -> Path:
    """Return the file that holds the number of the last record: it tells when the end of the journal is missing."""
    return folder / "last"


class _Open:
    """The file that is written to, and the witness beside it."""

    def __init__(self, file: Path) -> None:
        beside = witness(file.parent)
        beside.touch()
        self._file, self._witness = file.open("ab", buffering=0), beside.open("r+b", buffering=0)

    def append(self, disk: Disk, line: bytes, *, is_synced: bool) -> None:
        """Write a record at the end. Raises OSError."""
        disk.write(self._file, line)
        if is_synced:
            disk.sync(self._file)

    def bear_witness(self, disk: Disk, number: int) -> None:
        """Write how far the journal goes. Raises OSError.

        Not synced: a power cut may leave an older number, which proves nothing and harms nothing.
        """
        self._witness.seek(0)
        disk.write(self._witness, records.encoded_number(number))

    def close(self) -> None:
        """Close both."""
        self._file.close()
        self._witness.close()


class Journal:
    """Writes the journal of one database. Every call but `watch` belongs into an open write transaction of it.

    Each transaction that changes something has a number, which the database keeps in its `user_version`: so it is
    seen, also by another process that writes, whether the journal has all that the database has.
    """

    def __init__(
        self,
        folder: Path,
        tables: MetaData,
        schema: str,
        day: date,
        disk: Disk | None = None,
        *,
        begins_anew: bool = False,
    ) -> None:
        """`day`: today; the first transaction of a day begins a new file. `schema`: the version of the database.

        `begins_anew`: the first transaction begins a new file in any case.
        """
        self._begins_anew = begins_anew
        self._folder, self._schema, self._day = folder, schema, day.isoformat()
        self._tables = tables.sorted_tables
        self._disk = disk or RealDisk()
        self._changes: list[Change] = []
        self._open: _Open | None = None
        self._number = 0
        self._room = 0  # bytes that may follow in this file
        self._pending = ""  # the digest of a record that is not committed yet
        self._trouble: StudyDeskError | None = None  # why there is no file to write to

    def watch(self, connection: sqlite3.Connection) -> None:
        """Let a connection tell which rows it changes."""
        connection.execute("PRAGMA temp_store=MEMORY")
        for table in self._tables:
            names, keys = _names(table), keys_of(table)
            connection.create_function(f"keep_{table.name}", len(names), self._teller(table, names, is_gone=False))
            connection.create_function(f"lose_{table.name}", len(keys), self._teller(table, keys, is_gone=True))
            for event in ("INSERT", "UPDATE"):
                connection.execute(_trigger(table, event, f"keep_{table.name}", "NEW", names))
            connection.execute(_trigger(table, "DELETE", f"lose_{table.name}", "OLD", keys))

    def ready(self, connection: sqlite3.Connection) -> None:
        """Make sure that the journal has all that was committed so far; begin a new file where it has not.

        Raises:
            WorkDamaged: the journal has more than the database: that is an older copy.
        """
        self._changes.clear()
        self._pending, self._trouble = "", None
        number = _number(connection)
        if self._open is not None and number == self._number and self._room > 0:
            return
        self.close()
        try:
            with translated(self._folder):
                if self._begins_anew or not self._continue(number):
                    self._begin(connection, number)
                self._begins_anew = False
        except (StorageFull, StorageFailed) as error:
            self._trouble = error  # it stops who writes words, not who writes nothing
        self._number = number

    def put(self, connection: sqlite3.Connection) -> None:
        """Write what the transaction changed, synced; nothing when it changed nothing.

        Raises:
            StorageFull, StorageFailed: it cannot be written, so it must not be committed.
        """
        words = any(change.table not in MEASURED for change in self._changes)
        if not self._changes or (self._open is None and not words):
            return
        record = Record(self._number + 1, tuple(self._changes))
        line, self._pending = records.encoded(record)
        try:
            self._write(line, record.number, is_synced=words)
        except (StorageFull, StorageFailed):
            if words:
                raise
            self._pending = ""  # committed all the same, as if it had changed nothing
            self.close()
            return
        connection.execute(f"PRAGMA user_version = {record.number}")
        self._number = record.number
        self._room -= len(line)

    def take_back(self) -> None:
        """Note that the transaction was not committed; where no room is even for that, the next one tells."""
        self._changes.clear()
        if not self._pending or self._open is None:
            return
        line, _ = records.encoded(Record(self._number, void=self._pending))
        try:
            self._open.append(self._disk, line, is_synced=True)
        except OSError:
            pass  # the transaction that failed is of the same number as the next one, which takes its place
        self.close()

    def close(self) -> None:
        """Close the files; the next transaction opens them again."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def is_ahead(self, connection: sqlite3.Connection) -> bool:
        """Whether the journal has transactions that the database has lost."""
        return last_number(self._folder) > _number(connection) + 1

    # --- inside -------------------------------------------------------------------------------------------------
    def _teller(self, table: Table, names: Sequence[str], *, is_gone: bool) -> Callable[..., None]:
        changes, of = self._changes, str(table.name)

        def tell(*values: Value) -> None:
            changes.append(Change(of, dict(zip(names, values, strict=True)), is_gone))

        return tell

    def _write(self, line: bytes, number: int, *, is_synced: bool) -> None:
        if self._open is None:
            raise self._trouble or StorageFailed(self._folder.name)
        with translated(self._folder):
            self._open.append(self._disk, line, is_synced=is_synced)
            self._open.bear_witness(self._disk, number)

    def _continue(self, number: int) -> bool:
        """Open the last file where it goes as far as the database; return whether it does."""
        found = files(self._folder)
        if not found:
            return False
        try:
            heading, last, size = _heading(found[-1]), _last_number(found[-1]), found[-1].stat().st_size
        except OSError:  # it cannot be read: what is written from now on must not be lost with it
            return False
        if last is not None and last > number + 1:
            raise WorkDamaged("work.db", ())
        room = 0 if heading is None else heading.base_bytes + MOST_BYTES - size
        if heading is None or room <= 0 or (heading.schema, heading.day) != (self._schema, self._day):
            return False
        if last not in (number, number + 1):  # one more: its transaction was cut off before the commit
            return False
        self._open, self._room = _Open(found[-1]), room
        return True

    def _begin(self, connection: sqlite3.Connection, number: int) -> None:
        """Begin a new file with all rows that are committed, complete and synced or not at all."""
        parts = list(self._parts(connection))
        heading = Heading(self._schema, self._day, len(parts), sum(map(records.size_bytes, parts)))
        base = [Record(number, part, heading, at) for at, part in enumerate([(), *parts])]
        known = files(self._folder)
        target = self._folder / f"{int(known[-1].stem) + 1 if known else 1:06d}.txt"
        half = target.with_suffix(".half")
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with half.open("wb", buffering=0) as file:
                self._disk.write(file, b"".join(records.encoded(record)[0] for record in base))
                self._disk.sync(file)
            publish(self._disk, half, target)
        finally:
            half.unlink(missing_ok=True)
        self._open, self._room = _Open(target), MOST_BYTES
        self._open.bear_witness(self._disk, number)
        for old in known[: -(KEPT - 1)]:
            self._disk.remove(old)

    def _parts(self, connection: sqlite3.Connection) -> Iterator[tuple[Change, ...]]:
        for table in self._tables:
            names = _names(table)
            found = connection.execute(f"SELECT {_listed(names, table.name)} FROM main.{table.name} ORDER BY rowid")
            while rows := found.fetchmany(ROWS_TOGETHER):
                yield tuple(Change(str(table.name), dict(zip(names, row, strict=True))) for row in rows)


def last_number(folder: Path) -> int:
    """Return the number that a journal goes as far as; 0 where there is none or its end cannot be read."""
    found = files(folder)
    try:
        return (_last_number(found[-1]) if found else None) or 0
    except OSError:  # what cannot be read keeps nobody from studying; the next transaction begins a new file
        return 0


def keys_of(table: Table) -> list[str]:
    """Return the columns of a table's primary key."""
    return [str(column.name) for column in table.primary_key]


def _names(table: Table) -> list[str]:
    return [str(column.name) for column in table.columns]


def _number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _trigger(table: Table, event: str, tells: str, row: str, names: Sequence[str]) -> str:
    return (
        f"CREATE TEMP TRIGGER {tells}_{event} AFTER {event} ON main.{table.name} "
        f"BEGIN SELECT {tells}({_listed(names, row)}); END"
    )


def _listed(names: Sequence[str], of: str) -> str:
    return ", ".join(f'{of}."{name}"' for name in names)  # a quoted name alone may be taken for a text


def _heading(file: Path) -> Heading | None:
    with file.open("rb") as opened:
        lines, _ = records.read(opened.read(_HEAD_BYTES))
    return lines[0].record.heading if lines else None


def _last_number(file: Path) -> int | None:
    """Return the number that a file goes as far as, None when nothing in it can be read."""
    with file.open("rb") as opened:
        size = opened.seek(0, 2)
        for span in (_TAIL_BYTES, size):  # the second time all of it: the last record may be a long text
            opened.seek(max(0, size - span))
            line = records.last(opened.read())
            if line is not None:
                return reached(line)
    return None


def reached(line: Line) -> int:
    """Return the number of the last transaction that is in the journal after this record."""
    return line.record.number - bool(line.record.void)
