"""What the school had of ours and does not show any more: restored from a backup, or taken away there.

It is asked for and never sent again silently (sync.md, protocol step 7).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from studydesk.domain.accounts import Account
from studydesk.domain.assignments import Submission
from studydesk.domain.forums import Post, as_html, fingerprint
from studydesk.domain.ids import DiscussionId, ForumId, UserId
from studydesk.domain.outbox import Item, markers
from studydesk.domain.work import NewDiscussion, Reply, SaveSubmission
from studydesk.store import marks
from studydesk.store.opening import Store
from studydesk.sync.ledger import Ledger


def places(sent: Iterable[Item]) -> set[DiscussionId]:
    """Return the discussions that something was sent to."""
    return {DiscussionId(one) for item in sent if _forum(item) is not None and (one := _discussion(item)) is not None}


def of_discussion(sent: Iterable[Item], me: UserId, discussion: DiscussionId, posts: Sequence[Post]) -> list[Item]:
    """Return what was sent to a discussion, its beginning too, and is not among its posts."""
    mine = [post for post in posts if post.author_id == me and not post.is_deleted]
    there = [item for item in sent if _forum(item) is not None and _discussion(item) == discussion]
    last = {_number(item): item.id for item in sorted(there, key=_received)}  # where it was handed out twice
    return [item for item in there if last[_number(item)] != item.id or not any(_is(item, post) for post in mine)]


def of_forum(sent: Iterable[Item], forum: ForumId, listed: Collection[DiscussionId]) -> list[Item]:
    """Return what was sent to discussions of a forum that it does not list."""
    return [item for item in sent if _forum(item) == forum and _discussion(item) not in {*listed, None}]


def of_assignment(sent: Iterable[Item], unsent: Iterable[Item], there: Submission) -> list[Item]:
    """Return the last hand-in on an assignment when the school shows an older state of the work than it had.

    Not while another one of it is unsent: that replaces the work, or is asked for already. An earlier hand-in, which
    the missing one had replaced, would stand in its way.
    """
    if any(isinstance(i.intent, SaveSubmission) and i.intent.assignment == there.assignment for i in unsent):
        return []
    mine = [i for i in sent if isinstance(i.intent, SaveSubmission) and i.intent.assignment == there.assignment]
    newest = max(mine, key=_received, default=None)
    if newest is None or newest.receipt is None:
        return []
    is_here = there.modified_at is not None and there.modified_at >= newest.receipt.server_time
    return [] if is_here and not _is_earlier(there, newest, mine) else [newest]


def _is_earlier(there: Submission, newest: Item, mine: Sequence[Item]) -> bool:
    """Whether the school shows the words of an earlier hand-in: whatever is done to the work there moves its time."""
    shown = fingerprint(there.text_html)
    return shown != _words(newest) and shown in {_words(item) for item in mine}


def _words(item: Item) -> str:
    return fingerprint(as_html(item.intent.text or "")) if isinstance(item.intent, SaveSubmission) else ""


def ask_about(items: Sequence[Item], ledger: Ledger, account: Account, store: Store) -> list[Item]:
    """Commit CONFLICT for these and return them; all courses are then asked for anew, for more may be gone."""
    asked = [gone for item in items if (gone := ledger.vanish(item)) is not None]
    if asked:
        with store.library.write() as w:
            marks.forget_since(w, account.id)
    return asked


def _is(item: Item, post: Post) -> bool:
    """Whether a post of ours is this one: a restored school hands the same numbers out again, to other words."""
    told = markers(post.html)
    if told:
        return item.marker in told
    return post.parent is None if isinstance(item.intent, NewDiscussion) else post.id == _number(item)


def _received(item: Item) -> datetime:
    return item.receipt.server_time if item.receipt else item.created_at


def _number(item: Item) -> int | None:
    return item.receipt.server_id if item.receipt else None


def _forum(item: Item) -> ForumId | None:
    return item.intent.forum if isinstance(item.intent, Reply | NewDiscussion) else None


def _discussion(item: Item) -> int | None:
    return item.intent.discussion if isinstance(item.intent, Reply) else _number(item)
