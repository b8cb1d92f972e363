"""The simulation does not lie about the wire: each fault is what the campus' border makes of such an answer."""

import errno
import http.client
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
import urllib3

from studydesk.campus.moodle import border
from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.campus import NewPost, Site
from studydesk.domain.ids import PostId, UserId
from studydesk.domain.outside import Cancel
from studydesk.errors import NotProcessed, Refused, StudyDeskError
from studydesk.policy import DEMO
from tests.campus.loopback import Answering, Line, Request, Server, accepting_nobody, serving
from tests.simulation.faults import FILE_FAULTS, MEANINGS, Fault
from tests.simulation.images import school_and_furniture
from tests.simulation.schedule import AMINA
from tests.sync import fake_campus, school
from tests.sync.fake_campus import FakeCampus, Wire

READ, WRITE, ADD = "core_enrol_get_users_courses", "mod_forum_delete_post", "mod_forum_add_discussion_post"
BATCH, EDIT = "tool_mobile_call_external_functions", "mod_forum_update_discussion_post"
QUICK = replace(DEMO, connect_s=0.5, read_s=0.4, write_s=0.4)
PAGE = b"<!DOCTYPE html><html><body>Welcome to Cafe Wi-Fi</body></html>"
WORDS = "<p>a long answer</p>" * 200_000  # more than a system takes in before the other side reads


@contextmanager
def campus_at(url: str) -> Iterator[MoodleCampus]:
    known = Site(url, "School", UserId(3), "amina", "Amina", frozenset({READ, WRITE, ADD, BATCH, EDIT}))
    campus = connect(url, "f" * 32, policy=QUICK, cancel=Cancel(), known=known)
    try:
        yield campus
    finally:
        campus.close()


def saying(status: str, body: bytes, kind: str = "application/json", **headers: str) -> Answering:
    named = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda _request, line: line.send(status, body, named)


def error(code: str | None, message: str = "m") -> Answering:
    told = {"exception": "moodle_exception", "message": message} | ({"errorcode": code} if code is not None else {})
    return saying("200 OK", json.dumps(told).encode())


def beginning(answer: bytes, *, then: Callable[[Line], None]) -> Answering:
    def answering(_request: Request, line: Line) -> None:
        line.socket.sendall(answer)
        then(line)

    return answering


def cut(answer: bytes, *, resets: bool = False) -> Answering:
    return beginning(answer, then=Line.reset if resets else lambda line: line.socket.close())


