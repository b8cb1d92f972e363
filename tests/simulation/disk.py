"""A laptop's disk: databases in memory that can be killed at a commit, files that lose what was not synced."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import EIO, ENOSPC
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from studydesk.errors import StorageFailed, StorageFull
from studydesk.store.database import Database, Reader, Writer, beginning
from studydesk.store.disk import RealDisk
from tests.simulation.dice import Dice
from tests.simulation.faults import Killed, Mishap

Happens = Callable[[Mishap], bool]


class Process:
    """One run of the program: once it is dead nothing of it reaches the disk any more."""

    def __init__(self, happens: Happens) -> None:
        self._happens = happens
        self.is_dead = False

    def may_die(self, kind: Mishap) -> None:
        """Raise Killed when it happens now, or has happened."""
        if not self.is_dead and self._happens(kind):
            self.is_dead = True
        self.check()

    def check(self) -> None:
        """Raise Killed when the process is dead."""
        if self.is_dead:
            raise Killed

    def happens(self, kind: Mishap) -> bool:
        """Whether this happens now."""
        return self._happens(kind)


# What one engine has compiled serves all of them: they speak the same dialect.
_FIRST = create_engine("sqlite+pysqlite://")
_COMPILED: dict[Any, Any] = {}


class Memory(sqlite3.Connection):
    """A database in memory, with the engine that all who open it share."""

    engine: Engine | None = None


def _engine(connection: Memory) -> Engine:
    if connection.engine is None:
        connection.engine = _made(connection)
    return connection.engine


def _made(connection: Memory) -> Engine:
    engine = Engine(StaticPool(lambda: connection), _FIRST.dialect, _FIRST.url)  # type: ignore[arg-type]
    engine.update_execution_options(compiled_cache=_COMPILED)
    return beginning(engine)


class SimulatedDatabase(Database):
    """A database in memory. A crash leaves what the last commit left."""

    def __init__(
        self,
        path: Path,
        connection: Memory,
        process: Process,
        *,
        durable: bool,
        on_settle: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(path, durable=durable, engine=_engine(connection))
        self._process, self._on_settle = process, on_settle

    def settle(self) -> None:
        self._process.check()
        self._on_settle()

    @contextmanager
    def read(self) -> Iterator[Reader]:
        self._process.check()
        with super().read() as reader:
            yield reader

    @contextmanager
    def write(self) -> Iterator[Writer]:
        process = self._process
        process.check()
        with super().write() as writer:
            yield writer
            process.may_die(Mishap.KILL_AT_COMMIT)
            if process.happens(Mishap.DISK_FULL):
                raise StorageFull
            if process.happens(Mishap.DISK_ERROR):
                raise StorageFailed(self.path.name)
        process.may_die(Mishap.KILL_AFTER_COMMIT)


def opened(image: bytes) -> Memory:
    """Return a database in memory with this content."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Memory)
    connection.deserialize(image)
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


class SimulatedDisk:
    """Real files that forget, in a power cut, what was not synced. Implements store.disk.Disk."""

    def __init__(self, dice: Callable[[], Dice]) -> None:
        self._real = RealDisk()
        self._dice = dice
        self.process: Process | None = None
        self._unsynced: set[Path] = set()
        self._renamed: dict[Path, Path] = {}

    def write(self, file: BinaryIO, data: bytes) -> None:
        self._strike()
        self._unsynced.add(Path(file.name))
        self._real.write(file, data)

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        self._strike()

    def sync(self, file: BinaryIO) -> None:
        self._strike()
        file.flush()
        self._unsynced.discard(Path(file.name))

    def replace(self, source: Path, target: Path) -> None:
        self._strike()
        self._real.replace(source, target)
        if source in self._unsynced:
            self._unsynced.discard(source)
            self._unsynced.add(target)
        self._renamed[target] = source

    def sync_folder(self, folder: Path) -> None:
        self._strike()
        self._renamed = {target: source for target, source in self._renamed.items() if target.parent != folder}

    def remove(self, file: Path) -> None:
        self._strike()
        self._real.remove(file)

    def cut_power(self) -> None:
        """Lose what was not synced: names, and the ends of files."""
        for target, source in self._renamed.items():
            if target.exists():
                target.rename(source)
                if target in self._unsynced:
                    self._unsynced.discard(target)
                    self._unsynced.add(source)
        for file in sorted(self._unsynced):
            if file.exists():
                size = file.stat().st_size
                with file.open("r+b") as half:
                    half.truncate(self._dice().number(0, max(size - 1, 0)))
        self._renamed.clear()
        self._unsynced.clear()

    def _strike(self) -> None:
        if self.process is None:
            return
        self.process.may_die(Mishap.KILL_AT_FILE)
        if self.process.happens(Mishap.DISK_FULL):
            raise OSError(ENOSPC, "no space left")
        if self.process.happens(Mishap.DISK_ERROR):
            raise OSError(EIO, "input/output error")
