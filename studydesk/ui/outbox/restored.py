"""The notice that the school's server seems to have gone back in time: what happened, what is safe, what to do."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from studydesk import wording
from studydesk.study.views.conflicts import Restored
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import ntr, tr


class RestoredNotice(Card):
    """Shows itself while several things are missing that the school had confirmed.

    Signals:
        shown: the learner wants to look at each of them: the id of the first (str).
    """

    shown = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__("notice", margin=16, spacing=8)
        self._context = context
        self._found: Restored | None = None
        icon = QLabel()
        context.icons.put(icon, "warning", "warn", 24)
        self._title = label("", "strong")
        self._words = label("")
        again = Button(tr("Send all again"), self._send, "primary")
        out = Button(tr("Leave them out"), self._leave)
        each = Button(tr("Look at each"), self._look, "quiet")
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addWidget(flow(again, out, each))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.column.addLayout(row)
        self.hide()

    def put(self, found: Restored | None) -> None:
        """Show what is missing, or nothing."""
        self._found = found
        self.setVisible(found is not None)
        if found is None:
            return
        title, *rest = wording.restored(len(found.missing), is_sure=found.is_sure)
        since = tr("The oldest of them reached the school {when}.")
        when = wording.when(found.since, self._context.now())
        self._title.setText(title)
        self._words.setText(" ".join((*rest, since.format(when=when))))

    def _send(self) -> None:
        found, outbox = self._found, self._context.desk.outbox
        if found is None:
            return
        n = len(found.missing)
        title = ntr("Send {n} thing again?", "Send {n} things again?", n)
        text = tr("Each of them is sent once. If the school finds its newer data again, some may be there twice.")
        if ask(self, title, text, tr("Send all again")):
            sent = ntr("{n} thing is sent again.", "{n} things are sent again.", n)
            self._context.act(
                self, partial(outbox.send_all_again, found.ids), lambda _n: self._context.toast(sent)
            )

    def _leave(self) -> None:
        found, outbox = self._found, self._context.desk.outbox
        if found is None:
            return
        said = tr("Left out. Your texts are kept under “Sent and withdrawn”, and can be sent from there.")
        self._context.act(self, partial(outbox.leave_all_out, found.ids), lambda _n: self._context.toast(said))

    def _look(self) -> None:
        if self._found is not None:
            self.shown.emit(self._found.ids[0])
