"""What waits in the outbox of one account, as the schedule must know it."""

from datetime import timedelta

from studydesk.domain.outbox import Item, State
from studydesk.domain.queues import next_time
from studydesk.sync.ledger import Ledger
from studydesk.sync.loop import IDLE_AT_LEAST, LONGEST
from studydesk.sync.queues import as_tried, ready
from studydesk.sync.reports import DeliverReport
from studydesk.sync.school_clock import SchoolClock


class Waiting:
    """What waits to be sent."""

    def __init__(self, ledger: Ledger, school: SchoolClock) -> None:
        self._ledger, self._school = ledger, school
        self.delivered: DeliverReport | None = None  # of the last run

    def unsent(self) -> list[Item]:
        """Return all that is not at the school."""
        return self._ledger.unsent()

    def has_work(self) -> bool:
        """Whether anything of it can be moved by sending."""
        return _is_work(self.unsent())

    def next_item(self) -> timedelta | None:
        """Return how long until an item becomes due; None when none waits for a time."""
        return self._next(self.unsent())

    def now(self) -> tuple[timedelta | None, bool]:
        """Return `next_item` and `has_work` from one reading."""
        unsent = self.unsent()
        return self._next(unsent), _is_work(unsent)

    def _next(self, unsent: list[Item]) -> timedelta | None:
        """What is due although a run has just tried it could not be moved: it is tried again, but not at once."""
        now = self._school.now()
        tried = self.delivered.tried if self.delivered is not None else set()
        runs = ready(unsent, now)
        if runs:
            return IDLE_AT_LEAST if all(as_tried(run[0]) in tried for run in runs) else timedelta(0)
        at = next_time(unsent, now)
        return None if at is None else min(at - now, LONGEST)


def _is_work(unsent: list[Item]) -> bool:
    return any(item.state in (State.QUEUED, State.SENDING, State.UNCERTAIN) for item in unsent)
