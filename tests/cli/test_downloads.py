"""Downloads from a terminal: the price first, the learner's order, hours and rate, and what is used."""

import io
import json
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studydesk import paths, wording
from studydesk.campus.demo import Campus
from studydesk.cli import downloads as commands
from studydesk.cli import exits, parser, session
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.ids import AccountId, CourseId
from studydesk.domain.plan import Hours
from studydesk.store import courses, files, transfers
from studydesk.store.database import Database
from studydesk.store.lock import ProfileLock
from studydesk.store.transfers import Part
from studydesk.study.preferences import Preferences
from studydesk.sync.reports import Step
from tests.cli.conftest import Run, told

LECTURE_BYTES = 204_800


class Terminal(io.StringIO):
    """Somebody sits there and types."""

    def isatty(self) -> bool:
        return True


def answered(run: Run, capsys: pytest.CaptureFixture[str], *words: str, code: int = exits.DONE) -> Any:
    capsys.readouterr()
    assert run("--json", *words) == code
    return json.loads(capsys.readouterr().out)


def settle(home: Path, **chosen: str | float | bool) -> None:
    """Choose settings, as the window does."""
    work = Database(paths.of(home).work, durable=True)
    Preferences(work).put(**chosen)
    work.close()


def outside_now() -> str:
    """Return hours that are closed now and for the next hours."""
    start = datetime.now(UTC).astimezone() + timedelta(hours=3)
    return f"{start:%H:%M}-{start + timedelta(hours=1):%H:%M}"


@pytest.mark.parametrize(("typed", "meant"), [("200k", 200e3), ("1.5M", 1.5e6), ("50000", 50e3), ("2K", 2e3)])
def test_a_rate_is_read(typed: str, meant: float) -> None:
    assert parser.parse(["download", "x", "--limit-rate", typed]).limit_rate == meant


@pytest.mark.parametrize(
    "typed",
    [["--limit-rate", "fast"], ["--limit-rate", "0"], ["--limit-rate", "k"], ["--limit-rate", "nan"], ["--at", "22-6"]],
)
def test_what_is_no_rate_and_no_hours_is_told(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.parse(["download", "x", *typed])
    assert ended.value.code == exits.USAGE
    assert "try" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "first", "other"),
    [
        (["--queue", "--at", "22:00-06:00"], "--queue", "--at"),
        (["--queue", "--limit-rate", "1"], "--queue", "--limit-rate"),
        (["--pause", "--queue"], "--pause", "--queue"),
        (["--first", "--now"], "--first", "--now"),
        (["--price", "--queue"], "--price", "--queue"),
        (["--price", "--limit-rate", "1"], "--price", "--limit-rate"),
    ],
)
def test_no_option_is_accepted_and_forgotten(
    typed: list[str], first: str, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.parse(["download", "x", *typed])
    assert ended.value.code == exits.USAGE
    assert f"{first} does not go together with {other}" in capsys.readouterr().err
    assert parser.parse(["download", "x", "--queue", "--now"]).queue


def test_hours_are_read() -> None:
    found = parser.parse(["download", "x", "--at", "22:00-06:00"]).at
    assert isinstance(found, Hours)
    assert str(found) == "22:00-06:00"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["download"], "Name a course."),
        (["download", "WS101", "--what", "txt"], "--what takes text, documents or all, or the numbers of activities."),
        (["download", "WS101", "--what", "text", "5"], "--what takes text, documents or all, or the numbers"),
        (["download", "WATR"], "There is no course WATR. Your courses: WS101"),
        (["keep", "WATR"], "There is no course WATR. Your courses: WS101"),
        (["free", "WATR"], "There is no course WATR. Your courses: WS101"),
        (["free", "--yes"], "Name a course."),
        (["free", "WS101", "--suggested"], "--suggested takes no course."),
        (["free", "WS101", "--bytes", "1M"], "--bytes goes with --suggested."),
        (["campus", "move", "nobody", "http://localhost"], "There is no account nobody. Your accounts: amina"),
        (["--account", "nobody", "courses"], "There is no account nobody. Your accounts: amina"),
        (["download", "WS101", "--what", "999"], "There is no activity 999 in Water and Soil 1."),
        (["download", "WS101", "--what", "999", "--pause"], "There is no activity 999 in Water and Soil 1."),
        (["free", "WS101", "999"], "There is no activity 999 in Water and Soil 1."),
        (["keep", "WS101", "999"], "There is no activity 999 in Water and Soil 1."),
        (["download", "WS101", "--file", "999"], "There is no file 999."),
        (["download", "--pause", "--file", "999"], "There is no file 999."),
    ],
)
def test_what_is_typed_wrongly_is_told_with_what_there_is(
    signed_in: Run, capsys: pytest.CaptureFixture[str], typed: list[str], expected: str
) -> None:
    assert signed_in(*typed) == exits.NOT_POSSIBLE
    assert expected in told(capsys)


