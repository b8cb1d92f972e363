"""Kill -9 at random moments of a download: it arrives all the same, and little of it twice."""

import random
import time
from functools import partial
from pathlib import Path

from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course, running
from tests.benchmarks.link.proxy import Proxy
from tests.benchmarks.rows import Row

RATE, ROUND_TRIP_S = 400_000.0, 0.04
KILLS, QUICK_KILLS = 50, 8
SIZES = (6_000_000, 4_000_000, *(1_000_000,) * 8, *(100_000,) * 20)
QUICK_SIZES = (2_000_000, 500_000, *(100_000,) * 7)
TWICE_TARGET = 1.05
_EARLY = 5  # every so many-th kill comes while the program starts, whatever has arrived
_EARLY_S = 0.8
_PATIENCE_S = 600.0
_LOOK_S = 0.005


def run(quick: bool) -> list[Row]:
    """Measure on loopback, through a proxy with a rate. `quick`: fewer kills of a smaller course."""
    with world.folder() as base:
        made = course.make(base / "content", QUICK_SIZES if quick else SIZES)
        with Proxy(ROUND_TRIP_S) as way, world.school(made.folder, base / "school", line=way):
            world.sign_in(base / "home", way.url)
            way.rate = RATE
            return measure(base / "home", made, way, QUICK_KILLS if quick else KILLS)


def measure(home: Path, made: course.Made, way: Proxy, kills: int, seed: int = 1) -> list[Row]:
    """Return the rows of a download that is killed so often, mostly when a random share of the course has arrived."""
    chance = random.Random(seed)
    command = contenders.studydesk().command(home)
    shares = sorted(chance.random() for _ in range(kills))
    done, peak, before = 0, 0, way.bodies
    for number, share in enumerate(shares):
        is_early = number % _EARLY == 0
        wanted = float("inf") if is_early else before + share * made.size_bytes
        latest = time.monotonic() + (chance.uniform(0, _EARLY_S) if is_early else _PATIENCE_S)
        code, high = running.once(command, home, partial(_is_time, way, wanted, latest), look_s=_LOOK_S)
        done, peak = done + (code is None), max(peak, high)
    took = running.run(command, home, _PATIENCE_S)
    name = f"kill -9 at {done} random moments"
    received = (way.bodies - before) / made.size_bytes
    complete = course.is_complete(home, made.hashes) and done == kills
    return [
        Row(f"{name} of a course of {made.size_bytes / 1e6:.0f} MB: complete, all hashes", float(complete), "", 1,
            "higher"),
        Row(f"{name}: body bytes received ÷ course", received, "×", TWICE_TARGET),
        Row(f"{name}: resident memory", max(peak, took.peak_bytes) / 1e6, "MB", contenders.MEMORY_MB),
    ]  # fmt: skip


def _is_time(way: Proxy, wanted: float, latest: float) -> bool:
    return way.bodies >= wanted or time.monotonic() > latest
