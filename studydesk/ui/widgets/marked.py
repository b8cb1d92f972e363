"""Words of which some are marked: by the kind of line under them and by the ground, never by colour alone."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTextBrowser

from studydesk.ui.theme import Theme


class Mark(StrEnum):
    """How words are marked."""

    NONE = "none"
    MINE = "mine"  # a full line under them
    THEIRS = "theirs"  # a dashed line under them


class MarkedText(QTextBrowser):
    """Words in full height; what is marked is said in the description for screen readers as well."""

    def __init__(self, theme: Theme, name: str, pieces: Sequence[tuple[str, Mark]], description: str = "") -> None:
        super().__init__()
        self._theme, self._pieces = theme, pieces
        self.setProperty("look", "reading")
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._write)
        self._write()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        document = self.document()
        before = document.textWidth()
        layout = document.documentLayout()
        layout.blockSignals(True)  # the view would lay its text out for the old width again at once
        document.setTextWidth(width)
        height = int(document.size().height()) + 2
        document.setTextWidth(before)
        layout.blockSignals(False)
        return height

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the sheet may give it another size of text
        width = int(self.document().idealWidth()) + 4
        is_one_line = self.lineWrapMode() == self.LineWrapMode.NoWrap
        return QSize(width, self.heightForWidth(width if is_one_line or not self.isVisible() else self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not the words

    @Slot()
    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for text, mark in self._pieces:
            cursor.insertText(text, self._format(mark))
        self.updateGeometry()

    def _format(self, mark: Mark) -> QTextCharFormat:
        made = QTextCharFormat()
        if mark is not Mark.NONE:
            line = QTextCharFormat.UnderlineStyle
            made.setUnderlineStyle(line.SingleUnderline if mark is Mark.MINE else line.DashUnderline)
            made.setUnderlineColor(self._theme.colour("text"))
            made.setBackground(self._theme.colour("soft" if mark is Mark.MINE else "raised"))
            if mark is Mark.MINE:
                made.setFontWeight(QFont.Weight.DemiBold)
        return made
