"""Courses of the embedded campus: contents, what changed, and completion."""

import json

from studydesk.campus.demo import Campus
from tests.campus.school import FORUM, NOTES, Clock, Json, Visitor


def _contents(who: Visitor, **options: Json) -> list[Json]:
    given = [{"name": name, "value": value} for name, value in options.items()]
    sections: list[Json] = who("core_course_get_contents", courseid=2, options=given)
    return sections


def _modules(who: Visitor, **options: Json) -> dict[str, Json]:
    return {module["name"]: module for section in _contents(who, **options) for module in section["modules"]}


def _changed(who: Visitor, since: float) -> dict[int, list[str]]:
    answer = who("core_course_get_updates_since", courseid=2, since=int(since))
    return {one["id"]: [update["name"] for update in one["updates"]] for one in answer["instances"]}


def _states(who: Visitor) -> dict[int, int]:
    answer = who("core_completion_get_activities_completion_status", courseid=2, userid=who.id)
    return {status["cmid"]: status["state"] for status in answer["statuses"]}


def test_the_options_cut_the_contents(amina: Visitor) -> None:
    assert [len(section["modules"]) for section in _contents(amina, cmid=2)] == [0, 1, 0, 0]
    assert [section["section"] for section in _contents(amina, sectionnumber=2)] == [2]
    assert {module["modname"] for module in _modules(amina, modname="forum").values()} == {"forum"}
    bare = _modules(amina, excludecontents=1)["What is soil?"]
    assert (bare["contents"], bare["contentsinfo"]["filescount"]) == ([], 2)
    assert amina("core_course_get_contents", courseid=2, options=[{"name": "x", "value": 1}])["errorcode"]


def test_a_hidden_activity_is_only_known_to_teachers(amina: Visitor, teacher: Visitor) -> None:
    assert "Hidden page" not in _modules(amina)
    assert _modules(teacher)["Hidden page"]["visible"] == 0


def test_a_restricted_activity_says_why_and_shows_no_contents(amina: Visitor) -> None:
    module = _modules(amina)["For nobody yet"]
    assert (module["uservisible"], module["availabilityinfo"]) == (False, "<p>Not yet</p>")
    assert "contents" not in module
    pages = amina("mod_page_get_pages_by_courses", courseids=[2])["pages"]
    assert [page["name"] for page in pages] == ["What is soil?"]


def test_viewing_completes_and_opens_what_waited_for_it_at_once(amina: Visitor) -> None:
    assert _modules(amina)["After you read"]["uservisible"] is False
    assert _states(amina)[2] == 0
    assert amina("mod_page_view_page", pageid=1) == {"status": True, "warnings": []}
    assert _states(amina)[2] == 1
    opened = _modules(amina)["After you read"]
    assert (opened["uservisible"], "availabilityinfo" in opened) == (True, False)


def test_a_book_is_complete_when_its_last_chapter_was_viewed(amina: Visitor) -> None:
    amina("mod_book_view_book", bookid=1)
    amina("mod_book_view_book", bookid=1, chapterid=2)
    assert _states(amina)[6] == 0
    amina("mod_book_view_book", bookid=1, chapterid=3)
    assert _states(amina)[6] == 1
    assert amina("mod_book_view_book", bookid=1, chapterid=99)["errorcode"] == "errorchapter"


def test_fetching_the_file_completes_nothing(amina: Visitor) -> None:
    amina.get(_modules(amina)["What is soil?"]["contents"][-1]["fileurl"])
    assert _states(amina)[2] == 0


def test_the_automatic_completion_of_an_assignment_comes_with_handing_in(amina: Visitor) -> None:
    amina.save(NOTES, "<p>words</p>")
    amina("mod_assign_view_assign", assignid=NOTES)
    assert _states(amina)[13] == 0
    amina("mod_assign_submit_for_grading", assignmentid=NOTES, acceptsubmissionstatement=0)
    assert _states(amina)[13] == 1


def test_ticking_by_hand_is_idempotent_and_can_be_undone(amina: Visitor, clock: Clock) -> None:
    def tick(completed: int) -> None:
        answer = amina("core_completion_update_activity_completion_status_manually", cmid=3, completed=completed)
        assert answer == {"status": True, "warnings": []}

    def when() -> int:
        return int(_modules(amina)["Course reader"]["completiondata"]["timecompleted"])

    tick(1)
    first = when()
    clock.now += 60
    tick(1)
    assert (_states(amina)[3], when()) == (1, first)
    tick(0)
    assert (_states(amina)[3], when()) == (0, 0)
    course = amina("core_enrol_get_users_courses", userid=amina.id)[0]
    assert course["progress"] == 0


