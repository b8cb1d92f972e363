"""Where the learner stopped in a text, and in which chapter of a book."""

from typing import TYPE_CHECKING

from studydesk.domain.ids import ActivityId
from studydesk.study.views.reading import Document

if TYPE_CHECKING:  # brings the database along
    from studydesk.study.reading import Reading

# A book's own position is its chapter: at = index + share, length = number of chapters. Each chapter has one as well.
BOOK = ""


def chapter_item(index: int) -> str:
    """Return the name under which a chapter's position is kept."""
    return str(index)


def chapter_left(reading: "Reading", activity: ActivityId) -> int:
    """Return the chapter the learner was in, 0 for a book never opened."""
    kept = reading.position(activity, BOOK)
    return int(kept.at) if kept is not None else 0


def keep_place(reading: "Reading", document: Document, share: float) -> None:
    """Keep that the learner is `share` into this text."""
    if not document.chapters:
        reading.keep_position(document.activity, BOOK, share, 1.0)
        return
    reading.keep_position(document.activity, chapter_item(document.chapter), share, 1.0)
    within = document.chapter + min(share, 0.999)
    reading.keep_position(document.activity, BOOK, within, float(len(document.chapters)))
