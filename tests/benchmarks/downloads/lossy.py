"""200 kbit/s, 600 ms and loss: how much of what the line could bring arrives, beside aria2, curl and wget."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course
from tests.benchmarks.downloads.contenders import Contender
from tests.benchmarks.downloads.places import Place, Result, place
from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.rows import Row

RATE, DELAY_S = 25_000.0, 0.3
# Loss → the least share of the bound.
TARGETS = {0.0: 0.95, 0.01: 0.95, 0.05: 0.95, 0.10: 0.95, 0.20: 0.55}
ARIA2_TARGET = 0.97
SIZES = (4_000_000, 1_500_000, 1_500_000, 400_000, 300_000, 200_000, 100_000)
QUICK_SIZES = (400_000, 200_000, 200_000, 50_000, 50_000)
RUNS = 3
# Who is this much below the bound has failed; waiting on would only take time.
_LEAST_SHARE = 0.4
_QUICK_PATIENCE_S = 50.0
_APART_S = 3.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One who downloads over one line, and when: after so many seconds, so that programs do not start all at once."""

    loss: float
    who: Contender
    seed: int
    after_s: float
    patience_s: float


def measure(at: Place, base: Path, losses: Sequence[float], quick: bool) -> list[Row]:
    """Return the rows of some rates of loss; everybody is under way at the same time, each on an equal line.

    The runs differ in which packets are lost; within a run everybody's line loses the same ones.
    """
    entries = [entry for turn, loss in enumerate(losses) for entry in _entries(at, loss, quick, turn)]

    def start(entry: _Entry) -> Result:
        time.sleep(entry.after_s)
        folder = base / f"{entry.loss}-{entry.who.name}-{entry.seed}"
        return at.compete(entry.who, _line(entry.loss, entry.seed), folder, entry.patience_s)

    with ThreadPoolExecutor(len(entries)) as pool:
        results = list(pool.map(start, entries))
    told: list[Row] = []
    for loss in losses:
        found: dict[str, list[Result]] = {}
        for entry, result in zip(entries, results, strict=True):
            if entry.loss == loss:
                found.setdefault(entry.who.name, []).append(result)
        show(loss, found)
        rivals = [results for name, results in found.items() if name.startswith(contenders.ARIA2)]
        told += rows(loss, found[contenders.OURS], rivals)
    return told


def _entries(at: Place, loss: float, quick: bool, turn: int) -> list[_Entry]:
    ours = contenders.studydesk()
    rivals = [contenders.aria2(at.files, connections) for connections in contenders.ARIA2_SETTINGS]
    once = [] if quick else [contenders.curl(at.files), contenders.wget(at.files)]
    runs = 1 if quick else RUNS
    patience_s = _QUICK_PATIENCE_S if quick else at.made.size_bytes / _line(loss, 1).bound / _LEAST_SHARE

    def entry(who: Contender, run: int) -> _Entry:
        return _Entry(loss, who, run + 1, (turn * runs + run) * _APART_S, patience_s)

    return [entry(who, run) for run in range(runs) for who in (ours, *rivals)] + [entry(who, 0) for who in once]


def rows(loss: float, ours: Sequence[Result], rivals: Sequence[Sequence[Result]]) -> list[Row]:
    """Return the rows of the results; of the rivals the best setting counts."""
    name = f"loss {loss:.0%} at 200 kbit/s, 600 ms"
    bound = _line(loss, 1).bound
    reached = _median(ours)
    best = max(_median(results) for results in rivals)
    return [
        Row(f"{name}: goodput ÷ bound ({bound * 8 / 1000:.0f} kbit/s)", reached / bound, "×", TARGETS[loss], "higher"),
        Row(f"{name}: goodput ÷ aria2c's best ({best * 8 / 1000:.0f} kbit/s)", reached / best, "×", ARIA2_TARGET,
            "higher"),
        Row(f"{name}: resident memory", max(r.took.peak_bytes for r in ours) / 1e6, "MB", contenders.MEMORY_MB),
    ]  # fmt: skip


def show(loss: float, found: dict[str, list[Result]]) -> None:
    """Print what everybody reached, for people."""
    for name, results in found.items():
        each = ", ".join(f"{r.goodput * 8 / 1000:.0f}{'' if r.is_complete else ' (not finished)'}" for r in results)
        overhead = max(r.down.bodies for r in results) / results[0].size_bytes
        print(f"loss {loss:.0%}: {name}: {each} kbit/s; bodies received ÷ course at most {overhead:.3f}", flush=True)


def _median(results: Sequence[Result]) -> float:
    return statistics.median(result.goodput for result in results)


def _line(loss: float, seed: int) -> Conditions:
    return Conditions(RATE, DELAY_S, loss=loss, seed=seed)


def run(losses: Sequence[float], quick: bool) -> list[Row]:
    """Measure some rates of loss at the same time: lines of 200 kbit/s leave a machine nearly idle.

    `quick`: a smaller course, once, and without curl and wget.
    """
    with world.folder() as base:
        made = course.make(base / "content", QUICK_SIZES if quick else SIZES)
        with place(base, made) as at:
            return measure(at, base, losses, quick)
