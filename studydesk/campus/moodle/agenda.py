"""Events and grades: from the wire to the domain."""

from studydesk.campus.moodle import wire
from studydesk.campus.moodle.border import plain
from studydesk.campus.moodle.courses import instant, words
from studydesk.domain.courses import Event, Grade
from studydesk.domain.ids import ActivityId, CourseId

_SITE = 1  # the front page is a course to Moodle


def event(told: wire.Event) -> Event | None:
    """Return an event; None where it has no time or is hidden."""
    at = instant(told.timestart)
    if at is None or told.visible == 0:
        return None
    course = told.course.id if told.course else told.courseid
    # Only the functions that tell `course` mean a course module by `instance` (see wire.Event).
    is_activity = bool(told.modulename) and told.course is not None
    return Event(
        id=told.id,
        course=CourseId(course) if course and course != _SITE else None,
        title=words(told.name),
        at=at,
        duration_minutes=(told.timeduration or 0) // 60,
        description_html=told.description or "",
        activity=ActivityId(told.instance) if is_activity and told.instance else None,
        kind=told.eventtype or "",
    )


def grade(course: CourseId, told: wire.GradeItem) -> Grade:
    """Return a line of the grades; the site's "-" for no grade yet becomes ""."""
    return Grade(
        course=course,
        item=told.id,
        title=words(told.itemname),
        shown=_shown(told.gradeformatted),
        range=plain(told.rangeformatted),
        percentage=_shown(told.percentageformatted),
        feedback_html=told.feedback or "",
        activity=ActivityId(told.cmid) if told.cmid else None,
        graded_at=instant(told.gradedategraded),
        is_total=told.itemtype == "course",
    )


def _shown(told: str | None) -> str:
    text = plain(told)
    return "" if text == "-" else text
