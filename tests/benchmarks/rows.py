"""A measured figure with its target, and the ways figures are taken."""

import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

RUNS = 7  # the least number of runs a median is taken of


@dataclass(frozen=True, slots=True)
class Row:
    """One figure.

    Attributes:
        case: what was measured, for people.
        value, target: in `unit`.
        better: which side of the target is good.
    """

    case: str
    value: float
    unit: str
    target: float
    better: Literal["lower", "higher"] = "lower"

    @property
    def ok(self) -> bool:
        """Whether the figure holds its target."""
        return self.value <= self.target if self.better == "lower" else self.value >= self.target


def median_of(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Return the median of `runs` calls, after one that warms the caches and does not count."""
    measure()
    return statistics.median(measure() for _ in range(runs))


def ratios(ours: Callable[[], float], bare: Callable[[], float], runs: int = RUNS) -> tuple[float, float, float]:
    """Return (median of ours ÷ bare pair by pair, median of ours, median of bare), the two interleaved.

    Pairs are close in time, so the ratio holds while the machine's speed drifts.
    """
    ours()
    bare()
    pairs = [(ours(), bare()) for _ in range(runs)]
    return (
        statistics.median(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


def report(name: str, rows: Sequence[Row]) -> int:
    """Print the figures for people, then the one JSON line; return the exit code."""
    for row in rows:
        sign = "≤" if row.better == "lower" else "≥"
        print(f"{'ok ' if row.ok else 'NOT'} {row.case}: {row.value:.4g} {row.unit} (target {sign} {row.target:g})")
    told = [{**asdict(row), "value": round(row.value, 4), "ok": row.ok} for row in rows]
    print(json.dumps({"name": name, "rows": told}))
    sys.stdout.flush()
    return 0 if rows and all(row.ok for row in rows) else 1
