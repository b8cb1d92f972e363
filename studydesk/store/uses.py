"""The list of the blobs a profile uses: plain text, which outlives both databases and which other profiles can read."""

from collections.abc import Collection
from pathlib import Path
from threading import Lock

from studydesk.store.disk import Disk
from studydesk.store.place import write_whole

_DROPPED = "-"
_MOST_DEAD = 10_000  # lines that say nothing any more, before the list is written anew


class Uses:
    """One profile's list: a line per name, "-" before one that is used no longer; the last word on a name counts.

    Only ever appended to, because another process of the profile may do so at the same moment: a list that was read,
    changed and written again would lose what the other one added. Kept in memory as long as the file is the same.
    """

    def __init__(self, file: Path, disk: Disk) -> None:
        self.file = file
        self._disk = disk
        self._turn = Lock()
        self._names: set[str] = set()
        self._dead = 0
        self._seen: tuple[int, int, int] | None = None

    def names(self) -> frozenset[str]:
        """Return what the list names."""
        with self._turn:
            return frozenset(self._current())

    def has(self, sha256: str) -> bool:
        """Whether the list names this blob."""
        with self._turn:
            return sha256 in self._current()

    def add(self, sha256s: Collection[str]) -> None:
        """Name these too; returns once that survives a power cut, with one fsync for all of them."""
        with self._turn:
            new = sorted(set(sha256s) - self._current())
            self._append(new)
            self._names.update(new)

    def drop(self, sha256s: Collection[str]) -> None:
        """Name these no longer."""
        with self._turn:
            gone = sorted(self._current().intersection(sha256s))
            self._append([f"{_DROPPED}{sha256}" for sha256 in gone])
            self._names.difference_update(gone)
            self._dead += 2 * len(gone)
            if self._dead > _MOST_DEAD:
                write_whole(self._disk, self.file, "".join(f"{sha256}\n" for sha256 in sorted(self._names)))
                self._seen = None

    def of_all_profiles(self) -> frozenset[str]:
        """Return what the lists of all profiles name."""
        lists = self.file.parent.parent.glob(f"*/{self.file.name}")
        return frozenset().union(self.names(), *(_read(file)[0] for file in lists if file != self.file))

    def _append(self, lines: list[str]) -> None:
        if not lines:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        data = "".join(f"\n{line}" for line in [*lines, ""]).encode()  # a line that a crash cut ends before ours begins
        with self.file.open("ab", buffering=0) as file:
            self._disk.write(file, data)
            self._disk.sync(file)
        told, before = _signature(self.file), self._seen[1] if self._seen else 0
        # Longer by more than our lines: somebody else's stand there too, and the next look reads them.
        self._seen = told if told and told[1] == before + len(data) else None

    def _current(self) -> set[str]:
        told = _signature(self.file)
        if told is None or told != self._seen:
            self._names, self._dead = _read(self.file)
            self._seen = told
        return self._names


def _signature(file: Path) -> tuple[int, int, int] | None:
    """Return what tells the file from itself changed: which one it is, its length, its time."""
    try:
        told = file.stat()
    except FileNotFoundError:
        return None
    return told.st_ino, told.st_size, told.st_mtime_ns


def _read(file: Path) -> tuple[set[str], int]:
    """Return what a list names and how many of its lines say nothing any more.

    A last line cut short by a crash is no name of 64 characters and does not count.
    """
    try:
        lines = file.read_text("ascii", "replace").split()
    except FileNotFoundError:
        return set(), 0
    names: set[str] = set()
    for line in lines:
        if len(line) == 64:
            names.add(line)
        elif len(line) == 65 and line.startswith(_DROPPED):
            names.discard(line[1:])
    return names, len(lines) - len(names)
