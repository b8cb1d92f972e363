"""Cards, section headers, rows, notices and empty states."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import ElidedLabel, label


class Card(QFrame):
    """A surface with a thin line around it; `column` is where its content goes. `look`: card, notice or problem."""

    def __init__(self, look: str = "card", *, margin: int = 16, spacing: int = 8) -> None:
        super().__init__()
        self.setProperty("look", look)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(spacing)

    def add(self, *widgets: QWidget) -> "Card":
        """Put widgets below one another; the card itself comes back."""
        for widget in widgets:
            self.column.addWidget(widget)
        return self


def line(*widgets: QWidget, spacing: int = 8, stretch: bool = True) -> QWidget:
    """Return widgets side by side; the rest of the width stays empty unless `stretch` is False."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return made


def rule() -> QFrame:
    """Return a thin line between things."""
    made = QFrame()
    made.setProperty("look", "rule")
    made.setFixedHeight(1)
    return made


def section_header(text: str, more: str = "", do: Callable[[], object] | None = None) -> QWidget:
    """Return a heading, with a quiet button at its far end where there is more to see."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(ElidedLabel(text, "heading"), 1)
    if more:
        row.addWidget(Button(more, do, "quiet"))
    return made


class ProgressLine(QWidget):
    """A thin bar with its words below: the bar alone would say nothing to a screen reader."""

    def __init__(self, share: float, words: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        self._words = ElidedLabel("", "meta")
        column.addWidget(self._bar)
        column.addWidget(self._words)
        self.say(share, words)

    def say(self, share: float, words: str) -> None:
        """Show another share, 0.0–1.0."""
        self._bar.setValue(round(share * 1000))
        self._bar.setAccessibleName(words)
        self._words.setText(words)
        self._words.setHidden(not words)


class Row(QPushButton):
    """A line that leads somewhere: icon, title, a quieter line below, and something at the far end."""

    def __init__(
        self,
        icons: Icons,
        icon: str,
        title: str,
        meta: str = "",
        do: Callable[[], object] | None = None,
        *,
        tone: str = "muted",
        end: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("look", "row")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{title}. {meta}" if meta else title)
        self.setObjectName(f"row:{title}")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(12)
        picture = QLabel()
        icons.put(picture, icon, tone)
        row.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(ElidedLabel(title))
        if meta:
            words.addWidget(ElidedLabel(meta, "meta"))
        row.addLayout(words, 1)
        if end is not None:
            row.addWidget(end)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if do is not None:
            self.clicked.connect(lambda _checked=False: do())

    def sizeHint(self) -> QSize:
        inside = self.layout()
        return inside.sizeHint() if inside else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(80, max(36, self.sizeHint().height()))


class EmptyState(QWidget):
    """What stands where nothing is yet: an icon, what this place is for, and what to do first."""

    def __init__(
        self, icons: Icons, icon: str, title: str, text: str, action: str = "", do: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 48, 24, 48)
        column.setSpacing(8)
        picture = QLabel()
        icons.put(picture, icon, "muted", 48)
        heading = label(title, "heading")
        words = label(text, "muted")
        for part in (picture, heading, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        if action:
            column.addSpacing(8)
            column.addWidget(Button(action, do, "primary"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
