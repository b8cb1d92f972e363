"""Forums, discussions and posts as the site has them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update

from studydesk.domain.changes import Subject
from studydesk.domain.forums import Discussion, Forum, Post, as_text
from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, ForumId, PostId
from studydesk.store import search
from studydesk.store.database import Reader, Writer
from studydesk.store.prepared import Prepared
from studydesk.store.removal import remove_discussions, remove_forums
from studydesk.store.rows import Rows
from studydesk.store.schema import discussion as discussion_table
from studydesk.store.schema import forum as forum_table
from studydesk.store.schema import post as post_table
from studydesk.store.search import Entry, HitKind

_FORUMS = Rows(forum_table, Forum, "id")
_DISCUSSIONS = Rows(discussion_table, Discussion, "id")
_POSTS = Rows(post_table, Post, "id")

# The posts of a discussion are older than what the list of discussions says of them, or were never fetched.
_OUTDATED = (
    discussion_table.c.posts_at.is_(None)
    | (discussion_table.c.posts_at != discussion_table.c.last_post_at)
    | (discussion_table.c.posts_replies != discussion_table.c.replies)
)
_LIVING = Prepared(
    select(post_table.c.discussion, func.count())
    .where(post_table.c.account == bindparam("account"), post_table.c.is_deleted.is_(False))
    .group_by(post_table.c.discussion)
)
_WITHOUT_POSTS = Prepared(
    select(discussion_table.c.id, discussion_table.c.forum)
    .where(discussion_table.c.account == bindparam("account"), _OUTDATED)
    .order_by(discussion_table.c.last_post_at.desc())
)


def put_forums(w: Writer, account: AccountId, course: CourseId, forums: Sequence[Forum]) -> None:
    """Make these the forums of a course; absent ones go with their discussions."""
    kept = {forum.id for forum in forums}
    gone = [forum.id for forum in _FORUMS.all(w, _of(account, course)) if forum.id not in kept]
    remove_forums(w, account, gone)
    if _FORUMS.reconcile(w, forums, account=account, course=course) or gone:
        w.changed(Subject.FORUMS, account)


def forums(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Forum]:
    """Return the forums of a course, or of all courses, by course and title."""
    return _FORUMS.all(r, _of(account, course), order=[forum_table.c.course, forum_table.c.title, forum_table.c.id])


def forum(r: Reader, account: AccountId, forum: ForumId) -> Forum | None:
    """Return one forum, None when it is unknown."""
    return _FORUMS.one(r, account=account, id=forum)


def forum_of(r: Reader, account: AccountId, activity: ActivityId) -> Forum | None:
    """Return the forum of an activity, None when it is unknown."""
    return _FORUMS.one(r, account=account, activity=activity)


def put_discussions(
    w: Writer, account: AccountId, forum: ForumId, discussions: Sequence[Discussion]
) -> frozenset[DiscussionId]:
    """Make these the discussions of a forum; absent ones go with posts and files.

    Returns:
        those whose posts must be fetched: new ones and ones with another last post or number of replies.
    """
    difference = _DISCUSSIONS.reconcile(w, discussions, account=account, forum=forum)
    if difference:
        remove_discussions(w, account, [discussion.id for discussion in difference.gone])
        w.changed(Subject.FORUMS, account)
    return frozenset(without_posts(w, account, forum))


def discussions(r: Reader, account: AccountId, forum: ForumId | None = None) -> list[Discussion]:
    """Return the discussions of a forum (or of all), pinned first, then the newest post first."""
    scope = {"account": account} if forum is None else {"account": account, "forum": forum}
    found = _DISCUSSIONS.of(r, **scope)
    return sorted(found, key=lambda one: (one.is_pinned, one.last_post_at, one.id), reverse=True)


def discussion(r: Reader, account: AccountId, discussion: DiscussionId) -> Discussion | None:
    """Return one discussion, None when it is unknown."""
    return _DISCUSSIONS.one(r, account=account, id=discussion)


def recent_discussions(r: Reader, account: AccountId, since: datetime, limit: int = 50) -> list[Discussion]:
    """Return the discussions with a post after `since`, newest first."""
    table = discussion_table
    newer = (table.c.account == account, table.c.last_post_at > since)
    return _DISCUSSIONS.all(r, *newer, order=[table.c.last_post_at.desc(), table.c.id.desc()], limit=limit)


def put_posts(w: Writer, account: AccountId, discussion: DiscussionId, posts: Sequence[Post]) -> frozenset[PostId]:
    """Make these the posts of a discussion, search entries included; return the posts that are gone.

    Files of posts come in by `files.put_extra_files`.
    """
    difference = _POSTS.reconcile(w, posts, account=account, discussion=discussion)
    gone = frozenset(post.id for post in difference.gone)
    if difference:
        search.unindex(w, account, HitKind.POST, [str(post) for post in gone])
        _index(w, account, discussion, difference.new)
        w.changed(Subject.FORUMS, account)
    table = discussion_table
    fetched = {"posts_at": table.c.last_post_at, "posts_replies": table.c.replies}
    w.execute(update(table).where(table.c.account == account, table.c.id == discussion, _OUTDATED).values(fetched))
    return gone


def posts(r: Reader, account: AccountId, discussion: DiscussionId) -> list[Post]:
    """Return the posts of a discussion, oldest first."""
    found = _POSTS.of(r, account=account, discussion=discussion)
    return sorted(found, key=lambda post: (post.created_at, post.id))


def post(r: Reader, account: AccountId, post: PostId) -> Post | None:
    """Return one post, None when it is unknown."""
    return _POSTS.one(r, account=account, id=post)


def post_times(
    r: Reader, account: AccountId, discussions: Sequence[DiscussionId] | None = None
) -> list[tuple[DiscussionId, int, datetime]]:
    """Return (discussion, author's user id, created at) of posts, for counting unread ones without their texts."""
    where: list[ColumnElement[bool]] = [post_table.c.account == account]
    if discussions is not None:
        where.append(post_table.c.discussion.in_(discussions))
    query = select(post_table.c.discussion, post_table.c.author_id, post_table.c.created_at).where(*where)
    return [(DiscussionId(discussion), author, at) for discussion, author, at in r.execute(query)]


def without_posts(r: Reader, account: AccountId, forum: ForumId | None = None) -> list[DiscussionId]:
    """Return the discussions (of one forum) whose posts were never fetched or are older than the list says."""
    found = _WITHOUT_POSTS.rows(r, {"account": account})
    return [DiscussionId(discussion) for discussion, where in found if forum in (None, where)]


def fuller(r: Reader, account: AccountId, told: Sequence[Discussion]) -> set[DiscussionId]:
    """Return those of these discussions that have more living posts here than the site tells of."""
    counts = {DiscussionId(discussion): count for discussion, count in _LIVING.rows(r, {"account": account})}
    return {one.id for one in told if counts.get(one.id, 0) > one.replies + 1}


def _of(account: AccountId, course: CourseId | None) -> ColumnElement[bool]:
    mine = forum_table.c.account == account
    return mine if course is None else and_(mine, forum_table.c.course == course)


def _index(w: Writer, account: AccountId, discussion: DiscussionId, posts: Sequence[Post]) -> None:
    where = (discussion_table.c.account == account, discussion_table.c.id == discussion)
    same = (forum_table.c.account == account) & (forum_table.c.id == discussion_table.c.forum)
    query = select(forum_table.c.course, forum_table.c.activity).join(discussion_table, same).where(*where)
    found = w.execute(query).one_or_none()
    course, activity = (CourseId(found[0]), ActivityId(found[1])) if found else (CourseId(0), None)
    search.index(
        w,
        account,
        [
            Entry(HitKind.POST, str(post.id), course, post.subject, as_text(post.html), activity, discussion, post.id)
            for post in posts
        ],
    )
