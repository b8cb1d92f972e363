"""What takes space on this computer, as shown: by course and kind, what could be freed, and what a check found."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studydesk.domain.courses import Media
from studydesk.domain.ids import ActivityId, CourseId


class FreeReason(StrEnum):
    """Why something is suggested to be freed."""

    COURSE_OVER = "course_over"
    DONE = "done"
    OLD = "old"  # not opened for weeks
    CHOSEN = "chosen"  # by the learner


@dataclass(frozen=True, slots=True)
class CourseStorage:
    """What a course takes on this computer, in bytes; a file that it has twice counts once.

    Attributes:
        by_media: of `present_bytes`, the largest first; kinds of which nothing is here are left out.
        is_pinned: kept whole, whatever is freed.
        is_finished: its end has passed.
    """

    course: CourseId
    title: str
    present_bytes: int
    total_bytes: int
    by_media: tuple[tuple[Media, int], ...] = ()
    is_pinned: bool = False
    is_finished: bool = False


@dataclass(frozen=True, slots=True)
class Freeable:
    """A course that is over, or one activity, that could be freed.

    Attributes:
        activity: None = the course, but for what is kept in it.
        size_bytes: that become free; what others use too does not count.
    """

    course: CourseId
    activity: ActivityId | None
    title: str
    course_title: str
    size_bytes: int
    reason: FreeReason


@dataclass(frozen=True, slots=True)
class StorageView:
    """The space that courses take.

    Attributes:
        total_bytes: of all courses of all accounts of this profile, a file of several courses counted once; this is
            what counts against `budget_bytes` (None = no limit).
        free_bytes: of the drive the courses lie on; None = that drive is not here, and nothing can be freed or checked.
        reserve_bytes: downloads leave so much of the drive free.
        suggestions: what could be freed, in the order to free it.
        place: the folder of the courses' files.
        other_bytes: that other profiles of this computer keep beside these.
        moving_to: where a move was going that is not finished; None = there is none.
    """

    courses: tuple[CourseStorage, ...]
    total_bytes: int
    free_bytes: int | None
    budget_bytes: int | None
    reserve_bytes: int
    suggestions: tuple[Freeable, ...]
    place: Path
    other_bytes: int = 0
    moving_to: Path | None = None

    @property
    def is_here(self) -> bool:
        """Whether the drive of the courses is plugged in."""
        return self.free_bytes is not None


@dataclass(frozen=True, slots=True)
class Freed:
    """What was freed. Its bytes are gone; `Storage.want_back` queues the same files again."""

    size_bytes: int
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StorageStep:
    """How far a check or a move is, in bytes. `doing`: `checking`, `moving` or `tidying`."""

    doing: str
    done: int
    total: int


StorageProgress = Callable[[StorageStep], None]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of the downloads found, and did about it.

    Attributes:
        checked, bytes: files read, and their bytes.
        damaged, missing: files that were not what they should be, or not there at all.
        queued: that wait to be downloaded again because of it; after a look alone none.
        names: of the files of this account that were damaged or missing.
        orphans, orphan_bytes: left behind by a crash and used by nobody; removed.
    """

    checked: int
    bytes: int
    damaged: int
    missing: int
    queued: int
    orphans: int = 0
    orphan_bytes: int = 0
    names: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything was as it should be."""
        return not (self.damaged or self.missing)


@dataclass(frozen=True, slots=True)
class MoveReport:
    """What a move did.

    Attributes:
        moved, bytes: files that lie in the new place now and were not there before this run.
        damaged: files that were not what they should be and did not come along; `queued` wait to be downloaded again.
        left: files that are in the new place and could not be removed from the old one.
    """

    moved: int
    bytes: int
    damaged: int = 0
    left: int = 0
    queued: int = 0
