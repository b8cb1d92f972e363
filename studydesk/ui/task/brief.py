"""What the teacher asks for: the brief and its files; and what the teacher said to the work."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.downloads import LocalFile
from studydesk.ui.context import Context
from studydesk.ui.reader.browser import Resource
from studydesk.ui.reader.style import look_of
from studydesk.ui.thread.body import PostBody
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class FileButtons(QWidget):
    """Files that are opened, or downloaded, by a button each.

    Signals:
        asked: the LocalFile.
    """

    asked = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def put(self, files: Sequence[LocalFile]) -> None:
        """Show these."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for file in files:
            here = file.sha256 is not None
            state = "" if here else " · " + tr("not downloaded")
            text = f"{file.name} · {wording.size(file.size_bytes)}{state}"
            button = Button(text, partial(self.asked.emit, file), "quiet")
            self._context.icons.put(button, "attach" if here else "cloud-download", "accent", 16)
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self.setVisible(bool(files))


class Brief(Card):
    """A text of the teacher with files.

    Signals:
        followed: a link in the text.
        file_asked: a LocalFile.
    """

    followed = Signal(str)
    file_asked = Signal(object)

    def __init__(self, context: Context, heading: str) -> None:
        super().__init__()
        self._context = context
        self.heading = label(heading, "heading")
        self._body = PostBody(look_of(context.theme, compact=True))
        self._body.setAccessibleName(heading)
        self._files = FileButtons(context)
        self._html: str | None = None
        self.add(self.heading, self._body, self._files)
        self._body.followed.connect(self.followed)
        self._files.asked.connect(self.file_asked)
        context.theme.changed.connect(self._on_theme)

    def put(self, html: str, files: Sequence[LocalFile], resource: Resource) -> None:
        """Show this text and these files."""
        if html != self._html:
            self._html = html
            self._body.set_resource(resource)
            self._body.show_post(html)
            self._body.updateGeometry()
        self._body.setVisible(bool(html.strip()))
        self._files.put(files)

    @Slot()
    def _on_theme(self) -> None:
        self._body.set_look(look_of(self._context.theme, compact=True))
        self._body.updateGeometry()
