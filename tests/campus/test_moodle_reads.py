"""A Moodle campus in domain values, over the recorded answers of a real one."""

import json
from datetime import UTC, datetime

import pytest

from studydesk.campus.moodle.campus import connect
from studydesk.domain.assignments import Status
from studydesk.domain.courses import Completion, Kind
from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    ForumId,
)
from studydesk.domain.outside import Cancel
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, serving
from tests.campus.recordings import TOKEN, recorded, replaying

WS101 = CourseId(2)
BIG200 = CourseId(3)
SITE = "http://127.0.0.1:8088"


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_the_site_tells_its_learner_and_its_functions() -> None:
    with replaying({}) as (campus, server):
        site = campus.reads.site()
    assert (site.url, site.name, site.user, site.username) == (server.url, "Live test Moodle", 3, "student1")
    assert (site.full_name, site.release) == ("Amina Okello", "4.5.6 (Build: 20250811)")
    assert site.max_upload_bytes == 209715200
    assert len(site.functions) == 437


def test_course_pictures_can_be_downloaded_with_a_token() -> None:
    with replaying({"core_enrol_get_users_courses": "core_enrol_get_users_courses"}) as (campus, _):
        big, soil = campus.reads.courses()
    assert (big.short_name, big.ends_at, big.progress) == ("BIG200", None, 0.0)
    assert (soil.full_name, soil.starts_at, soil.ends_at) == ("Water and Soil", at(1794239514), at(1800633114))
    assert soil.image_url == f"{SITE}/webservice/pluginfile.php/18/course/overviewfiles/course.jpg"


def test_contents_hold_sections_activities_and_files_in_order() -> None:
    with replaying({"core_course_get_contents": "core_course_get_contents__WS101"}) as (campus, _):
        told = campus.reads.contents(WS101)
    assert [section.title for section in told.sections][:2] == ["General", "Reading the land"]
    assert [section.position for section in told.sections] == list(range(5))
    activities = {activity.id: activity for activity in told.activities}
    assert len(activities) == 32
    link, locked, work = activities[ActivityId(5)], activities[ActivityId(11)], activities[ActivityId(18)]
    assert (link.kind, link.address, link.completion) == (
        Kind.URL,
        "https://www.fao.org/soils-portal/",
        Completion.MANUAL,
    )
    assert locked.restriction == "Not available unless: The activity What is soil? is marked complete"
    assert activities[ActivityId(13)].restriction is None
    assert (work.kind, work.instance, work.opens_at, work.due_at) == (
        Kind.ASSIGNMENT,
        1,
        at(1794844314),
        at(1796658714),
    )
    assert work.completion is Completion.AUTOMATIC
    assert activities[ActivityId(30)].kind is Kind.OTHER


def test_files_are_listed_with_their_folders_and_generated_ones_are_told_apart() -> None:
    with replaying({"core_course_get_contents": "core_course_get_contents__WS101"}) as (campus, _):
        files = campus.reads.contents(WS101).files
    by_activity = {(file.activity, file.path, file.name): file for file in files}
    table = by_activity[ActivityId(9), "/data/", "rainfall.csv"]
    assert (table.size_bytes, table.mime, table.is_generated) == (73, "text/csv", False)
    chapters = [file for file in files if file.activity == 6 and file.name == "index.html"]
    assert [(chapter.path, chapter.title, chapter.is_generated) for chapter in chapters] == [
        ("/1/", "Texture", True),
        ("/2/", "The feel test", True),
        ("/3/", "Structure", True),
    ]
    assert not [file for file in files if not file.url.startswith(f"{SITE}/webservice/pluginfile.php/")]


def test_dates_of_older_sites_come_from_their_custom_data() -> None:
    sections = json.loads(recorded("core_course_get_contents__WS101"))
    for section in sections:
        for module in section["modules"]:
            for date in module["dates"]:
                del date["dataid"]
    told = json.dumps(sections).encode()
    with replaying({"core_course_get_contents": told}) as (campus, _):
        activities = {activity.id: activity for activity in campus.reads.contents(WS101).activities}
    work = activities[ActivityId(18)]
    assert (work.opens_at, work.due_at) == (at(1794844314), at(1796658714))


