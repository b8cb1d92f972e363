"""The measurements of a real Moodle, played again at the embedded campus: what came of it there comes of it here."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import requests

from tests.campus.school import NOTES, Json, Visitor
from tests.campus_content import LEARNER, jpeg
from tests.contract.conftest import Embedded
from tests.shared import shared

# The recorded kinds of files, and their like at the embedded campus: the activity and the file's name.
LIKE = {
    "pdf": ("Course reader", "reader.pdf"),
    "mp4": ("Lecture", "lecture.mp4"),
    "jpg_in_page": ("What is soil?", "diagram.png"),
    "page_index_html": ("What is soil?", "index.html"),
    "folder_txt_unicode": ("Handouts", "notes.txt"),
    "folder_vtt_subdir": ("Lecture", "lecture.en.vtt"),
    "csv": ("Handouts", "rain.csv"),
    "book_chapter_html": ("Little book", "index.html"),
}
# Headers that say something to a client; the others are the web server's and PHP's own.
TELLING = ("etag", "accept-ranges", "content-range", "content-encoding", "content-disposition", "last-modified")


def log(name: str) -> Json:
    """Return a recorded log of measurements."""
    return json.loads((shared("moodle-wire") / f"{name}.json").read_text(encoding="utf-8"))


def _listed(who: Visitor, title: str, name: str) -> Json:
    sections = who("core_course_get_contents", courseid=2)
    module = next(module for section in sections for module in section["modules"] if module["name"] == title)
    return next(file for file in module["contents"] if file["filename"] == name)


def _asked(size: int, etag: str, modified: str) -> dict[str, dict[str, str]]:
    """Return the headers of each recorded request."""
    part = {"Range": "bytes=10-19"}
    return {
        "GET": {},
        "Range_0-99": {"Range": "bytes=0-99"},
        "Range_half_to_end": {"Range": f"bytes={size // 2}-"},
        "Range_suffix_50": {"Range": "bytes=-50"},
        "Range_past_end": {"Range": f"bytes={size}-"},
        "Range_far_past_end": {"Range": f"bytes={size + 1000}-"},
        "Range_multi": {"Range": "bytes=0-4,10-14"},
        "If-None-Match_same": {"If-None-Match": etag},
        "If-None-Match_unquoted": {"If-None-Match": etag.strip('"')},
        "If-None-Match_weak": {"If-None-Match": f"W/{etag}"},
        "If-None-Match_other": {"If-None-Match": '"0000"'},
        "If-Range_same": part | {"If-Range": etag},
        "If-Range_other_etag": part | {"If-Range": '"0000"'},
        "If-Modified-Since_same": {"If-Modified-Since": modified},
        "GET_accept_gzip": {"Accept-Encoding": "gzip"},
        "Range_accept_gzip": {"Range": "bytes=0-99", "Accept-Encoding": "gzip"},
    }


def _facts(status: int, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return what an answer tells a client about the file, its own values left out."""
    told = {name.lower(): value for name, value in headers.items()}
    facts: dict[str, Any] = {name: name in told for name in TELLING}
    facts["is weak"] = told.get("etag", "").startswith("W/")
    facts["ranges"] = told.get("accept-ranges")
    facts["encoding"] = told.get("content-encoding")
    facts["length"] = "content-length" in told and status != 304
    facts["type"] = told.get("content-type", "").partition("boundary")[0].partition("/")[0]
    return facts | {"status": status}


@pytest.mark.parametrize("kind", sorted(LIKE))
def test_a_file_is_served_as_the_recorded_one_of_its_kind(kind: str, embedded: Embedded) -> None:
    who, variants = embedded.site.learner, log("_file_serving")[kind]
    file = _listed(who, *LIKE[kind])
    address = file["fileurl"]
    first = who.get(address)
    etag, modified = first.headers.get("ETag", '"x"'), first.headers["Last-Modified"]
    assert ("ETag" in first.headers) is bool(variants["etag_is_sha1"])
    found = []
    for name, headers in _asked(len(first.content), etag, modified).items():
        if name not in variants:
            continue  # no condition without an ETag
        sent = {"Accept-Encoding": "identity"} | headers
        given = who.session.get(address, params={"token": who.token}, headers=sent, timeout=20)
        recorded = variants[name]
        lines = dict(line.split(": ", 1) for line in recorded["headers"][1:] if ": " in line)
        expected, told = _facts(recorded["status"], lines), _facts(given.status_code, given.headers)
        found += [f"{name}: {key} is {told[key]}, was {expected[key]}" for key in told if told[key] != expected[key]]
    assert found == []


