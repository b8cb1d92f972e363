"""Bytes that travelled, by day, course and kind. Days are those of the learner's own calendar."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.courses import Media
from studydesk.domain.ids import AccountId, CourseId
from studydesk.store.database import Reader, Writer
from studydesk.store.work_schema import usage as table

NO_COURSE = CourseId(0)  # news, posts and hand-ins


class Subject(NamedTuple):
    """What bytes are counted for."""

    account: AccountId
    day: date
    course: CourseId
    media: Media


def add(w: Writer, travelled: Mapping[Subject, int]) -> None:
    """Count bytes that travelled. Publishes nothing: progress has its own stream."""
    rows = [{**subject._asdict(), "day": str(subject.day), "bytes": count} for subject, count in travelled.items()]
    if not rows:
        return
    statement = insert(table)
    more = statement.on_conflict_do_update(
        index_elements=["account", "day", "course", "media"], set_={"bytes": table.c.bytes + statement.excluded.bytes}
    )
    w.execute(more, rows)


def total(r: Reader, first: date, last: date) -> int:
    """Return the bytes that travelled on these days, of all accounts: they share one link."""
    query = select(func.coalesce(func.sum(table.c.bytes), 0)).where(table.c.day.between(str(first), str(last)))
    return int(r.execute(query).scalar_one())


def by_course(r: Reader, first: date, last: date) -> dict[tuple[AccountId, CourseId], int]:
    """Return the bytes of these days by course; `NO_COURSE` stands for news, posts and hand-ins."""
    query = select(table.c.account, table.c.course, func.sum(table.c.bytes)).group_by(table.c.account, table.c.course)
    rows = r.execute(query.where(table.c.day.between(str(first), str(last))))
    return {(AccountId(account), CourseId(course)): int(count) for account, course, count in rows}


def by_media(r: Reader, first: date, last: date) -> dict[Media, int]:
    """Return the bytes of these days by kind."""
    query = select(table.c.media, func.sum(table.c.bytes)).group_by(table.c.media)
    rows = r.execute(query.where(table.c.day.between(str(first), str(last))))
    return {Media(media): int(count) for media, count in rows}
