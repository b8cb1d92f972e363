"""Files down and up: parts, conditions, refusals that look like files, and bodies that never fit into memory."""

import hashlib
import json
import socket
from dataclasses import replace

import pytest
import requests
import urllib3

from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.campus.moodle.connection import Adapter
from studydesk.domain.campus import Body, Site
from studydesk.domain.ids import UserId
from studydesk.domain.outside import Cancel
from studydesk.errors import (
    BadAnswer,
    Cancelled,
    CaptivePortal,
    NoAnswer,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
)
from studydesk.policy import DEMO
from tests.campus.loopback import Answering, Line, Request, serving
from tests.campus.recordings import TOKEN
from tests.shared import shared

CONTENT = bytes(range(256)) * 400
SHA1 = hashlib.sha1(CONTENT).hexdigest()
FILE = "/webservice/pluginfile.php/22/mod_resource/content/0/Water%20and%20Soil.pdf?forcedownload=1"
NAMED = {"Content-Disposition": 'inline; filename="x"'}
KNOWN = Site("http://127.0.0.1", "School", UserId(3), "amina", "Amina", frozenset())


def a_campus(url: str, cancel: Cancel | None = None) -> MoodleCampus:
    quick = replace(DEMO, connect_s=0.5, read_s=0.4, write_s=2.0)
    return connect(url, TOKEN, policy=quick, cancel=cancel or Cancel(), known=KNOWN)


def php(request: Request, line: Line) -> None:
    """Serve CONTENT as Moodle does by itself (moodle.md section 3): SHA-1 as ETag, and 200 past the end."""
    headers = {**NAMED, "Content-Type": "application/pdf", "ETag": f'"{SHA1}"', "Accept-Ranges": "bytes"}
    if request.headers.get("if-none-match") == f'"{SHA1}"':
        line.send("304 Not Modified", b"", {"ETag": f'"{SHA1}"'})
        return
    start, stop = _wanted(request)
    if (start == 0 and stop == len(CONTENT)) or start >= len(CONTENT):
        line.send("200 OK", CONTENT, headers)
        return
    part = CONTENT[start:stop]
    line.send("206 Partial content", part, headers | {"Content-Range": f"bytes {start}-{stop - 1}/{len(CONTENT)}"})


def nginx(request: Request, line: Line) -> None:
    """Serve CONTENT as nginx does for Moodle: an opaque ETag, and 416 past the end."""
    start, stop = _wanted(request)
    if start >= len(CONTENT):
        line.send("416 Range Not Satisfiable", b"<html>", {"Content-Range": f"bytes */{len(CONTENT)}"})
        return
    headers = {**NAMED, "Content-Type": "application/pdf", "ETag": 'W/"6b04611b-119a32"'}
    if start:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(CONTENT)}"
    line.send("206 Partial" if start else "200 OK", CONTENT[start:stop], headers)


def _wanted(request: Request) -> tuple[int, int]:
    told = request.headers.get("range", "bytes=0-").removeprefix("bytes=")
    first, _, last = told.partition("-")
    return int(first), int(last) + 1 if last else len(CONTENT)


def sending(status: str, body: bytes, headers: dict[str, str]) -> Answering:
    return lambda _request, line: line.send(status, body, headers)


def test_a_whole_file_with_its_sha1_and_its_size() -> None:
    with serving(php) as server, a_campus(server.url).files.open(server.url + FILE) as body:
        assert (body.status, body.start, body.total_bytes) == (200, 0, len(CONTENT))
        assert (body.etag, body.etag_is_sha1, body.accepts_ranges) == (SHA1, True, True)
        assert b"".join(body.chunks()) == CONTENT
    (request,) = server.requests
    assert (request.method, request.query["token"], request.headers["accept-encoding"]) == ("GET", TOKEN, "identity")
    assert "range" not in request.headers


def test_a_part_tells_where_it_begins_and_how_long_the_whole_is() -> None:
    with serving(php) as server, a_campus(server.url).files.open(server.url + FILE, start=1000, stop=3000) as body:
        assert (body.status, body.start, body.total_bytes) == (206, 1000, len(CONTENT))
        assert b"".join(body.chunks(256)) == CONTENT[1000:3000]
    assert server.requests[0].headers["range"] == "bytes=1000-2999"


def test_a_known_file_does_not_travel() -> None:
    with serving(php) as server, a_campus(server.url).files.open(server.url + FILE, etag=SHA1) as body:
        assert (body.status, body.etag) == (304, SHA1)
        assert list(body.chunks()) == []


@pytest.mark.parametrize("site", [php, nginx])
def test_behind_the_end_the_whole_file_comes_from_its_beginning(site: Answering) -> None:
    with serving(site) as server, a_campus(server.url).files.open(server.url + FILE, start=len(CONTENT)) as body:
        assert (body.status, body.start) == (200, 0)
        assert b"".join(body.chunks()) == CONTENT


