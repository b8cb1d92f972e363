"""Courses, their contents, pages and completion: from the wire to the domain."""

import html
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from studydesk.campus.moodle import wire
from studydesk.campus.moodle.addresses import downloadable
from studydesk.campus.moodle.border import plain
from studydesk.domain.courses import (
    OUTSIDE,
    Activity,
    Completion,
    Contents,
    Course,
    Kind,
    Page,
    RemoteFile,
    Section,
)
from studydesk.domain.ids import ActivityId, CourseId, SectionId
from studydesk.domain.names import shown

_COMPLETION = {1: Completion.MANUAL, 2: Completion.AUTOMATIC}
_DONE = frozenset({1, 2})  # done, done and passed; 3 is failed
_OPENS = ("allowsubmissionsfromdate", "timeopen", "available", "timeavailablefrom", "submissionstart")
_DUE = ("duedate", "timeclose", "deadline", "timeavailableto", "submissionend")


def instant(seconds: int | None) -> datetime | None:
    """Return Moodle's time as an aware UTC instant, None where there is none (0 or null)."""
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def words(text: str | None) -> str:
    """Return a name or title: Moodle sends these with HTML entities."""
    return html.unescape(text or "").strip()


def course(told: wire.Course) -> Course:
    """Return a course of the learner."""
    picture = told.courseimage or next((file.address for file in told.overviewfiles), None)
    return Course(
        id=CourseId(told.id),
        short_name=words(told.shortname),
        full_name=words(told.displayname or told.fullname),
        summary_html=told.summary or "",
        image_url=downloadable(picture) if picture else None,
        starts_at=instant(told.startdate),
        ends_at=instant(told.enddate),
        progress=None if told.progress is None else min(1.0, max(0.0, told.progress / 100)),
        is_hidden=bool(told.hidden),
    )


def contents(course: CourseId, told: list[wire.Section]) -> Contents:
    """Return everything a site lists of a course, or of one section of it, in its order.

    A place is the same however much was asked for: a section's by its number, an activity's within its section.
    """
    activities = tuple(
        _activity(course, SectionId(section.id), position, module)
        for section in told
        for position, module in enumerate(section.modules)
    )
    listed = tuple(file for section in told for module in section.modules for file in files(module))
    return Contents(course, tuple(_section(course, section) for section in told), activities, listed)


def files(module: wire.Module) -> Iterator[RemoteFile]:
    """Yield the files of an activity; a book's table of contents and a link are no files."""
    for position, listed in enumerate(module.contents):
        if listed.type != "file" or not listed.fileurl:
            continue
        size = listed.filesize or 0
        yield RemoteFile(
            activity=ActivityId(module.id),
            url=listed.fileurl,
            name=shown(listed.filename or ""),
            path=listed.filepath or "/",
            size_bytes=size,
            modified_at=instant(listed.timemodified),
            mime=listed.mimetype or "",
            # Pages and chapters are made on each request; only stored files, empty ones too, have a type (recorded).
            is_generated=size == 0 and not listed.mimetype,
            position=position,
            title=words(listed.content),
        )


def last_chapter(told: list[wire.Section], activity: int) -> int | None:
    """Return the id of a book's last chapter, None if it has none: chapters are folders named by their id."""
    found = None
    for module in (module for section in told for module in section.modules if module.id == activity):
        for listed in module.contents:
            folder = (listed.filepath or "").strip("/")
            if listed.filename == "index.html" and folder.isdigit():
                found = int(folder)
    return found


def page(told: wire.Page) -> Page:
    """Return the text of a page activity."""
    return Page(ActivityId(told.coursemodule), words(told.name), told.content or "", instant(told.timemodified))


def done(told: list[wire.ActivityState]) -> dict[ActivityId, bool]:
    """Return which activities are done."""
    return {ActivityId(state.cmid): state.state in _DONE for state in told}


def _section(course: CourseId, told: wire.Section) -> Section:
    return Section(
        id=SectionId(told.id),
        course=course,
        position=OUTSIDE if told.section is None else told.section,
        title=words(told.name),
        summary_html=told.summary or "",
        restriction=_restriction(told),
    )


def _restriction(told: wire.Section | wire.Module) -> str | None:
    return None if told.uservisible is not False else plain(told.availabilityinfo)


def _activity(course: CourseId, section: SectionId, position: int, told: wire.Module) -> Activity:
    dates = _dates(told)
    kind = Kind.of(told.modname)
    return Activity(
        id=ActivityId(told.id),
        course=course,
        section=section,
        position=position,
        kind=kind,
        instance=told.instance or 0,
        title=words(told.name),
        intro_html=told.description or "",
        address=_address(kind, told),
        restriction=_restriction(told),
        completion=_COMPLETION.get(told.completion or 0, Completion.NONE),
        is_done=told.completiondata is not None and told.completiondata.state in _DONE,
        opens_at=_first(dates, _OPENS),
        due_at=_first(dates, _DUE),
        modified_at=max((when for item in told.contents if (when := instant(item.timemodified))), default=None),
    )


def _address(kind: Kind, told: wire.Module) -> str | None:
    if kind is Kind.URL:
        return next((item.fileurl for item in told.contents if item.type == "url" and item.fileurl), told.url)
    return told.url


def _dates(told: wire.Module) -> dict[str, int]:
    """Return the named dates; sites before 4.0 name them only in the JSON text `customdata`."""
    named = {name: int(str(value)) for name, value in _custom(told).items() if str(value).isdigit()}
    return named | {date.dataid: date.timestamp for date in told.dates if date.dataid}


def _custom(told: wire.Module) -> dict[str, object]:
    try:
        custom = msgspec.json.decode(told.customdata or "{}")
    except msgspec.MsgspecError:
        return {}  # each kind of activity puts there what it likes
    return custom if isinstance(custom, dict) else {}


def _first(dates: dict[str, int], names: tuple[str, ...]) -> datetime | None:
    return next((instant(dates[name]) for name in names if dates.get(name)), None)
