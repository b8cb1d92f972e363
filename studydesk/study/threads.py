"""A discussion as a tree: the school's posts with the learner's own unsent ones laid over them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studydesk.domain.downloads import LocalFile
from studydesk.domain.forums import Discussion, Forum, Post, as_html, as_text
from studydesk.domain.ids import DiscussionId, IntentId, PostId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import DeletePost, EditPost, NewDiscussion, Reply
from studydesk.store import files, forums, outbox
from studydesk.study import html
from studydesk.study.formulas import Formulas
from studydesk.study.learner import Learner
from studydesk.study.views.forums import PostFileView, PostView


@dataclass(frozen=True, slots=True)
class Material:
    """What a thread is made of.

    Attributes:
        seen: up to when the learner read it.
        items: everything of this discussion in the outbox that is unsent, and sent replies the library lacks.
    """

    posts: Sequence[Post]
    files: Sequence[LocalFile]
    items: Sequence[Item]
    seen: datetime


def of_discussion(learner: Learner, discussion: Discussion, seen: datetime) -> Material:
    """Return the material of a discussion the school has."""
    with learner.store.library.read() as r:
        posts = forums.posts(r, learner.id, discussion.id)
        local = files.files(r, learner.id, owner=files.discussion_files(discussion.id))
    there = {post.id for post in posts}
    with learner.store.work.read() as r:
        known = outbox.items(r, learner.id, UNSENT | {State.SENT})
    ours = [item for item in known if _belongs(item, discussion.id, known)]
    newest = max((post.created_at for post in posts), default=discussion.created_at)
    return Material(posts, local, [item for item in ours if _is_shown(item, there, newest)], seen)


def _belongs(item: Item, discussion: DiscussionId, known: Sequence[Item]) -> bool:
    match item.intent:
        case Reply(discussion=None, parent_intent=parent):
            started = next((other for other in known if other.id == parent), None)
            return started is not None and started.state is State.SENT and _place(started) == discussion
        case Reply(discussion=where) | EditPost(discussion=where) | DeletePost(discussion=where):
            return where == discussion
    return False


def _place(item: Item) -> int | None:
    if isinstance(item.intent, NewDiscussion) and item.receipt:
        return item.receipt.server_id
    return item.intent.discussion if isinstance(item.intent, Reply) else None


def _is_shown(item: Item, there: set[PostId], newest: datetime) -> bool:
    """Unsent ones, and a sent reply the library has not read back yet; an older one that is gone was removed there."""
    if item.state is not State.SENT:
        return True
    receipt = item.receipt
    if not isinstance(item.intent, Reply) or receipt is None:
        return False
    return PostId(receipt.server_id) not in there and receipt.server_time > newest


def posts(learner: Learner, material: Material, maths: Formulas, may_reply: bool) -> tuple[PostView, ...]:
    """Return the thread's posts in the order of the tree, each after its parent."""
    edits = _pending(material.items)
    found = html.Files(material.files)
    views = [_of_post(learner, post, edits.get(post.id), found, material, maths, may_reply) for post in material.posts]
    known = {view.key for view in views}
    for item in material.items:
        if isinstance(item.intent, Reply):
            view = _of_item(learner, item, item.intent, may_reply)
            if view.key not in known:
                views.append(view)
    return ordered(views)


def _pending(items: Sequence[Item]) -> Mapping[PostId, Item]:
    """Return the last edit or deletion that waits, by post."""
    unsent = (item for item in items if item.state in UNSENT)
    return {item.intent.post: item for item in unsent if isinstance(item.intent, EditPost | DeletePost)}


def _of_post(
    learner: Learner,
    post: Post,
    pending: Item | None,
    found: html.Files,
    material: Material,
    maths: Formulas,
    may_reply: bool,
) -> PostView:
    is_mine = post.author_id == learner.account.user
    view = PostView(
        id=post.id,
        intent=None,
        key=f"p{post.id}",
        parent_key=f"p{post.parent}" if post.parent else None,
        depth=0,
        subject=post.subject,
        html=html.clean(post.html, learner.account.site_url, found, maths).html,
        text=as_text(post.html),
        author=post.author,
        is_mine=is_mine,
        created_at=post.created_at,
        is_edited=post.modified_at > post.created_at,
        files=tuple(_file(file.name, file.size_bytes, file.url, found) for file in post.files if not file.is_inline),
        can_edit=is_mine and post.can_edit,
        can_delete=is_mine and post.can_delete,
        can_reply=may_reply and post.can_reply,
        is_new=not is_mine and post.created_at > material.seen,
        is_deleted=post.is_deleted,
    )
    return _with_pending(view, pending) if pending else view


