"""A file that this program does not show itself: what it is, and what can be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from studydesk.domain.courses import suffix
from studydesk.study.views.reading import OpenFile
from studydesk.ui.context import Context
from studydesk.ui.files.programs import open_elsewhere, save_copy
from studydesk.ui.widgets.boxes import line
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.text import label
from studydesk.wording import size, tr


class FileCard(QWidget):
    """Name, kind and size of a file, with the buttons that open or save it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._file: OpenFile | None = None
        self._name = label("", "heading")
        self._what = label("", "muted")
        icon = QLabel()
        context.icons.put(icon, "file", "muted", 56)
        self.open_button = PrimaryButton(tr("Open in its own program"), self._open)
        save = Button(tr("Save a copy…"), self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        for part in (icon, self._name, self._what):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(line(self.open_button, save, stretch=False), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def show_file(self, file: OpenFile) -> None:
        """Show this file."""
        self._file = file
        self._name.setText(file.name)
        kind = suffix(file.name).upper()
        parts = (kind, size(file.size_bytes), tr("On this computer"))
        self._what.setText(" · ".join(part for part in parts if part))

    def _open(self) -> None:
        if self._file is not None:
            open_elsewhere(self._context, self, self._file.key)

    def _save(self) -> None:
        if self._file is not None:
            save_copy(self._context, self, self._file.key, self._file.name)
