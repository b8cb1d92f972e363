"""The head of a discussion: its subject, where it is, and the button that answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.study.views.forums import Thread
from studydesk.ui.context import Context
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import ntr, tr


class Head(QWidget):
    """Stands above the posts.

    Signals:
        answer_asked: answer the first post.
    """

    answer_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._subject = ElidedLabel("", "heading")
        self._facts = ElidedLabel("", "meta")
        self._answer = Button(tr("Answer"), self.answer_asked.emit, "primary")
        context.icons.put(self._answer, "reply", "on_accent", 16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._subject)
        words.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 4)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self._answer)

    def put(self, thread: Thread) -> None:
        """Show a discussion."""
        row = thread.discussion
        why = wording.why_not(thread.why_not) if not thread.may_reply else ""
        count = ntr("{n} post", "{n} posts", len(thread.posts))
        self._subject.setText(row.subject)
        self._facts.setText(" · ".join(part for part in (row.course_title, row.forum_title, count, why) if part))
        self._answer.setVisible(thread.may_reply)
