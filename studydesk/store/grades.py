"""Grades as the site shows them."""

from collections.abc import Sequence

from studydesk.domain.courses import Grade
from studydesk.domain.ids import AccountId, CourseId
from studydesk.store.database import Reader, Writer


def put_grades(w: Writer, account: AccountId, course: CourseId, grades: Sequence[Grade]) -> None:
    """Make these the grades of a course."""
    raise NotImplementedError


def grades(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Grade]:
    """Return the grades of a course (or of all), in the site's order, the course total last."""
    raise NotImplementedError
