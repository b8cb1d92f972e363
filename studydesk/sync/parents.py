"""Replies to the learner's own unsent posts: the parent's id at the school, once it has one."""

from dataclasses import replace

from studydesk.domain.forums import Post
from studydesk.domain.ids import DiscussionId, PostId
from studydesk.domain.outbox import Item, Problem, State
from studydesk.domain.work import NewDiscussion, Reply
from studydesk.errors import StudyDeskError
from studydesk.store import forums
from studydesk.sync.trip import Trip


def resolved(item: Item, trip: Trip) -> Item | None:
    """Return a reply with its parent's id filled in and committed; None when it cannot go now.

    A reply whose parent was withdrawn is refused, so that the learner decides about its words.
    """
    intent = item.intent
    if not isinstance(intent, Reply) or (intent.parent is not None and intent.discussion is not None):
        return item
    parent = trip.ledger.item(intent.parent_intent) if intent.parent_intent else None
    if parent is None or parent.state is State.DISCARDED:
        trip.note(trip.ledger.refuse(item, Problem("parent_withdrawn")))
        return None
    if parent.receipt is None:
        return None
    place = _place(item, intent, parent, trip)
    if place is None:
        return None
    discussion, post = place
    return trip.ledger.rewrite(item, replace(item, intent=replace(intent, discussion=discussion, parent=post)))


def _place(item: Item, intent: Reply, parent: Item, trip: Trip) -> tuple[DiscussionId, PostId] | None:
    assert parent.receipt is not None
    if isinstance(parent.intent, NewDiscussion):
        discussion = DiscussionId(parent.receipt.server_id)
        first = _first_post(discussion, item, trip)
        return (discussion, first) if first is not None else None
    known = parent.intent.discussion if isinstance(parent.intent, Reply) else None
    discussion_id = intent.discussion or known
    return (discussion_id, PostId(parent.receipt.server_id)) if discussion_id is not None else None


def _first_post(discussion: DiscussionId, item: Item, trip: Trip) -> PostId | None:
    with trip.store.library.read() as r:
        first = _top(forums.posts(r, trip.account.id, discussion))
    if first is not None:
        return first
    try:
        answer = trip.campus.reads.posts([discussion])[discussion]
        if isinstance(answer, StudyDeskError):
            raise answer
    except StudyDeskError as error:
        trip.unready(item, error)
        return None
    return _top(answer)


def _top(posts: list[Post]) -> PostId | None:
    return next((post.id for post in posts if post.parent is None), None)
