"""The embedded campus refuses as a real Moodle did: HTTP 200, and word for word what was recorded."""

import json
from collections.abc import Callable

import pytest
import requests

from studydesk.campus.demo import Campus
from tests.campus.school import FORUM, LOCKED, MAP, NEWS, NOTES, PROMISE, Clock, Json, Visitor
from tests.campus_content import LEARNER
from tests.shared import shared

Ask = Callable[[Visitor], Json]


def recorded(name: str) -> Json:
    """Return the answer of one recording."""
    return json.loads((shared("moodle-wire") / f"{name}.json").read_text(encoding="utf-8"))["response"]


def _login(who: Visitor, **given: str) -> Json:
    sent = {"username": LEARNER[0], "password": LEARNER[1], "service": "moodle_mobile_app"} | given
    return requests.post(f"{who.campus.url}/login/token.php", data=sent, timeout=10).json()


def _with_token(who: Visitor, token: str) -> Json:
    who.token = token
    return who("core_webservice_get_site_info")


def _first_post(who: Visitor, discussion: int) -> int:
    return int(who("mod_forum_get_discussion_posts", discussionid=discussion)["posts"][-1]["id"])


def _reply(who: Visitor, post: int, **more: Json) -> Json:
    return who("mod_forum_add_discussion_post", postid=post, **({"subject": "x", "message": "<p>x</p>"} | more))


def _done(who: Visitor, cmid: int) -> Json:
    return who("core_completion_update_activity_completion_status_manually", cmid=cmid, completed=1)


def _deleted_twice(who: Visitor) -> Json:
    post = _reply(who, 2)["postid"]
    assert who("mod_forum_delete_post", postid=post) == {"status": True, "warnings": []}
    return who("mod_forum_delete_post", postid=post)


SAME: dict[str, Ask] = {
    "err__invalid_token": lambda who: _with_token(who, "0" * 32),
    "err__empty_token": lambda who: _with_token(who, ""),
    "err__unknown_function": lambda who: who("core_nope"),
    "err__no_function": lambda who: who(""),
    "err__function_not_in_mobile_service": lambda who: who("core_user_create_users"),
    "err__missing_parameter": lambda who: who("core_course_get_contents"),
    "err__bad_parameter_type": lambda who: who("core_course_get_contents", courseid="abc"),
    "err__extra_parameter": lambda who: who("core_course_get_contents", courseid=2, foo=1),
    "err__course_does_not_exist": lambda who: who("core_course_get_contents", courseid=999),
    "err__login_wrong_password": lambda who: _login(who, password="wrong"),
    "err__login_unknown_user": lambda who: _login(who, username="ghost"),
    "err__login_unknown_service": lambda who: _login(who, service="nope"),
    "err__add_discussion_news_forum": lambda who: who(
        "mod_forum_add_discussion", forumid=NEWS, subject="x", message="x"
    ),
    "err__add_post_no_such_parent": lambda who: _reply(who, 999999),
    "err__reply_in_locked_discussion": lambda who: _reply(who, _first_post(who, LOCKED)),
    "err__discussion_not_visible": lambda who: who("mod_forum_get_discussion_posts", discussionid=99999),
    "err__delete_post_twice": _deleted_twice,
    "err__update_other_users_post": lambda who: who(
        "mod_forum_update_discussion_post", postid=_first_post(who, LOCKED), message="<p>mine</p>"
    ),
    "mod_forum_add_discussion_post__long_subject": lambda who: _reply(who, 2, subject="S" * 256),
    "err__save_submission_no_such_assign": lambda who: who.save(99999, None, 1),
    "err__manual_completion_on_automatic": lambda who: _done(who, 2),
    "err__manual_completion_on_untracked": lambda who: _done(who, 11),
    "err__grade_items_of_another_user": lambda who: who("gradereport_user_get_grade_items", courseid=2, userid=4),
    "mod_assign_save_submission__only_files_no_text": lambda who: who.save(NOTES, None, who.draft(("a.txt", b"a"))),
    "mod_assign_save_submission__all_empty": lambda who: who.save(NOTES, "", 0),
    "warn__mod_assign_get_submissions_student": lambda who: who("mod_assign_get_submissions", assignmentids=[NOTES]),
    "warn__save_submission_past_cutoff": lambda who: who.save(MAP, None, who.draft(("a.txt", b"a"))),
    "warn__submit_for_grading_past_cutoff": lambda who: who(
        "mod_assign_submit_for_grading", assignmentid=MAP, acceptsubmissionstatement=0
    ),
}


@pytest.mark.parametrize("name", sorted(SAME))
def test_a_refusal_is_word_for_word_the_recorded_one(name: str, amina: Visitor) -> None:
    assert SAME[name](amina) == recorded(name)


def test_a_course_of_others_is_refused_as_recorded_in_its_own_way_by_every_function(amina: Visitor) -> None:
    staff = 3
    refused = recorded("err__course_not_enrolled")
    answer = amina("core_course_get_contents", courseid=staff)
    assert answer == refused | {"message": refused["message"].replace("course id:4", f"course id:{staff}")}
    warned = recorded("err__pages_of_course_not_enrolled_gives_warning")
    warned["warnings"][0]["itemid"] = staff
    assert amina("mod_page_get_pages_by_courses", courseids=[staff]) == warned
    warned = recorded("err__assignments_of_course_not_enrolled_gives_warning")
    warned["warnings"][0]["itemid"] = staff
    assert amina("mod_assign_get_assignments", courseids=[staff]) == warned
    assert amina("mod_forum_get_forums_by_courses", courseids=[staff]) == []


