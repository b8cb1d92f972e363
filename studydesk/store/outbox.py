"""The outbox in the work database. Every change of an item is a compare-and-set."""

from collections.abc import Collection
from datetime import datetime

from studydesk.domain.ids import AccountId, IntentId
from studydesk.domain.outbox import Item, State
from studydesk.store.database import Reader, Writer


def add(w: Writer, item: Item) -> None:
    """Put an item at the end of its queue."""
    raise NotImplementedError


def item(r: Reader, item: IntentId) -> Item | None:
    """Return one item, None when it is unknown."""
    raise NotImplementedError


def items(r: Reader, account: AccountId, states: Collection[State] | None = None) -> list[Item]:
    """Return items in the order they were written, newest last; all states when None."""
    raise NotImplementedError


def unsent_count(r: Reader, account: AccountId | None = None) -> int:
    """Return how many items are not at the school (outbox.UNSENT), of one account or of all."""
    raise NotImplementedError


def due(r: Reader, account: AccountId, now: datetime, per_queue: int = 1) -> list[Item]:
    """Return what can be sent (QUEUED) or looked up (UNCERTAIN) now: the first of each queue.

    With `per_queue` > 1 also the QUEUED ones right behind a QUEUED first, as far as none needs another's answer.
    The rule is `domain.queues.due`.
    """
    raise NotImplementedError


def next_time(r: Reader, account: AccountId) -> datetime | None:
    """Return when the next item is due, None when nothing waits for a time (nothing to do, or due now)."""
    raise NotImplementedError


def sending(r: Reader) -> list[Item]:
    """Return every SENDING item of the profile: found at start, they had no answer."""
    raise NotImplementedError


def receipts(r: Reader, account: AccountId, limit: int = 200) -> list[Item]:
    """Return SENT items, newest first."""
    raise NotImplementedError


def move(w: Writer, before: Item, after: Item) -> bool:
    """Put `after` in the place of `before`; return False when the item is no longer as `before` says.

    Compared: state, attempts, words and attachments, so that a text edited meanwhile is never sent in its old form.
    """
    raise NotImplementedError


def replace_intent(w: Writer, before: Item, after: Item) -> bool:
    """Like `move`, for a change of the learner's words: raises NotAllowed on SENDING, UNCERTAIN and SENT items."""
    raise NotImplementedError


def attachments_in_use(r: Reader, now: datetime) -> frozenset[str]:
    """Return the SHA-256 of files that unsent work, drafts, or work sent or withdrawn in the last 90 days names."""
    raise NotImplementedError
