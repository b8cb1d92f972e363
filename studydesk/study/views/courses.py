"""Courses as shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from studydesk.domain.courses import Completion, Kind, Media
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.ids import ActivityId, CourseId, SectionId


@dataclass(frozen=True, slots=True)
class DiskState:
    """How much of an activity is on this computer.

    Attributes:
        state: None when there is nothing to download (a forum's or a page's text is already here).
        present_bytes: usable now; `done_bytes`: verified bytes of downloads under way, added to nothing else.
        problem: a code `wording` has a sentence for, when a download failed.
    """

    state: FileState | None
    total_bytes: int = 0
    present_bytes: int = 0
    done_bytes: int = 0
    problem: str | None = None
    not_before: datetime | None = None

    @property
    def missing_bytes(self) -> int:
        """What would still have to travel."""
        return max(0, self.total_bytes - self.present_bytes - self.done_bytes)

    @property
    def share(self) -> float:
        """How much is here, 0.0–1.0; 1.0 when there is nothing to download."""
        return min(1.0, (self.present_bytes + self.done_bytes) / self.total_bytes) if self.total_bytes else 1.0


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity in its course.

    Attributes:
        intro_html: cleaned; in a course's list of activities only labels carry theirs, the others have "".
        is_done: what the learner did, laid over what the school told.
        done_waiting: the tick (or untick) is not at the school yet.
        position_share: how far the learner got in it, 0.0–1.0, None = never opened.
        media: of its main file, None where it has none.
        address: where it is on the web; for Kind.URL where it leads.
        opens_here: False: it can only be used on the web ("Needs the internet").
    """

    id: ActivityId
    course: CourseId
    section: SectionId
    kind: Kind
    title: str
    intro_html: str
    restriction: str | None
    completion: Completion
    is_done: bool
    done_waiting: bool
    opens_at: datetime | None
    due_at: datetime | None
    disk: DiskState
    position_share: float | None
    media: Media | None
    address: str | None
    opens_here: bool = True


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its activities in order."""

    id: SectionId
    title: str
    summary_html: str
    restriction: str | None
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in the list of courses.

    Attributes:
        summary: plain text.
        image: a file on this computer, None when there is none (yet).
        share_done: 0.0–1.0, None where nothing can be completed.
        has_text: every text file is here: the course can be read without a link.
        due_next: the next deadline from now.
        unread: discussions with posts the learner has not seen.
    """

    id: CourseId
    short_name: str
    full_name: str
    summary: str
    image: Path | None
    done: int
    completable: int
    share_done: float | None
    present_bytes: int
    total_bytes: int
    has_text: bool
    due_next: datetime | None
    unread: int
    is_hidden: bool

    @property
    def share_present(self) -> float:
        """How much of its files is here, 0.0–1.0."""
        return min(1.0, self.present_bytes / self.total_bytes) if self.total_bytes else 1.0


class Arrival(StrEnum):
    """How far a course is on its way to this computer."""

    HERE = "here"
    COMING = "coming"  # it was asked for; some of it may be here
    MISSING = "missing"  # nothing of it was ever brought


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course opened. The prices count missing bytes only.

    Attributes:
        arrival: whether all that the course lists is here.
    """

    card: CourseCard
    sections: tuple[SectionView, ...]
    text_price: Price
    documents_price: Price
    all_price: Price
    arrival: Arrival = Arrival.HERE
