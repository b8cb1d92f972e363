"""The hunt: each planted bug is looked for by seeds until an invariant catches it."""

import json
import multiprocessing
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.simulation.mutants import LIST
from tests.simulation.planting import Mutant
from tests.simulation.running import outcome_of
from tests.simulation.schedule import drawn

RAISED = "raised"  # the program fell over: that catches no bug


@dataclass(frozen=True, slots=True)
class Catch:
    """How a hunt ended: the seed and the invariant that caught the bug, None when none did."""

    mutant: str
    seed: int | None
    invariant: str = ""
    words: str = ""


@contextmanager
def planted(mutant: Mutant) -> Iterator[None]:
    """Have a bug in the product."""
    with ExitStack() as stack:
        mutant.plant(stack)
        yield


def caught(name: str, seeds: int) -> Catch:
    """Play seeds with a bug until an invariant is broken that holds without it."""
    mutant = next(one for one in LIST if one.name == name)
    for seed in range(seeds):
        with planted(mutant):
            broken = [one for one in outcome_of(drawn(seed)).violations if one.invariant != RAISED]
        if broken and not outcome_of(drawn(seed)).violations:
            return Catch(name, seed, broken[0].invariant, broken[0].words)
    return Catch(name, None)


@dataclass(frozen=True, slots=True)
class _Hunt:
    seeds: int

    def __call__(self, name: str) -> Catch:
        return caught(name, self.seeds)


def hunt(seeds: int, jobs: int, only: str = "") -> int:
    """Hunt every planted bug, print the table, and return the exit code."""
    chosen = [mutant for mutant in LIST if only in mutant.name]
    words = {mutant.name: mutant.words for mutant in chosen}
    found = []
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for catch in pool.imap_unordered(_Hunt(seeds), words):
            found.append(catch)
            print(f"{catch.mutant:32} {_ending(catch, seeds)}", flush=True)
    print()
    for catch in sorted(found, key=lambda one: (one.seed is None, one.seed or 0)):
        print(f"{_ending(catch, seeds):>24}  {catch.mutant:32} {words[catch.mutant]}")
    count = sum(catch.seed is not None for catch in found)
    print(json.dumps({"planted": len(found), "caught": count}))
    return 0 if count >= len(found) - 1 else 1


def _ending(catch: Catch, seeds: int) -> str:
    if catch.seed is None:
        return f"not in {seeds} seeds"
    return f"{catch.invariant} after {catch.seed + 1} seeds"
