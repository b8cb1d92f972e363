"""Discussions: forums and threads, with what the learner wrote laid over what the school has."""

from collections.abc import Mapping
from pathlib import Path

from studydesk.domain.forums import Discussion, Forum
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import UNSENT, Item
from studydesk.domain.work import NewDiscussion
from studydesk.errors import NotFound
from studydesk.store import courses, forums, outbox, progress
from studydesk.study import html, queueing, threads, unread
from studydesk.study.drafts import Drafts
from studydesk.study.formulas import Formulas
from studydesk.study.learner import Learner
from studydesk.study.views.forums import DiscussionRow, Draft, ForumRow, ForumView, Thread
from studydesk.study.writing import Writing, reply_key, start_key

__all__ = ["Discussions", "reply_key", "start_key"]


class Discussions:
    """Forums of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._drafts = Drafts(learner)
        self._writing = Writing(learner, self._drafts)
        self._maths = Formulas()

    def forums(self, course: CourseId | None = None) -> list[ForumRow]:
        """Return forums of a course, or of all courses."""
        new = unread.counts(self._learner)
        with self._learner.store.library.read() as r:
            found = forums.forums(r, self._learner.id, course)
            by_forum = {forum.id: forums.discussions(r, self._learner.id, forum.id) for forum in found}
            titles = {c.id: c.full_name for c in courses.courses(r, self._learner.id)}
        return [
            ForumRow(
                forum=forum,
                course_title=titles.get(forum.course, ""),
                discussions=len(by_forum[forum.id]),
                unread=sum(discussion.id in new for discussion in by_forum[forum.id]),
            )
            for forum in found
        ]

    def forum(self, forum: ForumId) -> ForumView:
        """Return a forum with its discussions, own waiting ones first, then pinned, then newest. Raises NotFound."""
        found, course_title = self._forum(forum)
        new = unread.counts(self._learner)
        with self._learner.store.library.read() as r:
            discussions = forums.discussions(r, self._learner.id, forum)
        own = [_waiting(item, found, course_title, self._learner.account.full_name) for item in self._started(forum)]
        rows = [_row(discussion, found, course_title, new) for discussion in discussions]
        why_not = threads.why_no_start(found, self._learner.school.now())
        intro = html.clean(found.intro_html, self._learner.account.site_url).html if found.intro_html else ""
        return ForumView(found, course_title, intro, (*own, *rows), why_not is None, why_not)

    def forum_of(self, activity: ActivityId) -> ForumId:
        """Return the forum behind an activity. Raises NotFound."""
        with self._learner.store.library.read() as r:
            found = forums.forum_of(r, self._learner.id, activity)
        if found is None:
            raise NotFound(activity)
        return found.id

    def thread(self, discussion: DiscussionId | IntentId) -> Thread:
        """Return a discussion with its posts; an IntentId opens one that waits in the outbox. Raises NotFound."""
        place = self._writing.place(discussion)
        if isinstance(place, Item):
            return self._waiting_thread(place)
        with self._learner.store.library.read() as r:
            found = forums.discussion(r, self._learner.id, place)
        if found is None:
            raise NotFound(discussion)
        forum, course_title = self._forum(found.forum)
        seen = unread.looked(self._learner).get(found.id, unread.beginning(self._learner))
        why_not = threads.why_no_reply(forum, found, self._learner.school.now())
        material = threads.of_discussion(self._learner, found, seen)
        return Thread(
            discussion=_row(found, forum, course_title, unread.counts(self._learner, [found.id])),
            forum=forum,
            posts=threads.posts(self._learner, material, self._maths, why_not is None),
            may_reply=why_not is None,
            why_not=why_not,
        )

    def recent(self, limit: int = 20) -> list[DiscussionRow]:
        """Return discussions with something new, newest first."""
        new = unread.counts(self._learner)
        if not new:
            return []
        with self._learner.store.library.read() as r:
            found = [d for d in forums.discussions(r, self._learner.id) if d.id in new]
            known = {forum.id: forum for forum in forums.forums(r, self._learner.id)}
            titles = {c.id: c.full_name for c in courses.courses(r, self._learner.id)}
        found.sort(key=lambda discussion: discussion.last_post_at, reverse=True)
        shown = [discussion for discussion in found if discussion.forum in known][:limit]
        return [_row(d, known[d.forum], titles.get(known[d.forum].course, ""), new) for d in shown]

    def mark_read(self, discussion: DiscussionId) -> None:
        """Note that the learner saw everything that is there now."""
        with self._learner.store.library.read() as r:
            newest = max((post.created_at for post in forums.posts(r, self._learner.id, discussion)), default=None)
        if newest is not None:
            with self._learner.store.work.write() as w:
                progress.put_read(w, self._learner.id, discussion, newest)

    def draft(self, key: str) -> Draft | None:
        """Return the draft, None when nothing was written."""
        return self._drafts.get(key)

    def keep_draft(self, key: str, subject: str, text: str) -> Draft:
        """Keep what was typed; attachments stay as they are."""
        return self._drafts.keep(key, subject, text)

    def attach(self, key: str, file: Path) -> Draft:
        """Copy a file into the profile and add it to the draft; one of the same name is replaced.

        Limits of the forum are checked when it is sent. Raises StorageFull, Invalid("no_file").
        """
        return self._drafts.attach(key, file)

    def detach(self, key: str, sha256: str, name: str) -> Draft:
        """Take an attachment out of the draft."""
        return self._drafts.detach(key, sha256, name)

    def drop_draft(self, key: str) -> None:
        """Throw the draft away; only ever on the learner's word."""
        self._drafts.drop(key)

    def reply(
        self,
        discussion: DiscussionId | IntentId,
        parent_key: str,
        subject: str | None = None,
        *,
        key: str | None = None,
    ) -> IntentId:
        """Queue the draft `reply_key(discussion, parent_key)` (or the one of `key`) as an answer.

        Content, attachments and the draft's removal are one transaction.

        Raises:
            Invalid: `empty`, `subject_too_long`, `closed`, `too_many_files`, `file_too_large`. NotFound.
        """
        return self._writing.reply(discussion, parent_key, subject, key)

    def start(self, forum: ForumId, *, key: str | None = None) -> IntentId:
        """Queue the draft `start_key(forum)` (or the one of `key`) as a new discussion.

        Raises:
            Invalid: as `reply`, and `no_subject`.
        """
        return self._writing.start(self._forum(forum)[0], key)

    def edit(self, discussion: DiscussionId, post: PostId, subject: str, text: str) -> IntentId:
        """Queue a new text for a post of the learner's own. Raises Invalid (`empty`, `not_editable`, …)."""
        return self._writing.edit(discussion, post, subject, text)

    def delete(self, discussion: DiscussionId, post: PostId) -> IntentId:
        """Queue taking back a post of the learner's own. Raises Invalid("not_editable")."""
        return self._writing.delete(discussion, post)

    def _forum(self, forum: ForumId) -> tuple[Forum, str]:
        with self._learner.store.library.read() as r:
            found = forums.forum(r, self._learner.id, forum)
            course = courses.course(r, self._learner.id, found.course) if found else None
        if found is None:
            raise NotFound(forum)
        return found, course.full_name if course else ""

    def _started(self, forum: ForumId) -> list[Item]:
        """Return own unsent discussions of this forum."""
        with self._learner.store.work.read() as r:
            items = outbox.items(r, self._learner.id, UNSENT)
        return [item for item in items if isinstance(item.intent, NewDiscussion) and item.intent.forum == forum]

    def _waiting_thread(self, item: Item) -> Thread:
        assert isinstance(item.intent, NewDiscussion)
        forum, course_title = self._forum(item.intent.forum)
        with self._learner.store.work.read() as r:
            items = queueing.unsent(r, self._learner)
        may_reply = item.state in queueing.ON_THE_WAY
        replies = threads.waiting_replies(self._learner, items, item.id, may_reply)
        return Thread(
            discussion=_waiting(item, forum, course_title, self._learner.account.full_name),
            forum=forum,
            posts=threads.ordered([threads.opening(self._learner, item, item.intent), *replies]),
            may_reply=may_reply,
            why_not=None if may_reply else "closed",
        )


def _waiting(item: Item, forum: Forum, course_title: str, author: str) -> DiscussionRow:
    assert isinstance(item.intent, NewDiscussion)
    return DiscussionRow(
        id=None,
        intent=item.id,
        forum=forum.id,
        forum_title=forum.title,
        course_title=course_title,
        subject=item.intent.subject,
        author=author,
        last_post_at=item.created_server_at,
        replies=0,
        unread=0,
        state=item.state,
    )


def _row(discussion: Discussion, forum: Forum, course_title: str, new: Mapping[DiscussionId, int]) -> DiscussionRow:
    return DiscussionRow(
        id=discussion.id,
        intent=None,
        forum=forum.id,
        forum_title=forum.title,
        course_title=course_title,
        subject=discussion.subject,
        author=discussion.author,
        last_post_at=discussion.last_post_at,
        replies=discussion.replies,
        unread=new.get(discussion.id, 0),
        is_pinned=discussion.is_pinned,
        is_locked=discussion.is_locked,
    )
