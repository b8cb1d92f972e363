"""The school of the soak: what is taught there, and what it really has in the end, read past every bad line."""

import hashlib
import html
import json
import random
import re
import sqlite3
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import campus_content
from tests.benchmarks import world

Json = dict[str, Any]

LEARNERS = {
    "amina": campus_content.LEARNER,
    "bojan": campus_content.OTHER_LEARNER,
    "chidi": ("chidi", "sluice-gate-9"),
}
FORUMS, DISCUSSIONS, TASKS, READINGS, FILMS = 3, 4, 24, 24, 5
_TAG = re.compile(r"<[^>]+>")
_MARKER = re.compile(r"\bsd-[a-z2-7]{26}\b")
# What came in is noted in the school's own file as it comes: a copy that was taken back again leaves no other trace.
_NOTES = """
CREATE TABLE came (marker_text TEXT);
CREATE TRIGGER note_post AFTER INSERT ON post BEGIN INSERT INTO came VALUES (NEW.message); END;
CREATE TABLE kept (submission INTEGER, text TEXT);
CREATE TRIGGER note_new AFTER INSERT ON submission BEGIN INSERT INTO kept VALUES (NEW.id, NEW.text); END;
CREATE TRIGGER note_save AFTER UPDATE OF text ON submission BEGIN INSERT INTO kept VALUES (NEW.id, NEW.text); END;
"""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a learner can write: the school's numbers.

    Attributes:
        tasks: assignment → whether it keeps drafts until it is submitted for grading.
        readings: activities that the learner ticks off.
    """

    course: int
    forums: tuple[int, ...]
    discussions: tuple[int, ...]
    tasks: dict[int, bool]
    readings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the teacher reads it; `files`: name → SHA-256 of the bytes that the school gives back."""

    id: int
    discussion: int
    author: str
    text: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """A hand-in as the teacher reads it."""

    status: str
    text: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """All that the school has.

    Attributes:
        works: by learner and assignment. ticks: by learner, the activities that are done.
        came_twice: markers of posts that came in more than once, whatever became of the copies.
        saved_again: texts of hand-ins that the school held already when they were saved once more.
    """

    posts: tuple[Post, ...]
    works: dict[tuple[str, int], Work]
    ticks: dict[str, frozenset[int]]
    came_twice: frozenset[str] = frozenset()
    saved_again: tuple[str, ...] = ()


class School:
    """The school in its own process, asked over the wire as the teacher."""

    def __init__(self, url: str, state: Path) -> None:
        self.url, self._state = url, state
        self._token = world.token(url, *campus_content.TEACHER)
        with closing(sqlite3.connect(state / "campus.sqlite", timeout=20)) as file:
            file.executescript(_NOTES)

    def places(self) -> Places:
        """Return where there is something to write."""
        me = self._ask("core_webservice_get_site_info")["userid"]
        (course,) = self._ask("core_enrol_get_users_courses", userid=me)
        number = int(course["id"])
        forums = tuple(int(f["id"]) for f in self._ask("mod_forum_get_forums_by_courses", **{"courseids[0]": number}))
        told = self._ask("mod_assign_get_assignments", **{"courseids[0]": number})["courses"][0]["assignments"]
        tasks = {int(task["id"]): bool(task["submissiondrafts"]) for task in told}
        sections = self._ask("core_course_get_contents", courseid=number)
        modules = [module for section in sections for module in section["modules"]]
        readings = tuple(int(module["id"]) for module in modules if module["modname"] == "page")
        return Places(number, forums, tuple(d for f in forums for d in self._discussions(f)), tasks, readings)

    def find(self, places: Places) -> Found:
        """Return everything that people wrote, with the hash of every file."""
        posts = [post for forum in places.forums for d in self._discussions(forum) for post in self._posts(d)]
        names = self._names(places.course)
        works = {}
        for task in places.tasks:
            answer = self._ask("mod_assign_get_submissions", **{"assignmentids[0]": task})["assignments"]
            for each in answer[0]["submissions"] if answer else []:
                if each["status"] != "new":
                    works[names[int(each["userid"])], task] = self._work(each)
        twice, again = self._noted()
        return Found(tuple(posts), works, {name: self._ticks(name, places.course) for name in LEARNERS}, twice, again)

    def _discussions(self, forum: int) -> list[int]:
        told = self._ask("mod_forum_get_forum_discussions", forumid=forum, perpage=0)["discussions"]
        return sorted(int(each["discussion"]) for each in told)

    def _posts(self, discussion: int) -> Iterator[Post]:
        for told in self._ask("mod_forum_get_discussion_posts", discussionid=discussion)["posts"]:
            if not told.get("isdeleted"):
                author = str(told["author"]["fullname"]).split()[0].lower()
                files = {str(f["filename"]): self._hash(str(f["url"])) for f in told["attachments"]}
                yield Post(int(told["id"]), discussion, author, plain(str(told["message"])), files)

    def _work(self, told: Json) -> Work:
        text, files = "", dict[str, str]()
        for part in told["plugins"]:
            text += "".join(str(field["text"]) for field in part.get("editorfields", []))
            for area in part.get("fileareas", []):
                files |= {str(f["filename"]): self._hash(str(f["fileurl"])) for f in area.get("files", [])}
        return Work(str(told["status"]), plain(text), files)

    def _names(self, course: int) -> dict[int, str]:
        """Return who is behind each number, by the token that everybody gets for their own password."""
        found = {}
        for name, (username, password) in LEARNERS.items():
            token = world.token(self.url, username, password)
            found[int(world.call(self.url, token, "core_webservice_get_site_info")["userid"])] = name
        return found

    def _ticks(self, name: str, course: int) -> frozenset[int]:
        token = world.token(self.url, *LEARNERS[name])
        me = world.call(self.url, token, "core_webservice_get_site_info")["userid"]
        asked = {"courseid": course, "userid": me}
        told = world.call(self.url, token, "core_completion_get_activities_completion_status", **asked)["statuses"]
        return frozenset(int(each["cmid"]) for each in told if each["state"])

    def _noted(self) -> tuple[frozenset[str], tuple[str, ...]]:
        with closing(sqlite3.connect(self._state / "campus.sqlite", timeout=20)) as file:
            came = [text for (text,) in file.execute("SELECT marker_text FROM came")]
            kept = file.execute("SELECT submission, text FROM kept ORDER BY rowid").fetchall()
        markers = Counter(marker for text in came for marker in _MARKER.findall(text))
        last: dict[int, str] = {}
        again = []
        for submission, text in kept:
            if last.get(submission) == text:
                again.append(plain(text))
            last[submission] = text
        return frozenset(marker for marker, count in markers.items() if count > 1), tuple(again)

    def _hash(self, url: str) -> str:
        """Return the SHA-256 of a file. With a token, files are given out below `webservice` only."""
        place = url.split("?")[0].removeprefix(self.url).removeprefix("/webservice")
        with urllib.request.urlopen(f"{self.url}/webservice{place}?token={self._token}", timeout=20) as answer:
            return hashlib.sha256(answer.read()).hexdigest()

    def _ask(self, function: str, **given: Any) -> Any:
        return world.call(self.url, self._token, function, **given)


