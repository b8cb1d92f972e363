"""Files of activities: what the site lists laid over what is on this computer."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update

from studydesk.domain.changes import Subject
from studydesk.domain.courses import RemoteFile
from studydesk.domain.downloads import FILE_MOVES, ORDER, FileEvent, FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId, DiscussionId
from studydesk.store import listing
from studydesk.store.database import Reader, Writer
from studydesk.store.removal import DISCUSSION, release_blobs
from studydesk.store.rows import Rows
from studydesk.store.schema import activity as activity_table
from studydesk.store.schema import file as table
from studydesk.store.schema import part
from studydesk.store.schema import section as section_table

_FILES = Rows(table, LocalFile, "key")
_FETCH_ORDER = case({media.value: place for media, place in ORDER.items()}, value=table.c.media)
_KEEPS_TRANSFER = frozenset({FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED})


def discussion_files(discussion: DiscussionId) -> str:
    """Return the owner under which a discussion's attachments and inline pictures are kept."""
    return f"{DISCUSSION}{discussion}"


def assignment_files(assignment: AssignmentId) -> str:
    """Return the owner under which the teacher's files of an assignment are kept."""
    return f"assignment:{assignment}"


def put_extra_files(
    w: Writer, account: AccountId, course: CourseId, activity: ActivityId, owner: str, files: Sequence[RemoteFile]
) -> None:
    """Make these the files of `owner` (`discussion_files(…)`, `assignment_files(…)`) in an activity.

    They are files that no course contents list; the same ones again touch nothing; absent ones go.
    """
    listing.put_extra_files(w, account, course, activity, owner, files)


def files(
    r: Reader,
    account: AccountId,
    *,
    course: CourseId | None = None,
    activity: ActivityId | None = None,
    activities: Collection[ActivityId] | None = None,
    states: Collection[FileState] | None = None,
    owner: str | None = None,
) -> list[LocalFile]:
    """Return files in the site's order. `owner`: "" those of the contents, another the extra ones, None both."""
    where: list[ColumnElement[bool]] = [table.c.account == account]
    for column, wanted in ((table.c.course, course), (table.c.activity, activity), (table.c.owner, owner)):
        if wanted is not None:
            where.append(column == wanted)
    if activities is not None:
        where.append(table.c.activity.in_(activities))
    if states is not None:
        where.append(table.c.state.in_(list(states)))
    return _FILES.all(r, *where, order=[table.c.course, table.c.activity, table.c.owner, table.c.position, table.c.key])


def any_here(r: Reader, account: AccountId) -> bool:
    """Whether the bytes of any file of this account are on this computer."""
    found = r.execute(select(table.c.key).where(table.c.account == account, table.c.sha256.is_not(None)).limit(1))
    return found.first() is not None


def file(r: Reader, key: int) -> LocalFile | None:
    """Return one file, None when it is gone."""
    return _FILES.one(r, key=key)


def file_at(r: Reader, account: AccountId, url: str) -> LocalFile | None:
    """Return the file of this address, whatever its query and the webservice part say; None when there is none."""
    found = _FILES.all(r, table.c.account == account, table.c.address == listing.address_of(url), limit=1)
    return found[0] if found else None


def queued(r: Reader, account: AccountId, now: datetime | None = None) -> list[LocalFile]:
    """Return the QUEUED files in the order to fetch them: text first (downloads.ORDER), then as the course lists them.

    With `now`, only those whose waiting time has passed.
    """
    where = [table.c.account == account, table.c.state == FileState.QUEUED]
    if now is not None:
        where.append(table.c.not_before.is_(None) | (table.c.not_before <= now))
    place = (
        select(section_table.c.position * 100_000 + activity_table.c.position)
        .join(
            section_table,
            (section_table.c.account == activity_table.c.account) & (section_table.c.id == activity_table.c.section),
        )
        .where(activity_table.c.account == table.c.account, activity_table.c.id == table.c.activity)
        .scalar_subquery()
    )
    return _FILES.all(r, *where, order=[_FETCH_ORDER, table.c.course, place, table.c.position, table.c.key])


def finished(r: Reader, account: AccountId, limit: int = 50) -> list[LocalFile]:
    """Return the files that became PRESENT last, newest first."""
    present = (table.c.account == account, table.c.state == FileState.PRESENT, table.c.finished_no.is_not(None))
    return _FILES.all(r, *present, order=[table.c.finished_no.desc()], limit=limit)


def move(
    w: Writer,
    key: int,
    expected: FileState,
    event: FileEvent,
    *,
    sha256: str | None = None,
    problem: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Move a file from `expected` by `event`; return False when it is no longer in `expected` (compare-and-set).

    FINISHED needs `sha256`. A CANCELLED file whose older bytes are still here becomes STALE, not ABSENT.
    FREED and FINISHED let go of the bytes held before; `Store.sweep` removes them.

    Raises:
        ValueError: this event cannot happen in `expected`, or FINISHED came without `sha256`.
    """
    state = FILE_MOVES.get((expected, event))
    if state is None or (event is FileEvent.FINISHED) != (sha256 is not None):
        raise ValueError(f"{event} in {expected}, sha256 {sha256}")
    here = file(w, key)
    if here is None or here.state is not expected:
        return False
    if event is FileEvent.CANCELLED and here.sha256:
        state = FileState.STALE
    values: dict[str, object] = {"state": state, "problem": problem, "not_before": not_before}
    if event in (FileEvent.FINISHED, FileEvent.FREED):
        if here.sha256 != sha256:
            release_blobs(w, table.c.key == key)
        values["sha256"] = sha256
    if event is FileEvent.FINISHED:
        values["finished_no"] = select(func.coalesce(func.max(table.c.finished_no), 0) + 1).scalar_subquery()
    if state not in _KEEPS_TRANSFER:
        values["done_bytes"] = 0
        w.execute(part.delete().where(part.c.key == key))
    w.execute(update(table).where(table.c.key == key).values(values))
    w.changed(Subject.FILES, here.account)
    return True


def interrupt_running(w: Writer) -> int:
    """Put every RUNNING file back to QUEUED: for the lock's holder, at start. Returns how many."""
    running = table.c.state == FileState.RUNNING
    accounts = w.execute(select(table.c.account).where(running).distinct()).scalars().all()
    count = w.execute(update(table).where(running).values(state=FileState.QUEUED)).rowcount
    for account in accounts:
        w.changed(Subject.FILES, AccountId(account))
    return count


def forget_blob(w: Writer, sha256: str) -> int:
    """Make every file of a damaged or lost blob ABSENT, so that it can be fetched again; return how many.

    Files already on their way to a new version stay so, without the old bytes.
    """
    held = table.c.sha256 == sha256
    accounts = w.execute(select(table.c.account).where(held).distinct()).scalars().all()
    usable = table.c.state.in_([FileState.PRESENT, FileState.STALE])
    w.execute(update(table).where(held, usable).values(state=FileState.ABSENT))
    count = w.execute(update(table).where(held).values(sha256=None)).rowcount
    for account in accounts:
        w.changed(Subject.FILES, AccountId(account))
    return count