def test_an_etag_that_is_no_sha1_is_told_apart_and_loses_its_weakness() -> None:
    with serving(nginx) as server, a_campus(server.url).files.open(server.url + FILE, start=5) as body:
        assert (body.etag, body.etag_is_sha1) == ("6b04611b-119a32", False)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (
            "/pluginfile.php/33/mod_forum/attachment/7/a.jpg",
            "/webservice/pluginfile.php/33/mod_forum/attachment/7/a.jpg",
        ),
        ("/draftfile.php/11/user/draft/9/a.jpg", "/webservice/pluginfile.php/11/user/draft/9/a.jpg"),
        ("/webservice/pluginfile.php/1/a/b/c.pdf", "/webservice/pluginfile.php/1/a/b/c.pdf"),
    ],
)
def test_addresses_for_browsers_are_asked_for_where_a_token_counts(given: str, asked: str) -> None:
    with serving(php) as server, a_campus(server.url).files.open(server.url + given):
        pass
    assert server.requests[0].path == asked


@pytest.mark.parametrize(
    "address", ["http://elsewhere.example/webservice/pluginfile.php/1/x.pdf", "file:///etc/passwd", "x.pdf"]
)
def test_the_token_is_for_this_site_alone(address: str) -> None:
    with (
        serving(php) as server,
        pytest.raises(Refused) as caught,
        a_campus(server.url).files.open(address),
    ):
        pass
    assert caught.value.code == "foreign_address"
    assert server.requests == []


def test_the_token_does_not_go_to_a_site_whose_name_only_begins_alike() -> None:
    with (
        serving(php) as server,
        pytest.raises(Refused),
        a_campus(server.url).files.open(server.url + "0.evil.example/x"),
    ):
        pass


def cut(answer: bytes, *, reset: bool = False, stall: bool = False) -> Answering:
    def answering(_request: Request, line: Line) -> None:
        line.socket.sendall(answer)
        if stall:
            line.stall()
        elif reset:
            line.reset()
        else:
            line.socket.close()

    return answering


HALF = b"HTTP/1.1 200 OK\r\nContent-Disposition: inline\r\nContent-Length: 100000\r\n\r\n" + CONTENT[:40000]
HALF_CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Disposition: inline\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n" + CONTENT[:40000]
)


def collect(body: Body, received: bytearray) -> None:
    for chunk in body.chunks():
        received += chunk


@pytest.mark.parametrize(
    "answer",
    [cut(HALF), cut(HALF, reset=True), cut(HALF, stall=True), cut(HALF_CHUNKED), cut(HALF_CHUNKED, stall=True)],
    ids=["fin", "rst", "stall", "chunked fin", "chunked stall"],
)
def test_what_arrived_before_a_cut_is_handed_over_and_the_cut_is_an_error(answer: Answering) -> None:
    received = bytearray()
    with serving(answer) as server:
        campus = a_campus(server.url)
        with pytest.raises(NoAnswer) as caught, campus.files.open(server.url + FILE) as body:
            collect(body, received)
        campus.close()
    assert type(caught.value) is NoAnswer
    # A reset may overtake what the other side's system had not yet delivered; an orderly end and silence do not.
    assert CONTENT.startswith(bytes(received))
    if caught.value.args == ("stalled",):
        assert len(received) == 40000


JSON = {"Content-Type": "application/json; charset=utf-8"}


def refused(code: str) -> Answering:
    told = {"error": "Course or activity not accessible.", "errorcode": code, "stacktrace": None, "debuginfo": None}
    return sending("200 OK", json.dumps(told).encode(), JSON)


PAGE = b"<html>Wi-Fi</html>"
REFUSALS: list[tuple[str, Answering, type[StudyDeskError], str | None]] = [
    ("not the learner's course", refused("requireloginerror"), Refused, "requireloginerror"),
    ("token revoked", refused("invalidtoken"), SignedOut, None),
    ("maintenance", refused("sitemaintenance"), NotProcessed, None),
    (
        "gone",
        sending("404 Not Found", b'{"error":"Sorry","errorcode":"filenotfound"}', JSON),
        Refused,
        "filenotfound",
    ),
    ("gone, as a page", sending("404 Not Found", PAGE, {"Content-Type": "text/html"}), Refused, "filenotfound"),
    ("portal", sending("200 OK", PAGE, {"Content-Type": "text/html"}), CaptivePortal, None),
    (
        "the web server's own page, with an ETag of its own",
        sending("200 OK", b"<html>Back at noon", {"Content-Type": "text/html", "ETag": '"5f3-1f"'}),
        CaptivePortal,
        None,
    ),
    ("portal elsewhere", sending("302 Found", b"", {"Location": "http://portal.example/"}), CaptivePortal, None),
    ("JSON of no known shape", sending("200 OK", b'{"hello": 1}', JSON), BadAnswer, None),
    ("server fails", sending("500 Oh", b"", {}), NoAnswer, None),
    ("busy", sending("429 Busy", b"", {"Retry-After": "5"}), NotProcessed, None),
    ("overloaded", sending("503 Service Unavailable", b"", {"Retry-After": "5"}), NotProcessed, None),
    (
        "part that does not say which",
        sending("206 Partial", b"abc", NAMED | {"Content-Type": "application/pdf"}),
        BadAnswer,
        None,
    ),
]