def promising(length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()


# Each fault that gets an answer, or the beginning of one, with all the shapes it comes in.
ANSWERS: dict[Fault, dict[str, Answering]] = {
    Fault.CUT_BEFORE_SEND: {
        "closed": lambda _request, line: line.socket.close(),
        "reset": lambda _request, line: line.reset(),
    },
    Fault.ANSWER_LOST: {
        "silence": lambda _request, line: line.stall(),
        "silence after the headers": beginning(promising(400), then=Line.stall),
    },
    Fault.ANSWER_CUT: {
        "closed in the body": cut(promising(400) + b'{"status": tr'),
        "reset in the body": cut(promising(400) + b'{"status": tr', resets=True),
        "closed in a chunk": cut(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n[{"
        ),
    },
    Fault.ERROR_BEFORE: {
        "gateway": saying("502 Bad Gateway", b"<html>502</html>", "text/html"),
        "gateway without a word": saying("502 Bad Gateway", b""),
    },
    Fault.ERROR_AFTER: {"gateway": saying("504 Gateway Timeout", b"<html>504</html>", "text/html")},
    Fault.TOO_LARGE: {"proxy": saying("413 Request Entity Too Large", b"<html>413</html>", "text/html")},
    Fault.BUSY: {
        "seconds": saying("429 Too Many Requests", b"", Retry_After="30"),
        "date": saying("429 Too Many Requests", b"", Retry_After="Mon, 23 Nov 2026 15:57:18 GMT"),
    },
    Fault.PORTAL: {
        "page": saying("200 OK", PAGE, "text/html; charset=utf-8"),
        "page without a type": saying("200 OK", PAGE, ""),
    },
    Fault.LOGIN_PAGE: {
        "see other": saying("303 See Other", b"", Location="https://school.example/login/index.php"),
        "found": saying("302 Found", PAGE, "text/html", Location="http://portal.example/"),
    },
    Fault.CUT_JSON: {
        "half": saying("200 OK", b'[{"id": 3, "shortna'),
        "length too short": cut(promising(10) + b'[{"id": 3, "shortname": "A"}]'),
    },
    Fault.EMPTY_BODY: {"nothing": saying("200 OK", b""), "white space": saying("200 OK", b"\n \n")},
    Fault.WRONG_LENGTH: {"length too long": cut(promising(4000) + b'[{"id": 3, "shortname": "A"}]')},
    Fault.NO_CODE: {
        "no code": error(None),
        "empty code": error(""),
        "database": error("dmlwriteexception"),
        "only a sentence": saying("200 OK", b'{"error": "Something went wrong"}'),
    },
    Fault.DATABASE_DOWN: {"code": error("dbconnectionfailed", "Database connection failed")},
    Fault.TOKEN_EXPIRED: {"code": error("accessexception", "Access control exception")},
    Fault.MAINTENANCE: {
        "code": error("sitemaintenance", "The site is undergoing maintenance"),
        "from the command line": saying("503 Moodle under maintenance", b"<html>", "text/html"),
    },
    Fault.FUNCTION_MISSING: {
        "no such function": error("invalidrecord", "Can't find data record in database table external_functions."),
        "service off": error("servicenotavailable", "Web service is not available"),
    },
}
UNANSWERED = (Fault.NAME_LOOKUP, Fault.CONNECT_TIMEOUT, Fault.CUT_IN_BODY)  # each has a test of its own below
SHAPES = [(fault, shape) for fault, shapes in ANSWERS.items() for shape in shapes]


def same(found: StudyDeskError, fault: Fault, function: str) -> bool:
    """Whether this is the error that the simulation raises for a fault, with all its facts."""
    expected = MEANINGS[fault].error(function)
    return (type(found), found.args, vars(found)) == (type(expected), expected.args, vars(expected))


def failures(url: str) -> dict[str, StudyDeskError]:
    """Return what a read and a write at this address raise, by the function that was asked for."""
    with campus_at(url) as campus:
        with pytest.raises(StudyDeskError) as reading:
            campus.reads.courses()
        with pytest.raises(StudyDeskError) as writing:
            campus.writes.delete_post(PostId(7))
    return {READ: reading.value, WRITE: writing.value}


@pytest.mark.parametrize(("fault", "shape"), SHAPES, ids=[f"{fault}: {shape}" for fault, shape in SHAPES])
def test_an_answer_means_what_the_simulation_takes_it_for(fault: Fault, shape: str) -> None:
    with serving(ANSWERS[fault][shape]) as server:
        found = failures(server.url)
    assert [function for function, failure in found.items() if not same(failure, fault, function)] == []
    asked = [request.form["wsfunction"] for request in server.requests]
    assert asked == [READ, WRITE]  # nothing is repeated, and what may have been processed had arrived as a whole


def test_a_name_that_is_not_found_was_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_address: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    found = failures("https://school.example")
    assert all(same(failure, Fault.NAME_LOOKUP, function) for function, failure in found.items())


def test_a_connect_that_times_out_was_never_sent() -> None:
    with accepting_nobody() as address:
        found = failures(address)
    assert all(same(failure, Fault.CONNECT_TIMEOUT, function) for function, failure in found.items())


def test_a_request_that_is_cut_in_its_body_may_have_arrived() -> None:
    arrived: list[int] = []

    def hang_up(received: socket.socket) -> socket.socket:
        arrived.append(len(received.recv(4096)))
        Line(received, Server("").released).reset()
        return received

    with (
        serving(saying("200 OK", b"{}"), wrap=hang_up) as server,
        campus_at(server.url.replace("https", "http")) as campus,
        pytest.raises(StudyDeskError) as caught,
    ):
        campus.writes.edit_post(PostId(7), "Re: x", WORDS)
    assert same(caught.value, Fault.CUT_IN_BODY, EDIT)
    assert arrived != []
    assert server.requests == []  # the site never had the whole of it


def test_every_fault_with_a_meaning_is_tried_and_every_other_one_has_none() -> None:
    assert {*ANSWERS, *UNANSWERED} == set(MEANINGS)
    # These are no errors: the answer comes, of a school that has changed, too late, or of another file.
    assert set(Fault) - set(MEANINGS) == {Fault.LATE, Fault.RESTORED, Fault.BATCH_STOPS, *FILE_FAULTS}


@pytest.mark.parametrize(
    ("foreign", "fault"),
    [
        (ConnectionResetError(errno.ECONNRESET, "reset"), Fault.CUT_IN_BODY),
        (http.client.IncompleteRead(b"half", 40), Fault.ANSWER_CUT),
        (urllib3.exceptions.IncompleteRead(4, 40), Fault.WRONG_LENGTH),
        (http.client.RemoteDisconnected("closed"), Fault.CUT_BEFORE_SEND),
        (requests.ConnectionError(urllib3.exceptions.ProtocolError("gone", ConnectionResetError())), Fault.CUT_IN_BODY),
        (TimeoutError("timed out"), Fault.ANSWER_LOST),
        (requests.ReadTimeout("timed out"), Fault.ANSWER_LOST),
    ],
    ids=repr,
)
def test_an_error_after_the_first_byte_left_means_the_same(foreign: BaseException, fault: Fault) -> None:
    if isinstance(foreign, requests.ReadTimeout):
        foreign.__cause__ = urllib3.exceptions.ReadTimeoutError(urllib3.HTTPConnectionPool("x"), "/", "timed out")
    assert same(border.translated(foreign), fault, READ)


@pytest.mark.parametrize(
    ("foreign", "fault"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Fault.NAME_LOOKUP),
        (TimeoutError("timed out"), Fault.CONNECT_TIMEOUT),
    ],
    ids=repr,
)
def test_an_error_before_the_first_byte_left_means_never_sent(foreign: BaseException, fault: Fault) -> None:
    assert same(border.never_sent(foreign), fault, READ)


def in_batch(*told: dict[str, object]) -> Answering:
    return saying("200 OK", json.dumps({"responses": list(told)}).encode())


TAKEN: dict[str, object] = {"error": False, "data": json.dumps({"postid": 7})}
STOPPED: dict[str, object] = {
    "error": True,
    "exception": json.dumps({"errorcode": "dbconnectionfailed", "message": "Database connection failed"}),
}


def test_a_batch_that_stops_at_its_second_call_took_the_first_and_none_of_the_others() -> None:
    posts = [NewPost(PostId(10), "Re: x", f"<p>{word}</p>") for word in ("one", "two", "three")]
    with serving(in_batch(TAKEN, STOPPED)) as server, campus_at(server.url) as campus:
        real = campus.writes.add_posts(posts)
    there, furniture = school_and_furniture()
    wire = Wire(there, lambda _name, _number: fake_campus.Fault.BATCH_CUT)
    first = there.state.discussions[furniture.hello].first_post
    fake = FakeCampus(wire, AMINA).writes.add_posts([replace(post, parent=first) for post in posts])
    assert [type(one) for one in real] == [type(one) for one in fake] == [int, NotProcessed, NotProcessed]
    assert sum(post.author_id == AMINA for post in there.state.posts.values()) == 1


def test_the_codes_that_the_school_of_the_tests_refuses_with_are_refusals() -> None:
    codes = set(re.findall(r'Refused\("(\w+)"', Path(school.__file__).read_text("utf-8")))
    assert "nopostforum" in codes
    for code in codes - {"dmlwriteexception"}:  # measured: the text left out of a save; nobody sends that
        assert type(border.refusal(border.Trouble(errorcode=code), WRITE)) is Refused
