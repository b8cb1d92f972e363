"""The agenda: events and deadlines by day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from studydesk.domain.assignments import Status
from studydesk.domain.courses import Event, Kind
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.store import courses, events
from studydesk.study import html
from studydesk.study.assignments import Assignments
from studydesk.study.learner import Learner
from studydesk.study.views.assignments import TaskRow
from studydesk.study.views.today import AgendaDay, EventRow


class Agenda:
    """Events of one account."""

    def __init__(self, learner: Learner, assignments: Assignments) -> None:
        self._learner = learner
        self._assignments = assignments

    def view(self, days_back: int = 7, days: int = 60, tz: tzinfo | None = None) -> list[AgendaDay]:
        """Return days with entries in order; `tz` is the learner's zone, None = the system's."""
        now = self._learner.school.now()
        rows = self.entries(now - timedelta(days=days_back), now + timedelta(days=days))

        def day(row: EventRow) -> date:
            return row.at.astimezone(tz).date()

        return [AgendaDay(at, tuple(group)) for at, group in groupby(rows, key=day)]

    def entries(self, start: datetime, end: datetime) -> list[EventRow]:
        """Return events and deadlines with start ≤ at < end, in order; a deadline in both lists comes once."""
        with self._learner.store.library.read() as r:
            found = events.events(r, self._learner.id, start, end)
            titles = {course.id: course.full_name for course in courses.courses(r, self._learner.id)}
            named = {event.activity for event in found if event.activity}
            kinds = {a.id: a.kind for a in courses.activities_named(r, self._learner.id, named)}
        tasks = {
            task.activity: task for task in self._assignments.tasks() if task.due_at and start <= task.due_at < end
        }
        # The school's event of a deadline may be older than the assignment's own date (an extension): ours counts.
        others = [event for event in found if event.activity not in tasks]
        rows = [_of_event(event, titles, kinds) for event in others]
        rows += [_of_task(task) for task in tasks.values()]
        return sorted(rows, key=lambda row: (row.at, row.title))


def _of_event(event: Event, titles: Mapping[CourseId, str], kinds: Mapping[ActivityId, Kind]) -> EventRow:
    return EventRow(
        id=event.id,
        at=event.at,
        duration_minutes=event.duration_minutes,
        title=event.title,
        course=event.course,
        course_title=titles.get(event.course, "") if event.course else "",
        description=html.plain(event.description_html) if event.description_html else "",
        activity=event.activity,
        kind=kinds.get(event.activity) if event.activity else None,
    )


def _of_task(task: TaskRow) -> EventRow:
    assert task.due_at is not None
    return EventRow(
        id=-task.id,  # never an event's number
        at=task.due_at,
        duration_minutes=0,
        title=task.title,
        course=task.course,
        course_title=task.course_title,
        description="",
        activity=task.activity,
        kind=Kind.ASSIGNMENT,
        is_handed_in=task.status is Status.SUBMITTED,
    )
