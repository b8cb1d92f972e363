"""Plays one media file: a thin, honest layer over QMediaPlayer that starts where the learner stopped."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
SKIP_MS = 10_000
NEARLY_OVER_MS = 3_000  # resuming this close to the end would play nothing: begin again


class Playback(QObject):
    """One lecture being played.

    Signals:
        moved: the position in milliseconds: while playing about ten times a second, and on every seek.
        length_known: the length in milliseconds.
        running: True when it began to play, False when it stopped for any reason.
        ended: it played to its end.
        failed: the file cannot be played.
        pictured: a frame of the video.
    """

    moved = Signal(int)
    length_known = Signal(int)
    running = Signal(bool)
    ended = Signal()
    failed = Signal()
    pictured = Signal(QVideoFrame)

    # Stopping and opening wait for the player's own threads, and those need Python's lock when they let go of objects
    # that Python made: called from Python they wait for each other for ever, now and then (a stack of one such hang
    # stood in setSource). Queued to the C++ slots they run inside the event loop, which does not hold the lock.
    _halting = Signal()
    _opening = Signal(QUrl)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = QMediaPlayer(self)
        self._audio = QAudioOutput(self)
        self._sink = QVideoSink(self)
        self._player.setAudioOutput(self._audio)
        self._player.setVideoSink(self._sink)
        self._halting.connect(self._player.stop, Qt.ConnectionType.QueuedConnection)
        self._opening.connect(self._player.setSource, Qt.ConnectionType.QueuedConnection)
        self._resume_ms = 0
        self._ready = False
        self._wanted = QUrl()
        self._player.sourceChanged.connect(self._on_source)
        self._player.positionChanged.connect(self._on_position)
        self._player.durationChanged.connect(self._on_length)
        self._player.playbackStateChanged.connect(self._on_state)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(self._on_error)
        self._sink.videoFrameChanged.connect(self._on_frame)

    def load(self, file: Path, resume_ms: int = 0) -> None:
        """Open a file and stand, paused, at `resume_ms`; `failed` or `length_known` follows."""
        self.close()
        self._resume_ms = max(0, resume_ms)
        self._wanted = QUrl.fromLocalFile(str(file))
        self._opening.emit(self._wanted)

    def close(self) -> None:
        """Let go of the file, at the next turn of the event loop."""
        self._ready = False
        self._wanted = QUrl()
        self._halting.emit()
        self._opening.emit(QUrl())

    @property
    def position_ms(self) -> int:
        """Where it stands; the place to resume from until the file is open."""
        return int(self._player.position()) if self._ready else self._resume_ms

    @property
    def length_ms(self) -> int:
        """The length, 0 until it is known."""
        return max(0, int(self._player.duration()))

    @property
    def is_running(self) -> bool:
        """Whether it is playing now."""
        return self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    @property
    def is_muted(self) -> bool:
        """Whether the sound is off."""
        return bool(self._audio.isMuted())

    @property
    def volume(self) -> float:
        """Loudness, 0.0–1.0."""
        return float(self._audio.volume())

    @property
    def speed(self) -> float:
        """How fast it plays, 1.0 is as recorded."""
        return float(self._player.playbackRate())

    def toggle(self) -> None:
        """Play when paused, pause when playing; at the end, play again from the start."""
        if self.is_running:
            self._player.pause()
            return
        if self.length_ms and self.position_ms >= self.length_ms - 200:
            self._player.setPosition(0)
        self._player.play()

    def pause(self) -> None:
        """Stop for now; the position stays."""
        if self.is_running:
            self._player.pause()

    def seek(self, at_ms: int) -> None:
        """Go to a place, kept within the lecture."""
        if not self._ready:
            self._resume_ms = max(0, at_ms)
            return
        self._player.setPosition(max(0, min(at_ms, self.length_ms)))

    def skip(self, by_ms: int) -> None:
        """Go forward, or back when negative."""
        self.seek(self.position_ms + by_ms)

    def set_speed(self, speed: float) -> None:
        """Play at this speed from now on, within 0.5–3.0; voices keep their pitch."""
        self._player.setPlaybackRate(max(SPEEDS[0], min(SPEEDS[-1], speed)))

    def set_muted(self, muted: bool) -> None:
        """Switch the sound off or on."""
        self._audio.setMuted(muted)

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0.0–1.0."""
        self._audio.setVolume(max(0.0, min(1.0, volume)))

    @Slot(QUrl)
    def _on_source(self, _source: QUrl) -> None:
        self._ready = False

    @Slot("qlonglong")
    def _on_position(self, at_ms: int) -> None:
        if self._ready:
            self.moved.emit(int(at_ms))

    @Slot("qlonglong")
    def _on_length(self, length_ms: int) -> None:
        if length_ms > 0:
            self.length_known.emit(int(length_ms))

    @Slot(QMediaPlayer.PlaybackState)
    def _on_state(self, state: QMediaPlayer.PlaybackState) -> None:
        self.running.emit(state == QMediaPlayer.PlaybackState.PlayingState)

    @Slot(QMediaPlayer.MediaStatus)
    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self.ended.emit()
        elif status == QMediaPlayer.MediaStatus.InvalidMedia:
            self.failed.emit()
        elif status in (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia):
            self._settle()

    def _settle(self) -> None:
        """Go to the place to resume from, once, and show the frame that is there."""
        # A file that is being stopped tells "loaded" once more: that must not count for the one that comes after it.
        if self._ready or self._wanted.isEmpty() or self._player.source() != self._wanted:
            return
        self._ready = True
        if self.length_ms and self._resume_ms > self.length_ms - NEARLY_OVER_MS:
            self._resume_ms = 0
        # A paused player decodes the frame at its position; a stopped one shows nothing.
        self._player.pause()
        if self._resume_ms:
            self._player.setPosition(self._resume_ms)
        self.moved.emit(self._resume_ms)

    @Slot(QMediaPlayer.Error, str)
    def _on_error(self, error: QMediaPlayer.Error, _details: str) -> None:
        if error != QMediaPlayer.Error.NoError:
            self.failed.emit()

    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if frame.isValid():
            self.pictured.emit(frame)
