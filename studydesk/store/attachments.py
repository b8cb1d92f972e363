"""Files of the learner's own work, copied into the profile; never shared, never swept with the blobs."""

import os
import uuid
from collections.abc import Iterator, Set
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from studydesk.domain.work import Attachment
from studydesk.errors import Corrupt, Invalid, NotFound
from studydesk.store.disk import Disk, RealDisk, publish, translated
from studydesk.store.parts import CHUNK_BYTES, Blob, Hashes, hashed

_YOUNG = timedelta(days=1)


class Attachments:
    """The attachments folder of one profile; a file's name there is its SHA-256."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder = folder
        self._disk = disk or RealDisk()

    def take(self, source: Path, name: str | None = None) -> Attachment:
        """Copy a file in and return it; synced to disk when this returns. `name`: what the school will see.

        Raises:
            Invalid: `unreadable`, the file cannot be read.
            StorageFull: there is no room for the copy.
        """
        half = self._folder / f"{uuid.uuid4().hex}.half"
        try:
            with _opened(source) as original:
                blob = self._copy(original, half)
            with translated(half):
                publish(self._disk, half, self._folder / blob.sha256)
        finally:
            half.unlink(missing_ok=True)
        return Attachment(name or source.name, blob.size_bytes, blob.sha256)

    def path(self, attachment: Attachment) -> Path:
        """Return the file of an attachment. Raises NotFound."""
        path = self._folder / attachment.sha256
        if not path.is_file():
            raise NotFound(attachment.name)
        return path

    def chunks(self, attachment: Attachment) -> Iterator[bytes]:
        """Yield an attachment's bytes in order. Raises NotFound."""
        path = self.path(attachment)
        with translated(path), path.open("rb") as file:
            while data := file.read(CHUNK_BYTES):
                yield data

    def sha1(self, attachment: Attachment) -> str:
        """Return the SHA-1 of an attachment's bytes, to compare with a site's ETag. Raises NotFound, Corrupt."""
        path = self.path(attachment)
        with translated(path), path.open("rb") as file:
            blob = hashed(file).blob
        if blob.sha256 != attachment.sha256:
            raise Corrupt(attachment.sha256)
        return blob.sha1

    def release(self, in_use: Set[str], now: datetime) -> int:
        """Remove the files not named (SHA-256) and older than a day; return how many.

        The day protects a file that was taken and whose draft is not committed yet.
        """
        before = (now - _YOUNG).timestamp()
        gone = [file for file in self._folder.glob("*") if file.name not in in_use and file.stat().st_mtime < before]
        for file in gone:
            with translated(file):
                self._disk.remove(file)
        return len(gone)

    def _copy(self, original: BinaryIO, half: Path) -> Blob:
        hashes = Hashes()
        with translated(half, os.fstat(original.fileno()).st_size):
            self._folder.mkdir(parents=True, exist_ok=True)
            with half.open("wb") as copy:
                while data := _chunk(original):
                    self._disk.write(copy, data)
                    hashes.add(data)
                self._disk.sync(copy)
        return hashes.blob


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb")
    except OSError as error:
        raise Invalid("unreadable") from error


def _chunk(original: BinaryIO) -> bytes:
    """Return the next bytes; an error here is the learner's file's (a stick taken out), not our disk's."""
    try:
        return original.read(CHUNK_BYTES)
    except OSError as error:
        raise Invalid("unreadable") from error
