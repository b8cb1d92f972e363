"""Says that pictures of a text are not on this computer, and offers to download them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import ntr, tr


class MissingBar(QWidget):
    """A quiet line above a text, hidden while nothing is missing.

    Signals:
        wanted: download them.
    """

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "meta")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 16, 8)
        row.addWidget(self._words, 1)
        row.addWidget(Button(tr("Download them"), self.wanted.emit, "quiet"))
        self.hide()

    def say(self, count: int) -> None:
        """Show how many pictures are missing."""
        self._words.setText(
            ntr("{n} picture of this text is not here yet.", "{n} pictures of this text are not here yet.", count)
        )
        self.setVisible(count > 0)
