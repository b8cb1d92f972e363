"""What takes space on this computer: by course and kind, what is kept always, checks and moves."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QScrollBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.courses import Media
from studydesk.study.views.storage import CheckReport, Freed, MoveReport, StorageView
from studydesk.ui.context import Context
from studydesk.ui.downloads.courses import courses_card
from studydesk.ui.downloads.freeing import FreeCard, Thing, say_freed
from studydesk.ui.downloads.job import Job, JobLine
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.badge import StateBadge
from studydesk.ui.widgets.boxes import Card, EmptyState
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.signs import Sign
from studydesk.ui.widgets.steady import Meter
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import storage as sentences
from studydesk.wording import tr
from studydesk.wording.units import shares


class SpacePanel(QWidget):
    """The space that courses take, and what can be done about it."""

    def __init__(self, context: Context, reload: Callable[[], None]) -> None:
        super().__init__()
        self._context, self._reload = context, reload
        self._view: StorageView | None = None
        self._ticked: set[Thing] = set()
        self._job = Job(context, self)
        self._job.began.connect(self._draw)
        self._job.ended.connect(self._ended)
        self._column = Column(spacing=12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def put(self, view: StorageView) -> None:
        """Show what takes the space."""
        if view != self._view:
            self._view = view
            self._draw()

    @Slot()
    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        column = self._column.begin()
        column.addWidget(self._head(view) if view.is_here else self._gone(view))
        if view.is_here and view.suggestions:
            column.addWidget(FreeCard(self._context, view.suggestions, self._ticked, self._freed))
        if any(one.present_bytes for one in view.courses):
            column.addWidget(courses_card(self._context, self, view, self._reload, self._freed))
            column.addWidget(_kinds(view))
        elif view.is_here:
            column.addWidget(self._nothing())
        column.addStretch(1)
        self._column.end()

    def _head(self, view: StorageView) -> QWidget:
        card = Card(margin=16, spacing=8)
        title = tr("Courses take {size} on this computer").format(size=wording.size(view.total_bytes))
        card.add(label(title, "heading"), label(_free_words(view), "muted"))
        if view.budget_bytes is not None:
            used = sentences.of_total(view.total_bytes, view.budget_bytes)
            share = view.total_bytes / view.budget_bytes if view.budget_bytes else 1.0
            card.add(Meter(tr("Of what courses may take"), used, share))
        card.add(ElidedLabel(_where(view), "meta"))
        if self._job.result or self._job.is_running:
            card.add(JobLine(self._context, self._job))
        if not self._job.is_running:
            card.add(self._ways(view))
        return card

    def _ways(self, view: StorageView) -> QWidget:
        buttons = [Button(tr("Check my downloads"), self._check)]
        home = self._context.services.paths.home_blobs
        if view.moving_to is not None:
            go_on = tr("Go on moving to {folder}").format(folder=view.moving_to)
            buttons.insert(0, Button(go_on, partial(self._move, view.moving_to)))
        buttons.append(Button(tr("Move to another drive…"), self._choose_place))
        if view.place != home:
            buttons.append(Button(tr("Move back to this computer"), partial(self._move, home)))
        to_limits = partial(self._context.navigate, Target(Place.SETTINGS, at="downloads"))
        buttons.append(Button(tr("Change limits"), to_limits, "quiet"))
        return flow(*buttons)

    def _gone(self, view: StorageView) -> QWidget:
        card = Card("problem", margin=16, spacing=8)
        card.add(
            StateBadge(self._context.icons, Sign("problem", "bad"), tr("The drive with your courses is not here")),
            label(tr("Plug it in again: nothing on it is lost, and what you write is kept here meanwhile.")),
            ElidedLabel(_where(view), "meta"),
            flow(Button(tr("Look again"), self._reload, "primary")),
        )
        return card

    def _nothing(self) -> QWidget:
        return EmptyState(
            self._context.icons,
            "on-disk",
            tr("No course takes space here yet"),
            tr("What you download stays on this computer and works without a link."),
            tr("Choose a course"),
            lambda: self._context.navigate(Target(Place.COURSES)),
        )

    def _freed(self, freed: Freed) -> None:
        say_freed(self._context, self, freed)
        self._reload()

    def _check(self) -> None:
        def told(report: CheckReport) -> tuple[Sign, str]:
            return Sign("done", "ok") if report.is_whole else Sign("conflict", "warn"), sentences.check_result(report)

        storage = self._context.desk.storage
        self._job.start(
            storage.check,
            told,
            words=tr("Checking your downloads"),
            stopped=tr("Stopped. What was checked so far is in order or is downloaded again."),
        )

    def _choose_place(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Where shall your courses be?"))
        view = self._view
        if not chosen or view is None:
            return
        text = tr("{size} are copied to {folder} and checked there before anything is removed here.")
        text = text.format(size=wording.size(view.total_bytes), folder=chosen)
        keep = tr("Keep that drive plugged in: your courses are read from it.")
        if ask(self, tr("Move your courses?"), f"{text} {keep}", tr("Move")):
            self._move(Path(chosen))

    def _move(self, folder: Path) -> None:
        to = None if folder == self._context.services.paths.home_blobs else folder

        def told(report: MoveReport) -> tuple[Sign, str]:
            sign = Sign("conflict", "warn") if report.damaged or report.left else Sign("done", "ok")
            return sign, sentences.move_result(report)

        self._job.start(
            partial(self._context.desk.storage.move, to),
            told,
            words=tr("Moving your courses"),
            stopped=tr("Stopped. Everything still works; you can go on moving at any time."),
        )

    @Slot()
    def _ended(self) -> None:
        self._draw()
        self._context.wake()  # what was damaged is queued again
        self._reload()


def _where(view: StorageView) -> str:
    return tr("Kept in: {folder}").format(folder=view.place)


def _free_words(view: StorageView) -> str:
    free = tr("{size} are free on this drive.").format(size=wording.size(view.free_bytes or 0))
    said = [free]
    if view.reserve_bytes:
        said.append(tr("Downloads leave {size} of it free.").format(size=wording.size(view.reserve_bytes)))
    if view.other_bytes:
        other = tr("Other people on this computer keep {size} beside yours.")
        said.append(other.format(size=wording.size(view.other_bytes)))
    return " ".join(said)


def _kinds(view: StorageView) -> QWidget:
    sums: Counter[Media] = Counter()
    for one in view.courses:
        sums.update(dict(one.by_media))
    whole = sum(sums.values())
    card = Card(margin=16, spacing=12)
    card.add(label(tr("By kind"), "heading"))
    ranked = sums.most_common()
    for (media, count), part in zip(ranked, shares([count for _media, count in ranked]), strict=True):
        card.add(Meter(sentences.media(media), f"{wording.size(count)} · {part}", count / whole))
    return card
