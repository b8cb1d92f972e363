"""Turning drafts into intents: answers, new discussions, changes and take-backs of the learner's own posts."""

from studydesk.domain.forums import SUBJECT_LIMIT, Forum, Post, fingerprint, reply_subject
from studydesk.domain.ids import DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import Attachment, DeletePost, EditPost, Intent, NewDiscussion, Reply
from studydesk.errors import Invalid, NotFound
from studydesk.store import drafts, forums, outbox
from studydesk.study import queueing, threads
from studydesk.study.drafts import Drafts
from studydesk.study.learner import Learner


def reply_key(discussion: DiscussionId | IntentId, parent_key: str) -> str:
    """Return the key of the draft of an answer to a post; `parent_key` is PostView.key."""
    return f"reply:{discussion}:{parent_key}"


def start_key(forum: ForumId) -> str:
    """Return the key of the draft of a new discussion."""
    return f"discussion:{forum}"


class Writing:
    """Queues what the learner writes in forums."""

    def __init__(self, learner: Learner, drafts_: Drafts) -> None:
        self._learner = learner
        self._drafts = drafts_

    def place(self, discussion: DiscussionId | IntentId) -> DiscussionId | Item:
        """Return the discussion, or the item of one that still waits; one that arrived meanwhile is a discussion.

        Raises:
            NotFound: no such intent.
        """
        if not isinstance(discussion, str):
            return discussion
        with self._learner.store.work.read() as r:
            item = outbox.item(r, IntentId(discussion))
        if item is None or not isinstance(item.intent, NewDiscussion) or item.account != self._learner.id:
            raise NotFound(discussion)
        if item.state is State.SENT and item.receipt:
            return DiscussionId(item.receipt.server_id)
        return item

    def reply(
        self, discussion: DiscussionId | IntentId, parent_key: str, subject: str | None, key: str | None
    ) -> IntentId:
        """Queue the draft of an answer. Raises Invalid, NotFound."""
        key = key or reply_key(discussion, parent_key)
        draft = self._drafts.kept(key)
        if draft is None or not (draft.text.strip() or draft.attachments):
            raise Invalid("empty")
        forum, intent, queue = self._reply_to(discussion, parent_key, subject or draft.subject, draft.text)
        _check(forum, intent.subject, draft.attachments)
        return self._queue(key, intent, self._title(discussion, intent), draft.attachments, queue)

    def start(self, forum: Forum, key: str | None) -> IntentId:
        """Queue the draft of a new discussion. Raises Invalid."""
        key = key or start_key(forum.id)
        draft = self._drafts.kept(key)
        if draft is None or not draft.text.strip():
            raise Invalid("empty")
        if not draft.subject.strip():
            raise Invalid("no_subject")
        if threads.why_no_start(forum, self._learner.school.now()):
            raise Invalid("closed")
        _check(forum, draft.subject, draft.attachments)
        intent = NewDiscussion(forum.id, draft.subject.strip(), draft.text)
        return self._queue(key, intent, intent.subject, draft.attachments)

    def edit(self, discussion: DiscussionId, post: PostId, subject: str, text: str) -> IntentId:
        """Queue a new text for an own post; a waiting edit of it is reworded. Raises Invalid, NotFound."""
        known = self._own(post)
        if not text.strip():
            raise Invalid("empty")
        if not known.can_edit:
            raise Invalid("not_editable")
        if len(subject) > SUBJECT_LIMIT:
            raise Invalid("subject_too_long", SUBJECT_LIMIT)
        intent = EditPost(discussion, post, subject.strip() or known.subject, text, fingerprint(known.html))
        with self._learner.store.work.write() as w:
            for item in outbox.items(w, self._learner.id, queueing.CHANGEABLE):
                same = isinstance(item.intent, EditPost) and item.intent.post == post
                if same and queueing.reword(self._learner, w, item, intent):
                    return item.id
            return queueing.add(self._learner, w, intent, intent.subject)

    def delete(self, discussion: DiscussionId, post: PostId) -> IntentId:
        """Queue taking back an own post. Raises Invalid, NotFound."""
        known = self._own(post)
        if not known.can_delete:
            raise Invalid("not_editable")
        intent = DeletePost(discussion, post)
        with self._learner.store.work.write() as w:
            for item in outbox.items(w, self._learner.id, queueing.ON_THE_WAY):
                if item.intent == intent:
                    return item.id
            return queueing.add(self._learner, w, intent, known.subject)

    def _reply_to(
        self, discussion: DiscussionId | IntentId, parent_key: str, subject: str, text: str
    ) -> tuple[Forum, Reply, str | None]:
        """Return the forum, the intent, and the queue of an unsent parent."""
        place = self.place(discussion)
        parent = self._parent_item(parent_key)
        if isinstance(place, Item):
            assert isinstance(place.intent, NewDiscussion)
            behind = parent or place
            forum, title = self._forum(place.intent.forum), place.intent.subject
            intent = Reply(forum.id, None, None, behind.id, subject or reply_subject(title), text)
            return forum, intent, behind.queue
        with self._learner.store.library.read() as r:
            known = forums.discussion(r, self._learner.id, place)
            there = {post.id for post in forums.posts(r, self._learner.id, place)}
        if known is None:
            raise NotFound(discussion)
        if parent is None and there and _post_of(parent_key, known.first_post) not in there:
            raise NotFound(parent_key)
        forum = self._forum(known.forum)
        if threads.why_no_reply(forum, known, self._learner.school.now()):
            raise Invalid("closed")
        words = subject or reply_subject(known.subject)
        if parent is None:
            return forum, Reply(forum.id, place, _post_of(parent_key, known.first_post), None, words, text), None
        if parent.receipt and parent.state is State.SENT:  # it arrived while the answer was written
            arrived = known.first_post if isinstance(parent.intent, NewDiscussion) else PostId(parent.receipt.server_id)
            return forum, Reply(forum.id, place, arrived, None, words, text), None
        return forum, Reply(forum.id, place, None, parent.id, words, text), parent.queue

    def _parent_item(self, parent_key: str) -> Item | None:
        """Return the own item that a key names, None when it names a post at the school."""
        if _is_post(parent_key):
            return None
        with self._learner.store.work.read() as r:
            item = outbox.item(r, IntentId(parent_key))
        if item is None or item.account != self._learner.id:
            raise NotFound(parent_key)
        return item

    def _queue(
        self, key: str, intent: Intent, title: str, attachments: tuple[Attachment, ...], queue: str | None = None
    ) -> IntentId:
        with self._learner.store.work.write() as w:
            queued = queueing.add(self._learner, w, intent, title, attachments, queue)
            drafts.delete(w, self._learner.id, key)
        return queued

    def _title(self, discussion: DiscussionId | IntentId, intent: Reply) -> str:
        place = self.place(discussion)
        if isinstance(place, Item):
            return place.title
        with self._learner.store.library.read() as r:
            known = forums.discussion(r, self._learner.id, place)
        return known.subject if known else intent.subject

    def _forum(self, forum: ForumId) -> Forum:
        with self._learner.store.library.read() as r:
            found = forums.forum(r, self._learner.id, forum)
        if found is None:
            raise NotFound(forum)
        return found

    def _own(self, post: PostId) -> Post:
        with self._learner.store.library.read() as r:
            known = forums.post(r, self._learner.id, post)
        if known is None:
            raise NotFound(post)
        if known.author_id != self._learner.account.user:
            raise Invalid("not_editable")
        return known


def _is_post(key: str) -> bool:
    return key.startswith("p") and key[1:].isdigit()


def _post_of(key: str, first: PostId) -> PostId:
    return PostId(int(key[1:])) if _is_post(key) else first


def _check(forum: Forum, subject: str, attachments: tuple[Attachment, ...]) -> None:
    if len(subject) > SUBJECT_LIMIT:
        raise Invalid("subject_too_long", SUBJECT_LIMIT)
    if len(attachments) > forum.max_attachments:
        raise Invalid("too_many_files", forum.max_attachments)
    if forum.max_bytes and any(file.size_bytes > forum.max_bytes for file in attachments):
        raise Invalid("file_too_large", forum.max_bytes)
