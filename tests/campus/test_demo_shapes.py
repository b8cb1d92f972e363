"""The embedded campus answers in the shapes of a real Moodle: no key more, none less, the same types."""

import json
from collections.abc import Callable

import pytest

from studydesk.campus.demo import Campus
from tests.campus.school import DIARY, FORUM, GAUGE, MAP, NEWS, NOTES, Clock, Json, Visitor
from tests.campus.shapes import Shape, differences, learn
from tests.campus_content import jpeg
from tests.shared import shared

Ask = Callable[[Visitor], Json]

READS: dict[str, list[tuple[str, Ask]]] = {
    "core_webservice_get_site_info": [("own", lambda who: who("core_webservice_get_site_info"))],
    "tool_mobile_get_public_config": [("rest", lambda who: who("tool_mobile_get_public_config"))],
    "tool_mobile_get_config": [("all", lambda who: who("tool_mobile_get_config"))],
    "core_enrol_get_users_courses": [("own", lambda who: who("core_enrol_get_users_courses", userid=who.id))],
    "core_user_get_users_by_field": [
        ("id", lambda who: who("core_user_get_users_by_field", field="id", values=[3, 4, 5]))
    ],
    "core_course_get_contents": [
        ("all", lambda who: who("core_course_get_contents", courseid=2)),
        ("bare", lambda who: who("core_course_get_contents", courseid=2, options=_option("excludecontents", 1))),
    ],
    "core_course_get_course_module": [("page", lambda who: who("core_course_get_course_module", cmid=2))],
    "core_course_get_updates_since": [("all", lambda who: who("core_course_get_updates_since", courseid=2, since=0))],
    "mod_page_get_pages_by_courses": [("", lambda who: who("mod_page_get_pages_by_courses", courseids=[2]))],
    "mod_book_get_books_by_courses": [("", lambda who: who("mod_book_get_books_by_courses", courseids=[2]))],
    "mod_url_get_urls_by_courses": [("", lambda who: who("mod_url_get_urls_by_courses", courseids=[2]))],
    "mod_label_get_labels_by_courses": [("", lambda who: who("mod_label_get_labels_by_courses", courseids=[2]))],
    "mod_folder_get_folders_by_courses": [("", lambda who: who("mod_folder_get_folders_by_courses", courseids=[2]))],
    "mod_resource_get_resources_by_courses": [
        ("", lambda who: who("mod_resource_get_resources_by_courses", courseids=[2]))
    ],
    "mod_forum_get_forums_by_courses": [("", lambda who: who("mod_forum_get_forums_by_courses", courseids=[2]))],
    "mod_forum_get_forum_discussions": [
        ("general", lambda who: who("mod_forum_get_forum_discussions", forumid=FORUM)),
        ("news", lambda who: who("mod_forum_get_forum_discussions", forumid=NEWS)),
    ],
    "mod_forum_get_discussion_posts": [
        ("", lambda who: who("mod_forum_get_discussion_posts", discussionid=GAUGE)),
    ],
    "mod_forum_get_forum_access_information": [
        ("", lambda who: who("mod_forum_get_forum_access_information", forumid=FORUM))
    ],
    "mod_forum_can_add_discussion": [("", lambda who: who("mod_forum_can_add_discussion", forumid=FORUM))],
    "mod_forum_view_forum_discussion": [("", lambda who: who("mod_forum_view_forum_discussion", discussionid=GAUGE))],
    "mod_assign_get_assignments": [("", lambda who: who("mod_assign_get_assignments", courseids=[2]))],
    "mod_assign_get_submission_status": [
        ("handed in", lambda who: who("mod_assign_get_submission_status", assignid=NOTES)),
        ("closed", lambda who: who("mod_assign_get_submission_status", assignid=MAP)),
        ("graded", lambda who: who("mod_assign_get_submission_status", assignid=DIARY)),
    ],
    "core_completion_get_activities_completion_status": [
        ("", lambda who: who("core_completion_get_activities_completion_status", courseid=2, userid=who.id))
    ],
    "core_calendar_get_action_events_by_timesort": [
        ("", lambda who: who("core_calendar_get_action_events_by_timesort", timesortfrom=0, limitnum=20))
    ],
    "core_calendar_get_calendar_upcoming_view": [
        ("", lambda who: who("core_calendar_get_calendar_upcoming_view", courseid=1))
    ],
    "core_calendar_get_calendar_events": [
        ("", lambda who: who("core_calendar_get_calendar_events", events={"courseids": [2]}))
    ],
    "gradereport_user_get_grade_items": [("", lambda who: who("gradereport_user_get_grade_items", courseid=2))],
    "gradereport_overview_get_course_grades": [("", lambda who: who("gradereport_overview_get_course_grades"))],
    "core_files_get_unused_draft_itemid": [("", lambda who: who("core_files_get_unused_draft_itemid"))],
    "core_files_get_files": [("", lambda who: _folder_files(who))],
    "core_course_view_course": [("", lambda who: who("core_course_view_course", courseid=2))],
    "mod_page_view_page": [("", lambda who: who("mod_page_view_page", pageid=1))],
    "mod_book_view_book": [("", lambda who: who("mod_book_view_book", bookid=1))],
    "mod_assign_view_assign": [("", lambda who: who("mod_assign_view_assign", assignid=NOTES))],
    "mod_assign_view_submission_status": [("", lambda who: who("mod_assign_view_submission_status", assignid=NOTES))],
    "mod_resource_view_resource": [("", lambda who: who("mod_resource_view_resource", resourceid=1))],
    "mod_folder_view_folder": [("", lambda who: who("mod_folder_view_folder", folderid=1))],
    "mod_url_view_url": [("", lambda who: who("mod_url_view_url", urlid=1))],
}

