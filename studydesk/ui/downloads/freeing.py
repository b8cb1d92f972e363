"""What could be freed: suggestions with sizes and reasons, and one question for all that are chosen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from studydesk import wording
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.study.views.storage import Freeable, Freed
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.clicklabel import ClickLabel
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import ElidedLabel, label, look
from studydesk.wording import ntr, tr
from studydesk.wording.storage import free_reason

# More are not weighed one by one; the first ones free most.
SHOWN = 12


Thing = tuple[CourseId, ActivityId | None]


class FreeCard(Card):
    """Suggestions to tick, and a button that frees what is ticked; without a tick it sets them all.

    `ticked` is kept by the caller: when the card is drawn anew meanwhile, the ticks stay.
    """

    def __init__(
        self, context: Context, some: tuple[Freeable, ...], ticked: set[Thing], freed: Callable[[Freed], None]
    ) -> None:
        super().__init__(margin=16, spacing=10)
        self._context, self._freed, self._ticked = context, freed, ticked
        self._some = some[:SHOWN]
        self._boxes = [QCheckBox() for _one in self._some]
        self._button = Button("", self._ask)
        self._button.setObjectName("free-chosen")
        whole = wording.size(sum(one.size_bytes for one in self._some))
        self.add(
            label(tr("You could free {size}").format(size=whole), "heading"),
            label(tr("Your own work, notes and what you keep always are never among it."), "muted"),
            self._list(),
            flow(self._button),
        )
        self._say()

    def _list(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for row, (one, box) in enumerate(zip(self._some, self._boxes, strict=True)):
            size, why = wording.size(one.size_bytes), free_reason(one.reason)
            meta = why if one.activity is None else f"{why} · {one.course_title}"
            words = ClickLabel(one.title)
            box.setAccessibleName(f"{one.title}. {size}. {meta}")
            box.setObjectName(f"free:{one.course}:{one.activity}")
            box.setChecked((one.course, one.activity) in self._ticked)
            box.toggled.connect(partial(self._tick, one))
            words.clicked.connect(box.toggle)
            at = 3 * row  # the third line is the space before the next suggestion
            grid.addWidget(box, at, 0)
            grid.addWidget(words, at, 1)
            grid.addWidget(label(size, "muted", wrap=False), at, 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(ElidedLabel(meta, "meta"), at + 1, 1)
            grid.setRowMinimumHeight(at + 2, 8)
        return made

    def _chosen(self) -> list[Freeable]:
        return [one for one, box in zip(self._some, self._boxes, strict=True) if box.isChecked()]

    def _tick(self, one: Freeable, is_on: bool) -> None:
        thing = (one.course, one.activity)
        (self._ticked.add if is_on else self._ticked.discard)(thing)
        self._say()

    def _say(self) -> None:
        size = sum(one.size_bytes for one in self._chosen())
        self._button.say(tr("Free {size}").format(size=wording.size(size)) if size else tr("Choose all"))
        look(self._button, "primary" if size else "plain")

    def _ask(self) -> None:
        chosen = self._chosen()
        if not chosen:
            for box in self._boxes:
                box.setChecked(True)
            return
        size = wording.size(sum(one.size_bytes for one in chosen))
        title = tr("Free {size} on this computer?").format(size=size)
        things = ntr("The files of {n} thing are removed.", "The files of {n} things are removed.", len(chosen))
        text = tr("Your own work and your ticks stay; the files can be downloaded again.")
        if ask(self, title, f"{things} {text}", tr("Free {size}").format(size=size)):
            storage = self._context.desk.storage
            self._context.act(self, lambda: storage.free(chosen), self._freed)


def say_freed(context: Context, owner: QWidget, freed: Freed) -> None:
    """Say what became free, with a way to have it back: that costs its bytes again, so the button says so."""
    storage = context.desk.storage
    words = tr("{size} became free").format(size=wording.size(freed.size_bytes))
    if not freed.keys:
        context.toast(words)
        return
    again = partial(context.act, owner, lambda: storage.want_back(freed))
    context.toast(words, again, tr("Download again"))
