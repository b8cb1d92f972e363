"""The learner's own work on an assignment: words, files, and what happens to files already handed in."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.assignments import Assignment, BriefFile, words
from studydesk.study.views.assignments import TaskView
from studydesk.ui.composer.attachments import AttachmentList, choose_files, dropped_files, welcome_files
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.clicklabel import ClickLabel
from studydesk.ui.widgets.text import label, look
from studydesk.wording import ntr, tr


class Work(Card):
    """The form for the work.

    Signals:
        typed: the words changed.
        files_added: list[Path].
        file_removed: the Attachment to take out.
        keep_changed: names of files at the school that stay (tuple[str, ...]).
    """

    typed = Signal()
    files_added = Signal(list)
    file_removed = Signal(object)
    keep_changed = Signal(tuple)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._assignment: Assignment | None = None
        self._is_filling = False
        self._is_typed = False  # words on the screen that are not kept yet
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Your text"))
        self.text.setPlaceholderText(tr("Write here. It is saved as you type."))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setMinimumHeight(context.theme.px(180))
        self.count = label("", "meta", wrap=False)
        self._handed_in = QWidget()
        self._keeps: dict[str, QCheckBox] = {}
        self._keep_column = QVBoxLayout(self._handed_in)
        self._keep_column.setContentsMargins(0, 0, 0, 0)
        self._keep_column.setSpacing(2)
        self.files = AttachmentList(context.icons)
        self._add = Button(tr("Add files"), self._choose)
        context.icons.put(self._add, "attach", "text", 16)
        self._limits = label("", "meta")
        self._file_part = QWidget()
        self._arrange()
        self.setAcceptDrops(True)
        self.text.textChanged.connect(self._on_text)
        self.files.removed.connect(self.file_removed)

    def _arrange(self) -> None:
        column = QVBoxLayout(self._file_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._handed_in, self.files):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._add)
        row.addWidget(self._limits, 1)
        column.addLayout(row)
        self.add(label(tr("Your work"), "heading"), self.text, self.count, self._file_part)

    def put(self, view: TaskView) -> None:
        """Show the draft; words that are being typed are not touched."""
        self._assignment = view.assignment
        assignment, draft = view.assignment, view.draft
        self.text.setVisible(assignment.takes_text)
        self.count.setVisible(assignment.takes_text)
        self._file_part.setVisible(assignment.takes_files)
        if not self._is_typed and self.text.toPlainText() != draft.text:
            self._fill(draft.text)
        self._on_count()
        self.files.put(draft.attachments)
        self._put_keeps(view.submission.files if view.submission else (), draft.keep)
        self._limits.setText(_limits(assignment))
        for part in (self._add, *self._keeps.values()):
            part.setEnabled(view.may_submit)
        self.text.setReadOnly(not view.may_submit)

    def forget(self) -> None:
        """Begin anew for another assignment."""
        self._fill("")
        self._is_typed = False

    def saved(self) -> None:
        """What was typed is kept: a newer draft may be shown again."""
        self._is_typed = False

    def _fill(self, text: str) -> None:
        self._is_filling = True
        self.text.setPlainText(text)
        self._is_typed = False
        self._is_filling = False

    def _put_keeps(self, files: Sequence[BriefFile], keep: tuple[str, ...]) -> None:
        names = [file.name for file in files]
        if names != list(self._keeps):
            while (item := self._keep_column.takeAt(0)) is not None:
                row = item.widget()
                if row is not None:
                    row.hide()
                    row.deleteLater()
            self._keeps = {file.name: self._keep_box(file) for file in files}
        for name, box in self._keeps.items():
            box.blockSignals(True)
            box.setChecked(name in keep)
            box.blockSignals(False)
        self._handed_in.setVisible(bool(names))

    def _keep_box(self, file: BriefFile) -> QCheckBox:
        said = tr("Keep {name} · {size} · at the school already")
        words_ = ClickLabel(said.format(name=file.name, size=wording.size(file.size_bytes)))
        box = QCheckBox()
        box.setAccessibleName(words_.text())
        box.toggled.connect(self._on_keep)
        words_.clicked.connect(box.click)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(box)
        line.addWidget(words_, 1)
        self._keep_column.addWidget(row)
        return box

    def _on_keep(self) -> None:
        self.keep_changed.emit(tuple(name for name, box in self._keeps.items() if box.isChecked()))

    def _on_text(self) -> None:
        self._on_count()
        if not self._is_filling:
            self._is_typed = True
            self.typed.emit()

    def _on_count(self) -> None:
        count = words(self.text.toPlainText())
        limit = self._assignment.word_limit if self._assignment else None
        if limit is None:
            self.count.setText(ntr("{n} word", "{n} words", count))
            return
        over = tr(" · too many") if count > limit else ""
        self.count.setText(tr("{n} of {limit} words").format(n=count, limit=limit) + over)
        look(self.count, "bad" if count > limit else "meta")

    def _choose(self) -> None:
        types = self._assignment.file_types if self._assignment else ()
        self._give(choose_files(self, types))

    def _give(self, files: list[Path]) -> None:
        if files:
            self.files_added.emit(files)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._file_part.isVisibleTo(self) and self._add.isEnabled():
            welcome_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._give(dropped_files(event))
        event.acceptProposedAction()


def _limits(assignment: Assignment) -> str:
    parts = [ntr("{n} file at most", "{n} files at most", assignment.max_files)]
    if assignment.max_bytes:
        parts.append(tr("up to {size} each").format(size=wording.size(assignment.max_bytes)))
    if assignment.file_types:
        parts.append(" ".join(assignment.file_types))
    parts.append(tr("or drop files here"))
    return " · ".join(parts)