@contextmanager
def open_school(folder: Path) -> Iterator[School]:
    """Run the school in a process of its own; all it has lies below `folder`."""
    write(folder / "content")
    with world.school(folder / "content", folder / "state", packed=False) as url:
        yield School(url, folder / "state")


def plain(markup: str) -> str:
    """Return the words of some HTML with single spaces between them; by nothing that the program uses itself."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def write(folder: Path) -> None:
    """Write a course of talks, tasks, pages to tick off and some files that are worth a download."""
    chance = random.Random(0)
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "page.html").write_text("<p>How water runs down this slope.</p>", "utf-8")
    for number in range(FILMS):
        (folder / "files" / f"film-{number}.pdf").write_bytes(chance.randbytes(150_000 * (number + 1)))
    talks = [_forum(number) for number in range(FORUMS)]
    tasks = [_task(number) for number in range(TASKS)]
    pages = [
        _activity("page", f"p{n}", f"Reading {n}", completion="manual", html_file="files/page.html")
        for n in range(READINGS)
    ]
    films = [_activity("resource", f"r{n}", f"Film {n}", files=[f"files/film-{n}.pdf"]) for n in range(FILMS)]
    parts = {"Talking": talks, "Work": tasks, "Reading": pages, "Films": films}
    sections = [{"title": title, "activities": activities} for title, activities in parts.items()]
    chidi = {"key": "chidi", "role": "learner", "first_name": "Chidi", "last_name": "Eze"}
    chidi |= dict(zip(("username", "password"), LEARNERS["chidi"], strict=True))
    course = {"key": "soak", "short_name": "SOAK", "full_name": "A wet season", "sections": sections}
    course["enrolled"] = [*LEARNERS, "tesfaye", "chipo"]
    site = {"name": "Rainy School", "language": "en"}
    whole = {"site": site, "people": [*campus_content.people(), chidi], "courses": [course]}
    (folder / "campus.json").write_text(json.dumps(whole), "utf-8")


def _activity(kind: str, key: str, title: str, **more: Any) -> Json:
    return {"kind": kind, "key": key, "title": title, "intro_html": f"<p>{title}.</p>", **more}


def _forum(number: int) -> Json:
    begun = {"by": "chipo", "html": "<p>Begin here.</p>", "replies": []}
    talks = [begun | {"subject": f"Talk {number}.{n}", "at": f"-{n + 1}d"} for n in range(DISCUSSIONS)]
    sizes = {"max_bytes": 500_000, "max_attachments": 3}
    return _activity("forum", f"f{number}", f"Forum {number}", type="general", discussions=talks, **sizes)


def _task(number: int) -> Json:
    rules = {"text": True, "files": 3, "max_bytes": 500_000, "drafts": number % 3 > 0, "opens": "-10d", "due": "+9d"}
    return _activity("assign", f"t{number}", f"Task {number}", grade_max=100, **rules)
