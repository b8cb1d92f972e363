"""Opening a profile: both databases, the blobs and the attachments, with migration, backups and recovery."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studydesk.domain.outside import Cancel
from studydesk.errors import StudyDeskError
from studydesk.paths import Paths
from studydesk.store.attachments import Attachments
from studydesk.store.blobs import Blobs
from studydesk.store.database import Database, Publish
from studydesk.store.disk import Disk


@dataclass(frozen=True, slots=True)
class Store:
    """One profile's disk.

    Attributes:
        library: what can be fetched again.  work: what the learner did.
        library_rebuilt: the library was damaged or lost and is empty now; blobs are kept (`index_blobs`).
        backup_problem: why today's backup of the work database could not be made, else None.
    """

    library: Database
    work: Database
    blobs: Blobs
    attachments: Attachments
    library_rebuilt: bool = False
    backup_problem: StudyDeskError | None = None

    def sweep(self) -> int:
        """Remove the blobs no row of this profile and no other profile names; return the bytes freed."""
        raise NotImplementedError

    def index_blobs(self, cancel: Cancel | None = None) -> int:
        """Hash the blobs the library does not know (after it was rebuilt); return how many were added."""
        raise NotImplementedError

    def release_attachments(self, now: datetime) -> int:
        """Remove files of sent or withdrawn work after 90 days; return how many."""
        raise NotImplementedError

    def close(self) -> None:
        """Close both databases."""
        raise NotImplementedError


def open_store(paths: Paths, *, now: datetime, publish: Publish | None = None, disk: Disk | None = None) -> Store:
    """Return the opened profile; makes it where there is none, migrates it where it is older.

    A damaged library is set aside and started empty. Today's backup of the work database is made if there is none.

    Raises:
        DatabaseTooNew: one of them was written by a newer program; nothing is touched.
        WorkDamaged: the work database is damaged; it stays where it is, `recover_work` goes on with a backup.
        StorageFull: there is no room to make or migrate a database.
    """
    raise NotImplementedError


def recover_work(paths: Paths, backup: Path) -> Path:
    """Put a backup in the place of the damaged work database; return where the damaged one is kept."""
    raise NotImplementedError


def backups(paths: Paths) -> Iterator[Path]:
    """Return the backups of the work database, newest first."""
    raise NotImplementedError
