"""Refusals: HTTP 200 and a body that says no, in a shape of its own at each endpoint (moodle.md §1)."""

from pathlib import Path

import pytest
import requests

from studydesk.campus.moodle import signin
from studydesk.campus.moodle.campus import connect
from studydesk.domain.campus import NewPost
from studydesk.domain.courses import Kind
from studydesk.domain.ids import CourseId, DraftAreaId, PostId
from studydesk.domain.outside import Cancel
from studydesk.errors import NotAvailable, Refused, SignedOut, WrongPassword
from studydesk.policy import DEMO
from tests.campus.school import Json
from tests.contract.site import Site

BAD_TOKEN = "0" * 32
PAGE_KEYS = {"error", "errorcode", "stacktrace", "debuginfo", "reproductionlink"}


def rest(campus: Site, **sent: str) -> requests.Response:
    """Return what server.php answers to a form as it stands."""
    address = f"{campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
    return campus.learner.session.post(address, data=sent, timeout=20)


@pytest.mark.parametrize(
    ("function", "given", "code"),
    [
        ("core_course_get_contents", {}, "invalidparameter"),
        ("core_course_get_contents", {"courseid": "abc"}, "invalidparameter"),
        ("core_course_get_contents", {"courseid": 2, "more": 1}, "invalidparameter"),
        ("core_course_get_contents", {"courseid": 999_999_999}, "invalidrecord"),
        ("core_nope", {}, "invalidrecord"),
        ("core_user_create_users", {}, "accessexception"),
        ("", {}, "invalidparameter"),
    ],
    ids=["missing", "wrong type", "extra", "no such id", "no such function", "outside the service", "no function"],
)
def test_a_refusal_is_status_200_with_an_errorcode(campus: Site, function: str, given: Json, code: str) -> None:
    answer = campus.learner.send(function, **given)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    told = answer.json()
    assert told["errorcode"] == code
    assert set(told) - {"debuginfo"} == {"exception", "errorcode", "message"}


def test_an_error_of_php_itself_has_no_errorcode(campus: Site) -> None:
    answer = campus.learner.send("mod_forum_get_discussion_posts", discussionid=999_999_999)
    assert answer.status_code == 200
    assert set(answer.json()) - {"debuginfo"} == {"exception", "message"}


@pytest.mark.parametrize("token", [BAD_TOKEN, ""], ids=["unknown", "empty"])
def test_a_token_of_nobody_is_invalidtoken_at_every_endpoint(campus: Site, token: str) -> None:
    function = "core_webservice_get_site_info"
    assert rest(campus, wsfunction=function, wstoken=token).json()["errorcode"] == "invalidtoken"
    stored = campus.need(campus.places.binary, "stored file")
    file = campus.learner.session.get(stored.address, params={"token": token or "x"}, timeout=20)
    data = {"token": token or "x", "itemid": "0", "filearea": "draft"}
    sent = {"file_1": ("a.txt", b"a")}
    upload = campus.learner.session.post(f"{campus.url}/webservice/upload.php", data=data, files=sent, timeout=20)
    for answer in (file, upload):
        assert answer.status_code == 200
        assert set(answer.json()) == PAGE_KEYS
        assert answer.json()["errorcode"] == "invalidtoken"


def test_the_program_reads_a_bad_token_as_signed_out_wherever_it_shows(campus: Site, tmp_path: Path) -> None:
    known = campus.desk.reads.site()
    stranger = connect(campus.url, BAD_TOKEN, policy=DEMO, cancel=Cancel(), known=known)
    file = tmp_path / "a.txt"
    file.write_bytes(b"a")
    stored = campus.need(campus.places.binary, "stored file")
    try:
        with pytest.raises(SignedOut):
            stranger.reads.courses()
        with pytest.raises(SignedOut):
            stranger.writes.add_posts([NewPost(PostId(1), "x", "<p>x</p>")])
        with pytest.raises(SignedOut):
            stranger.writes.upload(file, "a.txt", DraftAreaId(7))
        with pytest.raises(SignedOut), stranger.files.open(stored.address):
            pass
    finally:
        stranger.close()


