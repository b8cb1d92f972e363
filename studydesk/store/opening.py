"""Opening a profile: both databases, the blobs and the attachments, with migration, backups and recovery."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from studydesk.domain.outside import Cancel
from studydesk.errors import Corrupt, StorageFailed, StorageFull, StudyDeskError, WorkDamaged, WorkGone
from studydesk.paths import Paths
from studydesk.store import accounts, backups, ballast, marks, migration, older, outbox, regained, transfers
from studydesk.store.attachments import Attachments
from studydesk.store.blobs import Blobs
from studydesk.store.database import Database, Publish
from studydesk.store.disk import Disk, RealDisk, translated
from studydesk.store.journal import Journal
from studydesk.store.journal import files as journal_files
from studydesk.store.migration import LIBRARY, WORK
from studydesk.store.place import Place

SWEPT_TOGETHER = 50  # blobs: others wait so long at most before they can note something
REBUILT = "rebuilt"  # a named mark (`store.marks`): the account's library was lost and is not recovered yet


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
        """Remove the blobs no row of this profile and no other profile names; return the bytes freed.

        Parts of downloads that are no longer under way go too; those that this process writes to stay. Costs two short
        queries when there is nothing to remove. While the drive of the courses is not here it does nothing.

        Only for the holder of the profile's lock: what another process writes to is not known here.
        """
        if not self.blobs.place.is_here:
            return 0
        with self.library.read() as r:
            unused = sorted(transfers.unused_blobs(r))
        freed = 0
        for at in range(0, len(unused), SWEPT_TOGETHER):
            with self.library.write() as w:  # what a file has come to use meanwhile stays, and none comes to use it now
                gone = transfers.unused_blobs(w).intersection(unused[at : at + SWEPT_TOGETHER])
                freed += self.blobs.release(gone)
                transfers.forget_blobs(w, gone)
        with self.library.read() as r:
            parts = transfers.part_keys(r)  # last: a download may have been begun and paused meanwhile
        self.blobs.drop_parts_except(parts)
        return freed

    def index_blobs(self, cancel: Cancel | None = None) -> int:
        """Hash the blobs the library does not know (after it was rebuilt); return how many were added.

        A damaged blob is removed. While the drive of the courses is not here it does nothing.
        """
        if not self.blobs.place.is_here:
            return 0
        with self.library.read() as r:
            unknown = self.blobs.used() - transfers.blobs_known(r)
        added = 0
        for sha256 in sorted(unknown):
            if cancel:
                cancel.check()
            if not self.blobs.has(sha256):
                continue
            blob = self.blobs.read(sha256)
            if blob.sha256 != sha256:
                self.blobs.discard(sha256)
                continue
            with self.library.write() as w:
                transfers.put_blob(w, blob)
            added += 1
        return added

    def release_attachments(self, now: datetime) -> int:
        """Remove files of work sent 90 days ago; return how many."""
        with self.work.read() as r:
            in_use = outbox.attachments_in_use(r, now)
        return self.attachments.release(in_use, now)

    def close(self) -> None:
        """Close both databases."""
        self.library.close()
        self.work.close()


def open_store(
    paths: Paths,
    *,
    now: datetime,
    today: Callable[[], date] | None = None,
    publish: Publish | None = None,
    disk: Disk | None = None,
) -> Store:
    """Return the opened profile, as `_opened`; on a full disk with the room that was held back for that.

    `today`: asked at each transaction, for whoever stays open overnight; None = the day of `now` all the time.

    Raises: as `_opened`.
    """
    try:
        store = _opened(paths, now=now, today=today or now.date, publish=publish, disk=disk)
    except (StorageFull, StorageFailed):
        if not ballast.drop(paths.profile):
            raise
        store = _opened(paths, now=now, today=today or now.date, publish=publish, disk=disk)
    ballast.keep(paths.profile, disk or RealDisk())
    return store


def _opened(
    paths: Paths, *, now: datetime, today: Callable[[], date], publish: Publish | None, disk: Disk | None
) -> Store:
    """Return the opened profile; makes it where there is none, migrates it where it is older.

    A damaged library is set aside and started empty. Today's backup of the work database is made if there is none.

    Raises:
        DatabaseTooNew: one of them was written by a newer program; nothing is touched.
        WorkGone: the work database is not here though it was, and nothing to bring it back from.
        WorkDamaged: the work database is damaged; it stays where it is, `store.rescue` goes on.
        StorageFull: there is no room to make or migrate a database.
    """
    with translated(paths.profile):
        paths.profile.mkdir(parents=True, exist_ok=True)
    is_known = paths.work.exists()
    had_library = paths.library.exists()
    work = _open_work(paths, publish, Journal(paths.journal, WORK.metadata, WORK.head, today, disk))
    try:
        library, set_aside = _open_library(paths, publish)
        is_rebuilt = set_aside or (is_known and not had_library)
        if is_rebuilt:
            _note_rebuilt(work, library, now)
        problem = _daily_backup(work, paths, now)
    except BaseException:
        work.close()
        raise
    blobs = Blobs(Place(paths, disk), paths.uses, disk)
    older.bring_parts(blobs, paths.profile / "parts")
    return Store(
        library,
        work,
        blobs,
        Attachments(paths.attachments, disk),
        library_rebuilt=is_rebuilt,
        backup_problem=problem,
    )


def next_aside(database: Path) -> Path:
    """Return the name that a damaged database would be kept under."""
    number = 1
    while list(database.parent.glob(f"{database.stem}.damaged-{number}.*")):
        number += 1
    return database.with_name(f"{database.stem}.damaged-{number}.db")


def set_aside(database: Path, name: Path | None = None) -> Path:
    """Rename a damaged database and what belongs to it; return its new name (`next_aside`). Nothing is deleted."""
    kept = name or next_aside(database)
    with translated(database):
        for ending in ("-wal", "-shm", ".suspect"):
            beside = database.with_name(database.name + ending)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + ending))
        if database.exists():
            database.rename(kept)
    return kept


def _open_work(paths: Paths, publish: Publish | None, journal: Journal) -> Database:
    copies = backups.all_of(paths.backups)
    is_new = not paths.work.exists() or not paths.work.stat().st_size
    if is_new and (copies or journal_files(paths.journal)):
        # Deleted, emptied, or a recovery that was cut off: an empty desk in its place would be a lie.
        raise WorkDamaged(paths.work.name, copies)
    if is_new and regained.was_used(paths):
        raise WorkGone(paths.work.name, paths.profile)
    work = Database(paths.work, durable=True, publish=publish)
    try:
        found = migration.version(work)
        if found is not None:
            work.check()
        elif copies or journal_files(paths.journal):
            raise Corrupt(paths.work.name)  # its tables are gone
        is_older = migration.is_outdated(work, WORK)
        if is_older:
            backups.before_upgrade(work, paths.backups, str(found))
            migration.upgrade(work, WORK)
        migration.make(work, WORK)
        migration.check(work, WORK)
        work.keep_journal(journal)
        if is_older:
            with work.write():
                pass  # a journal of this schema begins, so that nobody takes the newer database for a damaged one
    except Corrupt as error:
        work.close()
        raise WorkDamaged(paths.work.name, copies) from error
    except BaseException:
        work.close()
        raise
    return work


def _open_library(paths: Paths, publish: Publish | None) -> tuple[Database, bool]:
    """Return the library and whether a damaged one was set aside for it."""
    library = Database(paths.library, durable=False, publish=publish)
    try:
        if library.suspect.exists():
            library.check()  # seconds on a big library, so only where damage was met
            library.suspect.unlink()
        if migration.is_outdated(library, LIBRARY):
            migration.upgrade(library, LIBRARY)
        migration.make(library, LIBRARY)
    except Corrupt:
        library.close()
        set_aside(paths.library)
        library = Database(paths.library, durable=False, publish=publish)
        migration.make(library, LIBRARY)
        # Part files are named by rows of the library that is gone.
        Blobs(Place(paths), paths.uses).drop_parts_except(frozenset())
        return library, True
    except BaseException:
        library.close()
        raise
    return library, False


def _note_rebuilt(work: Database, library: Database, now: datetime) -> None:
    """Remember for each account that its library is to be recovered, be it by a later run of the program."""
    with work.read() as r:
        known = accounts.all_accounts(r)
    with library.write() as w:
        for account in known:
            marks.put_named(w, account.id, REBUILT, now)


def _daily_backup(work: Database, paths: Paths, now: datetime) -> StudyDeskError | None:
    """Return why there is no backup of today. A disk too full for one must not keep the learner from studying."""
    try:
        backups.daily(work, paths.backups, now)
    except (StorageFull, StorageFailed) as error:
        return error
    return None
