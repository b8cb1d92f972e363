"""The outbox's moves on disk: every change of an item is one committed compare-and-set, with its waiting time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from studydesk.domain.ids import AccountId, DiscussionId, IntentId
from studydesk.domain.outbox import UNSENT, Event, Item, Problem, Receipt, State, after, backoff, sealed
from studydesk.domain.outside import Chance
from studydesk.domain.work import DeletePost, NewDiscussion, Reply, queue_of
from studydesk.policy import Policy
from studydesk.store import outbox
from studydesk.store.database import Database, Writer
from studydesk.sync.outcomes import Outcome
from studydesk.sync.queues import rearmed
from studydesk.sync.school_clock import SchoolClock


class Ledger:
    """One account's outbox as deliver moves it. Times are the school's."""

    def __init__(self, account: AccountId, work: Database, clock: SchoolClock, chance: Chance, policy: Policy) -> None:
        self._account = account
        self._work = work
        self._clock = clock
        self._chance = chance
        self._policy = policy
        self._armed_blindly: set[IntentId] = set()

    def unsent(self) -> list[Item]:
        """Return what is not at the school yet, oldest first."""
        with self._work.read() as r:
            return outbox.items(r, self._account, UNSENT)

    def item(self, item: IntentId) -> Item | None:
        """Return one item as it stands, None when it is unknown."""
        with self._work.read() as r:
            return outbox.item(r, item)

    def sent(self) -> list[Item]:
        """Return items with receipts, newest first."""
        with self._work.read() as r:
            return outbox.receipts(r, self._account)

    def settled(self) -> list[Item]:
        """Return items with receipts that are older than the grace, newest first, but for posts the learner took back.

        A school may answer readers from a copy that is a little behind: what it took just now is not missed yet.
        """
        sent, now, grace = self.sent(), self._clock.now(), self._policy.grace
        taken = {i.intent.post for i in (*sent, *self.unsent()) if isinstance(i.intent, DeletePost)}
        return [
            item
            for item in sent
            if item.receipt
            and now - item.receipt.server_time >= grace
            and not (isinstance(item.intent, Reply) and item.receipt.server_id in taken)
        ]

    def deleted(self) -> frozenset[DiscussionId]:
        """Return the discussions whose first post the learner took back, or may have: they are gone with it."""
        sent = self.sent()
        replies = {i.receipt.server_id for i in sent if i.receipt and isinstance(i.intent, Reply)}
        asked = [i for i in (*sent, *self.unsent()) if i.state in (State.SENT, State.SENDING, State.UNCERTAIN)]
        gone = [i.intent for i in asked if isinstance(i.intent, DeletePost)]
        return frozenset(intent.discussion for intent in gone if intent.post not in replies)

    def now(self) -> datetime:
        """Return the school's time."""
        return self._clock.now()

    def reclaim(self) -> int:
        """Make every SENDING item of this account UNCERTAIN; return how many.

        Only for the profile lock's holder, while nothing is being sent: such items had no answer.
        """
        with self._work.read() as r:
            found = [item for item in outbox.sending(r) if item.account == self._account]
        for item in found:
            self.settle(item, Outcome(Event.NO_ANSWER, Problem("no_answer")))
        return len(found)

    def rearm(self) -> None:
        """Give a full grace, from now, to unanswered items whose dates come from a clock that was wrong."""
        now, grace = self._clock.now(), self._policy.grace
        blind = self._armed_blindly if self._clock.is_known else set[IntentId]()
        with self._work.write() as w:
            for item in outbox.items(w, self._account, (State.UNCERTAIN,)):
                new = rearmed(item, now, grace)
                if item.id in blind:
                    new = replace(item, uncertain_since=now, not_before=now + grace)
                if new is not None:
                    outbox.move(w, item, new)
        if self._clock.is_known:
            self._armed_blindly.clear()

    def start(self, items: Sequence[Item]) -> list[Item]:
        """Commit SENDING for the items that are still as given, before the first byte leaves; return those."""
        now = self._clock.now()
        started = []
        with self._work.write() as w:
            for item in items:
                sending = after(item, Event.STARTED, now)
                if outbox.move(w, item, sending):
                    started.append(sending)
        return started

    def settle(self, item: Item, outcome: Outcome) -> Item | None:
        """Commit what became of a SENDING or UNCERTAIN item; return it, None when it was no longer as given."""
        return self._moved(item, self._after(item, outcome))

    def hand_back(self, item: Item) -> Item | None:
        """Commit QUEUED, to go at once, for a SENDING item that a batch never came to."""
        return self._moved(item, after(item, Event.NOT_PROCESSED, self._clock.now()))

    def accept(self, items: Iterable[Item], receipt: Receipt, event: Event = Event.ACCEPTED) -> list[Item]:
        """Commit SENT with the receipt; from here on, and not before, the learner may read "sent"."""
        now = self._clock.now()
        accepted = []
        with self._work.write() as w:
            for item in items:
                sent = after(item, event, now, receipt=receipt)
                if _move(w, item, sent):
                    accepted.append(sent)
        return accepted

    def adopt(self, item: Item, receipt: Receipt) -> Item | None:
        """Commit SENT for an item that was seen at the school, whether it is QUEUED or UNCERTAIN."""
        now = self._clock.now()
        if item.state is State.UNCERTAIN:
            return self._moved(item, after(item, Event.FOUND, now, receipt=receipt))
        if item.state is not State.QUEUED:
            return None
        sending = after(item, Event.STARTED, now)
        return self._moved(item, replace(after(sending, Event.ACCEPTED, now, receipt=receipt), attempts=item.attempts))

    def postpone(self, item: Item, outcome: Outcome) -> Item | None:
        """Commit what a failed preparation or look-up means: the item keeps its state and waits, or is refused."""
        if outcome.event is Event.REFUSED and item.state is State.QUEUED:
            return self.refuse(item, outcome.problem)
        if outcome.event is Event.REFUSED:
            return self.settle(item, outcome)
        counted = outcome.event is Event.NOT_PROCESSED
        attempts = item.attempts + (counted and item.state is State.QUEUED)
        wait = max(outcome.retry_after or timedelta(0), self._backoff(attempts))
        if counted and item.state is State.UNCERTAIN:
            wait = max(wait, self._policy.grace / 2)
        waiting = replace(
            item,
            attempts=attempts,
            not_before=self._clock.now() + min(wait, self._policy.item_backoff_most),
            problem=item.problem if item.state is State.UNCERTAIN else outcome.problem,
        )
        return self._moved(item, waiting)

    def refuse(self, item: Item, problem: Problem | None, event: Event = Event.REFUSED) -> Item | None:
        """Commit REJECTED (or CONFLICT) for a QUEUED item without anything having been sent."""
        now = self._clock.now()
        sending = after(item, Event.STARTED, now)
        refused = after(sending, event, now, problem=problem)
        return self._moved(item, replace(refused, attempts=item.attempts, first_sent_at=item.first_sent_at))

    def vanish(self, item: Item) -> Item | None:
        """Commit CONFLICT for a SENT item that the school has no more: it is asked for, never sent again silently."""
        return self._moved(item, after(item, Event.VANISHED, self._clock.now(), problem=Problem("missing_there")))

    def rewrite(self, before: Item, now_known: Item) -> Item | None:
        """Commit what became known about an unsent item (its parent's id at the school)."""
        return self._moved(before, now_known)

    def _moved(self, before: Item, new: Item) -> Item | None:
        with self._work.write() as w:
            return new if _move(w, before, new) else None

    def _after(self, item: Item, outcome: Outcome) -> Item:
        now = self._clock.now()
        moved = after(item, outcome.event, now, problem=outcome.problem)
        match outcome.event:
            case Event.NEVER_SENT:  # a matter of the link: it costs the item nothing
                wait = self._policy.item_backoff_first * self._chance.jitter()
                return replace(moved, attempts=item.attempts - 1, not_before=now + wait)
            case Event.SIGNED_OUT:
                return replace(moved, attempts=item.attempts - 1)
            case Event.NOT_PROCESSED:
                wait = max(outcome.retry_after or timedelta(0), self._backoff(item.attempts))
                return replace(moved, not_before=now + min(wait, self._policy.item_backoff_most))
            case Event.NO_ANSWER:
                if not self._clock.is_known:
                    self._armed_blindly.add(item.id)
                return replace(moved, not_before=now + self._policy.grace)
        return moved

    def _backoff(self, attempts: int) -> timedelta:
        policy = self._policy
        return backoff(attempts, self._chance.jitter(), policy.item_backoff_first, policy.item_backoff_most)


def _move(w: Writer, before: Item, new: Item) -> bool:
    if not outbox.move(w, before, new):
        return False
    if new.state is State.SENT and new.receipt is not None and isinstance(new.intent, NewDiscussion):
        # What answers it goes on in one row with what was written to the discussion since it is known by its number.
        there = f"discussion:{new.receipt.server_id}"
        outbox.move_queue(w, new.account, queue_of(new.intent, new.id), there)
    return True


def receipt(server_id: int, server_time: datetime, item: Item) -> Receipt:
    """Return the proof that the school has an item."""
    return Receipt(server_id, server_time, sealed(item))
