"""Functions that write hand-ins and grades, with every trap of moodle.md §4 left in place."""

import html
from typing import Any

from studydesk.campus.demo.access import activity_of, settings
from studydesk.campus.demo.cleaning import cleaned_html, is_blank, words_in
from studydesk.campus.demo.functions.assignments import files_area, is_open, submission_of, text_area
from studydesk.campus.demo.functions.completion import AUTOMATIC, set_state, tracking
from studydesk.campus.demo.functions.posts import draft_area
from studydesk.campus.demo.parameters import Parameter, boolean, integer, integers, number, structure, text
from studydesk.campus.demo.refusals import WireError, not_written
from studydesk.campus.demo.school import Call, Function, Json, Row

_PASSED = "The due date for this assignment has now passed"


def _save(call: Call, assignmentid: int, plugindata: dict[str, Any]) -> Json:
    assign = activity_of(call, "assign", assignmentid)
    given = settings(assign)
    submission = submission_of(call, assign, call.who)
    if not is_open(call, assign, submission):
        return _not_saved(assignmentid, _PASSED)
    editor = structure(plugindata.get("onlinetext_editor", {})) if given["text"] else None
    if editor is not None and "text" not in editor:
        raise not_written()  # files only, though online text is enabled too: nothing is changed
    words = text(editor["text"]) if editor is not None else ""
    draft_id = integer(plugindata.get("files_filemanager", 0)) if given["files"] else 0
    limit = given["word_limit"]
    if limit and words_in(words) > limit:
        return _not_saved(assignmentid, _too_many_words(limit, words_in(words)))
    has_files = bool(draft_id and call.storage.files(draft_area(call, draft_id)))
    if is_blank(words) and not has_files:
        return _not_saved(assignmentid, "Nothing was submitted")
    made = _ensure(call, assign, submission, words)
    if editor is not None:
        _save_text_files(call, assign, made, words, integer(editor.get("itemid", 0)))
    if draft_id:
        call.storage.copy_area(
            draft_area(call, draft_id), files_area(assign, made), now=call.now, most=given["files"],
            max_bytes=given["max_bytes"],
        )  # fmt: skip
    if not given["drafts"]:
        _handed_in(call, assign)
    return []


def _ensure(call: Call, assign: Row, submission: Row | None, words: str) -> int:
    """Store the words in the caller's submission, made if need be, and return its id; its time always moves."""
    status = "draft" if settings(assign)["drafts"] else "submitted"
    if submission is None:
        return _new(call, assign, status, cleaned_html(words))
    call.database.run(
        "UPDATE submission SET status = ?, text = ?, modified = ? WHERE id = ?",
        status, cleaned_html(words), call.now, submission["id"],
    )  # fmt: skip
    return int(submission["id"])


def _new(call: Call, assign: Row, status: str, words: str) -> int:
    return call.database.run(
        "INSERT INTO submission (assign, person, status, text, created, modified) VALUES (?, ?, ?, ?, ?, ?)",
        assign["instance"], call.who, status, words, call.now, call.now,
    )  # fmt: skip


def _save_text_files(call: Call, assign: Row, submission: int, words: str, itemid: int) -> None:
    """Bring in the files inside the text; the editor first throws away what the text does not name.

    That is what deletes a hand-in whose files lie in the same draft area (one itemid for both, moodle.md §4).
    """
    if not itemid:
        return
    draft = draft_area(call, itemid)
    for file in call.storage.files(draft):
        if file["name"] not in html.unescape(words):
            call.storage.remove(draft, file["path"], file["name"])
    call.storage.copy_area(draft, text_area(assign, submission), now=call.now)


def _not_saved(assign: int, item: str) -> Json:
    reason = {"warningcode": "couldnotsavesubmission", "message": "Could not save submission."}
    return [{"item": item, "itemid": assign} | reason]


def _too_many_words(limit: int, count: int) -> str:
    sign = (
        '<i class="icon fa fa-triangle-exclamation text-warning fa-fw icon"  title="Error" role="img"'
        ' aria-label="Error"></i>'
    )
    sentence = (
        f"The word limit for this assignment is {limit} words and you are attempting to submit {count} words."
        " Please review your submission and try again."
    )
    return html.escape(f'<span class="error">{sign}{sentence}</span>')


