"""A line below the top bar, on every page: something about this computer or the school that the learner must know."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from studydesk.ui.icons import Icons
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class Strip(QFrame):
    """One message with an icon; hidden while there is none. "Hide" hides it until there is another one."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._said = ""
        self._is_hidden, self._is_aside = False, False
        self._do: Callable[[], object] | None = None
        self.setProperty("look", "strip")
        self._icon = QLabel()
        self._words = label("")
        self._action = Button("", self._act, "quiet")
        hide = Button(tr("Hide"), self._put_away, "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(10)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._action)
        row.addWidget(hide)
        self.hide()

    def say(self, icon: str, words: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Show a message, and a button for what can be done about it; "" shows nothing."""
        self._do = do
        if words == self._said:
            return
        self._said = words
        self._words.setText(words)
        self.setAccessibleName(words)
        self._action.say(action)
        self._action.setHidden(not action)
        self._icons.put(self._icon, icon, "warn", 20)
        self._is_hidden = False
        self._appear()
        if words:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def set_aside(self, is_aside: bool) -> None:
        """Do not stand on this page, which says it itself."""
        self._is_aside = is_aside
        self._appear()

    def _appear(self) -> None:
        self.setVisible(bool(self._said) and not self._is_hidden and not self._is_aside)

    def _put_away(self) -> None:
        self._is_hidden = True
        self._appear()

    def _act(self) -> None:
        if self._do is not None:
            self._do()
