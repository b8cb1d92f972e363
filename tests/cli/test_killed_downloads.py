"""The command line downloads over a slow line and is killed, again and again: all arrives, and little of it twice."""

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.policy import Policy
from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course, running
from tests.benchmarks.link.proxy import Proxy

KILLS = 50
RATE, ROUND_TRIP_S = 250_000.0, 0.02
LOOK_S = 0.005
SIZES = (9_000_000, 4_000_000, *(1_000_000,) * 4, *(100_000 + n for n in range(30)))
FILM = (14_000_000,)
PATIENCE_S = 120.0


@dataclass
class Line:
    """A course at a school in another process, the way there, and the learner's home."""

    made: course.Made
    way: Proxy
    home: Path

    def run_until(self, is_time: Callable[[], bool]) -> bool:
        """Start the download and kill it (kill -9) once it is time; return whether it was killed."""
        until = time.monotonic() + PATIENCE_S
        command = contenders.studydesk().command(self.home)
        code, _ = running.once(command, self.home, lambda: is_time() or time.monotonic() > until, look_s=LOOK_S)
        return code is None

    def finish(self) -> None:
        """Let it end."""
        self.way.rate = None
        assert running.run(contenders.studydesk().command(self.home), self.home, PATIENCE_S).code == 0


@pytest.fixture
def line(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Line]:
    """Give a learner who is signed in and has taken in all but the files."""
    made = course.make(tmp_path / "content", request.param)
    with Proxy(ROUND_TRIP_S) as way, world.school(made.folder, tmp_path / "school", line=way):
        world.sign_in(tmp_path / "home", way.url)
        yield Line(made, way, tmp_path / "home")


@pytest.mark.parametrize("line", [SIZES], indirect=True, ids=["a course of 20 MB"])
def test_a_download_that_is_killed_fifty_times_arrives_whole_and_hardly_a_byte_twice(line: Line) -> None:
    chance, way = random.Random(5), line.way
    before, killed = way.bodies, 0
    way.rate = RATE
    for number in range(KILLS):
        known, moment = way.bodies, chance.uniform(0.05, 0.5)
        if number % 10 == 9:  # while it starts, whatever has arrived
            ends = time.monotonic() + 2 * moment
            killed += line.run_until(lambda ends=ends: time.monotonic() > ends)  # type: ignore[misc]  # bound now
            continue
        first_at: list[float] = []

        def is_time(known: int = known, moment: float = moment, first_at: list[float] = first_at) -> bool:
            if way.bodies > known and not first_at:
                first_at.append(time.monotonic())
            return bool(first_at) and time.monotonic() - first_at[0] > moment

        killed += line.run_until(is_time)
    assert killed == KILLS
    assert way.bodies - before < line.made.size_bytes  # else the kills would have come to nothing
    line.finish()
    assert course.is_complete(line.home, line.made.hashes)
    assert (way.bodies - before) / line.made.size_bytes <= 1.05


@pytest.mark.parametrize("line", [FILM], indirect=True, ids=["one file of 14 MB"])
@pytest.mark.parametrize("keeps_log", [True, False], ids=["its notes are there", "its last notes are gone too"])
def test_a_power_cut_costs_at_most_what_was_not_synced(line: Line, keeps_log: bool) -> None:
    way = line.way
    way.rate = 8_000_000.0
    before = way.bodies
    assert line.run_until(lambda: way.bodies - before > 9_000_000)
    seen = way.bodies - before
    lost = cut_power(line.home, keeps_log)
    line.finish()
    assert course.is_complete(line.home, line.made.hashes)
    again = way.bodies - before - line.made.size_bytes
    assert seen > 9_000_000
    assert lost > 0
    assert again <= Policy().sync_every_bytes + 1_000_000  # and what was on its way when it was killed


def cut_power(home: Path, keeps_log: bool) -> int:
    """Make of what the part files hold what a power cut may leave; return how many bytes are gone.

    Pages that were not synced are zeros. Of the library, what was committed after the last sync may be gone too.
    """
    here = paths.of(home)
    (part,) = here.blobs.glob("parts/*/*.part")
    log = Path(f"{here.library}-wal")
    copy = home / "library-as-it-was.db"  # the last one who closes a library takes its log into it
    shutil.copy(here.library, copy)
    shutil.copy(log, Path(f"{copy}-wal"))
    with closing(sqlite3.connect(copy)) as library:
        synced, written = library.execute("SELECT synced, written FROM part").fetchone()
    if not keeps_log:
        log.unlink()
        with closing(sqlite3.connect(here.library)) as library:
            found = library.execute("SELECT synced FROM part").fetchone()
        assert found is not None, "nothing was settled with the part file"
        assert found[0] == synced
    size = part.stat().st_size
    with part.open("r+b") as file:
        at = 0
        for start, stop in [*sorted(json.loads(synced)), (size, size)]:
            file.seek(at)
            file.write(bytes(start - at))
            at = stop
    return sum(stop - start for start, stop, _ in json.loads(written))
