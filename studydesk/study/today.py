"""Today: what to do next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from studydesk.domain.assignments import Status
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.progress import Position
from studydesk.store import courses, files, progress
from studydesk.study import disk, shelf
from studydesk.study.agenda import Agenda
from studydesk.study.assignments import Assignments
from studydesk.study.discussions import Discussions
from studydesk.study.learner import Learner
from studydesk.study.outbox import Outbox
from studydesk.study.shelf import Shelf
from studydesk.study.views.assignments import TaskRow
from studydesk.study.views.today import Continue, DueRow, TodayView

_WEEK = timedelta(days=7)
_AHEAD = timedelta(days=14)
_MOST_DUE, _MOST_CONTINUE, _MOST_DISCUSSIONS, _POSITIONS = 8, 3, 5, 50
_FINISHED = 0.97  # share; the credits of a lecture are not worth going back to


class Today:
    """The first screen of one account."""

    def __init__(
        self, learner: Learner, assignments: Assignments, discussions: Discussions, outbox: Outbox, agenda: Agenda
    ) -> None:
        self._learner = learner
        self._assignments = assignments
        self._discussions = discussions
        self._outbox = outbox
        self._agenda = agenda

    def view(self) -> TodayView:
        """Return it. Reads only what it shows: an account can have thousands of activities, and this comes first."""
        now = self._learner.school.now()
        due = self._due(now)
        soon = {row.activity for row in due if row.activity and row.at < now + _WEEK and not row.is_settled}
        with self._learner.store.work.read() as r:
            positions = progress.positions(r, self._learner.id, _POSITIONS)
        with self._learner.store.library.read() as r:
            titles = {course.id: course.full_name for course in courses.courses(r, self._learner.id)}
            begun = courses.activities_named(r, self._learner.id, {position.activity for position in positions})
            needed = courses.activities_beside(r, self._learner.id, soon)
            has_downloads = files.any_here(r, self._learner.id)
        read = shelf.read_some(self._learner, list({a.id: a for a in (*begun, *needed)}.values()))
        local = (file for activity in needed for file in read.files.get(activity.id, []))
        missing = [file for file in local if file.state in disk.MISSING]
        return TodayView(
            now=now,
            first_name=(self._learner.account.full_name.split() or [""])[0],
            continue_=tuple(_continue(positions, read, titles)),
            due=tuple(due[:_MOST_DUE]),
            waiting=tuple(self._outbox.items()),
            discussions=tuple(self._discussions.recent(_MOST_DISCUSSIONS)),
            missing=disk.price(missing, self._learner.link.current.rate) if missing else None,
            missing_keys=tuple(file.key for file in missing),
            due_this_week=sum(now <= row.at < now + _WEEK and not row.is_settled for row in due),
            has_courses=bool(titles),
            has_downloads=has_downloads,
        )

    def _due(self, now: datetime) -> list[DueRow]:
        """Return what is due: overdue work that can still be handed in, then the next two weeks."""
        tasks = {task.activity: task for task in self._assignments.tasks()}
        late = [task for task in tasks.values() if task.is_overdue and not (task.cut_off_at and task.cut_off_at < now)]
        rows = [_of_task(task) for task in late if task.due_at]
        for entry in self._agenda.entries(now, now + _AHEAD):
            task = tasks.get(entry.activity) if entry.activity else None
            rows.append(
                DueRow(
                    activity=entry.activity,
                    assignment=task.id if task else None,
                    course=entry.course,
                    course_title=entry.course_title,
                    title=entry.title,
                    at=entry.at,
                    kind=entry.kind,
                    is_handed_in=entry.is_handed_in,
                    waits=task is not None and task.waiting is not None,
                )
            )
        return rows


def _continue(positions: Sequence[Position], read: Shelf, titles: Mapping[CourseId, str]) -> list[Continue]:
    """Return what was begun and not finished, the last first, each activity once."""
    known = {activity.id: activity for activity in read.activities}
    found: dict[ActivityId, Continue] = {}
    for at in positions:
        activity = known.get(at.activity)
        if activity is None or at.activity in found or not 0 < at.share < _FINISHED:
            continue
        title = titles.get(activity.course, "")
        found[at.activity] = Continue(read.row(activity), title, at.item, at.share, at.at, at.length)
    return list(found.values())[:_MOST_CONTINUE]


def _of_task(task: TaskRow) -> DueRow:
    assert task.due_at is not None
    return DueRow(
        activity=task.activity,
        assignment=task.id,
        course=task.course,
        course_title=task.course_title,
        title=task.title,
        at=task.due_at,
        kind=Kind.ASSIGNMENT,
        is_handed_in=task.status is Status.SUBMITTED,
        waits=task.waiting is not None,
    )
