"""The embedded campus beside the recorded answers: the same keys and types for all that both know, refusals too."""

import json
from collections.abc import Callable

import pytest
import requests

from studydesk.campus.demo.functions import OFFERED
from tests.campus.recordings import BATCH, recordings
from tests.campus.school import FORUM, NOTES, PROMISE, Json
from tests.campus.shapes import Shape, differences, learn
from tests.campus.test_demo_refusals import SAME
from tests.campus.test_demo_shapes import READS, WRITES
from tests.campus.test_demo_shapes import recorded as recorded_shape
from tests.campus_content import LEARNER
from tests.contract.conftest import Embedded
from tests.shared import shared

Ask = Callable[[Embedded], Json]

# Compared in tests/campus/test_demo_shapes.py in a test of their own.
_TEACHERS = {"mod_assign_get_submissions", "mod_forum_set_lock_state"}
# Functions of the embedded campus that were never recorded, and where their shape comes from.
NEVER_RECORDED = {
    "core_course_get_course_module_by_instance": "the shape of core_course_get_course_module (the same in the source)",
    "mod_assign_revert_submissions_to_draft": "a list of warnings, as save_submission's",
    "mod_assign_save_grade": "null, as the source says; only teachers call it",
    "mod_forum_view_forum": "the shape of every other mod_*_view_*",
}


def answer(name: str) -> Json:
    """Return a recorded answer; one was kept as the text that it came as."""
    told = json.loads((shared("moodle-wire") / f"{name}.json").read_text(encoding="utf-8"))["response"]
    return json.loads(told) if isinstance(told, str) else told


def shape_of(*answers: Json) -> Shape:
    """Return the merged shape of some answers."""
    shape = Shape()
    for each in answers:
        learn(shape, each)
    return shape


def test_every_function_of_the_embedded_campus_with_a_recording_is_compared() -> None:
    named = {told.function for told in recordings()}
    both = set(OFFERED) & named
    assert both - set(READS) - set(WRITES) - _TEACHERS == {BATCH}  # compared below
    assert set(OFFERED) - named == set(NEVER_RECORDED)


def test_what_was_never_recorded_has_the_shape_of_its_like(embedded: Embedded) -> None:
    learner, teacher = embedded.site.learner, embedded.site.teacher
    assert teacher is not None
    by_instance = learner("core_course_get_course_module_by_instance", module="page", instance=1)
    assert differences(recorded_shape("core_course_get_course_module"), by_instance) == []
    viewed = learner("mod_forum_view_forum", forumid=FORUM)
    assert differences(recorded_shape("mod_page_view_page"), viewed) == []
    reverted = {"assignmentid": NOTES, "userids": [learner.id]}
    warned = learner("mod_assign_revert_submissions_to_draft", **reverted)
    assert differences(shape_of(answer("warn__submit_for_grading_twice")), warned) == []
    learner.save(NOTES, "<p>My notes</p>")
    assert _submitted(embedded, NOTES) == []
    assert teacher("mod_assign_revert_submissions_to_draft", **reverted) == []
    assert learner.handed_in(NOTES)[0] == "draft"


def test_a_batch_and_each_answer_and_error_inside_it_has_the_recorded_shape(embedded: Embedded) -> None:
    shape, errors = Shape(), Shape()
    for told in recordings():
        if told.function == BATCH:
            whole = json.loads(told.body)
            learn(shape, whole)
            for response in whole["responses"]:
                if response["error"]:
                    learn(errors, json.loads(response["exception"]))
    site = embedded.site
    reply = {"postid": 2, "subject": "Re", "message": "<p>x</p>"}
    calls = [
        ("core_course_get_contents", {"courseid": 2}),
        ("mod_forum_add_discussion_post", reply),
        ("mod_forum_add_discussion_post", reply | {"postid": 999_999}),
        ("core_webservice_get_site_info", {}),
    ]
    asked = [{"function": name, "arguments": json.dumps(given)} for name, given in calls]
    told = site.learner(BATCH, requests=asked)
    assert differences(shape, told) == []
    contents, post, refused = told["responses"]
    assert differences(recorded_shape("core_course_get_contents"), json.loads(contents["data"])) == []
    assert differences(recorded_shape("mod_forum_add_discussion_post"), json.loads(post["data"])) == []
    assert differences(errors, json.loads(refused["exception"])) == []


