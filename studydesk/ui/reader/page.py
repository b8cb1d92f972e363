"""The page for reading pages and books."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId
from studydesk.study.views.reading import Document
from studydesk.ui import links
from studydesk.ui.activity.absent import Absent
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.reader.browser import StudyBrowser
from studydesk.ui.reader.chapters import Chapters
from studydesk.ui.reader.foot import Foot
from studydesk.ui.reader.missing import MissingBar
from studydesk.ui.reader.place import chapter_left, keep_place
from studydesk.ui.reader.style import look_of
from studydesk.ui.reader.title import with_title
from studydesk.ui.reader.zoom import PictureDialog
from studydesk.ui.widgets.boxes import rule
from studydesk.ui.widgets.column import READING_WIDTH
from studydesk.ui.widgets.findbar import FindBar
from studydesk.wording import tr

NARROW = 640  # pixels at text scale one: below, a list of chapters would leave too little for the text


class ReaderPage(Page):
    """Shows a page, or a book chapter by chapter, from where the learner stopped."""

    subjects = frozenset({Subject.FILES, Subject.COURSES, Subject.OUTBOX})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._document: Document | None = None
        self.browser = StudyBrowser(look_of(context.theme))
        self.browser.setAccessibleName(tr("Text"))
        self.browser.set_most_width(READING_WIDTH)
        self.chapters = Chapters(context.theme)
        self.find_bar = FindBar(context.icons)
        self._missing = MissingBar()
        self._foot = Foot(context)
        self._absent = Absent(context)
        self._absent.titled.connect(self.set_title)
        self._side = QSplitter(Qt.Orientation.Horizontal)
        self._side.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._reading())
        self._stack.addWidget(self._absent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    def _reading(self) -> QWidget:
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._missing, self.find_bar):
            column.addWidget(part)
        column.addWidget(self.browser, 1)
        column.addWidget(rule())
        column.addWidget(self._foot)
        self._side.addWidget(self.chapters)
        self._side.addWidget(text)
        self._side.setStretchFactor(1, 1)
        self._side.setSizes([220, 800])
        return self._side

    def _connect(self) -> None:
        self._missing.wanted.connect(self._want_missing)
        self.browser.followed.connect(self._follow)
        self.browser.picture_chosen.connect(self._show_picture)
        self.browser.moved.connect(self._keep_share)
        self.chapters.chosen.connect(self.open_chapter)
        self._foot.chapter_chosen.connect(self.open_chapter)
        self.find_bar.sought.connect(self._find)
        self.find_bar.closed.connect(self.browser.setFocus)
        QShortcut(QKeySequence.StandardKey.Find, self, self.find_bar.open_bar)
        QShortcut(QKeySequence("Alt+PgDown"), self, lambda: self._step(1))
        QShortcut(QKeySequence("Alt+PgUp"), self, lambda: self._step(-1))
        self.context.theme.changed.connect(self._on_theme)

    @property
    def activity(self) -> ActivityId | None:
        """What is being read."""
        return self.target.activity if self.target is not None else None

    def show_for(self, target: Target) -> None:
        """Open the text of `target`; for books at `target.at`, else where the learner stopped."""
        self.leave()
        self._document = None
        super().show_for(target)

    def reload(self) -> None:
        """Read the text again; one that did not change stays as it is."""
        if self.target is None or self.activity is None:
            return
        activity, at = self.activity, self.target.at
        if self._document is not None and self._document.chapters:
            at = str(self._document.chapter)
        self._foot.done.read(activity)
        desk = self.context.desk

        def read() -> Document:
            if desk.courses.activity(activity).kind is not Kind.BOOK:
                return desk.reading.page(activity)
            return desk.reading.chapter(activity, int(at) if at else chapter_left(desk.reading, activity))

        self.context.read(self, read, self._show, self._explain)

    def open_chapter(self, index: int) -> None:
        """Show another chapter of the book."""
        activity, reading = self.activity, self.context.desk.reading
        if activity is None:
            return
        self.leave()
        self.context.read(self, lambda: reading.chapter(activity, index), self._show, self._explain)

    def _step(self, by: int) -> None:
        document = self._document
        if document is not None and 0 <= document.chapter + by < len(document.chapters):
            self.open_chapter(document.chapter + by)

    def _show(self, document: Document) -> None:
        before, self._document = self._document, document
        self.set_title(document.title)
        self._stack.setCurrentIndex(0)
        self._show_contents()
        self.chapters.put(document.chapters, document.chapter)
        self._foot.show_for(document)
        self._say_missing(document)
        if before is None or (before.html, before.chapter, before.missing) != (
            document.html,
            document.chapter,
            document.missing,
        ):
            self._draw(document, keep=before is not None and before.chapter == document.chapter)
        self.drawn.emit()

    def _draw(self, document: Document, *, keep: bool) -> None:
        reading, activity = self.context.desk.reading, document.activity
        share = self.browser.share() if keep else document.position
        self.browser.set_resource(lambda address: reading.resource(activity, address))
        self.browser.show_html(with_title(document))
        self.browser.go_to_share(share)
        if not keep:
            self.browser.setFocus()
            courses = self.context.desk.courses
            self.context.act(self, lambda: courses.opened(activity))

    def _show_contents(self) -> None:
        """Show the chapters beside the text where there is room, else behind a button."""
        is_book = self._document is not None and bool(self._document.chapters)
        has_room = self.width() >= self.context.theme.px(NARROW)
        self.chapters.setVisible(is_book and has_room)
        self._foot.contents.setVisible(is_book and not has_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_contents()

    def _say_missing(self, document: Document) -> None:
        self._missing.say(len(document.missing))

    def _want_missing(self) -> None:
        if self.activity is not None:
            asking.want_activity(self.context, self, self.activity, self.title)

    def _explain(self, error: Exception) -> None:
        self._document = None
        if self.activity is not None:
            self._stack.setCurrentWidget(self._absent)
            self._absent.explain(self.activity, error)
        self.drawn.emit()

    @Slot(str)
    def _follow(self, address: str) -> None:
        if address.startswith("#"):
            self.browser.scrollToAnchor(address[1:])
        elif self.activity is not None:
            links.follow(self.context, self, self.activity, address)

    @Slot(QImage)
    def _show_picture(self, image: QImage) -> None:
        PictureDialog(self, image).exec()

    @Slot(str, bool, bool)
    def _find(self, words: str, backwards: bool, typed: bool) -> None:
        found = self.browser.find_words(words, backwards=backwards, from_start=typed)
        self.find_bar.say("" if found or not words else tr("Not on this page"))

    @Slot(float)
    def _keep_share(self, share: float) -> None:
        document, reading = self._document, self.context.desk.reading
        if document is not None:
            self.context.read(self, lambda: keep_place(reading, document, share), lambda _none: None, key="keep")

    def leave(self) -> None:
        """Keep the place at once."""
        if self._document is not None:
            keep_place(self.context.desk.reading, self._document, self.browser.share())

    @Slot()
    def _on_theme(self) -> None:
        self.browser.set_look(look_of(self.context.theme))

    def panes(self) -> list[QWidget]:
        """Return chapters, text and the end of the page."""
        return [part for part in (self.chapters, self.browser, self._foot) if part.isVisibleTo(self)]

    def keys(self) -> list[Key]:
        """Return the keys of the reader."""
        found = [Key("Ctrl+F", tr("Find on this page")), Key(tr("Space"), tr("One screen on"))]
        if self._document is not None and self._document.chapters:
            found.append(Key("Alt+PgUp / PgDn", tr("Chapter before or after")))
        return found

    def back_out(self) -> bool:
        """Close the find bar on Esc."""
        if self.find_bar.isVisible():
            self.find_bar.close_bar()
            return True
        return False
