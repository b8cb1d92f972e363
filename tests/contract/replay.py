"""Each recorded answer of a function in use, replayed through the program's own client into domain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from studydesk.campus.moodle.campus import MoodleCampus
from studydesk.domain.campus import NewPost, SubmissionDraft
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, DraftAreaId, ForumId, PostId
from studydesk.errors import Refused
from tests.campus.recordings import replaying
from tests.campus.school import Json

COURSE, SINCE = CourseId(2), datetime(2026, 1, 1, tzinfo=UTC)
_POST = NewPost(PostId(10), "Re", "<p>x</p>")
_BOOK = b'{"cm":{"id":6,"course":2},"warnings":[]}'


@dataclass(frozen=True, slots=True)
class Reading:
    """How the program asks a function that only tells, and how many things the answer and what it became hold."""

    ask: Callable[[MoodleCampus], Any]
    told: Callable[[Json], int]
    became: Callable[[Any], int] = len


def _told_events(answer: Json) -> int:
    return len({event["id"] for event in answer["events"] if event["timestart"] and event.get("visible") != 0})


def _in_the_only(found: Mapping[Any, Any]) -> int:
    """Return how much there is for the only key."""
    (value,) = found.values()
    return len(value)


READINGS: dict[str, Reading] = {
    "core_webservice_get_site_info": Reading(
        lambda desk: desk.reads.site(), lambda told: len(told["functions"]), lambda site: len(site.functions)
    ),
    "core_enrol_get_users_courses": Reading(lambda desk: desk.reads.courses(), len),
    "core_course_get_contents": Reading(
        lambda desk: desk.reads.contents(COURSE),
        lambda told: len(told) + sum(len(section["modules"]) for section in told) + _told_files(told),
        lambda contents: len(contents.sections) + len(contents.activities) + len(contents.files),
    ),
    "core_course_get_updates_since": Reading(
        lambda desk: desk.reads.updates({COURSE: SINCE}), lambda told: len(told["instances"]), _in_the_only
    ),
    "mod_page_get_pages_by_courses": Reading(lambda desk: desk.reads.pages([COURSE]), lambda told: len(told["pages"])),
    "mod_forum_get_forums_by_courses": Reading(lambda desk: desk.reads.forums([COURSE]), len),
    "mod_forum_get_forum_discussions": Reading(
        lambda desk: desk.reads.discussions(ForumId(2)), lambda told: len(told["discussions"])
    ),
    "mod_forum_get_discussion_posts": Reading(
        lambda desk: desk.reads.posts([DiscussionId(3)]), lambda told: len(told["posts"]), _in_the_only
    ),
    "mod_assign_get_assignments": Reading(
        lambda desk: desk.reads.assignments([COURSE]),
        lambda told: sum(len(course["assignments"]) for course in told["courses"]),
    ),
    "mod_assign_get_submission_status": Reading(
        lambda desk: desk.reads.submission(AssignmentId(1)),
        lambda told: sum(len(area["files"]) for area in _areas(told)),
        lambda work: len(work.files),
    ),
    "core_calendar_get_action_events_by_timesort": Reading(lambda desk: desk.reads.events(SINCE), _told_events),
    "core_calendar_get_calendar_upcoming_view": Reading(lambda desk: desk.reads.events(SINCE), _told_events),
    "core_calendar_get_calendar_events": Reading(lambda desk: desk.reads.events(SINCE), _told_events),
    "gradereport_user_get_grade_items": Reading(
        lambda desk: desk.reads.grades(COURSE),
        lambda told: sum(len(person["gradeitems"]) for person in told["usergrades"]),
    ),
    "core_completion_get_activities_completion_status": Reading(
        lambda desk: desk.reads.completion(COURSE), lambda told: len(told["statuses"])
    ),
    "core_files_get_files": Reading(
        lambda desk: desk.writes.draft_files(DraftAreaId(1)),
        lambda told: sum(not file["isdir"] for file in told["files"]),
    ),
    "core_files_get_unused_draft_itemid": Reading(
        lambda desk: desk.writes.new_draft_area(), lambda told: int(told["itemid"]), int
    ),
}

WRITINGS: dict[str, Callable[[MoodleCampus], object]] = {
    "mod_forum_add_discussion_post": lambda desk: desk.writes.add_posts([_POST])[0],
    "mod_forum_add_discussion": lambda desk: desk.writes.add_discussion(ForumId(2), "x", "<p>x</p>", None),
    "mod_forum_update_discussion_post": lambda desk: desk.writes.edit_post(PostId(1), "x", "<p>x</p>"),
    "mod_forum_delete_post": lambda desk: desk.writes.delete_post(PostId(1)),
    "mod_assign_save_submission": lambda desk: desk.writes.save_submission(
        AssignmentId(1), SubmissionDraft("<p>x</p>", None)
    ),
    "mod_assign_submit_for_grading": lambda desk: desk.writes.submit_for_grading(AssignmentId(1), False),
    "core_completion_update_activity_completion_status_manually": lambda desk: desk.writes.set_done(
        ActivityId(4), True
    ),
    "mod_page_view_page": lambda desk: desk.writes.view(Kind.PAGE, 1),
    "mod_book_view_book": lambda desk: desk.writes.view(Kind.BOOK, 1),
    "mod_resource_view_resource": lambda desk: desk.writes.view(Kind.RESOURCE, 1),
    "mod_folder_view_folder": lambda desk: desk.writes.view(Kind.FOLDER, 1),
    "mod_url_view_url": lambda desk: desk.writes.view(Kind.URL, 1),
    "mod_assign_view_assign": lambda desk: desk.writes.view(Kind.ASSIGNMENT, 1),
    "mod_quiz_view_quiz": lambda desk: desk.writes.view(Kind.QUIZ, 1),
}

# What else is asked on the way: the only recording there is, or bytes where there is none.
_BESIDE: dict[str, str | bytes] = {
    "core_enrol_get_users_courses": "core_enrol_get_users_courses",
    "core_course_get_contents": "core_course_get_contents__option_cmid",
    "core_course_get_course_module_by_instance": _BOOK,
    "core_calendar_get_calendar_events": b'{"events":[],"warnings":[]}',
    "core_calendar_get_calendar_upcoming_view": b'{"events":[]}',
    "core_calendar_get_action_events_by_timesort": b'{"events":[]}',
}


def _told_files(sections: Json) -> int:
    every = [file for section in sections for module in section["modules"] for file in module.get("contents", [])]
    return sum(file["type"] == "file" and bool(file["fileurl"]) for file in every)


def _areas(status: Json) -> list[Json]:
    work = status["lastattempt"].get("submission", {"plugins": []})
    areas = [area for plugin in work["plugins"] for area in plugin.get("fileareas", [])]
    return [area for area in areas if area["area"] == "submission_files"]


def replayed(function: str, name: str, answer: Json) -> None:
    """Let the program read one recorded answer; asserts that all of it arrives, or that a warning is a refusal."""
    with replaying({**_BESIDE, function: name}) as (desk, server):
        if function in READINGS:
            reading = READINGS[function]
            assert reading.became(reading.ask(desk)) == reading.told(answer), name
        elif isinstance(answer, list) and answer:
            with pytest.raises(Refused) as caught:
                WRITINGS[function](desk)
            assert caught.value.code == answer[0]["warningcode"], name
        else:
            expected = answer.get("postid") or answer.get("discussionid") if isinstance(answer, dict) else None
            assert WRITINGS[function](desk) == expected, name
    assert function in {value for request in server.requests for value in request.form.values()}, name
