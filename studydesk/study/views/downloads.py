"""Downloads as shown."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.downloads import FileState
from studydesk.domain.ids import ActivityId, CourseId


@dataclass(frozen=True, slots=True)
class DownloadRow:
    """One file on its way, or that arrived. `problem` is a code `wording` has a sentence for."""

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


@dataclass(frozen=True, slots=True)
class CourseStorage:
    """What a course takes on this computer, in bytes."""

    course: CourseId
    title: str
    present_bytes: int
    total_bytes: int
