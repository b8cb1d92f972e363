"""Functions about grades."""

from studydesk.campus.demo.access import course_of, own_courses, settings
from studydesk.campus.demo.parameters import Parameter, integer
from studydesk.campus.demo.refusals import WireError
from studydesk.campus.demo.school import Call, Function, Json, Row, full_name


def _items(call: Call, courseid: int, userid: int, groupid: int) -> Json:
    course = course_of(call, courseid)
    person = call.school.person(userid or call.who)
    if person is None or (person["id"] != call.who and not call.is_teacher):
        raise WireError("nopermissiontoviewgrades", "Cannot view grades.")
    rows = call.database.rows("SELECT * FROM grade_item WHERE course = ? ORDER BY activity IS NULL, id", courseid)
    items = [_item(call, row, person["id"]) for row in rows]
    grades = {
        "courseid": courseid,
        "courseidnumber": course["short_name"],
        "userid": person["id"],
        "userfullname": full_name(person),
        "useridnumber": "",
        "maxdepth": 2,
        "gradeitems": items,
    }
    return {"usergrades": [grades], "warnings": []}


def _item(call: Call, item: Row, person: int) -> Json:
    if item["activity"] is None:
        reached, highest, last = _total(call, item["course"], person)
        total = {"itemname": None, "itemtype": "course", "itemmodule": None, "itemnumber": None, "idnumber": None,
                 "iteminstance": item["course"], "categoryid": None}  # fmt: skip
        return {"id": item["id"]} | total | _result(reached, highest, last, None, "")
    assign = call.database.row("SELECT * FROM activity WHERE id = ?", item["activity"])
    assert assign is not None
    grade = call.database.row("SELECT * FROM grade WHERE assign = ? AND person = ?", assign["instance"], person)
    handed_in = call.database.value(
        "SELECT modified FROM submission WHERE assign = ? AND person = ?", assign["instance"], person
    )
    weight = 0 if grade is None else 1
    about = {
        "id": item["id"],
        "itemname": assign["title"],
        "itemtype": "mod",
        "itemmodule": "assign",
        "iteminstance": assign["instance"],
        "itemnumber": 0,
        "idnumber": "",
        "categoryid": 1,
        "cmid": assign["id"],
        "weightraw": weight,
        "weightformatted": f"{weight * 100:.2f} %",
    }
    highest = settings(assign)["grade_max"]
    if grade is None:
        return about | {"status": "novalue"} | _result(None, highest, None, handed_in, "")
    return about | _result(grade["grade"], highest, grade["modified"], handed_in, grade["feedback"])


def _result(reached: float | None, highest: int, graded: int | None, handed_in: int | None, feedback: str) -> Json:
    share = "-" if reached is None or not highest else f"{reached * 100 / highest:.2f} %"
    return {
        "outcomeid": None,
        "scaleid": None,
        "locked": None,
        "graderaw": reached,
        "gradedatesubmitted": handed_in,
        "gradedategraded": graded,
        "gradehiddenbydate": False,
        "gradeneedsupdate": False,
        "gradeishidden": False,
        "gradeislocked": None,
        "gradeisoverridden": None,
        "gradeformatted": "-" if reached is None else f"{reached:.2f}",
        "grademin": 0,
        "grademax": highest,
        "rangeformatted": f"0&ndash;{highest}",
        "percentageformatted": share,
        "feedback": feedback,
        "feedbackformat": 1 if feedback else 2,
    }


def _total(call: Call, course: int, person: int) -> tuple[float | None, int, int | None]:
    """Return what was reached of the graded work of a course, the highest mark (100 where none), and when."""
    rows = call.database.rows(
        "SELECT grade.grade, grade.modified, settings FROM grade JOIN activity ON kind = 'assign' AND instance = assign"
        " WHERE course = ? AND person = ?",
        course, person,
    )  # fmt: skip
    if not rows:
        return None, 100, None
    possible = sum(settings(row)["grade_max"] for row in rows)
    share = sum(row["grade"] for row in rows) / possible if possible else 0.0
    return share * 100, 100, max(row["modified"] for row in rows)


def _overview(call: Call, userid: int) -> Json:
    person = userid or call.who
    if person != call.who and not call.is_teacher:
        raise WireError("nopermissiontoviewgrades", "Cannot view grades.")
    grades = []
    for course in own_courses(call):
        reached, _highest, _last = _total(call, course["id"], person)
        shown = {"grade": "-", "rawgrade": None} if reached is None else {
            "grade": f"{reached:.2f}", "rawgrade": f"{reached:.5f}"
        }  # fmt: skip
        grades.append({"courseid": course["id"]} | shown)
    return {"grades": grades, "warnings": []}


FUNCTIONS = {
    "gradereport_user_get_grade_items": Function(
        _items, {"courseid": Parameter(integer), "userid": Parameter(integer, 0), "groupid": Parameter(integer, 0)}
    ),
    "gradereport_overview_get_course_grades": Function(_overview, {"userid": Parameter(integer, 0)}),
}
