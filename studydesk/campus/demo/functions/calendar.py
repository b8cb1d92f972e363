"""Functions about the calendar: due dates of assignments and the events of courses."""

from studydesk.campus.demo.access import own_courses, settings
from studydesk.campus.demo.addresses import course_image, module_icon
from studydesk.campus.demo.clock import clock_time, moment
from studydesk.campus.demo.functions.assignments import submission_of
from studydesk.campus.demo.functions.completion import progress
from studydesk.campus.demo.parameters import Parameter, boolean, integer, integers, structure, text
from studydesk.campus.demo.school import Call, Function, Json, Row

_DAY = 86400
_AHEAD = 21 * _DAY
_MOST = 10


def _events(call: Call, courses: list[int], start: int, end: int) -> list[Row]:
    """Return the events of courses between two seconds, those of activities the caller may not know of left out."""
    hidden = 1 if call.is_teacher else 0
    marks = ",".join("?" * len(courses))
    return call.database.rows(
        "SELECT event.*, kind, instance, context, title, settings"
        " FROM event LEFT JOIN activity ON activity.id = activity"
        f" WHERE event.course IN ({marks}) AND starts >= ? AND starts <= ? AND coalesce(hidden, 0) <= ?"
        " ORDER BY starts, event.id",
        *courses, start, end, hidden,
    )  # fmt: skip


def _mine(call: Call) -> dict[int, Row]:
    return {int(course["id"]): course for course in own_courses(call)}


def _by_timesort(
    call: Call, timesortfrom: int, timesortto: int, aftereventid: int, limitnum: int, limittononsuspendedevents: bool,
    userid: int, searchvalue: str,
) -> Json:  # fmt: skip
    courses = _mine(call)
    found = []
    for event in _events(call, list(courses), timesortfrom, timesortto or 1 << 60):
        if event["activity"] and not _is_done(call, event) and searchvalue.lower() in event["name"].lower():
            found.append(event)
    if aftereventid in [event["id"] for event in found]:
        found = found[[event["id"] for event in found].index(aftereventid) + 1 :]
    shown = [_action(call, event, courses[event["course"]]) for event in found[:limitnum]]
    ends = {"firstid": shown[0]["id"], "lastid": shown[-1]["id"]} if shown else {"firstid": 0, "lastid": 0}
    return {"events": shown} | ends


def _is_done(call: Call, event: Row) -> bool:
    """Return whether nothing is left to do: what is handed in makes no action event."""
    submission = submission_of(call, event, call.who)
    return submission is not None and submission["status"] == "submitted"


def _upcoming(call: Call, courseid: int, categoryid: int) -> Json:
    courses = _mine(call)
    asked = [courseid] if courseid in courses else list(courses)
    found = _events(call, asked, call.now, call.now + _AHEAD)[:_MOST]
    today = moment(call.now)
    return {
        "events": [_entry(call, event, courses[event["course"]]) for event in found],
        "defaulteventcontext": 2,
        "filter_selector": "",
        "courseid": courseid or 1,
        "categoryid": categoryid,
        "isloggedin": True,
        "date": {
            "seconds": today.second,
            "minutes": today.minute,
            "hours": today.hour,
            "mday": today.day,
            "wday": today.isoweekday() % 7,
            "mon": today.month,
            "year": today.year,
            "yday": today.timetuple().tm_yday - 1,
            "weekday": f"{today:%A}",
            "month": f"{today:%B}",
            "timestamp": call.now,
        },
    }


def _calendar_events(call: Call, events: Json, options: Json) -> Json:
    mine = _mine(call)
    courses = [course for course in integers(events.get("courseids", [])) if course in mine]
    start = integer(options.get("timestart", 0))
    end = integer(options.get("timeend", 0)) or 1 << 60
    shown = [
        {
            "id": event["id"],
            "name": event["name"],
            "description": event["description"],
            "format": 1,
            "courseid": event["course"],
            "categoryid": None,
            "groupid": None,
            "userid": event["person"],
            "repeatid": None,
            "modulename": event["kind"],
            "instance": event["instance"],
            "eventtype": "due" if event["activity"] else "course",
            "timestart": event["starts"],
            "timeduration": event["duration"],
            "visible": 1,
            "sequence": 1,
            "timemodified": event["modified"],
            "subscriptionid": None,
        }
        for event in _events(call, courses, start, end)
    ]
    return {"events": shown, "warnings": []}


