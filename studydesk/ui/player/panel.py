"""Picture and controls together: one lecture, its keys, and full screen."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studydesk.study.views.reading import Captions
from studydesk.ui.icons import Icons
from studydesk.ui.pages import Key
from studydesk.ui.player.captions import CaptionTrack
from studydesk.ui.player.controls import Controls
from studydesk.ui.player.fullscreen import FullScreen
from studydesk.ui.player.listening import Listening
from studydesk.ui.player.picture import Picture
from studydesk.ui.player.playback import SKIP_MS, SPEEDS, Playback
from studydesk.ui.theme import Theme
from studydesk.wording import tr

HIDE_AFTER_MS = 3_000


class Panel(QWidget):
    """Plays a lecture.

    Signals:
        speed_changed: the learner chose another speed.
        caption_size_changed: the learner chose another size of captions.
        broken: the file cannot be played.
    """

    speed_changed = Signal(float)
    caption_size_changed = Signal(str)
    broken = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.playback = Playback(self)
        self.captions = CaptionTrack(self)
        self.picture = Picture()
        self.picture.setAccessibleName(tr("Video"))
        self.listening = Listening(theme, icons)
        self.controls = Controls(icons, SKIP_MS)
        self._caption_size = "normal"
        self._full = FullScreen(self)
        self._stage = QStackedWidget()
        self._stage.addWidget(self.picture)
        self._stage.addWidget(self.listening)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stage, 1)
        column.addWidget(self.controls)
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._calm = QTimer(self, singleShot=True, interval=HIDE_AFTER_MS)
        self._calm.timeout.connect(self._hide_controls)
        self._connect()

    def _connect(self) -> None:
        playback, controls = self.playback, self.controls
        playback.moved.connect(self._on_moved)
        playback.length_known.connect(controls.show_length)
        playback.running.connect(self._on_running)
        playback.failed.connect(self.broken)
        playback.pictured.connect(self._on_frame)
        self.captions.shown.connect(self.picture.show_caption)
        self.captions.shown.connect(self.listening.show_words)
        controls.toggled_play.connect(playback.toggle)
        controls.skipped.connect(playback.skip)
        controls.sought.connect(playback.seek)
        controls.toggled_sound.connect(self.toggle_sound)
        controls.toggled_full.connect(self.toggle_full)
        controls.speed_chosen.connect(self.choose_speed)
        controls.captions_chosen.connect(self._choose_captions)
        controls.caption_size_chosen.connect(self.set_caption_size)
        self.picture.clicked.connect(playback.toggle)
        self.picture.double_clicked.connect(self.toggle_full)
        self.picture.hovered.connect(self._show_controls)

    def open(self, file: Path, title: str, resume_ms: int, speed: float, *, is_video: bool) -> None:
        """Get ready to play a file from `resume_ms`."""
        self.picture.clear()
        self.listening.show_title(title)
        self._stage.setCurrentWidget(self.picture if is_video else self.listening)
        self.controls.show_full(False, possible=is_video)
        self.controls.show_position(0)
        self.playback.load(file, resume_ms)
        self.playback.set_speed(speed)
        self.controls.show_speed(speed)

    def load_captions(self, captions: tuple[Captions, ...], language: str) -> None:
        """Have these captions, showing `language` if it is among them."""
        self.captions.load(captions, language)
        self.controls.show_captions(self.captions, self._caption_size)

    def set_caption_size(self, name: str) -> None:
        """Write captions in this size (a name of picture.CAPTION_SIZES)."""
        changed = name != self._caption_size
        self._caption_size = name
        self.picture.set_caption_size(name)
        self.controls.show_captions(self.captions, name)
        if changed:
            self.caption_size_changed.emit(name)

    def choose_speed(self, speed: float) -> None:
        """Play at another speed."""
        self.playback.set_speed(speed)
        self.controls.show_speed(self.playback.speed)
        self.speed_changed.emit(self.playback.speed)

    def step_speed(self, by: int) -> None:
        """Go to the next faster or slower speed."""
        nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - self.playback.speed))
        self.choose_speed(SPEEDS[max(0, min(len(SPEEDS) - 1, nearest + by))])

    def toggle_captions(self) -> None:
        """Switch captions on or off."""
        self.captions.toggle()
        self.controls.show_captions(self.captions, self._caption_size)

    @Slot()
    def toggle_sound(self) -> None:
        """Switch the sound off or on."""
        self.playback.set_muted(not self.playback.is_muted)
        self.controls.show_muted(self.playback.is_muted)

    @property
    def is_full(self) -> bool:
        """Whether it fills the screen."""
        return self._full.is_on

    @Slot()
    def toggle_full(self) -> None:
        """Fill the screen, or go back into the page."""
        if self.is_full:
            self._full.leave()
            self._show_controls()
        elif self._stage.currentWidget() is self.picture:
            self._full.enter(tr("Lecture"))
        self.picture.setFocus()
        self.controls.show_full(self.is_full)

    def closeEvent(self, event: QEvent) -> None:
        """Closing the full screen (Alt+F4) brings the lecture back into its page."""
        if self.is_full:
            event.ignore()
            self.toggle_full()

    @Slot(int)
    def _on_moved(self, at_ms: int) -> None:
        self.controls.show_position(at_ms)
        self.captions.move(at_ms)

    @Slot(bool)
    def _on_running(self, running: bool) -> None:
        self.controls.show_running(running)
        self._show_controls()

    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if self.picture.isVisible():
            self.picture.show_frame(frame)

    @Slot(object)
    def _choose_captions(self, captions: Captions | None) -> None:
        self.captions.choose(captions)
        self.controls.show_captions(self.captions, self._caption_size)

    @Slot()
    def _show_controls(self) -> None:
        self.controls.show()
        self.picture.unsetCursor()
        self._calm.stop()
        if self.is_full and self.playback.is_running:
            self._calm.start()

    @Slot()
    def _hide_controls(self) -> None:
        if self.is_full and self.playback.is_running:
            self.controls.hide()
            self.picture.setCursor(Qt.CursorShape.BlankCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play by the keys of every player."""
        known = {
            Qt.Key.Key_Space: self.playback.toggle,
            Qt.Key.Key_K: self.playback.toggle,
            Qt.Key.Key_Left: lambda: self.playback.skip(-SKIP_MS),
            Qt.Key.Key_Right: lambda: self.playback.skip(SKIP_MS),
            Qt.Key.Key_Up: lambda: self.playback.set_volume(self.playback.volume + 0.1),
            Qt.Key.Key_Down: lambda: self.playback.set_volume(self.playback.volume - 0.1),
            Qt.Key.Key_Home: lambda: self.playback.seek(0),
            Qt.Key.Key_Less: lambda: self.step_speed(-1),
            Qt.Key.Key_Greater: lambda: self.step_speed(1),
            Qt.Key.Key_M: self.toggle_sound,
            Qt.Key.Key_C: self.toggle_captions,
            Qt.Key.Key_F: self.toggle_full,
        }
        do = known.get(Qt.Key(event.key())) if event.modifiers() in _PLAIN else None
        if do is not None:
            do()
            self._show_controls()
        elif event.key() == Qt.Key.Key_Escape and self.is_full:
            self.toggle_full()
        else:
            event.ignore()


_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)


def keys() -> list[Key]:
    """Return the keys of the player, for the list that `?` shows."""
    return [
        Key(tr("Space"), tr("Play or pause")),
        Key("← →", tr("10 seconds back or forward")),
        Key("< >", tr("Slower or faster")),
        Key("↑ ↓", tr("Louder or quieter")),
        Key("C", tr("Captions on or off")),
        Key("M", tr("Sound on or off")),
        Key("F", tr("Full screen")),
    ]
