"""The files of a draft of the forum."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk.domain.work import Attachment
from studydesk.study.views.forums import Draft
from studydesk.ui.composer.attachments import AttachmentList
from studydesk.ui.context import Context


class DraftFiles(QWidget):
    """Shows a draft's files, adds and takes them out.

    Signals:
        changed: the Draft after a file was added or taken out.
        failed: the error, when a file could not be added.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._key = ""
        self._list = AttachmentList(context.icons)
        self._list.removed.connect(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        self.hide()

    def put(self, draft: Draft | None) -> None:
        """Show the files of a draft."""
        self._key = draft.key if draft is not None else ""
        self._list.put(draft.attachments if draft is not None else ())
        self.setVisible(draft is not None and bool(draft.attachments))

    def add(self, key: str, files: list[Path]) -> None:
        """Copy files into the profile and put them into the draft `key`."""
        discussions = self._context.desk.discussions
        for file in files:
            self._context.read(
                self, partial(discussions.attach, key, file), self.changed.emit, self.failed.emit, key=f"add {file}"
            )

    @Slot(object)
    def _remove(self, one: Attachment) -> None:
        job = partial(self._context.desk.discussions.detach, self._key, one.sha256, one.name)
        self._context.read(self, job, self.changed.emit, self.failed.emit, key="remove")
