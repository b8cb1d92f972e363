"""Buttons: the one primary action with its price on it, quiet ones, and icons that say their name."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from studydesk.ui.icons import Icons


class Button(QPushButton):
    """A button that also answers to Enter; `look`: primary, quiet, danger, choice, tab or plain."""

    def __init__(self, text: str, do: Callable[[], object] | None = None, look: str = "") -> None:
        # An ampersand in a title is no shortcut.
        super().__init__(text.replace("&", "&&"))
        if look:
            self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)
        if do is not None:
            self.clicked.connect(lambda _checked=False: do())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def say(self, text: str) -> None:
        """Change the words."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)


class PrimaryButton(Button):
    """The one primary action of a page; what it costs stands on it ("Download all · 12 MB, about 3 min")."""

    def __init__(self, text: str, do: Callable[[], object] | None = None, price: str = "") -> None:
        super().__init__(f"{text} · {price}" if price else text, do, "primary")


class IconButton(QToolButton):
    """A button that shows only an icon; its words are the tool tip and the accessible name."""

    def __init__(
        self, icons: Icons, name: str, words: str, do: Callable[[], object] | None = None, *, token: str = "text"
    ) -> None:
        super().__init__()
        icons.put(self, name, token)
        self.say(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(32, 32))
        if do is not None:
            self.clicked.connect(lambda _checked=False: do())

    def say(self, words: str) -> None:
        """Change the words."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
