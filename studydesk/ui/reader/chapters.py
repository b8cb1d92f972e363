"""The chapters of a book: the list at its side, and the way to the next and the previous one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy

from studydesk.study.views.reading import ChapterRef
from studydesk.ui.theme import Theme
from studydesk.wording import tr


class Chapters(QListWidget):
    """The list of chapters.

    Signals:
        chosen: the index of a chapter.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(tr("Chapters"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("look", "bare")
        self.setProperty("ring", True)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(140)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        self.itemActivated.connect(lambda item: self.chosen.emit(self.row(item)))

    def put(self, chapters: tuple[ChapterRef, ...], current: int) -> None:
        """Show these chapters, standing on `current`."""
        self.clear()
        for chapter in chapters:
            words = chapter.title if chapter.is_here else tr("{title} (not downloaded)").format(title=chapter.title)
            item = QListWidgetItem(("\u2003" if chapter.is_sub else "") + words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            if not chapter.is_here:
                item.setForeground(self._theme.colour("muted"))
            self.addItem(item)
        self.setCurrentRow(current)
        tokens = self._theme.tokens
        self.setStyleSheet(
            f"QListWidget::item {{ padding: 7px 10px; border-radius: 6px; }}"
            f"QListWidget::item:selected {{ background: {tokens.soft}; color: {tokens.accent}; }}"
        )
