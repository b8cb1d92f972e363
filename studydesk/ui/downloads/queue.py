"""The queue: what is happening, the courses that are on their way with their files, and what arrived."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.downloads import Price
from studydesk.domain.ids import CourseId
from studydesk.study.views.downloads import CourseQueue, DownloadRow, DownloadsView
from studydesk.sync.reports import FileStep, Step
from studydesk.ui.context import Context
from studydesk.ui.downloads.acts import Act, Acts
from studydesk.ui.downloads.group import HANDFUL, CourseGroup
from studydesk.ui.downloads.head import HeadCard
from studydesk.ui.downloads.now import Way, doing, running
from studydesk.ui.downloads.rows import ON_THE_WAY
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.boxes import Card, EmptyState, Row
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

# Below the first course a glance is enough: each can be opened.
A_GLANCE = 2
FINISHED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """What the panel draws: the queue, how many posts go first, and what a MB costs (0 = not told)."""

    view: DownloadsView
    posts: int
    per_mb: float


class QueuePanel(QWidget):
    """The queue, changed in place: a course or a file that stays keeps its widget, its focus and its scroll.

    Signals:
        freeing_asked: there is no room; show what takes it.
        reading_asked: look again at what is on the disk.
    """

    freeing_asked = Signal()
    reading_asked = Signal()

    def __init__(self, context: Context, acts: Acts) -> None:
        super().__init__()
        self._context, self._acts = context, acts
        self._facts: QueueFacts | None = None
        self._step: Step | None = None
        self._live: dict[int, FileStep] = {}
        self._groups: dict[CourseId, CourseGroup] = {}
        self._open: set[CourseId] = set()
        self._arrived: tuple[DownloadRow, ...] = ()
        self._column = Column(spacing=12)
        self._head = HeadCard(context)
        self._courses = QVBoxLayout()
        self._finished = QVBoxLayout()
        self._empty = self._nothing()
        self._quiet = label(tr("Nothing is on its way. What you download shows here."), "muted")
        self._lay_out()
        self._connect()

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def put(self, facts: QueueFacts) -> None:
        """Show the queue as it is on disk now."""
        view = facts.view
        self._facts, self._acts.rows = facts, view.rows
        if not any(queue.running for queue in view.queues):
            self._step, self._live = None, {}
        self._say_head(facts)
        self._put_groups(view)
        self._put_arrived(view.finished)
        is_empty = not view.rows
        self._head.setVisible(not is_empty)
        self._empty.setVisible(is_empty and not view.finished)
        self._quiet.setVisible(is_empty and bool(view.finished))

    def say_step(self, step: Step) -> None:
        """Show a report of the transfer under way; nothing is read and nothing is laid out again."""
        if self._facts is None:
            return
        # A report may come just after everything was paused: what stands still does not move any more.
        moving = {row.key for row in self._facts.view.rows if row.state in ON_THE_WAY}
        live = {one.key: one for one in step.files if one.key in moving}
        if not live:
            return
        self._step, self._live = step, live
        self._head.say(running(step, 0, 0, self._context.link.rate))
        for group in self._groups.values():
            group.say_live(self._live)

    def _say_head(self, facts: QueueFacts) -> None:
        view = facts.view
        now = doing(view, self._context.link, self._step, facts.posts, self._context.now())
        self._head.say(now)
        left = sum(row.left_bytes for row in view.rows)
        rate = self._context.link.rate
        price = Price(len(view.rows), left, left / rate if rate else None)
        self._head.say_ways(now, wording.price(price, facts.per_mb) if left else "")

    def _put_groups(self, view: DownloadsView) -> None:
        wanted = {queue.course for queue in view.queues}
        for course in [one for one in self._groups if one not in wanted]:
            group = self._groups.pop(course)
            self._courses.removeWidget(group)
            group.hide()
            group.deleteLater()
        rows: dict[CourseId, list[DownloadRow]] = {}
        for row in view.rows:
            rows.setdefault(row.course, []).append(row)
        rate = (self._step.rate if self._step is not None else None) or self._context.link.rate
        for place, queue in enumerate(view.queues):
            group = self._groups.get(queue.course) or self._group(queue)
            if self._courses.indexOf(group) != place:
                self._courses.insertWidget(place, group)
            is_open = queue.course in self._open
            group.show_queue(queue, rate, is_top=place == 0, is_only=len(view.queues) == 1)
            handful = HANDFUL if place == 0 else max(A_GLANCE, queue.running)
            group.show_rows(rows.get(queue.course, []), self._live, is_open, handful)

    def _group(self, queue: CourseQueue) -> CourseGroup:
        made = CourseGroup(self._context.icons, queue)
        made.asked.connect(self._acts.course)
        made.file_asked.connect(self._acts.file)
        made.opened.connect(partial(self._turn, queue.course))
        made.left.connect(partial(self._step_over, queue.course))
        self._groups[queue.course] = made
        return made

    def _turn(self, course: CourseId) -> None:
        self._open ^= {course}
        if self._facts is not None:
            self._put_groups(self._facts.view)

    def _step_over(self, course: CourseId, step: int) -> None:
        """Go on with the arrows in the course before or after."""
        order = [queue.course for queue in self._facts.view.queues] if self._facts is not None else []
        place = order.index(course) + step
        if 0 <= place < len(order) and self._groups[order[place]].lines():
            self._groups[order[place]].lines()[0 if step > 0 else -1].setFocus()

    def _put_arrived(self, rows: tuple[DownloadRow, ...]) -> None:
        shown = rows[:FINISHED_SHOWN]
        if shown == self._arrived:
            return
        self._arrived = shown
        while (item := self._finished.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not shown:
            return
        card = Card(margin=16, spacing=4)
        card.add(label(tr("Arrived"), "heading"))
        for row in shown:
            size = wording.size(row.total_bytes) if row.total_bytes else ""
            facts = (size, row.activity_title if row.activity_title != row.name else "", row.course_title)
            meta = " · ".join(part for part in facts if part)
            go = partial(self._context.navigate, Target(Place.COURSE, course=row.course))
            card.add(Row(self._context.icons, "done", row.name, meta, go, tone="ok"))
        self._finished.addWidget(card)

    def _nothing(self) -> QWidget:
        return EmptyState(
            self._context.icons,
            "downloads",
            tr("Nothing is on its way"),
            tr("Open a course and download its text first: it is small, and it works without a link."),
            tr("Choose a course"),
            lambda: self._context.navigate(Target(Place.COURSES)),
        )

    def _connect(self) -> None:
        self._head.asked.connect(self._help)
        self._head.anyway_asked.connect(lambda: self._acts.everything(Act.NOW))
        self._head.cancel_asked.connect(lambda: self._acts.everything(Act.CANCEL))
        self._head.limits_asked.connect(lambda: self._context.navigate(Target(Place.SETTINGS, at="downloads")))

    def _help(self, way: Way) -> None:
        if way is Way.PAUSE:
            self._acts.everything(Act.PAUSE)
        elif way in (Way.GO_ON, Way.TRY_AGAIN):
            self._acts.everything(Act.GO_ON)
        elif way is Way.SIGN_IN:
            account = self._context.desk.account
            self._context.navigate(Target(Place.WELCOME, text=account.site_url, at=account.username))
        elif way is Way.FREE:
            self.freeing_asked.emit()
        else:
            self._context.wake("learner")
            self.reading_asked.emit()

    def _lay_out(self) -> None:
        self._courses.setSpacing(12)
        column = self._column.begin()
        column.addWidget(self._head)
        column.addWidget(self._empty)
        column.addWidget(self._quiet)
        column.addLayout(self._courses)
        column.addLayout(self._finished)
        column.addStretch(1)
        self._column.end()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
