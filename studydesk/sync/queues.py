"""Which intents may go together now; the order itself is `domain.queues`. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from studydesk.domain import queues
from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import MarkDone, Reply, View

LONGEST_WAIT = timedelta(hours=1)  # a waiting time never outlives a clock that jumped (sync.md, step 13)
_ALL = 1000


def ready(items: Iterable[Item], now: datetime) -> list[list[Item]]:
    """Return, for each queue that can move, its items that may go now, in order; the oldest queue first.

    `items` are all unsent ones, oldest first. The first of each list is QUEUED, or UNCERTAIN and then alone. A waiting
    time more than an hour ahead comes from a clock that was wrong and does not count.
    """
    told = {item.id: item for item in items}
    honest = [_honest(item, now) for item in told.values()]
    runs: dict[str, list[Item]] = {}
    for item in queues.due(honest, now, per_queue=_ALL):
        runs.setdefault(item.queue, []).append(told[item.id])
    return list(runs.values())


def as_tried(item: Item) -> tuple[IntentId, State, int]:
    """Return what is the same only as long as nothing moved the item."""
    return item.id, item.state, item.attempts


def _honest(item: Item, now: datetime) -> Item:
    is_ahead = item.not_before is not None and item.not_before > now + LONGEST_WAIT
    return replace(item, not_before=None) if is_ahead else item


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
