"""The outbox as the learner sees and handles it."""

import hashlib
from dataclasses import replace

from studydesk.domain.assignments import Submission
from studydesk.domain.forums import SUBJECT_LIMIT, Post, as_html, fingerprint
from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import UNSENT, Event, Item, NotAllowed, Receipt, State, after
from studydesk.domain.work import EditPost, Intent, NewDiscussion, Reply, SaveSubmission
from studydesk.errors import Invalid, NotFound
from studydesk.store import assignments, forums, outbox
from studydesk.study import itemviews, queueing
from studydesk.study.learner import Learner
from studydesk.study.views.outbox import ItemView


class Outbox:
    """What waits and what was sent, of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def items(self) -> list[ItemView]:
        """Return everything not at the school yet, oldest first."""
        return [itemviews.view(self._learner, item) for item in self._own(UNSENT)]

    def history(self, limit: int = 200) -> list[ItemView]:
        """Return what was sent or withdrawn, newest first."""
        past = self._own(frozenset({State.SENT, State.DISCARDED}))
        return [itemviews.view(self._learner, item) for item in past[::-1][:limit]]

    def count(self) -> int:
        """Return how many things wait (views of activities are not counted: the learner did not write them)."""
        return len(self._own(UNSENT))

    def item(self, item: IntentId) -> ItemView:
        """Return one. Raises NotFound."""
        return itemviews.view(self._learner, self._one(item))

    def retry(self, item: IntentId) -> None:
        """Try again at the next chance. Raises Invalid("not_now") in a state that does not allow it."""
        self._happen(self._one(item), Event.RETRIED)

    def withdraw(self, item: IntentId) -> None:
        """Take it out; its words stay in the history. Raises Invalid("not_now") while it may be on its way."""
        self._happen(self._one(item), Event.WITHDRAWN)

    def restore(self, item: IntentId) -> None:
        """Undo a withdrawal. Raises Invalid("not_now")."""
        self._happen(self._one(item), Event.RESTORED)

    def edit(self, item: IntentId, subject: str | None, text: str) -> None:
        """Change its words; None keeps the subject. Raises Invalid (`empty`, `not_now`, …)."""
        before = self._one(item)
        if not text.strip() and not before.attachments:
            raise Invalid("empty")
        if subject is not None and len(subject) > SUBJECT_LIMIT:
            raise Invalid("subject_too_long", SUBJECT_LIMIT)
        self._change(before, Event.EDITED, _reworded(before.intent, subject, text))

    def choose_mine(self, item: IntentId) -> None:
        """CONFLICT: send mine in spite of what the school has."""
        before = self._one(item)
        self._conflicting(before)
        self._change(before, Event.RETRIED, self._rebased(before.intent))

    def choose_theirs(self, item: IntentId) -> None:
        """CONFLICT: what the school has is right. An unclear post counts as that one; a change goes to the history."""
        before = self._one(item)
        self._conflicting(before)
        found = self._lookalike(before)
        if found is None:
            self._happen(before, Event.WITHDRAWN)
            return
        post, server_id = found
        digest = hashlib.sha256(post.html.encode()).hexdigest()
        self._happen(before, Event.FOUND, Receipt(server_id, post.created_at, digest))

    def _own(self, states: frozenset[State]) -> list[Item]:
        with self._learner.store.work.read() as r:
            found = outbox.items(r, self._learner.id, states)
        return [item for item in found if queueing.is_own_doing(item)]

    def _one(self, item: IntentId) -> Item:
        with self._learner.store.work.read() as r:
            found = outbox.item(r, item)
        if found is None or found.account != self._learner.id:
            raise NotFound(item)
        return found

    def _happen(self, before: Item, event: Event, receipt: Receipt | None = None) -> None:
        try:
            new = after(before, event, self._learner.school.now(), receipt=receipt)
        except NotAllowed as error:
            raise Invalid("not_now") from error
        with self._learner.store.work.write() as w:
            if not outbox.move(w, before, new):
                raise Invalid("not_now")

    def _change(self, before: Item, event: Event, intent: Intent) -> None:
        try:
            new = replace(after(before, event, self._learner.school.now()), intent=intent)
            with self._learner.store.work.write() as w:
                changed = outbox.replace_intent(w, before, new)
        except NotAllowed as error:
            raise Invalid("not_now") from error
        if not changed:
            raise Invalid("not_now")

    def _conflicting(self, item: Item) -> None:
        if item.state is not State.CONFLICT:
            raise Invalid("not_now")

    def _rebased(self, intent: Intent) -> Intent:
        """Return the intent based on what the school has now, so that it is not a conflict again."""
        with self._learner.store.library.read() as r:
            if isinstance(intent, EditPost):
                post = forums.post(r, self._learner.id, intent.post)
                return replace(intent, base=fingerprint(post.html)) if post else intent
            if isinstance(intent, SaveSubmission):
                there = assignments.submission(r, self._learner.id, intent.assignment) or Submission(intent.assignment)
                names = {file.name for file in there.files}
                return replace(intent, base=there.version, keep=tuple(n for n in intent.keep if n in names))
        return intent

    def _lookalike(self, item: Item) -> tuple[Post, int] | None:
        """Return the oldest post of the learner's that says the same in the same place, and the id it counts by."""
        intent = item.intent
        if not isinstance(intent, Reply | NewDiscussion):
            return None
        words = fingerprint(as_html(intent.text))
        with self._learner.store.library.read() as r:
            if isinstance(intent, Reply):
                posts = forums.posts(r, self._learner.id, intent.discussion) if intent.discussion else []
            else:
                known = forums.discussions(r, self._learner.id, intent.forum)
                posts = [post for d in known for post in forums.posts(r, self._learner.id, d.id) if not post.parent]
        mine = (post for post in posts if post.author_id == self._learner.account.user and not post.is_deleted)
        parent = intent.parent if isinstance(intent, Reply) else None
        same = [post for post in mine if post.parent == parent and fingerprint(post.html) == words]
        if not same:
            return None
        return same[0], same[0].id if isinstance(intent, Reply) else same[0].discussion


def _reworded(intent: Intent, subject: str | None, text: str) -> Intent:
    match intent:
        case Reply() | NewDiscussion() | EditPost():
            return replace(intent, text=text, subject=intent.subject if subject is None else subject)
        case SaveSubmission():
            return replace(intent, text=text if intent.text is not None else None)
    raise Invalid("not_now")
