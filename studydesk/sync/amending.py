"""Editing and taking back the learner's own posts: both are states of a post, so looking comes before repeating."""

from collections.abc import Sequence

from studydesk.domain.forums import Post, as_html, fingerprint
from studydesk.domain.outbox import Event, Item, Problem, marked, markers
from studydesk.domain.work import DeletePost, EditPost
from studydesk.errors import Refused, StudyDeskError
from studydesk.sync.ledger import receipt
from studydesk.sync.outcomes import Outcome
from studydesk.sync.posting import read
from studydesk.sync.trip import Trip


class Amending:
    """Edits and deletes posts."""

    def send(self, run: Sequence[Item], trip: Trip) -> None:
        """Do the first of the run, unless the school already shows it done."""
        item = run[0]
        try:
            post = _post(item, trip)
        except Refused as error:
            trip.note(trip.ledger.refuse(item, Problem(error.code, error.message)))
            return
        except StudyDeskError as error:
            trip.unready(item, error)
            return
        if _is_done(item, post):
            trip.note(trip.ledger.adopt(item, receipt(_id(item), trip.clock.now(), item)))
        elif post is None:
            trip.note(trip.ledger.refuse(item, Problem("post_gone")))
        elif _is_changed(item, post):
            trip.note(trip.ledger.refuse(item, Problem("changed_there"), Event.BASE_CHANGED))
        else:
            self._write(item, post, trip)

    def look_up(self, item: Item, trip: Trip) -> None:
        """Find out whether an unanswered edit or deletion was done."""
        try:
            post = _post(item, trip)
        except StudyDeskError as error:
            trip.unfound(item, error)
            return
        if _is_done(item, post):
            done = receipt(_id(item), trip.clock.now(), item)
            for sent in trip.ledger.accept([item], done, Event.FOUND):
                trip.note(sent)
        elif post is not None and _is_changed(item, post):
            trip.note(trip.ledger.settle(item, Outcome(Event.AMBIGUOUS, Problem("changed_there"))))
        else:
            trip.note(trip.ledger.settle(item, Outcome(Event.MISSING)))

    def _write(self, item: Item, post: Post, trip: Trip) -> None:
        started = trip.ledger.start([item])
        if not started:
            return
        trip.seen.pop(post.discussion, None)
        trip.touched.add(post.discussion)
        trip.tell("sending", item)
        try:
            if isinstance(item.intent, EditPost):
                trip.campus.writes.edit_post(post.id, item.intent.subject, edited(item.intent, post))
            else:
                trip.campus.writes.delete_post(post.id)
        except StudyDeskError as error:
            trip.failed(started, error)
            return
        for sent in trip.ledger.accept(started, receipt(post.id, trip.clock.now(), item)):
            trip.note(sent)


def edited(intent: EditPost, post: Post) -> str:
    """Return the new HTML; the marker that the post carries stays, for its first intent is known by it."""
    html = as_html(intent.text)
    for marker in sorted(markers(post.html)):
        html = marked(html, marker)
    return html


def _intent(item: Item) -> EditPost | DeletePost:
    assert isinstance(item.intent, EditPost | DeletePost)
    return item.intent


def _id(item: Item) -> int:
    return _intent(item).post


def _post(item: Item, trip: Trip) -> Post | None:
    intent = _intent(item)
    try:
        posts = read(intent.discussion, trip)
    except Refused:
        if isinstance(intent, DeletePost):
            return None  # with its first post a whole discussion goes
        raise
    return next((post for post in posts if post.id == intent.post and not post.is_deleted), None)


def _is_done(item: Item, post: Post | None) -> bool:
    match item.intent:
        case DeletePost():
            return post is None
        case EditPost(subject=subject, text=text):
            return (
                post is not None
                and " ".join(post.subject.split()) == " ".join(subject.split())
                and fingerprint(post.html) == fingerprint(as_html(text))
            )
    return False


def _is_changed(item: Item, post: Post) -> bool:
    """Whether somebody else changed the words that the learner's edit replaces."""
    return isinstance(item.intent, EditPost) and fingerprint(post.html) != item.intent.base
