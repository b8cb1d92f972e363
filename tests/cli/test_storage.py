"""Storage from a terminal: what takes space, checking, freeing, keeping, moving."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studydesk import paths
from studydesk.campus.demo import Campus
from studydesk.cli import entry, exits
from studydesk.store.lock import ProfileLock
from studydesk.store.moving import FOLDER
from studydesk.study import freeing
from tests.campus_content import LEARNER, write_content
from tests.cli.program import studydesk
from tests.store.shelves import spoil

Run = Callable[..., int]
COURSE = "WS101"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of everything."""
    return tmp_path / "home"


@pytest.fixture
def run(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Give a way to run commands, with a course downloaded."""
    write_content(tmp_path / "content")
    monkeypatch.setenv("STUDYDESK_PASSWORD", LEARNER[1])
    monkeypatch.setattr(freeing, "WORTH_BYTES", 1)
    with Campus(tmp_path / "content", tmp_path / "campus") as campus:
        assert entry(["--home", str(home), "campus", "add", campus.url, "--user", LEARNER[0]]) == exits.DONE
        assert entry(["--home", str(home), "download", COURSE]) == exits.DONE
        capfd.readouterr()
        yield lambda *words: entry(["--home", str(home), *words])


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Return what was printed since the last time."""
    return lambda: capfd.readouterr().out


def blobs(home: Path) -> list[Path]:
    return sorted(paths.of(home).blobs.glob("??/*"))


def value(told: Callable[[], str]) -> Any:
    return json.loads(told())


def activity(run: Run, told: Callable[[], str], title: str) -> str:
    """Return the id of an activity."""
    told()
    assert run("--json", "course", COURSE) == exits.DONE
    sections = value(told)["sections"]
    return str(next(a["id"] for section in sections for a in section["activities"] if a["title"] == title))


def test_storage_shows_courses_by_kind(run: Run, told: Callable[[], str], home: Path) -> None:
    assert run("storage") == exits.DONE
    said = told()
    assert "Water and Soil 1" in said
    assert "Video" in said
    assert "Free on this drive" in said
    assert str(paths.of(home).blobs) in said
    assert run("--json", "storage") == exits.DONE
    view = value(told)
    assert view["total_bytes"] == sum(file.stat().st_size for file in blobs(home))
    assert view["courses"][0]["by_media"][0][0] == "video"
    assert view["suggestions"] == []


def test_verify_says_whole_with_0_and_damaged_with_7_and_queues_only_that(
    run: Run, told: Callable[[], str], home: Path
) -> None:
    assert run("verify") == exits.DONE
    assert "as they should be" in told()
    spoil(max(blobs(home), key=lambda file: file.stat().st_size))
    assert run("verify", "--dry-run") == exits.DISK
    said = told()
    assert "1 was damaged" in said
    assert "\n   lecture.mp4\n" in said
    assert "studydesk sync" not in said
    assert run("--json", "verify") == exits.DISK
    report = value(told)
    assert (report["damaged"], report["missing"], report["queued"]) == (1, 0, 1)
    assert report["names"] == ["lecture.mp4"]
    assert run("verify") == exits.DONE
    assert "1 file waits to be downloaded." in told()
    assert run("sync") == exits.DONE
    told()
    assert run("--json", "verify") == exits.DONE
    assert value(told)["checked"] == len(blobs(home))


def test_nothing_is_freed_without_a_word(run: Run, told: Callable[[], str], home: Path) -> None:
    before = blobs(home)
    assert run("free", COURSE) == exits.NOT_POSSIBLE
    assert "--yes" in told()
    assert blobs(home) == before
    assert run("free", COURSE, "--yes") == exits.DONE
    assert "became free" in told()
    assert blobs(home) == []
    assert run("free", COURSE, "--yes") == exits.DONE
    assert "nothing that could be removed" in told()


def test_single_activities_are_freed_and_what_is_kept_is_not(run: Run, told: Callable[[], str]) -> None:
    lecture, reader = (activity(run, told, title) for title in ("Lecture", "Course reader"))
    assert run("keep", COURSE, lecture) == exits.DONE
    assert run("free", COURSE, lecture, "--yes") == exits.NOT_POSSIBLE
    told()
    assert run("--json", "free", COURSE, reader, "--yes") == exits.DONE
    answer = value(told)
    assert answer["freed"]["size_bytes"] == answer["size_bytes"] > 0
    assert run("keep", COURSE, lecture, "--not") == exits.DONE
    assert run("free", COURSE, lecture, "--yes") == exits.DONE
    assert run("keep", COURSE) == exits.DONE
    assert run("storage") == exits.DONE
    assert "always kept" in told()
    assert run("free", COURSE, "--yes") == exits.NOT_POSSIBLE
    assert run("keep", COURSE, "999") == exits.NOT_POSSIBLE
    assert run("free", "nothing of this name", "--yes") == exits.NOT_POSSIBLE


def test_what_is_kept_is_marked_and_stays_with_a_reason(run: Run, told: Callable[[], str]) -> None:
    lecture = activity(run, told, "Lecture")
    assert run("keep", COURSE, lecture) == exits.DONE
    assert "1 activity is always kept." in told()
    assert run("keep", COURSE, lecture) == exits.DONE
    assert told() == "This is kept already.\n"
    assert run("storage") == exits.DONE
    assert "Lecture: always kept" in told()
    assert run("free", COURSE, "--yes") == exits.DONE
    assert " stay: you always keep them" in told()
    assert run("keep", COURSE, lecture, "--not") == exits.DONE
    told()
    assert run("keep", COURSE, lecture, "--not") == exits.DONE
    assert told() == "Nothing of this was kept.\n"
    assert run("free", COURSE, "--yes") == exits.DONE
    assert " stay: " not in told()


def test_what_is_suggested_is_freed_up_to_what_is_needed(run: Run, told: Callable[[], str], home: Path) -> None:
    for title in ("Course reader", "Handouts"):
        assert run("done", activity(run, told, title), "--later") == exits.DONE
    told()
    assert run("--json", "storage") == exits.DONE
    suggestions = value(told)["suggestions"]
    assert {one["title"] for one in suggestions} == {"Course reader", "Handouts"}
    assert {one["reason"] for one in suggestions} == {"done"}
    count = len(blobs(home))
    assert run("free", "--suggested", "--bytes", "1", "--yes") == exits.DONE
    said = told()
    assert suggestions[0]["title"] in said
    assert suggestions[1]["title"] not in said
    assert len(blobs(home)) < count
    assert run("free", "--suggested", "--yes") == exits.DONE
    assert suggestions[1]["title"] in told()
    assert run("free", "--suggested", "--yes") == exits.DONE
    assert "nothing that could be removed" in told()
    assert run("free") == exits.NOT_POSSIBLE
    assert run("free", COURSE, "--suggested") == exits.NOT_POSSIBLE


def test_courses_move_and_a_missing_drive_is_told(
    run: Run, told: Callable[[], str], home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    count = len(blobs(home))
    assert run("storage", "--move", str(stick)) == exits.DONE
    assert str(stick / FOLDER) in told()
    assert len(list((stick / FOLDER).glob("??/*"))) == count
    assert run("verify") == exits.DONE
    stick.rename(tmp_path / "pocket")
    told()
    assert run("storage") == exits.DONE
    assert "not plugged in" in told()
    assert run("verify") == exits.DISK
    assert run("free", COURSE, "--yes") == exits.DISK
    (tmp_path / "pocket").rename(stick)
    assert run("verify") == exits.DONE
    assert run("storage", "--move-home") == exits.DONE
    assert len(blobs(home)) == count
    assert list(stick.iterdir()) == []
    assert run("storage", "--move", str(tmp_path / "nowhere")) == exits.NOT_POSSIBLE
    assert f"There is no folder {tmp_path / 'nowhere'}. Make it first." in capfd.readouterr().err
    assert run("storage", "--move", str(home)) == exits.NOT_POSSIBLE


def test_beside_an_open_window_only_looking_is_possible(run: Run, told: Callable[[], str], home: Path) -> None:
    with ProfileLock(paths.of(home).lock):
        assert run("storage") == exits.DONE
        assert run("verify", "--dry-run") == exits.DONE
        assert run("verify") == exits.NOT_POSSIBLE
        assert run("storage", "--move", str(home.parent)) == exits.NOT_POSSIBLE
        assert run("free", COURSE, "--yes") == exits.NOT_POSSIBLE
    assert run("verify") == exits.DONE


@pytest.mark.usefixtures("run")
def test_the_program_itself_answers_in_json(home: Path) -> None:
    view = studydesk(home, "storage")
    assert view["courses"][0]["title"] == "Water and Soil 1"
    assert studydesk(home, "verify")["checked"] == len(blobs(home))
