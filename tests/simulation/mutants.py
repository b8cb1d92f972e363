"""Bugs to be planted: each is a patch of the product, and an invariant must catch it.

The list was written before anybody hunted for them. None of them is a switch in the product.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from studydesk.domain import queues
from studydesk.domain.assignments import Submission
from studydesk.domain.forums import Post, as_html
from studydesk.domain.ids import AccountId
from studydesk.domain.outbox import UNSENT, Event, Item, Problem, Receipt, State, after
from studydesk.domain.work import View
from studydesk.errors import CaptivePortal, NoAnswer, NotProcessed, SignedOut, StudyDeskError
from studydesk.store import attachments, outbox
from studydesk.sync import (
    amending,
    handin,
    ledger,
    lookup,
    marking,
    missing,
    outcomes,
    parents,
    posting,
    reconcile,
    starting,
    submitting,
    trip,
)
from studydesk.sync import queues as sync_queues
from studydesk.sync.handin import Verdict
from studydesk.sync.ledger import Ledger
from studydesk.sync.loop import Loop
from studydesk.sync.lookup import Sight
from studydesk.sync.outcomes import Outcome
from studydesk.sync.school_clock import SchoolClock

Plant = Callable[[ExitStack], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug and how it is planted; `words` say what is wrong."""

    name: str
    words: str
    plant: Plant


LIST: list[Mutant] = []


def _bug(words: str) -> Callable[[Plant], Plant]:
    def listed(plant: Plant) -> Plant:
        LIST.append(Mutant(plant.__name__, words, plant))
        return plant

    return listed


def _put(stack: ExitStack, target: object, name: str, value: object) -> None:
    change: AbstractContextManager[object] = patch.object(target, name, value)
    stack.enter_context(change)


def _write_means(stack: ExitStack, changed: Callable[[StudyDeskError], Outcome | None]) -> None:
    real = outcomes.of_write

    def of_write(error: StudyDeskError) -> Outcome:
        return changed(error) or real(error)

    for module in (outcomes, trip, posting):
        _put(stack, module, "of_write", of_write)


# --- when to send, and when to look ------------------------------------------------------------------------------------
@_bug("an unanswered post is looked for at once, and not after the grace")
def no_grace(stack: ExitStack) -> None:
    real = Ledger._after

    def _after(self: Ledger, item: Item, outcome: Outcome) -> Item:
        moved = real(self, item, outcome)
        return replace(moved, not_before=None) if outcome.event is Event.NO_ANSWER else moved

    _put(stack, Ledger, "_after", _after)


@_bug("no answer is taken for never sent")
def blind_resending(stack: ExitStack) -> None:
    _write_means(stack, lambda e: Outcome(Event.NEVER_SENT, Problem("x")) if isinstance(e, NoAnswer) else None)


@_bug("a server error is taken for a refusal")
def server_error_is_refused(stack: ExitStack) -> None:
    _write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, NoAnswer) else None)


@_bug("a busy school is taken for a refusal")
def busy_is_refused(stack: ExitStack) -> None:
    _write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, NotProcessed) else None)


@_bug("signed out in the middle is taken for a refusal")
def signed_out_is_refused(stack: ExitStack) -> None:
    _write_means(stack, lambda e: Outcome(Event.REFUSED, Problem("x")) if isinstance(e, SignedOut) else None)


