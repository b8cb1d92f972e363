"""The way from one laptop to the school: every request may meet a fault, and the world goes on meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from studydesk.errors import NoAnswer, Refused, SignedOut
from tests.simulation.dice import Dice
from tests.simulation.faults import FILE_FAULTS, LATE_AT_MOST_S, MEANINGS, Fault, Killed, Mishap
from tests.simulation.school import Late, SimulatedSchool
from tests.sync import fake_campus
from tests.sync.fake_campus import Wire

T = TypeVar("T")
GRACE_S = 600  # the policy's; a request that comes later may double a post, and is counted as excused
_ONLY_OF: dict[Fault, frozenset[str]] = {
    Fault.BATCH_STOPS: frozenset({"add_posts"}),
    **{fault: frozenset({"file"}) for fault in FILE_FAULTS},
}


class Luck(Protocol):
    """What a request of this laptop meets."""

    @property
    def dice(self) -> Dice: ...

    def fault(self) -> Fault | None:
        """Return what happens to the next request."""
        ...

    def mishap(self, kind: Mishap) -> bool:
        """Return whether this happens now."""
        ...

    def meanwhile(self) -> None:
        """Let others act while the request is under way."""
        ...

    def visit(self, what: Fault | Mishap) -> None:
        """Note that this happened, and in which states the outbox was."""
        ...

    def tell(self, line: str) -> None:
        """Add a line to the trace."""
        ...


class SimulatedWire(Wire):
    """One account's way to the school."""

    school: SimulatedSchool

    def __init__(self, school: SimulatedSchool, luck: Callable[[], Luck]) -> None:
        super().__init__(school)
        self._luck = luck
        self.is_signed_out = False
        self.file_fault: Fault | None = None
        self.requests = 0

    def call(self, name: str, act: Callable[[], T]) -> T:
        """Do one request, or let it fail. Raises what the campus' border would, and Killed."""
        luck = self._luck()
        self.requests += 1
        luck.meanwhile()
        self.school.arrive()
        if luck.mishap(Mishap.KILL_BEFORE_SEND):
            raise Killed
        fault = luck.fault()
        if fault is not None and name not in _ONLY_OF.get(fault, (name,)):
            fault = None
        if fault is Fault.RESTORED and not self.school.backups:
            fault = None
        if self.is_signed_out:
            fault = Fault.TOKEN_EXPIRED
        self.file_fault = fault if fault in FILE_FAULTS else None
        self.fault = fake_campus.Fault.BATCH_CUT if fault is Fault.BATCH_STOPS else None
        if luck.mishap(Mishap.KILL_BEFORE_ANSWER):
            self._leave(act, luck)
            raise Killed
        if fault is None or fault in (Fault.BATCH_STOPS, *FILE_FAULTS):
            if fault is not None:
                luck.visit(fault)
            self.school.clock.pass_time(luck.dice.span(0.05, 2))
            answer = act()
            luck.tell(f"    {name}: {fault or 'ok'}")
            return answer
        luck.visit(fault)
        luck.tell(f"    {name}: {fault}")
        return self._fail(name, fault, act, luck)

    def _fail(self, name: str, fault: Fault, act: Callable[[], T], luck: Luck) -> T:
        if fault is Fault.LATE:
            delay = luck.dice.span(1, LATE_AT_MOST_S)
            self._delay(delay, act)
            self.school.clock.pass_time(min(delay / 2, 120))
            raise NoAnswer("stalled")
        if fault is Fault.RESTORED:
            return self._restored(name, act, luck)
        meaning = MEANINGS[fault]
        if fault is Fault.TOKEN_EXPIRED:
            self.is_signed_out = True
            raise SignedOut("accessexception")
        self.school.clock.pass_time(meaning.seconds)
        if meaning.processed or (meaning.processed is None and luck.dice.chance(0.5)):
            try:
                act()
            except Refused:
                pass  # nobody hears the refusal
        raise meaning.error(name)

    def _restored(self, name: str, act: Callable[[], T], luck: Luck) -> T:
        self.school.restore(luck.dice.one(self.school.backups))
        return act()

    def _leave(self, act: Callable[[], object], luck: Luck) -> None:
        """Let a request go on its way although nobody will hear the answer."""
        luck.tell("    killed while a request was under way")
        self._delay(luck.dice.span(0.1, 300), act)
        self.school.arrive()

    def _delay(self, seconds: float, act: Callable[[], object]) -> None:
        at = self.school.clock.true + timedelta(seconds=seconds)
        self.school.late.append(Late(at, act, seconds > GRACE_S))
