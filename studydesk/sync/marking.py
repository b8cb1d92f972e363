"""Completion: the last state is told, not the history; views tick what the school ticks by itself."""

from collections.abc import Sequence

from studydesk.domain.outbox import Event, Item
from studydesk.domain.work import MarkDone, View
from studydesk.errors import NotAvailable, StudyDeskError
from studydesk.store import courses
from studydesk.sync import queues
from studydesk.sync.ledger import receipt
from studydesk.sync.outcomes import Outcome
from studydesk.sync.trip import Trip


class Marking:
    """Sends ticks and views."""

    def send(self, run: Sequence[Item], trip: Trip) -> None:
        """Tell the last of the marks that lead the run; all of them are done with it."""
        started = trip.ledger.start(queues.same_mark(run))
        if not started:
            return
        last = started[-1]
        trip.tell("sending", last)
        try:
            _tell(last, trip)
        except StudyDeskError as error:
            trip.failed(started, error)
            return
        self._accept(started, trip, Event.ACCEPTED)

    def look_up(self, item: Item, trip: Trip) -> None:
        """Ask the school for the state; where it cannot tell, telling it again does no harm."""
        intent = _intent(item)
        try:
            done = trip.campus.reads.completion(intent.course).get(intent.activity)
        except NotAvailable:
            done = None
        except StudyDeskError as error:
            trip.unfound(item, error)
            return
        if done == _wanted(intent):
            self._accept([item], trip, Event.FOUND)
        else:
            trip.note(trip.ledger.settle(item, Outcome(Event.MISSING)))

    def _accept(self, items: Sequence[Item], trip: Trip, event: Event) -> None:
        intent = _intent(items[-1])
        done = receipt(intent.activity, trip.clock.now(), items[-1])
        for sent in trip.ledger.accept(items, done, event):
            trip.note(sent)
        if isinstance(intent, MarkDone):
            with trip.store.library.write() as w:
                courses.set_done(w, trip.account.id, intent.activity, intent.done)


def _tell(item: Item, trip: Trip) -> None:
    match item.intent:
        case MarkDone(activity=activity, done=done):
            trip.campus.writes.set_done(activity, done)
        case View(kind=kind, instance=instance):
            trip.campus.writes.view(kind, instance)


def _intent(item: Item) -> MarkDone | View:
    assert isinstance(item.intent, MarkDone | View)
    return item.intent


def _wanted(intent: MarkDone | View) -> bool:
    return intent.done if isinstance(intent, MarkDone) else True
