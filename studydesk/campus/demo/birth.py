"""The campus' birth: a content folder becomes rows, once, in one transaction."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studydesk.campus.demo.cleaning import cleaned_html
from studydesk.campus.demo.clock import instant
from studydesk.campus.demo.content import Activity, Content, Course, Event, Person
from studydesk.campus.demo.database import COURSE, MODULE, PERSON, Database
from studydesk.campus.demo.storage import Area, Storage
from studydesk.errors import PackageRejected

FIRST_PERSON = 3  # Moodle's guest and administrator have 1 and 2
FIRST_COURSE = 2  # Moodle's front page is course 1


@dataclass(slots=True)
class _Birth:
    """What the steps of one birth share."""

    database: Database
    storage: Storage
    content: Content
    now: int
    people: dict[str, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    teacher: int = 0
    instances: dict[str, int] = field(default_factory=dict)


def bear(database: Database, storage: Storage, content: Content, now: int) -> None:
    """Fill an empty database from the content folder; every relative time counts from `now` (Unix seconds).

    Raises: PackageRejected if the content names people, files or times that do not exist.
    """
    birth = _Birth(database, storage, content, now)
    with database.transaction():
        database.create()
        for key, value in {"birth": str(now), "name": content.site_name, "language": content.language}.items():
            database.run("INSERT INTO site VALUES (?, ?)", key, value)
        for person in content.people:
            _person(birth, person)
        for course in content.courses:
            _course(birth, course)
        for event in content.events:
            _event(birth, event)


def _person(birth: _Birth, person: Person) -> None:
    made = FIRST_PERSON + len(birth.people)
    birth.database.run(
        "INSERT INTO person (id, key, username, password, first_name, last_name, role, access_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        made, person.key, person.username.lower(), person.password, person.first_name, person.last_name, person.role,
        secrets.token_hex(16),
    )  # fmt: skip
    birth.database.context(PERSON, made)
    birth.people[person.key] = made
    birth.names[made] = f"{person.first_name} {person.last_name}"
    if person.role == "teacher" and not birth.teacher:
        birth.teacher = made


def _course(birth: _Birth, course: Course) -> None:
    made = int(birth.database.value("SELECT coalesce(max(id), ?) + 1 FROM course", FIRST_COURSE - 1))
    context = birth.database.context(COURSE, made)
    birth.database.run(
        "INSERT INTO course VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        made, course.key, course.short_name, course.full_name, course.summary_html, instant(course.starts, birth.now),
        instant(course.ends, birth.now), context, birth.now,
    )  # fmt: skip
    for key in course.enrolled:
        birth.database.run("INSERT OR IGNORE INTO enrolment VALUES (?, ?)", made, _who(birth, key))
    birth.database.run("INSERT INTO grade_item (course) VALUES (?)", made)
    if course.image:
        _files(birth, Area(context, "course", "overviewfiles", 0), [course.image])
    _general_section(birth, made)
    for number, section in enumerate(course.sections, 1):
        section_id = _section(birth, made, number, section.title, section.summary_html)
        for position, activity in enumerate(section.activities):
            add_activity(birth.database, birth.storage, birth.content, activity, made, section_id, position, birth)
    _link_restrictions(birth, made, course)


def _general_section(birth: _Birth, course: int) -> None:
    """Give the course Moodle's section 0, which every course has."""
    _section(birth, course, 0, "General", "")


def _section(birth: _Birth, course: int, number: int, title: str, summary: str) -> int:
    return birth.database.run(
        "INSERT INTO section (course, number, title, summary) VALUES (?, ?, ?, ?)", course, number, title, summary
    )


def _link_restrictions(birth: _Birth, course: int, given: Course) -> None:
    for section in given.sections:
        for activity in section.activities:
            if activity.opened_by is not None:
                birth.database.run(
                    "UPDATE activity SET opened_by = (SELECT id FROM activity WHERE course = ? AND key = ?)"
                    " WHERE course = ? AND key = ?",
                    course, activity.opened_by, course, activity.key,
                )  # fmt: skip


