"""Where the learner stopped, and what was read."""

from datetime import datetime

from studydesk.domain.ids import AccountId, ActivityId, DiscussionId
from studydesk.domain.progress import Position
from studydesk.store.database import Reader, Writer


def put_position(w: Writer, account: AccountId, position: Position) -> None:
    """Keep where the learner stopped."""
    raise NotImplementedError


def position(r: Reader, account: AccountId, activity: ActivityId, item: str = "") -> Position | None:
    """Return where the learner stopped in an item, None when it was never opened."""
    raise NotImplementedError


def positions(r: Reader, account: AccountId, limit: int | None = None) -> list[Position]:
    """Return positions, the last touched first."""
    raise NotImplementedError


def put_read(w: Writer, account: AccountId, discussion: DiscussionId, at: datetime) -> None:
    """Keep that posts up to `at` (school time) were read; never goes backwards."""
    raise NotImplementedError


def reads(r: Reader, account: AccountId) -> dict[DiscussionId, datetime]:
    """Return up to when each discussion was read."""
    raise NotImplementedError
