"""Replies: sent in batches, looked up after a lost answer, checked for copies afterwards."""

from collections.abc import Sequence

from studydesk.domain.campus import NewPost
from studydesk.domain.forums import Post, as_html
from studydesk.domain.ids import DiscussionId, DraftAreaId, PostId
from studydesk.domain.outbox import Event, Item, Problem, marked
from studydesk.domain.work import Reply
from studydesk.errors import NoAnswer, NotProcessed, Refused, StudyDeskError
from studydesk.store import forums
from studydesk.sync import missing, queues
from studydesk.sync.conversations import claimed, keep_posts
from studydesk.sync.ledger import receipt
from studydesk.sync.lookup import Sight, copies, keep, sight
from studydesk.sync.outcomes import Outcome, of_write
from studydesk.sync.parents import resolved
from studydesk.sync.trip import Rest, Trip
from studydesk.sync.uploading import Areas, fill, own_files


def html_of(item: Item, text: str, trip: Trip) -> str:
    """Return the HTML a post travels as."""
    body = as_html(text)
    return marked(body, item.marker) if trip.marks_posts else body


class Posting:
    """Sends replies."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas

    def send(self, run: Sequence[Item], trip: Trip) -> None:
        """Send the first of the run, and with it those that fit into the same request."""
        first = resolved(run[0], trip)
        if first is None or self._is_there(first, trip):
            return
        fitting = queues.batch([first, *run[1:]], trip.policy.batch_posts)
        chosen = [first, *(item for item in fitting[1:] if not self._is_there(item, trip))]
        try:
            area = fill(first, own_files(first, trip), self._areas, trip) if first.attachments else None
        except StudyDeskError as error:
            trip.unready(first, error)
            return
        self._post(trip.ledger.start(chosen), area, trip)

    def look_up(self, item: Item, trip: Trip) -> None:
        """Find out whether an unanswered reply arrived."""
        assert isinstance(item.intent, Reply)
        if item.intent.discussion is None:
            trip.note(trip.ledger.settle(item, Outcome(Event.MISSING)))
            return
        try:
            posts = read(item.intent.discussion, trip)
        except StudyDeskError as error:
            trip.unfound(item, error)
            return
        seen = sight(
            item, trip.account.user, posts, claimed(trip.ledger.sent()), trip.clock.now(), trip.policy.clock_tolerance
        )
        settle_sight(item, seen, posts, trip)

    def _is_there(self, item: Item, trip: Trip) -> bool:
        """Whether this reply was seen at the school: an unanswered try, or the work database is an older copy."""
        assert isinstance(item.intent, Reply)
        if item.intent.discussion is None:
            return False
        with trip.store.library.read() as r:
            there = copies(item, trip.account.user, forums.posts(r, trip.account.id, item.intent.discussion))
        if there:
            trip.note(trip.ledger.adopt(item, receipt(there[0].id, there[0].created_at, item)))
        return bool(there)

    def _post(self, items: Sequence[Item], area: DraftAreaId | None, trip: Trip) -> None:
        if not items:
            return
        posts = [_new_post(item, area, trip) for item in items]
        discussion = _discussion(items[0])
        trip.seen.pop(discussion, None)
        trip.touched.add(discussion)
        trip.tell("sending", items[0])
        try:
            answers = trip.campus.writes.add_posts(posts)
        except StudyDeskError as error:
            trip.failed(items, error)
            return
        self._areas.forget(items[0].id)
        _note_answers(items, answers, trip)


def _note_answers(items: Sequence[Item], answers: Sequence[PostId | StudyDeskError], trip: Trip) -> None:
    stops = None
    for position, (item, answer) in enumerate(zip(items, answers, strict=True)):
        if not isinstance(answer, StudyDeskError):
            done = receipt(answer, trip.clock.now(), item)
            for sent in trip.ledger.accept([item], done):
                trip.note(sent)
        elif position and isinstance(answer, NotProcessed):  # behind the one that stopped the batch
            trip.ledger.hand_back(item)
        else:
            outcome = of_write(answer)
            stops = stops or outcome.stops
            trip.note(trip.ledger.settle(item, outcome))
    if stops:
        raise Rest(stops)


def _new_post(item: Item, area: DraftAreaId | None, trip: Trip) -> NewPost:
    assert isinstance(item.intent, Reply)
    assert item.intent.parent is not None
    return NewPost(item.intent.parent, item.intent.subject, html_of(item, item.intent.text, trip), area)


def _discussion(item: Item) -> DiscussionId:
    assert isinstance(item.intent, Reply)
    assert item.intent.discussion is not None
    return item.intent.discussion


def read(discussion: DiscussionId, trip: Trip) -> Sequence[Post]:
    """Return a discussion's posts as the school has them, read at most once a run while nothing is sent there.

    Raises: what the campus raises, Refused when the discussion is gone or hidden.
    """
    if discussion not in trip.seen:
        answer = trip.campus.reads.posts([discussion])[discussion]
        if isinstance(answer, StudyDeskError):
            if isinstance(answer, NoAnswer) and _is_gone(discussion, trip):
                raise Refused("discussion_gone") from answer
            raise answer
        trip.seen[discussion] = answer
        take_posts(discussion, answer, trip)
    return trip.seen[discussion]


def take_posts(discussion: DiscussionId, posts: Sequence[Post], trip: Trip) -> None:
    """Keep the posts of a discussion, and ask the learner about what of theirs is no more there."""
    keep_posts(trip.store, trip.account, discussion, posts)
    gone = missing.of_discussion(trip.ledger.settled(), trip.account.user, discussion, posts)
    for item in missing.ask_about(gone, trip.ledger, trip.account, trip.store):
        trip.note(item)


def _is_gone(discussion: DiscussionId, trip: Trip) -> bool:
    """Whether the forum lists the discussion no more: reading an unknown one is no clear refusal (moodle.md, 1)."""
    with trip.store.library.read() as r:
        known = forums.discussion(r, trip.account.id, discussion)
    if known is None:
        return True
    return all(told.id != discussion for told in trip.campus.reads.discussions(known.forum))


def settle_sight(item: Item, seen: Sight, posts: Sequence[Post], trip: Trip) -> None:
    """Commit what a look-up saw: found, missing, or several that could be it."""
    if seen.certain:
        kept = keep(seen.certain, None, posts)
    elif len(seen.likely) == 1:
        kept = seen.likely[0]
    else:
        event = Event.AMBIGUOUS if seen.likely else Event.MISSING
        problem = Problem("several") if seen.likely else None
        trip.note(trip.ledger.settle(item, Outcome(event, problem)))
        return
    done = receipt(kept.id, kept.created_at, item)
    for sent in trip.ledger.accept([item], done, Event.FOUND):
        trip.note(sent)
    if len(seen.certain) > 1:
        trip.touched.add(kept.discussion)
