"""Files of activities: what the site lists laid over what is on this computer."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, bindparam, case, func, select, union_all, update

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Media, RemoteFile
from studydesk.domain.downloads import FILE_MOVES, ORDER, SMALL_BYTES, FileEvent, FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId, DiscussionId
from studydesk.store import listing
from studydesk.store.database import Reader, Writer
from studydesk.store.removal import DISCUSSION, release_blobs
from studydesk.store.rows import Rows, set_columns
from studydesk.store.schema import activity as activity_table
from studydesk.store.schema import assignment, part
from studydesk.store.schema import file as table
from studydesk.store.schema import section as section_table

_FILES = Rows(table, LocalFile, "key")
# By kind; of each kind first what is small, so that of a course on a bad link most things are soon there.
_FETCH_ORDER = case({media.value: 2 * place for media, place in ORDER.items()}, value=table.c.media) + case(
    ((table.c.media == Media.TEXT) | (table.c.size_bytes <= SMALL_BYTES), 0), else_=1
)
# Built once: thousands of files may move in a row.
_STANDS = select(table.c.account, table.c.state, table.c.sha256, table.c.done_bytes).where(
    table.c.key == bindparam("of")
)
_LISTED = select(table.c.state, table.c.modified_at, table.c.size_bytes).where(table.c.key == bindparam("of"))
_SET = update(table).where(table.c.key == bindparam("of"))
_FINISH = _SET.values(finished_no=select(func.coalesce(func.max(table.c.finished_no), 0) + 1).scalar_subquery())
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


def any_of(r: Reader, account: AccountId, states: Collection[FileState]) -> bool:
    """Whether any file of this account is in one of these states."""
    some = select(table.c.key).where(table.c.account == account, table.c.state.in_(list(states))).limit(1)
    return r.execute(some).first() is not None


def next_try(r: Reader, account: AccountId, since: datetime) -> datetime | None:
    """Return when the first of the files that wait for a time may be tried again, None when none does.

    Of the QUEUED ones only times after `since`: what became due before was in the queue of a run and waits for
    something else. FAILED ones are put back by the next run, however long they have been due.
    """
    is_to_come = (table.c.state == FileState.FAILED) | (
        (table.c.state == FileState.QUEUED) & (table.c.not_before > since)
    )
    found: datetime | None = r.execute(
        select(func.min(table.c.not_before)).where(table.c.account == account, is_to_come)
    ).scalar()
    return found


def file(r: Reader, key: int) -> LocalFile | None:
    """Return one file, None when it is gone."""
    return _FILES.one(r, key=key)


def state_of(r: Reader, known: LocalFile) -> FileState | None:
    """Return where a file stands now; None when it is gone, or the site lists another version than `known` by now."""
    now = r.execute(_LISTED, {"of": known.key}).one_or_none()
    is_same = now is not None and (now.modified_at, now.size_bytes) == (known.modified_at, known.size_bytes)
    return FileState(now.state) if now is not None and is_same else None


def file_at(r: Reader, account: AccountId, url: str) -> LocalFile | None:
    """Return the file of this address, whatever its query and the webservice part say; None when there is none."""
    found = _FILES.all(r, table.c.account == account, table.c.address == listing.address_of(url), limit=1)
    return found[0] if found else None


def queued(
    r: Reader,
    account: AccountId,
    now: datetime | None = None,
    *,
    due_from: datetime | None = None,
    keys: Collection[int] | None = None,
    limit: int | None = None,
) -> list[LocalFile]:
    """Return the QUEUED files in the order to fetch them; at most `limit`, and with `keys` only these.

    Urgent ones first, then by the learner's own order, then by kind (downloads.ORDER; of each kind first what is
    small), then those of the section in which something is due next, then as the courses list them. What is due is
    counted from `due_from` on (if not said: from `now`). With `now`, only files whose waiting time has passed.
    """
    where = [table.c.account == account, table.c.state == FileState.QUEUED]
    if now is not None:
        where.append(table.c.not_before.is_(None) | (table.c.not_before <= now))
    if keys is not None:
        where.append(table.c.key.in_(keys))
    due = _next_due(account, due_from or now)
    of_activity = (activity_table.c.account == table.c.account) & (activity_table.c.id == table.c.activity)
    of_section = (section_table.c.account == table.c.account) & (section_table.c.id == activity_table.c.section)
    joined = (
        table.outerjoin(activity_table, of_activity)
        .outerjoin(section_table, of_section)
        .outerjoin(due, due.c.section == activity_table.c.section)
    )
    order = [
        table.c.is_urgent.desc(),
        table.c.rank,
        _FETCH_ORDER,
        due.c.at.is_(None),
        due.c.at,
        table.c.course,
        section_table.c.position,
        activity_table.c.position,
        table.c.position,
        table.c.key,
    ]
    return _FILES.all(r, *where, order=order, limit=limit, source=joined)


def _next_due(account: AccountId, since: datetime | None) -> CTE:
    """Return when something that is not done is due next in each section that has such a thing."""
    own, work = activity_table.c, assignment.c
    open_one = (own.account == account) & ~own.is_done
    of_activity = (work.account == own.account) & (work.activity == own.id)
    dates = union_all(
        select(own.section, own.due_at.label("at")).where(open_one),
        select(own.section, work.due_at.label("at")).join_from(activity_table, assignment, of_activity).where(open_one),
    ).subquery()
    is_ahead = dates.c.at.is_not(None) if since is None else dates.c.at >= since
    at = func.min(dates.c.at).label("at")
    return select(dates.c.section, at).where(is_ahead).group_by(dates.c.section).cte("due")


def begun_bytes(r: Reader, besides: Collection[int] = ()) -> int:
    """Return the room of what is not whole, of all accounts: RUNNING files in full, of those that wait what came.

    Files with a key in `besides` do not count.
    """
    takes = case((table.c.state == FileState.RUNNING, table.c.size_bytes), else_=table.c.done_bytes)
    begun = table.c.state.in_(_KEEPS_TRANSFER) & table.c.key.not_in(list(besides))
    return int(r.execute(select(func.coalesce(func.sum(takes), 0)).where(begun)).scalar_one())


def not_under_way(r: Reader, keys: Collection[int]) -> frozenset[int]:
    """Return which of these files are neither QUEUED nor RUNNING, or not in the library any more."""
    if not keys:
        return frozenset()
    under_way = table.c.state.in_([FileState.QUEUED, FileState.RUNNING]) & table.c.key.in_(list(keys))
    return frozenset(keys) - frozenset(r.execute(select(table.c.key).where(under_way)).scalars())


def place(w: Writer, key: int, rank: int, is_urgent: bool) -> bool:
    """Give a file its place in the queue; return whether that changed anything."""
    return set_columns(w, table, {"rank": rank, "is_urgent": is_urgent}, key=key)


def forget_wait(w: Writer, key: int) -> None:
    """Let a file be tried again without waiting for its time."""
    set_columns(w, table, {"not_before": None, "problem": None}, key=key)


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

    FINISHED needs `sha256`. A CANCELLED file whose older bytes are still here becomes STALE, not ABSENT; what came of
    it stays for a while, so that it can be taken back (`cancelled_parts`).
    FREED and FINISHED let go of the bytes held before; `Store.sweep` removes them.

    Raises:
        ValueError: this event cannot happen in `expected`, or FINISHED came without `sha256`.
    """
    state = FILE_MOVES.get((expected, event))
    if state is None or (event is FileEvent.FINISHED) != (sha256 is not None):
        raise ValueError(f"{event} in {expected}, sha256 {sha256}")
    here = w.execute(_STANDS, {"of": key}).one_or_none()
    if here is None or here.state is not expected:
        return False
    if event is FileEvent.CANCELLED and here.sha256:
        state = FileState.STALE
    values: dict[str, object] = {"state": state, "problem": problem, "not_before": not_before}
    if event in (FileEvent.FINISHED, FileEvent.FREED):
        if here.sha256 not in (None, sha256):
            release_blobs(w, table.c.key == key)
        values["sha256"] = sha256
    if state not in _KEEPS_TRANSFER:
        values |= {"rank": 0, "is_urgent": False}
    if state not in _KEEPS_TRANSFER and event is not FileEvent.CANCELLED:
        values["done_bytes"] = 0
        if expected is not FileState.QUEUED or here.done_bytes:
            w.execute(part.delete().where(part.c.key == key))
    w.execute(_FINISH if event is FileEvent.FINISHED else _SET, {**values, "of": key})
    w.changed(Subject.FILES, AccountId(here.account))
    return True


def cancelled_parts(r: Reader) -> frozenset[int]:
    """Return the files of all accounts that have a transfer map although nobody wants them any more."""
    idle = select(part.c.key).join(table, table.c.key == part.c.key).where(table.c.state.not_in(_KEEPS_TRANSFER))
    return frozenset(r.execute(idle).scalars())


def forget_parts(w: Writer, keys: Collection[int]) -> None:
    """Forget what came of these files."""
    for key in keys:
        w.execute(part.delete().where(part.c.key == key))
        w.execute(update(table).where(table.c.key == key).values(done_bytes=0))


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
