"""How far a learner is: positions in lectures and texts, and completion as what the learner did laid over the site."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.ids import ActivityId


@dataclass(frozen=True, slots=True)
class Position:
    """Where the learner stopped in a lecture, a document or a text.

    Attributes:
        item: what it is a position in: a file name inside the activity, "" for the activity's own text.
        at: milliseconds in a lecture, page index in a PDF, share 0.0–1.0 in a text.
        length: milliseconds or pages in all; 1.0 for texts.
    """

    activity: ActivityId
    item: str
    at: float
    length: float
    updated_at: datetime

    @property
    def share(self) -> float:
        """How far, 0.0–1.0."""
        return min(1.0, max(0.0, self.at / self.length)) if self.length else 0.0


def share_done(done: int, of: int) -> float | None:
    """Return done ÷ of, or None when nothing can be completed."""
    return done / of if of else None
