"""What of an activity is on this computer, and what a download would cost."""

from collections.abc import Iterable, Sequence

from studydesk.domain.courses import Kind, Media
from studydesk.domain.downloads import FileState, LocalFile, Price
from studydesk.study.views.courses import DiskState

# What the learner would still have to ask for; QUEUED and RUNNING are asked for already.
MISSING = frozenset({FileState.ABSENT, FileState.STALE, FileState.FAILED, FileState.PAUSED})
USABLE = frozenset({FileState.PRESENT, FileState.STALE})
# Several files of one activity: the state that tells the learner most comes first.
_TELLING = (
    *(FileState.RUNNING, FileState.QUEUED, FileState.FAILED, FileState.PAUSED),
    *(FileState.ABSENT, FileState.STALE, FileState.PRESENT),
)
OPENS_HERE = frozenset({Kind.PAGE, Kind.BOOK, Kind.RESOURCE, Kind.FOLDER, Kind.LABEL, Kind.FORUM, Kind.ASSIGNMENT})


def needed(kind: Kind, has_page: bool, files: Iterable[LocalFile]) -> list[LocalFile]:
    """Return the files worth downloading: a page's generated index.html is not, where its text came by itself."""
    return [file for file in files if not (has_page and kind is Kind.PAGE and file.is_generated)]


def is_here(file: LocalFile) -> bool:
    """Whether bytes of the file can be used now (an older version counts)."""
    return file.sha256 is not None


def state(kind: Kind, has_page: bool, files: Sequence[LocalFile]) -> DiskState:
    """Return where an activity's files stand together; `files` are the needed ones."""
    if not files:
        # A page whose text never came has nothing to show although no file is missing.
        return DiskState(FileState.ABSENT if kind is Kind.PAGE and not has_page else None)
    states = {file.state for file in files}
    told = next(candidate for candidate in _TELLING if candidate in states)
    waits = [file.not_before for file in files if file.state is FileState.QUEUED and file.not_before]
    return DiskState(
        state=told,
        total_bytes=sum(file.size_bytes for file in files),
        present_bytes=sum(file.size_bytes for file in files if file.state in USABLE),
        done_bytes=sum(file.done_bytes for file in files if file.state not in USABLE),
        problem=next((file.problem for file in files if file.state is FileState.FAILED), None),
        not_before=min(waits) if waits and FileState.RUNNING not in states else None,
    )


def price(files: Iterable[LocalFile], rate: float | None) -> Price:
    """Return what the missing ones of these files would cost at `rate` bytes per second (None: not known)."""
    missing = [file for file in files if file.state in MISSING]
    size = sum(max(0, file.size_bytes - file.done_bytes) for file in missing)
    return Price(len(missing), size, size / rate if rate else None)


def left(files: Iterable[LocalFile], rate: float | None) -> Price:
    """Return what these files will still cost, as `price` does, whether they were asked for already or not."""
    coming = [file for file in files if file.state is not FileState.PRESENT]
    size = sum(max(0, file.size_bytes - file.done_bytes) for file in coming)
    return Price(len(coming), size, size / rate if rate else None)


def main_file(files: Sequence[LocalFile]) -> LocalFile | None:
    """Return the file an activity is about: the first that is no caption or picture, else the first."""
    return next((file for file in files if file.media is not Media.TEXT), files[0] if files else None)
