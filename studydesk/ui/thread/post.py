"""One post: who, when, what, and what can be done with it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.outbox import State
from studydesk.study.views.forums import PostFileView, PostView
from studydesk.ui.context import Context
from studydesk.ui.reader.browser import Resource
from studydesk.ui.reader.style import Look
from studydesk.ui.thread.body import PostBody
from studydesk.ui.widgets.badge import WRITING, StateBadge
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import tr
from studydesk.wording.states import Standing

INDENT = 22
DEEPEST = 5  # deeper answers stand no further in: on a small screen nothing would be left for the words
WITHDRAWABLE = frozenset({State.QUEUED, State.REJECTED, State.CONFLICT})


class PostCard(QFrame):
    """A post in its thread.

    Signals:
        asked: what the learner wants: "reply", "edit", "delete", "withdraw" or "copy", and the post.
        file_asked: the PostFileView to open.
        followed: a link in the text.
    """

    asked = Signal(str, object)
    file_asked = Signal(object)
    followed = Signal(str)

    def __init__(
        self, context: Context, post: PostView, look: Look, resource: Resource, *, may_reply: bool, is_new: bool
    ) -> None:
        super().__init__()
        self.post = post
        self._is_new = is_new
        self._context = context
        self._is_current = False
        self.setAccessibleName(spoken(post, context.now()))
        self.setObjectName(f"post:{post.key}")
        self._indent = min(post.depth, DEEPEST) * INDENT
        column = QVBoxLayout(self)
        column.setContentsMargins(16 + self._indent, 4, 4, 12)
        column.setSpacing(4)
        column.addWidget(self._header(may_reply))
        self.body = PostBody(look)
        self.body.setAccessibleName(post.text)
        self.body.set_resource(resource)
        self.body.show_post(post.html if not post.is_deleted else f"<p>{tr('This post was taken back.')}</p>")
        self.body.followed.connect(self.followed)
        inset = QVBoxLayout()
        inset.setContentsMargins(0, 0, 12, 0)
        inset.addWidget(self.body)
        column.addLayout(inset)
        for file in post.files:
            column.addWidget(self._file(file), 0, Qt.AlignmentFlag.AlignLeading)
        if post.state is not None:
            column.addWidget(self._state(post.state))

    def _header(self, may_reply: bool) -> QWidget:
        post, row = self.post, QWidget()
        line = QHBoxLayout(row)
        actions = self._actions(may_reply)
        # Buttons bring room of their own at the edge and above; without them the words would stick to the card's.
        line.setContentsMargins(0, 0 if actions else 8, 0 if actions else 12, 0)
        line.setSpacing(4)
        who = label(tr("{name} (you)").format(name=post.author) if post.is_mine else post.author, "strong", wrap=False)
        line.addWidget(who)
        said = wording.when(post.created_at, self._context.now())
        line.addWidget(
            ElidedLabel(tr("{when}, changed later").format(when=said) if post.is_edited else said, "meta"), 1
        )
        if self._is_new:
            line.addWidget(label(tr("New"), "accent", wrap=False))
        for what, words in actions:
            line.addWidget(self._action(what, words))
        return row

    def _file(self, file: PostFileView) -> Button:
        text = f"{file.name} · {wording.size(file.size_bytes)}"
        button = Button(text, lambda: self.file_asked.emit(file), "quiet")
        button.setObjectName(f"post:{self.post.key}:file:{file.name}")
        self._context.icons.put(button, "attach", "accent", 16)
        return button

    def _action(self, what: str, words: str) -> Button:
        post = self.post
        button = Button(words, lambda: self.asked.emit(what, post), "quiet")
        button.setAccessibleName(tr("{what}: post by {name}").format(what=words, name=post.author))
        button.setObjectName(f"post:{post.key}:{what}")
        return button

    def _state(self, state: State) -> StateBadge:
        return StateBadge(self._context.icons, WRITING[state], state_words(self.post, self._context.now()), wrap=True)

    def _actions(self, may_reply: bool) -> list[tuple[str, str]]:
        post, found = self.post, []
        if post.intent is not None and post.state in WITHDRAWABLE:
            if post.pending in ("reply", "discussion"):
                found.append(("edit", tr("Edit")))
            found.append(("withdraw", tr("Withdraw")))
        elif post.pending is None:
            if post.can_edit:
                found.append(("edit", tr("Edit")))
            if post.can_delete:
                found.append(("delete", tr("Delete")))
        if may_reply and post.can_reply and not post.is_deleted:
            found.append(("reply", tr("Reply")))
        return found

    def set_current(self, current: bool) -> None:
        """Show whether the arrows stand here."""
        if current != self._is_current:
            self._is_current = current
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.theme
        box = self.rect().adjusted(self._indent, 0, -1, -1)
        painter.setPen(QColor(theme.tokens.accent if self._is_current else theme.tokens.line))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 8, 8)
        if self._is_new or self._is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(box.left() + 1, box.top() + 10, 3, box.height() - 20, 1.5, 1.5)


def state_words(post: PostView, now: datetime) -> str:
    """Return where the learner's own writing stands, and what of it waits."""
    assert post.state is not None  # only asked for posts that wait
    said = wording.writing_state(Standing(post.state, post.problem), now)
    if post.pending == "edit":
        return tr("Your change: {state}").format(state=said)
    if post.pending == "delete":
        return tr("Taking it back: {state}").format(state=said)
    return said


def spoken(post: PostView, now: datetime) -> str:
    """Return a post's head for a screen reader."""
    parts = [
        tr("Post by {name}").format(name=post.author),
        wording.when(post.created_at, now),
        tr("New") if post.is_new else "",
        state_words(post, now) if post.state is not None else "",
    ]
    return ". ".join(part for part in parts if part)


def estimate(post: PostView, width: int, line_height: int) -> int:
    """Return about how high a post is, without laying it out."""
    room = max(160, width - 32 - min(post.depth, DEEPEST) * INDENT)
    per_line = max(20, room * 2 // line_height)  # a character is about half as wide as a line is high
    lines = sum(1 + len(part) // per_line for part in post.text.split("\n") if part) or 1
    return round(lines * line_height * 1.4) + 62 + 34 * len(post.files)
