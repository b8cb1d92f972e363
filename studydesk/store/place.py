"""Where course files lie: at home, or on a drive the learner moved them to, which may not be plugged in."""

import shutil
from pathlib import Path
from threading import Lock

from studydesk.errors import DriveGone
from studydesk.paths import Paths, moved_to
from studydesk.store.disk import Disk, RealDisk, publish, translated

MARK = "studydesk-courses.txt"  # lies in the folder and tells it from an empty place where a drive is plugged in


class Place:
    """The folder of the course files. Followed anew at each use: another process may have moved it."""

    def __init__(self, paths: Paths, disk: Disk | None = None) -> None:
        self._home = paths.home_blobs
        self._pointer = paths.moved
        self.disk = disk or RealDisk()
        self._seen: tuple[int, int, int] | None = None
        self._folder: Path | None = None
        self._mark = ""
        self._turn = Lock()

    @property
    def folder(self) -> Path:
        """Where course files are or, while the drive is not here, would be."""
        return self._now()[0]

    @property
    def home(self) -> Path:
        """Where they are while nobody moved them."""
        return self._home

    @property
    def is_moved(self) -> bool:
        """Whether the learner moved them away from home."""
        return self._now()[0] != self._home

    @property
    def is_here(self) -> bool:
        """Whether the folder can be read and written to now."""
        folder, mark = self._now()
        return folder == self._home or (bool(mark) and mark_of(folder) == mark)

    def need(self) -> Path:
        """Return the folder. Raises DriveGone when its drive is not here: nothing may be made in its place."""
        if not self.is_here:
            raise DriveGone(str(self.folder))
        return self.folder

    def free_bytes(self) -> int | None:
        """Return how much of its drive is free, None when it is not here."""
        return free_bytes(self._pointer.parent if not self.is_moved else self.folder) if self.is_here else None

    def point_to(self, folder: Path, mark: str) -> None:
        """Make this the folder, for all processes, in one step; it has its mark already, or is home."""
        with translated(self._pointer):
            if folder == self._home:
                self.disk.remove(self._pointer)
                self.disk.sync_folder(self._pointer.parent)
                return
            write_whole(self.disk, self._pointer, f"{mark}\n{folder}\n")

    def _now(self) -> tuple[Path, str]:
        with self._turn:
            try:
                told = self._pointer.stat()
            except FileNotFoundError:
                return self._home, ""
            seen = (told.st_ino, told.st_size, told.st_mtime_ns)
            if seen != self._seen or self._folder is None:
                folder, self._mark = moved_to(self._pointer)
                self._folder, self._seen = folder or self._home, seen
            return self._folder, self._mark


def mark_of(folder: Path) -> str:
    """Return the mark that lies in a folder, "" when there is none or the folder is not here."""
    try:
        return (folder / MARK).read_text("utf-8", "replace").strip()
    except OSError:  # no drive, no folder, no right to look: all of it means that courses are not here
        return ""


def free_bytes(folder: Path) -> int | None:
    """Return how much of a folder's drive is free, None when the folder is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def write_whole(disk: Disk, file: Path, text: str) -> None:
    """Write a small text file so that after any crash it is the old one or the new one."""
    half = file.with_name(f"{file.name}.half")
    with half.open("wb") as opened:
        disk.write(opened, text.encode())
        disk.sync(opened)
    publish(disk, half, file)