def _with_pending(view: PostView, item: Item) -> PostView:
    """Lay the learner's own unsent edit or deletion over a post; it can be changed in the outbox, not here again."""
    told = replace(view, intent=item.id, state=item.state, problem=item.problem, can_edit=False, can_delete=False)
    if isinstance(item.intent, EditPost):
        words = as_html(item.intent.text)
        return replace(told, pending="edit", subject=item.intent.subject, text=item.intent.text, html=words)
    return replace(told, pending="delete")


def _of_item(learner: Learner, item: Item, intent: Reply, may_reply: bool) -> PostView:
    sent = item.state is State.SENT and item.receipt
    parent = f"p{intent.parent}" if intent.parent else intent.parent_intent
    return PostView(
        id=PostId(item.receipt.server_id) if sent and item.receipt else None,
        intent=item.id,
        key=f"p{item.receipt.server_id}" if sent and item.receipt else item.id,
        parent_key=parent,
        depth=0,
        subject=intent.subject,
        html=as_html(intent.text),
        text=intent.text,
        author=learner.account.full_name,
        is_mine=True,
        created_at=item.created_server_at,
        files=tuple(PostFileView(a.name, a.size_bytes) for a in item.attachments),
        state=None if sent else item.state,
        pending=None if sent else "reply",
        problem=item.problem,
        can_reply=may_reply and item.state is not State.REJECTED,
    )


def opening(learner: Learner, item: Item, intent: NewDiscussion) -> PostView:
    """Return the first post of a discussion that waits in the outbox."""
    return PostView(
        id=None,
        intent=item.id,
        key=item.id,
        parent_key=None,
        depth=0,
        subject=intent.subject,
        html=as_html(intent.text),
        text=intent.text,
        author=learner.account.full_name,
        is_mine=True,
        created_at=item.created_server_at,
        files=tuple(PostFileView(a.name, a.size_bytes) for a in item.attachments),
        state=item.state,
        pending="discussion",
        problem=item.problem,
        can_reply=item.state is not State.REJECTED,
    )


def waiting_replies(learner: Learner, items: Sequence[Item], root: IntentId, may_reply: bool) -> list[PostView]:
    """Return the replies that wait for an unsent discussion, and those that wait for them."""
    family, views = {root}, []
    for item in items:  # oldest first, so a parent stands before its children
        if isinstance(item.intent, Reply) and item.intent.parent_intent in family:
            family.add(item.id)
            views.append(_of_item(learner, item, item.intent, may_reply))
    return views


def ordered(views: Sequence[PostView]) -> tuple[PostView, ...]:
    """Return posts as a tree read from top to bottom, with their depth; orphans hang on the first post."""
    keys = {view.key for view in views}
    children: dict[str | None, list[PostView]] = defaultdict(list)
    first = next((view.key for view in views if view.parent_key is None), None)
    for view in views:
        parent = view.parent_key if view.parent_key in keys else (first if view.key != first else None)
        children[parent].append(view)
    found: list[PostView] = []
    stack = [(view, 0) for view in reversed(children[None])]
    while stack:  # no recursion: a thread can be 500 answers deep
        view, depth = stack.pop()
        found.append(replace(view, depth=depth))
        stack += [(child, depth + 1) for child in reversed(children.pop(view.key, []))]
    return tuple(found)


def _file(name: str, size_bytes: int, url: str, found: html.Files) -> PostFileView:
    local = next((file for file in found.files if file.url == url), None)
    return PostFileView(name, size_bytes, local.key if local else None, local.state if local else None)


def forum_of(item: Item) -> object:
    """Return the forum an intent belongs to, None when it is no matter of a forum."""
    return item.intent.forum if isinstance(item.intent, Reply | NewDiscussion) else None


def why_no_reply(forum: Forum, discussion: Discussion | None, now: datetime) -> str | None:
    """Return the code why nothing can be answered here, None when it can."""
    if discussion and discussion.is_locked:
        return "locked"
    if forum.cut_off_at and now > forum.cut_off_at:
        return "closed"
    return "closed" if discussion and not discussion.can_reply else None


def why_no_start(forum: Forum, now: datetime) -> str | None:
    """Return the code why no discussion can be started here, None when one can."""
    if forum.cut_off_at and now > forum.cut_off_at:
        return "closed"
    if forum.can_start:
        return None
    return "news" if forum.kind == "news" else "closed"
