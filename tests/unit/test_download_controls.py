"""Each kind of row about downloads has a control that is made bad on purpose and must come out not ok."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import downloads, world
from tests.benchmarks.downloads import contenders, course, cuts, first_page, kills, lossy, places, quiet, running
from tests.benchmarks.downloads.places import Result
from tests.benchmarks.link import namespace
from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.link.emulator import Counters
from tests.benchmarks.link.proxy import Proxy


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> course.Made:
    """A small course."""
    return course.make(tmp_path_factory.mktemp("course") / "content", [300_000, 200_000, 40_000, 10_000])


@pytest.fixture(scope="module")
def place(made: course.Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, str, Path]]:
    """The course's school behind a proxy, and a profile that is signed in to it and has no file yet."""
    base = tmp_path_factory.mktemp("place")
    with Proxy() as way, world.school(made.folder, base / "school", line=way) as url:
        world.sign_in(base / "home", way.url)
        yield way, url, base / "home"


def result(share: float, *, twice: float = 0.0, memory: int = 60_000_000) -> Result:
    """Return the result of one who got a share of what a line of 10 % loss can bring, and so much of it twice."""
    size = 1_000_000
    seconds = size / (lossy.RATE * 0.9 * 1448 / 1500 * share)
    took = running.Took(seconds, 1, memory, 0)
    return Result(took, Counters(bodies=int(size * (1 + twice))), True, size)


def test_one_who_reaches_half_of_the_bound_is_not_ok() -> None:
    poor = [result(0.4)] * 3
    fair = [result(0.93)] * 3
    assert all(row.ok for row in lossy.rows(0.1, [result(0.96)] * 3, [poor, fair]))
    assert not any(row.ok for row in lossy.rows(0.1, [result(0.5, memory=130_000_000)] * 3, [poor, fair]))


@pytest.mark.skipif(namespace.missing() is not None, reason=str(namespace.missing()))
def test_over_a_real_line_the_bound_holds_and_one_who_dawdles_is_not_ok(made: course.Made, tmp_path: Path) -> None:
    line = Conditions(150_000, 0.05)

    def dawdle(folder: Path) -> list[str]:
        words = [word for file in at.files for word in ("-o", str(folder / file.name), file.url)]
        return ["curl", "--silent", "--limit-rate", "30k", *words]

    with places.place(tmp_path, made) as at:
        ours = at.compete(contenders.studydesk(), line, tmp_path / "ours", 60)
        slow = at.compete(contenders.Contender("dawdler", dawdle), line, tmp_path / "slow", 60)
    assert (ours.is_complete, slow.is_complete) == (True, True)
    assert ours.down.bodies >= made.size_bytes
    assert 0.2 < ours.goodput / line.bound <= 1  # most of this short time is the start of the program
    assert slow.goodput / line.bound < 0.5


def test_a_course_that_comes_twice_or_not_at_all_is_not_ok() -> None:
    assert [row.ok for row in cuts.rows("x", result(0.5, twice=0.03, memory=130_000_000))] == [True, False, False]
    lost = Result(running.Took(9.0, 3, 1, None), Counters(bodies=5), False, 10)
    assert [row.ok for row in cuts.rows("x", lost)] == [False, True]


def test_one_who_starts_each_file_anew_after_a_kill_is_not_ok(
    place: tuple[Proxy, str, Path], made: course.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, url, _ = place
    files = course.addresses(url)

    def forgetful() -> contenders.Contender:
        words = [word for file in files for word in ("-o", str(tmp_path / file.name), file.url)]
        return contenders.Contender("curl", lambda _: ["curl", "--silent", *words])

    monkeypatch.setattr(contenders, "studydesk", forgetful)
    way.rate = 400_000
    complete, twice, _ = kills.measure(tmp_path, made, way, kills=4)
    way.rate = None
    assert complete.ok
    assert not twice.ok


def test_one_who_asks_for_what_is_here_is_not_ok(place: tuple[Proxy, str, Path]) -> None:
    _, url, home = place
    asked, files = quiet.traffic(url, home)  # nothing is here yet, so the second command downloads it
    assert not quiet.rows(4, asked * 5, files)[0].ok
    assert not quiet.rows(4, asked, files)[1].ok


def test_a_page_counts_as_readable_when_its_text_is_here(place: tuple[Proxy, str, Path], tmp_path: Path) -> None:
    assert not first_page.is_readable(tmp_path)
    assert not first_page.is_readable(place[2])
    with sqlite3.connect(tmp_path / "library.db") as library:
        library.execute("CREATE TABLE page (html TEXT)")
        library.execute("CREATE TABLE file (is_generated INTEGER, state TEXT)")
        assert not first_page.is_readable(tmp_path)
        library.execute("INSERT INTO file VALUES (1, 'queued'), (0, 'present')")
        library.commit()
        assert not first_page.is_readable(tmp_path)
        library.execute("INSERT INTO file VALUES (1, 'present')")
        library.commit()
        assert first_page.is_readable(tmp_path)
    library.close()


def test_memory_is_that_of_the_program_and_not_of_who_started_it(tmp_path: Path) -> None:
    ballast = bytearray(b"x") * 200_000_000
    large = ["python3", "-c", "x = bytearray(b'x') * 130_000_000; import time; time.sleep(0.5)"]
    _, small_peak = running.once(["sleep", "0.3"], tmp_path, lambda: False)
    _, large_peak = running.once(large, tmp_path, lambda: False)
    assert len(ballast) > 4 * small_peak
    assert large_peak > contenders.MEMORY_MB * 1e6


def test_what_is_missing_is_said_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match="apt-get install aria2 curl iproute2 wget"):
        downloads.run(quick=True)