def test_an_activity_of_another_course_is_not_meant(
    signed_in: Run, tmp_path: Path, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = campus.office.activity("ws", "reader")["id"]
    account = AccountId(answered(signed_in, capsys, "campus", "list")[0]["id"])
    library = Database(paths.of(tmp_path / "home").library, durable=False)
    with library.write() as w:  # a second course, as the school would list it
        [known] = courses.courses(w, account)
        other = replace(known, id=CourseId(99), short_name="WRITE", full_name="Writing")
        courses.put_courses(w, account, [known, other])
    library.close()
    answered(signed_in, capsys, "download", "WS101", "--queue")
    assert signed_in("download", "writing", "--what", str(reader), "--cancel") == exits.NOT_POSSIBLE
    assert f"There is no activity {reader} in Writing." in told(capsys)


def test_a_course_is_found_by_its_full_name_too(signed_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    by_name = answered(signed_in, capsys, "download", "water and soil 1", "--price")
    assert by_name == answered(signed_in, capsys, "download", "WS101", "--price")


def test_what_a_change_does_not_do_is_said_too(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = answered(signed_in, capsys, "download", "WS101", "--queue")["queued"]
    answered(signed_in, capsys, "download", "--pause")
    assert signed_in("download", "--first") == exits.DONE
    said = told(capsys)
    assert f"{count} files are first in the queue now." in said
    assert f"{count} of them wait for --resume." in said
    assert signed_in("download", "--resume") == exits.DONE
    said = told(capsys)
    assert f"{count} files are in the queue again." in said
    assert "studydesk sync goes on with it." in said
    with ProfileLock(paths.of(tmp_path / "home").lock):
        assert signed_in("download", "WS101") == exits.DONE
    assert "StudyDesk is at work already." in told(capsys)


def test_changing_a_queue_in_which_nothing_waits_says_so(signed_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for change in ("--pause", "--resume", "--cancel", "--first", "--last"):
        assert signed_in("download", change) == exits.DONE
        assert told(capsys) == "Nothing is waiting.\n"


def test_kinds_activities_and_files_are_queued_and_listed_with_their_numbers(
    signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = str(campus.office.activity("ws", "reader")["id"])
    text = answered(signed_in, capsys, "download", "WS101", "--what", "text", "--queue")["queued"]
    assert answered(signed_in, capsys, "download", "WS101", "--what", reader, "--queue")["queued"] == 1
    rows = answered(signed_in, capsys, "downloads")["rows"]
    assert len(rows) == text + 1
    assert rows[-1]["media"] == "document" or rows[-1]["media"] == "text"
    key = str(next(row["key"] for row in rows if row["name"] == "reader.pdf"))
    assert answered(signed_in, capsys, "download", "--cancel", "--file", key)["changed"] == 1
    assert answered(signed_in, capsys, "download", "--file", key, "--queue")["queued"] == 1
    assert signed_in("downloads") == exits.DONE
    assert f"{key}  reader.pdf (Water" in told(capsys)


def test_the_queue_is_paused_ordered_and_cancelled(signed_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    answered(signed_in, capsys, "download", "WS101", "--queue")
    rows = answered(signed_in, capsys, "downloads")["rows"]
    film = str(next(row["key"] for row in rows if row["name"] == "lecture.mp4"))
    assert rows[-1]["key"] == int(film)
    answered(signed_in, capsys, "download", "--first", "--file", film)
    assert answered(signed_in, capsys, "downloads")["rows"][0]["key"] == int(film)
    answered(signed_in, capsys, "download", "WS101", "--last", "--file", film)
    assert answered(signed_in, capsys, "downloads")["rows"][-1]["key"] == int(film)
    assert answered(signed_in, capsys, "download", "WS101", "--pause")["changed"] == len(rows)
    assert {row["state"] for row in answered(signed_in, capsys, "downloads")["rows"]} == {"paused"}
    assert answered(signed_in, capsys, "download", "WS101", "--what", "text", "--resume")["changed"] > 1
    states = {row["media"]: row["state"] for row in answered(signed_in, capsys, "downloads")["rows"]}
    assert (states["text"], states["video"]) == ("queued", "paused")
    assert answered(signed_in, capsys, "download", "--cancel")["changed"] == len(rows)
    assert answered(signed_in, capsys, "downloads")["rows"] == []


def test_only_what_was_named_is_downloaded_whatever_waits(
    signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = str(campus.office.activity("ws", "reader")["id"])
    waiting = answered(signed_in, capsys, "download", "WS101", "--queue")["queued"]
    assert answered(signed_in, capsys, "download", "WS101", "--what", reader)["left"] == []
    assert len(answered(signed_in, capsys, "downloads")["rows"]) == waiting - 1
    assert signed_in("download", "WS101", "--what", reader) == exits.DONE
    assert f"{waiting - 1} other files wait: studydesk sync" in told(capsys)
    assert signed_in("sync") == exits.DONE
    assert answered(signed_in, capsys, "downloads")["rows"] == []


def test_the_price_is_what_still_has_to_travel_queued_and_paused_too(
    signed_in: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = answered(signed_in, capsys, "download", "WS101", "--price")["price"]
    assert asked["size_bytes"] > LECTURE_BYTES
    answered(signed_in, capsys, "download", "WS101", "--queue")
    assert answered(signed_in, capsys, "download", "WS101", "--price")["price"] == asked
    answered(signed_in, capsys, "download", "--pause")
    assert answered(signed_in, capsys, "download", "WS101", "--price")["price"] == asked
    assert signed_in("downloads") == exits.DONE
    assert f"Left: {wording.size(asked['size_bytes'])}" in told(capsys)
    monkeypatch.setattr(commands, "ASKS_ABOVE_BYTES", 1000)
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert signed_in("download", "WS101") == exits.DONE
    assert "Nothing was queued" in told(capsys)
    assert {row["state"] for row in answered(signed_in, capsys, "downloads")["rows"]} == {"paused"}


def test_a_terminal_is_asked_above_a_megabyte_and_a_script_is_not(
    signed_in: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "ASKS_ABOVE_BYTES", 1000)  # the small campus has no megabyte
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert signed_in("download", "WS101", "--queue") == exits.DONE
    assert "Nothing was queued" in told(capsys)
    assert "Download it? [y/N]" in screen.getvalue()
    assert answered(signed_in, capsys, "downloads")["rows"] == []
    monkeypatch.setattr(sys, "stdin", Terminal(""))  # nobody answers
    assert signed_in("download", "WS101", "--queue") == exits.DONE
    assert answered(signed_in, capsys, "downloads")["rows"] == []
    monkeypatch.setattr(sys, "stdin", Terminal("Y\n"))
    assert signed_in("download", "WS101", "--what", "text", "--queue") == exits.DONE
    some = len(answered(signed_in, capsys, "downloads")["rows"])
    assert some
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    assert signed_in("download", "WS101", "--queue", "--yes") == exits.DONE
    assert len(answered(signed_in, capsys, "downloads")["rows"]) > some


def test_a_disk_that_does_not_take_them_is_said_and_not_the_link(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = paths.of(tmp_path / "home").blobs / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    parts.parent.mkdir(exist_ok=True)
    parts.touch()  # a file stands where the folder should be: no part can be made
    for command in (["download", "WS101"], ["sync"]):
        assert signed_in(*command) == exits.DISK
        assert "The disk " in told(capsys)
    parts.unlink()
    assert signed_in("download", "WS101") == exits.DONE


def test_a_drive_that_is_not_here_is_said_before_anything_is_called_here(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert signed_in("download", "WS101") == exits.DONE
    assert signed_in("storage", "--move", str(stick)) == exits.DONE
    stick.rename(tmp_path / "pocket")
    told(capsys)
    assert signed_in("download", "WS101") == exits.DISK
    said = told(capsys)
    assert "not plugged in" in said
    assert "On this computer" not in said


def test_what_a_kill_left_under_way_is_not_said_to_be_running(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(signed_in, capsys, "download", "WS101", "--queue")
    rows = answered(signed_in, capsys, "downloads")["rows"]
    film = next(row["key"] for row in rows if row["name"] == "lecture.mp4")
    library = Database(paths.of(tmp_path / "home").library, durable=False)
    with library.write() as w:
        files.move(w, film, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(film, "u", "e", LECTURE_BYTES, ((0, LECTURE_BYTES // 4),)))
    library.close()
    assert signed_in("downloads") == exits.DONE
    said = told(capsys)
    assert "Stopped at 25" in said
    assert "Downloading" not in said
    with ProfileLock(paths.of(tmp_path / "home").lock):  # somebody is at it
        assert signed_in("downloads") == exits.DONE
        assert "Downloading 25" in told(capsys)


def test_files_that_say_why_they_wait_do_not_say_online_beside_it(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(tmp_path / "home", download_hours=outside_now())
    assert signed_in("download", "WS101") == exits.LEFT
    said = told(capsys)
    assert "Waiting for " in said
    assert "Online" not in said


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step("fetching", "a.pdf", 470, 1000, 1000.0), "47 % · 1 kB/s · less than a minute left · a.pdf"),
        (Step("fetching", "a.pdf"), "Downloading · a.pdf"),
        (Step("uploading", "a.pdf", 1, 2), "Uploading a.pdf 50 %"),
        (Step("refreshing"), "Looking for news"),
    ],
)
def test_a_terminal_sees_how_far_all_of_it_is_and_then_what_comes(
    signed_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: Step, expected: str
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    arguments = parser.parse(["downloads"])
    with session.opened(arguments, tmp_path / "home") as opened:
        opened.tell(step)
    assert screen.getvalue().partition("\x1b[K")[2].replace("\u00a0", " ") == expected


def test_what_the_learners_hours_hold_is_told_and_now_goes_anyway(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(tmp_path / "home", download_hours=outside_now())
    assert signed_in("download", "WS101") == exits.LEFT
    assert "Waiting for " in told(capsys)
    view = answered(signed_in, capsys, "downloads")
    assert view["held"]["why"] == "hours"
    assert {title for title, _count in view["usage"]["by_course"]} == {""}  # news alone
    assert answered(signed_in, capsys, "download", "WS101", "--now")["left"] == []
    used = answered(signed_in, capsys, "usage")
    assert used["today_bytes"] == used["week_bytes"] >= LECTURE_BYTES
    assert dict(used["by_media"])["video"] >= LECTURE_BYTES
    assert [title for title, _count in used["by_course"]] == ["Water and Soil 1", ""]
    assert signed_in("usage") == exits.DONE
    said = told(capsys)
    assert "This week by course:\n   Water and Soil 1: " in said
    assert "News, posts and hand-ins: " in said
    assert "This week by kind:\n   Video" in said


def test_an_allowance_that_is_used_up_holds_the_rest_until_midnight(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(tmp_path / "home", allowance_day_mb=0.001)
    assert signed_in("download", "WS101") == exits.LEFT
    assert "goes on at midnight" in told(capsys)
    left = answered(signed_in, capsys, "downloads")
    assert left["held"]["why"] == "day_allowance"
    assert left["usage"]["today_bytes"] >= 1000
    assert signed_in("usage") == exits.DONE
    assert " of 1 kB" in told(capsys)


def test_over_a_paid_link_only_text_travels(signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(tmp_path / "home", metered="yes")
    left = answered(signed_in, capsys, "download", "WS101", code=exits.LEFT)["left"]
    assert {row["held"]["why"] for row in left} == {"metered"}
    assert "text" not in {row["media"] for row in left}
    settle(tmp_path / "home", metered_what="all")
    assert answered(signed_in, capsys, "download", "WS101")["left"] == []


def test_outside_the_hours_of_at_it_waits_until_they_open(
    signed_in: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waited: list[datetime] = []

    def stopped(at: datetime, *_others: object) -> None:
        waited.append(at)
        raise KeyboardInterrupt  # what Ctrl+C does

    monkeypatch.setattr(commands, "wait_until", stopped)  # a test that really waits takes hours
    assert signed_in("download", "WS101", "--at", outside_now()) == 130
    assert "Waiting for " in told(capsys)
    assert timedelta(hours=2) < waited[0] - datetime.now(UTC) <= timedelta(hours=3)
    assert answered(signed_in, capsys, "downloads")["held"] is None  # the hours were of that run alone


def test_a_link_that_is_lost_within_the_hours_of_at_is_waited_for(
    signed_in: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_in("download", "WS101", "--queue") == exits.DONE
    campus.set_link("down")
    waited: list[timedelta] = []

    def comes_back(at: datetime, *_others: object) -> None:
        waited.append(at - datetime.now(UTC))
        campus.set_link("up")

    monkeypatch.setattr(commands, "wait_until", comes_back)  # the night in a moment
    now = datetime.now(UTC).astimezone()
    hours = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=3):%H:%M}"
    assert answered(signed_in, capsys, "download", "WS101", "--at", hours)["left"] == []
    assert len(waited) == 1
    assert timedelta(0) < waited[0] < timedelta(hours=1)


def test_without_hours_a_lost_link_ends_the_command(
    signed_in: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_in("download", "WS101", "--queue") == exits.DONE
    campus.set_link("down")
    monkeypatch.delattr(commands, "wait_until")
    assert answered(signed_in, capsys, "download", "WS101", code=exits.LEFT)["left"] != []


def test_waiting_goes_by_the_clock_as_it_is_then() -> None:
    now = [datetime(2026, 11, 25, 21, 0, tzinfo=UTC)]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += timedelta(seconds=seconds, minutes=30 if len(slept) == 1 else 0)  # a laptop that slept meanwhile

    commands.wait_until(datetime(2026, 11, 25, 21, 31, tzinfo=UTC), lambda: now[0], sleep)
    assert slept == [30.0, 30.0]