def _login(site: Embedded, **given: str) -> Json:
    sent = {"username": LEARNER[0], "password": LEARNER[1], "service": "moodle_mobile_app"} | given
    return requests.post(f"{site.campus.url}/login/token.php", data=sent, timeout=20).json()


def test_a_token_and_the_probe_have_the_recorded_shape(embedded: Embedded) -> None:
    assert differences(shape_of(answer("login_token")), _login(embedded)) == []
    asked = [{"index": 0, "methodname": "tool_mobile_get_public_config", "args": {}}]
    address = f"{embedded.campus.url}/lib/ajax/service-nologin.php"
    probed = requests.post(address, json=asked, timeout=20).json()
    assert differences(shape_of(answer("tool_mobile_get_public_config__nologin")), probed) == []


# Refusals and warnings that are not asserted word for word in tests/campus/test_demo_refusals.py.
def _by_get(site: Embedded) -> Json:
    query = {"moodlewsrestformat": "json", "wsfunction": "core_webservice_get_site_info", "wstoken": "0"}
    return requests.get(f"{site.campus.url}/webservice/rest/server.php", params=query, timeout=20).json()


def _as_json(site: Embedded) -> Json:
    address = f"{site.campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
    sent = {"wsfunction": "core_webservice_get_site_info", "wstoken": site.site.learner.token}
    return requests.post(address, json=sent, timeout=20).json()


def _without_token(site: Embedded) -> Json:
    address = f"{site.campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
    return requests.post(address, data={"wsfunction": "core_webservice_get_site_info"}, timeout=20).json()


def _submitted(site: Embedded, assign: int, accepted: int = 0) -> Json:
    given = {"assignmentid": assign, "acceptsubmissionstatement": accepted}
    return site.site.learner("mod_assign_submit_for_grading", **given)


def _submitted_twice(site: Embedded) -> Json:
    assert _submitted(site, NOTES) == []
    return _submitted(site, NOTES)


def _saved_after(site: Embedded) -> Json:
    assert _submitted(site, NOTES) == []
    return site.site.learner.save(NOTES, "<p>late</p>")


def _staff(site: Embedded, function: str) -> Json:
    return site.site.learner(function, courseids=[3])


LIKE: dict[str, Ask] = {
    "err__GET_request_works": _by_get,
    "err__json_body": _as_json,
    "err__no_token": _without_token,
    "err__login_username_uppercase": lambda site: _login(site, username="AMINA"),
    "err__course_not_enrolled": lambda site: site.site.learner("core_course_get_contents", courseid=3),
    "err__assignments_of_course_not_enrolled_gives_warning": lambda site: _staff(site, "mod_assign_get_assignments"),
    "err__pages_of_course_not_enrolled_gives_warning": lambda site: _staff(site, "mod_page_get_pages_by_courses"),
    "err__forums_of_course_not_enrolled": lambda site: _staff(site, "mod_forum_get_forums_by_courses"),
    "warn__save_after_submit_bigfile": _saved_after,
    "warn__save_submission_after_submit": _saved_after,
    "warn__save_submission_over_wordlimit": lambda site: site.site.learner.save(NOTES, "<p>word</p>" * 51),
    "warn__submit_for_grading_twice": _submitted_twice,
    "warn__submit_for_grading_without_statement": lambda site: _submitted(site, PROMISE),
    "warn__submit_for_grading_nothing_saved": lambda site: _submitted(site, NOTES),
    "warn__submit_for_grading_nothing_saved_no_statement": lambda site: _submitted(site, PROMISE),
}
# Recorded refusals that the embedded campus does not play, and why.
NOT_PLAYED = {
    "err__default_format_is_xml": "XML: word for word in test_demo_refusals.py",
    "err__login_admin": "the embedded campus has no administrator; his token is a token as any other",
    "err__database_down": "the office's fail_next gives statuses; a database that is down cannot be played in one file",
    "err__php_fpm_down": "a page of nginx: the office's fail_next(502) plays it",
    "err__add_discussion_closed_forum": "forums that close are not in the content folder; news and locks refuse alike",
    "err__reply_in_closed_forum": "as above",
    "core_notes_get_course_notes": "notes are no part of the embedded campus",
    "mod_forum_add_discussion__throttled_3": "the embedded campus does not throttle",
    "mod_forum_add_discussion__throttled_4": "the embedded campus does not throttle",
}
_NO_KINDS = ("mod_quiz_", "tool_mobile_get_autologin")  # kinds and functions that the embedded campus does not have


