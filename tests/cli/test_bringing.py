"""A course that is not on this computer yet: what a command brings of it, and what it says without a link."""

import json

import pytest

from studydesk.campus.demo import Campus
from studydesk.cli import exits
from tests.campus_content import LEARNER
from tests.cli.conftest import Run, told


@pytest.fixture
def listed(run: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run commands where the list of courses is known and nothing else."""
    monkeypatch.setenv("STUDYDESK_PASSWORD", LEARNER[1])
    assert run("campus", "add", campus.url, "--user", LEARNER[0], "--no-refresh") == exits.DONE
    assert run("refresh", "--list-only") == exits.DONE
    assert "1 course found." in told(capsys)
    return run


def asked(campus: Campus) -> list[str]:
    """Return the web-service functions that were called, in order."""
    return [request.function for request in campus.requests if request.function]


def test_a_course_is_brought_when_it_is_downloaded_and_its_first_page_is_told(
    listed: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.forget_requests()
    assert listed("download", "WS101", "--what", "text") == exits.DONE
    functions = asked(campus)
    assert functions.count("core_course_get_contents") == 5  # sections 0 and 1, how many there are, and 2 and 3
    assert "core_enrol_get_users_courses" not in functions
    lines = told(capsys).splitlines()
    assert lines[0].startswith("You can read now: What is soil? (studydesk read ")
    assert lines[-1] == "On this computer"
    assert listed("read", lines[0].split()[-1].rstrip(")")) == exits.DONE
    assert "Water." in told(capsys)


def test_with_json_the_answer_stays_one_value(listed: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed("course", "WS101", "--json") == exits.DONE
    said = capsys.readouterr()
    view = json.loads(said.out)
    assert view["arrival"] == "here"
    assert [section["title"] for section in view["sections"]][-3:] == ["Reading the land", "Talking", "Work"]
    assert "You can read now" in said.err


def test_a_course_is_shown_without_a_link_once_it_was_brought(
    listed: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed("course", "WS101") == exits.DONE
    campus.set_link("down")
    capsys.readouterr()
    assert listed("course", "WS101") == exits.DONE
    assert "What is soil?" in told(capsys)


def test_without_a_link_a_course_that_is_not_here_says_so(
    listed: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.set_link("down")
    assert listed("course", "WS101") == exits.NO_LINK
    assert listed("download", "WS101") == exits.NO_LINK
    campus.set_link("up")
    assert listed("refresh") == exits.DONE  # what was asked for comes with the next refresh
    assert "You can read now: What is soil?" in told(capsys)
    assert listed("course", "WS101", "--json") == exits.DONE
    assert json.loads(capsys.readouterr().out)["arrival"] == "here"


def test_a_course_of_another_name_is_looked_for_in_the_list(
    run: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STUDYDESK_PASSWORD", LEARNER[1])
    assert run("campus", "add", campus.url, "--user", LEARNER[0], "--no-refresh") == exits.DONE
    assert run("course", "WS101") == exits.DONE
    assert "What is soil?" in told(capsys)
    assert run("course", "WS999") == exits.NOT_POSSIBLE
