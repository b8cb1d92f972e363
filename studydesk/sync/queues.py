"""Which intents may go now: order within a queue is kept, and no queue waits for another. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import MarkDone, Reply, SaveSubmission, View

STUCK = frozenset({State.REJECTED, State.CONFLICT})
LONGEST_WAIT = timedelta(hours=1)  # a waiting time never outlives a clock that jumped (sync.md, step 13)


def is_due(item: Item, now: datetime) -> bool:
    """Whether its time has come; a date too far ahead comes from a clock that was wrong and does not count."""
    return item.not_before is None or item.not_before <= now or item.not_before > now + LONGEST_WAIT


def ready(items: Iterable[Item], now: datetime) -> list[list[Item]]:
    """Return, for each queue that can move, its items that may go now, in order; oldest queue first.

    `items` are all unsent ones, oldest first. The first item of each list is QUEUED or UNCERTAIN and due; the rest are
    QUEUED and due and may go with it or after it.
    """
    waiting = [item for item in items if item.state in UNSENT]
    states = {item.id: item.state for item in waiting}
    queues: dict[str, list[Item]] = {}
    for item in waiting:
        queues.setdefault(item.queue, []).append(item)
    runs = (_run(queue, states, now) for queue in queues.values())
    return [run for run in runs if run]


def _run(queue: Sequence[Item], states: dict[IntentId, State], now: datetime) -> list[Item]:
    run: list[Item] = []
    for item in queue:
        if item.state in STUCK:
            if isinstance(item.intent, SaveSubmission):
                break  # later work on the same assignment builds on this one; the learner decides first
            continue
        if _waits_for_parent(item, states, run):
            continue
        if item.state is State.UNCERTAIN and not run and is_due(item, now):
            return [item]
        if item.state is not State.QUEUED or not is_due(item, now):
            break
        run.append(item)
    return run


def _waits_for_parent(item: Item, states: dict[IntentId, State], run: list[Item]) -> bool:
    """Whether its parent is unsent; a parent just ahead in the same run is fine, for it goes first."""
    if not isinstance(item.intent, Reply) or item.intent.parent_intent is None:
        return False
    parent = item.intent.parent_intent
    return parent in states and all(other.id != parent for other in run)


def batch(run: Sequence[Item], most: int) -> list[Item]:
    """Return the items of a run that can travel in one request: text replies of one discussion with known parents."""
    first, *rest = run
    chosen = [first]
    if not _can_share(first):
        return chosen
    for item in rest:
        same = isinstance(item.intent, Reply) and isinstance(first.intent, Reply)
        if len(chosen) == most or not same or not _can_share(item) or _discussion(item) != _discussion(first):
            break
        chosen.append(item)
    return chosen


def _discussion(item: Item) -> object:
    return item.intent.discussion if isinstance(item.intent, Reply) else None


def _can_share(item: Item) -> bool:
    return isinstance(item.intent, Reply) and item.intent.parent is not None and not item.attachments


def same_mark(run: Sequence[Item]) -> list[Item]:
    """Return the leading marks of one activity: only the last state need be told (sync.md, protocol step 9)."""
    kind = type(run[0].intent)
    marks: list[Item] = []
    for item in run:
        if kind not in (MarkDone, View) or type(item.intent) is not kind:
            break
        marks.append(item)
    return marks


def rearmed(item: Item, now: datetime, grace: timedelta) -> Item | None:
    """Return an UNCERTAIN item with a full grace from now when its own dates cannot be true, else None."""
    if item.state is not State.UNCERTAIN or item.not_before is None:
        return None
    if item.not_before <= now + max(grace, LONGEST_WAIT):
        return None
    return replace(item, uncertain_since=now, not_before=now + grace)
