"""What of one course is on its way: how far it is, its buttons, and its files."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout

from studydesk.study.views.downloads import CourseQueue, DownloadRow
from studydesk.sync.reports import FileStep
from studydesk.ui.downloads.acts import Act
from studydesk.ui.downloads.rows import FileLine
from studydesk.ui.icons import Icons
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button, IconButton
from studydesk.ui.widgets.steady import Bar, SteadyLabel
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import ntr, tr
from studydesk.wording import queue as sentences

HANDFUL = 5
# More lines than this would be read by nobody; the heads count them all.
MOST = 60
Live = Mapping[int, FileStep]


class CourseGroup(Card):
    """A course with its files, a handful of them unless the learner asks for all.

    Signals:
        asked: an Act and the CourseQueue.
        file_asked: an Act and the DownloadRow.
        opened: show more of its files, or fewer again.
        left: -1 or 1: the arrows go beyond its lines.
    """

    asked = Signal(object, object)
    file_asked = Signal(object, object)
    opened = Signal()
    left = Signal(int)

    def __init__(self, icons: Icons, queue: CourseQueue) -> None:
        super().__init__(margin=16, spacing=8)
        self._icons, self._queue = icons, queue
        self._lines: list[FileLine] = []
        self._title = ElidedLabel(queue.title, "heading")
        self._facts, self._bar = SteadyLabel("", "muted"), Bar()
        self._toggle = IconButton(icons, "pause", "", self._pause_or_go_on)
        self._ways = IconButton(icons, "more", tr("More for {file}").format(file=queue.title), self._open_menu)
        self._is_top = False
        self._more = Button("", self.opened.emit, "quiet")
        self._more.setObjectName(f"more:{queue.course}")
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self._bar.setSizePolicy(policy)
        self._inside = QVBoxLayout()
        self._inside.setSpacing(2)
        self._lay_out()

    def lines(self) -> list[FileLine]:
        """Return the lines that are shown."""
        return self._lines

    def menu(self) -> QMenu:
        """Return a menu of what else can be done with all of the course."""
        menu, queue = QMenu(self), self._queue
        first = menu.addAction(tr("Download first"), lambda: self.asked.emit(Act.FIRST, queue))
        first.setEnabled(not self._is_top)
        menu.addSeparator()
        menu.addAction(tr("Cancel"), lambda: self.asked.emit(Act.CANCEL, queue))
        return menu

    def show_queue(self, queue: CourseQueue, rate: float | None, *, is_top: bool, is_only: bool) -> None:
        """Show how the course stands; `rate` in bytes per second, `is_top`: nothing goes before it.

        With `is_only` its bar would say what the bar of all says already.
        """
        self._queue, self._is_top = queue, is_top
        self._bar.setHidden(is_only)
        self._title.setText(queue.title)
        seconds = queue.left_bytes / rate if rate else None
        self._facts.setText(sentences.course_queue(queue.files, queue.left_bytes, queue.failed, seconds))
        words = tr("Pause {course}") if queue.can_pause else tr("Go on with {course}")
        self._toggle.say(words.format(course=queue.title))
        self._icons.put(self._toggle, "pause" if queue.can_pause else "play")
        self.say_live({})

    def show_rows(self, rows: list[DownloadRow], live: Live, is_open: bool, handful: int) -> None:
        """Show its files: those that are there already are changed in place."""
        shown = rows[: MOST if is_open else handful]
        old = {line.row.key: line for line in self._lines}
        focused = next((n for n, line in enumerate(self._lines) if line.hasFocus()), -1)
        self._lines = [old.pop(row.key) if row.key in old else self._line(row) for row in shown]
        for line, row in zip(self._lines, shown, strict=True):
            line.show_row(row, live[row.key].done if row.key in live else 0)
        had_focus = any(line.hasFocus() for line in old.values())
        for line in old.values():
            self._inside.removeWidget(line)
            line.hide()
            line.deleteLater()
        for place, line in enumerate(self._lines):
            if self._inside.indexOf(line) != place:
                self._inside.insertWidget(place, line)
        if had_focus and self._lines:
            self._lines[min(focused, len(self._lines) - 1)].setFocus()
        self._say_more(len(rows), handful, is_open)

    def say_live(self, live: Live) -> None:
        """Show how far its files are by the reports of the transfer."""
        more = 0
        for line in self._lines:
            step = live.get(line.row.key)
            if step is not None:
                line.say_live(step.done, step.total)
                more += max(0, step.done - line.row.done_bytes)
        queue = self._queue
        total = queue.done_bytes + queue.left_bytes
        self._bar.say((queue.done_bytes + more) / total if total else 0.0, f"{queue.title}. {self._facts.text()}")

    def _line(self, row: DownloadRow) -> FileLine:
        line = FileLine(self._icons, row)
        line.asked.connect(self.file_asked)
        line.stepped.connect(lambda step: self._step(line, step))
        return line

    def _step(self, line: FileLine, step: int) -> None:
        place = self._lines.index(line) + step
        if 0 <= place < len(self._lines):
            self._lines[place].setFocus()
        else:
            self.left.emit(step)

    def _say_more(self, count: int, handful: int, is_open: bool) -> None:
        self._more.setVisible(count > handful)
        if is_open and count > MOST:
            hidden = ntr("Show fewer ({n} more wait)", "Show fewer ({n} more wait)", count - MOST)
        else:
            hidden = tr("Show fewer") if is_open else ntr("Show all {n} file", "Show all {n} files", count)
        self._more.say(hidden)

    def _pause_or_go_on(self) -> None:
        self.asked.emit(Act.PAUSE if self._queue.can_pause else Act.GO_ON, self._queue)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.exec(self._ways.mapToGlobal(QPoint(0, self._ways.height())))
        menu.deleteLater()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addLayout(words, 1)
        head.addWidget(self._toggle)
        head.addWidget(self._ways)
        self.column.addLayout(head)
        self.column.addWidget(self._bar)
        self.column.addLayout(self._inside)
        self.column.addWidget(self._more)
