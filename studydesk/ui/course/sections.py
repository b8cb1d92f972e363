"""The sections of a course, beside its activities."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget

from studydesk.wording import tr


class SectionList(QListWidget):
    """The titles of the sections.

    Signals:
        chosen: index of the section to go to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "nav")
        self.setAccessibleName(tr("Sections"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMinimumWidth(140)
        self.itemClicked.connect(lambda item: self.chosen.emit(self.row(item)))
        self.itemActivated.connect(lambda item: self.chosen.emit(self.row(item)))

    def say(self, titles: Sequence[str]) -> None:
        """Show these; where only more of them came, the learner stays where they are."""
        here = [self.item(n).text() for n in range(self.count())]
        if list(titles) == here:
            return
        self.blockSignals(True)
        if list(titles[: len(here)]) != here:
            self.clear()
        for title in titles[self.count() :]:
            self.addItem(title)
            self.item(self.count() - 1).setToolTip(title)
        self.setCurrentRow(max(0, self.currentRow()))
        self.blockSignals(False)
        self.setVisible(len(titles) > 1)

    def mark(self, section: int) -> None:
        """Mark the section that is being looked at."""
        if section < self.count() and section != self.currentRow():
            self.setCurrentRow(section)
