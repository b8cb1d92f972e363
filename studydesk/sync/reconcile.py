"""Checking what arrived: each post of ours once, surplus copies taken back while the school allows it."""

from collections.abc import Sequence

from studydesk.domain.forums import Post
from studydesk.domain.outbox import Item
from studydesk.domain.work import NewDiscussion, Reply
from studydesk.errors import Cancelled, Refused, SignedOut, StudyDeskError
from studydesk.store import forums
from studydesk.sync.conversations import adopt_seen, keep_posts
from studydesk.sync.lookup import copies, keep, surplus
from studydesk.sync.posting import take_posts
from studydesk.sync.trip import Rest, Trip


def check_arrivals(trip: Trip) -> bool:
    """Read the discussions that something was sent to, all in one request, and check every post of ours there.

    A read that fails is left to the next refresh, which sees that the discussion moved.

    Returns: whether an unanswered post was found, so that those behind it can go on.
    """
    if not trip.touched:
        return False
    touched = sorted(trip.touched)
    trip.touched.clear()
    has_found = False
    try:
        answers = trip.campus.reads.posts(touched)
    except Cancelled:
        raise
    except StudyDeskError:
        return False  # nothing is lost: what was accepted has its receipt, and `take_back_copies` looks again
    for discussion, answer in answers.items():
        if isinstance(answer, StudyDeskError):
            continue
        take_posts(discussion, answer, trip)
        for adopted in adopt_seen(trip.ledger, trip.account, trip.ledger.unsent(), answer):
            trip.note(adopted)  # its answer was lost, and there it is: no need to wait for the grace
            has_found = True
        for item in trip.ledger.sent():
            if isinstance(item.intent, Reply) and item.intent.discussion == discussion:
                _note_missing(item, answer, trip)
                check(item, answer, trip)
    return has_found


def take_back_copies(trip: Trip) -> None:
    """Look, in the library alone, for copies of what was sent more than once lately."""
    for item in trip.ledger.sent():
        if _may_be_there_twice(item, trip):
            check(item, around(item, trip), trip)


def check(item: Item, posts: Sequence[Post], trip: Trip) -> None:
    """Take back the surplus copies of a sent item among these posts. Raises Rest when the link fails meanwhile."""
    found = copies(item, trip.account.user, posts)
    if len(found) < 2:
        return
    mine = [post for post in found if is_receipt(item, post)]
    kept = mine[0] if mine else keep(found, None, posts)
    for extra in surplus(found, kept, posts):
        if _take_back(extra, trip):
            left = [post for post in posts if post.discussion == extra.discussion and post.id != extra.id]
            keep_posts(trip.store, trip.account, extra.discussion, left)


def _may_be_there_twice(item: Item, trip: Trip) -> bool:
    if item.receipt is None or item.attempts < 2 or not isinstance(item.intent, Reply | NewDiscussion):
        return False
    return trip.clock.now() - item.receipt.server_time < trip.policy.editing_window


def around(item: Item, trip: Trip) -> list[Post]:
    """Return the posts in the library among which copies of the item would be."""
    account = trip.account
    with trip.store.library.read() as r:
        match item.intent:
            case Reply(discussion=discussion) if discussion is not None:
                return forums.posts(r, account.id, discussion)
            case NewDiscussion(forum=forum):
                told = forums.discussions(r, account.id, forum)
                mine = [d.id for d in told if d.author_id == account.user]
                return [post for discussion in mine for post in forums.posts(r, account.id, discussion)]
    return []


def is_receipt(item: Item, post: Post) -> bool:
    """Whether this is the post that the item's receipt names."""
    number = item.receipt.server_id if item.receipt else None
    if isinstance(item.intent, NewDiscussion):
        return post.discussion == number and post.parent is None
    return post.id == number


def _note_missing(item: Item, posts: Sequence[Post], trip: Trip) -> None:
    """Tell of a post that the school took in this run and no longer shows: never repost it silently."""
    if item.id not in trip.report.sent or item.receipt is None or copies(item, trip.account.user, posts):
        return
    if not any(is_receipt(item, post) for post in posts):
        trip.report.missing.append(item.id)


def _take_back(extra: Post, trip: Trip) -> bool:
    """Delete a surplus copy; return whether it is gone. Deleting twice does no harm."""
    if trip.clock.now() - extra.created_at >= trip.policy.editing_window:
        trip.report.surplus.append(extra.id)
        return False
    try:
        trip.campus.writes.delete_post(extra.id)
    except Refused:
        trip.report.surplus.append(extra.id)
        return False
    except SignedOut as error:
        raise Rest("signed_out") from error
    except Cancelled:
        raise
    except StudyDeskError as error:
        raise Rest("link") from error  # it is still in the library, so the next run sees it again
    trip.report.taken_back.append(extra.id)
    return True
