"""What can be done with a post besides writing: take it back, withdraw what waits, open its files."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from studydesk.domain.downloads import FileState
from studydesk.domain.ids import ActivityId, DiscussionId, IntentId
from studydesk.study.views.forums import PostFileView, PostView
from studydesk.ui import links
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.widgets.dialogs import ask
from studydesk.wording import tr


def delete(
    context: Context, owner: QWidget, discussion: DiscussionId | IntentId, post: PostView, then: Callable[[], None]
) -> None:
    """Ask, and queue that a post of the learner's own is taken back."""
    text = tr("It is taken back at the school as soon as there is a link. You can withdraw this until then.")
    number, discussions = post.id, context.desk.discussions
    if number is None or not isinstance(discussion, int):
        return
    at_school = DiscussionId(discussion)
    if ask(owner, tr("Delete this post?"), text, tr("Delete"), danger=True):
        context.act(owner, lambda: discussions.delete(at_school, number), lambda _item: then())


def withdraw(context: Context, owner: QWidget, post: PostView, then: Callable[[], None]) -> None:
    """Withdraw what waits of a post; the toast brings it back."""
    intent, outbox = post.intent, context.desk.outbox
    if intent is None:
        return

    def undo() -> None:
        context.act(owner, lambda: outbox.restore(intent), lambda _none: then())

    def done(_none: None) -> None:
        context.toast(tr("Withdrawn. It is kept in the outbox."), undo)
        then()

    context.act(owner, lambda: outbox.withdraw(intent), done)


def open_file(context: Context, owner: QWidget, activity: ActivityId, file: PostFileView) -> None:
    """Open a file of a post, or have it downloaded."""
    key = file.key
    if key is None:
        context.toast(tr("This file goes to the school together with your post."))
    elif file.state in (FileState.PRESENT, FileState.STALE):
        links.open_file(context, owner, activity, key)
    else:
        asking.want_file(context, owner, key, file.name)
