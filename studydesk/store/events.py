"""Dates: deadlines and meetings."""

from collections.abc import Sequence
from datetime import datetime

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Event
from studydesk.domain.ids import AccountId
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import Rows
from studydesk.store.schema import calendar_event as table

_EVENTS = Rows(table, Event, "id")


def put_events(w: Writer, account: AccountId, events: Sequence[Event], *, since: datetime | None = None) -> None:
    """Make these the account's events from `since` on (None: of all time); earlier ones stay."""
    # An event that was moved to an earlier day is still the same row: rows wanted by id are compared too.
    ids = [event.id for event in events]
    narrowed = [] if since is None else [(table.c.at >= since) | table.c.id.in_(ids)]
    if _EVENTS.reconcile(w, events, *narrowed, account=account):
        w.changed(Subject.EVENTS, account)


def events(r: Reader, account: AccountId, start: datetime, end: datetime) -> list[Event]:
    """Return the events with start ≤ at < end, in order."""
    within = (table.c.account == account, table.c.at >= start, table.c.at < end)
    return _EVENTS.all(r, *within, order=[table.c.at, table.c.id])
