"""A state in words with an icon, never by colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from studydesk.domain.downloads import FileState
from studydesk.domain.outbox import State
from studydesk.ui.icons import Icons
from studydesk.ui.widgets.signs import LINK, Sign
from studydesk.ui.widgets.text import ElidedLabel, label, look

DISK: dict[FileState | None, Sign] = {
    None: Sign("on-disk", "muted"),
    FileState.PRESENT: Sign("on-disk", "ok"),
    FileState.ABSENT: Sign("not-here", "muted"),
    FileState.QUEUED: Sign("waiting", "muted"),
    FileState.RUNNING: Sign("download", "accent"),
    FileState.PAUSED: Sign("pause", "muted"),
    FileState.FAILED: Sign("problem", "bad"),
    FileState.STALE: Sign("newer", "warn"),
}
WRITING: dict[State, Sign] = {
    State.QUEUED: Sign("waiting", "muted"),
    State.SENDING: Sign("send", "accent"),
    State.UNCERTAIN: Sign("uncertain", "warn"),
    State.SENT: Sign("sent", "ok"),
    State.REJECTED: Sign("refused", "bad"),
    State.CONFLICT: Sign("conflict", "warn"),
    State.DISCARDED: Sign("withdrawn", "muted"),
}


class StateBadge(QWidget):
    """An icon and words: "On this computer", "Waiting to send". `wrap`: over several lines instead of shortened."""

    def __init__(self, icons: Icons, sign: Sign, words: str, *, wrap: bool = False) -> None:
        super().__init__()
        self._icons = icons
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter)
        self._words: QLabel = label("", "muted") if wrap else ElidedLabel("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        if wrap:  # beside something higher the icon stays on the first line of the words
            self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.say(sign, words)

    def say(self, sign: Sign, words: str) -> None:
        """Show another state."""
        self._icons.put(self._icon, sign.icon, sign.tone, 16)
        self._words.setText(words)
        look(self._words, sign.tone)
        self.setAccessibleName(words)


__all__ = ["DISK", "LINK", "WRITING", "Sign", "StateBadge"]
