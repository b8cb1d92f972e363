"""How much room the courses take, by course and kind, and which file holds which bytes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.store.database import Reader
from studydesk.store.schema import blob, page
from studydesk.store.schema import file as table

_SIZE = func.coalesce(blob.c.size_bytes, table.c.size_bytes)  # the site's word on a page's size is often 0


@dataclass(frozen=True, slots=True)
class Holding:
    """A file and the bytes it holds on this computer; several files may hold the same ones."""

    key: int
    account: AccountId
    course: CourseId
    activity: ActivityId
    state: FileState
    sha256: str
    size_bytes: int


def present(r: Reader, account: AccountId) -> Mapping[CourseId, Mapping[Media, int]]:
    """Return the bytes on this computer by course and kind; what a course has twice counts once in it."""
    once = (
        select(table.c.course, func.min(table.c.media).label("media"), func.max(_SIZE).label("size"))
        .outerjoin(blob, blob.c.sha256 == table.c.sha256)
        .where(table.c.account == account, table.c.sha256.is_not(None))
        .group_by(table.c.course, table.c.sha256)
        .subquery()
    )
    found: dict[CourseId, dict[Media, int]] = defaultdict(dict)
    rows = r.execute(select(once.c.course, once.c.media, func.sum(once.c.size)).group_by(once.c.course, once.c.media))
    for course, media, size in rows:
        found[CourseId(course)][Media(media)] = int(size)
    return found


def absent(r: Reader, account: AccountId) -> dict[CourseId, int]:
    """Return the bytes that are not on this computer by course; a page whose text is here anyway does not count."""
    texts = select(page.c.activity).where(page.c.account == account)
    is_needless = table.c.is_generated & table.c.activity.in_(texts)
    query = select(table.c.course, func.sum(table.c.size_bytes)).where(
        table.c.account == account, table.c.sha256.is_(None), ~is_needless
    )
    return {CourseId(course): int(size) for course, size in r.execute(query.group_by(table.c.course))}


def stored_bytes(r: Reader) -> int:
    """Return the bytes that all courses of all accounts of this profile take, each once."""
    return int(r.execute(select(func.coalesce(func.sum(blob.c.size_bytes), 0))).scalar_one())


def holdings(r: Reader) -> list[Holding]:
    """Return every file of every account whose bytes are on this computer, in no order."""
    names = (table.c.key, table.c.account, table.c.course, table.c.activity, table.c.state, table.c.sha256)
    query = select(*names, _SIZE).outerjoin(blob, blob.c.sha256 == table.c.sha256)
    return [Holding(*row) for row in r.execute(query.where(table.c.sha256.is_not(None)))]


def busy_activities(r: Reader, account: AccountId) -> frozenset[ActivityId]:
    """Return the activities of which something is asked for and not here yet."""
    under_way = (FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED)
    query = select(table.c.activity).where(table.c.account == account, table.c.state.in_(under_way)).distinct()
    return frozenset(ActivityId(activity) for activity in r.execute(query).scalars())
