"""The life of one download and the choices of what to download."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studydesk.domain.courses import Media
from studydesk.domain.ids import AccountId, ActivityId, CourseId


class FileState(StrEnum):
    """Where a file of a course stands on this computer."""

    ABSENT = "absent"
    QUEUED = "queued"
    RUNNING = "running"
    PRESENT = "present"
    PAUSED = "paused"
    FAILED = "failed"
    STALE = "stale"  # an older version is here and usable; the newer one is not downloaded


class FileEvent(StrEnum):
    """What happens to a download."""

    WANTED = "wanted"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # the link or the program went away; no fault of the item
    PAUSED = "paused"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    CHANGED = "changed"  # the site has a newer version
    FREED = "freed"


FILE_MOVES: dict[tuple[FileState, FileEvent], FileState] = {
    (FileState.ABSENT, FileEvent.WANTED): FileState.QUEUED,
    (FileState.STALE, FileEvent.WANTED): FileState.QUEUED,
    (FileState.FAILED, FileEvent.WANTED): FileState.QUEUED,
    (FileState.PAUSED, FileEvent.WANTED): FileState.QUEUED,
    (FileState.QUEUED, FileEvent.STARTED): FileState.RUNNING,
    (FileState.RUNNING, FileEvent.FINISHED): FileState.PRESENT,
    (FileState.QUEUED, FileEvent.FINISHED): FileState.PRESENT,  # so small that nobody saw it run
    (FileState.PAUSED, FileEvent.FINISHED): FileState.PRESENT,  # it was whole when it was paused
    (FileState.RUNNING, FileEvent.FAILED): FileState.FAILED,
    (FileState.RUNNING, FileEvent.INTERRUPTED): FileState.QUEUED,
    (FileState.QUEUED, FileEvent.PAUSED): FileState.PAUSED,
    (FileState.RUNNING, FileEvent.PAUSED): FileState.PAUSED,
    (FileState.PAUSED, FileEvent.RESUMED): FileState.QUEUED,
    (FileState.FAILED, FileEvent.RESUMED): FileState.QUEUED,
    (FileState.QUEUED, FileEvent.CANCELLED): FileState.ABSENT,
    (FileState.RUNNING, FileEvent.CANCELLED): FileState.ABSENT,
    (FileState.PAUSED, FileEvent.CANCELLED): FileState.ABSENT,
    (FileState.FAILED, FileEvent.CANCELLED): FileState.ABSENT,
    (FileState.PRESENT, FileEvent.CHANGED): FileState.STALE,
    (FileState.PRESENT, FileEvent.FREED): FileState.ABSENT,
    (FileState.STALE, FileEvent.FREED): FileState.ABSENT,
}


class What(StrEnum):
    """Which files of a course the learner asks for."""

    TEXT = "text"  # pages, captions, pictures inside pages
    DOCUMENTS = "documents"  # text and documents
    ALL = "all"


WANTED_MEDIA: dict[What, frozenset[Media]] = {
    What.TEXT: frozenset({Media.TEXT}),
    What.DOCUMENTS: frozenset({Media.TEXT, Media.DOCUMENT}),
    What.ALL: frozenset(Media),
}

# Text first, then documents, then audio, then video (downloads.md).
ORDER: dict[Media, int] = {Media.TEXT: 0, Media.DOCUMENT: 1, Media.OTHER: 2, Media.AUDIO: 3, Media.VIDEO: 4}
SMALL_BYTES = 200_000  # goes before larger files of its kind: half a minute on the worst link


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of an activity laid over what is on this computer.

    Attributes:
        key: our row id in the library; stable until the library is rebuilt.
        sha256: of the bytes that are usable now (PRESENT and STALE, and a re-download in progress), else None.
        done_bytes: verified bytes of a download under way.
        problem: a code `wording` has a sentence for, when FAILED, and when QUEUED and waiting for a time.
        title: of a book's chapter, else "".
        rank: the learner's own order in the queue, smaller first; is_urgent: now, whatever hours and allowance say.
    """

    key: int
    account: AccountId
    course: CourseId
    activity: ActivityId
    url: str
    name: str
    path: str
    size_bytes: int
    mime: str
    media: Media
    state: FileState
    is_generated: bool = False
    modified_at: datetime | None = None
    sha256: str | None = None
    done_bytes: int = 0
    problem: str | None = None
    not_before: datetime | None = None
    position: int = 0
    title: str = ""
    rank: int = 0
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a download would cost before it starts.

    Attributes:
        seconds: at the measured rate, None while no rate is known.
    """

    files: int
    size_bytes: int
    seconds: float | None = None
