"""Files of activities: what the site lists laid over what is on this computer."""

from collections.abc import Collection, Sequence
from datetime import datetime

from studydesk.domain.courses import RemoteFile
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId, DiscussionId
from studydesk.store.database import Reader, Writer


def discussion_files(discussion: DiscussionId) -> str:
    """Return the owner under which a discussion's attachments and inline pictures are kept."""
    raise NotImplementedError


def assignment_files(assignment: AssignmentId) -> str:
    """Return the owner under which the teacher's files of an assignment are kept."""
    raise NotImplementedError


def put_extra_files(
    w: Writer, account: AccountId, course: CourseId, activity: ActivityId, owner: str, files: Sequence[RemoteFile]
) -> None:
    """Make these the files of `owner` (`discussion_files(…)`, `assignment_files(…)`) in an activity.

    They are files that no course contents list; the same ones again touch nothing; absent ones go.
    """
    raise NotImplementedError


def files(
    r: Reader,
    account: AccountId,
    *,
    course: CourseId | None = None,
    activity: ActivityId | None = None,
    states: Collection[FileState] | None = None,
    owner: str | None = None,
) -> list[LocalFile]:
    """Return files in the site's order. `owner`: "" those of the contents, another the extra ones, None both."""
    raise NotImplementedError


def file(r: Reader, key: int) -> LocalFile | None:
    """Return one file, None when it is gone."""
    raise NotImplementedError


def file_at(r: Reader, account: AccountId, url: str) -> LocalFile | None:
    """Return the file of this address, whatever its query and the webservice part say; None when there is none."""
    raise NotImplementedError


def queued(r: Reader, account: AccountId, now: datetime | None = None) -> list[LocalFile]:
    """Return the QUEUED files in the order to fetch them: text first (downloads.ORDER), then as the course lists them.

    With `now`, only those whose waiting time has passed.
    """
    raise NotImplementedError


def finished(r: Reader, account: AccountId, limit: int = 50) -> list[LocalFile]:
    """Return the files that became PRESENT last, newest first."""
    raise NotImplementedError


def move(
    w: Writer,
    key: int,
    expected: FileState,
    event: FileEvent,
    *,
    sha256: str | None = None,
    problem: str | None = None,
    not_before: datetime | None = None,
) -> bool:
    """Move a file from `expected` by `event`; return False when it is no longer in `expected` (compare-and-set).

    FINISHED needs `sha256`. A CANCELLED file whose older bytes are still here becomes STALE, not ABSENT.
    FREED and FINISHED let go of the bytes held before; `Store.sweep` removes them.

    Raises:
        ValueError: this event cannot happen in `expected`.
    """
    raise NotImplementedError


def interrupt_running(w: Writer) -> int:
    """Put every RUNNING file back to QUEUED: for the lock's holder, at start. Returns how many."""
    raise NotImplementedError


def forget_blob(w: Writer, sha256: str) -> int:
    """Make every file of a damaged or lost blob ABSENT, so that it can be fetched again; return how many."""
    raise NotImplementedError
