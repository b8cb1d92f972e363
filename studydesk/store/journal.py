"""The journal beside the work database: what each transaction changed is there, synced, before it is committed.

Triggers of the connection tell each changed row, whoever changes it: no function that writes has to think of it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date
from pathlib import Path

from sqlalchemy import MetaData, Table

from studydesk.errors import StorageFailed, StorageFull, WorkDamaged
from studydesk.store import records
from studydesk.store.disk import Disk, RealDisk, publish, translated
from studydesk.store.records import Change, Heading, Line, Record, Value

KEPT = 4  # files: each begins with all there is, so one would do; the others are for when it is damaged
MOST_BYTES = 4_000_000  # of changes in a file; then the next one begins
ROWS_TOGETHER = 50  # in one record of a base: what one damaged place can cost
_TAIL_BYTES = 256_000
_HEAD_BYTES = 4096
Committed = Callable[[], AbstractContextManager[sqlite3.Connection]]  # reads what was committed, and nothing later
# What the program measures, every second or two, and nobody's words: not waited for, and no full disk stops them.
MEASURED = frozenset({"usage", "position"})


def files(folder: Path) -> list[Path]:
    """Return the files of a journal, oldest first."""
    return sorted(folder.glob("[0-9]*.txt"))


def witness(folder: Path) -> Path:
    """Return the file that holds the number of the last record: it tells when the end of the journal is missing."""
    return folder / "last"


class _Open:
    """The file that is written to, begun on `day`, and the witness beside it."""

    def __init__(self, file: Path, day: str) -> None:
        beside = witness(file.parent)
        beside.touch()
        self.path, self.day = file, day
        self._file, self._witness = file.open("ab", buffering=0), beside.open("r+b", buffering=0)

    def append(self, disk: Disk, line: bytes, *, is_synced: bool) -> None:
        """Write a record at the end. Raises OSError."""
        disk.write(self._file, line)
        if is_synced:
            disk.sync(self._file)

    def end(self) -> int:
        """Return how long the file is."""
        return self._file.seek(0, 2)

    def cut(self, size: int) -> None:
        """Cut off what was written since the file was so long; a full disk has room for that. Raises OSError."""
        self._file.truncate(size)

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
        today: Callable[[], date],
        disk: Disk | None = None,
        *,
        begins_anew: bool = False,
    ) -> None:
        """`today`: the first change of a day begins a new file. `schema`: the version of the database.

        `begins_anew`: the first transaction begins a new file in any case, also when it changes nothing.
        """
        self._begins_anew = begins_anew
        self.folder, self.tables = folder, tables.sorted_tables
        self._schema, self._today = schema, today
        self._disk = disk or RealDisk()
        self._changes: list[Change] = []
        self._open: _Open | None = None
        self._number = 0  # of the last transaction that is committed
        self._room = 0  # bytes that may follow in this file
        self._pending = ""  # the digest of the record after it, which may not be committed
        self._since = 0  # where that record begins

    def watch(self, connection: sqlite3.Connection) -> None:
        """Let a connection tell which rows it changes."""
        connection.execute("PRAGMA temp_store=MEMORY")
        for table in self.tables:
            names, keys = _names(table), keys_of(table)
            connection.create_function(f"keep_{table.name}", len(names), self._teller(table, names, is_gone=False))
            connection.create_function(f"lose_{table.name}", len(keys), self._teller(table, keys, is_gone=True))
            for event in ("INSERT", "UPDATE"):
                connection.execute(_trigger(table, event, f"keep_{table.name}", "NEW", names))
            connection.execute(_trigger(table, "DELETE", f"lose_{table.name}", "OLD", keys))

    def ready(self, connection: sqlite3.Connection) -> None:
        """Open the newest file where it has all that was committed so far; else `put` begins one.

        Raises:
            WorkDamaged: the journal has more than the database: that is an older copy.
        """
        self._changes.clear()
        before, self._number = self._number + bool(self._pending), number_of(connection)
        self._pending = ""
        found = files(self.folder)
        if self._number == before and self._is_open(found[-1:]):
            return
        self.close()
        if any(last > self._number + 1 for last in map(_readable_number, found)):
            raise WorkDamaged("work.db", ())
        if found and not self._begins_anew:
            self._open = self._continued(found[-1])

    def put(self, connection: sqlite3.Connection, committed: Committed) -> None:
        """Write what the transaction changed, synced; nothing when it changed nothing.

        Where a new file is due it begins with the rows that `committed` reads: those before this transaction.

        Raises:
            StorageFull, StorageFailed: it cannot be written, so it must not be committed.
        """
        words = any(change.table not in MEASURED for change in self._changes)
        if not self._changes and not self._begins_anew:
            return
        try:
            with translated(self.folder):
                opened = self._open or self._begin(committed)
                if self._changes:
                    self._write(opened, is_synced=words)
        except (StorageFull, StorageFailed):
            if words:
                raise
            self._undo()  # committed all the same, as if it had changed nothing
            return
        if self._changes:
            connection.execute(f"PRAGMA user_version = {self._number + 1}")

    @property
    def is_pending(self) -> bool:
        """Whether there may be a record whose transaction was not committed."""
        return bool(self._pending)

    def take_back(self, connection: sqlite3.Connection) -> None:
        """Note that the transaction before was not committed, unless the database, which nobody writes to now, has it.

        Where no room is even for that, its record is cut off.
        """
        self._changes.clear()
        if number_of(connection) == self._number:
            self._undo()
        self.close()

    def close(self) -> None:
        """Close the files; the next transaction opens them again."""
        if self._open is not None:
            self._open.close()
        self._open = None

    # --- inside -------------------------------------------------------------------------------------------------
    def _teller(self, table: Table, names: Sequence[str], *, is_gone: bool) -> Callable[..., None]:
        changes, of = self._changes, str(table.name)

        def tell(*values: Value) -> None:
            changes.append(Change(of, dict(zip(names, values, strict=True)), is_gone))

        return tell

    def _is_open(self, newest: list[Path]) -> bool:
        """Whether the file that is open is the newest and has room, and is not of an earlier day."""
        opened = self._open
        if opened is None or [opened.path] != newest:
            return False
        return self._room > 0 and opened.day >= self._today().isoformat()

    def _write(self, opened: _Open, *, is_synced: bool) -> None:
        number = self._number + 1
        line, self._pending = records.encoded(Record(number, tuple(self._changes)))
        self._since = opened.end()
        opened.append(self._disk, line, is_synced=is_synced)
        opened.bear_witness(self._disk, number)
        self._room -= len(line)

    def _undo(self) -> None:
        """Let nobody take the pending record for one that was committed."""
        if self._open is not None and self._pending:
            line, _ = records.encoded(Record(self._number + 1, void=self._pending))
            try:
                self._open.append(self._disk, line, is_synced=True)
            except OSError:
                with suppress(OSError):  # then the next transaction, of the same number, takes its place
                    self._open.cut(self._since)
            with suppress(OSError):  # else a rescue says that one transaction is missing, which costs nothing
                self._open.bear_witness(self._disk, self._number)
        self._pending = ""
        self.close()

    def _continued(self, newest: Path) -> _Open | None:
        """Return the newest file, opened, where it goes as far as the database; None where a new one is due."""
        try:
            heading, last, size = _heading(newest), _last_number(newest), newest.stat().st_size
            if heading is None:
                return None
            if heading.schema != self._schema:
                self._begins_anew = True  # soon: who knows only the old rows cannot tell what is in the database
                return None
            self._room = heading.base_bytes + MOST_BYTES - size
            # An earlier day alone is a reason: of two processes that go by different days, each would begin a file.
            if self._room <= 0 or heading.day < self._today().isoformat():
                return None
            if last not in (self._number, self._number + 1):  # one more: cut off before the commit
                return None
            return _Open(newest, heading.day)
        except OSError:  # it cannot be read: what is written from now on must not be lost with it
            return None

    def _begin(self, committed: Committed) -> _Open:
        """Return a new file with all rows that are committed, complete and synced or not at all. Raises OSError."""
        day = self._today().isoformat()
        with committed() as connection:
            parts = list(self._parts(connection))
        heading = Heading(self._schema, day, len(parts), sum(map(records.size_bytes, parts)))
        base = [Record(self._number, part, heading, at) for at, part in enumerate([(), *parts])]
        known = files(self.folder)
        target = self.folder / f"{int(known[-1].stem) + 1 if known else 1:06d}.txt"
        half = target.with_suffix(".half")
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with half.open("wb", buffering=0) as file:
                self._disk.write(file, b"".join(records.encoded(record)[0] for record in base))
                self._disk.sync(file)
            publish(self._disk, half, target)
        finally:
            half.unlink(missing_ok=True)
        self._open, self._room, self._begins_anew = _Open(target, day), MOST_BYTES, False
        self._open.bear_witness(self._disk, self._number)
        for old in known[: -(KEPT - 1)]:
            self._disk.remove(old)
        return self._open

    def _parts(self, connection: sqlite3.Connection) -> Iterator[tuple[Change, ...]]:
        for table in self.tables:
            names = _names(table)
            found = connection.execute(f"SELECT {_listed(names, table.name)} FROM main.{table.name} ORDER BY rowid")
            while rows := found.fetchmany(ROWS_TOGETHER):
                yield tuple(Change(str(table.name), dict(zip(names, row, strict=True))) for row in rows)


def last_number(folder: Path) -> int:
    """Return the number that a journal goes as far as; 0 where there is none or no end of a file can be read."""
    return max(map(_readable_number, files(folder)), default=0)


def keys_of(table: Table) -> list[str]:
    """Return the columns of a table's primary key."""
    return [str(column.name) for column in table.primary_key]


def _names(table: Table) -> list[str]:
    return [str(column.name) for column in table.columns]


def number_of(connection: sqlite3.Connection) -> int:
    """Return the number of the last transaction that a database has."""
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
                return _reached(line)
    return None


def _readable_number(file: Path) -> int:
    try:
        return _last_number(file) or 0
    except OSError:  # what cannot be read keeps nobody from studying; the next change begins a new file
        return 0


def _reached(line: Line) -> int:
    """Return the number of the last transaction that is in the journal after this record."""
    return line.record.number - bool(line.record.void)
