"""The page of a file or folder: a PDF is shown, a folder listed, everything else opened in its own program."""

from PySide6.QtCore import Slot
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Kind, Media, suffix
from studydesk.domain.downloads import LocalFile
from studydesk.study.views.courses import ActivityRow
from studydesk.study.views.reading import OpenFile
from studydesk.ui.activity.absent import Absent
from studydesk.ui.activity.done import DoneMark
from studydesk.ui.context import Context
from studydesk.ui.files.card import FileCard
from studydesk.ui.files.listing import FileList
from studydesk.ui.files.password import PasswordAsk
from studydesk.ui.files.programs import open_elsewhere, save_copy
from studydesk.ui.pages import Key, Page, Place, Target
from studydesk.ui.pdf.view import PdfView
from studydesk.ui.widgets.boxes import rule
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.ends import Ends
from studydesk.wording import tr

Seen = tuple[ActivityRow, list[LocalFile], OpenFile | None, int]


class FilesPage(Page):
    """Shows what a file activity holds."""

    subjects = frozenset({Subject.FILES, Subject.OUTBOX})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file: OpenFile | None = None
        self.pdf = PdfView(context.theme, context.icons)
        self.listing = FileList(context)
        self.card = FileCard(context)
        self._password = PasswordAsk(context)
        self._absent = Absent(context)
        self._absent.titled.connect(self.set_title)
        self._done = DoneMark(context)
        self._stack = QStackedWidget()
        for part in (self.pdf, self.listing, self.card, self._password, self._absent):
            self._stack.addWidget(part)
        self._open = Button(tr("Open in its own program"), self._open_elsewhere, "quiet")
        self._save = Button(tr("Save a copy…"), self._save_copy, "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(rule())
        column.addLayout(self._foot())
        self.pdf.moved.connect(self._keep_page)
        self.listing.opened.connect(self._open_listed)
        self._password.given.connect(self._try_password)

    def _foot(self) -> QVBoxLayout:
        row = Ends()
        row.addWidget(self._open)
        row.addWidget(self._save)
        row.push()
        row.addWidget(self._done)
        framed = QVBoxLayout()
        framed.setContentsMargins(16, 8, 16, 8)
        framed.addLayout(row)
        return framed

    def show_for(self, target: Target) -> None:
        """Show the file or folder of `target`."""
        self.leave()
        self._file = None
        super().show_for(target)

    def reload(self) -> None:
        """Read again what is here; a document that is open stays open."""
        target, desk = self.target, self.context.desk
        if target is None or target.activity is None:
            return
        activity, wanted = target.activity, int(target.at) if target.at else None
        self._done.read(activity)

        def read() -> Seen:
            row, files = desk.courses.activity(activity), desk.reading.files(activity)
            key = wanted if wanted is not None else _main_key(row, files)
            opened = desk.reading.path(key) if key is not None else None
            position = desk.reading.position(activity, opened.name) if opened else None
            return row, files, opened, int(position.at) if position else 0

        self.context.read(self, read, self._show, self._explain)

    def _show(self, seen: Seen) -> None:
        row, files, opened, page = seen
        self.set_title(opened.name if opened and self.target and self.target.at else row.title)
        if opened is None:
            self._show_part(self.listing)
            self.listing.put(row.title, files)
        elif self._file is None or self._file.path != opened.path:
            self._file = opened
            self._show_file(opened, page)
        if self._file is not None or opened is None:
            self.context.read(self, lambda: self.context.desk.courses.opened(row.id), lambda _none: None, key="opened")
        self.drawn.emit()

    def _show_file(self, opened: OpenFile, page: int) -> None:
        if is_pdf(opened):
            self._show_part(self.pdf)
            self._say_how(self.pdf.open(opened.path, page))
        else:
            self._show_part(self.card)
            self.card.show_file(opened)

    def _say_how(self, error: QPdfDocument.Error) -> None:
        if error == QPdfDocument.Error.None_:
            self._show_part(self.pdf)
            self.pdf.pages.setFocus()
        elif error == QPdfDocument.Error.IncorrectPassword:
            self._show_part(self._password)
            self._password.ask()
        else:
            title = tr("This document cannot be shown.")
            text = tr("The file is damaged or of a kind this program does not know. Try it in its own program.")
            self._absent.say("error", title, text)
            self._show_part(self._absent)

    def _show_part(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)
        has_file = self._file is not None and part is not self.listing
        self._open.setVisible(has_file and part is not self.card)
        self._save.setVisible(has_file and part is not self.card)

    def _explain(self, error: Exception) -> None:
        if self.target is not None and self.target.activity is not None:
            self._absent.explain(self.target.activity, error)
        self._show_part(self._absent)
        self.drawn.emit()

    @Slot(str)
    def _try_password(self, password: str) -> None:
        if self._file is not None:
            self._say_how(self.pdf.open(self._file.path, 0, password))

    @Slot(object)
    def _open_listed(self, file: LocalFile) -> None:
        if self.target is None:
            return
        if file.media in (Media.VIDEO, Media.AUDIO):
            self.context.navigate(Target(Place.PLAYER, activity=file.activity, at=str(file.key)))
        elif suffix(file.name) == "pdf":
            self.context.navigate(Target(Place.FILES, activity=file.activity, at=str(file.key)))
        else:
            open_elsewhere(self.context, self, file.key)

    def _open_elsewhere(self) -> None:
        if self._file is not None:
            open_elsewhere(self.context, self, self._file.key)

    def _save_copy(self) -> None:
        if self._file is not None:
            save_copy(self.context, self, self._file.key, self._file.name)

    @Slot(int, int)
    def _keep_page(self, page: int, pages: int) -> None:
        file, target, reading = self._file, self.target, self.context.desk.reading
        if file is not None and target is not None and target.activity is not None:
            activity = target.activity
            self.context.read(
                self,
                lambda: reading.keep_position(activity, file.name, float(page), float(pages)),
                lambda _none: None,
                key="keep",
            )

    def leave(self) -> None:
        """Keep the page at once and let go of the file."""
        file, target, pages = self._file, self.target, self.pdf.document.pageCount()
        if file is not None and target is not None and target.activity is not None and pages:
            self.context.desk.reading.keep_position(target.activity, file.name, float(self.pdf.page), float(pages))

    def panes(self) -> list[QWidget]:
        """Return what is shown and the end of the page."""
        shown: QWidget | None = self._stack.currentWidget()
        return [self.pdf.pages if shown is self.pdf or shown is None else shown, self._done]

    def keys(self) -> list[Key]:
        """Return the keys of documents."""
        if self._stack.currentWidget() is not self.pdf:
            return []
        return [
            Key("← →", tr("Page before or after")),
            Key("Ctrl+F", tr("Find in this document")),
            Key("Ctrl + / −", tr("Larger or smaller")),
        ]

    def back_out(self) -> bool:
        """Close the find bar on Esc."""
        if self.pdf.find_bar.isVisible():
            self.pdf.find_bar.close_bar()
            return True
        return False


def is_pdf(file: OpenFile) -> bool:
    """Return whether a file is a PDF."""
    return file.mime == "application/pdf" or suffix(file.name) == "pdf"


def _main_key(row: ActivityRow, files: list[LocalFile]) -> int | None:
    """Return the key of the file to show at once, None to list what is there."""
    return files[0].key if row.kind is not Kind.FOLDER and files else None
