"""Uploads: bodies that never fit into memory, names that were there already, and what a site says of large ones."""

import hashlib
import json
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.campus.moodle.upload import Form
from studydesk.domain.campus import Site
from studydesk.domain.ids import DraftAreaId, UserId
from studydesk.domain.outside import Cancel
from studydesk.errors import (
    BadAnswer,
    Corrupt,
    NoAnswer,
    NotFound,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
)
from studydesk.policy import DEMO
from tests.campus.loopback import Answering, Line, Request, serving
from tests.campus.recordings import TOKEN, recorded

CONTENT = bytes(range(256)) * 400
SHA1 = hashlib.sha1(CONTENT).hexdigest()
FILE = "/webservice/pluginfile.php/22/mod_resource/content/0/Water%20and%20Soil.pdf?forcedownload=1"
NAMED = {"Content-Disposition": 'inline; filename="x"'}
KNOWN = Site("http://127.0.0.1", "School", UserId(3), "amina", "Amina", frozenset())


def a_campus(url: str, cancel: Cancel | None = None) -> MoodleCampus:
    quick = replace(DEMO, connect_s=0.5, read_s=0.4, write_s=2.0)
    return connect(url, TOKEN, policy=quick, cancel=cancel or Cancel(), known=KNOWN)


def sending(status: str, body: bytes, headers: dict[str, str]) -> Answering:
    return lambda _request, line: line.send(status, body, headers)


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


JSON = {"Content-Type": "application/json; charset=utf-8"}
PAGE = b"<html>Wi-Fi</html>"


def stored(name: str, size: int, area: int = 46403610) -> bytes:
    return json.dumps([{"component": "user", "filename": name, "itemid": area, "filesize": size}]).encode()


def test_an_upload_is_a_form_with_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(CONTENT)
    with serving(
        lambda _r, line: line.send("200 OK", stored("photo.jpg", 9), {"Content-Type": "text/plain"})
    ) as server:
        told = a_campus(server.url).writes.upload(file, 'Röt "1"\r\n.jpg', DraftAreaId(46403610))
    (request,) = server.requests
    assert (told.area, told.name, told.size_bytes) == (46403610, "photo.jpg", 9)
    assert request.path == "/webservice/upload.php"
    assert request.query == {}
    assert int(request.headers["content-length"]) == len(request.body)
    assert "transfer-encoding" not in request.headers
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    parts = request.body.split(b"--" + boundary)
    fields = [part.strip(b"\r\n") for part in parts[1:-1]]
    assert fields[0].endswith(TOKEN.encode())
    assert [field.partition(b'name="')[2].partition(b'"')[0] for field in fields] == [
        b"token",
        b"filearea",
        b"itemid",
        b"filepath",
        b"file_1",
    ]
    assert 'filename="Röt %221%22%0D%0A.jpg"'.encode() in parts[5]
    assert parts[5].partition(b"\r\n\r\n")[2] == CONTENT + b"\r\n"
    assert parts[6] == b"--\r\n"


def test_an_empty_file_can_be_uploaded(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    with serving(lambda _r, line: line.send("200 OK", stored("empty.txt", 0))) as server:
        told = a_campus(server.url).writes.upload(tmp_path / "empty.txt", "empty.txt", DraftAreaId(1))
    assert told.size_bytes == 0


UPLOADS: list[tuple[str, Answering, type[StudyDeskError], str]] = [
    ("larger than PHP takes", sending("200 OK", b'{"error":"x","errorcode":"upload_error_ini_size"}', JSON), Refused,
     "upload_error_ini_size"),
    ("larger than a form", sending("200 OK", b'{"error":"x","errorcode":"missingparam"}', JSON), Refused,
     "upload_error_ini_size"),
    ("one bad file", sending("200 OK", b'[{"filename":"a","errortype":"fileoversized","error":"<b>big</b>"}]', JSON),
     Refused, "fileoversized"),
    ("larger than the gateway takes", sending("413 Too Large", PAGE, {"Content-Type": "text/html"}), NotProcessed, ""),
    ("token revoked", sending("200 OK", b'{"error":"x","errorcode":"invalidtoken"}', JSON), SignedOut, ""),
    ("nothing stored", sending("200 OK", b"[]", {"Content-Type": "text/plain"}), BadAnswer, ""),
    ("cut", cut(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n[{"), NoAnswer, ""),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected", "code"), [row[1:] for row in UPLOADS], ids=[row[0] for row in UPLOADS])
def test_an_upload_that_fails(answer: Answering, expected: type[StudyDeskError], code: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    with serving(answer) as server, pytest.raises(StudyDeskError) as caught:
        a_campus(server.url).writes.upload(tmp_path / "a", "a", DraftAreaId(1))
    assert type(caught.value) is expected
    assert not isinstance(caught.value, Refused) or caught.value.code == code


def test_the_same_name_in_the_same_area_counts_as_done(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"abc")
    told = recorded("upload__same_name_same_itemid")
    with serving(sending("200 OK", told, {"Content-Type": "text/plain"})) as server:
        uploaded = a_campus(server.url).writes.upload(tmp_path / "photo.jpg", "photo.jpg", DraftAreaId(46403610))
    assert (uploaded.area, uploaded.name, uploaded.size_bytes) == (46403610, "photo.jpg", 198655)


def test_a_file_over_the_limit_the_site_told_does_not_travel(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 1001)
    with serving(sending("200 OK", stored("big", 1001), {})) as server:
        known = replace(KNOWN, max_upload_bytes=1000)
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel(), known=known)
        with pytest.raises(Refused) as caught:
            campus.writes.upload(tmp_path / "big", "big", DraftAreaId(1))
        assert server.requests == []
    assert caught.value.code == "upload_error_ini_size"


def test_a_file_that_is_gone_is_not_found_and_nothing_is_sent(tmp_path: Path) -> None:
    with serving(sending("200 OK", b"[]", {})) as server:
        with pytest.raises(NotFound):
            a_campus(server.url).writes.upload(tmp_path / "gone", "gone", DraftAreaId(1))
        assert server.requests == []


def test_a_file_that_shrinks_on_the_way_is_corrupt(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 1000)
    form = Form({}, file, "a")
    file.write_bytes(b"x" * 10)
    with pytest.raises(Corrupt):
        list(form)


def test_a_large_upload_is_never_in_memory(tmp_path: Path) -> None:
    size = 200 * 1024 * 1024
    file = tmp_path / "big.bin"
    with file.open("wb") as big:
        big.truncate(size)
    with serving(lambda _r, line: line.send("200 OK", stored("big.bin", size)), keeps_bodies=False) as server:
        tracemalloc.start()
        try:
            told = a_campus(server.url).writes.upload(file, "big.bin", DraftAreaId(1))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert told.size_bytes == size
    assert server.requests[0].size > size
    assert peak < 8 * 1024 * 1024
