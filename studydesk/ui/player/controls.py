"""The controls below a lecture: play, skip, seek, speed, captions, sound, full screen."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from studydesk.study.views.reading import Captions
from studydesk.ui.icons import Icons
from studydesk.ui.player.captions import CaptionTrack
from studydesk.ui.player.picture import CAPTION_SIZES
from studydesk.ui.player.playback import SPEEDS
from studydesk.ui.player.seek import SeekBar, clock
from studydesk.ui.widgets.buttons import Button, IconButton
from studydesk.ui.widgets.text import label
from studydesk.wording import decimal, tr


def speed_words(speed: float) -> str:
    """Return a speed as a learner reads it: "1×", "1.25×"."""
    return f"{decimal(f'{speed:g}')}×"


class Controls(QWidget):
    """The bar of controls; it tells what the learner wants and shows what is so.

    Signals:
        toggled_play, toggled_sound, toggled_captions, toggled_full: a button was pressed.
        skipped: milliseconds forward, negative for back.
        sought: the place to go to, in milliseconds.
        speed_chosen, captions_chosen (Captions or None), caption_size_chosen: from the menus.
    """

    toggled_play = Signal()
    toggled_sound = Signal()
    toggled_captions = Signal()
    toggled_full = Signal()
    skipped = Signal(int)
    sought = Signal(int)
    speed_chosen = Signal(float)
    captions_chosen = Signal(object)
    caption_size_chosen = Signal(str)

    def __init__(self, icons: Icons, skip_ms: int) -> None:
        super().__init__()
        self._icons = icons
        self.seek_bar = SeekBar()
        self.seek_bar.sought.connect(self.sought)
        self._time = label("0:00 / 0:00", "meta", wrap=False)
        self._play = IconButton(icons, "play", tr("Play"), self.toggled_play.emit)
        self._back = self._skip_button("skip-back", tr("10 seconds back"), -skip_ms)
        self._on = self._skip_button("skip-forward", tr("10 seconds forward"), skip_ms)
        self._speed = Button("1×", None, "quiet")
        self._speed.setMenu(QMenu(self._speed))
        self._captions = IconButton(icons, "captions", tr("Captions"))
        self._captions.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        self._captions.setMenu(QMenu(self._captions))
        self._sound = IconButton(icons, "volume", tr("Sound off"), self.toggled_sound.emit)
        self._full = IconButton(icons, "fullscreen", tr("Full screen"), self.toggled_full.emit)
        for button in (self._play, self._back, self._on, self._sound, self._full, self._captions, self._speed):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click the keys still belong to the picture
        self._arrange()
        self.show_speed(1.0)

    def _skip_button(self, icon: str, words: str, by_ms: int) -> IconButton:
        button = IconButton(self._icons, icon, words, lambda: self.skipped.emit(by_ms))
        button.setText(str(abs(by_ms) // 1000))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for part in (self._play, self._back, self._on):
            row.addWidget(part)
        row.addSpacing(8)
        row.addWidget(self._time)
        row.addStretch(1)
        for end in (self._speed, self._captions, self._sound, self._full):
            row.addWidget(end)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(2)
        column.addWidget(self.seek_bar)
        column.addLayout(row)

    def show_position(self, at_ms: int) -> None:
        """Show where the lecture stands."""
        self.seek_bar.show_position(at_ms)
        self._time.setText(f"{clock(at_ms)} / {clock(self.seek_bar.maximum())}")

    def show_length(self, length_ms: int) -> None:
        """Show how long the lecture is."""
        self.seek_bar.setRange(0, length_ms)
        self.show_position(self.seek_bar.value())

    def show_running(self, running: bool) -> None:
        """Show the button for the other: pause while playing, play while paused."""
        self._icons.put(self._play, "pause" if running else "play")
        self._play.say(tr("Pause") if running else tr("Play"))

    def show_muted(self, muted: bool) -> None:
        """Show whether the sound is off."""
        self._icons.put(self._sound, "mute" if muted else "volume")
        self._sound.say(tr("Sound on") if muted else tr("Sound off"))

    def show_full(self, full: bool, possible: bool = True) -> None:
        """Show whether it fills the screen; sound alone cannot."""
        self._icons.put(self._full, "close" if full else "fullscreen")
        self._full.say(tr("Leave full screen") if full else tr("Full screen"))
        self._full.setVisible(possible)

    def show_speed(self, speed: float) -> None:
        """Show the speed and offer the others."""
        self._speed.setText(speed_words(speed))
        self._speed.setAccessibleName(tr("Speed {speed}").format(speed=speed_words(speed)))
        self._speed.setToolTip(tr("How fast it plays"))
        menu = self._speed.menu()
        menu.clear()
        group = QActionGroup(menu)
        for choice in SPEEDS:
            self._add(menu, group, speed_words(choice), choice == speed, lambda c=choice: self.speed_chosen.emit(c))

    def show_captions(self, track: CaptionTrack, size: str) -> None:
        """Offer the languages and sizes of captions."""
        menu = self._captions.menu()
        menu.clear()
        self._captions.setVisible(bool(track.choices))
        self._icons.put(self._captions, "captions", "accent" if track.chosen else "text")
        self._captions.say(tr("Captions on") if track.chosen else tr("Captions off"))
        languages = QActionGroup(menu)
        self._add(menu, languages, tr("No captions"), track.chosen is None, lambda: self._choose(None))
        for one in track.choices:
            self._add(menu, languages, one.label or one.language, one is track.chosen, lambda c=one: self._choose(c))
        menu.addSeparator()
        sizes = QActionGroup(menu)
        words = {"small": tr("Small"), "normal": tr("Normal"), "large": tr("Large"), "huge": tr("Very large")}
        for name in CAPTION_SIZES:
            self._add(menu, sizes, words[name], name == size, lambda n=name: self.caption_size_chosen.emit(n))

    @Slot()
    def _choose(self, captions: Captions | None) -> None:
        self.captions_chosen.emit(captions)

    def _add(self, menu: QMenu, group: QActionGroup, text: str, chosen: bool, do: object) -> None:
        action = QAction(text, menu, checkable=True, checked=chosen)
        action.triggered.connect(lambda _checked, do=do: do())
        group.addAction(action)
        menu.addAction(action)

    def time_label(self) -> QLabel:
        """Return the label of the time, for tests and screen readers."""
        return self._time
