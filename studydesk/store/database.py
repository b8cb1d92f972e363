"""One SQLite database: how it is opened, read, written, checked and copied. Every database is opened here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, MetaData

from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import AccountId

Publish = Callable[[tuple[Change, ...]], None]


class Reader:
    """An open transaction that query functions read through."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(
        self, statement: Executable, parameters: Mapping[str, object] | Sequence[Mapping[str, object]] | None = None
    ) -> CursorResult[Any]:
        """Return the result of one Core statement."""
        raise NotImplementedError


class Writer(Reader):
    """An open write transaction; what changed is published once it is committed, and never when it is rolled back."""

    def changed(self, subject: Subject, account: AccountId | None = None) -> None:
        """Remember to tell that things of this kind changed."""
        raise NotImplementedError


class Database:
    """One database file. `read` and `write` may be used from any thread at once; neither nests in a `write`.

    Both translate what SQLite says: StorageFull, Corrupt, StorageFailed, and ProfileInUse when another process
    holds the database for longer than the busy time-out.
    """

    def __init__(self, path: Path, metadata: MetaData, *, durable: bool, publish: Publish | None = None) -> None:
        """Open lazily. `durable`: a commit survives a power cut (synchronous FULL), else only a crash (NORMAL)."""
        raise NotImplementedError

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Yield a reader of one consistent state; nothing another thread commits meanwhile is seen."""
        raise NotImplementedError

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Yield a writer; commits at the end, rolls back on any error. BEGIN IMMEDIATE: readers never wait for it."""
        raise NotImplementedError

    def check(self) -> None:
        """Return when the database is whole. Raises Corrupt (PRAGMA quick_check)."""
        raise NotImplementedError

    def backup(self, to: Path) -> None:
        """Write a consistent copy to `to`, complete and synced or not at all."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        raise NotImplementedError
