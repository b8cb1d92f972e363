"""The few writes to the disk outside SQLite, behind one protocol so that tests and the simulation can fail them."""

from pathlib import Path
from typing import BinaryIO, Protocol


class Disk(Protocol):
    """What the store asks of a disk. Every method may raise OSError; `translated` makes a learner's error of it."""

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Write all of `data` at the file's position."""
        ...

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        """Make sure that the file can grow to `size_bytes`; a full disk shows here and not after hours."""
        ...

    def sync(self, file: BinaryIO) -> None:
        """Return once the file's bytes survive a power cut."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Give `source` the name `target` in one step."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return once the names in the folder survive a power cut."""
        ...

    def remove(self, file: Path) -> None:
        """Remove a file; a file that is not there is fine."""
        ...
