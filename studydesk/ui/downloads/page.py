"""Downloads: what travels, what waits, what failed, and how much space courses take."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.downloads import FileState
from studydesk.study.views.downloads import CourseStorage, DownloadRow
from studydesk.ui.context import Context
from studydesk.ui.downloads.rows import FileRow
from studydesk.ui.driver import Driver
from studydesk.ui.pages import Page, Place, Target
from studydesk.ui.widgets.boxes import Card, EmptyState, Row, line, rule
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import ntr, tr

ON_THE_WAY = (FileState.RUNNING, FileState.QUEUED)
NOT_DONE = (*ON_THE_WAY, FileState.PAUSED, FileState.FAILED)
# More lines than this would be read by nobody; the head counts them all.
SHOWN, FINISHED_SHOWN = 60, 10


class DownloadsPage(Page):
    """The queue and the space."""

    subjects = frozenset({Subject.FILES, Subject.COURSES, Subject.LINK})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._column = Column()
        self._running: FileRow | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.set_title(tr("Downloads"))
        if isinstance(context.transfers, Driver):
            context.transfers.transferred.connect(self._step)

    def reload(self) -> None:
        """Read the queue and the space, and draw them."""
        downloads = self.context.desk.downloads
        self.context.read(self, lambda: (downloads.rows(), downloads.storage()), self._draw)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def _draw(self, read: tuple[list[DownloadRow], list[CourseStorage]]) -> None:
        rows, storage = read
        self._running = None
        waiting = [row for row in rows if row.state in NOT_DONE]
        finished = [row for row in rows if row.state not in NOT_DONE]
        column = self._column.begin()
        column.addWidget(label(tr("Downloads"), "title"))
        if waiting:
            column.addWidget(self._queue(waiting))
        elif not finished and not any(one.present_bytes for one in storage):
            column.addWidget(self._nothing())
        else:
            column.addWidget(label(tr("Nothing is on its way. What you download shows here."), "muted"))
        if finished:
            column.addWidget(self._finished(finished))
        if any(one.present_bytes for one in storage):
            column.addWidget(self._space(storage))
        column.addStretch(1)
        self._column.end()
        self.drawn.emit()

    def _queue(self, rows: list[DownloadRow]) -> QWidget:
        downloads = self.context.desk.downloads
        card = Card(margin=16, spacing=10)
        total, done = sum(row.total_bytes for row in rows), sum(row.done_bytes for row in rows)
        words = ntr("{n} file, {size} left", "{n} files, {size} left", len(rows))
        buttons: list[QWidget] = []
        if any(row.state in ON_THE_WAY for row in rows):
            buttons.append(Button(tr("Pause all"), partial(self._do, downloads.pause)))
        if any(row.state not in ON_THE_WAY for row in rows):
            buttons.append(Button(tr("Go on with all"), partial(self._do, downloads.resume)))
        buttons.append(Button(tr("Cancel all"), self._cancel_all, "quiet"))
        head = ElidedLabel(words.format(size=wording.size(total - done)), "heading")
        card.add(head, flow(*buttons))
        for row in rows[:SHOWN]:
            made = FileRow(self.context, row, self._do)
            if row.state is FileState.RUNNING:
                self._running = made
            card.add(rule(), made)
        if len(rows) > SHOWN:
            card.add(label(ntr("and {n} more", "and {n} more", len(rows) - SHOWN), "meta"))
        return card

    def _finished(self, rows: list[DownloadRow]) -> QWidget:
        card = Card(margin=16, spacing=4)
        card.add(label(tr("Arrived"), "heading"))
        for row in rows[:FINISHED_SHOWN]:
            meta = f"{wording.size(row.total_bytes)} · {row.activity_title} · {row.course_title}"
            go = partial(self.context.navigate, Target(Place.COURSE, course=row.course))
            card.add(Row(self.context.icons, "done", row.name, meta, go, tone="ok"))
        return card

    def _space(self, storage: list[CourseStorage]) -> QWidget:
        card = Card(margin=16, spacing=8)
        here = sum(one.present_bytes for one in storage)
        card.add(label(tr("On this computer · {size}").format(size=wording.size(here)), "heading"))
        for one in sorted(storage, key=lambda one: -one.present_bytes):
            if one.present_bytes:
                words = tr("{here} of {total}").format(
                    here=wording.size(one.present_bytes), total=wording.size(one.total_bytes)
                )
                free = Button(tr("Remove files"), partial(self._free, one))
                free.setAccessibleName(tr("Remove files of {course}").format(course=one.title))
                card.add(rule(), line(_two(one.title, words), free, stretch=False))
        return card

    def _nothing(self) -> QWidget:
        return EmptyState(
            self.context.icons,
            "downloads",
            tr("Nothing is downloaded yet"),
            tr("Open a course and download its text first: it is small, and it works without a link."),
            tr("Choose a course"),
            lambda: self.context.navigate(Target(Place.COURSES)),
        )

    def _cancel_all(self) -> None:
        title, text = tr("Cancel all downloads?"), tr("What arrived already stays. You can download the rest later.")
        if ask(self, title, text, tr("Cancel downloads")):
            self._do(self.context.desk.downloads.cancel)

    def _free(self, one: CourseStorage) -> None:
        downloads = self.context.desk.downloads
        title = tr("Remove the files of “{course}” from this computer?").format(course=one.title)
        text = tr("{size} become free. Your own work and your ticks stay; the files can be downloaded again.")
        if ask(self, title, text.format(size=wording.size(one.present_bytes)), tr("Remove files")):
            self.context.act(
                self,
                lambda: downloads.free_course(one.course),
                lambda count: self.context.toast(tr("{size} became free").format(size=wording.size(count))),
            )

    def _do(self, what: Callable[[], None]) -> None:
        self.context.act(self, what)

    @Slot(object)
    def _step(self, step: object) -> None:
        if self._running is not None and self.isVisible():
            self._running.say_step(step)


def _two(title: str, words: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(ElidedLabel(title))
    column.addWidget(ElidedLabel(words, "meta"))
    return made
