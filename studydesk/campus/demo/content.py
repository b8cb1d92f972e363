"""Reads a content folder: campus.json and the files beside it, checked before anything is stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studydesk.errors import PackageRejected

KINDS = frozenset({"page", "book", "resource", "folder", "url", "label", "forum", "assign"})
COMPLETION = {"none": 0, "manual": 1, "automatic": 2}
ROLES = frozenset({"learner", "teacher", "author"})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the campus; an author writes posts but cannot sign in."""

    key: str
    role: str
    username: str
    password: str | None
    first_name: str
    last_name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity.

    Attributes:
        completion: 0 none, 1 manual, 2 automatic, as on the wire.
        restriction_html: why learners cannot open it, or None.
        opened_by: key of the activity of the same course whose completion lifts the restriction, or None.
        details: what only this kind has, as in campus.json.
    """

    kind: str
    key: str
    title: str
    intro_html: str
    completion: int
    restriction_html: str | None
    opened_by: str | None
    hidden: bool
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A titled group of activities."""

    title: str
    summary_html: str
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `starts` and `ends` are times relative to the campus' birth, or None."""

    key: str
    short_name: str
    full_name: str
    summary_html: str
    image: str | None
    starts: str | None
    ends: str | None
    enrolled: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a course's calendar, at a time relative to the campus' birth."""

    course: str
    name: str
    description_html: str
    at: str
    duration_minutes: int


@dataclass(frozen=True, slots=True)
class Content:
    """All of a content folder.

    Attributes:
        folder: where the files are that the activities name.
    """

    folder: Path
    site_name: str
    language: str
    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    events: tuple[Event, ...]

    def path(self, name: str) -> Path:
        """Return where the file `name` is. Raises: PackageRejected if it is missing or outside the folder."""
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise PackageRejected("missing_file")
        return path

    def text(self, name: str) -> str:
        """Return the UTF-8 text of the file `name`. Raises: PackageRejected if it is missing."""
        return self.path(name).read_text(encoding="utf-8")


def read(folder: Path) -> Content:
    """Return the content of `folder`. Raises: PackageRejected if campus.json is missing or not of its form."""
    try:
        given = json.loads((folder / "campus.json").read_text(encoding="utf-8"))
        return Content(
            folder=folder,
            site_name=given["site"]["name"],
            language=given["site"].get("language", "en"),
            people=tuple(_person(person) for person in given["people"]),
            courses=tuple(_course(course) for course in given["courses"]),
            events=tuple(_event(event) for event in given.get("events", [])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageRejected("bad_campus") from error


def _person(given: dict[str, Any]) -> Person:
    if given["role"] not in ROLES:
        raise PackageRejected("bad_campus")
    return Person(
        key=given["key"],
        role=given["role"],
        username=given.get("username") or given["key"],
        password=given.get("password"),
        first_name=given["first_name"],
        last_name=given["last_name"],
    )


def _course(given: dict[str, Any]) -> Course:
    return Course(
        key=given["key"],
        short_name=given["short_name"],
        full_name=given["full_name"],
        summary_html=given.get("summary_html") or "",
        image=given.get("image"),
        starts=given.get("starts"),
        ends=given.get("ends"),
        enrolled=tuple(given.get("enrolled", [])),
        sections=tuple(
            Section(
                section["title"],
                section.get("summary_html") or "",
                tuple(activity_from(activity) for activity in section.get("activities", [])),
            )
            for section in given.get("sections", [])
        ),
    )


def activity_from(given: dict[str, Any]) -> Activity:
    """Return an activity as campus.json writes it. Raises: PackageRejected if its kind is unknown."""
    if given["kind"] not in KINDS:
        raise PackageRejected("bad_campus")
    return Activity(
        kind=given["kind"],
        key=given["key"],
        title=given["title"],
        intro_html=given.get("intro_html") or "",
        completion=COMPLETION[given.get("completion", "none")],
        restriction_html=given.get("restriction_html"),
        opened_by=given.get("opened_by"),
        hidden=bool(given.get("hidden", False)),
        details=given,
    )


def _event(given: dict[str, Any]) -> Event:
    return Event(
        course=given["course"],
        name=given["name"],
        description_html=given.get("description_html") or "",
        at=given["at"],
        duration_minutes=int(given.get("duration_minutes", 0)),
    )
