"""Who may see what: enrolment, hidden and restricted activities."""

import json
from typing import Any

from studydesk.campus.demo.refusals import activity_closed, course_closed, no_record
from studydesk.campus.demo.school import Call, Json, Row


def is_enrolled(call: Call, course: int) -> bool:
    """Return whether the caller is in the course."""
    return call.database.row("SELECT 1 FROM enrolment WHERE course = ? AND person = ?", course, call.who) is not None


def course_of(call: Call, course: int) -> Row:
    """Return a course the caller is in. Raises: WireError if there is none, or they are not in it."""
    found = call.database.row("SELECT * FROM course WHERE id = ?", course)
    if found is None:
        raise no_record("course")
    if not is_enrolled(call, course):
        raise course_closed(course)
    return found


def own_courses(call: Call) -> list[Row]:
    """Return the courses the caller is in."""
    return call.database.rows(
        "SELECT course.* FROM course JOIN enrolment ON course = id WHERE person = ? ORDER BY id", call.who
    )


def open_ids(call: Call, activities: list[Row]) -> set[int]:
    """Return which of the activities the caller may open (Moodle's uservisible)."""
    if call.is_teacher:
        return {int(activity["id"]) for activity in activities}
    return {
        int(activity["id"]) for activity in activities if not activity["hidden"] and _restriction_met(call, activity)
    }


def _restriction_met(call: Call, activity: Row) -> bool:
    if activity["restriction"] is None:
        return True
    if activity["opened_by"] is None:
        return False
    done = call.database.value(
        "SELECT state FROM completion WHERE activity = ? AND person = ?", activity["opened_by"], call.who
    )
    return bool(done)


def activities_of(call: Call, course: int, kind: str | None = None) -> list[Row]:
    """Return the activities of a course that the caller may know of, in the order of the course page."""
    found = call.database.rows(
        "SELECT activity.*, section.number FROM activity JOIN section ON section.id = section"
        " WHERE activity.course = ? AND (?2 IS NULL OR kind = ?2) ORDER BY number, position, activity.id",
        course, kind,
    )  # fmt: skip
    return found if call.is_teacher else [activity for activity in found if not activity["hidden"]]


def open_activities(call: Call, course: int, kind: str) -> list[Row]:
    """Return the activities of one kind in a course that the caller may open."""
    found = activities_of(call, course, kind)
    opened = open_ids(call, found)
    return [activity for activity in found if activity["id"] in opened]


def activity_of(call: Call, kind: str, instance: int) -> Row:
    """Return an activity by kind and instance that the caller may open. Raises: WireError if there is none, or not."""
    found = call.database.row(
        "SELECT activity.*, section.number FROM activity JOIN section ON section.id = section"
        " WHERE kind = ? AND instance = ?",
        kind, instance,
    )  # fmt: skip
    if found is None:
        raise no_record(kind)
    require_open(call, found)
    return found


def module_of(call: Call, cmid: int) -> Row:
    """Return an activity by its course-module id that the caller may open. Raises: WireError as `activity_of`."""
    found = call.database.row(
        "SELECT activity.*, section.number FROM activity JOIN section ON section.id = section WHERE activity.id = ?",
        cmid,
    )
    if found is None:
        raise no_record("course_modules")
    require_open(call, found)
    return found


def require_open(call: Call, activity: Row) -> None:
    """Raises: WireError if the caller is not in the course or may not open the activity."""
    if not is_enrolled(call, activity["course"]) or not open_ids(call, [activity]):
        raise activity_closed()


def settings(activity: Row) -> dict[str, Any]:
    """Return what only this kind of activity has (for its keys see birth._settings)."""
    found: dict[str, Any] = json.loads(activity["settings"])
    return found


def courses_asked(call: Call, courseids: list[int]) -> tuple[list[int], list[Json]]:
    """Return which of the asked courses (none asked: all) the caller is in, and Moodle's warnings about the others."""
    mine = [int(course["id"]) for course in own_courses(call)]
    if not courseids:
        return mine, []
    warnings = [
        {"item": "course", "itemid": course, "warningcode": "1", "message": "No access rights in course context"}
        for course in courseids
        if course not in mine
    ]
    return [course for course in courseids if course in mine], warnings