def test_a_refused_file_is_refused_as_recorded(embedded: Embedded) -> None:
    who, recorded = embedded.site.learner, log("_file_errors_and_variants")
    reader = _listed(who, *LIKE["pdf"])["fileurl"].partition("?")[0]
    hidden = embedded.campus.office.activity("ws", "hidden")["context"]
    closed = embedded.campus.office.activity("ws", "never")["context"]
    staff = embedded.campus.office.activity("private", "paper")["context"]
    base = f"{embedded.campus.url}/webservice/pluginfile.php"
    own = {"token": who.token}
    asked: dict[str, tuple[str, dict[str, str]]] = {
        "no_token": (reader, {}),
        "bad_token": (reader, {"token": "0" * 32}),
        "no_such_file": (f"{reader}.missing", own),
        "no_such_context": (f"{base}/999999/mod_resource/content/0/x.pdf", own),
        "file_of_a_course_not_enrolled": (f"{base}/{staff}/mod_resource/content/0/reader.pdf", own),
        "file_of_Opens_next_month": (f"{base}/{closed}/mod_page/content/index.html", own),
        "file_of_Hidden_page": (f"{base}/{hidden}/mod_page/content/index.html", own),
    }
    for name, (address, query) in asked.items():
        answer = requests.get(address, params=query, timeout=20)
        expected = recorded[name]
        assert (answer.status_code, answer.json()) == (expected["status"], expected["body"]), name
        kind = next(line for line in expected["headers"] if line.startswith("Content-Type"))
        assert f"Content-Type: {answer.headers['Content-Type']}" == kind, name
    bearer = {"Authorization": f"Bearer {who.token}"}
    assert requests.get(reader, headers=bearer, timeout=20).json() == recorded["no_token"]["body"]


def _endpoints(site: Embedded, token: str) -> dict[str, Json]:
    """Return what each endpoint answers to a token, and what signing in answers."""
    who, url = site.site.learner, site.campus.url
    rest = {"wsfunction": "core_course_get_contents", "courseid": "2", "wstoken": token}
    server, data = f"{url}/webservice/rest/server.php?moodlewsrestformat=json", {"token": token, "filearea": "draft"}
    login = {"username": LEARNER[0], "password": LEARNER[1], "service": "moodle_mobile_app"}
    reader = f"{url}/webservice/pluginfile.php/{site.campus.office.activity('ws', 'reader')['context']}"
    sent = {"file_1": ("n2.txt", b"second file!")}
    return {
        "rest": who.session.post(server, data=rest, timeout=20),
        "file": who.session.get(f"{reader}/mod_resource/content/0/reader.pdf", params={"token": token}, timeout=20),
        "upload": who.session.post(f"{url}/webservice/upload.php", data=data, files=sent, timeout=20),
        "login": who.session.post(f"{url}/login/token.php", data=login, timeout=20),
    }


LIVES: dict[str, Callable[[Embedded], object]] = {
    "normal": lambda site: None,
    "expired_token": lambda site: site.campus.office.expire_tokens("amina"),
    "revoked_token": lambda site: site.campus.office.revoke_tokens("amina"),
    "suspended_user": lambda site: site.campus.office.suspend("amina"),
    "unenrolled_from_course": lambda site: site.campus.office.set_enrolled("amina", "ws", False),
    "maintenance_mode_admin_setting": lambda site: site.campus.office.set_maintenance(True),
}


@pytest.mark.parametrize("life", sorted(LIVES))
def test_a_token_ends_as_recorded_at_each_endpoint(life: str, embedded: Embedded) -> None:
    token = embedded.site.learner.token
    LIVES[life](embedded)
    for endpoint, answer in _endpoints(embedded, token).items():
        expected = log("_token_lifecycle")[life][endpoint]
        assert answer.status_code == expected["status"], endpoint
        if "errorcode" in expected["body"]:
            told, refused = answer.json(), json.loads(expected["body"])
            assert {key: told[key] for key in refused if key not in ("message", "error")} == {
                key: refused[key] for key in refused if key not in ("message", "error")
            }, endpoint
        else:
            assert '"errorcode"' not in answer.text[:200], endpoint


def test_what_was_uploaded_at_the_edges_is_answered_as_recorded(embedded: Embedded) -> None:
    who, recorded = embedded.site.learner, log("_upload_edges")
    sent = {"unicode_name": "Résumé – notes (1) & ü.txt", "traversal_name": "../../evil.php", "no_extension": "README"}
    for name, given in sent.items():
        (told,), (expected,) = who.upload(given, b"second file!"), json.loads(recorded[name]["body"])
        own = {"contextid", "userid", "itemid", "author"}
        assert {key: told[key] for key in told if key not in own} == {
            key: expected[key] for key in expected if key not in own
        }, name
        assert {key: type(told[key]) for key in own} == {key: type(expected[key]) for key in own}, name
    assert who.upload("empty.txt", b"")[0]["filesize"] == json.loads(recorded["empty_file"]["body"])[0]["filesize"]
    assert who.upload("a.txt", b"a", filearea="private")[0]["filearea"] == "draft"
    assert json.loads(recorded["filearea_private"]["body"])[0]["filearea"] == "draft"
    bad = {"token": "0" * 32}
    refused = who.session.post(
        f"{embedded.campus.url}/webservice/upload.php", data=bad, files={"file_1": ("a.txt", b"a")}, timeout=20
    )
    assert refused.json() == json.loads(recorded["bad_token"]["body"])


