"""Many seeds in several processes: counted, remembered, and each hundredth played twice."""

import hashlib
import json
import multiprocessing
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.evidence import Violation
from tests.simulation.play import play
from tests.simulation.schedule import Schedule, drawn
from tests.simulation.stage import Outcome

ROOT = Path(__file__).parents[2]
MEMORY = ROOT / ".simulation"
CHUNK = 100
_SOURCES = ("studydesk", "tests/simulation", "tests/sync")


@dataclass(slots=True)
class Tally:
    """What came of some seeds.

    Attributes:
        broken: seeds with violations, and the violations in words.
        cpu_s: processor time of the processes that played them.
    """

    seeds: int = 0
    acts: int = 0
    violations: int = 0
    cpu_s: float = 0.0
    excused: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what came of further seeds."""
        self.seeds += other.seeds
        self.acts += other.acts
        self.violations += other.violations
        self.cpu_s += other.cpu_s
        self.excused += other.excused
        self.pairs |= other.pairs
        self.broken |= other.broken

    def take(self, seed: int, outcome: Outcome) -> None:
        """Take in what came of one seed."""
        self.seeds += 1
        self.acts += outcome.acts
        self.violations += len(outcome.violations)
        self.excused += outcome.excused
        self.pairs |= outcome.pairs
        if outcome.violations:
            self.broken[seed] = [str(one) for one in outcome.violations]


def outcome_of(schedule: Schedule) -> Outcome:
    """Return what comes of a schedule; what the program raises and must not is a violation too."""
    try:
        return play(schedule)
    except Exception as error:  # noqa: BLE001  # a seed that fails is a finding, and the others go on
        last = traceback.extract_tb(error.__traceback__)[-1]
        words = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
        return Outcome(violations=[Violation("raised", words)])


def tally_of(seeds: Iterable[int]) -> Tally:
    """Play seeds in this process."""
    begun, tally = time.process_time(), Tally()
    for seed in seeds:
        outcome = outcome_of(drawn(seed))
        tally.take(seed, outcome)
        if seed % 100 == 0 and outcome_of(drawn(seed)).trace != outcome.trace:
            tally.violations += 1
            tally.broken[seed] = ["the same seed played twice does not go the same way"]
    tally.cpu_s = time.process_time() - begun
    return tally


def in_processes(
    chunks: Sequence[Sequence[int]], jobs: int, work: Callable[[Sequence[int]], Tally] = tally_of
) -> Iterator[tuple[Sequence[int], Tally]]:
    """Yield what came of each chunk of seeds, in the order they are done."""
    if jobs == 1:
        yield from ((chunk, work(chunk)) for chunk in chunks)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_Named(work), chunks)


@dataclass(frozen=True, slots=True)
class _Named:
    work: Callable[[Sequence[int]], Tally]

    def __call__(self, chunk: Sequence[int]) -> tuple[Sequence[int], Tally]:
        return chunk, self.work(chunk)


class Remembered:
    """What was played before of the same sources, so that a million seeds need not be played in one go."""

    def __init__(self, folder: Path = MEMORY) -> None:
        self._file = folder / f"{digest()}.json"
        self.done: set[int] = set()  # first seeds of chunks
        self.tally = Tally()
        if self._file.exists():
            self._read(json.loads(self._file.read_text("utf-8")))

    def left(self, seeds: int) -> list[range]:
        """Return the chunks of the first `seeds` seeds that were not played yet."""
        starts = range(0, seeds, CHUNK)
        return [range(start, min(start + CHUNK, seeds)) for start in starts if start not in self.done]

    def keep(self, chunk: Sequence[int], tally: Tally) -> None:
        """Remember a chunk."""
        if len(chunk) == CHUNK:
            self.done.add(chunk[0])
        self.tally.add(tally)

    def write(self) -> None:
        """Write down what is remembered."""
        self._file.parent.mkdir(exist_ok=True)
        told = self.tally
        values = {
            "done": sorted(self.done),
            "acts": told.acts,
            "violations": told.violations,
            "cpu_s": told.cpu_s,
            "excused": told.excused,
            "pairs": sorted(told.pairs),
            "broken": told.broken,
        }
        half = self._file.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(values), "utf-8")
        half.replace(self._file)

    def _read(self, values: dict[str, object]) -> None:
        told = json.loads(json.dumps(values))
        self.done = set(told["done"])
        self.tally = Tally(
            CHUNK * len(self.done),
            told["acts"],
            told["violations"],
            told["cpu_s"],
            Counter(told["excused"]),
            {(what, state) for what, state in told["pairs"]},
            {int(seed): words for seed, words in told["broken"].items()},
        )


def _counts(file: Path) -> bool:
    """Whether a seed's course may depend on a file: not on the screens, the wire, nor the tests of the tests."""
    apart = {"ui", "cli", "app", "campus", "wording"} & set(file.relative_to(ROOT).parts)
    return not file.name.startswith("test_") and not apart


def digest() -> str:
    """Return a name for the sources that a seed's course depends on."""
    content = hashlib.sha256()
    for folder in _SOURCES:
        for file in sorted(file for file in (ROOT / folder).rglob("*.py") if _counts(file)):
            content.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return content.hexdigest()[:16]
