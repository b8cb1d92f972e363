"""A learner's seat at one laptop: what can be seen there, and the program's own turns."""

from collections.abc import Callable
from typing import Protocol

from studydesk.domain.ids import UserId
from studydesk.domain.outbox import Item, State
from studydesk.domain.outside import Cancel
from tests.simulation.journal import Act, Journal
from tests.simulation.laptop import Desk, Laptop
from tests.simulation.school import Furniture

TRIES = 3  # one misfortune at a time needs two
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

    def _wait(self) -> None:
        self.world.rest()
        self.sign_in()

    # --- the outbox -------------------------------------------------------------------------------------------------
    def act(self, own: str) -> Act:
        """Return the last thing done here that begins with this word."""
        mine = (act for act in reversed(self.world.journal.acts) if act.user == self.user)
        return next(act for act in mine if act.token == own and act.laptop == self.laptop.name)

    def item(self, act: Act) -> Item | None:
        """Return what the outbox says of an act, None when it was never kept."""
        return self.laptop.items()[act.id] if act.id is not None else None
