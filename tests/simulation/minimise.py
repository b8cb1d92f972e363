"""A shorter story with the same end: steps and kinds of bad luck are left out as long as the violation stays."""

from collections.abc import Sequence
from dataclasses import replace

from tests.simulation.running import outcome_of
from tests.simulation.schedule import Schedule, Step
from tests.simulation.stage import Outcome

MOST_PLAYS = 600


def minimised(schedule: Schedule) -> tuple[Schedule, Outcome]:
    """Return the shortest schedule found that breaks one of the same invariants, and what comes of it."""
    wanted = {one.invariant for one in outcome_of(schedule).violations}
    search = _Search(wanted)
    best = schedule
    while True:
        before = best
        best = search.without_steps(best)
        best = search.without_luck(best)
        if best == before or search.plays >= MOST_PLAYS:
            return best, outcome_of(best)


class _Search:
    def __init__(self, wanted: set[str]) -> None:
        self._wanted = wanted
        self.plays = 0

    def _breaks(self, schedule: Schedule) -> bool:
        self.plays += 1
        return self.plays < MOST_PLAYS and bool(
            self._wanted & {one.invariant for one in outcome_of(schedule).violations}
        )

    def without_steps(self, schedule: Schedule) -> Schedule:
        """Leave out steps: halves first, then ever smaller pieces (delta debugging, Zeller 2002)."""
        size = max(len(schedule.steps) // 2, 1)
        while size:
            at = 0
            while at < len(schedule.steps):
                shorter = replace(schedule, steps=_without(schedule.steps, at, size))
                if self._breaks(shorter):
                    schedule = shorter
                else:
                    at += size
            size //= 2
        return schedule

    def without_luck(self, schedule: Schedule) -> Schedule:
        """Leave out kinds of faults and mishaps."""
        for fault in list(schedule.swarm.faults):
            fewer = {kind: weight for kind, weight in schedule.swarm.faults.items() if kind is not fault}
            calmer = replace(schedule, swarm=replace(schedule.swarm, faults=fewer))
            if fewer and self._breaks(calmer):
                schedule = calmer
        for mishap in list(schedule.swarm.mishap_rates):
            rates = {kind: rate for kind, rate in schedule.swarm.mishap_rates.items() if kind is not mishap}
            calmer = replace(schedule, swarm=replace(schedule.swarm, mishap_rates=rates))
            if self._breaks(calmer):
                schedule = calmer
        return schedule


def _without(steps: Sequence[Step], at: int, size: int) -> tuple[Step, ...]:
    return (*steps[:at], *steps[at + size :])
