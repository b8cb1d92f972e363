"""One thing of the outbox: its words or both versions, where it stands, and what can be done."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.outbox import State
from studydesk.study.views.conflicts import About, ConflictView
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.outbox import conflict
from studydesk.ui.outbox.actions import Actions
from studydesk.ui.outbox.editing import Editor
from studydesk.ui.outbox.receipt import ReceiptCard
from studydesk.ui.widgets.badge import WRITING, StateBadge
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class Detail(QWidget):
    """What the list's current line stands for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._item: ItemView | None = None
        self._conflict: ConflictView | None = None
        self._editor: Editor | None = None
        self._badge: StateBadge | None = None
        self._column = Column(margin=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.setMinimumWidth(320)

    def show_item(self, item: ItemView | None) -> None:
        """Show an item; one that is being edited stays as the learner left it."""
        same = item is not None and self._item is not None and item.id == self._item.id
        if same and self._editor is not None and item is not None and "edit" in item.can:
            return
        self._item = item
        if item is None or item.state is not State.CONFLICT:
            self._show(None)
            return
        self._context.read(self, partial(self._context.desk.outbox.conflict, item.id), self._show, key="conflict")

    def say_state(self) -> None:
        """Say where it stands by the time of now; nothing else is drawn anew."""
        if self._item is not None and self._badge is not None:
            words = wording.writing_state(self._item, self._context.now())
            self._badge.say(WRITING[self._item.state], words)

    def stop_editing(self) -> bool:
        """Go back from editing to showing; False when nothing was being edited."""
        if self._editor is None:
            return False
        self._draw(editing=False)
        return True

    def _show(self, view: ConflictView | None) -> None:
        self._conflict = view
        self._draw(editing=False)

    def _draw(self, *, editing: bool) -> None:
        self._editor = self._badge = None
        column = self._column.begin()
        item = self._item
        if item is not None:
            card = Card(margin=20, spacing=12)
            self._head(card, item)
            if editing:
                self._editor = self._editing(card, item)
            else:
                self._words(card, item)
            column.addWidget(card)
        column.addStretch(1)
        self._column.end()
        if editing and self._editor is not None:
            self._editor.begin()

    def _head(self, card: Card, item: ItemView) -> None:
        words = wording.writing_state(item, self._context.now())
        self._badge = StateBadge(self._context.icons, WRITING[item.state], words, wrap=True)
        what = wording.intent_kind(item.kind, item.done, item.is_final)
        card.add(label(item.title, "heading"), label(f"{what} · {item.where}", "meta"), self._badge)
        for line in (_in_their_words(item), advice(item, self._conflict)):
            if line:
                card.add(label(line, "muted", select=True))

    def _words(self, card: Card, item: ItemView) -> None:
        actions = Actions(self._context, self, item, self._conflict, partial(self._draw, editing=True))
        buttons = flow(*actions.buttons())
        view = self._conflict
        compared = conflict.versions(self._context, view) if view is not None else []
        if view is not None and compared:
            card.add(*compared, buttons)
            if "both" not in view.choices:
                card.add(label(tr("Both together are more than the school takes here."), "meta"))
            else:
                both = tr("“Send both” keeps the school's text and puts yours below it.")
                if view.theirs is not None and (view.mine.files or view.theirs.files):
                    both = tr("“Send both” keeps the school's text, puts yours below it, and keeps all files.")
                card.add(label(both, "meta"))
            return
        if item.text:
            card.add(_quote(item.text))
        for file in item.attachments:
            words = f"{file.name} · {wording.size(file.size_bytes)}"
            card.add(label(tr("Attached: {file}").format(file=words), "meta"))
        if view is not None:
            card.add(*conflict.candidates(self._context, view, actions.choose))
        card.add(buttons, self._facts(item))

    def _facts(self, item: ItemView) -> QWidget:
        """Return the receipt, or when it was written; by both clocks where they do not agree."""
        if item.receipt is not None:
            return ReceiptCard(self._context, item)
        when = wording.when(item.created_at, self._context.services.clock.now())
        written = tr("Written {when}").format(when=when)
        off_s = abs((item.created_server_at - item.created_at).total_seconds()) if item.created_server_at else 0.0
        if wording.is_off(off_s):
            written = wording.as_text(wording.times(item))
        return label(written, "meta", select=True)

    def _editing(self, card: Card, item: ItemView) -> Editor:
        made = Editor(self._context, item, self._conflict)
        made.saved.connect(self._save)
        made.given_up.connect(self.stop_editing)
        card.add(made)
        return made

    def _save(self) -> None:
        if self._item is None or self._editor is None:
            return
        item, subject, text = self._item.id, self._editor.subject, self._editor.text
        seen = self._conflict.seen if self._conflict and self._conflict.seen else None
        outbox = self._context.desk.outbox
        self._context.act(self, lambda: outbox.edit(item, subject, text, seen), lambda _none: self._saved())

    def _saved(self) -> None:
        self._editor = None
        self._context.toast(tr("Changed. It is sent at the next chance."))
        self._draw(editing=False)


def _quote(text: str) -> QWidget:
    card = Card(margin=12)
    return card.add(label(text, select=True))


def _in_their_words(item: ItemView) -> str:
    """Return what the school itself said of a refusal, where that is more than the state says."""
    if item.state is not State.REJECTED or item.problem is None:
        return ""
    said = wording.in_their_words(item.problem.code, item.problem.message)
    return tr("In the school's own words: “{words}”").format(words=said) if said else ""


def advice(item: ItemView, view: ConflictView | None) -> str:
    """Return what the state means for the learner, where the state's own words do not say it."""
    if view is not None and view.about is About.MISSING:
        return tr(
            "Somebody took it away there, or the school went back to an older copy of its data. "
            "Nothing is sent again until you choose."
        )
    if view is not None and view.about is About.SEVERAL:
        return tr(
            "No answer came back when it was sent, and more than one post at the school could be it. "
            "Say which one is yours, or send it again if it is none of them."
        )
    return {
        State.UNCERTAIN: tr("StudyDesk looks at the school whether it arrived before it sends anything again."),
        State.REJECTED: tr("Change it and try again, or copy the text, save the files and withdraw it."),
        State.CONFLICT: tr(
            "Somebody changed this at the school after you began. Nothing is replaced until you choose. "
            "If you keep the school's, yours stays in the history."
        ),
    }.get(item.state, "")
