"""What can be done with a thing in the outbox, as buttons."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from studydesk.domain.outbox import State
from studydesk.domain.work import IntentKind
from studydesk.study.views.conflicts import About, Candidate, ConflictView
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.outbox import saving
from studydesk.ui.pages import Place, Target, place_of
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.wording import tr


class Actions:
    """Does what the learner chooses for one item; `owner` is the widget that asks."""

    def __init__(
        self,
        context: Context,
        owner: QWidget,
        item: ItemView,
        conflict: ConflictView | None,
        edit: Callable[[], object],
    ) -> None:
        self._context, self._owner, self._item, self._conflict = context, owner, item, conflict
        self._edit = edit
        self._outbox = context.desk.outbox

    def buttons(self) -> list[QWidget]:
        """Return the buttons: choices first, then what helps."""
        return [*self._choices(), *self._usual(), *self._quiet()]

    def choose(self, one: Candidate) -> None:
        """Several: this post is mine."""
        said = tr("This post counts as yours. Nothing is sent again.")
        self._act(partial(self._outbox.choose_theirs, self._item.id, one.post), said)

    def _choices(self) -> list[QWidget]:
        view, item = self._conflict, self._item
        if view is None:
            return []
        seen = view.seen or None
        mine, theirs = tr("Send mine"), tr("Keep the school's")
        if view.about is About.MISSING:
            mine, theirs = tr("Send it again"), tr("Leave it out")
        elif view.about is About.SEVERAL:
            mine = tr("Send it again")
        made: list[QWidget] = [PrimaryButton(mine, lambda: self._act(partial(self._outbox.choose_mine, item.id, seen)))]
        if view.about is not About.SEVERAL:  # there each post has a button of its own
            made.append(Button(theirs, self._take_theirs))
        if "both" in view.choices:
            made.append(Button(tr("Send both"), self._take_both))
        if "edit" in view.choices and "edit" in item.can:
            made.append(Button(tr("Edit mine"), self._edit))
        if view.about is About.SEVERAL:
            made.append(Button(tr("Leave it out"), self._withdraw))
        return made

    def _usual(self) -> list[QWidget]:
        item, made = self._item, list[QWidget]()
        if "retry" in item.can and (item.state is State.REJECTED or item.next_try_at is not None):
            look = "primary" if item.state is State.REJECTED else ""
            made.append(Button(tr("Try again"), lambda: self._act(partial(self._outbox.retry, item.id)), look))
        if "restore" in item.can:
            made.append(PrimaryButton(tr("Send after all"), lambda: self._act(partial(self._outbox.restore, item.id))))
        if self._conflict is None:
            if "edit" in item.can:
                made.append(Button(tr("Edit"), self._edit))
            if "withdraw" in item.can:
                made.append(Button(tr("Withdraw"), self._withdraw))
        return made

    def _quiet(self) -> list[QWidget]:
        item, made = self._item, list[QWidget]()
        if item.text and "copy" in item.can:
            made.append(Button(tr("Copy the text"), self._copy, "quiet"))
        if item.attachments:
            save = partial(saving.save_files, self._context, self._owner, item)
            made.append(Button(tr("Save the files…"), save, "quiet"))
        target = target_of(item)
        if target is not None:
            made.append(Button(tr("Show where"), partial(self._context.navigate, target), "quiet"))
        return made

    def _take_theirs(self) -> None:
        """Mine goes into the history. Undone it meets the school's version again; what was left out would be sent."""
        item = self._item
        if self._conflict is not None and self._conflict.about is About.MISSING:
            said = tr("Left out. Your text is kept under “Sent and withdrawn”, and can be sent from there.")
            self._act(partial(self._outbox.choose_theirs, item.id), said)
            return
        said = tr("The school's stays. Yours is kept under “Sent and withdrawn”.")
        undo = partial(self._context.act, self._owner, partial(self._outbox.restore, item.id))
        self._act(partial(self._outbox.choose_theirs, item.id), said, undo)

    def _take_both(self) -> None:
        seen = self._conflict.seen if self._conflict is not None else None
        said = tr("The school's text with yours below it is sent.")
        self._act(partial(self._outbox.choose_both, self._item.id, seen), said)

    def _withdraw(self) -> None:
        restore = partial(self._outbox.restore, self._item.id)
        undo = partial(self._context.act, self._owner, restore)
        self._act(
            partial(self._outbox.withdraw, self._item.id), tr("Withdrawn. Your text is kept in the history."), undo
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._item.text)
        self._context.toast(tr("Copied"))

    def _act(self, do: partial[None], said: str = "", undo: Callable[[], object] | None = None) -> None:
        context = self._context
        context.act(self._owner, do, lambda _none: context.toast(said, undo) if said else None)


def target_of(item: ItemView) -> Target | None:
    """Return where it belongs, None when that is not known."""
    if item.discussion is not None:
        return Target(Place.THREAD, discussion=item.discussion)
    if item.kind is IntentKind.DISCUSSION:
        return Target(Place.THREAD, discussion=item.id)
    if item.forum is not None:
        return Target(Place.FORUM, forum=item.forum)
    if item.activity is not None and item.activity_kind is not None:
        return Target(place_of(item.activity_kind, None), course=item.course, activity=item.activity)
    return None
