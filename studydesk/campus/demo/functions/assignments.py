"""Functions that read assignments: their settings, one's own status, and the teacher's view of all."""

from studydesk.campus.demo.access import activity_of, courses_asked, open_activities, settings
from studydesk.campus.demo.addresses import area_files
from studydesk.campus.demo.parameters import Parameter, boolean, integer, integers, text, texts
from studydesk.campus.demo.refusals import activity_closed
from studydesk.campus.demo.school import Call, Function, Json, Row
from studydesk.campus.demo.storage import Area


def brief_area(assign: Row) -> Area:
    """Return where the files of the brief lie."""
    return Area(assign["context"], "mod_assign", "introattachment", 0)


def files_area(assign: Row, submission: int) -> Area:
    """Return where the files of a submission lie."""
    return Area(assign["context"], "assignsubmission_file", "submission_files", submission)


def text_area(assign: Row, submission: int) -> Area:
    """Return where the files inside the online text of a submission lie."""
    return Area(assign["context"], "assignsubmission_onlinetext", "submissions_onlinetext", submission)


def submission_of(call: Call, assign: Row, person: int) -> Row | None:
    """Return a person's submission, or None if they never touched the assignment."""
    return call.database.row("SELECT * FROM submission WHERE assign = ? AND person = ?", assign["instance"], person)


def is_open(call: Call, assign: Row, submission: Row | None) -> bool:
    """Return whether a submission can still be changed (Moodle: submissions_open): time, and not handed in for good."""
    given = settings(assign)
    in_time = given["opens"] <= call.now and not (given["cut_off"] and call.now > given["cut_off"])
    is_final = submission is not None and submission["status"] == "submitted" and given["drafts"]
    return in_time and not is_final


def plugins(call: Call, assign: Row, submission: Row) -> list[Json]:
    """Return the parts of a submission: online text and files if enabled, and the comments."""
    given, made = settings(assign), submission["id"]
    parts: list[Json] = []
    if given["text"]:
        areas = [{"area": "submissions_onlinetext", "files": area_files(call, text_area(assign, made))}]
        field = {
            "name": "onlinetext",
            "description": "Online text submissions",
            "text": submission["text"],
            "format": 1,
        }
        parts.append({"type": "onlinetext", "name": "Online text", "fileareas": areas, "editorfields": [field]})
    if given["files"]:
        areas = [{"area": "submission_files", "files": area_files(call, files_area(assign, made))}]
        parts.append({"type": "file", "name": "File submissions", "fileareas": areas})
    parts.append({"type": "comments", "name": "Submission comments"})
    return parts


def _assignments(
    call: Call, courseids: list[int], capabilities: list[str], includenotenrolledcourses: bool
) -> Json:  # fmt: skip
    courses, refused = courses_asked(call, courseids)
    reason = {"warningcode": "2", "message": "User is not enrolled or does not have requested capability"}
    answer = []
    for course in courses:
        row = call.database.row("SELECT * FROM course WHERE id = ?", course)
        assert row is not None
        answer.append(
            {
                "id": course,
                "fullname": row["full_name"],
                "shortname": row["short_name"],
                "timemodified": row["modified"],
                "assignments": [_assignment(call, assign) for assign in open_activities(call, course, "assign")],
            }
        )
    return {"courses": answer, "warnings": [warning | reason for warning in refused]}


def _assignment(call: Call, assign: Row) -> Json:
    given = settings(assign)
    zeroes = [
        "nosubmissions",
        "sendnotifications",
        "sendlatenotifications",
        "gradingduedate",
        "teamsubmission",
        "requireallteammemberssubmit",
        "teamsubmissiongroupingid",
        "blindmarking",
        "hidegrader",
        "revealidentities",
        "markingworkflow",
        "markingallocation",
        "markinganonymous",
        "preventsubmissionnotingroup",
        "timelimit",
        "submissionattachments",
    ]
    return dict.fromkeys(zeroes, 0) | {
        "id": assign["instance"],
        "cmid": assign["id"],
        "course": assign["course"],
        "name": assign["title"],
        "submissiondrafts": int(given["drafts"]),
        "sendstudentnotifications": 1,
        "duedate": given["due"],
        "allowsubmissionsfromdate": given["opens"],
        "grade": given["grade_max"],
        "timemodified": assign["modified"],
        "completionsubmit": int(assign["completion"] == 2),
        "cutoffdate": given["cut_off"],
        "attemptreopenmethod": "untilpass",
        "maxattempts": 1,
        "requiresubmissionstatement": int(given["statement"]),
        "configs": _configs(given),
        "intro": assign["intro"],
        "introformat": 1,
        "introfiles": [],
        "introattachments": area_files(call, brief_area(assign)),
    }


def _configs(given: Json) -> list[Json]:
    chosen: list[tuple[str, str, str, Json]] = []
    if given["text"]:
        limit = given["word_limit"] or 0
        chosen += [
            ("onlinetext", "assignsubmission", "enabled", 1),
            ("onlinetext", "assignsubmission", "wordlimit", limit),
            ("onlinetext", "assignsubmission", "wordlimitenabled", int(bool(limit))),
        ]
    if given["files"]:
        chosen += [
            ("file", "assignsubmission", "enabled", 1),
            ("file", "assignsubmission", "maxfilesubmissions", given["files"]),
            ("file", "assignsubmission", "maxsubmissionsizebytes", given["max_bytes"]),
            ("file", "assignsubmission", "filetypeslist", ""),
        ]
    chosen += [
        ("comments", "assignsubmission", "enabled", 0),
        ("comments", "assignfeedback", "enabled", 1),
        ("comments", "assignfeedback", "commentinline", 0),
    ]
    return [
        {"plugin": plugin, "subtype": subtype, "name": name, "value": str(value)}
        for plugin, subtype, name, value in chosen
    ]