def test_submitting_without_the_statement_is_warned_of_and_leaves_a_new_submission(amina: Visitor) -> None:
    refused = amina("mod_assign_submit_for_grading", assignmentid=PROMISE, acceptsubmissionstatement=0)
    expected = recorded("warn__submit_for_grading_without_statement")[0]
    assert refused == [expected | {"item": "User id: 3, Assignment id: 4 Notices:"}]
    assert amina.handed_in(PROMISE) == ("new", [], "")


def test_without_the_json_parameter_even_refusals_are_xml(campus: Campus) -> None:
    sent = {"wsfunction": "core_webservice_get_site_info", "wstoken": "bad"}
    answer = requests.post(f"{campus.url}/webservice/rest/server.php", data=sent, timeout=10)
    assert answer.text == recorded("err__default_format_is_xml")


def test_the_token_is_taken_from_the_query_too_and_from_a_get(amina: Visitor) -> None:
    query = {"moodlewsrestformat": "json", "wsfunction": "core_webservice_get_site_info", "wstoken": amina.token}
    answer = requests.get(f"{amina.campus.url}/webservice/rest/server.php", params=query, timeout=10)
    assert answer.json()["userid"] == amina.id


def test_a_json_body_is_not_read(amina: Visitor) -> None:
    address = f"{amina.campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
    sent = {"wsfunction": "core_webservice_get_site_info", "wstoken": amina.token}
    assert requests.post(address, json=sent, timeout=10).json()["errorcode"] == "invalidtoken"


def test_signing_in_twice_gives_the_same_token_and_the_name_may_be_in_capitals(amina: Visitor) -> None:
    assert _login(amina, username="AMINA") == {"token": amina.token, "privatetoken": None}


def test_a_revoked_token_is_invalid_everywhere(amina: Visitor, campus: Campus) -> None:
    campus.office.revoke_tokens("amina")
    assert amina("core_webservice_get_site_info")["errorcode"] == "invalidtoken"
    assert amina.upload("a.txt", b"a")["errorcode"] == "invalidtoken"
    assert amina.get(f"{campus.url}/webservice/pluginfile.php/1/x/y/z").json()["errorcode"] == "invalidtoken"


def test_an_expired_token_is_an_access_exception_once_then_invalid(amina: Visitor, clock: Clock) -> None:
    clock.now += 12 * 7 * 86400
    assert amina("core_webservice_get_site_info")["errorcode"] == "accessexception"
    assert amina("core_webservice_get_site_info")["errorcode"] == "invalidtoken"
    assert _login(amina)["token"] != amina.token


def test_a_suspended_person_is_told_so_and_cannot_sign_in(amina: Visitor, campus: Campus) -> None:
    campus.office.suspend("amina")
    assert amina("core_webservice_get_site_info")["errorcode"] == "wsaccessusersuspended"
    assert amina.upload("a.txt", b"a")["error"] == "error/wsaccessusersuspended"
    assert _login(amina)["errorcode"] == "invalidlogin"


def test_maintenance_is_said_everywhere_but_to_the_probe(amina: Visitor, campus: Campus) -> None:
    campus.office.set_maintenance(True)
    assert amina("core_webservice_get_site_info")["errorcode"] == "sitemaintenance"
    assert amina.upload("a.txt", b"a")["errorcode"] == "sitemaintenance"
    assert amina.get(f"{campus.url}/webservice/pluginfile.php/1/x/y/z").json()["errorcode"] == "sitemaintenance"
    assert _login(amina)["errorcode"] == "sitemaintenance"
    assert _probe(campus)[0]["data"]["maintenanceenabled"] == 1
    campus.office.set_maintenance(False)
    assert amina("core_webservice_get_site_info")["userid"] == amina.id


def _probe(campus: Campus, method: str = "tool_mobile_get_public_config") -> Json:
    asked = [{"index": 0, "methodname": method, "args": {}}]
    return requests.post(f"{campus.url}/lib/ajax/service.php?info={method}", json=asked, timeout=10).json()


def test_the_probe_needs_no_token_and_other_functions_need_one(campus: Campus) -> None:
    answer = _probe(campus)
    assert answer[0]["error"] is False
    assert set(answer[0]["data"]) == set(recorded("tool_mobile_get_public_config__nologin")[0]["data"])
    assert answer[0]["data"]["wwwroot"] == campus.url
    refused = _probe(campus, "core_webservice_get_site_info")
    assert refused[0]["error"] is True
    assert refused[0]["exception"]["errorcode"] == "servicerequireslogin"


def test_someone_taken_out_of_a_course_is_refused_there_and_nowhere_else(amina: Visitor, campus: Campus) -> None:
    campus.office.set_enrolled("amina", "ws", False)
    assert amina("core_course_get_contents", courseid=2)["errorcode"] == "errorcoursecontextnotvalid"
    assert amina("mod_forum_get_forum_discussions", forumid=FORUM)["errorcode"] == "requireloginerror"
    assert amina("core_enrol_get_users_courses", userid=amina.id) == []


def test_failures_asked_for_come_as_pages_and_nothing_is_done(amina: Visitor, campus: Campus) -> None:
    campus.office.fail_next(503, 2)
    for _attempt in range(2):
        answer = amina.send("mod_forum_add_discussion", forumid=FORUM, subject="x", message="x")
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert len(amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]) == 2
