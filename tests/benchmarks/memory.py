"""Memory and quiet after start: the window idle, and hidden, with the school in another process."""

from pathlib import Path

from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.rows import Row
from tests.benchmarks.start import window

RSS_TARGET_BYTES = 130_000_000
# "Near zero": what little Qt's own threads and the interpreter do at the ends of the interval.
SWITCHES_PER_MINUTE = 6.0


def measure(home: Path, idle_s: float, *burden: str) -> list[Row]:
    """Return the rows of one hidden window left alone for `idle_s`; `burden` makes the slowed control."""
    marks = window(home, "studydesk", "TodayPage", "hidden", str(idle_s), *burden)
    return [
        Row("resident memory idle after start", marks["rss_bytes"] / 1e6, "MB", RSS_TARGET_BYTES / 1e6),
        Row(
            f"context switches a minute, idle and hidden for {idle_s:.0f} s",
            marks["switches"] / idle_s * 60,
            "/min",
            SWITCHES_PER_MINUTE,
        ),
    ]


def run(quick: bool) -> list[Row]:
    """Five minutes after one to settle; `quick`: 25 s after 12 s."""
    with world.folder() as base:
        content = campus_content.big_content(base / "content", 50, 100)
        with world.school(content, base / "school") as url:
            world.sign_in(base / "home", url)
            return measure(base / "home", 25.0 if quick else 300.0)
