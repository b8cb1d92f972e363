"""Bugs in sending, waiting, remembering and order."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from studydesk.domain import queues
from studydesk.domain.ids import AccountId
from studydesk.domain.outbox import Event, Item, Problem, Receipt, State, after
from studydesk.errors import CaptivePortal, NoAnswer, NotProcessed, SignedOut
from studydesk.store import outbox
from studydesk.store.database import Reader, Writer
from studydesk.sync import (
    ledger,
    parents,
    trip,
)
from studydesk.sync import queues as sync_queues
from studydesk.sync.ledger import Ledger
from studydesk.sync.loop import Loop
from studydesk.sync.outcomes import Outcome
from studydesk.sync.school_clock import SchoolClock
from tests.simulation.planting import bug, put, write_means


# --- when to send, and when to look ----------------------------------------------------------------------------------
@bug("an unanswered post is looked for at once, and not after the grace")
def no_grace(stack: ExitStack) -> None:
    real = Ledger._after

    def _after(self: Ledger, item: Item, outcome: Outcome) -> Item:
        moved = real(self, item, outcome)
        return replace(moved, not_before=None) if outcome.event is Event.NO_ANSWER else moved

    put(stack, Ledger, "_after", _after)


@bug("no answer is taken for never sent")
def blind_resending(stack: ExitStack) -> None:
    write_means(stack, lambda e: Outcome(Event.NEVER_SENT, Problem("x")) if isinstance(e, NoAnswer) else None)


@bug("a server error is taken for a refusal")
def server_error_is_refused(stack: ExitStack) -> None:
    write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, NoAnswer) else None)


@bug("a busy school is taken for a refusal")
def busy_is_refused(stack: ExitStack) -> None:
    write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, NotProcessed) else None)


@bug("signed out in the middle is taken for a refusal")
def signed_out_is_refused(stack: ExitStack) -> None:
    write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, SignedOut) else None)


@bug("the page of a captive portal is taken for an answer")
def portal_is_an_answer(stack: ExitStack) -> None:
    real = Ledger.settle
    write_means(stack, lambda e: Outcome(Event.ACCEPTED, Problem("x")) if isinstance(e, CaptivePortal) else None)

    def settle(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        if outcome.event is not Event.ACCEPTED:
            return real(self, item, outcome)
        sent = self.accept([item], Receipt(1, self.now(), "x"))
        return sent[0] if sent else None

    put(stack, Ledger, "settle", settle)


@bug("the school's time is the laptop's")
def time_is_the_laptops(stack: ExitStack) -> None:
    put(stack, SchoolClock, "now", lambda self: self._clock.now())


@bug("a waiting time from a clock that jumped is believed")
def waits_for_a_clock_that_jumped(stack: ExitStack) -> None:
    put(stack, sync_queues, "LONGEST_WAIT", timedelta(days=36500))
    put(stack, ledger, "rearmed", lambda *_: None)


@bug("an item whose look-up failed waits for ten years")
def waits_ten_years(stack: ExitStack) -> None:
    real = Ledger.postpone

    def postpone(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        waiting = real(self, item, outcome)
        if waiting is None or waiting.state is not State.UNCERTAIN:
            return waiting
        return self._moved(waiting, replace(waiting, not_before=None, uncertain_since=None, attempts=99, queue="x"))

    put(stack, Ledger, "postpone", postpone)
    put(stack, sync_queues, "ready", _ready_without_x(sync_queues.ready))


def _ready_without_x(real: Callable[..., list[list[Item]]]) -> Callable[..., list[list[Item]]]:
    return lambda items, now: [run for run in real(items, now) if run[0].queue != "x"]


@bug("while nothing answers, the school is asked again at once")
def no_backoff(stack: ExitStack) -> None:
    put(stack, Loop, "wait", lambda *_: timedelta(seconds=1))


# --- the ledger ------------------------------------------------------------------------------------------------------
@bug("items found sending at start stay so")
def sending_is_forgotten(stack: ExitStack) -> None:
    put(stack, Ledger, "reclaim", lambda _self: 0)


@bug("items found sending at start are sent again")
def sending_is_sent_again(stack: ExitStack) -> None:
    def reclaim(self: Ledger) -> int:
        with self._work.read() as r:
            found = [item for item in outbox.sending(r) if item.account == self._account]
        for item in found:
            self._moved(item, after(item, Event.NOT_PROCESSED, self._clock.now()))
        return len(found)

    put(stack, Ledger, "reclaim", reclaim)


@bug("sending is not committed before the first byte leaves")
def sending_is_not_committed(stack: ExitStack) -> None:
    real_accept, real_settle = Ledger.accept, Ledger.settle

    def start(self: Ledger, items: Sequence[Item]) -> list[Item]:
        return [after(item, Event.STARTED, self._clock.now()) for item in items]

    def committed(self: Ledger, item: Item) -> Item:
        if item.state is State.SENDING:
            queued = replace(item, state=State.QUEUED, attempts=item.attempts - 1)
            with self._work.write() as w:
                outbox.move(w, queued, item)
        return item

    def accept(self: Ledger, items: Iterable[Item], receipt: Receipt, event: Event = Event.ACCEPTED) -> list[Item]:
        return real_accept(self, [committed(self, item) for item in items], receipt, event)

    def settle(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        return real_settle(self, committed(self, item), outcome)

    put(stack, Ledger, "start", start)
    put(stack, Ledger, "accept", accept)
    put(stack, Ledger, "settle", settle)


@bug("sent is committed before the answer came")
def sent_before_the_answer(stack: ExitStack) -> None:
    real = Ledger.settle

    def settle(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        if outcome.event is Event.NO_ANSWER and item.state is State.SENDING:
            sent = self.accept([item], Receipt(1, self.now(), "x"))
            return sent[0] if sent else None
        return real(self, item, outcome)

    put(stack, Ledger, "settle", settle)


@bug("sent without a receipt")
def no_receipt(stack: ExitStack) -> None:
    real = Ledger.accept

    def accept(self: Ledger, items: Iterable[Item], receipt: Receipt, event: Event = Event.ACCEPTED) -> list[Item]:
        sent = real(self, items, receipt, event)
        return [self._moved(item, replace(item, receipt=None)) or item for item in sent]

    put(stack, Ledger, "accept", accept)


@bug("a move does not look whether the learner changed the words meanwhile")
def blind_moves(stack: ExitStack) -> None:
    real = outbox.move

    def move(w: Writer, before: Item, new: Item) -> bool:
        now = outbox.item(w, before.id)
        return now is not None and real(w, now, new)

    put(stack, outbox, "move", move)


@bug("what the school refused is thrown away")
def refused_is_thrown_away(stack: ExitStack) -> None:
    real = Ledger._moved

    def _moved(self: Ledger, before: Item, new: Item) -> Item | None:
        gone = replace(new, state=State.DISCARDED) if new.state in (State.REJECTED, State.CONFLICT) else new
        return real(self, before, gone)

    put(stack, Ledger, "_moved", _moved)


@bug("the outbox of one account holds the items of all")
def accounts_are_mixed(stack: ExitStack) -> None:
    def items(r: Reader, account: AccountId, states: Collection[State] | None = None) -> list[Item]:
        query = "SELECT DISTINCT account FROM outbox ORDER BY account"
        every = [AccountId(row[0]) for row in r.connection.exec_driver_sql(query)]
        found = [item for one in every or [account] for item in real(r, one, states)]
        return sorted(found, key=lambda item: item.created_at)

    real = outbox.items
    put(stack, outbox, "items", items)


# --- order -----------------------------------------------------------------------------------------------------------
@bug("items of a queue do not wait for those before them")
def nobody_waits(stack: ExitStack) -> None:
    real = queues.due

    def due(items: Sequence[Item], now: datetime, per_queue: int = 1) -> list[Item]:
        return real([replace(item, queue=item.id) for item in items], now, per_queue)

    put(stack, queues, "due", due)


@bug("a refused item stops all behind it")
def stuck_stops_all(stack: ExitStack) -> None:
    real = queues.due

    def due(items: Sequence[Item], now: datetime, per_queue: int = 1) -> list[Item]:
        stuck = {item.queue for item in items if item.state in (State.REJECTED, State.CONFLICT)}
        return [item for item in real(items, now, per_queue) if item.queue not in stuck]

    put(stack, queues, "due", due)


@bug("an answer to a post of one's own is put under the first post")
def answers_the_first_post(stack: ExitStack) -> None:
    real = parents._place

    def _place(item: Item, intent: Any, parent: Item, of_trip: trip.Trip) -> Any:
        place = real(item, intent, parent, of_trip)
        first = parents._first_post(place[0], item, of_trip) if place else None
        return (place[0], first) if place and first is not None else place

    put(stack, parents, "_place", _place)