def test_numbers_and_truths_may_come_as_text() -> None:
    told = json.loads(recorded("core_enrol_get_users_courses"))
    told[0] |= {"id": "3", "progress": "40", "hidden": "1", "startdate": "0"}
    with replaying({"core_enrol_get_users_courses": json.dumps(told).encode()}) as (campus, _):
        first = campus.reads.courses()[0]
    assert (first.id, first.progress, first.is_hidden, first.starts_at) == (3, 0.4, True, None)


def test_forums_and_discussions_carry_their_limits_and_times() -> None:
    with replaying(
        {
            "mod_forum_get_forums_by_courses": "mod_forum_get_forums_by_courses__WS101",
            "mod_forum_get_forum_discussions": "mod_forum_get_forum_discussions__general",
        }
    ) as (campus, _):
        news, general, closed, *_ = campus.reads.forums([WS101])
        first, *rest = campus.reads.discussions(general.id)
    assert (news.kind, news.can_start) == ("news", False)
    assert (general.activity, general.max_attachments, general.max_bytes, general.can_start) == (15, 5, 5242880, True)
    assert (closed.due_at, closed.cut_off_at) == (at(1794757914), at(1794844314))
    assert (first.id, first.first_post, first.author, first.replies) == (5, 10, "Chipo Moyo", 4)
    assert (first.created_at, first.last_post_at) == (at(1795121514), at(1795135914))
    assert len(rest) == 2


