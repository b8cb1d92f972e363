"""Grades as the site shows them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, update

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Grade
from studydesk.domain.ids import AccountId, CourseId
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import Rows
from studydesk.store.schema import grade as table

_GRADES = Rows(table, Grade, "item")


def put_grades(w: Writer, account: AccountId, course: CourseId, grades: Sequence[Grade]) -> None:
    """Make these the grades of a course."""
    if _GRADES.reconcile(w, grades, account=account, course=course):
        w.changed(Subject.GRADES, account)
        here = (table.c.account == account, table.c.course == course, table.c.item == bindparam("of"))
        places = [{"of": grade.item, "place": place} for place, grade in enumerate(grades)]
        if places:
            w.execute(update(table).where(*here).values(position=bindparam("place")), places)


def grades(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Grade]:
    """Return the grades of a course (or of all), in the site's order, the course total last."""
    where = [table.c.account == account] + ([table.c.course == course] if course is not None else [])
    return _GRADES.all(r, *where, order=[table.c.course, table.c.is_total, table.c.position])