WRITES: dict[str, Ask] = {
    "mod_forum_add_discussion": lambda who: who(
        "mod_forum_add_discussion", forumid=FORUM, subject="New", message="<p>Words</p>"
    ),
    "mod_forum_add_discussion_post": lambda who: who(
        "mod_forum_add_discussion_post", postid=2, subject="Re", message="<p>Words</p>",
        options=_option("attachmentsid", who.draft(("photo.jpg", jpeg()))),
    ),
    "mod_forum_update_discussion_post": lambda who: who(
        "mod_forum_update_discussion_post", postid=_own_post(who), message="<p>Other words</p>"
    ),
    "mod_forum_delete_post": lambda who: who("mod_forum_delete_post", postid=_own_post(who)),
    "mod_forum_prepare_draft_area_for_post": lambda who: who(
        "mod_forum_prepare_draft_area_for_post", postid=_own_post(who, ("a.jpg", jpeg())), area="attachment"
    ),
    "mod_assign_save_submission": lambda who: who.save(NOTES, "<p>Words</p>"),
    "mod_assign_submit_for_grading": lambda who: who(
        "mod_assign_submit_for_grading", assignmentid=NOTES, acceptsubmissionstatement=0
    ),
    "core_completion_update_activity_completion_status_manually": lambda who: who(
        "core_completion_update_activity_completion_status_manually", cmid=3, completed=1
    ),
    "core_files_delete_draft_files": lambda who: who(
        "core_files_delete_draft_files", draftitemid=1, files=[{"filepath": "/", "filename": "x"}]
    ),
}  # fmt: skip


def _option(name: str, value: int) -> list[Json]:
    return [{"name": name, "value": value}]


def _own_post(who: Visitor, *files: tuple[str, bytes]) -> int:
    options = _option("attachmentsid", who.draft(*files)) if files else []
    answer = who("mod_forum_add_discussion_post", postid=2, subject="Re", message="<p>x</p>", options=options)
    return int(answer["postid"])


def _folder_files(who: Visitor) -> Json:
    folder = who("core_course_get_contents", courseid=2, options=_option("cmid", 7))[1]["modules"][0]
    given = {"component": "mod_folder", "filearea": "content", "itemid": 0, "filepath": "/", "filename": ""}
    return who("core_files_get_files", contextid=folder["contextid"], **given)


