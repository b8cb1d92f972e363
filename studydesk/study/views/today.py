"""Today, the agenda, grades and search results as shown."""

from dataclasses import dataclass
from datetime import date, datetime

from studydesk.domain.courses import Grade, Kind
from studydesk.domain.downloads import Price
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, PostId
from studydesk.study.views.courses import ActivityRow
from studydesk.study.views.forums import DiscussionRow
from studydesk.study.views.outbox import ItemView


@dataclass(frozen=True, slots=True)
class Continue:
    """Something begun: `item` is the file or chapter in it, `at`/`length` as in domain.progress.Position."""

    activity: ActivityRow
    course_title: str
    item: str
    share: float
    at: float
    length: float


@dataclass(frozen=True, slots=True)
class DueRow:
    """A deadline; `assignment` is set where it can be handed in here.

    Attributes:
        is_handed_in: it is at the school.
        waits: the learner handed it in, and it is on its way.
    """

    activity: ActivityId | None
    assignment: AssignmentId | None
    course: CourseId | None
    course_title: str
    title: str
    at: datetime
    kind: Kind | None
    is_handed_in: bool
    waits: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether the learner has nothing left to do for it."""
        return self.is_handed_in or self.waits


@dataclass(frozen=True, slots=True)
class TodayView:
    """The first screen.

    Attributes:
        now: school time, for "in 2 days".
        missing: what is needed in the next 7 days and not here; None when all is here.
        has_courses: False: nothing was refreshed yet; say what to do first.
        has_downloads: at least one file of a course is here.
    """

    now: datetime
    first_name: str
    continue_: tuple[Continue, ...]
    due: tuple[DueRow, ...]
    waiting: tuple[ItemView, ...]
    discussions: tuple[DiscussionRow, ...]
    missing: Price | None
    missing_keys: tuple[int, ...]
    due_this_week: int
    has_courses: bool
    has_downloads: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event or deadline in the agenda."""

    id: int
    at: datetime
    duration_minutes: int
    title: str
    course: CourseId | None
    course_title: str
    description: str
    activity: ActivityId | None
    kind: Kind | None
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day with entries, in the learner's own time zone."""

    date: date
    entries: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One line of grades; `feedback` is plain text."""

    grade: Grade
    feedback: str


@dataclass(frozen=True, slots=True)
class CourseGrades:
    """The grades of one course; `total` is the line for the whole course, None where the site shows none."""

    course: CourseId
    title: str
    total: GradeRow | None
    rows: tuple[GradeRow, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `snippet` is plain text with [ ] around what matched."""

    kind: str
    title: str
    snippet: str
    course: CourseId | None
    course_title: str
    activity: ActivityId | None = None
    discussion: DiscussionId | None = None
    post: PostId | None = None
    file_key: int | None = None
