"""Finding a post of ours among those the site has: by its marker, else by its fingerprint. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from studydesk.domain.forums import Post, as_html, fingerprint
from studydesk.domain.ids import PostId, UserId
from studydesk.domain.outbox import Item, markers
from studydesk.domain.work import NewDiscussion, Reply


@dataclass(frozen=True, slots=True)
class Sight:
    """The posts that are, or may be, one intent: oldest first.

    Attributes:
        certain: found by the marker; all of them are copies of this intent.
        likely: the same words by the same person in the same place and time.
    """

    certain: tuple[Post, ...] = ()
    likely: tuple[Post, ...] = ()


def copies(item: Item, me: UserId, posts: Iterable[Post]) -> tuple[Post, ...]:
    """Return the living posts of mine that carry this item's marker, oldest first."""
    mine = (post for post in posts if post.author_id == me and not post.is_deleted)
    return tuple(sorted((post for post in mine if item.marker in markers(post.html)), key=lambda post: post.id))


def sight(
    item: Item, me: UserId, posts: Sequence[Post], claimed: Collection[PostId], now: datetime, tolerance: timedelta
) -> Sight:
    """Return what of this item is on the site (sync.md, protocol step 4).

    `claimed` are posts that other intents have receipts for. `now` is the school's time.
    """
    certain = copies(item, me, posts)
    if certain:
        return Sight(certain=certain)
    return Sight(likely=tuple(post for post in posts if _is_like(item, me, post, claimed, now, tolerance)))


def _is_like(
    item: Item, me: UserId, post: Post, claimed: Collection[PostId], now: datetime, tolerance: timedelta
) -> bool:
    if post.author_id != me or post.is_deleted or post.id in claimed or markers(post.html):
        return False
    earliest = (item.first_sent_at or item.created_server_at) - tolerance
    if not earliest <= post.created_at <= now + tolerance:
        return False
    return _same_place(item, post) and fingerprint(post.html) == words(item)


def _same_place(item: Item, post: Post) -> bool:
    match item.intent:
        case Reply(parent=parent):
            return post.parent == parent
        case NewDiscussion(subject=subject):
            return post.parent is None and " ".join(post.subject.split()) == " ".join(subject.split())
    return False


def words(item: Item) -> str:
    """Return the fingerprint that this item's post will have on the site."""
    text = item.intent.text if isinstance(item.intent, Reply | NewDiscussion) else ""
    return fingerprint(as_html(text))


def surplus(found: Sequence[Post], kept: Post, posts: Iterable[Post]) -> list[Post]:
    """Return the further copies beside `kept` that nobody has answered, so that they may be taken back.

    Only those in the same place: whoever quotes their own post in a browser takes the marker along into a post of
    their own making, which is no copy and must not be deleted.
    """
    answered = {post.parent for post in posts if not post.is_deleted}
    return [post for post in found if post.id != kept.id and post.parent == kept.parent and post.id not in answered]


def keep(found: Sequence[Post], receipt: PostId | None, posts: Sequence[Post]) -> Post:
    """Return which of several copies stays: the one somebody answered, else the one of the receipt, else the oldest."""
    answered = {post.parent for post in posts if not post.is_deleted}
    order = sorted(found, key=lambda post: (post.id not in answered, post.id != receipt, post.id))
    return order[0]
