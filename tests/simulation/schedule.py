"""What a seed stands for: who is there, how unlucky they are, and the steps of their months."""

from dataclasses import dataclass, field

from studydesk.domain.ids import UserId
from tests.simulation.dice import Dice
from tests.simulation.faults import FILE_FAULTS, Fault, Mishap

AMINA, BRUNO = UserId(3), UserId(4)
_DOINGS = {
    "reply": 6.0,
    "reply_to_own": 2.0,
    "start": 2.0,
    "edit_post": 1.5,
    "delete_post": 0.7,
    "hand_in": 2.5,
    "tick": 2.0,
    "view": 0.7,
    "handle": 2.5,
}
_TEACHING = {
    "answer": 2.0,
    "write over": 1.0,
    "take away": 0.6,
    "lock": 0.7,
    "unlock": 0.7,
    "close": 0.5,
    "open": 0.5,
    "grade": 1.0,
    "give back": 1.0,
}
# Rare things shake the world most; a seed has only some of them (swarm testing, Groce et al. 2012).
_STEPS = {
    "learner": 8.0,
    "turn": 11.0,
    "wait": 4.0,
    "teacher": 1.5,
    "kill": 1.0,
    "power cut": 0.5,
    "clock": 0.5,
    "back up": 0.4,
    "restore": 0.3,
    "keep copy": 0.3,
    "older copy": 0.3,
    "lose library": 0.2,
    "sign in": 0.5,
    "outage": 0.15,
}
_ALWAYS = ("learner", "turn", "wait")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, at which laptop, by which of its accounts, and a seed for all chance in it."""

    kind: str
    laptop: int
    account: int
    seed: int
    detail: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        span = f" {self.seconds:.0f} s" if self.seconds else ""
        return f"{self.kind}{detail}{span} at laptop {'AB'[self.laptop]}"


@dataclass(frozen=True, slots=True)
class Swarm:
    """One seed's world.

    Attributes:
        laptops: the learners with an account on each laptop; the same learner may be on two.
        fault_rate: share of requests that meet a fault; `faults`: which, by weight.
        mishap_rates: per opportunity.
        has_downloads: whether files are fetched too.
        marks_posts: whether posts carry markers; keeps_markers: whether the site's cleaning leaves them.
    """

    laptops: tuple[tuple[UserId, ...], ...]
    fault_rate: float
    faults: dict[Fault, float]
    mishap_rates: dict[Mishap, float]
    has_downloads: bool = False
    marks_posts: bool = True
    keeps_markers: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """A seed, unfolded; minimised ones have fewer steps."""

    seed: int
    swarm: Swarm
    steps: tuple[Step, ...] = field(default=())


def drawn(seed: int) -> Schedule:
    """Return the schedule of a seed: always the same."""
    dice = Dice(seed)
    swarm = _swarm(dice)
    weights = {kind: w for kind, w in _STEPS.items() if kind in _ALWAYS or dice.chance(0.4)}
    if swarm.has_downloads:
        weights |= {"want": 3.0, "fetch": 8.0}
    count = round(dice.span(3, 24))
    return Schedule(seed, swarm, tuple(_step(dice, weights, swarm) for _ in range(count)))


def _swarm(dice: Dice) -> Swarm:
    laptops = dice.weighted(
        {
            ((AMINA,),): 6.0,
            ((AMINA,), (AMINA,)): 1.5,
            ((AMINA,), (BRUNO,)): 1.0,
            ((AMINA, BRUNO),): 1.5,
        }
    )
    kinds = [fault for fault in Fault if dice.chance(0.4)] or [Fault.ANSWER_LOST]
    faults = {fault: dice.span(0.1, 3) for fault in kinds}
    if Fault.RESTORED in faults:
        faults[Fault.RESTORED] /= 10
    mishaps = {kind: dice.span(0.002, 0.06) for kind in Mishap if dice.chance(0.25)}
    marks = not dice.chance(0.06)
    rate, fetches = dice.one((0.0, 0.05, 0.15, 0.3, 0.6)), dice.chance(0.12)
    if fetches:
        faults |= {fault: dice.span(1, 6) for fault in FILE_FAULTS}
    return Swarm(laptops, rate, faults, mishaps, fetches, marks, not dice.chance(0.04))


def _step(dice: Dice, weights: dict[str, float], swarm: Swarm) -> Step:
    kind = dice.weighted(weights)
    laptop = dice.number(0, len(swarm.laptops) - 1)
    account = dice.number(0, len(swarm.laptops[laptop]) - 1)
    detail, seconds = "", 0.0
    if kind == "learner":
        detail = dice.weighted(_DOINGS)
    elif kind == "teacher":
        detail = dice.weighted(_TEACHING)
    elif kind == "wait":
        seconds = dice.span(5, 200_000)
    elif kind == "clock":
        seconds = dice.one((-1, 1)) * dice.span(60, 315_000_000)
    return Step(kind, laptop, account, dice.seed(), detail, seconds)
