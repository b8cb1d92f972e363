"""What the school had confirmed and has no more: one post that somebody took away, or a server that went back in time.

A server restored from a backup has lost everything since then, and hands the same numbers out again. One post that is
missing is likely a moderator's doing; that alone is nothing to warn of.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from studydesk.domain.ids import DiscussionId, IntentId, PostId
from studydesk.domain.outbox import Event, Item, State
from studydesk.domain.work import NewDiscussion, Reply, SaveSubmission
from studydesk.store import forums, outbox
from studydesk.store.database import Reader, Writer
from studydesk.study import itemviews, queueing, versions
from studydesk.study.learner import Learner
from studydesk.study.views.conflicts import Restored

SEVERAL = 2  # independent losses: one moderator's delete takes at most one branch of a discussion with it


def restored(learner: Learner) -> Restored | None:
    """Return what speaks for a server that was restored from a backup, None when nothing does."""
    gone = _gone(learner)
    if not gone:
        return None
    with learner.store.library.read() as r:
        is_sure = any(_is_strangers(r, learner, item) for item in gone)
        by_number = {item.receipt.server_id: item for item in gone if item.receipt and isinstance(item.intent, Reply)}
        losses = {_loss(r, learner, item, by_number) for item in gone}
    if not is_sure and len(losses) < SEVERAL:
        return None
    since = min(item.receipt.server_time for item in gone if item.receipt)
    return Restored(tuple(itemviews.view(learner, item) for item in gone), is_sure, since)


def send_again(learner: Learner, items: Iterable[Item]) -> None:
    """Queue missing things again; what answered one of them waits for its new number. Raises Invalid("not_now").

    Of one piece of work only the last hand-in is sent: earlier ones, which it had replaced, go into the history.
    """
    chosen = list(items)
    last = {item.intent.assignment: item for item in chosen if isinstance(item.intent, SaveSubmission)}
    chosen = [item for item in chosen if not isinstance(item.intent, SaveSubmission) or item in last.values()]
    for old in _gone(learner):
        if isinstance(old.intent, SaveSubmission) and (new := last.get(old.intent.assignment)) and _is_older(old, new):
            queueing.happen(learner, old, Event.WITHDRAWN)
    based = {item.id: versions.rebased(learner, item) for item in chosen}
    with learner.store.work.write() as w:
        for item in chosen:
            queueing.change(learner, w, item, Event.RETRIED, based[item.id])
        hang_anew(learner, w, chosen)


def _is_older(old: Item, new: Item) -> bool:
    return old.id != new.id and old.created_server_at <= new.created_server_at


def hang_anew(learner: Learner, w: Writer, again: Sequence[Item]) -> None:
    """Let the answers to things that are sent again wait for the number these get: the old one is nobody's."""
    left = [
        item
        for item in outbox.items(w, learner.id, (State.CONFLICT, State.QUEUED))
        if item.receipt and (item.state is State.QUEUED or _is_missing(item))
    ]
    by_number = {item.receipt.server_id: item for item in left if item.receipt and isinstance(item.intent, Reply)}
    started = {one.receipt.server_id: one for one in again if one.receipt and isinstance(one.intent, NewDiscussion)}
    sent = {item.id for item in again}
    for item in left:
        intent = item.intent
        if not isinstance(intent, Reply) or intent.parent is None or intent.discussion is None:
            continue
        above, root = by_number.get(intent.parent), started.get(intent.discussion)
        if root is not None:
            changed = replace(intent, discussion=None, parent=None, parent_intent=(above or root).id)
            outbox.replace_intent(w, item, replace(item, intent=changed, queue=root.queue))
        elif above is not None and above.id in sent:
            changed = replace(intent, parent=None, parent_intent=above.id)
            outbox.replace_intent(w, item, replace(item, intent=changed))


def send_all_again(learner: Learner, ids: Sequence[IntentId]) -> int:
    """Queue these missing things again, those that still are missing; return how many. Raises Invalid("not_now")."""
    gone = [item for item in _gone(learner) if item.id in set(ids)]
    send_again(learner, gone)
    return len(gone)


def leave_all_out(learner: Learner, ids: Sequence[IntentId]) -> int:
    """Put these missing things into the history; return how many. Raises Invalid("not_now")."""
    gone = [item for item in _gone(learner) if item.id in set(ids)]
    for item in gone:
        queueing.happen(learner, item, Event.WITHDRAWN)
    return len(gone)


def _gone(learner: Learner) -> list[Item]:
    with learner.store.work.read() as r:
        return [item for item in outbox.items(r, learner.id, (State.CONFLICT,)) if _is_missing(item)]


def _is_missing(item: Item) -> bool:
    return item.receipt is not None and item.problem is not None and item.problem.code == "missing_there"


def _loss(r: Reader, learner: Learner, item: Item, by_number: Mapping[int, Item]) -> tuple[str, int]:
    """Return what went with this item: a whole discussion, a branch of one, or the post alone."""
    intent, number = item.intent, item.receipt.server_id if item.receipt else 0
    if isinstance(intent, SaveSubmission):
        return "work", intent.assignment
    if not isinstance(intent, Reply) or intent.discussion is None:
        return "discussion", number
    if forums.discussion(r, learner.id, intent.discussion) is None:
        return "discussion", intent.discussion
    above = by_number.get(intent.parent) if intent.parent is not None else None
    if above is not None and above.id != item.id:
        return _loss(r, learner, above, {n: one for n, one in by_number.items() if one.id != item.id})
    is_there = intent.parent is not None and forums.post(r, learner.id, intent.parent) is not None
    return ("post", number) if is_there else ("branch", intent.discussion)


def _is_strangers(r: Reader, learner: Learner, item: Item) -> bool:
    """Whether the number that the school gave to this post is another person's post now."""
    number = item.receipt.server_id if item.receipt else 0
    if isinstance(item.intent, NewDiscussion):
        known = forums.discussion(r, learner.id, DiscussionId(number))
        return known is not None and known.author_id != learner.account.user
    post = forums.post(r, learner.id, PostId(number)) if isinstance(item.intent, Reply) else None
    return post is not None and post.author_id != learner.account.user
