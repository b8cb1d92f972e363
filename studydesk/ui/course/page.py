"""A course: sections on the left, activities on the right."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollBar, QSplitter, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.downloads import What
from studydesk.errors import NotFound
from studydesk.study.views.courses import ActivityRow, Arrival, CourseView
from studydesk.study.views.storage import Freed
from studydesk.ui.context import Context
from studydesk.ui.course.coming import Coming
from studydesk.ui.course.entries import lines, shown_sections
from studydesk.ui.course.head import Head
from studydesk.ui.course.listing import ActivityList
from studydesk.ui.course.sections import SectionList
from studydesk.ui.downloads import asking
from studydesk.ui.downloads.freeing import say_freed
from studydesk.ui.driver import Driver
from studydesk.ui.pages import Key, Page, Place, Target, target_of
from studydesk.ui.widgets.dialogs import ask
from studydesk.wording import tr


class CoursePage(Page):
    """One course; `Target.course` says which."""

    subjects = frozenset({Subject.COURSES, Subject.FILES, Subject.PROGRESS, Subject.OUTBOX, Subject.ASSIGNMENTS}) | {
        Subject.LINK
    }

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._view: CourseView | None = None
        self._is_asked = False
        self._head = Head(context)
        self._coming = Coming()
        self._sections = SectionList()
        self._list = ActivityList(context.theme, context.icons)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self._sections)
        self._split.addWidget(self._list)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self._split.setHandleWidth(12)
        self._split.setSizes([220, 900])
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(self._head)
        column.addWidget(self._coming)
        column.addWidget(self._split, 1)
        column.addStretch()
        self._connect()
        context.bridge.read(self, lambda: context.services.preferences.window("course.split"), self._restore_split)

    def show_for(self, target: Target) -> None:
        """Show a course; another one than before starts at its top."""
        if self.target is None or target.course != self.target.course:
            self._head.field.clear()
            self._list.entries.put([], self.context.now())
            self.set_title("")
        self._is_asked = False
        super().show_for(target)

    def reload(self) -> None:
        """Read the course and draw it."""
        if self.target is None or self.target.course is None:
            return
        course, desk = self.target.course, self.context.desk
        preferences = self.context.services.preferences

        def read() -> tuple[CourseView, float, bool]:
            is_kept = course in desk.storage.pins().courses
            return desk.courses.course(course), preferences.get().price_per_mb, is_kept

        self.context.read(self, read, self._draw, self._failed)

    def leave(self) -> None:
        """Keep how the page is split."""
        sizes = ",".join(str(size) for size in self._split.sizes())
        preferences = self.context.services.preferences
        self.context.bridge.read(self, lambda: preferences.keep_window("course.split", sizes), lambda _none: None)

    def panes(self) -> list[QWidget]:
        """Return head, sections, activities."""
        return [self._head, self._sections, self._list]

    def keys(self) -> list[Key]:
        """Return the keys of the list."""
        return [
            Key(tr("Enter"), tr("Open the activity")),
            Key(tr("Space"), tr("Mark as done, or not done")),
            Key("Ctrl+D", tr("Download the activity")),
            Key("Ctrl+F", tr("Find in this course")),
        ]

    def scroll_bar(self) -> QScrollBar:
        """Return the list's bar."""
        return self._list.verticalScrollBar()

    def back_out(self) -> bool:
        """Clear the find field."""
        if not self._head.field.text():
            return False
        self._head.field.clear()
        self._list.setFocus()
        return True

    def _draw(self, read: tuple[CourseView, float, bool]) -> None:
        view, per_mb, is_kept = read
        self._view = view
        self.set_title(view.card.full_name)
        self._head.say(view, per_mb, is_kept)
        self._coming.say(view, self.context.link.state)
        self._split.setVisible(view.arrival is Arrival.HERE or bool(view.sections))
        self._sections.say([section.title for section in shown_sections(view)])
        self._fill()
        self.drawn.emit()
        if view.arrival is not Arrival.HERE and not self._is_asked:
            self._ask_for_it()

    def _ask_for_it(self) -> None:
        """Have the course brought before anything else."""
        sync, view = self.context.sync, self._view
        self._is_asked = True
        if sync is not None and view is not None:
            self.context.act(self, partial(sync.want_course, view.card.id))

    def _fill(self) -> None:
        if self._view is not None:
            self._list.entries.put(lines(self._view, self._head.field.text()), self.context.now())

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.context.toast(tr("This course is not in your list any more."))
            self.context.navigate(Target(Place.COURSES))
        else:
            self.context.explain(error)

    def _connect(self) -> None:
        self._coming.asked.connect(self._ask_for_it)
        if isinstance(self.context.transfers, Driver):
            self.context.transfers.progressed.connect(self._coming.step)
        self._head.wanted.connect(self._want)
        self._head.free_asked.connect(self._free_course)
        self._head.kept.connect(self._keep)
        self._head.filtered.connect(self._fill)
        self._list.opened.connect(self._open)
        self._list.ticked.connect(self._tick)
        self._list.fetched.connect(self._fetch)
        self._list.freed.connect(self._free)
        self._list.section_seen.connect(self._sections.mark)
        self._sections.chosen.connect(self._to_section)
        for keys, do in (("Ctrl+D", self._list.fetch_current), ("Ctrl+F", self._head.field.setFocus)):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _to_section(self, section: int) -> None:
        self._list.to_section(section)
        self._sections.mark(section)  # the last ones do not reach the top, where the list looks which it is at

    def _restore_split(self, sizes: str) -> None:
        numbers = [int(part) for part in sizes.split(",") if part.isdecimal()]
        if len(numbers) == 2 and all(numbers):
            self._split.setSizes(numbers)

    def _open(self, row: ActivityRow) -> None:
        self.context.navigate(target_of(row))

    def _tick(self, row: ActivityRow) -> None:
        courses = self.context.desk.courses
        self.context.act(self, lambda: courses.set_done(row.id, not row.is_done))

    def _fetch(self, row: ActivityRow) -> None:
        asking.want_activity(self.context, self, row.id, row.title)

    def _want(self, what: What | None) -> None:
        if self._view is not None:
            asking.want(self.context, self, asking.course_wish(self.context, self._view, what))

    def _keep(self, is_kept: bool) -> None:
        if self._view is not None:
            storage = self.context.desk.storage
            change = partial(storage.pin if is_kept else storage.unpin, self._view.card.id)
            self.context.act(self, change, lambda _changed: self.reload())

    def _free(self, row: ActivityRow) -> None:
        storage = self.context.desk.storage
        self.context.act(self, lambda: storage.free_activity(row.id), self._say_freed)

    def _free_course(self) -> None:
        if self._view is None:
            return
        course, storage = self._view.card.id, self.context.desk.storage
        here = wording.size(self._view.card.present_bytes)
        text = tr("{size} become free. Your own work and your ticks stay; the files can be downloaded again.")
        if ask(
            self, tr("Remove the files of this course from this computer?"), text.format(size=here), tr("Remove files")
        ):
            self.context.act(self, lambda: storage.free_course(course), self._say_freed)

    def _say_freed(self, freed: Freed) -> None:
        say_freed(self.context, self, freed)
