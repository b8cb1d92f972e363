"""How fresh each course is: when it was last compared with the site."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, CourseId
from studydesk.store.database import Reader, Writer
from studydesk.store.prepared import Prepared
from studydesk.store.removal import VISIT
from studydesk.store.schema import course as course_table
from studydesk.store.schema import mark, named_mark

_NAMED = Prepared(select(named_mark.c.name, named_mark.c.at).where(named_mark.c.account == bindparam("account")))
_SINCE = Prepared(
    select(mark.c.course, mark.c.since).where(mark.c.account == bindparam("account"), mark.c.since.is_not(None))
)


def since(r: Reader, account: AccountId) -> dict[CourseId, datetime]:
    """Return, per course with contents, the school time from which changes must be asked for."""
    return {CourseId(course): at for course, at in _SINCE.rows(r, {"account": account})}


def put_since(w: Writer, account: AccountId, course: CourseId, at: datetime) -> None:
    """Keep the school time up to which the course's changes are here."""
    _put(w, account, course, "since", at)


def forget_since(w: Writer, account: AccountId) -> None:
    """Have every course of the account asked for as if it were new; what is here stays."""
    w.execute(update(mark).where(mark.c.account == account).values(since=None))


def oldest_checked(r: Reader, account: AccountId, limit: int) -> list[CourseId]:
    """Return the courses whose full structure was compared longest ago (never: first), at most `limit`."""
    same = (mark.c.account == course_table.c.account) & (mark.c.course == course_table.c.id)
    query = select(course_table.c.id).outerjoin(mark, same).where(course_table.c.account == account)
    found = r.execute(query.order_by(mark.c.checked_at.nulls_first(), course_table.c.id).limit(limit))
    return [CourseId(course) for course in found.scalars()]


def checked(r: Reader, account: AccountId, course: CourseId) -> datetime | None:
    """Return when a course's structure was compared or begun to be brought, None when it never was."""
    query = select(mark.c.checked_at).where(mark.c.account == account, mark.c.course == course)
    return r.execute(query).scalar_one_or_none()


def put_checked(w: Writer, account: AccountId, course: CourseId, at: datetime) -> None:
    """Keep when a course's full structure was compared."""
    _put(w, account, course, "checked_at", at)


def visits(r: Reader, account: AccountId) -> dict[CourseId, datetime]:
    """Return the courses that the learner opened and that are not here whole, with when: the last one first."""
    of_visits = (named_mark.c.account == account, named_mark.c.name.startswith(VISIT))
    query = select(named_mark.c.name, named_mark.c.at).where(*of_visits).order_by(named_mark.c.at.desc())
    return {CourseId(int(name.removeprefix(VISIT))): at for name, at in r.execute(query)}


def put_visit(w: Writer, account: AccountId, course: CourseId, at: datetime) -> None:
    """Keep that a course was opened and is to be brought."""
    put_named(w, account, f"{VISIT}{course}", at)
    w.changed(Subject.COURSES, account)


def drop_visit(w: Writer, account: AccountId, course: CourseId) -> None:
    """Forget that a course is to be brought; none is fine."""
    if course in visits(w, account):
        drop_named(w, account, f"{VISIT}{course}")
        w.changed(Subject.COURSES, account)


def named(r: Reader, account: AccountId) -> dict[str, datetime]:
    """Return the account's other marks by name ("events", "grades:7", …): when that was last asked."""
    return dict(_NAMED.rows(r, {"account": account}))


def put_named(w: Writer, account: AccountId, name: str, at: datetime) -> None:
    """Keep when something was last asked."""
    row = insert(named_mark).values(account=account, name=name, at=at)
    w.execute(row.on_conflict_do_update(index_elements=["account", "name"], set_={"at": at}))


def drop_named(w: Writer, account: AccountId, name: str) -> None:
    """Forget one of those marks; none is fine."""
    w.execute(delete(named_mark).where(named_mark.c.account == account, named_mark.c.name == name))


def _put(w: Writer, account: AccountId, course: CourseId, column: str, at: datetime) -> None:
    row = insert(mark).values({"account": account, "course": course, column: at})
    w.execute(row.on_conflict_do_update(index_elements=["account", "course"], set_={column: at}))
