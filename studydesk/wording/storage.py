"""What takes space on this computer, in words."""

from collections.abc import Iterable
from typing import Protocol

from studydesk.domain.courses import Media
from studydesk.wording import units
from studydesk.wording.speech import ntr, tr


class Checked(Protocol):
    """What `check_result` needs of a check of the downloads."""

    @property
    def checked(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def damaged(self) -> int: ...
    @property
    def missing(self) -> int: ...
    @property
    def queued(self) -> int: ...
    @property
    def orphan_bytes(self) -> int: ...


class Moved(Protocol):
    """What `move_result` needs of a move to another drive."""

    @property
    def moved(self) -> int: ...
    @property
    def bytes(self) -> int: ...
    @property
    def damaged(self) -> int: ...
    @property
    def left(self) -> int: ...
    @property
    def queued(self) -> int: ...


def media(of: Media) -> str:
    """Return what a kind of files is called."""
    words = {
        Media.TEXT: tr("Text and pictures"),
        Media.DOCUMENT: tr("Documents"),
        Media.AUDIO: tr("Sound"),
        Media.VIDEO: tr("Video"),
        Media.OTHER: tr("Other files"),
    }
    return words[of]


def by_media(some: Iterable[tuple[Media, int]]) -> str:
    """Return "Video 30 MB · Documents 4 MB"."""
    return " · ".join(f"{media(of)} {units.size(count)}" for of, count in some if count)


def used_for(course: str | None) -> str:
    """Return what data were used for; `course`: its title, "" = no course, None = one that is gone."""
    if course is None:
        return tr("Courses that are not here any more")
    return course or tr("News, posts and hand-ins")


def of_total(done: int, total: int) -> str:
    """Return "1.2 of 8.4 MB": the unit once where both have the same."""
    here, whole = units.size(done), units.size(total)
    number, _space, unit = here.rpartition(" ")
    if whole.endswith(f" {unit}") and number:
        here = number
    return tr("{done} of {total}").format(done=here, total=whole)


def storage_step(doing: str, done: int, total: int) -> str:
    """Return how far a check or a move is; `doing` as in StorageStep."""
    words = {
        "checking": tr("Checking · {share}"),
        "moving": tr("Moving · {share}"),
        "tidying": tr("Tidying up · {share}"),
    }
    return words.get(doing, words["checking"]).format(share=of_total(done, total))


def check_result(report: Checked) -> str:
    """Return what a check found and did."""
    read = ntr("{n} file checked, {size}.", "{n} files checked, {size}.", report.checked)
    said = [read.format(size=units.size(report.bytes))]
    if report.damaged:
        said.append(ntr("{n} was damaged.", "{n} were damaged.", report.damaged))
    if report.missing:
        said.append(ntr("{n} was not there any more.", "{n} were not there any more.", report.missing))
    if not report.damaged and not report.missing:
        said.append(tr("All of them are as they should be."))
    if report.queued:
        said.append(_again(report.queued))
    if report.orphan_bytes:
        said.append(tr("{size} of leftovers became free.").format(size=units.size(report.orphan_bytes)))
    return " ".join(said)


def move_result(report: Moved) -> str:
    """Return what a move did."""
    moved = ntr("{n} file moved, {size}.", "{n} files moved, {size}.", report.moved)
    said = [moved.format(size=units.size(report.bytes)), tr("Your courses are in the new place now.")]
    if report.damaged:
        lost = ntr("{n} file was damaged and removed.", "{n} files were damaged and removed.", report.damaged)
        said.append(lost)
    if report.queued:
        said.append(_again(report.queued))
    if report.left:
        words = ntr(
            "{n} file is still in the old place too: another program has it open.",
            "{n} files are still in the old place too: another program has them open.",
            report.left,
        )
        said.append(words)
    return " ".join(said)


def _again(queued: int) -> str:
    return ntr("{n} file waits to be downloaded again.", "{n} files wait to be downloaded again.", queued)


def free_reason(reason: str) -> str:
    """Return why something is suggested to be freed; `reason` as in FreeReason."""
    words = {
        "course_over": tr("The course is over"),
        "done": tr("You are done with it"),
        "old": tr("Not opened for weeks"),
    }
    return words.get(reason, "")
