"""Each kind of row of the benchmarks has a control that is made bad on purpose and must come out not ok."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import campus_content
from tests.benchmarks import deliver, memory, opening, refresh, start, world
from tests.benchmarks.link.proxy import Proxy

SLOW_START = ("sh", "-c", 'sleep 0.8; exec "$@"', "slow")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A small school in a process of its own, and a profile signed in to it."""
    base = tmp_path_factory.mktemp("controls")
    with world.school(campus_content.write_content(base / "content"), base / "school") as url:
        world.sign_in(base / "home", url)
        yield url, base / "home"


def test_a_slow_start_is_not_ok(place: tuple[str, Path]) -> None:
    assert not any(row.ok for row in start.measure(place[1], runs=1, before=SLOW_START))


def test_a_window_that_is_large_and_restless_is_not_ok(place: tuple[str, Path]) -> None:
    assert not any(row.ok for row in memory.measure(place[1], 2.0, "burden"))


def test_a_refresh_that_has_forgotten_everything_is_not_ok(place: tuple[str, Path], tmp_path: Path) -> None:
    url, _ = place
    world.command(tmp_path, "campus", "add", url, "--user", campus_content.LEARNER[0], "--password-stdin",
                  "--no-refresh", stdin=campus_content.LEARNER[1] + "\n")  # fmt: skip
    requests = refresh.traffic(url, tmp_path)
    told = refresh.unchanged(requests, packed=True)
    assert not told[0].ok
    assert told[1].value > 5 * told[1].target / 50  # one course alone asks for a tenth of what fifty may cost


def test_a_line_that_is_too_slow_and_a_second_copy_are_not_ok(tmp_path: Path) -> None:
    content = campus_content.write_content(tmp_path / "content")
    with Proxy(0.0) as line, world.school(content, tmp_path / "school", line=line) as url:
        world.sign_in(tmp_path / "home", url)
        discussion = deliver.open_discussion(tmp_path / "home")
        deliver.queue(tmp_path / "home", discussion, tmp_path, posts=2)
        _post_again(url, discussion)
        line.round_trip_s = 2.4
        seconds, copies = deliver.measure(tmp_path / "home", url, discussion, posts=2)
    assert not seconds.ok
    assert not copies.ok


def test_a_page_that_opens_slowly_and_grows_too_fast_is_not_ok() -> None:
    slow, slower, bare = (lambda: _timed(0.02)), (lambda: _timed(0.2)), (lambda: _timed(0.002))
    assert not any(row.ok for row in opening.compare("slowed", slow, slower, bare))


def _post_again(url: str, discussion: int) -> None:
    """Post what the first queued post says, as a client does that sends again blindly."""
    token = world.token(url, *campus_content.LEARNER)
    parent = world.call(url, token, "mod_forum_get_discussion_posts", discussionid=discussion)["posts"][-1]["id"]
    words = '<div class="sd-aaaaaaaaaaaaaaaaaaaaaaaaaa"><p>Measurement 0: again</p></div>'
    world.call(url, token, "mod_forum_add_discussion_post", postid=parent, subject="Re", message=words)


def _timed(seconds: float) -> float:
    started = time.perf_counter()
    time.sleep(seconds)
    return time.perf_counter() - started
