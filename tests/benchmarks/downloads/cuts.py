"""1 Mbit/s with a cut every 30 s: a large course arrives all the same, and hardly a byte of it twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course
from tests.benchmarks.downloads.contenders import MEMORY_MB, Contender
from tests.benchmarks.downloads.places import Place, Result, place
from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.rows import Row

RATE, DELAY_S = 125_000.0, 0.1
SIZES = (12_000_000, 5_000_000, 5_000_000, *(1_000_000,) * 8)
QUICK_SIZES = (1_500_000, 600_000, 300_000, 100_000)
TWICE_TARGET = 1.02


def line(quick: bool) -> Conditions:
    """Return the line: dead for 5 s of every 30 s. `quick`: for 2 s of every 10 s."""
    every_s, for_s = (10.0, 2.0) if quick else (30.0, 5.0)
    return Conditions(RATE, DELAY_S, cut_every_s=every_s, cut_for_s=for_s)


def rows(name: str, result: Result) -> list[Row]:
    """Return the rows of StudyDesk's result; what came twice is only told of a course that came at all."""
    size = result.size_bytes
    told = [
        Row(f"{name}: course of {size / 1e6:.0f} MB complete", float(result.is_complete), "", 1, "higher"),
        Row(f"{name}: resident memory", result.took.peak_bytes / 1e6, "MB", MEMORY_MB),
    ]
    if result.is_complete:
        told.insert(1, Row(f"{name}: body bytes received ÷ course", result.down.bodies / size, "×", TWICE_TARGET))
    return told


def measure(at: Place, base: Path, conditions: Conditions) -> list[Row]:
    """Return the rows for a line that goes silent, and for one on which every connection dies with the cut.

    The second is what a phone does that gets a new address: the first cut leaves TCP its connections, and TCP goes on.
    The other programs run on the second line, for comparison.
    """
    ours = contenders.studydesk()
    others = [contenders.curl(at.files), contenders.wget(at.files), contenders.aria2(at.files, 4)]
    patience_s = 4 * at.made.size_bytes / conditions.bound
    every, dead = conditions.cut_every_s, conditions.cut_for_s
    silent, deadly = f"1 Mbit/s, dead {dead:g} s every {every:g} s", "the same, connections die with it"

    def start(entry: tuple[str, Contender]) -> Result:
        name, who = entry
        folder = base / f"{who.name}-{entries.index(entry)}"
        result = at.compete(who, conditions, folder, patience_s, is_forgotten=name == deadly)
        print(
            f"{name}: {who.name}: {result.took.seconds:.0f} s{'' if result.is_complete else ' (not finished)'}, "
            f"body bytes received ÷ course {result.down.bodies / result.size_bytes:.3f}, starts {result.took.starts}",
            flush=True,
        )
        return result

    entries = [(silent, ours), (deadly, ours), *((deadly, who) for who in others)]
    with ThreadPoolExecutor(len(entries)) as pool:
        results = list(pool.map(start, entries))
    return [*rows(silent, results[0]), *rows(deadly, results[1])]


def run(quick: bool) -> list[Row]:
    """Measure. `quick`: a small course on a line with shorter cuts."""
    with world.folder() as base:
        made = course.make(base / "content", QUICK_SIZES if quick else SIZES)
        with place(base, made) as at:
            return measure(at, base, line(quick))
