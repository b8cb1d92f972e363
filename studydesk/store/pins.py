"""What the learner keeps on this computer whatever is freed: courses and single activities."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.store.database import Reader, Writer
from studydesk.store.work_schema import pin as table

_WHOLE_COURSE = 0  # no activity has this id


@dataclass(frozen=True, slots=True)
class Pins:
    """What is kept: whole courses, and single activities of others."""

    courses: frozenset[CourseId]
    activities: frozenset[ActivityId]

    def keeps(self, course: CourseId, activity: ActivityId) -> bool:
        """Whether an activity is kept, by itself or with its course."""
        return course in self.courses or activity in self.activities


def pins(r: Reader, account: AccountId) -> Pins:
    """Return what the learner keeps."""
    found = r.execute(select(table.c.course, table.c.activity).where(table.c.account == account)).all()
    return Pins(
        frozenset(CourseId(course) for course, activity in found if activity == _WHOLE_COURSE),
        frozenset(ActivityId(activity) for _, activity in found if activity != _WHOLE_COURSE),
    )


def pin(w: Writer, account: AccountId, course: CourseId, activity: ActivityId | None = None) -> bool:
    """Keep a course, or one activity of it; return whether it was not kept before."""
    row = insert(table).values(account=account, course=course, activity=activity or _WHOLE_COURSE)
    return _told(w, account, w.execute(row.on_conflict_do_nothing()).rowcount)


def unpin(w: Writer, account: AccountId, course: CourseId, activity: ActivityId | None = None) -> bool:
    """Keep it no longer; return whether it was kept. Activities kept by themselves stay so when their course goes."""
    which = (table.c.account == account, table.c.course == course, table.c.activity == (activity or _WHOLE_COURSE))
    return _told(w, account, w.execute(delete(table).where(*which)).rowcount)


def _told(w: Writer, account: AccountId, rows: int) -> bool:
    if rows > 0:
        w.changed(Subject.FILES, account)
    return rows > 0
