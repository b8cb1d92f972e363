"""Putting an intent into the outbox, finding those that wait, and changing them."""

from dataclasses import replace

from studydesk.domain.ids import ActivityId, IntentId
from studydesk.domain.outbox import UNSENT, Event, Item, NotAllowed, Receipt, State, after
from studydesk.domain.work import Attachment, Intent, MarkDone, View, queue_of
from studydesk.errors import Invalid, NotFound
from studydesk.store import outbox
from studydesk.store.database import Reader, Writer
from studydesk.study.learner import Learner

# Of these the words may still be changed without a question to the school.
CHANGEABLE = frozenset({State.QUEUED, State.REJECTED, State.CONFLICT})
ON_THE_WAY = frozenset({State.QUEUED, State.SENDING, State.UNCERTAIN})


def add(
    learner: Learner,
    w: Writer,
    intent: Intent,
    title: str,
    attachments: tuple[Attachment, ...] = (),
    queue: str | None = None,
) -> IntentId:
    """Queue an intent in this transaction; `queue` overrides where it waits (behind its own unsent parent)."""
    new = IntentId(learner.chance.token())
    outbox.add(
        w,
        Item(
            id=new,
            account=learner.id,
            intent=intent,
            queue=queue or queue_of(intent, new),
            title=title,
            state=State.QUEUED,
            created_at=learner.clock.now(),
            created_server_at=learner.school.now(),
            attachments=attachments,
        ),
    )
    return new


def reword(
    learner: Learner, w: Writer, before: Item, intent: Intent, attachments: tuple[Attachment, ...] | None = None
) -> bool:
    """Give a waiting item other words; False when it is on its way by now."""
    edited = after(before, Event.EDITED, learner.school.now())
    kept = before.attachments if attachments is None else attachments
    return outbox.replace_intent(w, before, replace(edited, intent=intent, attachments=kept))


def one(learner: Learner, item: IntentId) -> Item:
    """Return an item of the learner's. Raises NotFound."""
    with learner.store.work.read() as r:
        found = outbox.item(r, item)
    if found is None or found.account != learner.id:
        raise NotFound(item)
    return found


def happen(learner: Learner, before: Item, event: Event, receipt: Receipt | None = None) -> None:
    """Do to an item what the learner said. Raises Invalid("not_now") in a state that does not allow it."""
    try:
        new = after(before, event, learner.school.now(), receipt=receipt)
    except NotAllowed as error:
        raise Invalid("not_now") from error
    with learner.store.work.write() as w:
        if not outbox.move(w, before, new):
            raise Invalid("not_now")


def change(learner: Learner, w: Writer, before: Item, event: Event, changed: Item) -> None:
    """Do `event` to an item and give it the intent, files and queue of `changed`. Raises Invalid("not_now")."""
    try:
        moved = after(before, event, learner.school.now())
        new = replace(moved, intent=changed.intent, attachments=changed.attachments, queue=changed.queue)
        is_changed = outbox.replace_intent(w, before, new)
    except NotAllowed as error:
        raise Invalid("not_now") from error
    if not is_changed:
        raise Invalid("not_now")


def unsent(r: Reader, learner: Learner) -> list[Item]:
    """Return what is not at the school yet, oldest first."""
    return outbox.items(r, learner.id, UNSENT)


def marks(items: list[Item]) -> dict[ActivityId, bool]:
    """Return the ticks on their way, by activity; the last one counts."""
    found: dict[ActivityId, bool] = {}
    for item in items:
        if isinstance(item.intent, MarkDone) and item.state in ON_THE_WAY:
            found[item.intent.activity] = item.intent.done
    return found


def is_own_doing(item: Item) -> bool:
    """Whether the learner knows of it: views are sent silently."""
    return not isinstance(item.intent, View)
