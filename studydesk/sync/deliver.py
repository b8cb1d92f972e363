"""Carrying the outbox to the school: effectively once, in order within a queue, nobody waiting for a stuck one."""

from collections.abc import Callable
from typing import Protocol

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.outbox import Item, State
from studydesk.domain.outside import Cancel, Chance
from studydesk.domain.work import DeletePost, EditPost, Intent, MarkDone, NewDiscussion, Reply, SaveSubmission, View
from studydesk.policy import Policy
from studydesk.store.opening import Store
from studydesk.sync import own_files, queues, reconcile
from studydesk.sync.amending import Amending
from studydesk.sync.identity import verify
from studydesk.sync.kept_files import KeptFiles
from studydesk.sync.ledger import Ledger
from studydesk.sync.marking import Marking
from studydesk.sync.posting import Posting
from studydesk.sync.reports import DeliverReport, Progress, silent
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.starting import Starting
from studydesk.sync.submitting import Submitting
from studydesk.sync.trip import Rest, Trip
from studydesk.sync.uploading import Areas


class Sender(Protocol):
    """Knows one kind of intent."""

    def send(self, run: list[Item], trip: Trip) -> None:
        """Send the first of the run (QUEUED), and what may go with it."""
        ...

    def look_up(self, item: Item, trip: Trip) -> None:
        """Find out whether an UNCERTAIN item arrived."""
        ...


class Deliver:
    """Delivers one account's outbox. Only for the holder of the profile's lock, one run at a time."""

    def __init__(
        self,
        account: Account,
        campus: Campus,
        store: Store,
        clock: SchoolClock,
        chance: Chance,
        policy: Policy,
        *,
        marks_posts: Callable[[], bool] = lambda: True,
        count: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        """`count` hears of the bytes of files that are read on the way.

        Raises ValueError when the campus is another site's: an intent is bound to site and person.
        """
        if campus.site_url.rstrip("/") != account.site_url.rstrip("/"):
            raise ValueError("this campus is not the account's")
        self._account, self._campus, self._store = account, campus, store
        self._clock, self._policy, self._marks_posts, self._count = clock, policy, marks_posts, count
        self.ledger = Ledger(account.id, store.work, clock, chance, policy)
        areas = Areas()
        posting, amending, marking = Posting(areas), Amending(), Marking()
        self._senders: dict[type[Intent], Sender] = {
            Reply: posting,
            NewDiscussion: Starting(areas),
            EditPost: amending,
            DeletePost: amending,
            SaveSubmission: Submitting(areas, KeptFiles()),
            MarkDone: marking,
            View: marking,
        }

    def reclaim(self) -> int:
        """Make items found SENDING at start UNCERTAIN; return how many. Only for the holder of the profile's lock."""
        return self.ledger.reclaim()

    def run(self, cancel: Cancel, progress: Progress = silent) -> DeliverReport:
        """Send what is due and look up what is unanswered; return what became of it.

        Raises Cancelled, StorageFull and Corrupt; every item is then in a state from which the next run goes on.
        """
        trip = Trip(
            self._account,
            self._campus,
            self._store,
            self.ledger,
            self._clock,
            self._policy,
            cancel,
            progress,
            self._marks_posts(),
            count=self._count,
        )
        self.ledger.reclaim()
        self.ledger.rearm()
        try:
            reconcile.take_back_copies(trip)
            self._go(trip)
            while reconcile.check_arrivals(trip):
                self._go(trip)
            own_files.keep(trip)
        except Rest as rest:
            trip.report.stopped = rest.reason
        trip.report.waiting = sum(item.state is State.QUEUED for item in self.ledger.unsent())
        return trip.report

    def _go(self, trip: Trip) -> None:
        """Take one queue after the other as long as something can move; nothing is tried twice in the same state."""
        tried = trip.report.tried
        while True:
            trip.cancel.check()
            runs = queues.ready(self.ledger.unsent(), self._clock.now())
            fresh = [run for run in runs if queues.as_tried(run[0]) not in tried]
            if not fresh:
                return
            if not tried:
                verify(self._account, self._campus, self._store, self._clock)
            first = fresh[0][0]
            tried.add(queues.as_tried(first))
            sender = self._senders[type(first.intent)]
            if first.state is State.UNCERTAIN:
                sender.look_up(first, trip)
            else:
                sender.send(fresh[0], trip)