def add_activity(
    database: Database, storage: Storage, content: Content, activity: Activity, course: int, section: int,
    position: int, birth: "_Birth | None" = None, *, now: int = 0,
) -> int:  # fmt: skip
    """Add one activity with its files and posts to a section and return its id (cmid)."""
    shared = birth or _known(database, storage, content, now)
    kind_key = activity.kind
    if kind_key not in shared.instances:
        newest = database.value("SELECT coalesce(max(instance), 0) FROM activity WHERE kind = ?", kind_key)
        shared.instances[kind_key] = int(newest)
    shared.instances[kind_key] += 1
    made = database.run(
        "INSERT INTO activity (course, section, position, key, kind, instance, title, intro, completion, restriction,"
        " hidden, settings, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        course, section, position, activity.key, activity.kind, shared.instances[kind_key], activity.title,
        activity.intro_html, activity.completion, activity.restriction_html, activity.hidden,
        json.dumps(_settings(shared, activity)), shared.now, shared.now,
    )  # fmt: skip
    context = database.context(MODULE, made)
    database.run("UPDATE activity SET context = ? WHERE id = ?", context, made)
    _BODIES[activity.kind](shared, activity.details, made, context)
    return made


def _known(database: Database, storage: Storage, content: Content, now: int) -> _Birth:
    """Return the shared state of a birth that is already over, for an activity that a teacher adds later."""
    people = {row["key"]: int(row["id"]) for row in database.rows("SELECT id, key FROM person")}
    names = {
        int(row["id"]): f"{row['first_name']} {row['last_name']}"
        for row in database.rows("SELECT id, first_name, last_name FROM person")
    }
    teacher = database.value("SELECT min(id) FROM person WHERE role = 'teacher'")
    return _Birth(database, storage, content, now, people, names, int(teacher or 0))


def _settings(birth: _Birth, activity: Activity) -> dict[str, Any]:
    given = activity.details
    if activity.kind == "url":
        return {"address": given["address"]}
    if activity.kind == "forum":
        return {
            "type": given.get("type", "general"),
            "max_bytes": given.get("max_bytes", 0),
            "max_attachments": given.get("max_attachments", 1),
        }
    if activity.kind == "assign":
        settings = {name: instant(given.get(name), birth.now) for name in ("opens", "due", "cut_off")}
        return settings | {
            "text": bool(given.get("text", True)),
            "files": int(given.get("files", 0)),
            "max_bytes": int(given.get("max_bytes", 5 << 20)),
            "drafts": bool(given.get("drafts", True)),
            "statement": bool(given.get("statement", False)),
            "word_limit": given.get("word_limit"),
            "grade_max": int(given.get("grade_max", 100)),
        }
    return {}


