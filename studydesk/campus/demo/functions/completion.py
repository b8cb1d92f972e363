"""Completion of activities: what the wire shows of it, and what changes it."""

from studydesk.campus.demo.access import activities_of, activity_of, course_of, module_of, open_ids
from studydesk.campus.demo.parameters import Parameter, boolean, integer
from studydesk.campus.demo.refusals import WireError
from studydesk.campus.demo.school import Call, Function, Json, Row

MANUAL, AUTOMATIC = 1, 2
_RULES = {"assign": ("completionsubmit", "Make a submission")}
_VIEW_RULE = ("completionview", "View")


def tracking(activity: Row) -> int:
    """Return 0 none, 1 manual, 2 automatic; a label has no page to view, so it is never automatic."""
    if activity["kind"] == "label" and activity["completion"] == AUTOMATIC:
        return MANUAL
    return int(activity["completion"])


def states(call: Call, course: int) -> dict[int, Row]:
    """Return the caller's completion rows of a course by activity."""
    rows = call.database.rows(
        "SELECT completion.* FROM completion JOIN activity ON activity.id = activity WHERE course = ? AND person = ?",
        course, call.who,
    )  # fmt: skip
    return {int(row["activity"]): row for row in rows}


def lifts_restrictions(call: Call, course: int) -> set[int]:
    """Return the activities of a course whose completion opens another one."""
    rows = call.database.rows("SELECT DISTINCT opened_by FROM activity WHERE course = ? AND opened_by NOT NULL", course)
    return {int(row["opened_by"]) for row in rows}


def shown(activity: Row, row: Row | None, *, is_used: bool, is_open: bool) -> Json:
    """Return the completion of one activity as the wire shows it in contents and statuses alike."""
    state = 0 if row is None else int(row["state"])
    is_automatic = tracking(activity) == AUTOMATIC
    name, description = _RULES.get(activity["kind"], _VIEW_RULE)
    details = [{"rulename": name, "rulevalue": {"status": state, "description": description}}] if is_automatic else []
    return {
        "state": state,
        "timecompleted": int(row["modified"]) if row is not None and state else 0,
        "overrideby": None,
        "valueused": is_used,
        "hascompletion": True,
        "isautomatic": is_automatic,
        "istrackeduser": True,
        "uservisible": is_open,
        "details": details,
        "isoverallcomplete": bool(state),
    }


def progress(call: Call, course: int) -> int | None:
    """Return how many percent of the tracked activities the caller completed; None if none is tracked."""
    tracked = [activity["id"] for activity in activities_of(call, course) if tracking(activity)]
    if not tracked:
        return None
    done = states(call, course)
    complete = sum(1 for activity in tracked if activity in done and done[activity]["state"])
    return complete * 100 // len(tracked)


def set_state(call: Call, activity: int, state: int) -> None:
    """Record a completion; setting what is set already changes nothing, its time included."""
    call.database.run(
        "INSERT INTO completion VALUES (?1, ?2, ?3, ?4) ON CONFLICT (activity, person)"
        " DO UPDATE SET state = ?3, modified = ?4 WHERE state <> ?3",
        activity, call.who, state, call.now,
    )  # fmt: skip


def mark_viewed(call: Call, activity: Row) -> None:
    """Complete an activity whose rule is to be viewed."""
    call.database.run("INSERT OR IGNORE INTO viewed VALUES (?, ?)", activity["id"], call.who)
    if tracking(activity) == AUTOMATIC and activity["kind"] not in _RULES and not call.is_teacher:
        set_state(call, activity["id"], 1)


def _statuses(call: Call, courseid: int, userid: int) -> Json:
    course_of(call, courseid)
    found = activities_of(call, courseid)
    opened, rows, used = open_ids(call, found), states(call, courseid), lifts_restrictions(call, courseid)
    statuses = []
    for activity in found:
        cmid = activity["id"]
        if tracking(activity) and cmid in opened:
            start = {"cmid": cmid, "modname": activity["kind"], "instance": activity["instance"]}
            state = shown(activity, rows.get(cmid), is_used=cmid in used, is_open=True)
            statuses.append(start | state | {"tracking": tracking(activity)})
    return {"statuses": statuses, "warnings": []}


def _update_manually(call: Call, cmid: int, completed: bool) -> Json:
    activity = module_of(call, cmid)
    if tracking(activity) != MANUAL:
        raise WireError("cannotmanualctrack", "Activity does not provide manual completion tracking")
    set_state(call, cmid, int(completed))
    return {"status": True, "warnings": []}


def _viewer(kind: str, parameter: str) -> Function:
    def view(call: Call, **given: int) -> Json:
        mark_viewed(call, activity_of(call, kind, given[parameter]))
        return {"status": True, "warnings": []}

    return Function(view, {parameter: Parameter(integer)})


def _view_book(call: Call, bookid: int, chapterid: int) -> Json:
    """View a chapter (0: the first); only the last one completes the book (Moodle: mod/book/lib.php book_view)."""
    book = activity_of(call, "book", bookid)
    chapters = [
        row["id"] for row in call.database.rows("SELECT id FROM chapter WHERE activity = ? ORDER BY number", book["id"])
    ]
    if chapterid and chapterid not in chapters:
        raise WireError("errorchapter", "Error reading chapter of book.")
    viewed = chapterid or (chapters[0] if chapters else 0)
    if chapters and viewed == chapters[-1]:
        mark_viewed(call, book)
    return {"status": True, "warnings": []}


FUNCTIONS = {
    "core_completion_get_activities_completion_status": Function(
        _statuses, {"courseid": Parameter(integer), "userid": Parameter(integer)}
    ),
    "core_completion_update_activity_completion_status_manually": Function(
        _update_manually, {"cmid": Parameter(integer), "completed": Parameter(boolean)}, writes=True
    ),
    "mod_page_view_page": _viewer("page", "pageid"),
    "mod_resource_view_resource": _viewer("resource", "resourceid"),
    "mod_url_view_url": _viewer("url", "urlid"),
    "mod_folder_view_folder": _viewer("folder", "folderid"),
    "mod_forum_view_forum": _viewer("forum", "forumid"),
    "mod_assign_view_assign": _viewer("assign", "assignid"),
    "mod_assign_view_submission_status": _viewer("assign", "assignid"),
    "mod_book_view_book": Function(_view_book, {"bookid": Parameter(integer), "chapterid": Parameter(integer, 0)}),
}
