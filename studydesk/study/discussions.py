"""Discussions: forums and threads, with what the learner wrote laid over what the school has."""

from pathlib import Path

from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId, IntentId, PostId
from studydesk.study.views.forums import DiscussionRow, Draft, ForumRow, ForumView, Thread


def reply_key(discussion: DiscussionId | IntentId, parent_key: str) -> str:
    """Return the key of the draft of an answer to a post; `parent_key` is PostView.key."""
    return f"reply:{discussion}:{parent_key}"


def start_key(forum: ForumId) -> str:
    """Return the key of the draft of a new discussion."""
    return f"discussion:{forum}"


class Discussions:
    """Forums of one account."""

    def forums(self, course: CourseId | None = None) -> list[ForumRow]:
        """Return forums of a course, or of all courses."""
        raise NotImplementedError

    def forum(self, forum: ForumId) -> ForumView:
        """Return a forum with its discussions, own waiting ones first, then pinned, then newest. Raises NotFound."""
        raise NotImplementedError

    def forum_of(self, activity: ActivityId) -> ForumId:
        """Return the forum behind an activity. Raises NotFound."""
        raise NotImplementedError

    def thread(self, discussion: DiscussionId | IntentId) -> Thread:
        """Return a discussion with its posts; an IntentId opens one that waits in the outbox. Raises NotFound."""
        raise NotImplementedError

    def recent(self, limit: int = 20) -> list[DiscussionRow]:
        """Return discussions with something new, newest first."""
        raise NotImplementedError

    def mark_read(self, discussion: DiscussionId) -> None:
        """Note that the learner saw everything that is there now."""
        raise NotImplementedError

    def draft(self, key: str) -> Draft | None:
        """Return the draft, None when nothing was written."""
        raise NotImplementedError

    def keep_draft(self, key: str, subject: str, text: str) -> Draft:
        """Keep what was typed; attachments stay as they are."""
        raise NotImplementedError

    def attach(self, key: str, file: Path) -> Draft:
        """Copy a file into the profile and add it to the draft; one of the same name is replaced.

        Raises:
            StorageFull: no room for the copy.
            Invalid: `no_file` when it cannot be read, `too_many_files`, `file_too_large`.
        """
        raise NotImplementedError

    def detach(self, key: str, sha256: str, name: str) -> Draft:
        """Take an attachment out of the draft."""
        raise NotImplementedError

    def drop_draft(self, key: str) -> None:
        """Throw the draft away; only ever on the learner's word."""
        raise NotImplementedError

    def reply(self, discussion: DiscussionId | IntentId, parent_key: str, subject: str | None = None) -> IntentId:
        """Queue the draft `reply_key(discussion, parent_key)` as an answer.

        Content, attachments and the draft's removal are one transaction.

        Raises:
            Invalid: `empty`, `subject_too_long`, `closed`, `too_many_files`, `file_too_large`.
        """
        raise NotImplementedError

    def start(self, forum: ForumId) -> IntentId:
        """Queue the draft `start_key(forum)` as a new discussion. Raises Invalid as `reply`, and `no_subject`."""
        raise NotImplementedError

    def edit(self, discussion: DiscussionId, post: PostId, subject: str, text: str) -> IntentId:
        """Queue a new text for a post of the learner's own. Raises Invalid (`empty`, `not_editable`, …)."""
        raise NotImplementedError

    def delete(self, discussion: DiscussionId, post: PostId) -> IntentId:
        """Queue taking back a post of the learner's own. Raises Invalid("not_editable")."""
        raise NotImplementedError
