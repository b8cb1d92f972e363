"""How fresh each course is: when it was last compared with the site."""

from datetime import datetime

from studydesk.domain.ids import AccountId, CourseId
from studydesk.store.database import Reader, Writer


def since(r: Reader, account: AccountId) -> dict[CourseId, datetime]:
    """Return, per course with contents, the school time from which changes must be asked for."""
    raise NotImplementedError


def put_since(w: Writer, account: AccountId, course: CourseId, at: datetime) -> None:
    """Keep the school time up to which the course's changes are here."""
    raise NotImplementedError


def drop_since(w: Writer, account: AccountId, course: CourseId) -> None:
    """Forget the mark: the course is fetched whole next time."""
    raise NotImplementedError


def oldest_checked(r: Reader, account: AccountId, limit: int) -> list[CourseId]:
    """Return the courses whose full structure was compared longest ago (never: first), at most `limit`."""
    raise NotImplementedError


def put_checked(w: Writer, account: AccountId, course: CourseId, at: datetime) -> None:
    """Keep when a course's full structure was compared."""
    raise NotImplementedError


def named(r: Reader, account: AccountId) -> dict[str, datetime]:
    """Return the account's other marks by name ("events", "grades:7", …): when that was last asked."""
    raise NotImplementedError


def put_named(w: Writer, account: AccountId, name: str, at: datetime) -> None:
    """Keep when something was last asked."""
    raise NotImplementedError