def _page(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    body = birth.content.text(given["html_file"])
    birth.database.run("UPDATE activity SET body = ? WHERE id = ?", body, activity)
    _files(birth, Area(context, "mod_page", "content", 0), given.get("files", []))


def _book(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    for number, chapter in enumerate(given.get("chapters", []), 1):
        body = birth.content.text(chapter["html_file"])
        made = birth.database.run(
            "INSERT INTO chapter (activity, number, title, sub, body, modified) VALUES (?, ?, ?, ?, ?, ?)",
            activity, number, chapter["title"], bool(chapter.get("sub")), body, birth.now,
        )  # fmt: skip
        # Each chapter has its own file area in Moodle: a file belongs to the chapters whose text names it.
        used = [name for name in given.get("files", []) if name.rsplit("/", 1)[-1] in body]
        _files(birth, Area(context, "mod_book", "chapter", made), used)


def _resource(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    _files(birth, Area(context, "mod_resource", "content", 0), given["files"], main_first=True)


def _folder(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    _files(birth, Area(context, "mod_folder", "content", 0), given["files"], given.get("paths") or {})


def _nothing(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    """URLs and labels are all in their row."""


def _assign(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    _files(birth, Area(context, "mod_assign", "introattachment", 0), given.get("brief_files", []))
    row = birth.database.row("SELECT course, title, intro, settings FROM activity WHERE id = ?", activity)
    assert row is not None
    birth.database.run("INSERT INTO grade_item (course, activity) VALUES (?, ?)", row["course"], activity)
    due = json.loads(row["settings"])["due"]
    if due:
        birth.database.run(
            "INSERT INTO event (course, person, activity, name, description, starts, duration, modified)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
            row["course"], birth.teacher, activity, f"{row['title']} is due", row["intro"], due, birth.now,
        )  # fmt: skip


def _forum(birth: _Birth, given: Mapping[str, Any], activity: int, context: int) -> None:
    instance = int(birth.database.value("SELECT instance FROM activity WHERE id = ?", activity))
    for discussion in given.get("discussions", []):
        at = instant(discussion["at"], birth.now)
        who = _who(birth, discussion["by"])
        made = birth.database.run(
            "INSERT INTO discussion (forum, title, person, pinned, locked, modified, modified_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            instance, discussion["subject"], who, bool(discussion.get("pinned")),
            at if discussion.get("locked") else 0, at, who,
        )  # fmt: skip
        first = _post(birth, discussion, made, 0, discussion["subject"], context)
        birth.database.run("UPDATE discussion SET first_post = ? WHERE id = ?", first, made)
        _replies(birth, discussion, made, first, context)
        birth.database.run(
            "UPDATE discussion SET (modified, modified_by) = (SELECT created, person FROM post WHERE discussion = ?1"
            " ORDER BY created DESC, id DESC LIMIT 1) WHERE id = ?1",
            made,
        )


def _replies(birth: _Birth, given: Mapping[str, Any], discussion: int, parent: int, context: int) -> None:
    for reply in given.get("replies", []):
        title = birth.database.value("SELECT title FROM discussion WHERE id = ?", discussion)
        made = _post(birth, reply, discussion, parent, reply.get("subject") or f"Re: {title}", context)
        _replies(birth, reply, discussion, made, context)


def _post(
    birth: _Birth, given: Mapping[str, Any], discussion: int, parent: int, subject: str, context: int
) -> int:  # fmt: skip
    at = instant(given["at"], birth.now)
    who = _who(birth, given["by"])
    made = birth.database.run(
        "INSERT INTO post (discussion, parent, person, subject, message, created, modified)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        discussion, parent, who, subject, cleaned_html(given["html"]), at, at,
    )  # fmt: skip
    _files(birth, Area(context, "mod_forum", "attachment", made), given.get("attachments", []), owner=who)
    return made


def _files(
    birth: _Birth, area: Area, names: list[str], paths: Mapping[str, str] | None = None, *, main_first: bool = False,
    owner: int | None = None,
) -> None:  # fmt: skip
    who = owner or birth.teacher
    for number, name in enumerate(names):
        birth.storage.add(
            area, name.rsplit("/", 1)[-1], birth.storage.copy(birth.content.path(name)), now=birth.now,
            author=birth.names.get(who, ""), owner=who, path=(paths or {}).get(name, "/"),
            sortorder=(1 if main_first and number == 0 else 0),
        )  # fmt: skip


def _event(birth: _Birth, event: Event) -> None:
    course = birth.database.value("SELECT id FROM course WHERE key = ?", event.course)
    if course is None:
        raise PackageRejected("bad_campus")
    birth.database.run(
        "INSERT INTO event (course, person, name, description, starts, duration, modified)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        course, birth.teacher, event.name, event.description_html, instant(event.at, birth.now),
        event.duration_minutes * 60, birth.now,
    )  # fmt: skip


def _who(birth: _Birth, key: str) -> int:
    if key not in birth.people:
        raise PackageRejected("bad_campus")
    return birth.people[key]


_BODIES = {
    "page": _page,
    "book": _book,
    "resource": _resource,
    "folder": _folder,
    "url": _nothing,
    "label": _nothing,
    "forum": _forum,
    "assign": _assign,
}
