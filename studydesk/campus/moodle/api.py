"""One function per web-service function: its name, its parameters and the type of its answer, without sending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from studydesk.campus.moodle import site_wire, wire, work_wire
from studydesk.campus.moodle.form import Parameters

Answered = TypeVar("Answered", covariant=True)

HTML = 1  # Moodle's FORMAT_HTML


@dataclass(frozen=True, slots=True)
class Call(Generic[Answered]):
    """A call that can be sent alone or in a batch."""

    function: str
    parameters: Parameters
    answer: type[Answered]


def site_info() -> Call[site_wire.SiteInfo]:
    """core_webservice_get_site_info: the site, the learner, and what the token may call."""
    return Call("core_webservice_get_site_info", {}, site_wire.SiteInfo)


def users_courses(user: int) -> Call[list[wire.Course]]:
    """core_enrol_get_users_courses: the courses somebody takes part in; counting the others there would cost time."""
    parameters: Parameters = {"userid": user, "returnusercount": False}
    return Call("core_enrol_get_users_courses", parameters, list[wire.Course])


def course_contents(course: int) -> Call[list[wire.Section]]:
    """core_course_get_contents: all sections, activities and files of a course."""
    return Call("core_course_get_contents", {"courseid": course}, list[wire.Section])


def section_contents(course: int, number: int) -> Call[list[wire.Section]]:
    """core_course_get_contents with its `sectionnumber` option: one section, [] where there is none to see."""
    parameters: Parameters = {"courseid": course, "options": [{"name": "sectionnumber", "value": number}]}
    return Call("core_course_get_contents", parameters, list[wire.Section])


def course_outline(course: int) -> Call[list[wire.Section]]:
    """core_course_get_contents with its `excludemodules` option: the sections alone."""
    parameters: Parameters = {"courseid": course, "options": [{"name": "excludemodules", "value": 1}]}
    return Call("core_course_get_contents", parameters, list[wire.Section])


def activity_contents(course: int, activity: int) -> Call[list[wire.Section]]:
    """core_course_get_contents with its `cmid` option: one activity and its files."""
    parameters: Parameters = {"courseid": course, "options": [{"name": "cmid", "value": activity}]}
    return Call("core_course_get_contents", parameters, list[wire.Section])


def module_by_instance(module: str, instance: int) -> Call[wire.FoundModule]:
    """core_course_get_course_module_by_instance: the course module of a page, book, …"""
    parameters: Parameters = {"module": module, "instance": instance}
    return Call("core_course_get_course_module_by_instance", parameters, wire.FoundModule)


def updates_since(course: int, since: int) -> Call[wire.Updates]:
    """core_course_get_updates_since: what changed strictly after `since` (Unix seconds); deletions are not told."""
    return Call("core_course_get_updates_since", {"courseid": course, "since": since}, wire.Updates)


def pages(courses: Sequence[int]) -> Call[wire.Pages]:
    """mod_page_get_pages_by_courses: the text of all pages of some courses."""
    return Call("mod_page_get_pages_by_courses", {"courseids": list(courses)}, wire.Pages)


def forums(courses: Sequence[int]) -> Call[list[wire.Forum]]:
    """mod_forum_get_forums_by_courses: the forums of some courses; a course that is not the learner's is left out."""
    return Call("mod_forum_get_forums_by_courses", {"courseids": list(courses)}, list[wire.Forum])


OLDEST_FIRST = 4  # Moodle: mod/forum/classes/local/vaults/discussion_list.php SORTORDER_CREATED_ASC


def discussions(forum: int, page: int, per_page: int) -> Call[wire.Discussions]:
    """mod_forum_get_forum_discussions: one page, 0-based, oldest first so that new ones do not shift the pages."""
    parameters: Parameters = {"forumid": forum, "sortorder": OLDEST_FIRST, "page": page, "perpage": per_page}
    return Call("mod_forum_get_forum_discussions", parameters, wire.Discussions)


def posts(discussion: int) -> Call[wire.Posts]:
    """mod_forum_get_discussion_posts: all posts of a discussion, oldest first."""
    parameters: Parameters = {"discussionid": discussion, "sortby": "created", "sortdirection": "ASC"}
    return Call("mod_forum_get_discussion_posts", parameters, wire.Posts)


def add_post(
    parent: int, subject: str, html: str, attachments: int | None = None, inline: int | None = None
) -> Call[wire.NewPost]:
    """mod_forum_add_discussion_post: an answer to a post, with draft areas of attachments and of inline files."""
    parameters: Parameters = {
        "postid": parent,
        "subject": subject,
        "message": html,
        "messageformat": HTML,
        "options": _areas(attachments, inline),
    }
    return Call("mod_forum_add_discussion_post", parameters, wire.NewPost)


def add_discussion(
    forum: int, subject: str, html: str, attachments: int | None = None, inline: int | None = None
) -> Call[wire.NewDiscussion]:
    """mod_forum_add_discussion: a new discussion; its text is always HTML."""
    parameters: Parameters = {
        "forumid": forum,
        "subject": subject,
        "message": html,
        "options": _areas(attachments, inline),
    }
    return Call("mod_forum_add_discussion", parameters, wire.NewDiscussion)


def _areas(attachments: int | None, inline: int | None) -> list[Parameters]:
    given = {"inlineattachmentsid": inline, "attachmentsid": attachments}
    return [{"name": name, "value": area} for name, area in given.items() if area is not None]


def update_post(post: int, subject: str, html: str) -> Call[wire.Done]:
    """mod_forum_update_discussion_post: another text for one's own post; attachments stay."""
    parameters: Parameters = {"postid": post, "subject": subject, "message": html, "messageformat": HTML}
    return Call("mod_forum_update_discussion_post", parameters, wire.Done)