def test_all_pages_of_a_forum_are_read_and_each_discussion_once() -> None:
    every = json.loads(recorded("mod_forum_get_forum_discussions__busy_perpage200"))["discussions"]
    pages: list[int] = []

    def answer(request: Request, line: Line) -> None:
        form = request.form
        if form["wsfunction"] == "core_webservice_get_site_info":
            line.json(recorded("core_webservice_get_site_info"))
            return
        page, size = int(form["page"]), int(form["perpage"])
        pages.append(page)
        # A pinned discussion moved meanwhile: the last of a page comes again as the first of the next.
        shown = every[max(0, page * size - 1) : (page + 1) * size]
        line.json(json.dumps({"discussions": shown, "warnings": []}).encode())

    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        told = campus.reads.discussions(ForumId(6))
        campus.close()
    assert len(every) == len(told) == len({each.id for each in told})
    assert pages == list(range(len(every) // 100 + 1))


def test_a_site_that_ignores_pages_is_asked_only_twice() -> None:
    with replaying({"mod_forum_get_forum_discussions": "mod_forum_get_forum_discussions__busy_perpage200"}) as (
        campus,
        server,
    ):
        told = campus.reads.discussions(ForumId(6))
    assert len(told) == 200
    assert len(server.requests) == 3  # with the site's own information


def test_posts_come_oldest_first_and_their_files_can_be_downloaded() -> None:
    with replaying({"mod_forum_get_discussion_posts": "mod_forum_get_discussion_posts__after_writes"}) as (campus, _):
        posts = campus.reads.posts([DiscussionId(5)])[DiscussionId(5)]
    assert isinstance(posts, list)
    assert [post.id for post in posts][:2] == [10, 11]
    assert posts[0].parent is None
    assert (posts[0].author, posts[0].author_id) == ("Chipo Moyo", 5)
    (photo,) = posts[-1].files
    assert photo.url == f"{SITE}/webservice/pluginfile.php/33/mod_forum/attachment/1025/photo.jpg?forcedownload=1"
    assert (photo.name, photo.size_bytes, photo.is_inline) == ("photo.jpg", 381810, False)
    assert posts[-1].can_edit
    assert not posts[0].can_edit


def test_assignments_carry_the_rules_of_their_plug_ins() -> None:
    with replaying({"mod_assign_get_assignments": "mod_assign_get_assignments"}) as (campus, _):
        notes, soil_map, diary, statement = campus.reads.assignments([WS101])
    assert (notes.takes_text, notes.takes_files, notes.max_files, notes.max_bytes) == (True, True, 3, 5242880)
    assert (notes.word_limit, notes.has_drafts, notes.max_grade, notes.activity) == (500, True, 100.0, 18)
    assert [file.name for file in notes.files] == ["marking guide.pdf"]
    assert (soil_map.takes_text, soil_map.has_drafts, soil_map.cut_off_at) == (False, False, at(1795189914))
    assert diary.word_limit is None
    assert statement.needs_statement


@pytest.mark.parametrize(
    ("told", "endings"),
    [
        ("", ()),
        (".pdf,.docx", (".pdf", ".docx")),
        ("*.PDF; .odt", (".pdf", ".odt")),
        ("document,.pdf", ()),
        ("application/pdf", ()),
    ],
)
def test_only_plain_endings_limit_files_here(told: str, endings: tuple[str, ...]) -> None:
    answer = json.loads(recorded("mod_assign_get_assignments"))
    for setting in answer["courses"][0]["assignments"][0]["configs"]:
        if setting["name"] == "filetypeslist":
            setting["value"] = told
    with replaying({"mod_assign_get_assignments": json.dumps(answer).encode()}) as (campus, _):
        assert campus.reads.assignments([WS101])[0].file_types == endings


def test_a_graded_submission_has_its_text_grade_and_feedback() -> None:
    with replaying({"mod_assign_get_submission_status": "mod_assign_get_submission_status__graded"}) as (campus, _):
        work = campus.reads.submission(AssignmentId(3))
    assert (work.status, work.is_graded, work.grade) == (Status.SUBMITTED, True, "82.50 / 100.00")
    assert work.text_html == "<p>Rain diary of student1: 12 mm, 0 mm, 7 mm.</p>"
    assert work.feedback_html == "<p>Clear and careful. Say where the gauge stood.</p>"
    assert work.graded_at == at(1795449116)


@pytest.mark.parametrize(
    ("name", "status", "files", "can_edit", "can_submit"),
    [
        ("field_notes_new", Status.NONE, [], True, False),
        ("after_replace", Status.DRAFT, ["n2.txt"], True, True),
        ("after_identical_save", Status.DRAFT, [], True, True),
        ("closed", Status.NONE, [], False, False),
    ],
)
def test_a_submission_tells_how_far_it_is(
    name: str, status: Status, files: list[str], can_edit: bool, can_submit: bool
) -> None:
    with replaying({"mod_assign_get_submission_status": f"mod_assign_get_submission_status__{name}"}) as (campus, _):
        work = campus.reads.submission(AssignmentId(1))
    assert (work.status, work.can_edit, work.can_submit) == (status, can_edit, can_submit)
    assert [file.name for file in work.files] == files
    assert (work.modified_at is None) is (status is Status.NONE)


def test_events_of_three_functions_are_one_list_in_two_requests() -> None:
    with replaying(
        {
            "core_enrol_get_users_courses": "core_enrol_get_users_courses",
            "core_calendar_get_action_events_by_timesort": "core_calendar_get_action_events_by_timesort",
            "core_calendar_get_calendar_upcoming_view": "core_calendar_get_calendar_upcoming_view",
            "core_calendar_get_calendar_events": "core_calendar_get_calendar_events",
        }
    ) as (campus, server):
        campus.reads.site()
        asked = len(server.requests)
        events = campus.reads.events(datetime(2026, 10, 1, tzinfo=UTC))
        assert len(server.requests) - asked == 2
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert len(events) == len({event.id for event in events})
    by_title = {event.title: event for event in events}
    assert by_title["Field notes is due"].activity == 18
    assert by_title["Closed quiz opens"].activity is None  # told only by the function that does not know the activity
    own = by_title["My own study hour"]
    assert (own.course, own.duration_minutes, own.kind) == (None, 60, "user")


def test_grades_are_plain_text_and_the_total_is_told_apart() -> None:
    with replaying({"gradereport_user_get_grade_items": "gradereport_user_get_grade_items__WS101"}) as (campus, _):
        grades = campus.reads.grades(WS101)
    by_title = {grade.title: grade for grade in grades}
    diary = by_title["Rain diary (graded)"]
    assert (diary.shown, diary.range, diary.percentage, diary.activity) == ("82.50", "0–100", "82.50 %", 20)
    assert by_title["Field notes"].shown == ""
    assert [grade.is_total for grade in grades].count(True) == 1


def test_completion_tells_what_is_done() -> None:
    told = json.loads(recorded("core_completion_get_activities_completion_status__WS101"))
    for state, entry in enumerate(told["statuses"][:4]):
        entry["state"] = state
    name = "core_completion_get_activities_completion_status"
    with replaying({name: json.dumps(told).encode()}) as (campus, _):
        done = campus.reads.completion(WS101)
    assert [done[ActivityId(activity)] for activity in (3, 4, 5, 6)] == [False, True, True, False]
