"""A place to write: subject where there is one, words, files, the draft's state, and Send."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.forums import SUBJECT_LIMIT
from studydesk.study.views.forums import Draft
from studydesk.ui.composer.attachments import choose_files, dropped_files, welcome_files
from studydesk.ui.composer.files import DraftFiles
from studydesk.ui.composer.writing import Writing
from studydesk.ui.context import Context
from studydesk.ui.drafts import DraftKeeper
from studydesk.ui.widgets.buttons import Button, IconButton
from studydesk.ui.widgets.ends import Ends
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import tr


class Composer(QFrame):
    """Writes one thing at a time; its draft is kept as one types.

    Signals:
        finished: it was queued.
        closed: the learner closed it; the draft stays.
    """

    finished = Signal(object)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._writing: Writing | None = None
        self._is_filling = False
        self.keeper: DraftKeeper[Draft] = DraftKeeper(context, self)
        self.setProperty("look", "page")
        self.setAcceptDrops(True)
        self._heading = ElidedLabel("", "strong")
        self.subject = QLineEdit(maxLength=SUBJECT_LIMIT)
        self.subject.setPlaceholderText(tr("Subject"))
        self.subject.setAccessibleName(tr("Subject"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Your text"))
        self.text.setPlaceholderText(tr("Write here. It is saved as you type."))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)  # files dropped on the words are for the composer
        self.files = DraftFiles(context)
        self._said = label("", "bad")
        self._said.hide()
        self.state = label("", "meta", wrap=False)
        self._attach = Button(tr("Add a file"), lambda: self.add_files(choose_files(self)), "quiet")
        context.icons.put(self._attach, "attach", "accent", 16)
        self._drop = Button(tr("Throw away"), self._throw_away, "quiet")
        self.send_button = Button(tr("Send"), self.send, "primary")
        self.send_button.setToolTip(tr("Ctrl+Enter"))
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(IconButton(self._context.icons, "close", tr("Close; the draft is kept"), self.close_writing))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for part in (self.subject, self.text, self.files, self._said):
            column.addWidget(part, 1 if part is self.text else 0)
        column.addLayout(_foot((self._attach, self._drop), (self.state, self.send_button)))
        self.text.setMinimumHeight(self._context.theme.px(56))

    def _connect(self) -> None:
        self.subject.textEdited.connect(self._typed)
        self.text.textChanged.connect(self._typed)
        self.files.changed.connect(self._take_files)
        self.files.failed.connect(self._explain)
        self.keeper.kept.connect(self._show_kept)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, do in (("Ctrl+Return", self.send), ("Ctrl+Enter", self.send), ("Ctrl+S", self.keeper.flush)):
            QShortcut(QKeySequence(keys), self, do, context=here)

    @property
    def writing(self) -> Writing | None:
        """What is being written now."""
        return self._writing

    def begin(self, writing: Writing) -> None:
        """Write something; what was being written before stays kept as its own draft."""
        self.keeper.watch(None)
        self._writing = writing
        self._heading.setText(writing.heading)
        self.subject.setVisible(writing.subject is not None)
        self._attach.setVisible(writing.takes_files)
        self._explain(None)
        self._fill(writing.subject or "", writing.text, None)
        self._accept(False)  # the draft, once it is read, would replace what is typed before
        self.state.setText("")
        discussions = self._context.desk.discussions
        self._context.read(self, lambda: discussions.draft(writing.key), self._take_draft, key="begin")

    def _take_draft(self, draft: Draft | None) -> None:
        if (writing := self._writing) is None:
            return
        if draft is not None:
            self._fill(draft.subject or writing.subject or "", draft.text, draft)
            self.state.setText(wording.draft_state(draft.updated_at))
        self._drop.setVisible(draft is not None)
        self._accept(True)
        self.keeper.watch(self._read_screen)
        first = self.subject if self.subject.isVisibleTo(self) and not self.subject.text() else self.text
        first.setFocus()

    def _fill(self, subject: str, text: str, draft: Draft | None) -> None:
        self._is_filling = True
        self.subject.setText(subject)
        self.text.setPlainText(text)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.files.put(draft)
        self._is_filling = False

    def _read_screen(self) -> Callable[[], Draft]:
        writing, discussions = self._writing, self._context.desk.discussions
        assert writing is not None  # the keeper watches only while something is written
        subject, text = self.subject.text(), self.text.toPlainText()
        return lambda: discussions.keep_draft(writing.key, subject, text)

    @Slot()
    def _typed(self) -> None:
        if not self._is_filling:
            self.state.setText(tr("Saving…"))
            self._explain(None)
            self.keeper.touch()

    @Slot(object)
    def _show_kept(self, draft: Draft) -> None:
        if self._writing is not None and draft.key == self._writing.key:
            self.state.setText(wording.draft_state(draft.updated_at))
            self._drop.show()

    def close_writing(self) -> None:
        """Stop writing; the draft stays."""
        self.keeper.watch(None)
        self._writing = None
        self.closed.emit()

    def send(self) -> None:
        """Queue what was written."""
        if (writing := self._writing) is None or not self.send_button.isEnabled():
            return
        self.keeper.flush()
        subject, text, keep = self.subject.text(), self.text.toPlainText(), self._read_screen()
        self._accept(False)  # two quick presses are one wish; a word typed now would be neither sent nor kept

        def job() -> object:
            keep()
            return writing.send(subject, text)

        self._context.act(self, job, self._sent, self._not_sent)

    def _accept(self, accepted: bool) -> None:
        self.subject.setReadOnly(not accepted)
        self.text.setReadOnly(not accepted)
        self.send_button.setEnabled(accepted)

    def _sent(self, item: object) -> None:
        self._accept(True)
        writing, self._writing = self._writing, None
        self.keeper.forget()
        self.keeper.watch(None)
        self.finished.emit(item)
        if writing is not None:
            self._context.toast(writing.sent)

    def _not_sent(self, error: Exception) -> None:
        self._accept(True)
        self._explain(error)

    def _explain(self, error: Exception | None) -> None:
        said = wording.error(error) if error is not None else None
        text = " ".join(part for part in (said.happened, said.todo, tr("Your text is kept.")) if part) if said else ""
        self._said.setText(text)
        self._said.setVisible(bool(text))

    def add_files(self, files: list[Path]) -> None:
        """Copy files into the profile and put them with what is written."""
        if self._writing is not None and self._writing.takes_files:
            self.keeper.flush()
            self.files.add(self._writing.key, files)

    def _take_files(self, draft: Draft) -> None:
        if self._writing is not None and draft.key == self._writing.key:
            self.files.put(draft)
            self._show_kept(draft)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._writing is not None and self._writing.takes_files:
            welcome_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files(dropped_files(event))
        event.acceptProposedAction()

    def _throw_away(self) -> None:
        if (writing := self._writing) is None:
            return
        discussions = self._context.desk.discussions
        self.keeper.forget()
        self.keeper.watch(None)
        key, subject, text = writing.key, self.subject.text(), self.text.toPlainText()
        self._writing = None
        self._context.read(self, lambda: discussions.drop_draft(key), lambda _none: self.closed.emit(), key="drop")

        def undo() -> None:
            self._context.read(self, lambda: discussions.keep_draft(key, subject, text), lambda _draft: None)

        self._context.toast(tr("The draft is thrown away."), undo)


def _foot(left: Iterable[QWidget], right: Iterable[QWidget]) -> Ends:
    foot = Ends()
    for part in left:
        foot.addWidget(part)
    foot.push()
    for part in right:
        foot.addWidget(part)
    return foot
