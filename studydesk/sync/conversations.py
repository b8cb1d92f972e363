"""Discussions as they come from the school into the library, and our own posts recognised among them."""

from collections.abc import Sequence

from studydesk.domain.accounts import Account
from studydesk.domain.courses import RemoteFile
from studydesk.domain.forums import Forum, Post
from studydesk.domain.ids import DiscussionId, PostId
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import NewDiscussion, Reply
from studydesk.store import files, forums
from studydesk.store.opening import Store
from studydesk.sync.ledger import Ledger, receipt
from studydesk.sync.lookup import copies


def keep_posts(store: Store, account: Account, discussion: DiscussionId, posts: Sequence[Post]) -> frozenset[PostId]:
    """Make these the posts of a discussion in the library, with their files; return those that are gone.

    Of a discussion the library does not know (it was lost, and something is sent before the first refresh) nothing is
    kept: without their forum the posts could not keep their files, and a refresh would take them for complete.
    """
    with store.library.write() as w:
        known = forums.discussion(w, account.id, discussion)
        forum = forums.forum(w, account.id, known.forum) if known else None
        if forum is None:
            return frozenset()
        gone = forums.put_posts(w, account.id, discussion, posts)
        owner = files.discussion_files(discussion)
        files.put_extra_files(w, account.id, forum.course, forum.activity, owner, _files(forum, posts))
    return gone


def _files(forum: Forum, posts: Sequence[Post]) -> list[RemoteFile]:
    return [
        RemoteFile(
            forum.activity,
            file.url,
            file.name,
            size_bytes=file.size_bytes,
            mime=file.mime,
            modified_at=post.modified_at,
        )
        for post in posts
        for file in post.files
    ]


def adopt_seen(ledger: Ledger, account: Account, unsent: Sequence[Item], posts: Sequence[Post]) -> list[Item]:
    """Commit SENT for unsent posts whose marker is among these; return them."""
    adopted = []
    for item in unsent:
        if item.state not in (State.QUEUED, State.UNCERTAIN) or not isinstance(item.intent, Reply | NewDiscussion):
            continue
        is_start = isinstance(item.intent, NewDiscussion)
        found = [post for post in copies(item, account.user, posts) if not is_start or post.parent is None]
        if found:
            number = found[0].discussion if is_start else found[0].id
            adopted.append(ledger.adopt(item, receipt(number, found[0].created_at, item)))
    return [item for item in adopted if item is not None]


def claimed(sent: Sequence[Item]) -> frozenset[PostId]:
    """Return the posts that intents have receipts for."""
    return frozenset(PostId(item.receipt.server_id) for item in sent if item.receipt and isinstance(item.intent, Reply))
