"""`studydesk outbox`: what waits, and what to do about it."""

from studydesk import wording
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.ids import IntentId
from studydesk.errors import Invalid, NotFound
from studydesk.study.views.outbox import ItemView
from studydesk.wording import tr


def outbox(session: Session) -> Answer:
    """List what waits, or do something about one of it."""
    what = session.arguments.what
    if what in (None, "list"):
        return _list(session)
    box = session.desk.outbox
    item = _item(session, session.arguments.item)
    moves = {
        "retry": box.retry,
        "withdraw": box.withdraw,
        "restore": box.restore,
        "mine": box.choose_mine,
        "theirs": box.choose_theirs,
    }
    moves[what](item)
    after = box.item(item)
    return Answer(after, [_line(session, after)])


def _list(session: Session) -> Answer:
    box = session.desk.outbox
    items = box.items()
    lines = [_line(session, item) for item in items] or [tr("Nothing waits to be sent.")]
    if not getattr(session.arguments, "history", False):
        return Answer({"items": items}, lines)
    past = box.history()
    return Answer({"items": items, "history": past}, [*lines, "", *(_line(session, item) for item in past)])


def _line(session: Session, item: ItemView) -> str:
    kind = wording.intent_kind(item.kind, item.done, item.is_final)
    return f"{item.id[:8]}  {kind}: {item.title}  [{wording.writing_state(item, session.now)}]"


def _item(session: Session, beginning: str) -> IntentId:
    """Return the item whose id begins like this. Raises NotFound, Invalid("several")."""
    box = session.desk.outbox
    found = [item.id for item in (*box.items(), *box.history()) if item.id.startswith(beginning.lower())]
    if not found:
        raise NotFound(beginning)
    if len(found) > 1:
        raise Invalid("several")
    return found[0]
