"""The outbox in the work database. Every change of an item is a compare-and-set."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, func, insert, literal_column, select, update

from studydesk.domain import queues
from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, IntentId
from studydesk.domain.outbox import UNSENT, Item, NotAllowed, State
from studydesk.domain.work import KINDS, Attachment, Intent, IntentKind
from studydesk.store.database import Reader, Writer
from studydesk.store.prepared import Prepared, PreparedWrite
from studydesk.store.work_schema import draft
from studydesk.store.work_schema import outbox as table

KEPT_FOR = timedelta(days=90)  # attachments of sent work (architecture.md, state)

_CLASSES = {kind: intent for intent, kind in KINDS.items()}
_FIELDS = [column for column in table.c if column.name not in ("number", "kind", "intent")]
_NAMES = [column.name for column in _FIELDS]
_UNSENT = sorted(UNSENT)
_COMPARED = ("id", "state", "attempts", "intent", "attachments")
_MOVED = [column.name for column in table.c if column.name not in ("number", "id", "account", "created_at")]
# Built once: putting a statement together costs more than SQLite needs to run it (0.4 ms against 0.1 ms, measured).
_REQUEUE = PreparedWrite(
    update(table)
    .where(table.c.account == bindparam("of"), table.c.queue == bindparam("old"))
    .values(queue=bindparam("new"))
)
_GIVEN = [column.name for column in table.c if column.name != "number"]
_ADD = PreparedWrite(insert(table).values({name: bindparam(name) for name in _GIVEN}))
_MOVE = PreparedWrite(
    update(table)
    .where(*(table.c[name] == bindparam(f"old_{name}") for name in _COMPARED))
    .values({name: bindparam(name) for name in _MOVED})
)
_ITEMS = select(*_FIELDS, table.c.kind, table.c.intent)
_MINE = _ITEMS.where(table.c.account == bindparam("account")).order_by(table.c.number)
_ALL_OF = Prepared(_MINE)
_OF_STATE = Prepared(_MINE.where(table.c.state == bindparam("state")))
_UNSENT_OF = Prepared(_MINE.where(table.c.state.not_in([literal_column(f"'{s}'") for s in State if s not in UNSENT])))
_ONE = Prepared(_ITEMS.where(table.c.id == bindparam("id")))
_IN_STATE = Prepared(_ITEMS.where(table.c.state == bindparam("state")).order_by(table.c.number))
_SILENT: list[ColumnElement[str]] = [literal_column(f"'{kind}'") for kind in (IntentKind.VIEW, IntentKind.COMPLETION)]
_RECEIPTS = Prepared(
    _ITEMS.where(
        table.c.account == bindparam("account"),
        table.c.state == bindparam("state"),
        table.c.kind.not_in(_SILENT),
    )
    .order_by(table.c.number.desc())
    .limit(bindparam("most"))
)
_WORDS_FIXED = frozenset({State.SENDING, State.UNCERTAIN, State.SENT})


def add(w: Writer, item: Item) -> None:
    """Put an item at the end of its queue."""
    _ADD.run(w, _row(item))
    w.changed(Subject.OUTBOX, item.account)


def item(r: Reader, item: IntentId) -> Item | None:
    """Return one item, None when it is unknown."""
    found = _items(r, _ONE, id=item)
    return found[0] if found else None


def items(r: Reader, account: AccountId, states: Collection[State] | None = None) -> list[Item]:
    """Return items in the order they were written, newest last; all states when None."""
    if states is None:
        return _items(r, _ALL_OF, account=account)
    if states == UNSENT:
        return _items(r, _UNSENT_OF, account=account)
    if len(states) == 1:
        return _items(r, _OF_STATE, account=account, state=next(iter(states)))
    return [item for item in _items(r, _ALL_OF, account=account) if item.state in states]


def unsent_count(r: Reader, account: AccountId | None = None) -> int:
    """Return how many items are not at the school (outbox.UNSENT), of one account or of all."""
    query = select(func.count()).select_from(table).where(table.c.state.in_(_UNSENT))
    if account is not None:
        query = query.where(table.c.account == account)
    return int(r.execute(query).scalar_one())


def due(r: Reader, account: AccountId, now: datetime, per_queue: int = 1) -> list[Item]:
    """Return what can be sent (QUEUED) or looked up (UNCERTAIN) now: the first of each queue.

    With `per_queue` > 1 also the QUEUED ones right behind a QUEUED first, as far as none needs another's answer.
    The rule is `domain.queues.due`.
    """
    return queues.due(items(r, account, UNSENT), now, per_queue)


def next_time(r: Reader, account: AccountId, now: datetime) -> datetime | None:
    """Return when the next item is due, None when nothing waits for a time (nothing to do, or due now)."""
    return queues.next_time(items(r, account, UNSENT), now)


def sending(r: Reader) -> list[Item]:
    """Return every SENDING item of the profile: found at start, they had no answer."""
    return _items(r, _IN_STATE, state=State.SENDING)


def receipts(r: Reader, account: AccountId, limit: int = 1000) -> list[Item]:
    """Return SENT posts and hand-ins, newest first; ticks and views would crowd them out."""
    return _items(r, _RECEIPTS, account=account, state=State.SENT, most=limit)


def move(w: Writer, before: Item, after: Item) -> bool:
    """Put `after` in the place of `before`; return False when the item is no longer as `before` says.

    Compared: state, attempts, words and attachments, so that a text edited meanwhile is never sent in its old form.
    """
    old, new = _row(before), _row(after)
    compared = {f"old_{name}": old[name] for name in _COMPARED}
    if _MOVE.run(w, compared | {name: new[name] for name in _MOVED}) != 1:
        return False
    w.changed(Subject.OUTBOX, after.account)
    return True


def move_queue(w: Writer, account: AccountId, old: str, new: str) -> None:
    """Let what waits in one queue wait in another, in the order in which it was written."""
    _REQUEUE.run(w, {"of": account, "old": old, "new": new})


def replace_intent(w: Writer, before: Item, after: Item) -> bool:
    """Like `move`, for a change of the learner's words: raises NotAllowed on SENDING, UNCERTAIN and SENT items."""
    if before.state in _WORDS_FIXED:
        raise NotAllowed(f"new words in {before.state}")
    return move(w, before, after)


