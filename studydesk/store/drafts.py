"""Drafts: what the learner is still writing."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId
from studydesk.domain.work import Attachment
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import Rows
from studydesk.store.work_schema import draft as table


@dataclass(frozen=True, slots=True)
class Draft:
    """Words and files not handed over to the outbox yet.

    Attributes:
        key: what it is for: "reply:<discussion>:<post>", "discussion:<forum>", "submission:<assignment>".
        extra: further choices as JSON text of the writer's own making, "" when there are none.
    """

    account: AccountId
    key: str
    subject: str
    text: str
    updated_at: datetime
    attachments: tuple[Attachment, ...] = ()
    extra: str = ""


_DRAFTS = Rows(table, Draft, "key")


def put(w: Writer, draft: Draft) -> None:
    """Keep a draft in the place of the one with its key."""
    if _DRAFTS.put(w, draft, account=draft.account):
        w.changed(Subject.DRAFTS, draft.account)


def get(r: Reader, account: AccountId, key: str) -> Draft | None:
    """Return a draft, None when there is none."""
    return _DRAFTS.one(r, account=account, key=key)


def delete(w: Writer, account: AccountId, key: str) -> None:
    """Remove a draft: in the transaction that puts its words into the outbox, or when the learner drops it."""
    if w.execute(sqlalchemy.delete(table).where(table.c.account == account, table.c.key == key)).rowcount:
        w.changed(Subject.DRAFTS, account)


def all_drafts(r: Reader, account: AccountId) -> list[Draft]:
    """Return the account's drafts, the last touched first."""
    return _DRAFTS.all(r, table.c.account == account, order=[table.c.updated_at.desc()])