def _common(call: Call, event: Row, course: Row) -> Json:
    starts, made, number = event["starts"], event["id"], course["id"]
    calendar = f"{call.url}/calendar"
    day = moment(starts)
    return {
        "id": made,
        "name": event["name"],
        "description": event["description"],
        "descriptionformat": 1,
        "location": "",
        "categoryid": None,
        "groupid": None,
        "userid": event["person"],
        "repeatid": None,
        "eventcount": None,
        "timestart": starts,
        "timeduration": event["duration"],
        "timesort": starts,
        "timeusermidnight": starts - starts % _DAY if event["activity"] else 0,
        "visible": 1,
        "timemodified": event["modified"],
        "overdue": bool(event["activity"]) and starts < call.now,
        "course": _course(call, course),
        "subscription": {"displayeventsource": False},
        "canedit": False,
        "candelete": False,
        "deleteurl": f"{calendar}/delete.php?id={made}&course={number}",
        "viewurl": f"{calendar}/view.php?view=day&course={number}&time={starts}#event_{made}",
        "formattedtime": f'<a href="{calendar}/view.php?view=day&amp;time={starts}">{day:%A}, {day.day} {day:%B}</a>, '
        f"{clock_time(starts)}",
        "formattedlocation": "",
        "iscategoryevent": False,
        "groupname": None,
        "normalisedeventtype": "course",
        "normalisedeventtypetext": "Course event",
        "branded": False,
    }


def _course(call: Call, course: Row) -> Json:
    percent = progress(call, course["id"])
    return {
        "id": course["id"],
        "fullname": course["full_name"],
        "shortname": course["short_name"],
        "idnumber": course["short_name"],
        "summary": course["summary"],
        "summaryformat": 1,
        "startdate": course["starts"],
        "enddate": course["ends"],
        "visible": True,
        "showactivitydates": False,
        "showcompletionconditions": True,
        "pdfexportfont": "",
        "fullnamedisplay": course["full_name"],
        "viewurl": f"{call.url}/course/view.php?id={course['id']}",
        "courseimage": course_image(call.school, course),
        "progress": percent or 0,
        "hasprogress": percent is not None,
        "isfavourite": False,
        "hidden": False,
        "showshortname": False,
        "coursecategory": "Study circle",
    }


def _due(call: Call, event: Row, course: Row) -> Json:
    cmid, here = event["activity"], f"{call.url}/mod/assign/view.php?id={event['activity']}"
    return _common(call, event, course) | {
        "component": "mod_assign",
        "modulename": "assign",
        "activityname": event["title"],
        "activitystr": "Assignment is due",
        "instance": cmid,
        "eventtype": "due",
        "icon": {
            "key": "monologo",
            "component": "assign",
            "alttext": "Activity event",
            "iconurl": module_icon(call.school, "assign"),
            "iconclass": "",
        },
        "editurl": f"{call.url}/course/mod.php?update={cmid}&return=1&sesskey=demo",
        "isactionevent": True,
        "iscourseevent": False,
        "purpose": "assessment",
        "url": here,
    }


def _is_actionable(call: Call, event: Row) -> bool:
    given = settings(event)
    return given["opens"] <= call.now and not (given["cut_off"] and given["cut_off"] < call.now)


def _action(call: Call, event: Row, course: Row) -> Json:
    """Return a due date with what there is to do about it."""
    action = {
        "name": "Add submission",
        "url": f"{call.url}/mod/assign/view.php?id={event['activity']}&action=editsubmission",
        "itemcount": 1,
        "actionable": _is_actionable(call, event),
        "showitemcount": False,
    }
    return _due(call, event, course) | {"action": action}


def _entry(call: Call, event: Row, course: Row) -> Json:
    """Return an event as the upcoming view shows it: no action, but what a calendar page needs."""
    popup = f"{course['short_name']}: {event['name']}"
    view = {"islastday": False, "popupname": popup, "draggable": False}
    if event["activity"]:
        return _due(call, event, course) | view
    return _of_course(call, event, course) | view


def _of_course(call: Call, event: Row, course: Row) -> Json:
    key = {"key": "i/courseevent", "component": "core", "alttext": "Course event", "iconurl": "", "iconclass": ""}
    return _common(call, event, course) | {
        "component": None,
        "modulename": "",
        "activityname": "",
        "activitystr": "",
        "instance": None,
        "eventtype": "course",
        "icon": key,
        "editurl": f"{call.url}/calendar/event.php?action=edit&id={event['id']}&course={course['id']}",
        "isactionevent": False,
        "iscourseevent": True,
        "purpose": "none",
        "url": f"{call.url}/course/view.php?id={course['id']}",
        "mindaytimestamp": course["starts"] - course["starts"] % _DAY,
        "mindayerror": "Cannot set event before course start date",
    }


FUNCTIONS = {
    "core_calendar_get_action_events_by_timesort": Function(
        _by_timesort,
        {
            "timesortfrom": Parameter(integer, 0),
            "timesortto": Parameter(integer, 0),
            "aftereventid": Parameter(integer, 0),
            "limitnum": Parameter(integer, 20),
            "limittononsuspendedevents": Parameter(boolean, False),
            "userid": Parameter(integer, 0),
            "searchvalue": Parameter(text, ""),
        },
    ),
    "core_calendar_get_calendar_upcoming_view": Function(
        _upcoming, {"courseid": Parameter(integer, 1), "categoryid": Parameter(integer, 0)}
    ),
    "core_calendar_get_calendar_events": Function(
        _calendar_events, {"events": Parameter(structure, {}), "options": Parameter(structure, {})}
    ),
}
