"""The calm view of a lecture that is only heard: its title, and what is being said where there are captions."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class Listening(QWidget):
    """A quiet page to look at, or away from, while listening."""

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Audio lecture"))
        self._icon = QLabel()
        icons.put(self._icon, "audio", "accent", 72)
        self._title = label("", "title")
        self._words = label("", "heading")
        self._words.setMinimumHeight(theme.px(48))
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 8, 32, 8)
        column.setSpacing(16)
        column.addStretch(2)
        for part in (self._icon, self._title, self._words):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(part)
        column.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.setVisible(self.height() > self._theme.px(260))

    def show_title(self, title: str) -> None:
        """Show what is being played."""
        self._title.setText(title)

    def show_words(self, words: str) -> None:
        """Show what is being said now."""
        self._words.setText(words)
