"""A large course that is here and has not changed: what a sync and a second download ask for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import refresh, world
from tests.benchmarks.downloads import course
from tests.benchmarks.rows import Row

ACTIVITIES, QUICK_ACTIVITIES = 2_000, 200
FILE_BYTES = 2_000
_COMMANDS = (("sync",), ("download", course.NAME, "--what", "all"))
# As for an account that is only refreshed; see refresh.traffic for the one check of a course that is not counted.
REQUESTS = refresh.REQUESTS


def traffic(url: str, home: Path) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Sync, and download everything again; return the requests of the first, and those for files of both."""
    first = refresh.traffic(url, home, *_COMMANDS[0])
    second = refresh.traffic(url, home, *_COMMANDS[1])
    return first, [request for request in (*first, *second) if "pluginfile" in request["path"]]


def rows(activities: int, asked: Sequence[Mapping[str, Any]], files: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return the rows of what was asked for."""
    name = f"{activities} activities, unchanged"
    return [
        Row(f"{name}: requests of a sync beyond the probe", len(asked), "requests", REQUESTS),
        Row(f"{name}: file bytes of a sync and a second download", sum(int(r["bytes"]) for r in files), "B", 0),
    ]


def run(quick: bool) -> list[Row]:
    """Measure. `quick`: a tenth of the activities."""
    activities = QUICK_ACTIVITIES if quick else ACTIVITIES
    with world.folder() as base:
        made = course.make(base / "content", [FILE_BYTES] * activities, per_section=50)
        with world.school(made.folder, base / "school") as url:
            world.sign_in(base / "home", url)
            world.command(base / "home", *_COMMANDS[1])
            if not course.is_complete(base / "home", made.hashes):
                raise RuntimeError("the course did not arrive")
            refresh.traffic(url, base / "home")  # settles what the download left open
            return rows(activities, *traffic(url, base / "home"))
