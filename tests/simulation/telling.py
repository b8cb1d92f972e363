"""Telling a story with one misfortune: at its n-th request, or at the n-th thing it does to the disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from studydesk.domain.forums import Post
from studydesk.domain.ids import UserId
from studydesk.errors import StudyDeskError
from tests.simulation.dice import Dice
from tests.simulation.evidence import Violation
from tests.simulation.faults import FILE_FAULTS, Fault, Killed, Mishap
from tests.simulation.learner import REFUSED_HERE
from tests.simulation.pupil import Pupil
from tests.simulation.schedule import AMINA, Schedule, Swarm
from tests.simulation.seat import Seat
from tests.simulation.stage import PASSING, Outcome, Stage
from tests.simulation.wire import SimulatedWire, T

LONGER_THAN_GRACE = timedelta(minutes=11)


@dataclass(frozen=True, slots=True)
class Kind:
    """A misfortune.

    Attributes:
        power: the current fails with the program: what was not synced is gone.
        roll: which chance decides what it leaves open (how late, processed or not).
        only: the name of the request it can happen to, "" = any.
    """

    what: Fault | Mishap
    power: bool = False
    roll: int = 0
    only: str = ""

    def __str__(self) -> str:
        roll = f" #{self.roll}" if self.roll else ""
        return f"{self.what}{', current fails' if self.power else ''}{roll}"


def chance(kind: Kind) -> Dice:
    """Return what decides from the misfortune on."""
    return Dice(f"{kind.what} {kind.roll}")


@dataclass(frozen=True, slots=True)
class Stroke:
    """One misfortune at one place of a story: the n-th request, or the n-th thing done to the disk."""

    kind: Kind
    number: int
    is_of_disk: bool = False

    def __str__(self) -> str:
        return f"{self.kind} at {'disk call' if self.is_of_disk else 'request'} {self.number}"


# What these do is left to chance: late by two seconds, four minutes, a quarter of an hour, an hour; processed or not.
_OPEN = {Fault.LATE: (0, 1, 2, 5), Fault.EMPTY_BODY: (0, 1), Fault.NO_CODE: (0, 1)}
_ONLY = {Fault.BATCH_STOPS: "add_posts", **dict.fromkeys(FILE_FAULTS, "file")}
_DURING = 3  # ways to act while a request is under way
OF_REQUESTS: tuple[Kind, ...] = (
    *(Kind(fault, roll=roll, only=_ONLY.get(fault, "")) for fault in Fault for roll in _OPEN.get(fault, (0,))),
    Kind(Mishap.KILL_BEFORE_SEND),
    Kind(Mishap.KILL_BEFORE_ANSWER),
    Kind(Mishap.KILL_BEFORE_ANSWER, power=True),
    *(Kind(Mishap.SECOND_HAND, roll=roll) for roll in range(_DURING)),
)
OF_COMMITS: tuple[Kind, ...] = (
    Kind(Mishap.KILL_AT_COMMIT),
    Kind(Mishap.KILL_AFTER_COMMIT),
    Kind(Mishap.KILL_AT_COMMIT, power=True),
    Kind(Mishap.KILL_AFTER_COMMIT, power=True),
    Kind(Mishap.DISK_FULL),
    Kind(Mishap.DISK_ERROR),
)
OF_FILES: tuple[Kind, ...] = (
    Kind(Mishap.KILL_AT_FILE),
    Kind(Mishap.KILL_AT_FILE, power=True),
    Kind(Mishap.DISK_FULL),
    Kind(Mishap.DISK_ERROR),
)
# After these a story may end otherwise than told; what must hold whatever happened still holds.
EXCUSES: dict[Fault | Mishap, str] = {
    Fault.LATE: "a request came when the story had gone on",
    Fault.RESTORED: "the school forgot",
    Fault.OTHER_VERSION: "the school has another version of a file",
    Fault.FUNCTION_MISSING: "the school refuses for good what it does not offer",
    Mishap.SECOND_HAND: "the learner did something else too",
}


@dataclass(frozen=True, slots=True)
class Story:
    """A story: what happens, and how it must end.

    Attributes:
        happens: acts in the world.
        seen: returns what is looked at in the end.
        end: what is seen then when all goes well; `or_else`: what may be seen after a misfortune.
        laptops: the learners with an account on each.
        has_downloads: whether files are fetched.
        faults: what is told to go wrong anyhow: the n-th request, counted from 0.
    """

    name: str
    happens: "Callable[[Telling], None]"
    seen: "Callable[[Telling], object]"
    end: object
    or_else: tuple[object, ...] = ()
    laptops: tuple[tuple[UserId, ...], ...] = ((AMINA,),)
    has_downloads: bool = False
    marks_posts: bool = True
    keeps_markers: bool = True
    faults: dict[int, Fault] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """How a telling went.

    Attributes:
        calls: names of the requests of the story, in order; disk: for each thing done to the disk, whether to a file.
        excuse: why another end than the told one was let pass, "" when it was not.
    """

    outcome: Outcome
    calls: list[str]
    disk: list[bool]
    is_struck: bool
    excuse: str
    has_backup: bool


class NamedWire(SimulatedWire):
    """A way to the school that says which requests go over it."""

    def __init__(self, telling: "Telling") -> None:
        super().__init__(telling.school, lambda: telling)
        self._telling = telling

    def call(self, name: str, act: Callable[[], T]) -> T:
        self._telling.begin(name)
        return super().call(name, act)


class Telling(Stage):
    """A story being told, with one misfortune or none."""

    def __init__(self, story: Story, stroke: Stroke | None = None) -> None:
        self.story, self.stroke = story, stroke
        self.calls: list[str] = []
        self.disk: list[bool] = []
        self.is_struck = False
        swarm = Swarm(
            story.laptops,
            fault_rate=0.0,
            faults={},
            mishap_rates={},
            has_downloads=story.has_downloads,
            marks_posts=story.marks_posts,
            keeps_markers=story.keeps_markers,
        )
        super().__init__(Schedule(0, swarm))
        for laptop in self.laptops:
            laptop.wires = {user: NamedWire(self) for user in laptop.wires}
            laptop.start()
        self.pupils = [Pupil(self, laptop, user) for laptop in self.laptops for user in laptop.wires]

    @property
    def amina(self) -> Pupil:
        """The learner of most stories, at the first laptop."""
        return self.pupils[0]

    @property
    def other(self) -> Pupil:
        """The second learner, or the same one at the second laptop."""
        return self.pupils[1]

    def tell_all(self) -> Told:
        """Tell the story, let the misfortunes stop, and judge what is left."""
        excuse = ""
        try:
            self.story.happens(self)
            self._heal()
            self._judge()
            excuse = self._judge_end()
        finally:
            for laptop in self.laptops:
                laptop.close()
        return Told(self.outcome, self.calls, self.disk, self.is_struck, excuse, bool(self.school.backups))

    def _judge_end(self) -> str:
        story, seen = self.story, self.story.seen(self)
        if seen == story.end or (self.is_struck and seen in story.or_else):
            return ""
        excuse = EXCUSES.get(self.stroke.kind.what, "") if self.stroke is not None and self.is_struck else ""
        if not excuse:
            self._break([Violation("END", f"{seen!r} instead of {story.end!r}")])
        return excuse

    # --- luck ---------------------------------------------------------------------------------------------------------
    def begin(self, name: str) -> None:
        """Count a request of the story."""
        if not self._is_healing:
            self.calls.append(name)

    def fault(self) -> Fault | None:
        """Return what happens to the request that was counted last."""
        if self._is_healing:
            return None
        stroke = self.stroke
        if stroke is not None and isinstance(stroke.kind.what, Fault) and self._is_now(stroke, self.calls):
            self._strike(stroke)
            return stroke.kind.what
        return self.story.faults.get(len(self.calls) - 1)

    def mishap(self, kind: Mishap) -> bool:
        """Return whether this happens now."""
        if self._is_healing or self._now is None:
            return False
        if kind in (Mishap.KILL_AT_COMMIT, Mishap.KILL_AT_FILE):  # the first question about each thing done to the disk
            self.disk.append(kind is Mishap.KILL_AT_FILE)
        stroke = self.stroke
        if stroke is None or stroke.kind.what is not kind or self.is_struck:
            return False
        if not self._is_now(stroke, self.disk if stroke.is_of_disk else self.calls):
            return False
        self._strike(stroke)
        self.visit(kind)
        # Of a file whose name was given and not noted yet nobody knows afterwards: it may come anew.
        self.traffic.disk_errors += stroke.is_of_disk
        return True

    def meanwhile(self) -> None:
        """Let the learner act while a request is under way, when this is the misfortune."""
        if self._is_within or self._now is None or not self.mishap(Mishap.SECOND_HAND):
            return
        self._is_within = True
        pupil = next(one for one in self.pupils if (one.laptop, one.user) == (self._now, self._user))
        mine = (act for act in self.journal.acts if (act.laptop, act.user) == (pupil.laptop.name, pupil.user))
        waiting = [act for act in mine if act.is_live]
        assert self.stroke is not None
        try:
            if self.stroke.kind.roll == 0 or not waiting:
                pupil.reply("meanwhile something else")
            elif self.stroke.kind.roll == 1:
                pupil.withdraw(waiting[0].token)
            else:
                pupil.reword(waiting[0].token, f"{waiting[0].words} better")
        finally:
            self._is_within = False

    def _is_now(self, stroke: Stroke, done: Sequence[object]) -> bool:
        return len(done) - 1 == stroke.number

    def _strike(self, stroke: Stroke) -> None:
        self.is_struck = True
        self.dice = chance(stroke.kind)
        self.tell(f"    {stroke}")

    # --- the world ----------------------------------------------------------------------------------------------------
    def attempt(self, seat: Seat, do: Callable[[], object]) -> bool:
        """Let something be done at a laptop; return whether the program went through with it."""
        self._now, self._user = seat.laptop, seat.user
        try:
            do()
        except Killed:
            if self._is_within:
                raise  # the turn that is under way dies with it
            self._restart(seat.laptop, power=self.stroke is not None and self.stroke.kind.power)
            return False
        except (*REFUSED_HERE, *PASSING) as error:
            self.tell(f"    {error!r}")
            return False
        except StudyDeskError as error:
            self._break([Violation("ESCAPED", repr(error))])
            return False
        finally:
            self._look(seat.laptop)
        return True

    def rest(self) -> None:
        """Let a while pass, longer than a request without an answer may still be on its way."""
        self.wait(LONGER_THAN_GRACE)

    def wait(self, span: timedelta) -> None:
        """Let time pass; what is late arrives meanwhile."""
        self.school.clock.pass_time(span)
        self.school.arrive()

    def lose_library(self, seat: Seat) -> None:
        """Lose what can be fetched again, and with it how much of a file that is on its way is here."""
        self.traffic.disk_errors += 1
        self.attempt(seat, seat.laptop.lose_library)

    def bring_back(self, seat: Seat) -> None:
        """Put the copy that was kept in the place of the work database."""
        self.attempt(seat, lambda: self._bring_back(seat.laptop))

    # --- what is seen in the end --------------------------------------------------------------------------------------
    def posts(self, user: UserId = AMINA) -> list[Post]:
        """Return a learner's living posts, in the order the school took them."""
        every = sorted(self.school.state.posts.values(), key=lambda post: post.id)
        return [post for post in every if post.author_id == user]
