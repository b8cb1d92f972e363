"""The courses of an account as rows: activities with their files, completion and positions laid over each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.store import courses, files, progress
from studydesk.study import disk, queueing
from studydesk.study.learner import Learner
from studydesk.study.views.courses import ActivityRow


@dataclass(frozen=True, slots=True)
class Shelf:
    """One reading of a course (or all courses) from both databases.

    Attributes:
        files: by activity, only those worth downloading.
        marks: ticks on their way.  positions: how far the learner got, 0.0–1.0.
    """

    activities: Sequence[Activity]
    files: Mapping[ActivityId, list[LocalFile]]
    pages: frozenset[ActivityId]
    marks: Mapping[ActivityId, bool]
    positions: Mapping[ActivityId, float]

    def is_done(self, activity: Activity) -> bool:
        """Whether it is done: the learner's own tick lies over the school's word."""
        return self.marks.get(activity.id, activity.is_done)

    def row(self, activity: Activity, intro_html: str = "") -> ActivityRow:
        """Return an activity as shown; `intro_html` is its cleaned introduction where the screen shows it."""
        own = self.files.get(activity.id, [])
        main = disk.main_file(own)
        mark = self.marks.get(activity.id)
        return ActivityRow(
            id=activity.id,
            course=activity.course,
            section=activity.section,
            kind=activity.kind,
            title=activity.title,
            intro_html=intro_html,
            restriction=activity.restriction,
            completion=activity.completion,
            is_done=self.is_done(activity),
            done_waiting=mark is not None and mark != activity.is_done,
            opens_at=activity.opens_at,
            due_at=activity.due_at,
            disk=disk.state(activity.kind, activity.id in self.pages, own),
            position_share=self.positions.get(activity.id),
            media=main.media if main and activity.kind is Kind.RESOURCE else None,
            address=activity.address,
            opens_here=activity.kind in disk.OPENS_HERE,
        )

    def completable(self) -> list[Activity]:
        """Return the activities that can be completed."""
        return [activity for activity in self.activities if activity.completion is not Completion.NONE]

    def by_course(self) -> dict[CourseId, "Shelf"]:
        """Return a shelf for each course."""
        activities: dict[CourseId, list[Activity]] = defaultdict(list)
        local: dict[CourseId, dict[ActivityId, list[LocalFile]]] = defaultdict(dict)
        for activity in self.activities:
            activities[activity.course].append(activity)
        for id, some in self.files.items():
            if some:
                local[some[0].course][id] = some
        return {
            course: Shelf(own, local.get(course, {}), self.pages, self.marks, self.positions)
            for course, own in activities.items()
        }


EMPTY = Shelf((), {}, frozenset(), {}, {})


def read(learner: Learner, course: CourseId | None = None) -> Shelf:
    """Return the shelf of one course, or of all."""
    with learner.store.library.read() as r:
        activities = courses.activities(r, learner.id, course)
        local = files.files(r, learner.id, course=course)
        pages = courses.pages_present(r, learner.id)
    return laid_over(learner, activities, local, pages)


def read_some(learner: Learner, activities: Sequence[Activity]) -> Shelf:
    """Return a shelf of these activities alone: a school's whole list is thousands of rows."""
    with learner.store.library.read() as r:
        local = files.files(r, learner.id, activities=[activity.id for activity in activities])
        pages = courses.pages_present(r, learner.id)
    return laid_over(learner, activities, local, pages)


def read_activity(learner: Learner, activity: ActivityId) -> Shelf:
    """Return a shelf of one activity; empty when it is not known."""
    with learner.store.library.read() as r:
        found = courses.activity(r, learner.id, activity)
        local = files.files(r, learner.id, activity=activity)
        pages = courses.pages_present(r, learner.id)
    return laid_over(learner, [found] if found else [], local, pages)


def laid_over(
    learner: Learner, activities: Sequence[Activity], local: Sequence[LocalFile], pages: frozenset[ActivityId]
) -> Shelf:
    """Lay what the learner did over what the library has."""
    with learner.store.work.read() as r:
        marks = queueing.marks(queueing.unsent(r, learner))
        positions = progress.positions(r, learner.id)
    by_activity: dict[ActivityId, list[LocalFile]] = defaultdict(list)
    for file in local:
        by_activity[file.activity].append(file)
    kinds = {activity.id: activity.kind for activity in activities}
    worth = {id: disk.needed(kinds.get(id, Kind.OTHER), id in pages, some) for id, some in by_activity.items()}
    shares: dict[ActivityId, float] = {}
    for position in positions:  # newest first: the first one of an activity counts
        shares.setdefault(position.activity, position.share)
    return Shelf(activities, worth, pages, marks, shares)