def delete_post(post: int) -> Call[wire.Done]:
    """mod_forum_delete_post: one's own young post without answers goes."""
    return Call("mod_forum_delete_post", {"postid": post}, wire.Done)


def assignments(courses: Sequence[int]) -> Call[work_wire.Assignments]:
    """mod_assign_get_assignments: the assignments of some courses with their settings."""
    return Call("mod_assign_get_assignments", {"courseids": list(courses)}, work_wire.Assignments)


def submission_status(assignment: int) -> Call[work_wire.SubmissionStatus]:
    """mod_assign_get_submission_status: the learner's work, its feedback and its grade."""
    return Call("mod_assign_get_submission_status", {"assignid": assignment}, work_wire.SubmissionStatus)


def save_submission(assignment: int, html: str | None, files_area: int | None) -> Call[list[wire.Warned]]:
    """mod_assign_save_submission: `itemid` 0 for the text, for one number for both deletes the files (moodle.md §4).

    None leaves a plug-in out: no text where there is none to take, and the files as they are.
    """
    text: Parameters | None = None if html is None else {"text": html, "format": HTML, "itemid": 0}
    plugins: Parameters = {"onlinetext_editor": text, "files_filemanager": files_area}
    parameters: Parameters = {"assignmentid": assignment, "plugindata": plugins}
    return Call("mod_assign_save_submission", parameters, list[wire.Warned])


def submit_for_grading(assignment: int, statement: bool) -> Call[list[wire.Warned]]:
    """mod_assign_submit_for_grading: the draft becomes the hand-in."""
    parameters: Parameters = {"assignmentid": assignment, "acceptsubmissionstatement": statement}
    return Call("mod_assign_submit_for_grading", parameters, list[wire.Warned])


def unused_draft_area() -> Call[wire.DraftArea]:
    """core_files_get_unused_draft_itemid: a number for a new draft area."""
    return Call("core_files_get_unused_draft_itemid", {}, wire.DraftArea)


def draft_files(user: int, area: int) -> Call[wire.StoredFiles]:
    """core_files_get_files: what a draft area of the learner holds (context -1: see `instanceid`)."""
    parameters: Parameters = {
        "contextid": -1,
        "component": "user",
        "filearea": "draft",
        "itemid": area,
        "filepath": "/",
        "filename": "",
        "contextlevel": "user",
        "instanceid": user,
    }
    return Call("core_files_get_files", parameters, wire.StoredFiles)


def action_events(since: int, after: int | None, most: int) -> Call[wire.Events]:
    """core_calendar_get_action_events_by_timesort: what the learner has something to do for, at most 50 at once."""
    parameters: Parameters = {"timesortfrom": since, "aftereventid": after, "limitnum": most}
    return Call("core_calendar_get_action_events_by_timesort", parameters, wire.Events)


def upcoming_events() -> Call[wire.Events]:
    """core_calendar_get_calendar_upcoming_view: the next weeks of all courses (course 1 is the whole site)."""
    return Call("core_calendar_get_calendar_upcoming_view", {"courseid": 1}, wire.Events)


def calendar_events(courses: Sequence[int], start: int, end: int) -> Call[wire.Events]:
    """core_calendar_get_calendar_events: all events of courses, site and learner between two times."""
    parameters: Parameters = {
        "events": {"courseids": list(courses)},
        "options": {"userevents": True, "siteevents": True, "timestart": start, "timeend": end},
    }
    return Call("core_calendar_get_calendar_events", parameters, wire.Events)


def grade_items(course: int, user: int) -> Call[wire.Grades]:
    """gradereport_user_get_grade_items: the learner's grades of a course."""
    return Call("gradereport_user_get_grade_items", {"courseid": course, "userid": user}, wire.Grades)


def completion(course: int, user: int) -> Call[wire.CompletionStates]:
    """core_completion_get_activities_completion_status: what is done in a course."""
    parameters: Parameters = {"courseid": course, "userid": user}
    return Call("core_completion_get_activities_completion_status", parameters, wire.CompletionStates)


def set_completion(activity: int, done: bool) -> Call[wire.Done]:
    """core_completion_update_activity_completion_status_manually: tick or untick what the learner may tick."""
    parameters: Parameters = {"cmid": activity, "completed": done}
    return Call("core_completion_update_activity_completion_status_manually", parameters, wire.Done)


_VIEWED = frozenset({"page", "book", "resource", "folder", "url", "forum", "assign", "quiz", "glossary", "lesson"})
_VIEWED |= {"choice", "feedback", "h5pactivity", "scorm"}
_VIEW_EXTRAS: dict[str, Parameters] = {
    "glossary": {"mode": "letter"},
    # Without it the visit would only be logged (Moodle: mod/feedback/classes/external.php view_feedback).
    "feedback": {"moduleviewed": True},
}


def view(module: str, instance: int, chapter: int | None = None) -> Call[wire.Done] | None:
    """mod_*_view_*: the activity was opened; None for kinds the site has no such function for.

    A book counts as read when its last chapter is opened (Moodle: mod/book/lib.php book_view).
    """
    if module not in _VIEWED:
        return None
    name = "id" if module == "glossary" else f"{module}id"
    parameters: Parameters = {name: instance, "chapterid": chapter, **_VIEW_EXTRAS.get(module, {})}
    return Call(f"mod_{module}_view_{module}", parameters, wire.Done)


def batch(calls: Sequence[tuple[str, str]]) -> Call[site_wire.Batch]:
    """tool_mobile_call_external_functions: several calls (function, JSON arguments) in order, up to the first error."""
    requests: list[Parameters] = [{"function": function, "arguments": arguments} for function, arguments in calls]
    return Call("tool_mobile_call_external_functions", {"requests": requests}, site_wire.Batch)
