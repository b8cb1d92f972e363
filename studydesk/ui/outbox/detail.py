"""One thing of the outbox: its words, where it stands, and what can be done."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.outbox import State
from studydesk.domain.work import IntentKind
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target, place_of
from studydesk.ui.widgets.badge import WRITING, StateBadge
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

WITH_SUBJECT = (IntentKind.REPLY, IntentKind.DISCUSSION, IntentKind.EDIT)


class Detail(QWidget):
    """What the list's current line stands for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._item: ItemView | None = None
        self._subject: QLineEdit | None = None
        self._text: QPlainTextEdit | None = None
        self._column = Column(margin=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.setMinimumWidth(320)

    def show_item(self, item: ItemView | None) -> None:
        """Show an item; one that is being edited stays as the learner left it."""
        same = item is not None and self._item is not None and item.id == self._item.id
        if same and self._text is not None and item is not None and "edit" in item.can:
            return
        self._item = item
        self._draw(editing=False)

    def stop_editing(self) -> bool:
        """Go back from editing to showing; False when nothing was being edited."""
        if self._text is None:
            return False
        self._draw(editing=False)
        return True

    def _draw(self, *, editing: bool) -> None:
        self._subject = self._text = None
        column = self._column.begin()
        item = self._item
        if item is not None:
            card = Card(margin=20, spacing=12)
            self._head(card, item)
            if editing:
                self._fields(card, item)
            else:
                self._words(card, item)
                self._actions(card, item)
            column.addWidget(card)
        column.addStretch(1)
        self._column.end()

    def _head(self, card: Card, item: ItemView) -> None:
        now = self._context.now()
        what = wording.intent_kind(item.kind, item.done, item.is_final)
        badge = StateBadge(self._context.icons, WRITING[item.state], wording.writing_state(item, now), wrap=True)
        card.add(
            label(item.title, "heading"),
            label(f"{what} · {item.where}", "meta"),
            badge,
        )
        advice = _advice(item)
        if advice:
            card.add(label(advice, "muted"))

    def _words(self, card: Card, item: ItemView) -> None:
        if item.theirs is not None:
            card.add(label(tr("At the school"), "strong"), _quote(item.theirs))
            card.add(label(tr("What you wrote"), "strong"))
        if item.text:
            card.add(_quote(item.text))
        for file in item.attachments:
            words = f"{file.name} · {wording.size(file.size_bytes)}"
            card.add(label(tr("Attached: {file}").format(file=words), "meta"))
        written = tr("Written {when}").format(when=wording.when(item.created_at, self._context.now()))
        card.add(label(written, "meta"))
        if item.receipt is not None:
            receipt = item.receipt
            words = tr("Receipt: number {n} at the school, {date} {time}").format(
                n=receipt.server_id,
                date=wording.date(receipt.server_time),
                time=wording.clock_time(receipt.server_time),
            )
            card.add(label(words, "meta", select=True))

    def _actions(self, card: Card, item: ItemView) -> None:
        outbox = self._context.desk.outbox
        buttons: list[QWidget] = []
        if "choose" in item.can:
            mine, theirs = tr("Send mine"), tr("Keep the school's")
            if _is_missing(item):
                mine, theirs = tr("Send it again"), tr("Leave it out")
            buttons.append(PrimaryButton(mine, partial(self._do, partial(outbox.choose_mine, item.id))))
            buttons.append(Button(theirs, partial(self._do, partial(outbox.choose_theirs, item.id))))
        if "retry" in item.can:
            look = "primary" if item.state is State.REJECTED else ""
            buttons.append(Button(tr("Try again"), partial(self._do, partial(outbox.retry, item.id)), look))
        if "restore" in item.can:
            buttons.append(PrimaryButton(tr("Send after all"), partial(self._do, partial(outbox.restore, item.id))))
        if "edit" in item.can and item.kind in WITH_SUBJECT:
            buttons.append(Button(tr("Edit"), partial(self._draw, editing=True)))
        if "withdraw" in item.can:
            buttons.append(Button(tr("Withdraw"), partial(self._withdraw, item)))
        if item.text and "copy" in item.can:
            buttons.append(Button(tr("Copy the text"), partial(self._copy, item), "quiet"))
        target = _target(item)
        if target is not None:
            buttons.append(Button(tr("Show where"), partial(self._context.navigate, target), "quiet"))
        card.add(flow(*buttons))

    def _fields(self, card: Card, item: ItemView) -> None:
        if item.kind in WITH_SUBJECT:
            self._subject = QLineEdit(item.subject)
            self._subject.setAccessibleName(tr("Subject"))
            card.add(label(tr("Subject"), "strong"), self._subject)
        self._text = QPlainTextEdit(item.text)
        self._text.setAccessibleName(tr("Text"))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(180)
        card.add(label(tr("Text"), "strong"), self._text)
        row = QWidget()
        buttons = QHBoxLayout(row)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(PrimaryButton(tr("Save"), self._save))
        buttons.addWidget(Button(tr("Cancel"), self.stop_editing))
        buttons.addStretch(1)
        card.add(row)
        self._text.setFocus()

    def _save(self) -> None:
        if self._item is None or self._text is None:
            return
        item, text = self._item.id, self._text.toPlainText()
        subject = self._subject.text() if self._subject is not None else None
        outbox = self._context.desk.outbox
        self._context.act(self, lambda: outbox.edit(item, subject, text), lambda _none: self._saved())

    def _saved(self) -> None:
        self._text = None
        self._context.toast(tr("Changed. It is sent at the next chance."))
        self._draw(editing=False)

    def _do(self, what: partial[None]) -> None:
        self._context.act(self, what)

    def _withdraw(self, item: ItemView) -> None:
        outbox = self._context.desk.outbox
        undo = partial(self._do, partial(outbox.restore, item.id))
        self._context.act(
            self,
            lambda: outbox.withdraw(item.id),
            lambda _none: self._context.toast(tr("Withdrawn. Your text is kept in the history."), undo),
        )

    def _copy(self, item: ItemView) -> None:
        QGuiApplication.clipboard().setText(item.text)
        self._context.toast(tr("Copied"))


def _quote(text: str) -> QWidget:
    card = Card(margin=12)
    return card.add(label(text, select=True))


def _is_missing(item: ItemView) -> bool:
    """Whether the school had it and has it no more."""
    return item.problem is not None and item.problem.code == "missing_there"


def _advice(item: ItemView) -> str:
    """Return what the state means for the learner, where the state's own words do not say it."""
    if item.state is State.CONFLICT and _is_missing(item):
        return tr(
            "Somebody took it away there, or the school went back to an older copy of its data. "
            "Nothing is sent again until you choose."
        )
    return {
        State.UNCERTAIN: tr("StudyDesk looks at the school whether it arrived before it sends anything again."),
        State.REJECTED: tr("Change it and try again, or copy the text and withdraw it."),
        State.CONFLICT: tr(
            "Somebody changed this at the school after you began. Nothing is replaced until you choose."
        ),
    }.get(item.state, "")


def _target(item: ItemView) -> Target | None:
    if item.discussion is not None:
        return Target(Place.THREAD, discussion=item.discussion)
    if item.kind is IntentKind.DISCUSSION:
        return Target(Place.THREAD, discussion=item.id)
    if item.forum is not None:
        return Target(Place.FORUM, forum=item.forum)
    if item.activity is not None and item.activity_kind is not None:
        return Target(place_of(item.activity_kind, None), course=item.course, activity=item.activity)
    return None
