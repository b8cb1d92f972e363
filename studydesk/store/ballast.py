"""A little room that is held back, so that a full disk can be read and freed: SQLite opens nothing without some."""

import shutil
from contextlib import suppress
from pathlib import Path

from studydesk.errors import StorageFailed, StorageFull
from studydesk.store.disk import Disk, translated

BYTES = 512 * 1024  # the logs of both databases and what freeing a large course writes into them
_LEAST_FREE_BYTES = 8 * BYTES  # only where there is plenty: else it would take what it has just given


def drop(profile: Path) -> bool:
    """Give the room away; return whether there was any."""
    file = _file(profile)
    with translated(file):
        if not file.exists():
            return False
        file.unlink()
    return True


def keep(profile: Path, disk: Disk) -> None:
    """Hold the room back where the disk has plenty; where it can not, a full disk is met without it."""
    file = _file(profile)
    try:
        with translated(file, BYTES):
            if file.exists() or shutil.disk_usage(profile).free < _LEAST_FREE_BYTES:
                return
            with file.open("wb", buffering=0) as opened:
                disk.write(opened, bytes(BYTES))  # written, not reserved: so it is there on every file system
    except (StorageFull, StorageFailed):
        with suppress(OSError):  # half of it is of use too
            file.unlink(missing_ok=True)


def _file(profile: Path) -> Path:
    return profile / "ballast"
