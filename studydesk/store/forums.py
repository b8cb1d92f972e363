"""Forums, discussions and posts as the site has them."""

from collections.abc import Sequence
from datetime import datetime

from studydesk.domain.forums import Discussion, Forum, Post
from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, ForumId, PostId
from studydesk.store.database import Reader, Writer


def put_forums(w: Writer, account: AccountId, course: CourseId, forums: Sequence[Forum]) -> None:
    """Make these the forums of a course; absent ones go with their discussions."""
    raise NotImplementedError


def forums(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Forum]:
    """Return the forums of a course, or of all courses, by course and title."""
    raise NotImplementedError


def forum(r: Reader, account: AccountId, forum: ForumId) -> Forum | None:
    """Return one forum, None when it is unknown."""
    raise NotImplementedError


def forum_of(r: Reader, account: AccountId, activity: ActivityId) -> Forum | None:
    """Return the forum of an activity, None when it is unknown."""
    raise NotImplementedError


def put_discussions(
    w: Writer, account: AccountId, forum: ForumId, discussions: Sequence[Discussion]
) -> frozenset[DiscussionId]:
    """Make these the discussions of a forum; absent ones go with posts and files.

    Returns:
        those whose posts must be fetched: new ones and ones with another last post or number of replies.
    """
    raise NotImplementedError


def discussions(r: Reader, account: AccountId, forum: ForumId | None = None) -> list[Discussion]:
    """Return the discussions of a forum (or of all), pinned first, then the newest post first."""
    raise NotImplementedError


def discussion(r: Reader, account: AccountId, discussion: DiscussionId) -> Discussion | None:
    """Return one discussion, None when it is unknown."""
    raise NotImplementedError


def recent_discussions(r: Reader, account: AccountId, since: datetime, limit: int = 50) -> list[Discussion]:
    """Return the discussions with a post after `since`, newest first."""
    raise NotImplementedError


def put_posts(w: Writer, account: AccountId, discussion: DiscussionId, posts: Sequence[Post]) -> frozenset[PostId]:
    """Make these the posts of a discussion, search entries included; return the posts that are gone.

    Files of posts come in by `files.put_extra_files`.
    """
    raise NotImplementedError


def posts(r: Reader, account: AccountId, discussion: DiscussionId) -> list[Post]:
    """Return the posts of a discussion, oldest first."""
    raise NotImplementedError


def post(r: Reader, account: AccountId, post: PostId) -> Post | None:
    """Return one post, None when it is unknown."""
    raise NotImplementedError


def post_times(
    r: Reader, account: AccountId, discussions: Sequence[DiscussionId] | None = None
) -> list[tuple[DiscussionId, int, datetime]]:
    """Return (discussion, author's user id, created at) of posts, for counting unread ones without their texts."""
    raise NotImplementedError


def without_posts(r: Reader, account: AccountId) -> list[DiscussionId]:
    """Return the discussions whose posts were never fetched or are older than the discussion's last post."""
    raise NotImplementedError