def _submit(call: Call, assignmentid: int, acceptsubmissionstatement: bool) -> Json:
    """Hand in for good; with nothing saved this succeeds and hands in an empty work (measured)."""
    assign = activity_of(call, "assign", assignmentid)
    submission = submission_of(call, assign, call.who)
    if submission is None:
        _new(call, assign, "new", "")
        submission = submission_of(call, assign, call.who)
    assert submission is not None
    agreed = acceptsubmissionstatement or not settings(assign)["statement"]
    if not agreed or submission["status"] == "submitted" or not is_open(call, assign, submission):
        reason = {"warningcode": "couldnotsubmitforgrading", "message": "Could not submit assignment for grading."}
        item = f"User id: {call.who}, Assignment id: {assignmentid} Notices:"
        return [{"item": item, "itemid": assignmentid} | reason]
    call.database.run(
        "UPDATE submission SET status = 'submitted', modified = ? WHERE id = ?", call.now, submission["id"]
    )
    _handed_in(call, assign)
    return []


def _revert(call: Call, assignmentid: int, userids: list[int]) -> Json:
    """Make hand-ins drafts again, which only teachers may (Moodle: mod/assign/externallib.php)."""
    assign = activity_of(call, "assign", assignmentid)
    warnings: list[Json] = []
    for person in userids:
        submission = submission_of(call, assign, person)
        if not call.is_teacher or submission is None:
            reason = {"warningcode": "couldnotrevert", "message": "Could not revert submission to draft."}
            item = f"User id: {person}, Assignment id: {assignmentid}"
            warnings.append({"item": item, "itemid": assignmentid} | reason)
            continue
        call.database.run(
            "UPDATE submission SET status = 'draft', modified = ? WHERE id = ?", call.now, submission["id"]
        )
    return warnings


def _handed_in(call: Call, assign: Row) -> None:
    if tracking(assign) == AUTOMATIC:
        set_state(call, assign["id"], 1)


def _save_grade(
    call: Call, assignmentid: int, userid: int, grade: float, attemptnumber: int, addattempt: bool,
    workflowstate: str, applytoall: bool, plugindata: dict[str, Any],
) -> Json:  # fmt: skip
    activity_of(call, "assign", assignmentid)
    if not call.is_teacher:
        message = "Sorry, but you do not currently have permissions to do that (Grade assignment)."
        raise WireError("nopermissions", message, "required_capability_exception")
    editor = structure(plugindata.get("assignfeedbackcomments_editor", {}))
    put_grade(call, assignmentid, userid, grade, cleaned_html(text(editor.get("text", ""))))
    return None


def put_grade(call: Call, assign: int, person: int, grade: float, feedback: str) -> None:
    """Record a grade with its feedback, by the caller, now."""
    call.database.run(
        "INSERT INTO grade (assign, person, grader, grade, feedback, created, modified)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (assign, person)"
        " DO UPDATE SET grader = ?3, grade = ?4, feedback = ?5, modified = ?6",
        assign, person, call.who, grade, feedback, call.now,
    )  # fmt: skip


FUNCTIONS = {
    "mod_assign_save_submission": Function(
        _save, {"assignmentid": Parameter(integer), "plugindata": Parameter(structure)}, writes=True
    ),
    "mod_assign_submit_for_grading": Function(
        _submit, {"assignmentid": Parameter(integer), "acceptsubmissionstatement": Parameter(boolean)}, writes=True
    ),
    "mod_assign_revert_submissions_to_draft": Function(
        _revert, {"assignmentid": Parameter(integer), "userids": Parameter(integers)}, writes=True
    ),
    "mod_assign_save_grade": Function(
        _save_grade,
        {
            "assignmentid": Parameter(integer),
            "userid": Parameter(integer),
            "grade": Parameter(number),
            "attemptnumber": Parameter(integer),
            "addattempt": Parameter(boolean),
            "workflowstate": Parameter(text),
            "applytoall": Parameter(boolean),
            "plugindata": Parameter(structure, {}),
        },
        writes=True,
    ),
}
