"""Files of the embedded campus: ETags and ranges as PHP serves them, and what uploads do to files."""

import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from studydesk.campus.demo import Campus
from tests.campus.school import Json, Visitor
from tests.campus_content import jpeg, pdf, png


def _module(who: Visitor, cmid: int) -> Json:
    answer = who("core_course_get_contents", courseid=2, options=[{"name": "cmid", "value": cmid}])
    return next(module for section in answer for module in section["modules"])


@pytest.fixture
def lecture(amina: Visitor) -> str:
    """Return the address of a film."""
    return str(_module(amina, 4)["contents"][0]["fileurl"])


FILM = bytes(range(256)) * 800


def test_the_etag_is_the_sha1_of_the_content(amina: Visitor, lecture: str) -> None:
    answer = amina.get(lecture)
    assert answer.content == FILM
    assert answer.headers["ETag"] == f'"{hashlib.sha1(FILM).hexdigest()}"'
    head = amina.session.head(lecture, params={"token": amina.token}, timeout=10)
    assert (head.headers["ETag"], head.headers["Content-Length"]) == (answer.headers["ETag"], str(len(FILM)))


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=102400-", 206, 102_400, 204_799),
        ("bytes=-50", 206, 204_750, 204_799),
        ("bytes=204799-", 206, 204_799, 204_799),
        ("bytes=0-999999", 206, 0, 204_799),
        ("bytes=204800-", 200, 0, 204_799),
        ("bytes=9999999-", 200, 0, 204_799),
        ("bytes=x", 200, 0, 204_799),
    ],
)
def test_ranges_are_served_and_those_past_the_end_are_the_whole_file(
    asked: str, status: int, start: int, end: int, amina: Visitor, lecture: str
) -> None:
    answer = amina.get(lecture, Range=asked)
    assert (answer.status_code, answer.content) == (status, FILM[start : end + 1])
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{len(FILM)}"


def test_several_ranges_come_as_a_multipart_body(amina: Visitor, lecture: str) -> None:
    answer = amina.get(lecture, Range="bytes=0-9,20-29")
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (206, "multipart/byteranges")
    assert FILM[20:30] in answer.content


def test_if_range_is_ignored_even_for_another_version(amina: Visitor, lecture: str) -> None:
    answer = amina.get(lecture, Range="bytes=0-9", If_Range='"0000"')
    assert (answer.status_code, answer.content) == (206, FILM[:10])


def test_the_same_etag_is_not_modified_but_a_weak_one_is_sent_in_full(amina: Visitor, lecture: str) -> None:
    etag = amina.get(lecture).headers["ETag"]
    assert amina.get(lecture, If_None_Match=etag).status_code == 304
    assert amina.get(lecture, If_None_Match=etag.strip('"')).status_code == 304
    assert amina.get(lecture, If_None_Match=f"W/{etag}").status_code == 200
    assert amina.get(lecture, If_None_Match='"other"').status_code == 200


def test_plain_text_knows_no_ranges(amina: Visitor) -> None:
    address = next(file["fileurl"] for file in _module(amina, 7)["contents"] if file["filename"] == "notes.txt")
    answer = amina.get(address, Range="bytes=5-9")
    assert (answer.status_code, answer.headers["Accept-Ranges"]) == (200, "none")
    assert len(answer.content) == int(answer.headers["Content-Length"]) > 100


def test_a_generated_page_has_size_zero_no_etag_and_no_ranges(amina: Visitor) -> None:
    entry = next(file for file in _module(amina, 2)["contents"] if file["filename"] == "index.html")
    answer = amina.get(entry["fileurl"], Range="bytes=0-9")
    assert entry["filesize"] == 0
    assert (answer.status_code, answer.headers.get("ETag"), answer.headers["Accept-Ranges"]) == (200, None, "none")
    assert '<img src="diagram.png"' in answer.text


def test_a_chapter_of_a_book_is_generated_too_and_has_its_own_files(amina: Visitor) -> None:
    entries = _module(amina, 6)["contents"]
    assert [entry["filename"] for entry in entries] == [
        "structure",
        "index.html",
        "diagram.png",
        "index.html",
        "index.html",
    ]
    chapter = amina.get(entries[1]["fileurl"])
    assert chapter.text.startswith("<h3>1. Texture</h3>")
    assert "ETag" not in chapter.headers
    assert amina.get(entries[2]["fileurl"]).content == png()


