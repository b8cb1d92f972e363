"""A large course opened for the first time over 50 kbit/s: when the first page can be read."""

import sqlite3
import time
from contextlib import closing
from functools import partial
from pathlib import Path

from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.downloads import contenders, course, running
from tests.benchmarks.downloads.places import line_to
from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.link.line import Line
from tests.benchmarks.link.proxy import Proxy
from tests.benchmarks.rows import Row

PAGES, FILES, FILE_BYTES = 150, 150, 800_000
LINE = Conditions(6_250.0, 0.3)
TARGET_S = 10.0
# The click of a learner who sees the course in the list, where nothing else of it is here yet.
COMMAND = ("download", course.NAME, "--what", "text")
_PATIENCE_S = 120.0
_LOOK_S = 0.05
_READABLE = """
    SELECT EXISTS (SELECT 1 FROM page WHERE html <> '')
        OR EXISTS (SELECT 1 FROM file WHERE is_generated AND state = 'present')
"""


def is_readable(home: Path) -> bool:
    """Return whether the text of any page is in the library of a profile."""
    library = next(home.rglob("library.db"), None)
    if library is None:
        return False
    try:
        with closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True, timeout=1)) as connection:
            return bool(connection.execute(_READABLE).fetchone()[0])
    except sqlite3.OperationalError:
        return False  # it is just being made


def measure(home: Path, line: Line) -> list[Row]:
    """Return the rows: the time from the start of the command to a page that can be read."""
    if is_readable(home):
        raise RuntimeError("a page is here already")
    line.become(LINE)
    before = line.counters()[1].payload
    started = time.monotonic()
    latest = started + _PATIENCE_S
    command = contenders.studydesk(*COMMAND).command(home)
    _, peak = running.once(command, home, partial(_is_over, home, latest), line.client.inside, _LOOK_S)
    took = time.monotonic() - started if is_readable(home) else float("inf")
    _, down = line.counters()
    name = f"first readable page of a course of {PAGES + FILES} activities at 50 kbit/s, 600 ms, no gzip"
    return [
        Row(f"{name} ({(down.payload - before) / 1000:.0f} kB came)", min(took, _PATIENCE_S), "s", TARGET_S),
        Row("first readable page: resident memory", peak / 1e6, "MB", contenders.MEMORY_MB),
    ]


def _is_over(home: Path, latest: float) -> bool:
    return is_readable(home) or time.monotonic() > latest


def run(quick: bool) -> list[Row]:
    """Measure once; the line's bytes and round trips, not the machine, are what counts. `quick`: the same."""
    with world.folder() as base:
        made = course.make(base / "content", [FILE_BYTES] * FILES, PAGES)
        with line_to() as (line, front), world.school(made.folder, base / "school", packed=False, line=front):
            sign_in(base / "home", front, line)
            return measure(base / "home", line)


def sign_in(home: Path, front: Proxy, line: Line) -> None:
    """Sign in and ask for the list of courses alone, while the line still costs nothing."""
    username, password = campus_content.LEARNER
    with line.client.inside():
        world.command(home, "campus", "add", front.url, "--user", username, "--password-stdin", "--no-refresh",
                      stdin=password + "\n")  # fmt: skip
        world.command(home, "refresh", "--list-only")
