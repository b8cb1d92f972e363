"""What a refresh of an account of 50 courses costs on the wire when nothing, or one course, has changed."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.rows import Row

REQUESTS, PLAIN_BYTES, GZIP_BYTES = 2, 60_000, 12_000
STRUCTURE_CHECKS = 1  # Policy.structure_checks
# The unchanged two, and of the one course: its contents, its forums, that forum's discussions, that one's posts and
# what else hangs on a course. Fifty courses read again would be hundreds.
CHANGED_REQUESTS, CHANGED_BYTES = 12, 24_000


def traffic(url: str, home: Path, *words: str) -> list[Mapping[str, Any]]:
    """Refresh, or do what the words say, by the command line; return the requests that count, with `function` and
    `bytes` of the answer.

    Not counted: the probe, and the rotating structure check of one course, which finds deletions.
    """
    world.demo(url, "/_demo/requests/reset", {})
    world.command(home, *(words or ("refresh",)))
    seen = [r for r in world.demo(url, "/_demo/requests")["requests"] if "service-nologin" not in r["path"]]
    checks = [r for r in seen if r["function"] == "core_course_get_contents"][-STRUCTURE_CHECKS:]
    return [r for r in seen if r not in checks]


def measure(url: str, home: Path, packed: bool) -> list[Row]:
    """Return the rows of a refresh with nothing new; `packed`: the site compresses its answers."""
    traffic(url, home)  # the first one settles what the sign-in left open
    return unchanged(traffic(url, home), packed)


def unchanged(requests: list[Mapping[str, Any]], packed: bool) -> list[Row]:
    """Return the rows of the requests of one refresh."""
    kind, limit = ("gzip", GZIP_BYTES) if packed else ("plain", PLAIN_BYTES)
    size = sum(int(r["bytes"]) for r in requests)
    return [
        Row(f"requests of an unchanged account of 50 courses ({kind})", len(requests), "requests", REQUESTS),
        Row(f"bytes of an unchanged account of 50 courses ({kind})", size, "B", limit),
    ]


def changed(url: str, home: Path) -> list[Row]:
    """Return what one more refresh asks after a teacher's answer in one of the 50 courses."""
    forum = world.command(home, "discussions")[0]["forum"]["id"]
    discussion = world.command(home, "discussions", "--forum", str(forum))["discussions"][0]
    token = world.token(url, *campus_content.TEACHER)
    post = world.call(url, token, "mod_forum_get_discussion_posts", discussionid=discussion["id"])["posts"][0]["id"]
    time.sleep(1.1)  # the wire's times are whole seconds, and an update in the very second of the mark is not told
    world.call(url, token, "mod_forum_add_discussion_post", postid=post, subject="Re", message="<p>Look here</p>")
    requests = traffic(url, home)
    size = sum(int(r["bytes"]) for r in requests)
    return [
        Row("requests after one answer in one course", len(requests), "requests", CHANGED_REQUESTS),
        Row("bytes after one answer in one course (gzip)", size, "B", CHANGED_BYTES),
    ]


def run(quick: bool) -> list[Row]:
    """Measure against a site that compresses and one that does not. `quick`: fewer activities in the courses."""
    rows: list[Row] = []
    for packed in (True, False):
        with world.folder() as base:
            content = campus_content.big_content(base / "content", 50, 10 if quick else 100)
            with world.school(content, base / "school", packed) as url:
                world.sign_in(base / "home", url)
                rows += measure(url, base / "home", packed)
                rows += changed(url, base / "home") if packed else []
    return rows
