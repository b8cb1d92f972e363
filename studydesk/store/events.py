"""Dates: deadlines and meetings."""

from collections.abc import Sequence
from datetime import datetime

from studydesk.domain.courses import Event
from studydesk.domain.ids import AccountId
from studydesk.store.database import Reader, Writer


def put_events(w: Writer, account: AccountId, events: Sequence[Event], *, since: datetime | None = None) -> None:
    """Make these the account's events from `since` on (None: of all time); earlier ones stay."""
    raise NotImplementedError


def events(r: Reader, account: AccountId, start: datetime, end: datetime) -> list[Event]:
    """Return the events with start ≤ at < end, in order."""
    raise NotImplementedError
