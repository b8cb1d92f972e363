"""Changing the words of a thing that is not at the school, with the school's version at hand where there is one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studydesk.domain.work import IntentKind
from studydesk.study.views.conflicts import ConflictView
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.outbox.conflict import BESIDE_FROM, theirs
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.pair import Pair
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

WITH_SUBJECT = (IntentKind.REPLY, IntentKind.DISCUSSION, IntentKind.EDIT)


class Editor(QWidget):
    """The fields.

    Signals:
        saved: the learner is done.
        given_up: nothing shall change.
    """

    saved = Signal()
    given_up = Signal()

    def __init__(self, context: Context, item: ItemView, conflict: ConflictView | None) -> None:
        super().__init__()
        self._theirs = conflict.theirs if conflict else None
        self._subject = QLineEdit(item.subject) if item.kind in WITH_SUBJECT else None
        self._text = QPlainTextEdit(item.text)
        self._text.setAccessibleName(tr("Text"))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(180)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if self._subject is not None:
            self._subject.setAccessibleName(tr("Subject"))
            column.addWidget(label(tr("Subject"), "strong"))
            column.addWidget(self._subject)
        fields = self._fields()
        buttons: list[QWidget] = [PrimaryButton(tr("Save"), self.saved.emit)]
        if self._theirs is not None:
            fields = Pair(context.theme.px, BESIDE_FROM, fields, theirs(context, self._theirs))
            if self._theirs.text:
                buttons.append(Button(tr("Add the school's text"), self._add))
        buttons.append(Button(tr("Cancel"), self.given_up.emit))
        column.addWidget(fields)
        column.addWidget(flow(*buttons))

    @property
    def subject(self) -> str | None:
        """The subject as it is typed now, None for what has none."""
        return self._subject.text() if self._subject is not None else None

    @property
    def text(self) -> str:
        """The words as they are typed now."""
        return self._text.toPlainText()

    def begin(self) -> None:
        """Put the cursor into the words."""
        self._text.setFocus()

    def _fields(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(label(tr("Yours") if self._theirs is not None else tr("Text"), "strong"))
        column.addWidget(self._text, 1)
        return made

    def _add(self) -> None:
        """Put the school's text where the cursor is; Ctrl+Z takes it out again."""
        if self._theirs is not None:
            self._text.insertPlainText(self._theirs.text)
            self._text.setFocus()
