"""Files of the learner's own work, copied into the profile; never shared, never swept with the blobs."""

from collections.abc import Set
from datetime import datetime
from pathlib import Path

from studydesk.domain.work import Attachment
from studydesk.store.disk import Disk


class Attachments:
    """The attachments folder of one profile; a file's name there is its SHA-256."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        raise NotImplementedError

    def take(self, source: Path, name: str | None = None) -> Attachment:
        """Copy a file in and return it; synced to disk when this returns. `name`: what the school will see.

        Raises:
            Invalid: `unreadable`, the file cannot be read.
            StorageFull: there is no room for the copy.
        """
        raise NotImplementedError

    def path(self, attachment: Attachment) -> Path:
        """Return the file of an attachment. Raises NotFound."""
        raise NotImplementedError

    def release(self, in_use: Set[str], now: datetime) -> int:
        """Remove the files not named (SHA-256) and older than a day; return how many.

        The day protects a file that was taken and whose draft is not committed yet.
        """
        raise NotImplementedError
