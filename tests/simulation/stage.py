"""The stage of a seed or a story: the school, the laptops and their learners; how it heals, and how it is judged."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from studydesk.domain.ids import UserId
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.errors import Corrupt, StorageFailed, StorageFull
from tests.simulation import invariants
from tests.simulation.dice import Dice
from tests.simulation.evidence import Evidence, Violation
from tests.simulation.faults import Fault, Mishap
from tests.simulation.files import SimulatedFiles, Traffic
from tests.simulation.images import images, school_and_furniture
from tests.simulation.journal import Journal
from tests.simulation.laptop import Laptop
from tests.simulation.learner import Learning
from tests.simulation.schedule import Schedule
from tests.simulation.wire import SimulatedWire

PASSING = (StorageFull, StorageFailed, Corrupt)  # what a turn of the machine may raise; the next one goes on
HEALING = (11, 11, 61, 61, 61, 61, 61)  # minutes between the turns after the faults have stopped
FETCHING = (1, 61, 25 * 60, 61)  # what the school said no to is asked for again after a day
SEEING = (25 * 60, 61, 61, 61)  # and between those that bring what is new
REQUESTS_AN_HOUR = 40


@dataclass(slots=True)
class Outcome:
    """What came of a schedule.

    Attributes:
        pairs: (fault or mishap, state of the outbox) that were met.
        acts: how many things learners did.
    """

    violations: list[Violation] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    trace: list[str] = field(default_factory=list)
    acts: int = 0


class Stage(ABC):
    """A school and laptops, under way; whoever plays on it says what goes wrong (wire.Luck)."""

    def __init__(self, schedule: Schedule) -> None:
        self.outcome = Outcome()
        self.school, self.furniture = school_and_furniture()
        self.school.keeps_markers = schedule.swarm.keeps_markers
        self._schedule, self._swarm = schedule, schedule.swarm
        self.dice = Dice(schedule.seed)
        self.journal, self.traffic = Journal(), Traffic()
        self.learning = Learning(self.journal, self.furniture, self.tell)
        self._now: Laptop | None = None
        self._user = UserId(0)
        self._is_healing = self._is_cut_off = self._is_within = False
        self._sent: dict[str, str] = {}
        self._per_hour: list[int] = []
        self._damage: list[str] = []
        self.laptops = [
            Laptop(
                "AB"[number],
                self.school.clock,
                {user: SimulatedWire(self.school, lambda: self) for user in users},
                images(),
                Dice(f"{schedule.seed}-{number}"),
                self.mishap,
                self._swarm.marks_posts,
                self._files,
            )
            for number, users in enumerate(self._swarm.laptops)
        ]

    def _files(self, wire: SimulatedWire) -> SimulatedFiles:
        return SimulatedFiles(wire, self.school, self.traffic, lambda: self)

    # --- luck ---------------------------------------------------------------------------------------------------------
    @abstractmethod
    def fault(self) -> Fault | None:
        """Return what happens to the next request."""

    @abstractmethod
    def mishap(self, kind: Mishap) -> bool:
        """Return whether this happens now."""

    @abstractmethod
    def meanwhile(self) -> None:
        """Let others act while a request is under way."""

    def visit(self, what: Fault | Mishap) -> None:
        """Note in which states the outbox was when this happened."""
        if self._now is not None:
            self.outcome.pairs.update((what.value, state) for state in self._now.states())

    def tell(self, line: str) -> None:
        """Add a line to the trace."""
        self.outcome.trace.append(line)

    # --- what happens at a laptop -------------------------------------------------------------------------------------
    def _turn(self, laptop: Laptop, *, refreshes: bool) -> None:
        desk = laptop.desks[self._user]
        desk.courier.wake("learner" if refreshes else "link")
        desk.courier.turn(Cancel())
        laptop.settle_library()

    def _fetch(self, laptop: Laptop) -> None:
        laptop.desks[self._user].courier.wake("link")
        laptop.desks[self._user].courier.fetch_turn(Cancel())
        laptop.settle_library()

    def _restart(self, laptop: Laptop, *, power: bool) -> None:
        laptop.crash(power=power)
        self.traffic.power_cuts += power
        self._damage.append(laptop.is_damaged)
        laptop.start()

    def _bring_back(self, laptop: Laptop) -> None:
        self.visit(Mishap.OLDER_COPY)
        before = laptop.items()
        laptop.bring_back(self.dice.one(laptop.kept))
        laptop.start()
        after = laptop.items()
        for act in self.journal.acts:
            if act.laptop != laptop.name or act.id is None:
                continue
            if act.id in before and act.id not in after:
                act.is_lost_by_copy = True
            elif act.id in after and before.get(act.id) != after[act.id]:
                act.is_forgotten = True  # what it was told later is: withdrawn, reworded, or tried once more

    def _look(self, laptop: Laptop) -> None:
        """Judge what can only be judged at the moment: what is called sent now."""
        sent = laptop.sent()
        if sent == self._sent.get(laptop.name):
            return
        self._sent[laptop.name] = sent
        self._break(invariants.sent_is_true(laptop.items().values(), self.school.memory))

    # --- the end ------------------------------------------------------------------------------------------------------
    def _heal(self) -> None:
        """Let the faults stop and time pass, until nothing moves any more."""
        self._is_healing, self._now = True, None
        self.tell("the faults stop")
        for laptop in self.laptops:
            self._restart(laptop, power=False)
            for desk in laptop.desks.values():
                desk.wire.is_signed_out = False
        for minutes in HEALING:
            self._go_on(minutes, refreshes=False)
            if not self.school.late and not self._moves():
                break
        for minutes in SEEING if self._is_to_be_seen() else ():
            self._go_on(minutes, refreshes=True)
            if not self._moves():
                break
        for minutes in FETCHING if self._swarm.has_downloads else ():
            self.school.clock.pass_time(timedelta(minutes=minutes))
            for laptop in self.laptops:
                for self._user in laptop.desks:
                    self._fetch(laptop)

    def _is_to_be_seen(self) -> bool:
        """Whether the school has something that a laptop does not know of; of calm seeds every fourth looks too."""
        memory = self.school.memory
        return bool(memory.touched or memory.restores or self._shared() or self._schedule.seed % 4 == 0)

    def _go_on(self, minutes: int, *, refreshes: bool) -> None:
        self.school.clock.pass_time(timedelta(minutes=minutes))
        self.school.arrive()
        for laptop in self.laptops:
            for self._user in laptop.desks:
                self._turn(laptop, refreshes=refreshes)
            self._look(laptop)

    def _moves(self) -> bool:
        return any(laptop.count(*_MOVING) for laptop in self.laptops)

    def _judge(self) -> None:
        of = Evidence(
            self.journal.acts,
            {key: item for laptop in self.laptops for key, item in laptop.items().items()},
            list(self.school.state.posts.values()),
            self.school.state.submissions,
            self.school.state.done,
            self.school.memory,
            self._shared(),
            self._swarm.marks_posts and self._swarm.keeps_markers,
            self.outcome.excused,
            self.school.state.handed,
        )
        for judge in invariants.AT_THE_END:
            self._break(judge(of))
        versions = self.traffic.versions | self.school.memory.uploaded
        for laptop in self.laptops if self._swarm.has_downloads else ():
            self._break(invariants.files_are_whole(laptop.offered(), versions))
            self._break(invariants.files_arrived(laptop.unfetched()))
        self._break(invariants.bytes_travel_once(self.traffic))
        self._break(invariants.requests_are_bounded(self._per_hour, REQUESTS_AN_HOUR))
        self._break(invariants.databases_are_whole(self._damage))

    def _shared(self) -> frozenset[UserId]:
        count = Counter(user for users in self._swarm.laptops for user in users)
        return frozenset(user for user, laptops in count.items() if laptops > 1)

    def _break(self, found: Sequence[Violation]) -> None:
        for one in found:
            self.tell(f"VIOLATION {one}")
        self.outcome.violations += found


_MOVING = (State.QUEUED, State.SENDING, State.UNCERTAIN)