@_bug("the page of a captive portal is taken for an answer")
def portal_is_an_answer(stack: ExitStack) -> None:
    real = Ledger.settle
    _write_means(stack, lambda e: Outcome(Event.ACCEPTED, Problem("x")) if isinstance(e, CaptivePortal) else None)

    def settle(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        if outcome.event is not Event.ACCEPTED:
            return real(self, item, outcome)
        sent = self.accept([item], Receipt(1, self.now(), "x"))
        return sent[0] if sent else None

    _put(stack, Ledger, "settle", settle)


@_bug("the school's time is the laptop's")
def time_is_the_laptops(stack: ExitStack) -> None:
    _put(stack, SchoolClock, "now", lambda self: self._clock.now())


@_bug("a waiting time from a clock that jumped is believed")
def waits_for_a_clock_that_jumped(stack: ExitStack) -> None:
    _put(stack, sync_queues, "LONGEST_WAIT", timedelta(days=36500))
    _put(stack, ledger, "rearmed", lambda *_: None)


@_bug("an item whose look-up failed waits for ten years")
def waits_ten_years(stack: ExitStack) -> None:
    real = Ledger.postpone

    def postpone(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        waiting = real(self, item, outcome)
        if waiting is None or waiting.state is not State.UNCERTAIN:
            return waiting
        return self._moved(waiting, replace(waiting, not_before=None, uncertain_since=None, attempts=99, queue="x"))

    _put(stack, Ledger, "postpone", postpone)
    _put(stack, sync_queues, "ready", _ready_without_x(sync_queues.ready))


def _ready_without_x(real: Callable[..., list[list[Item]]]) -> Callable[..., list[list[Item]]]:
    return lambda items, now: [run for run in real(items, now) if run[0].queue != "x"]


@_bug("while nothing answers, the school is asked again at once")
def no_backoff(stack: ExitStack) -> None:
    _put(stack, Loop, "wait", lambda *_: timedelta(seconds=1))


# --- the ledger --------------------------------------------------------------------------------------------------------
@_bug("items found sending at start stay so")
def sending_is_forgotten(stack: ExitStack) -> None:
    _put(stack, Ledger, "reclaim", lambda _self: 0)


@_bug("items found sending at start are sent again")
def sending_is_sent_again(stack: ExitStack) -> None:
    def reclaim(self: Ledger) -> int:
        with self._work.read() as r:
            found = [item for item in outbox.sending(r) if item.account == self._account]
        for item in found:
            self._moved(item, after(item, Event.NOT_PROCESSED, self._clock.now()))
        return len(found)

    _put(stack, Ledger, "reclaim", reclaim)


@_bug("sending is not committed before the first byte leaves")
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

    _put(stack, Ledger, "start", start)
    _put(stack, Ledger, "accept", accept)
    _put(stack, Ledger, "settle", settle)


@_bug("sent is committed before the answer came")
def sent_before_the_answer(stack: ExitStack) -> None:
    real = Ledger.settle

    def settle(self: Ledger, item: Item, outcome: Outcome) -> Item | None:
        if outcome.event is Event.NO_ANSWER and item.state is State.SENDING:
            sent = self.accept([item], Receipt(1, self.now(), "x"))
            return sent[0] if sent else None
        return real(self, item, outcome)

    _put(stack, Ledger, "settle", settle)


@_bug("sent without a receipt")
def no_receipt(stack: ExitStack) -> None:
    real = Ledger.accept

    def accept(self: Ledger, items: Iterable[Item], receipt: Receipt, event: Event = Event.ACCEPTED) -> list[Item]:
        sent = real(self, items, receipt, event)
        return [self._moved(item, replace(item, receipt=None)) or item for item in sent]

    _put(stack, Ledger, "accept", accept)


@_bug("a move does not look whether the learner changed the words meanwhile")
def blind_moves(stack: ExitStack) -> None:
    real = outbox.move

    def move(w: outbox.Writer, before: Item, new: Item) -> bool:
        now = outbox.item(w, before.id)
        return now is not None and real(w, now, new)

    _put(stack, outbox, "move", move)


@_bug("what the school refused is thrown away")
def refused_is_thrown_away(stack: ExitStack) -> None:
    real = Ledger._moved

    def _moved(self: Ledger, before: Item, new: Item) -> Item | None:
        gone = replace(new, state=State.DISCARDED) if new.state in (State.REJECTED, State.CONFLICT) else new
        return real(self, before, gone)

    _put(stack, Ledger, "_moved", _moved)


@_bug("the outbox of one account holds the items of all")
def accounts_are_mixed(stack: ExitStack) -> None:
    def items(r: outbox.Reader, account: AccountId, states: Collection[State] | None = None) -> list[Item]:
        query = "SELECT DISTINCT account FROM outbox ORDER BY account"
        every = [AccountId(row[0]) for row in r.connection.exec_driver_sql(query)]
        found = [item for one in every or [account] for item in real(r, one, states)]
        return sorted(found, key=lambda item: item.created_at)

    real = outbox.items
    _put(stack, outbox, "items", items)


# --- order -------------------------------------------------------------------------------------------------------------
@_bug("items of a queue do not wait for those before them")
def nobody_waits(stack: ExitStack) -> None:
    real = queues.due

    def due(items: Sequence[Item], now: datetime, per_queue: int = 1) -> list[Item]:
        return real([replace(item, queue=item.id) for item in items], now, per_queue)

    _put(stack, queues, "due", due)


@_bug("a refused item stops all behind it")
def stuck_stops_all(stack: ExitStack) -> None:
    real = queues.due

    def due(items: Sequence[Item], now: datetime, per_queue: int = 1) -> list[Item]:
        stuck = {item.queue for item in items if item.state in (State.REJECTED, State.CONFLICT)}
        return [item for item in real(items, now, per_queue) if item.queue not in stuck]

    _put(stack, queues, "due", due)


@_bug("an answer to a post of one's own is put under the first post")
def answers_the_first_post(stack: ExitStack) -> None:
    real = parents._place

    def _place(item: Item, intent: Any, parent: Item, of_trip: trip.Trip) -> Any:
        place = real(item, intent, parent, of_trip)
        first = parents._first_post(place[0], item, of_trip) if place else None
        return (place[0], first) if place and first is not None else place

    _put(stack, parents, "_place", _place)


# --- finding again -----------------------------------------------------------------------------------------------------
@_bug("posts travel without a marker, and are looked for by it alone")
def no_marker(stack: ExitStack) -> None:
    for module in (posting, starting):
        _put(stack, module, "html_of", lambda _item, words, _trip: as_html(words))
    _no_fingerprint(stack)


@_bug("a site that keeps no markers is not looked through by the words")
def no_fingerprint(stack: ExitStack) -> None:
    _no_fingerprint(stack)


def _no_fingerprint(stack: ExitStack) -> None:
    _put(stack, lookup, "_is_like", lambda *_: False)


@_bug("a look-up never finds anything")
def finds_nothing(stack: ExitStack) -> None:
    for module in (posting, starting):
        _put(stack, module, "sight", lambda *_: Sight())
    _put(stack, posting, "copies", lambda *_: ())
    _put(stack, starting, "copies", lambda *_: ())


@_bug("of several copies all are taken back")
def all_copies_are_taken_back(stack: ExitStack) -> None:
    def surplus(found: Sequence[Post], _kept: Post, _posts: Iterable[Post]) -> list[Post]:
        return list(found)

    _put(stack, reconcile, "surplus", surplus)


@_bug("copies are never taken back")
def no_reconciling(stack: ExitStack) -> None:
    _put(stack, reconcile, "check", lambda *_: None)
    _put(stack, starting, "check", lambda *_: None)
    no_grace(stack)


@_bug("once the first post of a batch is there, all count as sent")
def whole_batch_is_accepted(stack: ExitStack) -> None:
    real = posting._note_answers

    def _note_answers(items: Sequence[Item], posts: Any, answers: Sequence[Any], of_trip: trip.Trip) -> None:
        first = answers[0]
        real(items, posts, answers if isinstance(first, StudyDeskError) else [first] * len(answers), of_trip)

    _put(stack, posting, "_note_answers", _note_answers)


@_bug("a post that a restored school lost is not missed")
def lost_posts_are_not_missed(stack: ExitStack) -> None:
    _put(stack, missing, "of_discussion", lambda *_: [])
    _put(stack, missing, "of_forum", lambda *_: [])


@_bug("a hand-in that a restored school lost is not missed")
def lost_work_is_not_missed(stack: ExitStack) -> None:
    _put(stack, missing, "of_assignment", lambda *_: [])


@_bug("a change of a post writes over what somebody else wrote there")
def edits_write_over(stack: ExitStack) -> None:
    _put(stack, amending, "_is_changed", lambda *_: False)


# --- work and ticks ----------------------------------------------------------------------------------------------------
@_bug("what the school holds is saved again")
def saves_again(stack: ExitStack) -> None:
    real = handin.judge

    def judge(*of: Any) -> Verdict:
        verdict = real(*of)
        return Verdict.SAVE if verdict in (Verdict.HELD, Verdict.PROVE) else verdict

    _put(stack, handin, "judge", judge)


@_bug("a newer version of another device is written over")
def newer_work_is_written_over(stack: ExitStack) -> None:
    _put(stack, handin, "is_untouched", lambda *_: True)


@_bug("the last file of several is not uploaded")
def a_file_is_forgotten(stack: ExitStack) -> None:
    real = submitting.own_files

    def own_files(item: Item, of_trip: trip.Trip) -> Any:
        return real(item, of_trip)[:1]

    _put(stack, submitting, "own_files", own_files)
    _put(stack, posting, "own_files", own_files)
    _put(stack, starting, "own_files", own_files)
    _put(stack, handin, "same_files", lambda *_: True)


@_bug("files already handed in go when one is added")
def kept_files_go(stack: ExitStack) -> None:
    real = handin.wanted

    def wanted(item: Item, intent: Any, server: Submission) -> Any:
        return real(item, replace(intent, keep=()), server)

    _put(stack, handin, "wanted", wanted)


@_bug("work is saved and never submitted")
def never_submitted(stack: ExitStack) -> None:
    _put(stack, handin, "must_submit", lambda *_: False)


@_bug("of several ticks the first is told")
def first_tick_wins(stack: ExitStack) -> None:
    real = marking._tell

    def same_mark(run: Sequence[Item]) -> list[Item]:
        marks = real_same(run)
        return [*marks[1:], marks[0]] if len(marks) > 1 else marks

    real_same = sync_queues.same_mark
    _put(stack, sync_queues, "same_mark", same_mark)
    _put(stack, marking, "_tell", real)


@_bug("an unanswered tick is taken for told")
def ticks_are_believed(stack: ExitStack) -> None:
    def look_up(self: marking.Marking, item: Item, of_trip: trip.Trip) -> None:
        self._accept([item], of_trip, Event.FOUND)

    _put(stack, marking.Marking, "look_up", look_up)


@_bug("a view is never told to the school")
def views_are_not_told(stack: ExitStack) -> None:
    real = marking._tell

    def _tell(item: Item, of_trip: trip.Trip) -> None:
        if not isinstance(item.intent, View):
            real(item, of_trip)

    _put(stack, marking, "_tell", _tell)


# --- the disk ----------------------------------------------------------------------------------------------------------
@_bug("an attachment is not synced before its row is written")
def no_sync(stack: ExitStack) -> None:
    real = attachments.Attachments._copy

    def _copy(self: attachments.Attachments, original: Any, half: Any) -> Any:
        disk = self._disk
        with patch.object(disk, "sync", lambda file: file.flush()):
            return real(self, original, half)

    _put(stack, attachments.Attachments, "_copy", _copy)


@_bug("the name of an attachment is not synced")
def no_folder_sync(stack: ExitStack) -> None:
    _put(stack, attachments, "publish", lambda disk, file, target: disk.replace(file, target))


assert len({mutant.name for mutant in LIST}) == len(LIST)
assert UNSENT  # the states that the patches above speak of