def _refusals() -> set[str]:
    """Return the names of the recordings that are refusals or warnings."""
    return {
        told.name
        for told in recordings()
        if told.name.startswith(("err__", "warn__")) or (told.body.startswith(b'{"exception"'))
    }


def test_every_recorded_refusal_is_played_or_named_with_a_reason() -> None:
    names = {name for name in _refusals() if not any(kind in name for kind in _NO_KINDS)}
    assert names - set(SAME) - set(LIKE) - set(NOT_PLAYED) == set()
    assert (set(LIKE) | set(NOT_PLAYED)) & set(SAME) == set()
    assert (set(LIKE) | set(NOT_PLAYED)) <= names


@pytest.mark.parametrize("name", sorted(LIKE))
def test_a_refusal_has_the_recorded_shape_and_code(name: str, embedded: Embedded) -> None:
    told, expected = LIKE[name](embedded), answer(name)
    assert differences(shape_of(expected), told) == []
    assert _codes(told) == _codes(expected)


def _codes(told: Json) -> list[str]:
    """Return every code of a refusal or warning, at any depth."""
    if isinstance(told, dict):
        own = [str(told[key]) for key in ("exception", "errorcode", "warningcode") if key in told]
        return own + [code for value in told.values() for code in _codes(value)]
    return [code for value in told for code in _codes(value)] if isinstance(told, list) else []


# Headers of the measured site that the embedded campus sends otherwise, and why.
OTHER_HEADERS = {
    "server": "it is no nginx, and says so",
    "x-studydesk-demo": "how the program knows that it may be impatient",
    "transfer-encoding": "PHP does not know how long its answer will be; the embedded campus does and says so",
    "content-length": "as above",
    "date": "the time of each; test_refusals.py asserts that there is one",
    "last-modified": "as above",
}


def _joined(lines: list[str]) -> dict[str, str]:
    """Return headers by lower-case name; what came twice is joined as HTTP allows."""
    found: dict[str, str] = {}
    for name, _, value in (line.partition(": ") for line in lines):
        found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
    return found


def _sent(site: Embedded, name: str) -> requests.Response:
    url, who = site.campus.url, site.site.learner
    plain = {"Accept-Encoding": "identity"}
    if name.startswith("upload__"):
        data, file = {"token": who.token, "itemid": "7"}, {"file_1": ("a.txt", b"a")}
        return who.session.post(f"{url}/webservice/upload.php", data=data, files=file, headers=plain, timeout=20)
    if "login" in name and "public" not in name:
        password = "wrong" if "wrong" in name else LEARNER[1]
        data = {"username": LEARNER[0], "password": password, "service": "moodle_mobile_app"}
        return who.session.post(f"{url}/login/token.php", data=data, headers=plain, timeout=20)
    if "public" in name:
        asked = [{"index": 0, "methodname": "tool_mobile_get_public_config", "args": {}}]
        return who.session.post(f"{url}/lib/ajax/service-nologin.php", json=asked, headers=plain, timeout=20)
    token = "0" if name.startswith("err__") else who.token
    data = {"wsfunction": "core_webservice_get_site_info", "wstoken": token}
    rest = f"{url}/webservice/rest/server.php?moodlewsrestformat=json"
    return who.session.post(rest, data=data, headers=plain, timeout=20)


@pytest.mark.parametrize(
    "name",
    [
        "core_webservice_get_site_info",
        "err__invalid_token",
        "login_token",
        "err__login_wrong_password",
        "upload__assign_file",
        "upload__same_name_same_itemid",
        "tool_mobile_get_public_config__nologin",
    ],
)
def test_an_answer_has_the_headers_of_the_recorded_one(name: str, embedded: Embedded) -> None:
    recorded = json.loads((shared("moodle-wire") / f"{name}.json").read_text(encoding="utf-8"))["headers"]
    if name == "upload__same_name_same_itemid":
        _sent(embedded, name)
    here, there = {key.lower(): value for key, value in _sent(embedded, name).headers.items()}, _joined(recorded[1:])
    names = (set(here) | set(there)) - set(OTHER_HEADERS)
    assert {key: here.get(key) for key in names} == {key: there.get(key) for key in names}
    assert ("last-modified" in here) is ("last-modified" in there)
