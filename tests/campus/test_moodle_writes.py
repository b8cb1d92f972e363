"""What a Moodle campus sends when something is done, exactly."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from studydesk.campus.moodle.campus import connect
from studydesk.domain.campus import Site, SubmissionDraft
from studydesk.domain.courses import Kind
from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    DiscussionId,
    DraftAreaId,
    ForumId,
    PostId,
    UserId,
)
from studydesk.domain.outside import Cancel
from studydesk.errors import NoAnswer, NotAvailable, Refused, StudyDeskError
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, serving
from tests.campus.recordings import TOKEN, recorded, replaying

WRITES: list[tuple[str, str, Any, dict[str, str]]] = [
    (
        "mod_forum_add_discussion",
        "mod_forum_add_discussion__first",
        lambda writes: writes.add_discussion(ForumId(2), "S", "<p>x</p>", DraftAreaId(5)),
        {
            "forumid": "2",
            "subject": "S",
            "message": "<p>x</p>",
            "options[0][name]": "attachmentsid",
            "options[0][value]": "5",
        },
    ),
    (
        "mod_forum_update_discussion_post",
        "mod_forum_update_discussion_post",
        lambda writes: writes.edit_post(PostId(4), "S", "<p>x</p>"),
        {"postid": "4", "subject": "S", "message": "<p>x</p>", "messageformat": "1"},
    ),
    (
        "mod_forum_delete_post",
        "mod_forum_delete_post",
        lambda writes: writes.delete_post(PostId(4)),
        {"postid": "4"},
    ),
    (
        "mod_assign_save_submission",
        "mod_assign_save_submission__separate_drafts",
        lambda writes: writes.save_submission(AssignmentId(1), SubmissionDraft("<p>x</p>", DraftAreaId(8))),
        {
            "assignmentid": "1",
            "plugindata[onlinetext_editor][text]": "<p>x</p>",
            "plugindata[onlinetext_editor][format]": "1",
            "plugindata[onlinetext_editor][itemid]": "0",
            "plugindata[files_filemanager]": "8",
        },
    ),
    (
        "mod_assign_save_submission",
        "mod_assign_save_submission__text_only_no_filemanager",
        lambda writes: writes.save_submission(AssignmentId(1), SubmissionDraft(None, DraftAreaId(8))),
        {"assignmentid": "1", "plugindata[files_filemanager]": "8"},
    ),
    (
        "mod_assign_submit_for_grading",
        "mod_assign_submit_for_grading__with_statement",
        lambda writes: writes.submit_for_grading(AssignmentId(1), True),
        {"assignmentid": "1", "acceptsubmissionstatement": "1"},
    ),
    (
        "core_completion_update_activity_completion_status_manually",
        "core_completion_update_manually__undo",
        lambda writes: writes.set_done(ActivityId(4), False),
        {"cmid": "4", "completed": "0"},
    ),
    *[
        (
            f"mod_{module}_view_{module}",
            "mod_page_view_page",
            lambda writes, kind=kind: writes.view(kind, 7),
            {name: "7", **more},
        )
        for kind, module, name, more in [
            (Kind.PAGE, "page", "pageid", {}),
            (Kind.RESOURCE, "resource", "resourceid", {}),
            (Kind.FOLDER, "folder", "folderid", {}),
            (Kind.URL, "url", "urlid", {}),
            (Kind.FORUM, "forum", "forumid", {}),
            (Kind.ASSIGNMENT, "assign", "assignid", {}),
            (Kind.QUIZ, "quiz", "quizid", {}),
            (Kind.GLOSSARY, "glossary", "id", {"mode": "letter"}),
            (Kind.LESSON, "lesson", "lessonid", {}),
            (Kind.CHOICE, "choice", "choiceid", {}),
            (Kind.FEEDBACK, "feedback", "feedbackid", {"moduleviewed": "1"}),
            (Kind.H5P, "h5pactivity", "h5pactivityid", {}),
            (Kind.SCORM, "scorm", "scormid", {}),
        ]
    ],
]


@pytest.mark.parametrize(("function", "name", "act", "parameters"), WRITES)
def test_a_write_sends_exactly(function: str, name: str, act: Any, parameters: dict[str, str]) -> None:
    with replaying({function: name}) as (campus, server):
        act(campus.writes)
        form = server.requests[-1].form
        assert server.requests[-1].headers["connection"] == "close"
    assert form == {"wsfunction": function, "wstoken": TOKEN, **parameters}


def test_a_book_is_viewed_at_its_last_chapter() -> None:
    told: dict[str, str | bytes] = {
        "core_course_get_course_module_by_instance": b'{"cm": {"id": 6, "course": 2}, "warnings": []}',
        "core_course_get_contents": "core_course_get_contents__WS101",
        "mod_book_view_book": "mod_book_view_book",
    }
    with replaying(told) as (campus, server):
        campus.writes.view(Kind.BOOK, 1)
        form = server.requests[-1].form
    assert (form["wsfunction"], form["bookid"], form["chapterid"]) == ("mod_book_view_book", "1", "3")


def test_a_label_cannot_be_viewed() -> None:
    with replaying({}) as (campus, _), pytest.raises(NotAvailable):
        campus.writes.view(Kind.LABEL, 1)


def test_a_deed_that_the_site_says_it_did_not_do_is_refused() -> None:
    told = b'{"status": false, "warnings": [{"item": "cm", "warningcode": "7", "message": "Not <b>now</b>"}]}'
    with replaying({"mod_forum_delete_post": told}) as (campus, _), pytest.raises(Refused) as caught:
        campus.writes.delete_post(PostId(4))
    assert (caught.value.code, caught.value.message) == ("7", "Not now")


def test_a_new_draft_area_is_asked_for_or_drawn_where_the_site_is_older() -> None:
    with replaying({"core_files_get_unused_draft_itemid": "core_files_get_unused_draft_itemid"}) as (campus, _):
        assert campus.writes.new_draft_area() == 216941453
    site = Site("http://127.0.0.1", "S", UserId(3), "a", "A", frozenset())
    campus = connect("http://127.0.0.1:1", TOKEN, policy=DEMO, cancel=Cancel(), known=site)
    assert 0 < campus.writes.new_draft_area() < 1_000_000_000


def test_the_files_of_a_draft_area_are_told_without_its_folders() -> None:
    with replaying({"core_files_get_files": "core_files_get_files"}) as (campus, server):
        files = campus.writes.draft_files(DraftAreaId(99))
        form = server.requests[-1].form
    assert {file.name for file in files} == {"Résumé des sols.txt", "handout 2 (sand  clay).pdf", "handout1.pdf"}
    assert (form["contextid"], form["contextlevel"], form["instanceid"], form["itemid"]) == ("-1", "user", "3", "99")


def test_a_function_that_is_missing_switches_off_only_itself() -> None:
    info = json.loads(recorded("core_webservice_get_site_info"))
    info["functions"] = [each for each in info["functions"] if not each["name"].startswith("core_calendar")]
    told: dict[str, str | bytes] = {
        "core_webservice_get_site_info": json.dumps(info).encode(),
        "core_enrol_get_users_courses": "core_enrol_get_users_courses",
    }
    with replaying(told) as (campus, _):
        assert len(campus.reads.courses()) == 2
        with pytest.raises(NotAvailable):
            campus.reads.events(datetime(2026, 11, 23, tzinfo=UTC))


def test_nothing_is_asked_about_no_courses() -> None:
    with replaying({}) as (campus, server):
        nothing: list[Any] = [
            campus.reads.pages([]),
            campus.reads.forums([]),
            campus.reads.assignments([]),
            campus.writes.add_posts([]),
        ]
        assert campus.reads.updates({}) == {}
        assert campus.reads.posts([]) == {}
        assert server.requests == []
    assert nothing == [[]] * 4


def test_the_probe_of_a_moodle() -> None:
    told = recorded("tool_mobile_get_public_config__nologin")

    def answer(request: Request, line: Line) -> None:
        assert request.path == "/lib/ajax/service-nologin.php"
        line.json(told)

    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        probe = campus.probe()
        campus.close()
    assert probe.server_time == datetime(2026, 11, 23, 15, 56, 48, tzinfo=UTC)
    assert (probe.is_demo, probe.maintenance) == (False, None)
    assert 0 < probe.round_trip_s < 1


def test_an_error_for_one_call_is_an_error_and_not_an_answer() -> None:
    error: StudyDeskError
    with replaying({"mod_forum_get_discussion_posts": "err__discussion_not_visible"}) as (campus, _):
        with pytest.raises(NoAnswer) as caught:
            raise next(iter(campus.reads.posts([DiscussionId(9)]).values()))  # type: ignore[misc]  # it is an error
        error = caught.value
    assert error.args == ("unknown",)
