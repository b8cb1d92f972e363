"""Which waiting items may go now: order is kept within a queue, and one stuck item blocks nobody else's."""

from collections.abc import Sequence
from datetime import datetime

from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import DeletePost, EditPost, Intent, Reply, SaveSubmission

_STUCK = frozenset({State.REJECTED, State.CONFLICT})  # only the learner moves these on


def due(items: Sequence[Item], now: datetime, per_queue: int = 1) -> list[Item]:
    """Return the items to send (QUEUED) or look up (UNCERTAIN) at `now`, oldest first.

    `items`: those of one account in the order they were written; sent ones do not matter.

    Of each queue only the first that is not stuck: an item behind one that is being sent, is uncertain or waits for
    its time waits too. With `per_queue` > 1 also up to that many QUEUED ones in a row, each of which needs no answer
    of one before it. Items that depend on a stuck item wait with it (`depends`), other items of its queue go on.
    """
    unsent = [item for item in items if item.state in UNSENT]
    waiting = {item.id for item in unsent}
    stuck: list[Item] = []
    taken: dict[str, list[Item]] = {}
    closed: set[str] = set()
    for item in unsent:
        if item.state in _STUCK or any(depends(item, on) for on in stuck):
            stuck.append(item)
            continue
        if item.queue in closed:
            continue
        before = taken.setdefault(item.queue, [])
        if _may_go(item, now, waiting) and (not before or _may_follow(item, before, per_queue)):
            before.append(item)
        else:
            closed.add(item.queue)  # nobody overtakes
    chosen = {item.id for of_queue in taken.values() for item in of_queue}
    return [item for item in unsent if item.id in chosen]


def depends(later: Item, earlier: Item) -> bool:
    """Whether `later` makes no sense while `earlier` is stuck: it answers it, or writes over the same thing."""
    if isinstance(later.intent, Reply) and later.intent.parent_intent == earlier.id:
        return True
    place = _place(later.intent)
    return place is not None and later.queue == earlier.queue and place == _place(earlier.intent)


def next_time(items: Sequence[Item], now: datetime) -> datetime | None:
    """Return when the first of the items that wait for a time will be due; None when none waits or one is due now."""
    if due(items, now):
        return None
    times = {item.not_before for item in items if item.not_before is not None and item.not_before > now}
    return next((time for time in sorted(times) if due(items, time)), None)


def _may_go(item: Item, now: datetime, waiting: set[IntentId]) -> bool:
    if item.state not in (State.QUEUED, State.UNCERTAIN) or (item.not_before is not None and item.not_before > now):
        return False
    # An answer to a post of the learner's own that is not at the school yet has nothing to be put under.
    return not (isinstance(item.intent, Reply) and item.intent.parent_intent in waiting)


def _may_follow(item: Item, before: Sequence[Item], per_queue: int) -> bool:
    return len(before) < per_queue and item.state is State.QUEUED and before[-1].state is State.QUEUED


def _place(intent: Intent) -> tuple[str, int] | None:
    """Return what an intent writes over; None for one that adds something of its own."""
    match intent:
        case SaveSubmission(assignment=assignment):
            return "assignment", assignment
        case EditPost(post=post) | DeletePost(post=post):
            return "post", post
        case _:
            return None
