"""Courses of a wanted size for the download rows, and what must be on the learner's disk in the end."""

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import campus_content
from tests.benchmarks import world

NAME = "LINE"


@dataclass(frozen=True, slots=True)
class Made:
    """A content folder with one course.

    Attributes:
        hashes: SHA-1 of every file, in hex.
        size_bytes: of all files together.
    """

    folder: Path
    hashes: frozenset[str]
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Address:
    """Where a file of the course is: its address with the learner's token, a name for it, and its size."""

    url: str
    name: str
    size_bytes: int


def make(folder: Path, sizes: Sequence[int], pages: int = 0, per_section: int = 10) -> Made:
    """Write a course that has a file of each size, all different, and before them so many pages."""
    chance = random.Random(len(sizes))
    (folder / "files").mkdir(parents=True)
    hashes = set()
    activities: list[dict[str, Any]] = []
    for number in range(pages):
        activities.append(_page(folder, number))
    for number, size in enumerate(sizes):
        name = f"files/part-{number:04d}.pdf"
        content = chance.randbytes(size)
        (folder / name).write_bytes(content)
        hashes.add(hashlib.sha1(content).hexdigest())
        title = f"Part {number}"
        activities.append({"kind": "resource", "key": f"f{number}", "title": title, "files": [name]})
    sections = [
        {"title": f"Week {start // per_section + 1}", "activities": activities[start : start + per_section]}
        for start in range(0, len(activities), per_section)
    ]
    course = {"key": "line", "short_name": NAME, "full_name": "A course to download", "enrolled": ["amina", "tesfaye"]}
    site = {"name": "Test Campus", "language": "en"}
    campus = {"site": site, "people": campus_content.people(), "courses": [{**course, "sections": sections}]}
    (folder / "campus.json").write_text(json.dumps(campus), "utf-8")
    return Made(folder, frozenset(hashes), sum(sizes))


def _page(folder: Path, number: int) -> dict[str, Any]:
    """Write a page of some 3 kB of text."""
    name = f"files/page-{number:04d}.html"
    words = "".join(f"<p>Reading {number}.{line}: how the water runs down this slope.</p>" for line in range(50))
    (folder / name).write_text(words, "utf-8")
    intro = f"<p>What to look for in reading {number}, and why the slope matters here.</p>"
    return {"kind": "page", "key": f"p{number}", "title": f"Reading {number}", "intro_html": intro, "html_file": name}


def addresses(url: str) -> list[Address]:
    """Return the files of the course as the school at `url` lists them, largest first."""
    token = world.token(url, *campus_content.LEARNER)
    me = int(world.call(url, token, "core_webservice_get_site_info")["userid"])
    courses = world.call(url, token, "core_enrol_get_users_courses", userid=me)
    course = next(c for c in courses if c["shortname"] == NAME)
    sections = world.call(url, token, "core_course_get_contents", courseid=course["id"])
    files = [f for s in sections for m in s["modules"] for f in m.get("contents", []) if m["modname"] == "resource"]
    found = [Address(f"{f['fileurl'].split('?')[0]}?token={token}", f["filename"], f["filesize"]) for f in files]
    return sorted(found, key=lambda address: -address.size_bytes)


def is_complete(folder: Path, hashes: frozenset[str]) -> bool:
    """Return whether every file of the course lies somewhere below `folder`, whatever it is called there."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                found.add(hashlib.file_digest(file, "sha1").hexdigest())
    return hashes <= found
