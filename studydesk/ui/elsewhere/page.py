"""An activity that this program cannot show itself: a link, a quiz, a vote … It says so and leads to the browser."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QScrollBar, QVBoxLayout

from studydesk import wording
from studydesk.domain import forums
from studydesk.domain.changes import Subject
from studydesk.domain.courses import Kind
from studydesk.domain.link import USEFUL
from studydesk.errors import NotFound
from studydesk.study.views.courses import ActivityRow
from studydesk.ui import kinds
from studydesk.ui.activity.absent import Absent
from studydesk.ui.activity.done import DoneMark
from studydesk.ui.context import Context
from studydesk.ui.pages import Page
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class ElsewherePage(Page):
    """What it is, when it is due, and two ways to reach it: open it now, or copy the address for later."""

    subjects = frozenset({Subject.COURSES, Subject.PROGRESS, Subject.LINK})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._column = Column(width=720)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def reload(self) -> None:
        """Read the activity and draw it."""
        if self.target is None or self.target.activity is None:
            return
        courses, activity = self.context.desk.courses, self.target.activity
        self.context.read(self, lambda: courses.activity(activity), self._draw, self._failed)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def _draw(self, row: ActivityRow) -> None:
        self.set_title(row.title)
        column = self._column.begin()
        card = Card(margin=24, spacing=12)
        icon = QLabel()
        self.context.icons.put(icon, kinds.icon(row.kind, row.media), "accent", 40)
        icon.setAlignment(Qt.AlignmentFlag.AlignLeading)
        card.add(icon, label(row.title, "title"), label(kinds.words(row.kind, row.media), "meta"))
        intro = forums.as_text(row.intro_html)
        if intro:
            card.add(label(intro, select=True))
        if row.due_at is not None:
            when = wording.when(row.due_at, self.context.now())
            card.add(label(tr("Due {when}").format(when=when), "strong"))
        card.add(label(row.restriction or self._advice(row), "muted"))
        # An address comes from the site: only the web is opened, never a file or another program.
        if row.address and not row.restriction and QUrl(row.address).scheme() in ("http", "https"):
            address = row.address
            card.add(label(address, "meta", select=True))
            card.add(
                flow(
                    PrimaryButton(tr("Open in the web browser"), lambda: self._open(row, address)),
                    Button(tr("Copy the address"), lambda: self._copy(address)),
                )
            )
        mark = DoneMark(self.context)
        mark.show_row(row)
        column.addWidget(card)
        column.addWidget(mark)
        column.addStretch(1)
        self._column.end()
        self.drawn.emit()

    def _advice(self, row: ActivityRow) -> str:
        if self.context.link.state not in USEFUL:
            return tr("This needs the internet, and there is no link now. Copy the address for later.")
        if row.kind is Kind.URL:
            return tr("This leads to a page on the web.")
        return tr("This works on the school's own page only. You may have to sign in there.")

    def _open(self, row: ActivityRow, address: str) -> None:
        courses = self.context.desk.courses
        QDesktopServices.openUrl(QUrl(address))
        self.context.act(self, lambda: courses.opened(row.id))

    def _copy(self, address: str) -> None:
        QGuiApplication.clipboard().setText(address)
        self.context.toast(tr("Copied"))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound) and self.target is not None and self.target.activity is not None:
            column = self._column.begin()
            absent = Absent(self.context)
            absent.explain(self.target.activity, error)
            column.addWidget(absent)
            self._column.end()
        else:
            self.context.explain(error)
