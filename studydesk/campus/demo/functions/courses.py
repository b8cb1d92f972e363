"""Functions about courses: which there are, what changed in them."""

from studydesk.campus.demo.access import activity_of, course_of, module_of, open_ids
from studydesk.campus.demo.addresses import course_image, external_file
from studydesk.campus.demo.functions.completion import progress
from studydesk.campus.demo.parameters import Parameter, boolean, integer, named_options, text
from studydesk.campus.demo.refusals import course_closed
from studydesk.campus.demo.school import Call, Function, Json, Row

MODULE_NUMBERS = {"assign": 1, "book": 3, "folder": 8, "forum": 9, "label": 13, "page": 16, "resource": 18, "url": 20}


def _users_courses(call: Call, userid: int, returnusercount: bool) -> Json:
    if userid != call.who and not call.is_teacher:
        return []
    courses = call.database.rows(
        "SELECT course.* FROM course JOIN enrolment ON course = id WHERE person = ? ORDER BY id", userid
    )
    return [_course(call, course, counted=returnusercount) for course in courses]


def _course(call: Call, course: Row, *, counted: bool) -> Json:
    percent = progress(call, course["id"])
    files = call.database.rows(
        "SELECT * FROM file WHERE context = ? AND component = 'course' AND area = 'overviewfiles'", course["context"]
    )
    people = call.database.value("SELECT count(*) FROM enrolment WHERE course = ?", course["id"])
    answer = {
        "id": course["id"],
        "shortname": course["short_name"],
        "fullname": course["full_name"],
        "displayname": course["full_name"],
        "enrolledusercount": people,
        "idnumber": course["short_name"],
        "visible": 1,
        "summary": course["summary"],
        "summaryformat": 1,
        "format": "topics",
        "courseimage": course_image(call.school, course),
        "showgrades": True,
        "lang": "",
        "enablecompletion": True,
        "completionhascriteria": False,
        "completionusertracked": True,
        "category": 2,
        "progress": percent,
        "completed": False,
        "startdate": course["starts"],
        "enddate": course["ends"],
        "marker": 0,
        "lastaccess": None,
        "isfavourite": False,
        "hidden": False,
        "overviewfiles": [_overview_file(call, course, file) for file in files],
        "showactivitydates": False,
        "showcompletionconditions": True,
        "timemodified": course["modified"],
    }
    if not counted:
        del answer["enrolledusercount"]
    return answer


def _overview_file(call: Call, course: Row, file: Row) -> Json:
    entry = external_file(call, file, [course["context"], "course", "overviewfiles"])
    return {name: entry[name] for name in ("filename", "filepath", "filesize", "fileurl", "timemodified", "mimetype")}


def _course_module(call: Call, cmid: int) -> Json:
    return _module(module_of(call, cmid))


def _course_module_by_instance(call: Call, module: str, instance: int) -> Json:
    return _module(activity_of(call, module, instance))


def _module(module: Row) -> Json:
    return {
        "cm": {
            "id": module["id"],
            "course": module["course"],
            "module": MODULE_NUMBERS[module["kind"]],
            "name": module["title"],
            "modname": module["kind"],
            "instance": module["instance"],
            "section": module["section"],
            "sectionnum": module["number"],
            "groupmode": 0,
            "groupingid": 0,
            "completion": module["completion"],
            "downloadcontent": 1,
        },
        "warnings": [],
    }


def _view_course(call: Call, courseid: int, sectionnumber: int) -> Json:
    course_of(call, courseid)
    return {"status": True, "warnings": []}