def _outcome(who: Visitor) -> Json:
    """Return status, files and texts of the work, as the log of the saves has them."""
    status, files, text = who.handed_in(NOTES)
    return [status, sorted(f"{name}:{size}" for name, size in files), [text]]


def test_every_row_of_the_measured_saves_comes_out_the_same(embedded: Embedded) -> None:
    who, rows = embedded.site.learner, log("_assign_save_matrix")
    teacher = embedded.site.teacher
    assert teacher is not None
    notes, small = ("notes.pdf", b"%PDF"), ("n2.txt", b"second file!")
    area, shared_area = who.draft(notes, small), who.draft(notes, small)
    many = who.draft(*((f"m{number}.txt", b"m%d" % number) for number in range(5)))
    large = who.draft(("large.bin", bytes(20_001)), small)
    played: list[tuple[str, Callable[[], Json]]] = [
        ("text itemid 0 + files draft", lambda: who.save(NOTES, "<p>t1</p>", area)),
        ("same draft again", lambda: who.save(NOTES, "<p>t2</p>", area)),
        ("text only, files_filemanager omitted", lambda: who.save(NOTES, "<p>t3</p>")),
        ("files_filemanager=0", lambda: who.save(NOTES, "<p>t4</p>", 0)),
        ("new draft with 1 file (replaces)", lambda: who.save(NOTES, "<p>t5</p>", who.draft(small))),
        ("5 files where 3 are allowed", lambda: who.save(NOTES, "<p>t6</p>", many)),
        ("6 MB (limit 5 MB) + small", lambda: who.save(NOTES, "<p>t7</p>", large)),
        ("SAME itemid for text and files", lambda: who.save(NOTES, "<p>t8</p>", shared_area, text_draft=shared_area)),
        ("another user's draft itemid", lambda: who.save(NOTES, "<p>t9</p>", teacher.draft(small))),
        ("all empty", lambda: who.save(NOTES, "", 0)),
    ]
    for row, save in played:
        save()
        status, files, texts = rows[row]
        sizes = [file.replace("notes.pdf:443263", "notes.pdf:4") for file in files]
        assert _outcome(who) == [status, sorted(sizes), texts], row


def test_every_row_of_the_measured_drafts_comes_out_the_same(embedded: Embedded) -> None:
    who, rows = embedded.site.learner, log("_assign_draft_cases")
    teacher = embedded.site.teacher
    assert teacher is not None
    notes = ("notes.pdf", b"%PDF")
    emptied = who.draft(notes)
    who("core_files_delete_draft_files", draftitemid=emptied, files=[{"filepath": "/", "filename": "notes.pdf"}])
    played: dict[str, Callable[[], Json]] = {
        "baseline": lambda: who.save(NOTES, "<p>b</p>", who.draft(notes)),
        "another user's draft": lambda: who.save(NOTES, "<p>b</p>", teacher.draft(notes)),
        "itemid that never existed": lambda: who.save(NOTES, "<p>b</p>", 123_456_789),
        "draft emptied by core_files_delete_draft_files": lambda: who.save(NOTES, "<p>b</p>", emptied),
        "empty text, real files": lambda: who.save(NOTES, "", who.draft(notes)),
    }
    assert set(played) == set(rows)
    for row, save in played.items():
        who.save(NOTES, "<p>before</p>", who.draft(notes))
        answer, files = rows[row]
        assert save() == answer, row
        assert [name.partition(":")[0] for name in files] == [name for name, _size in who.handed_in(NOTES)[1]], row


def test_what_changed_is_reported_under_the_recorded_names(embedded: Embedded) -> None:
    site, office, rows = embedded.site, embedded.campus.office, log("_updates_since_matrix")

    def names(row: Json) -> list[list[str]]:
        return [[update["name"] for update in each["updates"]] for each in row["instances"]]

    played: dict[str, Callable[[], object]] = {
        "nothing changed": lambda: None,
        "student1 posted himself": lambda: site.replied(2),
        "teacher hid it": lambda: office.set_hidden("ws", "soil", True),
        "and showed it again": lambda: office.set_hidden("ws", "soil", False),
        "teacher edited that page": lambda: office.edit_page("ws", "soil", "<p>Other.</p>"),
        "teacher graded student1 ": lambda: office.grade("ws", "diary", "amina", 41.25, "<p>Good.</p>"),
        "teacher deleted it": lambda: office.delete_activity("ws", "later"),
    }
    for row, act in played.items():
        embedded.clock.now += 10
        since = int(embedded.clock.now)
        embedded.clock.now += 10
        act()
        told = site.learner("core_course_get_updates_since", courseid=2, since=since)
        assert names(told) == names(rows[row]), row


def test_a_jpeg_is_answered_with_the_size_that_was_sent_as_recorded(embedded: Embedded) -> None:
    """The stored size is another one (moodle.md §3), so neither size nor hash of a JPEG says anything."""
    told = log("upload__photo_itemid0")
    (sent,) = told["response"]
    assert sent["filesize"] == 198_655
    (here,) = embedded.site.learner.upload("photo.jpg", jpeg())
    assert here["filesize"] == len(jpeg())
