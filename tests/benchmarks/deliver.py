"""Twenty posts written offline, over a line with a round trip of 600 ms, each checked by its marker at the school."""

import time
from pathlib import Path
from typing import Any

from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.link.proxy import Proxy
from tests.benchmarks.rows import Row

POSTS, ROUND_TRIP_S, TARGET_S = 20, 0.6, 8.0


def queue(home: Path, discussion: int, folder: Path, posts: int = POSTS) -> None:
    """Write the posts by the command line; without a link they wait."""
    for number in range(posts):
        words = folder / f"post-{number}.txt"
        words.write_text(f"Measurement {number}: the rain gauge stood at {number} mm.\n", encoding="utf-8")
        world.command(home, "post", "--discussion", str(discussion), "--message-file", str(words), "--later")


def open_discussion(home: Path) -> int:
    """Return a discussion that takes answers."""
    general = next(f for f in world.command(home, "discussions") if f["forum"]["kind"] == "general")
    told = world.command(home, "discussions", "--forum", str(general["forum"]["id"]))
    return next(int(row["id"]) for row in told["discussions"] if not row["is_locked"])


def copies(url: str, discussion: int, posts: int = POSTS) -> list[int]:
    """Return, for each post, how many of it a teacher finds at the school; the marker must be in each."""
    token = world.token(url, *campus_content.TEACHER)
    answer: dict[str, Any] = world.call(url, token, "mod_forum_get_discussion_posts", discussionid=discussion)
    marked = [p["message"] for p in answer["posts"] if 'class="sd-' in p["message"]]
    return [sum(f"Measurement {number}:" in message for message in marked) for number in range(posts)]


def run(quick: bool) -> list[Row]:
    """Measure once (the line's delay, not the machine, is what counts). `quick`: the same."""
    with world.folder() as base:
        content = campus_content.write_content(base / "content")
        with Proxy(ROUND_TRIP_S) as line, world.school(content, base / "school", line=line) as url:
            world.sign_in(base / "home", line.url)
            discussion = open_discussion(base / "home")
            queue(base / "home", discussion, base)
            return measure(base / "home", url, discussion)


def measure(home: Path, url: str, discussion: int, posts: int = POSTS) -> list[Row]:
    """Return the rows of one `sync --send-only`, from the start of the program to its end."""
    started = time.monotonic()
    world.command(home, "sync", "--send-only")
    took = time.monotonic() - started
    found = copies(url, discussion, posts)
    return [
        Row(f"seconds to deliver {posts} posts at {ROUND_TRIP_S:g} s round trip", took, "s", TARGET_S),
        Row("posts that are at the school exactly once, with their marker", found.count(1), "posts", posts, "higher"),
    ]
