"""A planted bug: no answer counts as never sent, and nothing looks for what may have arrived."""

from collections.abc import Iterable

from studydesk.domain import outbox
from studydesk.domain.forums import Post
from studydesk.domain.ids import UserId
from studydesk.domain.outbox import Event, Item, State
from studydesk.sync import conversations, lookup, posting, reconcile, starting


def copies(_item: Item, _me: UserId, _posts: Iterable[Post]) -> tuple[Post, ...]:
    """Find nothing."""
    return ()


outbox.MOVES[State.SENDING, Event.NO_ANSWER] = State.QUEUED
for module in (lookup, posting, starting, reconcile, conversations):
    module.copies = copies  # type: ignore[attr-defined]  # each has it by its own name