def test_a_missing_token_of_a_file_is_a_missing_parameter(campus: Site) -> None:
    stored = campus.need(campus.places.binary, "stored file")
    answer = campus.learner.session.get(stored.address, timeout=20)
    assert (answer.status_code, answer.json()["errorcode"]) == (200, "missingparam")


def test_a_wrong_password_is_status_200_and_the_same_as_an_unknown_name(campus: Site) -> None:
    names = (campus.desk.reads.site().username, "nobody-of-this-name")
    told = []
    for name in names:
        sent = {"username": name, "password": "wrong", "service": "moodle_mobile_app"}
        answer = campus.learner.session.post(f"{campus.url}/login/token.php", data=sent, timeout=20)
        assert answer.status_code == 200
        told.append(answer.json())
    assert told[0] == told[1]
    assert set(told[0]) == PAGE_KEYS
    assert told[0]["errorcode"] == "invalidlogin"
    with pytest.raises(WrongPassword):
        signin.sign_in(campus.url, names[0], "wrong", DEMO, Cancel())


def test_signing_in_twice_gives_the_same_token_and_capitals_do_not_matter(campus: Site) -> None:
    username, password = campus.learner.username, campus.learner.password
    for name in (username, username.upper()):
        assert signin.sign_in(campus.url, name, password, DEMO, Cancel()) == campus.learner.token


def test_without_the_json_parameter_an_error_is_xml(campus: Site) -> None:
    sent = {"wsfunction": "core_webservice_get_site_info", "wstoken": BAD_TOKEN}
    answer = campus.learner.session.post(f"{campus.url}/webservice/rest/server.php", data=sent, timeout=20)
    assert answer.status_code == 200
    assert answer.text.startswith("<?xml")
    assert "<ERRORCODE>invalidtoken</ERRORCODE>" in answer.text


def test_a_body_of_json_is_not_read(campus: Site) -> None:
    address = f"{campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
    sent = {"wsfunction": "core_webservice_get_site_info", "wstoken": campus.learner.token}
    answer = campus.learner.session.post(address, json=sent, timeout=20)
    assert answer.json()["errorcode"] == "invalidtoken"


def test_a_course_that_is_not_there_is_an_error_for_one_function_and_silence_for_another(campus: Site) -> None:
    nowhere = 999_999_999
    assert campus.learner("mod_forum_get_forums_by_courses", courseids=[nowhere]) == []
    told = campus.learner("mod_page_get_pages_by_courses", courseids=[nowhere])
    assert (told["pages"], [warning["itemid"] for warning in told["warnings"]]) == ([], [nowhere])
    with pytest.raises(Refused):
        campus.desk.reads.contents(CourseId(nowhere))


def test_what_the_site_does_not_offer_is_known_before_anything_is_sent(campus: Site) -> None:
    assert "core_user_create_users" not in campus.desk.reads.site().functions
    with pytest.raises(NotAvailable):
        campus.desk.writes.view(Kind.LABEL, 1)


def test_every_answer_says_what_time_it_is_at_the_site(campus: Site) -> None:
    stored = campus.need(campus.places.binary, "stored file")
    session, token = campus.learner.session, campus.learner.token
    asked = [{"index": 0, "methodname": "tool_mobile_get_public_config", "args": {}}]
    answers = [
        campus.learner.send("core_webservice_get_site_info"),
        campus.learner.send("core_nope"),
        campus.learner.get(stored.address),
        session.get(stored.address, params={"token": BAD_TOKEN}, timeout=20),
        session.post(f"{campus.url}/webservice/upload.php", data={"token": token}, timeout=20),
        session.post(f"{campus.url}/login/token.php", data={"username": "x"}, timeout=20),
        session.post(f"{campus.url}/lib/ajax/service-nologin.php", json=asked, timeout=20),
    ]
    assert all(answer.headers.get("Date") for answer in answers)
    assert campus.desk.probe().server_time is not None