@pytest.mark.parametrize(
    ("answer", "expected", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_a_refusal_is_never_a_file(answer: Answering, expected: type[StudyDeskError], code: str | None) -> None:
    with serving(answer) as server:
        campus = a_campus(server.url)
        with pytest.raises(StudyDeskError) as caught, campus.files.open(server.url + FILE):
            pass
        campus.close()
    assert type(caught.value) is expected
    assert code is None or (isinstance(caught.value, Refused) and caught.value.code == code)


def test_each_recorded_file_error_is_an_error_here_too() -> None:
    told = json.loads((shared("moodle-wire") / "_file_errors_and_variants.json").read_text(encoding="utf-8"))
    expected = {
        "no_token": Refused,
        "bad_token": SignedOut,
        "token_as_path_authorization_header": Refused,
        "no_such_file": Refused,
        "no_such_context": Refused,
        "file_of_a_course_not_enrolled": Refused,
        "file_of_Opens_next_month": Refused,
        "file_of_Hidden_page": Refused,
        "tokenpluginfile_bad_key": Refused,
    }
    for name, kind in expected.items():
        body = told[name]["body"]
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        shown = dict(line.split(": ", 1) for line in told[name]["headers"] if line.startswith("Content-Type: "))
        with serving(sending(f"{told[name]['status']} X", raw, shown)) as server:
            campus = a_campus(server.url)
            with pytest.raises(StudyDeskError) as caught, campus.files.open(server.url + FILE):
                pass
            campus.close()
        assert type(caught.value) is kind, name


def test_the_sites_own_login_page_is_a_refusal_and_no_portal() -> None:
    def answer(request: Request, line: Line) -> None:
        line.send("303 See Other", PAGE, {"Location": f"http://{request.headers['host']}/login/index.php"})

    with serving(answer) as server:
        campus = a_campus(server.url)
        with pytest.raises(Refused) as caught, campus.files.open(server.url + FILE):
            pass
        campus.close()
    assert caught.value.code == "requireloginerror"


@pytest.mark.parametrize("etag", [{"ETag": '"6b04611b-25"'}, {}])
def test_a_json_file_of_a_course_is_a_file(etag: dict[str, str]) -> None:
    content = b'{"type": "FeatureCollection"}'
    with serving(sending("200 OK", content, NAMED | JSON | etag)) as server:
        campus = a_campus(server.url)
        with campus.files.open(f"{server.url}/webservice/pluginfile.php/1/a/b/map.json") as body:
            assert b"".join(body.chunks()) == content
        campus.close()


def test_a_refusal_in_place_of_a_json_file_is_still_a_refusal() -> None:
    with serving(refused("invalidtoken")) as server:
        campus = a_campus(server.url)
        with (
            pytest.raises(SignedOut),
            campus.files.open(f"{server.url}/webservice/pluginfile.php/1/a/b/map.json"),
        ):
            pass
        campus.close()


def test_a_generated_page_is_a_file_without_etag_and_ranges() -> None:
    headers = {"Content-Type": "text/html;charset=UTF-8", "Content-Disposition": "attachment", "Accept-Ranges": "none"}
    with serving(sending("200 OK", b"<h3>1. Texture</h3>", headers)) as server:
        campus = a_campus(server.url)
        with campus.files.open(f"{server.url}/webservice/pluginfile.php/24/mod_book/chapter/1/index.html") as body:
            assert (body.etag, body.accepts_ranges) == (None, False)
            assert b"".join(body.chunks()) == b"<h3>1. Texture</h3>"
        campus.close()


def stop_at(body: Body, size: int, cancel: Cancel) -> None:
    received = 0
    for chunk in body.chunks():
        received += len(chunk)
        if received == size:
            cancel.stop()


def test_a_stopped_download_ends_at_once() -> None:
    cancel = Cancel()
    with serving(cut(HALF, stall=True)) as server:
        campus = connect(server.url, TOKEN, policy=replace(DEMO, connect_s=10, read_s=10), cancel=cancel, known=KNOWN)
        with pytest.raises(Cancelled), campus.files.open(server.url + FILE) as body:
            stop_at(body, 40000, cancel)
        campus.close()


def test_a_silent_connection_is_asked_whether_the_other_side_still_knows_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        pool = Adapter(Cancel(), 1.0, None).get_connection_with_tls_context(
            requests.Request("GET", f"http://127.0.0.1:{server.getsockname()[1]}/").prepare(), verify=True
        )
        assert isinstance(pool, urllib3.HTTPConnectionPool)
        connection = pool._get_conn()
        connection.connect()
        try:
            opened = connection.sock  # type: ignore[attr-defined]  # every real one has it
            assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            if hasattr(socket, "TCP_KEEPIDLE"):
                assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
        finally:
            connection.close()
            pool.close()
