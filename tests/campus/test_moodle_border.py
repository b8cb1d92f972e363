"""What each failure of a real server on loopback means: the whole table is written here."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.campus import NewPost, Site
from studydesk.domain.ids import PostId, UserId
from studydesk.domain.outside import Cancel
from studydesk.errors import (
    BadAnswer,
    Cancelled,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
    UntrustedSite,
)
from studydesk.policy import DEMO
from tests.campus.loopback import Answering, Line, Request, accepting_nobody, serving

TOKEN = "f" * 32
QUICK = replace(DEMO, connect_s=0.5, read_s=0.4, write_s=0.4)
ADD = "mod_forum_add_discussion_post"
COURSES = "core_enrol_get_users_courses"
BATCH = "tool_mobile_call_external_functions"
KNOWN = Site(
    "http://127.0.0.1", "School", UserId(3), "amina", "Amina", frozenset({ADD, COURSES, BATCH, "mod_page_view_page"})
)


def a_campus(url: str, cancel: Cancel | None = None, known: Site | None = KNOWN) -> MoodleCampus:
    return connect(url, TOKEN, policy=QUICK, cancel=cancel or Cancel(), known=known)


def a_post(parent: int = 10) -> NewPost:
    return NewPost(PostId(parent), "Re: x", "<p>x</p>")


def read_and_write(url: str) -> tuple[StudyDeskError, StudyDeskError]:
    """Return what a read and what a write to this address raise."""
    campus = a_campus(url)
    with pytest.raises(StudyDeskError) as reading:
        campus.reads.courses()
    with pytest.raises(StudyDeskError) as writing:
        campus.writes.add_posts([a_post(), a_post()])
    campus.close()
    return reading.value, writing.value


def saying(status: str, body: bytes, kind: str = "application/json", **headers: str) -> Answering:
    named = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda _request, line: line.send(status, body, named)


def raw(answer: bytes, *, then: Callable[[Line], None] = lambda line: line.socket.close()) -> Answering:
    def answering(_request: Request, line: Line) -> None:
        line.socket.sendall(answer)
        then(line)

    return answering


def error(code: str | None, message: str = "m") -> Answering:
    told = {"exception": "moodle_exception", "message": message} | ({"errorcode": code} if code else {})
    return saying("200 OK", json.dumps(told).encode())


PAGE = b"<!DOCTYPE html><html><body>Welcome to Cafe Wi-Fi</body></html>"
CUT = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n[{"id": 3'
CHUNKS_CUT = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n[{"id"'
NOT_HTTP = b"SSH-2.0-OpenSSH_9.2\r\n"

# What the server does, and what a read and a write of it are. Order: the transport, then HTTP, then the body.
TABLE: list[tuple[str, Answering, type[StudyDeskError]]] = [
    ("closes without an answer", lambda _r, line: line.socket.close(), NoAnswer),
    ("resets", lambda _r, line: line.reset(), NoAnswer),
    ("says nothing", lambda _r, line: line.stall(), NoAnswer),
    ("cuts the body", raw(CUT), NoAnswer),
    ("cuts the body with a reset", raw(CUT, then=lambda line: line.reset()), NoAnswer),
    ("stalls in the body", raw(CUT, then=lambda line: line.stall()), NoAnswer),
    ("cuts a chunked body", raw(CHUNKS_CUT), NoAnswer),
    ("is no web server", raw(NOT_HTTP), NoAnswer),
    ("cuts the headers", raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), BadAnswer),
    ("is a gateway without its server", saying("502 Bad Gateway", b"<html>502</html>", "text/html"), NoAnswer),
    ("fails inside", saying("500 Internal Server Error", b""), NoAnswer),
    ("is overloaded", saying("503 Service Unavailable", b"<html></html>", "text/html"), NoAnswer),
    ("is too slow for its gateway", saying("504 Gateway Timeout", b""), NoAnswer),
    ("takes no such large request", saying("413 Request Entity Too Large", b"<html>", "text/html"), NotProcessed),
    ("asks for patience", saying("429 Too Many Requests", b"", Retry_After="120"), NotProcessed),
    (
        "is closed from its command line",
        saying("503 Moodle under maintenance", b"<html>", "text/html", Retry_After="300"),
        NotProcessed,
    ),
    ("has web services switched off", saying("403 Forbidden", b"", "text/html"), NotProcessed),
    ("sends elsewhere", saying("302 Found", b"", Location="http://portal.example/"), CaptivePortal),
    ("sends elsewhere for good", saying("301 Moved", b"", Location="http://portal.example/"), CaptivePortal),
    ("keeps the method elsewhere", saying("307 Moved", b"", Location="http://portal.example/"), CaptivePortal),
    ("wants a network sign-in", saying("511 Network Authentication Required", PAGE, "text/html"), CaptivePortal),
    ("is a proxy that wants a name", saying("407 Proxy Authentication Required", b""), CaptivePortal),
    ("shows a page", saying("200 OK", PAGE, "text/html; charset=utf-8"), CaptivePortal),
    ("shows a page without a type", saying("200 OK", PAGE, ""), CaptivePortal),
    ("has nothing at this address", saying("404 Not Found", b"<html>", "text/html"), BadAnswer),
    ("forbids with a page", saying("403 Forbidden", b"<html>", "text/html"), BadAnswer),
    ("answers nothing", saying("200 OK", b""), BadAnswer),
    ("answers white space", saying("200 OK", b"\n \n"), BadAnswer),
    ("answers half of the JSON", saying("200 OK", b'[{"id": 3, "shortna'), BadAnswer),
    ("answers XML", saying("200 OK", b"<?xml version='1.0'?><EXCEPTION/>", "application/xml"), BadAnswer),
    ("answers a PHP warning first", saying("200 OK", b"<br /><b>Warning</b> in x [] "), BadAnswer),
    ("answers another shape", saying("200 OK", b'"yes"'), BadAnswer),
    ("answers broken text", saying("200 OK", b'{"postid": "\xff\xfe"}'), BadAnswer),
    ("answers broken gzip", saying("200 OK", b"no gzip", Content_Encoding="gzip"), BadAnswer),
    ("knows no such token", error("invalidtoken"), SignedOut),
    ("has suspended the learner", error("wsaccessusersuspended"), SignedOut),
    ("has let the token expire", error("accessexception"), SignedOut),
    ("is under maintenance", error("sitemaintenance"), NotProcessed),
    ("has lost its database", error("dbconnectionfailed"), NotProcessed),
    ("fails in its database", error("dmlwriteexception"), NoAnswer),
    ("fails without a code", error(None), NoAnswer),
    ("fails with an empty code", error(""), NoAnswer),
    ("fails after the deed", error("invalidresponse"), NoAnswer),
    ("fails in its code", error("codingerror"), NoAnswer),
]


@pytest.mark.parametrize(("answer", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_site_that(answer: Answering, expected: type[StudyDeskError]) -> None:
    with serving(answer) as server:
        reading, writing = read_and_write(server.url)
    assert type(reading) is expected
    assert type(writing) is expected


def test_a_single_post_that_is_refused_has_its_reason_in_its_place_and_without_markup() -> None:
    with serving(error("nopostforum", "<p>Sorry, no&nbsp;posts &amp; nothing - {$a}</p>")) as server:
        (refused,) = a_campus(server.url).writes.add_posts([a_post()])
    assert isinstance(refused, Refused)
    assert (refused.code, refused.message) == ("nopostforum", "Sorry, no posts & nothing")


@pytest.mark.parametrize(
    ("answer", "reason", "wait"),
    [
        (saying("413 Too Large", b""), "too_large", None),
        (saying("429 Busy", b"", Retry_After="120"), "busy", timedelta(seconds=120)),
        (saying("429 Busy", b"", Retry_After="Mon, 23 Nov 2026 15:57:48 GMT"), "busy", timedelta(seconds=60)),
        (saying("429 Busy", b"", Retry_After="soon"), "busy", None),
        (saying("429 Busy", b"", Retry_After="9999999"), "busy", timedelta(hours=1)),
        (saying("429 Busy", b"", Retry_After="Wed, 25 Nov 2026 15:57:48 GMT"), "busy", timedelta(hours=1)),
        (saying("503 Moodle under maintenance", b"", Retry_After="300"), "maintenance", timedelta(seconds=300)),
        (error("sitemaintenance"), "maintenance", None),
        (error("dbconnectionfailed"), "database", None),
        (saying("403 Forbidden", b""), "services_off", None),
    ],
)
def test_what_was_not_processed_says_why_and_how_long_to_wait(
    answer: Answering, reason: str, wait: timedelta | None
) -> None:
    with serving(answer) as server, pytest.raises(NotProcessed) as caught:
        a_campus(server.url).writes.add_posts([a_post()])
    assert (caught.value.reason, caught.value.retry_after) == (reason, wait)


def test_a_refused_connection_was_never_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    for failure in read_and_write(url):
        assert type(failure) is NeverSent
        assert failure.args == ("refused",)


def test_an_unknown_name_was_never_sent() -> None:
    for failure in read_and_write("https://no-such-school.invalid"):
        assert type(failure) is NeverSent
        assert failure.args == ("lookup",)


def test_a_connection_that_nobody_accepts_was_never_sent() -> None:
    with accepting_nobody() as address:
        failures = read_and_write(address)
    assert [(type(failure), failure.args) for failure in failures] == [(NeverSent, ("timeout",))] * 2


@pytest.mark.parametrize(
    ("answer", "where"),
    [
        (lambda _r, line: line.stall(), "timeout"),
        (raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls"),
        (raw(b""), "tls"),
    ],
    ids=["stalls", "speaks http", "hangs up"],
)
def test_a_handshake_that_fails_was_never_sent(answer: Answering, where: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            for _ in range(2):
                connected, _address = listening.accept()
                with connected:
                    connected.recv(65536)
                    if where == "timeout":
                        time.sleep(0.8)
                    else:
                        answer(Request("", "", {}, b"", 0), Line(connected, threading.Event()))

        greeting = threading.Thread(target=greet, daemon=True)
        greeting.start()
        failures = read_and_write(f"https://127.0.0.1:{listening.getsockname()[1]}")
        greeting.join(5)
    assert [(type(failure), failure.args) for failure in failures] == [(NeverSent, (where,))] * 2


@pytest.mark.parametrize("url", ["http://moodle.example.org", "http://8.8.8.8", "http://[2001:4860:4860::8888]/moodle"])
def test_plain_http_beyond_private_networks_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(UntrustedSite) as caught:
        a_campus(url)
    assert caught.value.args == ("plain",)


@pytest.mark.parametrize(
    ("url", "encrypted"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://192.168.4.1", False),
        ("http://moodlebox.local/moodle", False),
        ("https://school.example", True),
    ],
)
def test_plain_http_in_a_private_network_is_allowed_and_told(url: str, encrypted: bool) -> None:
    assert a_campus(url).is_encrypted is encrypted


def test_reads_keep_their_connection_and_each_write_has_its_own() -> None:
    def answer(request: Request, line: Line) -> None:
        line.json(b'{"postid": 7}' if request.form["wsfunction"] == ADD else b"[]")

    with serving(answer) as server:
        campus = a_campus(server.url)
        for _ in range(2):
            campus.reads.courses()
        for _ in range(2):
            assert campus.writes.add_posts([a_post()]) == [7]
        campus.reads.courses()
        campus.close()
        used = [(request.form["wsfunction"], request.connection) for request in server.requests]
    assert used == [(COURSES, 0), (COURSES, 0), (ADD, 1), (ADD, 2), (COURSES, 0)]


def test_a_read_over_a_connection_that_was_closed_meanwhile_is_asked_again_and_a_write_never() -> None:
    def answer(request: Request, line: Line) -> None:
        if len(server.requests) == 2 or request.form["wsfunction"] == ADD:
            line.reset()
        else:
            line.json(b"[]")

    with serving(answer) as server:
        campus = a_campus(server.url)
        campus.reads.courses()
        assert campus.reads.courses() == []
        with pytest.raises(NoAnswer):
            campus.writes.add_posts([a_post()])
        campus.close()
        assert [request.form["wsfunction"] for request in server.requests] == [COURSES, COURSES, COURSES, ADD]


def test_an_answer_that_was_cut_on_its_way_is_not_fetched_again_by_itself() -> None:
    def answer(request: Request, line: Line) -> None:
        if len(server.requests) == 1:
            line.json(b"[]")
        else:
            raw(CUT)(request, line)

    with serving(answer) as server:
        campus = a_campus(server.url)
        campus.reads.courses()
        with pytest.raises(NoAnswer):
            campus.reads.courses()
        campus.close()
        assert len(server.requests) == 2


def test_a_function_the_site_does_not_offer_is_never_asked_for() -> None:
    with serving(error("accessexception")) as server:
        with pytest.raises(NotAvailable) as caught:
            a_campus(server.url).reads.completion(2)  # type: ignore[arg-type]  # a plain number is a course id enough
        assert caught.value.function == "core_completion_get_activities_completion_status"
        assert server.requests == []


def test_an_unknown_token_shows_when_the_site_is_asked_what_it_offers() -> None:
    with serving(error("accessexception")) as server, pytest.raises(SignedOut):
        a_campus(server.url, known=None).reads.courses()


def test_the_token_is_in_no_address_and_in_no_error() -> None:
    secret = "s3cr3t" + "0" * 26
    failures: list[BaseException] = []
    for answer in [row[1] for row in TABLE if row[0] in ("resets", "cuts the body", "fails inside", "sends elsewhere")]:
        with serving(answer) as server:
            campus = connect(server.url, secret, policy=QUICK, cancel=Cancel(), known=KNOWN)
            for act in (campus.reads.courses, lambda c=campus: c.writes.add_posts([a_post()])):
                with pytest.raises(StudyDeskError) as caught:
                    act()
                failures.append(caught.value)
            file = campus.files.open(f"{server.url}/pluginfile.php/1/a/b/c.pdf")
            with pytest.raises(StudyDeskError) as caught, file as body:
                list(body.chunks())
            failures.append(caught.value)
            assert all(secret not in request.target for request in server.requests if request.method == "POST")
            campus.close()
    for failure in failures:
        seen: BaseException | None = failure
        while seen is not None:
            assert secret not in repr(seen)
            assert secret not in str(seen)
            seen = seen.__cause__ or seen.__context__


def test_the_clock_of_the_site_is_told_and_that_of_a_portal_is_not() -> None:
    told: list[tuple[datetime, float]] = []
    answers = [saying("200 OK", b"[]"), saying("200 OK", PAGE, "text/html"), error("nopermissions")]
    with serving(lambda request, line: answers[len(server.requests) - 1](request, line)) as server:
        campus = connect(
            server.url, TOKEN, policy=QUICK, cancel=Cancel(), known=KNOWN, observe=lambda *seen: told.append(seen)
        )
        campus.reads.courses()
        with pytest.raises(CaptivePortal):
            campus.reads.courses()
        with pytest.raises(Refused):
            campus.reads.courses()
        campus.close()
    assert [when for when, _ in told] == [datetime(2026, 11, 23, 15, 56, 48, tzinfo=UTC)] * 2
    assert all(0 <= seconds < 1 for _, seconds in told)


def test_the_meter_hears_what_was_sent_and_what_came_packed_over_the_line() -> None:
    told: list[int] = []
    body = gzip.compress(b"[" + b" " * 100_000 + b"]")
    with serving(saying("200 OK", body, Content_Encoding="gzip")) as server:
        campus = connect(server.url, TOKEN, policy=QUICK, cancel=Cancel(), known=KNOWN, meter=told.append)
        campus.reads.courses()
        campus.close()
        sent = len(server.requests[0].body)
    assert told == [len(body) + sent]


def stopped_after(seconds: float, cancel: Cancel, act: Callable[[], object]) -> tuple[BaseException, float]:
    """Return what an act raises when it is stopped from another thread, and how long that took."""
    stopping = threading.Timer(seconds, cancel.stop)
    stopping.start()
    started = time.monotonic()
    with pytest.raises(StudyDeskError) as caught:
        act()
    stopping.join()
    return caught.value, time.monotonic() - started - seconds


def slow_campus(url: str, cancel: Cancel) -> MoodleCampus:
    patient = replace(DEMO, connect_s=10, read_s=10, write_s=10)
    return connect(url, TOKEN, policy=patient, cancel=cancel, known=KNOWN)


@pytest.mark.parametrize("answer", [lambda _r, line: line.stall(), raw(CUT, then=lambda line: line.stall())])
def test_a_stopped_read_ends_at_once(answer: Answering) -> None:
    cancel = Cancel()
    with serving(answer) as server:
        failure, after = stopped_after(0.2, cancel, slow_campus(server.url, cancel).reads.courses)
    assert type(failure) is Cancelled
    assert after < 1


def test_a_stopped_write_that_may_have_left_stays_without_an_answer() -> None:
    cancel = Cancel()
    with serving(lambda _r, line: line.stall()) as server:
        campus = slow_campus(server.url, cancel)
        failure, after = stopped_after(0.2, cancel, lambda: campus.writes.add_posts([a_post()]))
    assert type(failure) is NoAnswer
    assert after < 1
    with pytest.raises(Cancelled):
        campus.writes.add_posts([a_post()])


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_stopped_connect_or_handshake_ends_at_once(scheme: str) -> None:
    cancel = Cancel()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0 if scheme == "http" else 5)
        waiting = [socket.socket() for _ in range(3 if scheme == "http" else 0)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(silent.getsockname())
        campus = slow_campus(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", cancel)
        failure, after = stopped_after(0.2, cancel, lambda: campus.writes.add_posts([a_post()]))
        for caller in waiting:
            caller.close()
    assert type(failure) is Cancelled
    assert after < 1