def test_the_picture_of_a_page_is_found_with_a_revision_without_and_by_its_text(amina: Visitor) -> None:
    listed = _module(amina, 2)["contents"][0]["fileurl"].split("?")[0]
    page = amina("mod_page_get_pages_by_courses", courseids=[2])["pages"][0]
    in_text = page["content"].split('src="')[1].split('"')[0]
    assert (listed.endswith("/content/0/diagram.png"), in_text.endswith("/content/diagram.png")) == (True, True)
    assert amina.get(listed).content == amina.get(in_text).content == png()


def test_a_file_in_a_folder_keeps_its_path(amina: Visitor) -> None:
    entry = next(file for file in _module(amina, 7)["contents"] if file["filename"] == "rain.csv")
    assert entry["filepath"] == "/data/"
    assert amina.get(entry["fileurl"]).content == b"day,mm\n1,12\n2,0\n"


def test_a_replaced_file_has_a_new_revision_and_the_old_address_serves_it_too(
    amina: Visitor, campus: Campus, lecture: str
) -> None:
    campus.office.replace_file("ws", "lecture", "lecture.mp4", b"new film")
    entry = _module(amina, 4)["contents"][0]
    assert "/content/1/" in entry["fileurl"]
    assert entry["filesize"] == 8
    assert amina.get(lecture).content == amina.get(entry["fileurl"]).content == b"new film"


def test_a_refused_file_is_status_200_with_json(amina: Visitor, campus: Campus, lecture: str) -> None:
    bare = amina.session.get(lecture, timeout=10)
    assert (bare.status_code, bare.json()["errorcode"]) == (200, "missingparam")
    bad = amina.session.get(lecture, params={"token": "bad"}, timeout=10)
    assert (bad.status_code, bad.json()["errorcode"]) == (200, "invalidtoken")
    assert set(bad.json()) == {"error", "errorcode", "stacktrace", "debuginfo", "reproductionlink"}
    never = campus.office.activity("ws", "never")["context"]
    closed = amina.get(f"{campus.url}/webservice/pluginfile.php/{never}/mod_page/content/index.html")
    assert (closed.status_code, closed.json()["errorcode"]) == (200, "requireloginerror")
    paper = campus.office.activity("private", "paper")["context"]
    foreign = amina.get(f"{campus.url}/webservice/pluginfile.php/{paper}/mod_resource/content/0/reader.pdf")
    assert (foreign.status_code, foreign.json()["errorcode"]) == (200, "requireloginerror")
    nowhere = amina.get(f"{campus.url}/webservice/pluginfile.php/99999/mod_page/content/index.html")
    assert (nowhere.status_code, nowhere.json()["errorcode"]) == (200, "invalidrecord")


def test_only_a_missing_file_is_status_404(amina: Visitor, lecture: str) -> None:
    answer = amina.get(lecture.replace("lecture.mp4", "nothing.mp4"))
    assert (answer.status_code, answer.json()["errorcode"]) == (404, "filenotfound")


def test_the_course_picture_needs_webservice_and_a_token(amina: Visitor) -> None:
    course = amina("core_enrol_get_users_courses", userid=amina.id)[0]
    assert amina.get(course["courseimage"]).status_code == 303
    assert amina.get(course["overviewfiles"][0]["fileurl"]).content == jpeg()


def test_the_token_of_a_file_may_come_in_the_body(amina: Visitor, lecture: str) -> None:
    assert amina.session.post(lecture, data={"token": amina.token}, timeout=10).content == FILM


def test_an_uploaded_jpeg_is_stored_otherwise_but_answered_with_the_size_that_was_sent(amina: Visitor) -> None:
    sent = jpeg()
    answer = amina.upload("photo.jpg", sent)[0]
    assert answer["filesize"] == len(sent)
    listed = _draft(amina, answer["itemid"])[0]
    assert listed["filesize"] != len(sent)
    assert amina.upload("page.pdf", pdf())[0]["filesize"] == len(pdf())


def _draft(who: Visitor, itemid: int) -> list[Json]:
    given = {"component": "user", "filearea": "draft", "filepath": "/", "filename": ""}
    answer = who("core_files_get_files", contextid=-1, contextlevel="user", instanceid=who.id, itemid=itemid, **given)
    files: list[Json] = answer["files"]
    return files


