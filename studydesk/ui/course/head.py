"""The head of a course: title, how far, what is here, and the downloads with their prices."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QMenu, QProgressBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.downloads import Price, What
from studydesk.study.views.courses import Arrival, CourseView
from studydesk.ui.context import Context
from studydesk.ui.widgets.badge import Sign, StateBadge
from studydesk.ui.widgets.buttons import Button, IconButton, PrimaryButton
from studydesk.ui.widgets.flow import Flow, flow
from studydesk.ui.widgets.text import ElidedLabel, label, look
from studydesk.wording import ntr, tr

BESIDE_FROM, TITLE_AT_LEAST = 820, 280
REST = 0.1  # of a course: as little as this is no task any more


class Head(QWidget):
    """The head of a course.

    Signals:
        wanted: a What to download, None = to choose activities.
        kept: keep the course always, or no longer (bool).
        free_asked: take the course's files off this computer.
        filtered: what was typed into the find field (str).
    """

    wanted = Signal(object)
    kept = Signal(bool)
    free_asked = Signal()
    filtered = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._view: CourseView | None = None
        self._is_kept = False
        self._title = ElidedLabel("", "title")
        self._text = Button("", lambda: self.wanted.emit(What.TEXT))
        self._all = PrimaryButton("", lambda: self.wanted.emit(What.ALL))
        self._more = IconButton(context.icons, "more", tr("More for this course"), self._open_menu)
        self._bar = QProgressBar(textVisible=False)
        self._done = label("", "meta", wrap=False)
        self._disk = StateBadge(context.icons, Sign("on-disk", "muted"), "")
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this course"))
        self.field.setAccessibleName(tr("Find in this course"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.filtered)
        self._bar.setFixedWidth(140)
        self._buttons = flow(self._text, self._all, self._more, to_end=True)
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()

    def say(self, view: CourseView, per_mb: float, is_kept: bool) -> None:
        """Show a course; `per_mb` is what a MB costs, 0 = not told; `is_kept`: its files are never freed."""
        self._view, self._is_kept = view, is_kept
        card = view.card
        self._title.setText(card.full_name)
        share = card.share_done
        words = tr("{done} of {all} done").format(done=card.done, all=card.completable)
        self._bar.setValue(round((share or 0) * 100))
        self._bar.setAccessibleName(words)
        self._done.setText(words)
        is_whole = view.arrival is Arrival.HERE  # of a course that is coming the figures are not known yet
        for part in (self._bar, self._done):
            part.setVisible(share is not None and is_whole)
        self._say_disk(view)
        self._buttons.setVisible(is_whole)
        self.field.setVisible(is_whole or bool(view.sections))
        whole, text = view.all_price, view.text_price
        is_rest = card.present_bytes > 0 and whole.size_bytes <= card.total_bytes * REST
        words = tr("Download the rest · {price}") if is_rest else tr("Download all · {price}")
        self._all.say(words.format(price=wording.price(whole, per_mb)))
        look(self._all, "plain" if is_rest else "primary")
        self._all.setVisible(whole.files > 0)
        self._text.say(tr("Text only · {price}").format(price=wording.price(text, per_mb)))
        self._text.setVisible(text.files > 0 and text.files < whole.files)
        self._place_buttons(self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_buttons(event.size().width())
        super().resizeEvent(event)

    def _place_buttons(self, width: int) -> None:
        # With large text, in a small window, or with a long price the buttons stand below the title.
        px = self._context.theme.px
        left = width - self._buttons.sizeHint().width()
        beside = width >= px(BESIDE_FROM) and left >= min(px(TITLE_AT_LEAST), self._title.sizeHint().width() + 8)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        buttons = self._buttons.layout()
        if self._first.direction() != way and isinstance(buttons, Flow):
            self._first.setDirection(way)
            buttons.begin_at(to_end=beside)

    def _say_disk(self, view: CourseView) -> None:
        card = view.card
        # Not the price: what waits to be downloaded has none, and is not here yet.
        if view.arrival is not Arrival.HERE:
            words = tr("Not all of it is here yet") if view.sections else tr("Nothing of it is here yet")
            self._disk.say(Sign("not-here", "muted"), words)
        elif card.present_bytes >= card.total_bytes:
            self._disk.say(Sign("on-disk", "ok"), tr("All of it is on this computer"))
        elif not card.present_bytes:
            self._disk.say(Sign("not-here", "muted"), tr("No files downloaded yet"))
        else:
            self._disk.say(Sign("on-disk", "muted"), _in_part(view))

    def _open_menu(self) -> None:
        view = self._view
        if view is None:
            return
        menu = self.menu(view)
        menu.exec(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        menu.deleteLater()

    def menu(self, view: CourseView) -> QMenu:
        """Return everything that can be done with the files of a course."""
        menu = QMenu(self)
        for what, words, price in (
            (What.TEXT, tr("Download text"), view.text_price),
            (What.DOCUMENTS, tr("Download text and documents"), view.documents_price),
            (What.ALL, tr("Download all"), view.all_price),
        ):
            action = menu.addAction(_priced(words, price))
            action.setEnabled(price.files > 0)
            action.triggered.connect(lambda _on=False, what=what: self.wanted.emit(what))
        choose = menu.addAction(tr("Choose what to download…"))
        choose.setEnabled(view.all_price.files > 0)
        choose.triggered.connect(lambda: self.wanted.emit(None))
        menu.addSeparator()
        keep = menu.addAction(tr("Keep always"))
        keep.setCheckable(True)
        keep.setChecked(self._is_kept)
        keep.triggered.connect(self.kept)
        here = wording.size(view.card.present_bytes)
        free = menu.addAction(tr("Remove files from this computer · frees {size}").format(size=here))
        free.setEnabled(view.card.present_bytes > 0 and not self._is_kept)
        free.triggered.connect(lambda: self.free_asked.emit())
        return menu

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        first, second = self._first, QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._title, 1)
        first.addWidget(self._buttons)
        second.setSpacing(12)
        second.addWidget(self._bar)
        second.addWidget(self._done)
        second.addSpacing(8)
        second.addWidget(self._disk, 1)
        self.field.setMaximumWidth(280)
        second.addWidget(self.field, 1)
        column.addLayout(first)
        column.addLayout(second)


def _in_part(view: CourseView) -> str:
    here, total = wording.size(view.card.present_bytes), wording.size(view.card.total_bytes)
    if here != total:
        return tr("{here} of {total} on this computer").format(here=here, total=total)
    files = view.all_price.files
    return ntr("{n} small file is missing", "{n} small files are missing", files) if files else tr("Nearly all is here")


def _priced(words: str, price: Price) -> str:
    return f"{words} · {wording.price(price)}" if price.files else tr("{what} · is here already").format(what=words)
