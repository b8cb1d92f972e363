"""The page of a video or audio lecture."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Media
from studydesk.study.views.reading import Lecture
from studydesk.ui import speech
from studydesk.ui.activity.absent import Absent
from studydesk.ui.activity.done import DoneMark
from studydesk.ui.context import Context
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.player.panel import Panel, keys
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import tr

KEEP_EVERY_MS = 5_000
CAPTION_SIZE = "caption size"  # its name among the things a window remembers


class PlayerPage(Page):
    """Plays a lecture from where the learner stopped, and keeps the place every few seconds while it plays."""

    subjects = frozenset({Subject.FILES, Subject.OUTBOX})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._lecture: Lecture | None = None
        self.panel = Panel(context.theme, context.icons)
        self._heading = ElidedLabel("", "heading")
        self._done = DoneMark(context)
        self._absent = Absent(context)
        self._absent.titled.connect(self.set_title)
        self._keep = QTimer(self, interval=KEEP_EVERY_MS)  # runs while playing only
        self._keep.timeout.connect(self._keep_place)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._with_foot())
        self._stack.addWidget(self._absent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.panel.playback.running.connect(self._on_running)
        self.panel.speed_changed.connect(self._keep_speed)
        self.panel.broken.connect(self._on_broken)
        preferences = context.services.preferences
        self.panel.set_caption_size(preferences.window(CAPTION_SIZE) or "normal")
        self.panel.caption_size_changed.connect(lambda name: preferences.keep_window(CAPTION_SIZE, name))

    def _with_foot(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.panel, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 4, 16, 12)
        foot.addWidget(self._heading, 1)
        foot.addWidget(self._done)
        column.addLayout(foot)
        return whole

    def show_for(self, target: Target) -> None:
        """Open the lecture of `target`, from where the learner stopped."""
        self.leave()
        super().show_for(target)

    def reload(self) -> None:
        """Read the lecture; one that is already open plays on."""
        if self.target is None or self.target.activity is None:
            return
        activity, key = self.target.activity, int(self.target.at) if self.target.at else None
        self._done.read(activity)
        lectures = self.context.desk.lectures
        if self._lecture is None:
            self.context.read(self, lambda: lectures.lecture(activity, key), self._open, self._explain)

    def _open(self, lecture: Lecture) -> None:
        self._lecture = lecture
        self.set_title(lecture.title)
        self._heading.setText(lecture.title)
        self._stack.setCurrentIndex(0)
        is_video = lecture.file.media is Media.VIDEO
        self.panel.open(lecture.file.path, lecture.title, lecture.start_ms, lecture.speed, is_video=is_video)
        self.panel.load_captions(lecture.captions, self._caption_language())
        (self.panel.picture if is_video else self.panel.listening).setFocus()
        courses = self.context.desk.courses
        self.context.act(self, lambda: courses.opened(lecture.activity))
        self.drawn.emit()

    def _caption_language(self) -> str:
        settings = self.context.services.preferences.get()
        if settings.caption_language:
            return "" if settings.caption_language == "off" else settings.caption_language
        return speech.resolved(settings.language)

    def _explain(self, error: Exception) -> None:
        if self.target is not None and self.target.activity is not None:
            self._stack.setCurrentWidget(self._absent)
            self._absent.explain(self.target.activity, error)
        self.drawn.emit()

    @Slot()
    def _on_broken(self) -> None:
        self._keep.stop()
        self.panel.playback.close()
        name = self._lecture.file.name if self._lecture else ""
        title = tr("This lecture cannot be played.")
        text = tr("The file {name} is damaged or of a kind this program does not know. Your place is kept.")
        self._absent.say("error", title, text.format(name=name))
        self._stack.setCurrentWidget(self._absent)

    @Slot(bool)
    def _on_running(self, running: bool) -> None:
        if running:
            self._keep.start()
        else:
            self._keep.stop()
            self._keep_place()

    @Slot()
    def _keep_place(self) -> None:
        lecture, playback = self._lecture, self.panel.playback
        if lecture is None or not playback.length_ms:
            return
        at, length, lectures = playback.position_ms, playback.length_ms, self.context.desk.lectures
        self.context.read(
            self, lambda: lectures.keep(lecture.activity, lecture.file.name, at, length), lambda _none: None, key="keep"
        )

    @Slot(float)
    def _keep_speed(self, speed: float) -> None:
        lecture, lectures = self._lecture, self.context.desk.lectures
        if lecture is not None:
            self.context.read(self, lambda: lectures.keep_speed(lecture.course, speed), lambda _none: None, key="speed")

    def leave(self) -> None:
        """Keep the place at once and let go of the file: coming back opens it there again.

        Qt's player waits for its own threads when it is destroyed, and those wait for Python: destroyed with a file
        open, by an event loop that Python itself runs, it hangs for ever (seen with QTest.qWait). Closed, it has none.
        """
        lecture, playback = self._lecture, self.panel.playback
        if self.panel.is_full:
            self.panel.toggle_full()
        self._lecture = None
        self._keep.stop()
        if lecture is not None and playback.length_ms:
            lectures = self.context.desk.lectures
            lectures.keep(lecture.activity, lecture.file.name, playback.position_ms, playback.length_ms)
        playback.close()

    def panes(self) -> list[QWidget]:
        """Return the picture, the controls and the end of the page."""
        return [self.panel.picture, self.panel.controls, self._done]

    def keys(self) -> list[Key]:
        """Return the keys of the player."""
        return keys()

    def back_out(self) -> bool:
        """Leave the full screen on Esc."""
        if self.panel.is_full:
            self.panel.toggle_full()
            return True
        return False