def test_the_same_name_twice_in_one_draft_is_told_apart_from_a_failure(amina: Visitor) -> None:
    first = amina.upload("a.txt", b"one")[0]
    second = amina.upload("a.txt", b"two!", first["itemid"])[0]
    assert (second["errortype"], second["size"]) == ("filenameexist", 4)
    assert [file["filesize"] for file in _draft(amina, first["itemid"])] == [3]


def test_a_draft_of_ones_own_can_be_listed_and_one_that_never_was_is_empty(amina: Visitor, bojan: Visitor) -> None:
    itemid = amina.draft(("a.txt", b"a"), ("b.txt", b"bb"))
    assert [(file["filename"], file["filesize"]) for file in _draft(amina, itemid)] == [("a.txt", 1), ("b.txt", 2)]
    assert _draft(amina, 4242) == []
    assert _draft(bojan, itemid) == []


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Résumé – notes (1) & ü.txt", "Résumé – notes (1)  ü.txt"),
        ("../../evil.php", "evil.php"),
        ("README", "README"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("what: is <this>?.txt", "what is this?.txt"),
    ],
)
def test_names_are_cleaned(sent: str, stored: str, amina: Visitor) -> None:
    assert amina.upload(sent, b"x")[0]["filename"] == stored


def test_an_empty_file_is_accepted(amina: Visitor) -> None:
    assert amina.upload("empty.txt", b"")[0]["filesize"] == 0


def test_a_chosen_draft_id_is_taken_and_other_file_areas_are_treated_as_draft(amina: Visitor) -> None:
    assert amina.upload("a.txt", b"a", 424242)[0]["itemid"] == 424242
    assert amina.upload("b.txt", b"b", filearea="private")[0]["filearea"] == "draft"


def test_several_files_in_one_upload_share_a_draft(amina: Visitor) -> None:
    files = {"file_1": ("m1.txt", b"1"), "file_2": ("m2.txt", b"22")}
    sent = {"token": amina.token, "itemid": "0"}
    address = f"{amina.campus.url}/webservice/upload.php"
    answer = amina.session.post(address, data=sent, files=files, timeout=10).json()
    assert [(file["filename"], file["filesize"]) for file in answer] == [("m1.txt", 1), ("m2.txt", 2)]
    assert answer[0]["itemid"] == answer[1]["itemid"]


def test_a_body_sent_in_chunks_arrives(amina: Visitor) -> None:
    boundary = "xyz"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="token"\r\n\r\n{amina.token}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="big.bin"\r\n\r\n'.encode(),
        b"\r\n--x" * 50_000,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    address = f"{amina.campus.url}/webservice/upload.php"
    answer = amina.session.post(address, data=iter(parts), headers=headers, timeout=20).json()
    assert answer[0]["filesize"] == 250_000


def test_a_sender_who_leaves_in_the_middle_leaves_nothing_behind(
    amina: Visitor, campus: Campus, tmp_path: Path
) -> None:
    itemid = amina.draft(("a.txt", b"a"))

    def body() -> Iterator[bytes]:
        yield b'--xyz\r\nContent-Disposition: form-data; name="f"; filename="cut.bin"\r\n\r\n'
        yield b"x" * 100_000
        raise InterruptedError

    headers = {"Content-Type": "multipart/form-data; boundary=xyz"}
    with pytest.raises((InterruptedError, requests.RequestException)):
        requests.post(f"{campus.url}/webservice/upload.php?token={amina.token}&itemid={itemid}", data=body(),
                      headers=headers, timeout=10)  # fmt: skip
    assert [file["filename"] for file in _draft(amina, itemid)] == ["a.txt"]
    arriving = tmp_path / "state" / "files"
    for _attempt in range(100):
        if not list(arriving.glob("incoming-*")):
            break
        time.sleep(0.02)  # the campus notices in its own thread
    assert list(arriving.glob("incoming-*")) == []


def test_a_page_names_its_files_by_the_address_of_the_campus_it_is_served_from(amina: Visitor) -> None:
    page = amina("mod_page_get_pages_by_courses", courseids=[2])["pages"][0]
    assert re.findall(r'src="(http://127\.0\.0\.1:\d+)/', page["content"]) == [amina.campus.url]