def is_intent(kind: str, words: str) -> bool:
    """Whether this JSON is an intent of this kind, as the database keeps them."""
    try:
        msgspec.json.decode(words, type=_CLASSES[IntentKind(kind)])
    except (ValueError, KeyError, msgspec.MsgspecError):
        return False
    return True


def attachments_in_use(r: Reader, now: datetime) -> frozenset[str]:
    """Return the SHA-256 of files that drafts, unsent or withdrawn work, or work sent in the last 90 days names.

    Withdrawn work keeps its files: nothing tells when it was withdrawn, and undo is at hand for as long as it is shown.
    """
    lists: list[Sequence[Attachment]] = list(r.execute(select(draft.c.attachments)).scalars())
    for state, attachments, receipt in r.execute(select(table.c.state, table.c.attachments, table.c.receipt)):
        if state != State.SENT or receipt is None or receipt.server_time > now - KEPT_FOR:
            lists.append(attachments)
    return frozenset(attachment.sha256 for attachments in lists for attachment in attachments)


def _items(r: Reader, query: Prepared, **values: object) -> list[Item]:
    return [_item(row) for row in query.rows(r, values)]


def _item(row: Sequence[Any]) -> Item:
    *fields, kind, words = row
    intent: Intent = msgspec.json.decode(words, type=_CLASSES[kind])
    return Item(intent=intent, **dict(zip(_NAMES, fields, strict=True)))


def _row(item: Item) -> dict[str, Any]:
    values = {column.name: getattr(item, column.name) for column in _FIELDS}
    words = msgspec.json.encode(item.intent, order="deterministic").decode()
    return values | {"kind": KINDS[type(item.intent)], "intent": words}