def recorded(function: str) -> Shape:
    """Return the merged shape of every recorded answer of a function, its refusals apart."""
    shape = Shape()
    names = [*shared("moodle-wire").glob(f"{function}.json"), *shared("moodle-wire").glob(f"{function}__*.json")]
    for path in names:
        answer = json.loads(path.read_text(encoding="utf-8"))["response"]
        if not (isinstance(answer, dict) and "exception" in answer) and "nologin" not in path.name:
            learn(shape, answer)
    assert shape.types, f"{function} was never recorded"
    return shape


def _hand_in_everything(amina: Visitor, campus: Campus, clock: Clock) -> None:
    """Give every answer something to show: files, a grade, posts of one's own."""
    clock.now += 60
    amina.save(NOTES, "<p>My notes</p>", amina.draft(("notes.pdf", b"%PDF"), ("n2.txt", b"text")))
    amina.save(DIARY, "<p>12 mm</p>")
    campus.office.grade("ws", "diary", "amina", 41.25, "<p>Clear.</p>")
    _own_post(amina, ("photo.jpg", jpeg()))
    amina("mod_page_view_page", pageid=1)


@pytest.mark.parametrize("function", sorted(READS))
def test_what_is_read_has_the_recorded_shape(function: str, amina: Visitor, campus: Campus, clock: Clock) -> None:
    shape = recorded(function)
    _hand_in_everything(amina, campus, clock)
    found = [f"{case}: {line}" for case, ask in READS[function] for line in differences(shape, ask(amina))]
    assert found == []


@pytest.mark.parametrize("function", sorted(WRITES))
def test_what_writing_answers_has_the_recorded_shape(function: str, amina: Visitor) -> None:
    shape = recorded(function)
    assert differences(shape, WRITES[function](amina)) == []


def test_what_a_teacher_reads_has_the_recorded_shape(amina: Visitor, teacher: Visitor) -> None:
    amina.save(NOTES, "<p>My notes</p>", amina.draft(("n2.txt", b"text")))
    answer = teacher("mod_assign_get_submissions", assignmentids=[NOTES])
    assert differences(recorded("mod_assign_get_submissions"), answer) == []
    locked = teacher("mod_forum_set_lock_state", forumid=FORUM, discussionid=GAUGE, targetstate=0)
    assert differences(recorded("mod_forum_set_lock_state"), locked) == []


def test_an_upload_answers_in_the_recorded_shape(amina: Visitor) -> None:
    shape = Shape()
    for path in shared("moodle-wire").glob("upload__*.json"):
        learn(shape, json.loads(path.read_text(encoding="utf-8"))["response"])
    first = amina.upload("photo.jpg", jpeg())
    learn_again = amina.upload("photo.jpg", jpeg(), first[0]["itemid"])
    assert "errortype" in learn_again[0]
    assert [line for answer in (first, learn_again) for line in differences(shape, answer)] == []


def test_the_comparison_notices_a_key_too_many_a_key_too_few_and_another_type() -> None:
    shape = Shape()
    learn(shape, {"id": 1, "name": "a", "list": [{"x": 1}], "grade": "41.25", "none": []})
    same = {"id": 1, "name": "", "list": [{"x": 2}], "grade": "7", "none": []}
    assert differences(shape, same) == []
    assert differences(shape, same | {"more": 1}) == ["$.more: never recorded"]
    assert differences(shape, {name: value for name, value in same.items() if name != "name"}) == [
        "$.name: always recorded"
    ]
    other = {"id": "1", "name": 3, "list": [{"x": None}, {"x": 2.5}], "grade": "good", "none": [1]}
    assert differences(shape, other) == [
        "$.id: number in quotes where ['whole number'] was recorded",
        "$.name: whole number where ['text'] was recorded",
        "$.list[0].x: null where ['whole number'] was recorded",
        "$.list[1].x: number where ['whole number'] was recorded",
        "$.grade: text where ['number in quotes'] was recorded",
        "$.none: items where only empty lists were recorded",
    ]
