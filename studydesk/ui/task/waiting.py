"""A hand-in that is on its way: what it is, where it stands, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from studydesk import wording
from studydesk.domain.assignments import words
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.badge import WRITING, Sign, StateBadge
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import ntr, tr


class Waiting(Card):
    """Shows the outbox item of an assignment.

    Signals:
        changed: it was withdrawn or brought back.
    """

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("notice")
        self._context = context
        self._item: ItemView | None = None
        self._badge = StateBadge(context.icons, Sign("clock", "muted"), "", wrap=True)
        self._what = label("", "meta")
        self._withdraw = Button(tr("Withdraw"), self._take_back)
        look = Button(tr("Show in the outbox"), self._show_in_outbox, "quiet")
        row = QHBoxLayout()
        row.addWidget(self._badge, 1)
        row.addWidget(look)
        row.addWidget(self._withdraw)
        self.column.addLayout(row)
        self.column.addWidget(self._what)
        self.hide()

    def put(self, item: ItemView | None) -> None:
        """Show an item, or nothing."""
        self._item = item
        self.setVisible(item is not None)
        if item is None:
            return
        said = wording.writing_state(item, self._context.now())
        what = wording.intent_kind(item.kind, is_final=item.is_final)
        self._badge.say(WRITING[item.state], f"{what}: {said}")
        parts = [ntr("{n} word", "{n} words", words(item.text))] if item.text.strip() else []
        parts += [f"{one.name} ({wording.size(one.size_bytes)})" for one in item.attachments]
        self._what.setText(" · ".join(parts))
        self._withdraw.setVisible("withdraw" in item.can)

    def _take_back(self) -> None:
        item, outbox = self._item, self._context.desk.outbox
        if item is None:
            return

        def undo() -> None:
            self._context.act(self, lambda: outbox.restore(item.id), lambda _none: self.changed.emit())

        def done(_none: None) -> None:
            self._context.toast(tr("Withdrawn. It is kept in the outbox."), undo)
            self.changed.emit()

        self._context.act(self, lambda: outbox.withdraw(item.id), done)

    def _show_in_outbox(self) -> None:
        if self._item is not None:
            self._context.navigate(Target(Place.OUTBOX, at=self._item.id))
