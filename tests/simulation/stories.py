"""All stories with every misfortune: the n-th request, then the n-th thing done to the disk, for every n there is.

`python -m tests.simulation.stories [--jobs J]` tells the whole product and prints a table.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from tests.simulation.faults import Fault
from tests.simulation.scripts import STORIES
from tests.simulation.telling import OF_COMMITS, OF_FILES, OF_REQUESTS, Kind, Story, Stroke, Telling, Told

SHARE = 13  # the ordinary tests tell one in so many; all kinds of misfortune, and every place, are still among them


@dataclass(slots=True)
class Row:
    """What came of one story.

    Attributes:
        calls, disk: how many requests and things done to the disk the story has when all goes well.
        kinds: how often each misfortune was met.
        violations: each with the stroke that led to it.
        excused: why other ends were let pass, and what the invariants let pass.
    """

    name: str
    calls: int = 0
    disk: int = 0
    plays: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    violations: list[tuple[str, str]] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)

    def note(self, told: Told, stroke: Stroke | None) -> None:
        """Count a telling."""
        self.plays += 1
        self.violations += [(str(stroke or "no misfortune"), str(one)) for one in told.outcome.violations]
        self.excused += told.outcome.excused
        if told.excuse:
            self.excused[told.excuse] += 1
        if stroke is not None and told.is_struck:
            self.kinds[stroke.kind] += 1


def strokes(plain: Told, share: int = 1, turn: int = 0) -> Iterator[Stroke]:
    """Yield every misfortune that can happen to a story, given how it goes without any.

    With `share` one in so many at each place, others at the next place and at the next `turn`, but at least one.
    """
    for number, kinds, is_of_disk in _places(plain):
        step = min(share, len(kinds))
        for kind in kinds[(number + turn) % step :: step]:
            yield Stroke(kind, number, is_of_disk)


def _places(plain: Told) -> Iterator[tuple[int, list[Kind], bool]]:
    for number, name in enumerate(plain.calls):
        possible = [kind for kind in OF_REQUESTS if kind.only in ("", name)]
        yield number, [k for k in possible if plain.has_backup or k.what is not Fault.RESTORED], False
    for number, is_file in enumerate(plain.disk):
        yield number, list(OF_FILES if is_file else OF_COMMITS), True


def tell(story: Story, share: int = 1, turn: int = 0) -> Row:
    """Tell a story with every misfortune, or with one in `share`, and return what came of it."""
    plain = Telling(story).tell_all()
    row = Row(story.name, len(plain.calls), len(plain.disk))
    row.note(plain, None)
    for stroke in strokes(plain, share, turn):
        row.note(Telling(story, stroke).tell_all(), stroke)
    return row


def _tell_one(number: int, share: int) -> Row:
    return tell(STORIES[number], share, number)


def main(jobs: int = 1, share: int = 1) -> int:
    """Tell all stories, print what came of each, and return 1 if anything was violated."""
    rows = []
    _say(f"{'story':42}{'requests':>9}{'disk calls':>11}{'plays':>7}{'violations':>11}")
    with ProcessPoolExecutor(jobs) as pool:
        for row in pool.map(partial(_tell_one, share=share), range(len(STORIES))):
            rows.append(row)
            _say(f"{row.name:42}{row.calls:9}{row.disk:11}{row.plays:7}{len(row.violations):11}")
    excused: Counter[str] = sum((row.excused for row in rows), Counter())
    for why, count in sorted(excused.items()):
        _say(f"excused {count}: {why}")
    for row in rows:
        for stroke, words in row.violations:
            _say(f"{row.name}: {stroke}: {words}")
    violations = sum(len(row.violations) for row in rows)
    plays = sum(row.plays for row in rows)
    _say(json.dumps({"stories": len(rows), "plays": plays, "violations": violations}))
    return 1 if violations else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--share", type=int, default=1, help="tell one in so many")
    chosen = parser.parse_args()
    raise SystemExit(main(chosen.jobs, chosen.share))
