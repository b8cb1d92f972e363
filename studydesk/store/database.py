"""One SQLite database: how it is opened, read, written, checked and copied. Every database is opened here."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import AccountId
from studydesk.errors import Corrupt, ProfileInUse, StorageFailed, StorageFull, StudyDeskError
from studydesk.store import redoing
from studydesk.store.disk import RealDisk, publish, translated
from studydesk.store.journal import Journal, last_number, number_of

Publish = Callable[[tuple[Change, ...]], None]

CACHE_KB = 512  # per connection, a quarter of the default: there are up to eight, and the system caches the file anyway
BUSY_TIMEOUT_S = 30  # a command line beside the window writes for milliseconds; half a minute means it hangs
_LEAST_ROOM_BYTES = 64 * 1024  # without so much SQLite opens nothing
_PRIMARY = 0xFF  # the low byte of an extended result code


class Reader:
    """An open transaction that query functions read through."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Return the result of one Core statement."""
        return self.connection.execute(statement, parameters)


class Writer(Reader):
    """An open write transaction; what changed is published once it is committed, and never when it is rolled back."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.changes: dict[Change, None] = {}  # a dict keeps the order and forgets repetitions

    def changed(self, subject: Subject, account: AccountId | None = None) -> None:
        """Remember to tell that things of this kind changed."""
        self.changes[Change(subject, account)] = None


class Database:
    """One database file. `read` and `write` may be used from any thread at once; a `write` in a `write` is refused.

    Both translate what SQLite says: StorageFull, Corrupt, StorageFailed, and ProfileInUse when another process
    holds the database for longer than the busy time-out.
    """

    def __init__(
        self, path: Path, *, durable: bool, publish: Publish | None = None, engine: Engine | None = None
    ) -> None:
        """Open lazily. `durable`: a commit survives a power cut (synchronous FULL), else only a crash (NORMAL).

        `engine`: what to open it with (`beginning`), for whoever has no file.
        """
        self.path = path
        self._publish = publish
        self._is_durable = durable
        self._turn = threading.Lock()
        self._writing: int | None = None
        self._journal: Journal | None = None
        self._engine = engine or _engine(path, durable, self._prepare)
        self._immediate = self._engine.execution_options(immediate=True)

    def keep_journal(self, journal: Journal) -> None:
        """From now on have in the journal what is committed, before it is. Only while nothing is being read here.

        A transaction that the journal alone has is done now: what was acknowledged may have been lost with it.

        Raises:
            WorkDamaged: the journal has more than that, so the database is an older copy.
        """
        last = last_number(journal.folder)  # before the database is asked: another process may be writing
        with self.read() as r:
            is_behind = last > number_of(_raw(r))
        if is_behind:
            with self.write() as w:
                redoing.catch_up(_raw(w), journal.folder, journal.tables)
        self._engine.dispose()  # connections that were opened before tell the journal nothing
        self._journal = journal

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Yield a reader of one consistent state; nothing another thread commits meanwhile is seen."""
        with self._translated(), self._engine.begin() as connection:
            yield Reader(connection)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Yield a writer; commits at the end, rolls back on any error. BEGIN IMMEDIATE: readers never wait for it.

        Raises:
            RuntimeError: this thread is already writing here; SQLite would wait for itself.
        """
        if self._writing == threading.get_ident():
            raise RuntimeError(f"a write inside a write of {self.path.name}")
        with self._turn:
            self._writing = threading.get_ident()
            try:
                with self._translated(), self._journaled(), self._immediate.begin() as connection:
                    writer = Writer(connection)
                    if self._journal:
                        self._journal.ready(_raw(writer))
                    yield writer
                    if self._journal:
                        self._journal.put(_raw(writer), self._committed)
            finally:
                self._writing = None
        if self._publish and writer.changes:
            self._publish(tuple(writer.changes))

    def check(self) -> None:
        """Return when the database is whole; of a durable one the indexes too, for a wrong one hides what is there.

        Raises:
            Corrupt: it is not.
        """
        how = "integrity_check" if self._is_durable else "quick_check"
        with self.read() as r:
            found = r.connection.exec_driver_sql(f"PRAGMA {how}(1)").scalar()
        if found != "ok":
            self.suspect.touch()
            raise Corrupt(self.path.name)

    def settle(self) -> None:
        """Return once what was committed survives a power cut, also where commits themselves do not wait for that."""
        with self._translated(), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")  # syncs the log first, then the pages

    def backup(self, to: Path) -> None:
        """Write a consistent copy to `to`, complete and synced or not at all."""
        half = to.with_name(f"{to.name}.{os.getpid()}.half")
        with self._translated(), translated(to):
            to.parent.mkdir(parents=True, exist_ok=True)
            try:
                with closing(self._engine.raw_connection()) as source, closing(sqlite3.connect(half)) as copy:
                    source.driver_connection.backup(copy)  # type: ignore[union-attr]  # sqlite3's own connection
                    copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
                disk = RealDisk()
                with half.open("r+b") as file:
                    disk.sync(file)
                publish(disk, half, to)
            finally:
                half.unlink(missing_ok=True)

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        self._engine.dispose()
        if self._journal:
            self._journal.close()

    @property
    def suspect(self) -> Path:
        """A file that says: damage was seen here, look closer at the next start."""
        return self.path.with_name(f"{self.path.name}.suspect")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        if self._journal:
            self._journal.watch(connection)

    @contextmanager
    def _committed(self) -> Iterator[sqlite3.Connection]:
        with self.read() as r:
            yield _raw(r)

    @contextmanager
    def _journaled(self) -> Iterator[None]:
        """Take back from the journal what was not committed."""
        try:
            yield
        except BaseException:
            if self._journal and self._journal.is_pending:
                # In a turn of its own: only so is it known what was committed. Without one the next of that number,
                # or whoever opens the database next, puts the journal right.
                with suppress(DBAPIError), self._immediate.begin() as connection:
                    self._journal.take_back(_raw(Reader(connection)))
            raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            foreign = error.orig if isinstance(error, DBAPIError) else error
            ours = _meaning(_code(foreign), self.path.name)
            if ours is None:
                raise
            if isinstance(ours, Corrupt):
                self.suspect.touch()
            if isinstance(ours, StorageFailed) and _is_full(self.path.parent):
                ours = StorageFull()  # SQLite cannot tell: it has no room for the file it shares with others
            raise ours from error


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM_BYTES
    except OSError:  # the folder is gone: that is another trouble
        return False


def _code(foreign: object) -> int:
    """Return SQLite's primary result code. A text that is no UTF-8 has none: Python meets it, and it is damage."""
    code = getattr(foreign, "sqlite_errorcode", None)
    if code is None:
        return sqlite3.SQLITE_CORRUPT if str(foreign).startswith("Could not decode") else 0
    return int(code) & _PRIMARY


def _meaning(code: int, name: str) -> StudyDeskError | None:
    """Return our error for SQLite's primary result code, None for a mistake of the program itself."""
    if code == sqlite3.SQLITE_FULL:
        return StorageFull()
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return Corrupt(name)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProfileInUse()
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StorageFailed(name)
    return None


def _raw(r: Reader) -> sqlite3.Connection:
    """Return sqlite3's own connection of an open transaction."""
    found: sqlite3.Connection = r.connection.connection.driver_connection  # type: ignore[assignment]  # of this driver
    return found


def _engine(path: Path, durable: bool, prepare: Callable[[sqlite3.Connection], None]) -> Engine:
    """Return an engine whose transactions begin when we say so: sqlite3's own implicit BEGIN is switched off.

    `prepare` is given each new connection.
    """

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute(f"PRAGMA cache_size=-{CACHE_KB}")
            prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return beginning(
        create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=-1)
    )


def beginning(engine: Engine) -> Engine:
    """Return the engine, whose transactions begin from now on when we say so."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate", False)
        # Straight to the driver: as a statement of SQLAlchemy's it would cost more than all the rest of beginning.
        connection.connection.cursor().execute("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
