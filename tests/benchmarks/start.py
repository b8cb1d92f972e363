"""Cold start on a profile of 50 courses and 5,000 activities, against a bare window started the same way."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.rows import RUNS, Row

PAINT_TARGET, USEFUL_TARGET = 2.0, 4.0


def window(home: Path, *arguments: str, before: Sequence[str] = ()) -> dict[str, float]:
    """Return the marks of one window in a fresh process, seconds since it was spawned (`paint`, `useful`), and others.

    `before` is put in front of the command: a slowed control passes a wrapper.
    """
    spawned = time.monotonic()
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.benchmarks.window", *arguments],
        cwd=world.ROOT,
        env=world.environment(home),
        capture_output=True,
        text=True,
        check=True,
        timeout=900,
    )
    marks: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {name: value - spawned if name in ("paint", "useful") else value for name, value in marks.items()}


def measure(home: Path, runs: int = RUNS, before: Sequence[str] = ()) -> list[Row]:
    """Return the rows: ours and the bare one interleaved, after one of each that warms the caches."""
    ours, bare = [], []
    for _ in range(runs + 1):
        bare.append(window(home, "bare")["paint"])
        ours.append(window(home, "studydesk", "TodayPage", before=before))
    paint = statistics.median(o["paint"] / b for o, b in zip(ours[1:], bare[1:], strict=True))
    useful = statistics.median(o["useful"] / b for o, b in zip(ours[1:], bare[1:], strict=True))
    base = statistics.median(bare[1:])
    return [
        Row(f"start to first paint ÷ bare window ({base:.3f} s)", paint, "×", PAINT_TARGET),
        Row("start to Today with content ÷ bare window", useful, "×", USEFUL_TARGET),
    ]


def run(quick: bool) -> list[Row]:
    """Measure on a profile as large as the target says, the school down as it mostly is. `quick`: the same."""
    with world.folder() as base:
        content = campus_content.big_content(base / "content", 50, 100)
        with world.school(content, base / "school") as url:
            world.sign_in(base / "home", url)
        return measure(base / "home")
