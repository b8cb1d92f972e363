"""What would be left behind, as a list in a dialog; a copy of it to save, and a second word before it is lost."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.ids import AccountId
from studydesk.study.views.outbox import ItemView
from studydesk.study.views.unsent import Copied, Left
from studydesk.ui.context import Context
from studydesk.ui.outbox import saving
from studydesk.ui.widgets.badge import WRITING, Sign
from studydesk.ui.widgets.boxes import Card, rule
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import Dialog, TallDialog
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

WIDTH = 620
_DRAFT = Sign("edit", "muted")

Thing = Left | ItemView


class LeftDialog(TallDialog):
    """Names everything that is not at the school, and offers a copy of it; the caller adds the buttons that close."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        title: str,
        things: Sequence[Thing],
        account: AccountId | None,
        *sentences: str,
    ) -> None:
        super().__init__(parent, title, context.theme.px, *sentences)
        self.inside.addWidget(listed(context, things))
        self._copied = label("", "ok")
        self._copied.hide()
        self.inside.addWidget(self._copied)
        save = partial(saving.save_copy, context, self, account, self._say_copied)
        # In a line of its own: beside the buttons that close there is no room for it in large text.
        self.column.addWidget(flow(Button(tr("Save a copy to a file…"), save)))

    def ask(self) -> str:
        """Show it until a button is pressed; returns the name of that, "" for Esc."""
        self.fit(WIDTH)
        self.exec()
        return self.choice

    def _say_copied(self, saved: Copied) -> None:
        self._copied.setText(saving.copy_said(saved))
        self._copied.show()
        self.show_part(self._copied)


def listed(context: Context, things: Sequence[Thing]) -> QWidget:
    """Return a list of things: what it is, its title, and where it stands."""
    now = context.now()
    card = Card(margin=12, spacing=8)
    card.setAccessibleName(tr("Not at the school yet"))
    for number, left in enumerate(things):
        if number:
            card.add(rule())
        card.add(_line(context, left, wording.left_kind(left), wording.left_state(left, now)))
    return card


def is_sure(parent: QWidget, title: str, text: str, tick: str, yes: str) -> bool:
    """Ask once more: True when the learner ticked that they know, and pressed `yes`."""
    dialog = Dialog(parent, title, text)
    known = QCheckBox(tick)
    dialog.column.addWidget(known)
    dialog.button("no", tr("Cancel")).setFocus()
    sure = dialog.button("yes", yes, "danger")
    sure.setEnabled(False)
    known.toggled.connect(sure.setEnabled)
    dialog.exec()
    return dialog.choice == "yes" and known.isChecked()


def may_go(
    context: Context,
    parent: QWidget,
    title: str,
    text: str,
    things: Sequence[Left],
    account: AccountId,
    yes: str,
) -> bool:
    """Whether an account may be left with these things unsent: they are listed, and `yes` was pressed."""
    dialog = LeftDialog(context, parent, title, things, account, text)
    dialog.button("no", tr("Cancel")).setFocus()
    dialog.button("yes", yes, "danger")
    return dialog.ask() == "yes"


def _line(context: Context, left: Thing, kind: str, state: str) -> QWidget:
    sign = _DRAFT if left.state is None else WRITING[left.state]
    made = QWidget()
    icon = QLabel()
    context.icons.put(icon, sign.icon, sign.tone, 18)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label(left.title or kind, "strong"))
    words.addWidget(label(f"{kind} · {state}", "meta"))
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(icon, 0)
    row.addLayout(words, 1)
    made.setAccessibleName(f"{left.title}. {kind}. {state}")
    return made
