"""Reading: pages, books and files, from disk only."""

from pathlib import Path

from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import ActivityId
from studydesk.domain.progress import Position
from studydesk.study.views.reading import Document, LinkTo, OpenFile


class Reading:
    """Texts and files of one account."""

    def page(self, activity: ActivityId) -> Document:
        """Return a page's (or label's, or any activity's own) text. Raises NotFound when it is not here."""
        raise NotImplementedError

    def chapter(self, activity: ActivityId, index: int) -> Document:
        """Return a chapter of a book; `index` counts from 0. Raises NotFound when it is not here."""
        raise NotImplementedError

    def resource(self, activity: ActivityId, address: str) -> bytes | None:
        """Return the bytes of a picture by its `sd:` address; None = not here or not allowed. Never the network."""
        raise NotImplementedError

    def link(self, activity: ActivityId, address: str) -> LinkTo:
        """Return where a clicked link leads."""
        raise NotImplementedError

    def files(self, activity: ActivityId) -> list[LocalFile]:
        """Return the files of a resource or folder, the main one first."""
        raise NotImplementedError

    def path(self, key: int) -> OpenFile:
        """Return a file on this computer. Raises NotFound when it is not here, Corrupt when its bytes are wrong."""
        raise NotImplementedError

    def named_copy(self, key: int) -> Path:
        """Return a copy under its own (made safe) name for the learner's other programs."""
        raise NotImplementedError

    def position(self, activity: ActivityId, item: str = "") -> Position | None:
        """Return where the learner stopped; `item` is a file name or chapter, "" the activity's own text."""
        raise NotImplementedError

    def keep_position(self, activity: ActivityId, item: str, at: float, length: float) -> None:
        """Keep where the learner is (units as in domain.progress.Position)."""
        raise NotImplementedError
