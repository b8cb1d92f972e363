"""Downloads as shown: the queue, what was used of the allowance, and how a choice is taken back."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.plan import Held, Rules


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """One file on its way, or that arrived. `problem` is a code `wording` has a sentence for.

    Attributes:
        rank: the learner's own order, smaller first; 0 = as it came.
        is_urgent: it goes now, whatever hours and allowance say.
        held: why it waits although there is a link, of QUEUED ones; None = nothing holds it.
    """

    key: int
    name: str
    course: CourseId
    course_title: str
    activity: ActivityId
    activity_title: str
    state: FileState
    total_bytes: int
    done_bytes: int
    problem: str | None
    not_before: datetime | None
    media: Media = Media.OTHER
    rank: int = 0
    is_urgent: bool = False
    held: Held | None = None

    @property
    def left_bytes(self) -> int:
        """What is still to travel."""
        return max(0, self.total_bytes - self.done_bytes)

    @property
    def next_try(self) -> datetime | None:
        """When it is tried again; None = as soon as it is its turn, or not by itself."""
        return self.not_before if self.state in (FileState.QUEUED, FileState.FAILED) else None


@dataclass(frozen=True, slots=True)
class CourseQueue:
    """What of one course is on its way, in the place of its first file.

    Attributes:
        running, waiting, paused, failed: files; together `files`.
        held: why its first file waits, where all that wait are held.
    """

    course: CourseId
    title: str
    files: int
    left_bytes: int
    done_bytes: int
    running: int = 0
    waiting: int = 0
    paused: int = 0
    failed: int = 0
    is_urgent: bool = False
    held: Held | None = None

    @property
    def state(self) -> FileState:
        """The state that tells the learner most."""
        if self.running:
            return FileState.RUNNING
        if self.waiting:
            return FileState.QUEUED
        return FileState.FAILED if self.failed else FileState.PAUSED

    @property
    def can_pause(self) -> bool:
        """Whether anything of it moves or waits for its turn."""
        return bool(self.running or self.waiting)


@dataclass(frozen=True, slots=True)
class Usage:
    """What travelled, by the learner's own calendar; of all accounts, for they share one link.

    Attributes:
        day_allowance, week_allowance: bytes, None = no limit.
        by_course, by_media: of this week, the largest first; "" in the place of a course's title = news, posts and
            hand-ins, None = courses that the library does not have any more.
    """

    today_bytes: int = 0
    week_bytes: int = 0
    day_allowance: int | None = None
    week_allowance: int | None = None
    by_course: tuple[tuple[str | None, int], ...] = ()
    by_media: tuple[tuple[Media, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DownloadsView:
    """The downloads of one account.

    Attributes:
        rows: running ones, then in the order they will go, then paused and failed ones.
        finished: the last 50 that arrived, newest first.
        price: of all in `rows` that will go by itself (running and waiting).
        rules: what the learner allows now.
        held: why the first one waits, when all that wait are held and nothing runs; None = something can go.
    """

    rows: tuple[DownloadRow, ...]
    queues: tuple[CourseQueue, ...]
    finished: tuple[DownloadRow, ...]
    usage: Usage
    price: Price
    rules: Rules
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """How one file stood in the queue before the learner changed it."""

    key: int
    state: FileState
    rank: int
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """What `Downloads.undo` takes back; false when nothing was changed."""

    before: tuple[Before, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before)

    @property
    def count(self) -> int:
        """How many files it is about."""
        return len(self.before)
