"""New discussions: started once, found again by their first post."""

from collections.abc import Sequence
from datetime import timedelta

from studydesk.domain.forums import Discussion, Post
from studydesk.domain.ids import DiscussionId
from studydesk.domain.outbox import Event, Item, Problem
from studydesk.domain.work import NewDiscussion
from studydesk.errors import StudyDeskError
from studydesk.store import forums
from studydesk.sync.conversations import keep_posts
from studydesk.sync.ledger import receipt
from studydesk.sync.lookup import copies, keep, sight
from studydesk.sync.outcomes import Outcome
from studydesk.sync.posting import html_of
from studydesk.sync.reconcile import around, check
from studydesk.sync.trip import Trip
from studydesk.sync.uploading import Areas, fill, own_files


class Starting:
    """Starts discussions."""

    def __init__(self, areas: Areas) -> None:
        self._areas = areas

    def send(self, run: Sequence[Item], trip: Trip) -> None:
        """Start the first discussion of the run."""
        item = run[0]
        intent = _intent(item)
        there = copies(item, trip.account.user, around(item, trip))
        if there:  # an unanswered try, or the work database is an older copy
            trip.note(trip.ledger.adopt(item, receipt(there[0].discussion, there[0].created_at, item)))
            return
        try:
            area = fill(item, own_files(item, trip), self._areas, trip) if item.attachments else None
        except StudyDeskError as error:
            trip.unready(item, error)
            return
        started = trip.ledger.start([item])
        if not started:
            return
        html = html_of(item, intent.text, trip)
        trip.tell("sending", item)
        try:
            made = trip.campus.writes.add_discussion(intent.forum, intent.subject, html, area)
        except StudyDeskError as error:
            trip.failed(started, error)
            return
        self._areas.forget(item.id)
        for sent in trip.ledger.accept(started, receipt(made, trip.clock.now(), item)):
            trip.note(sent)
        self._show(intent, made, trip)

    def look_up(self, item: Item, trip: Trip) -> None:
        """Find out whether an unanswered discussion was started."""
        try:
            posts = self._candidates(item, trip)
        except StudyDeskError as error:
            trip.unfound(item, error)
            return
        seen = sight(item, trip.account.user, posts, (), trip.clock.now(), trip.policy.clock_tolerance)
        found = seen.certain or seen.likely
        if not found:
            trip.note(trip.ledger.settle(item, Outcome(Event.MISSING)))
        elif len(seen.certain) == 0 and len(found) > 1:
            trip.note(trip.ledger.settle(item, Outcome(Event.AMBIGUOUS, Problem("several"))))
        else:
            self._found(item, found, posts, trip)

    def _found(self, item: Item, found: Sequence[Post], posts: Sequence[Post], trip: Trip) -> None:
        kept = keep(found, None, posts)
        done = receipt(kept.discussion, kept.created_at, item)
        for sent in trip.ledger.accept([item], done, Event.FOUND):
            trip.note(sent)
            check(sent, posts, trip)
        self._show(_intent(item), kept.discussion, trip)

    def _candidates(self, item: Item, trip: Trip) -> list[Post]:
        """Return all posts of the discussions of mine that could be this one."""
        earliest = (item.first_sent_at or item.created_server_at) - trip.policy.clock_tolerance
        told = trip.campus.reads.discussions(_intent(item).forum)
        mine = [d.id for d in told if d.author_id == trip.account.user and d.created_at >= earliest - _SLACK]
        if not mine:
            return []
        posts: list[Post] = []
        for answer in trip.campus.reads.posts(mine).values():
            if isinstance(answer, StudyDeskError):
                raise answer
            posts += answer
        return posts

    def _show(self, intent: NewDiscussion, made: DiscussionId, trip: Trip) -> None:
        """Put the new discussion into the library; a read that fails is left to the next refresh."""
        try:
            told = trip.campus.reads.discussions(intent.forum)
            answer = trip.campus.reads.posts([made])[made]
        except StudyDeskError:
            return  # it has its receipt; the next refresh brings the rest
        keep_discussions(told, intent, trip)
        if not isinstance(answer, StudyDeskError):
            keep_posts(trip.store, trip.account, made, answer)


_SLACK = timedelta(minutes=1)


def _intent(item: Item) -> NewDiscussion:
    assert isinstance(item.intent, NewDiscussion)
    return item.intent


def keep_discussions(told: Sequence[Discussion], intent: NewDiscussion, trip: Trip) -> None:
    """Make these the forum's discussions in the library."""
    with trip.store.library.write() as w:
        forums.put_discussions(w, trip.account.id, intent.forum, told)
