"""The files that go with something written: listed with their sizes, each with a button that takes it out."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studydesk.domain.work import Attachment
from studydesk.ui.icons import Icons
from studydesk.ui.widgets.buttons import IconButton
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import size, tr


class AttachmentList(QWidget):
    """The new files.

    Signals:
        removed: the Attachment to take out.
    """

    removed = Signal(object)

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def put(self, attachments: Sequence[Attachment]) -> None:
        """Show these."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in attachments:
            self._column.addWidget(self._line(one))
        self.setVisible(bool(attachments))

    def _line(self, one: Attachment) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        icon = QLabel()
        self._icons.put(icon, "attach", "muted", 16)
        line.addWidget(icon)
        line.addWidget(ElidedLabel(one.name), 1)
        facts = size(one.size_bytes) if one.size_bytes else tr("0 bytes: the file is empty")
        line.addWidget(label(facts, "meta" if one.size_bytes else "warn", wrap=False))
        words = tr("Take out {name}").format(name=one.name)
        line.addWidget(IconButton(self._icons, "close", words, lambda: self.removed.emit(one), token="muted"))
        return row


def dropped_files(event: QDropEvent) -> list[Path]:
    """Return the files of this computer that are being dropped."""
    found = (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
    return [path for path in found if path.is_file()]


def welcome_files(event: QDragEnterEvent) -> None:
    """Say that files may be dropped here."""
    if dropped_files(event):
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()


def choose_files(owner: QWidget, types: tuple[str, ...] = ()) -> list[Path]:
    """Ask for files; `types` are endings with their dot, () = any."""
    pattern = tr("Allowed files") + " (" + " ".join(f"*{ending}" for ending in types) + ")" if types else ""
    chosen, _filter = QFileDialog.getOpenFileNames(owner, tr("Add files"), "", pattern)
    return [Path(name) for name in chosen]
