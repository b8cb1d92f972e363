"""One file on its way: its state in words, how far it is, and everything that can be done with it."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout

from studydesk import wording
from studydesk.domain.downloads import FileState
from studydesk.study.views.downloads import DownloadRow
from studydesk.ui.downloads.acts import Act
from studydesk.ui.icons import Icons
from studydesk.ui.kinds import of_file
from studydesk.ui.widgets.badge import DISK
from studydesk.ui.widgets.buttons import IconButton
from studydesk.ui.widgets.signs import Sign
from studydesk.ui.widgets.steady import Bar, SteadyLabel
from studydesk.ui.widgets.text import look
from studydesk.wording import queue as sentences
from studydesk.wording import tr
from studydesk.wording.downloads import held as in_words

ON_THE_WAY = (FileState.RUNNING, FileState.QUEUED)
BEGUN = (FileState.RUNNING, FileState.PAUSED)
_KEYS = {
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): Act.CANCEL,
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): Act.EARLIER,
    (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): Act.LATER,
    (Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier): Act.FIRST,
}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class FileLine(QFrame):
    """A line that is one stop for Tab: Space pauses, Enter opens its menu, the arrows go to the next.

    It is changed in place: a new widget for each step of a transfer would lose the focus and flicker.

    Signals:
        asked: an Act and the DownloadRow.
        stepped: -1 or 1, to the line before or after.
    """

    asked = Signal(object, object)
    stepped = Signal(int)

    def __init__(self, icons: Icons, row: DownloadRow) -> None:
        super().__init__()
        self._icons, self.row = icons, row
        self._done = row.done_bytes
        self._sign: Sign | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        self.setObjectName(f"file:{row.key}")
        self._state_icon, self._kind_icon = QLabel(), QLabel()
        # The end of a long name tells files of one activity apart.
        self._name = SteadyLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._state, self._bar = SteadyLabel("", "muted"), Bar()
        self._toggle = IconButton(icons, "pause", "", self._pause_or_go_on)
        self._more = IconButton(icons, "more", "", self.open_menu)
        for button in (self._toggle, self._more):  # the line itself has the keys; three stops each would be a march
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._lay_out()
        self.show_row(row)

    def show_row(self, row: DownloadRow, live: int = 0) -> None:
        """Show another state of the file; `live`: bytes that the transfer under way told of already."""
        if row == self.row and self._sign is not None and row.state is not FileState.RUNNING:
            return
        self.row = row
        self._done = max(row.done_bytes, live) if row.state is FileState.RUNNING else row.done_bytes
        title = row.activity_title
        self._name.setText(f"{title} · {row.name}" if title and title != row.name else row.name)
        self._icons.put(self._kind_icon, of_file(row.media, row.name), "muted")
        runs = row.state in ON_THE_WAY
        again = tr("Try {file} again") if row.state is FileState.FAILED else tr("Go on with {file}")
        self._toggle.say((tr("Pause {file}") if runs else again).format(file=row.name))
        name = "pause" if runs else "refresh" if row.state is FileState.FAILED else "play"
        self._icons.put(self._toggle, name)
        self._more.say(tr("More for {file}").format(file=row.name))
        self._say(row.state)

    def say_live(self, done: int, total: int) -> None:
        """Show how far the transfer is, without asking the disk."""
        self._done = done
        self._say(FileState.RUNNING, total)

    def open_menu(self) -> None:
        """Show everything that can be done with the file."""
        menu = self.menu()
        menu.exec(self._more.mapToGlobal(QPoint(0, self._more.height())))
        menu.deleteLater()

    def menu(self) -> QMenu:
        """Return a menu of everything that can be done with the file."""
        row, menu = self.row, QMenu(self)
        if row.state in ON_THE_WAY:
            self._add(menu, Act.PAUSE, tr("Pause"))
        else:
            words = tr("Try again") if row.state is FileState.FAILED else tr("Go on")
            self._add(menu, Act.GO_ON, words)
        if row.held is not None and not row.is_urgent:
            size = wording.size(row.left_bytes)
            self._add(menu, Act.NOW, tr("Download now anyway · {price}").format(price=size))
        menu.addSeparator()
        self._add(menu, Act.FIRST, tr("Download first"))
        self._add(menu, Act.EARLIER, tr("Earlier"))
        self._add(menu, Act.LATER, tr("Later"))
        menu.addSeparator()
        self._add(menu, Act.OPEN, tr("Go to the course"))
        self._add(menu, Act.CANCEL, tr("Cancel"))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
            return
        menu = self.menu()
        menu.exec(event.globalPos())
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = _KEYS.get((key, modifiers))
        if act is not None:
            self.asked.emit(act, self.row)
        elif key == Qt.Key.Key_Space:
            self._pause_or_go_on()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        elif key in _STEPS and not modifiers:
            self.stepped.emit(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def _add(self, menu: QMenu, act: Act, words: str) -> None:
        row = self.row  # the line may show another state of it by the time somebody chooses
        menu.addAction(words, lambda: self.asked.emit(act, row))

    def _pause_or_go_on(self) -> None:
        self.asked.emit(Act.PAUSE if self.row.state in ON_THE_WAY else Act.GO_ON, self.row)

    def _say(self, state: FileState, total: int = 0) -> None:
        row = self.row
        whole = total or row.total_bytes
        held = in_words(row.held) if row.held is not None else ""
        words = sentences.file_state(state, self._done, whole, why=row.problem, next_try=row.next_try, held=held)
        sign = DISK[state]
        if sign != self._sign:
            self._sign = sign
            self._icons.put(self._state_icon, sign.icon, sign.tone, 16)
            look(self._state, sign.tone)
        self._state.setText(words)
        self._bar.setVisible(state in BEGUN and self._done > 0)
        self._bar.say(self._done / whole if whole else 0.0, f"{row.name}. {words}")
        self.setAccessibleName(f"{self._name.text()}. {words}")

    def _lay_out(self) -> None:
        second = QHBoxLayout()
        second.setSpacing(6)
        second.addWidget(self._state_icon)
        second.addWidget(self._state, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addLayout(second)
        words.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 4, 0, 4)
        layout.setSpacing(12)
        layout.addWidget(self._kind_icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._toggle)
        layout.addWidget(self._more)