def _updates_since(call: Call, courseid: int, since: int, filter: dict[str, str]) -> Json:  # Moodle's name
    """Report what changed strictly after `since`; what was deleted, hidden or newly restricted is not reported."""
    if call.database.row("SELECT 1 FROM enrolment WHERE course = ? AND person = ?", courseid, call.who) is None:
        course_of(call, courseid)
        raise course_closed(courseid)
    changes: dict[int, list[Json]] = {}
    for cmid, entry in _changes(call, courseid, since):
        changes.setdefault(cmid, []).append(entry)
    modules = call.database.rows("SELECT * FROM activity WHERE course = ?", courseid) if changes else []
    opened = open_ids(call, [module for module in modules if module["id"] in changes])
    instances = [
        {"contextlevel": "module", "id": cmid, "updates": updates}
        for cmid, updates in sorted(changes.items())
        if cmid in opened
    ]
    return {"instances": instances, "warnings": []}


def _changes(call: Call, course: int, since: int) -> list[tuple[int, Json]]:
    rows = call.database.rows("SELECT id, modified FROM activity WHERE course = ? AND modified > ?", course, since)
    found: list[tuple[int, Json]] = [
        (row["id"], {"name": "configuration", "timeupdated": row["modified"]}) for row in rows
    ]
    for name, sql in _ITEM_CHANGES.items():
        items: dict[int, list[int]] = {}
        for row in call.database.rows(sql, course=course, since=since, who=call.who):
            items.setdefault(row["cmid"], []).append(row["item"])
        found += [(cmid, {"name": name, "itemids": itemids}) for cmid, itemids in items.items()]
    return found


# What each area of an activity reports beside its configuration (Moodle: <module>_check_updates_since).
_ITEM_CHANGES = {
    "contentfiles": """SELECT activity.id AS cmid, file.id AS item
        FROM activity JOIN file ON file.context = activity.context
        WHERE course = :course AND file.area = 'content' AND file.modified > :since ORDER BY file.id""",
    "entries": """SELECT activity AS cmid, chapter.id AS item FROM chapter JOIN activity ON activity.id = activity
        WHERE course = :course AND chapter.modified > :since ORDER BY chapter.id""",
    "introattachmentfiles": """SELECT activity.id AS cmid, file.id AS item
        FROM activity JOIN file ON file.context = activity.context
        WHERE course = :course AND file.area = 'introattachment' AND file.modified > :since ORDER BY file.id""",
    "discussions": """SELECT DISTINCT activity.id AS cmid, discussion.id AS item
        FROM post JOIN discussion ON discussion.id = discussion
        JOIN activity ON kind = 'forum' AND instance = forum
        WHERE course = :course AND post.modified > :since ORDER BY discussion.id""",
    "gradeitems": """SELECT activity AS cmid, grade_item.id AS item
        FROM grade_item JOIN activity ON activity.id = activity
        WHERE grade_item.course = :course AND EXISTS (SELECT 1 FROM grade
        WHERE assign = instance AND person = :who AND grade.modified > :since)""",
    "submissions": """SELECT activity.id AS cmid, submission.id AS item
        FROM submission JOIN activity ON kind = 'assign' AND instance = assign
        WHERE course = :course AND person = :who AND submission.modified > :since""",
    "grades": """SELECT activity.id AS cmid, grade.id AS item
        FROM grade JOIN activity ON kind = 'assign' AND instance = assign
        WHERE course = :course AND person = :who AND grade.modified > :since""",
}

FUNCTIONS = {
    "core_enrol_get_users_courses": Function(
        _users_courses, {"userid": Parameter(integer), "returnusercount": Parameter(boolean, True)}
    ),
    "core_course_get_course_module": Function(_course_module, {"cmid": Parameter(integer)}),
    "core_course_get_course_module_by_instance": Function(
        _course_module_by_instance, {"module": Parameter(text), "instance": Parameter(integer)}
    ),
    "core_course_view_course": Function(
        _view_course, {"courseid": Parameter(integer), "sectionnumber": Parameter(integer, 0)}
    ),
    "core_course_get_updates_since": Function(
        _updates_since,
        {"courseid": Parameter(integer), "since": Parameter(integer), "filter": Parameter(named_options, {})},
    ),
}
