"""Which captions are shown, and the words that are due."""

from PySide6.QtCore import QObject, Signal

from studydesk.domain.playback import cues_at
from studydesk.study.views.reading import Captions


class CaptionTrack(QObject):
    """The captions of the lecture that is open, one language of them chosen or none.

    Signals:
        shown: the words to show now, "" for none; only when they change.
    """

    shown = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Captions, ...] = ()
        self._chosen: Captions | None = None
        self._last: str | None = None
        self._words = ""
        self._at_ms = 0

    @property
    def choices(self) -> tuple[Captions, ...]:
        """The languages there are."""
        return self._all

    @property
    def chosen(self) -> Captions | None:
        """What is shown, None when captions are off."""
        return self._chosen

    def load(self, captions: tuple[Captions, ...], language: str) -> None:
        """Have these; show `language` when there is such a one, none otherwise."""
        self._all = captions
        matching = (c for c in captions if language and c.language.split("-")[0] == language.split("-")[0])
        self.choose(next(matching, None))

    def choose(self, captions: Captions | None) -> None:
        """Show these captions, None switches them off."""
        self._chosen = captions
        if captions is not None:
            self._last = captions.language
        self.move(self._at_ms)

    def toggle(self) -> None:
        """Switch captions off, or on in the language shown last, else the first there is."""
        if self._chosen is not None or not self._all:
            self.choose(None)
            return
        self.choose(next((c for c in self._all if c.language == self._last), self._all[0]))

    def move(self, at_ms: int) -> None:
        """Show what is due at this millisecond."""
        self._at_ms = at_ms
        due = cues_at(self._chosen.cues, at_ms) if self._chosen else ()
        words = "\n".join(cue.text for cue in due)
        if words != self._words:
            self._words = words
            self.shown.emit(words)
