"""A learner's seat at one laptop: the program's own turns, and what the learner sees and does in the outbox."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from studydesk.domain.ids import IntentId, UserId
from studydesk.domain.outbox import Item, State
from studydesk.domain.outside import Cancel
from studydesk.domain.work import text_of
from studydesk.study.outbox import Outbox
from tests.simulation.journal import Act, Journal
from tests.simulation.laptop import Desk, Laptop
from tests.simulation.school import Furniture

TRIES = 3  # one misfortune at a time needs two
_RESTING = (State.REJECTED, State.CONFLICT)
MOVING = (State.QUEUED, State.SENDING, State.UNCERTAIN)


class World(Protocol):
    """Where a learner sits."""

    journal: Journal
    furniture: Furniture

    def attempt(self, seat: "Seat", do: Callable[[], object]) -> bool:
        """Let something be done at this laptop; return whether the program went through with it."""
        ...

    def rest(self) -> None:
        """Let a while pass, longer than a request without an answer may still be on its way."""
        ...


class Seat:
    """One account at one laptop."""

    def __init__(self, world: World, laptop: Laptop, user: UserId) -> None:
        self.laptop, self.user = laptop, user
        self.world = world

    @property
    def desk(self) -> Desk:
        """The program as it runs now: after a crash it is another one."""
        return self.laptop.desks[self.user]

    # --- the program ------------------------------------------------------------------------------------------------
    def turn(self, *, refreshes: bool = False) -> None:
        """Let the program do what is due."""
        self.world.attempt(self, lambda: self._turn(refreshes))

    def refresh(self) -> None:
        """Let the program bring what is new, and again later if it cannot."""
        for _ in range(TRIES):
            self.turn(refreshes=True)
            report = self.desk.courier.refreshed
            if report is not None and not report.problems and not report.unavailable:
                return
            self._wait()

    def deliver(self) -> None:
        """Let the program go on until nothing waits any more; without misfortune that is one turn."""
        for _ in range(TRIES):
            self.turn()
            if not self.laptop.count(*MOVING):
                return
            self._wait()

    def want(self) -> None:
        """Ask for all files of the course."""
        for _ in range(TRIES):
            if self.world.attempt(self, lambda: self.laptop.want(self.user)):
                return

    def fetch(self) -> None:
        """Ask for all files and let the program fetch them, and again later while something of it is not here."""
        for _ in range(TRIES):
            self.want()
            if self.world.attempt(self, self._fetch) and not self.laptop.unfetched():
                return
            self._wait()

    def sign_out(self) -> None:
        """Give the token back."""
        self.desk.wire.is_signed_out = True

    def sign_in(self) -> None:
        """Type the password, where the program asks for it."""
        if self.desk.wire.is_signed_out:
            self.desk.wire.is_signed_out = False
            self.desk.courier.wake("signed_in")

    def _turn(self, refreshes: bool) -> None:
        courier = self.desk.courier
        courier.refreshed = None
        courier.wake("learner" if refreshes else "link")
        courier.turn(Cancel())
        self.laptop.settle_library()

    def _fetch(self) -> None:
        self.desk.courier.wake("link")
        self.desk.courier.fetch_turn(Cancel())
        self.laptop.settle_library()

    def _wait(self) -> None:
        self.world.rest()
        self.sign_in()

    # --- what the outbox shows --------------------------------------------------------------------------------------
    def act(self, own: str) -> Act:
        """Return the last thing done here that begins with this word."""
        mine = (act for act in reversed(self.world.journal.acts) if act.user == self.user)
        return next(act for act in mine if act.token == own and act.laptop == self.laptop.name)

    def item(self, act: Act) -> Item | None:
        """Return what the outbox says of an act, None when it was never kept."""
        return self.laptop.items()[act.id] if act.id is not None else None

    # --- what waits -------------------------------------------------------------------------------------------------
    def withdraw(self, own: str) -> None:
        """Take back what was not sent yet."""
        act = self.act(own)
        act.is_withdrawn = True  # before, for a kill may come between
        act.is_withdrawn = self._handle(act, Outbox.withdraw, State.DISCARDED)

    def restore(self, own: str) -> None:
        """Undo a withdrawal."""
        act = self.act(own)
        act.rested = True  # what came after it may stand in its way now
        act.is_withdrawn = not self._handle(act, Outbox.restore, State.QUEUED)

    def reword(self, own: str, words: str) -> None:
        """Give something that waits other words."""
        act = self.act(own)
        act.older_words.append(act.words)
        act.words = words
        if not self._handle(act, lambda desk, item: desk.edit(item, None, words), State.QUEUED, words):
            act.words = act.older_words.pop()

    def choose(self, own: str, *, mine: bool) -> None:
        """Decide a conflict, where there is one."""
        act = self.act(own)
        if self._state(act) is not State.CONFLICT:
            return
        act.rested = True
        if mine:
            act.again += 1
            self._handle(act, Outbox.choose_mine, State.QUEUED)
        else:
            act.is_withdrawn = True
            self._handle(act, Outbox.choose_theirs, State.DISCARDED)

    def retry(self, own: str) -> None:
        """Try once more what was refused, where it was."""
        act = self.act(own)
        if self._state(act) in _RESTING:
            act.again, act.rested = act.again + 1, True
            self._handle(act, Outbox.retry, State.QUEUED)

    def _handle(self, act: Act, do: Callable[[Outbox, IntentId], None], state: State, words: str = "") -> bool:
        """Do something to what waits, until the outbox shows it; return whether it does."""
        for _ in range(TRIES):
            if act.id is None:
                return False
            if self.world.attempt(self, partial(self._hold, do, act.id)):
                return True
            there = self.item(act)
            if there is not None and there.state is state and (not words or text_of(there.intent) == words):
                return True
        return False

    def _hold(self, do: Callable[[Outbox, IntentId], None], item: IntentId) -> None:
        do(Outbox(self.desk.learner), item)

    def _state(self, act: Act) -> State | None:
        there = self.item(act)
        return there.state if there is not None else None