def test_updates_are_those_strictly_later_than_the_time_asked_for(amina: Visitor, campus: Campus, clock: Clock) -> None:
    clock.now += 100
    assert _changed(amina, clock.now - 1) == {}
    campus.office.edit_page("ws", "soil", "<p>new</p>")
    assert _changed(amina, clock.now) == {}
    assert _changed(amina, clock.now - 1) == {2: ["configuration"]}


def test_posts_of_others_and_of_ones_own_are_reported_by_discussion(
    amina: Visitor, bojan: Visitor, clock: Clock
) -> None:
    clock.now += 100
    for who in (amina, bojan):
        who("mod_forum_add_discussion_post", postid=2, subject="x", message="x")
    made = amina("mod_forum_add_discussion", forumid=FORUM, subject="x", message="x")["discussionid"]
    answer = amina("core_course_get_updates_since", courseid=2, since=int(clock.now) - 1)
    updates = [{"name": "discussions", "itemids": [2, made]}]
    assert answer == {"instances": [{"contextlevel": "module", "id": 12, "updates": updates}], "warnings": []}


def test_deleting_hiding_and_restricting_are_not_reported(amina: Visitor, campus: Campus, clock: Clock) -> None:
    clock.now += 100
    campus.office.delete_activity("ws", "portal")
    campus.office.set_hidden("ws", "book", True)
    campus.office.set_restriction("ws", "reader", "<p>Wait</p>")
    assert _changed(amina, clock.now - 1) == {}
    assert {"Soils portal", "Little book"}.isdisjoint(_modules(amina))
    assert _modules(amina)["Course reader"]["uservisible"] is False
    campus.office.set_hidden("ws", "book", False)
    assert _changed(amina, clock.now - 1) == {6: ["configuration"]}


def test_a_new_activity_and_a_replaced_file_are_reported(amina: Visitor, campus: Campus, clock: Clock) -> None:
    clock.now += 100
    new = {"kind": "label", "key": "new", "title": "News", "intro_html": "<p>New</p>"}
    made = campus.office.add_activity("ws", 1, new)
    campus.office.replace_file("ws", "reader", "reader.pdf", b"%PDF new")
    assert _changed(amina, clock.now - 1) == {made: ["configuration"], 3: ["configuration", "contentfiles"]}
    assert "News" in _modules(amina)


def test_a_grade_is_reported_to_whom_it_belongs(amina: Visitor, bojan: Visitor, campus: Campus, clock: Clock) -> None:
    clock.now += 100
    campus.office.grade("ws", "diary", "amina", 40, "<p>Good</p>")
    assert _changed(amina, clock.now - 1) == {15: ["gradeitems", "grades"]}
    assert _changed(bojan, clock.now - 1) == {}


def test_the_structure_of_a_book_is_json_inside_json(amina: Visitor) -> None:
    tree = json.loads(_modules(amina)["Little book"]["contents"][0]["content"])
    assert [(node["title"], [sub["title"] for sub in node["subitems"]]) for node in tree] == [
        ("Texture", ["The feel test"]),
        ("Structure", []),
    ]


def test_captions_lie_beside_their_lecture_which_comes_first(amina: Visitor) -> None:
    names = [entry["filename"] for entry in _modules(amina)["Lecture"]["contents"]]
    assert names == ["lecture.mp4", "lecture.en.vtt", "lecture.es.vtt"]


def test_the_calendar_has_due_dates_and_events(amina: Visitor) -> None:
    upcoming = amina("core_calendar_get_calendar_upcoming_view")["events"]
    assert {event["name"] for event in upcoming} >= {"Field notes is due", "Field trip"}
    given = {"events": {"courseids": [2, 3]}, "options": {"timestart": 1, "timeend": 2_000_000_000}}
    events = amina("core_calendar_get_calendar_events", **given)["events"]
    assert {event["courseid"] for event in events} == {2}
    assert [event["timestart"] for event in events] == sorted(event["timestart"] for event in events)


def test_a_module_is_found_by_its_id_and_by_its_kind_and_instance_alike(amina: Visitor) -> None:
    by_id = amina("core_course_get_course_module", cmid=6)
    assert by_id == amina("core_course_get_course_module_by_instance", module="book", instance=1)
    refused = amina("core_course_get_course_module_by_instance", module="book", instance=9)
    assert refused["errorcode"] == "invalidrecord"


def test_a_person_sees_less_of_others_than_of_themselves(amina: Visitor) -> None:
    own, other = amina("core_user_get_users_by_field", field="id", values=[3, 5])
    assert (own["username"], "username" in other, other["fullname"]) == ("amina", False, "Tesfaye Bekele")