def _status(call: Call, assignid: int, userid: int, groupid: int) -> Json:
    assign = activity_of(call, "assign", assignid)
    person = userid or call.who
    if person != call.who and not call.is_teacher:
        raise activity_closed()
    answer: Json = {"lastattempt": _attempt(call, assign, person)}
    grade = call.database.row("SELECT * FROM grade WHERE assign = ? AND person = ?", assignid, person)
    if grade is not None:
        answer["feedback"] = _feedback(call, assign, grade)
    attachments = {"intro": area_files(call, brief_area(assign))}
    return answer | {"assignmentdata": {"attachments": attachments}, "warnings": []}


def _attempt(call: Call, assign: Row, person: int) -> Json:
    submission = submission_of(call, assign, person)
    graded = call.database.row("SELECT 1 FROM grade WHERE assign = ? AND person = ?", assign["instance"], person)
    editable = is_open(call, assign, submission)
    shown = {} if submission is None else {"submission": _submission(call, assign, submission)}
    return shown | {
        "submissiongroupmemberswhoneedtosubmit": [],
        "submissionsenabled": True,
        "locked": False,
        "graded": graded is not None,
        "canedit": editable,
        "caneditowner": editable,
        "cansubmit": editable and submission is not None and _can_submit(call, assign, submission),
        "extensionduedate": None if graded is None else 0,
        "timelimit": 0,
        "blindmarking": False,
        "gradingstatus": "notgraded" if graded is None else "graded",
        "usergroups": [],
    }


def _can_submit(call: Call, assign: Row, submission: Row) -> bool:
    has_words = bool(submission["text"]) or bool(call.storage.files(files_area(assign, submission["id"])))
    return bool(settings(assign)["drafts"]) and submission["status"] == "draft" and has_words


def _submission(call: Call, assign: Row, submission: Row) -> Json:
    return _bare_submission(call, assign, submission) | {"assignment": assign["instance"], "latest": 1}


def _bare_submission(call: Call, assign: Row, submission: Row) -> Json:
    return {
        "id": submission["id"],
        "userid": submission["person"],
        "attemptnumber": 0,
        "timecreated": submission["created"],
        "timemodified": submission["modified"],
        "timestarted": None,
        "status": submission["status"],
        "groupid": 0,
        "plugins": plugins(call, assign, submission),
    }


def _feedback(call: Call, assign: Row, grade: Row) -> Json:
    highest = settings(assign)["grade_max"]
    field = {"name": "comments", "description": "Feedback comments", "text": grade["feedback"], "format": 1}
    areas = [{"area": "feedback", "files": []}]
    comments = {"type": "comments", "name": "Feedback comments", "fileareas": areas, "editorfields": [field]}
    return {
        "grade": {
            "id": grade["id"],
            "assignment": assign["instance"],
            "userid": grade["person"],
            "attemptnumber": 0,
            "timecreated": grade["created"],
            "timemodified": grade["modified"],
            "grader": grade["grader"],
            "grade": f"{grade['grade']:.5f}",
        },
        "gradefordisplay": f"{grade['grade']:.2f}&nbsp;/&nbsp;{highest:.2f}",
        "gradeddate": grade["modified"],
        "plugins": [comments],
    }


def _submissions(call: Call, assignmentids: list[int], status: str, since: int, before: int) -> Json:
    answer, warnings = [], []
    for instance in assignmentids:
        if not call.is_teacher:
            reason = {"warningcode": "1", "message": "No access rights in module context"}
            warnings.append({"item": "assignment", "itemid": instance} | reason)
            continue
        assign = activity_of(call, "assign", instance)
        rows = call.database.rows(
            "SELECT * FROM submission WHERE assign = ?1 AND (?2 = '' OR status = ?2) AND modified >= ?3"
            " AND (?4 = 0 OR modified <= ?4) ORDER BY id",
            instance, status, since, before,
        )  # fmt: skip
        answer.append({"assignmentid": instance, "submissions": [_for_teacher(call, assign, row) for row in rows]})
    return {"assignments": answer, "warnings": warnings}


def _for_teacher(call: Call, assign: Row, submission: Row) -> Json:
    graded = call.database.row(
        "SELECT 1 FROM grade WHERE assign = ? AND person = ?", assign["instance"], submission["person"]
    )
    return _bare_submission(call, assign, submission) | {"gradingstatus": "graded" if graded else "notgraded"}


FUNCTIONS = {
    "mod_assign_get_assignments": Function(
        _assignments,
        {
            "courseids": Parameter(integers, []),
            "capabilities": Parameter(texts, []),
            "includenotenrolledcourses": Parameter(boolean, False),
        },
    ),
    "mod_assign_get_submission_status": Function(
        _status, {"assignid": Parameter(integer), "userid": Parameter(integer, 0), "groupid": Parameter(integer, 0)}
    ),
    "mod_assign_get_submissions": Function(
        _submissions,
        {
            "assignmentids": Parameter(integers),
            "status": Parameter(text, ""),
            "since": Parameter(integer, 0),
            "before": Parameter(integer, 0),
        },
    ),
}
