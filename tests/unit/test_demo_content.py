"""The demo course as it lies in resources/demo: complete, consistent and small enough to travel with the program."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
DEMO = RESOURCES / "demo"
ICONS = RESOURCES / "icons"
CAMPUS: dict[str, Any] = json.loads((DEMO / "campus.json").read_text(encoding="utf-8"))

SPAN = re.compile(r"[+-](?:\d+d)?(?:\d+h)?(?:\d+m)?(?:@\d\d:\d\d)?")
STAMP = re.compile(r"(\d{2}):(\d{2}):(\d{2})\.(\d{3})")
EVERY_ACTIVITY = {"kind", "key", "title", "intro_html", "completion", "restriction_html", "hidden"}
ITS_OWN: dict[str, set[str]] = {
    "page": {"html_file", "files"},
    "book": {"chapters", "files"},
    "resource": {"files"},
    "folder": {"files", "paths"},
    "url": {"address"},
    "label": set(),
    "forum": {"type", "max_bytes", "max_attachments", "discussions"},
    "assign": {
        *("opens", "due", "cut_off", "text", "files", "max_bytes", "drafts", "statement", "word_limit"),
        *("brief_files", "grade_max"),
    },
}
POST = {"by", "subject", "html", "at", "attachments", "replies"}
DISCUSSION = POST | {"pinned", "locked"}


def activities(course: dict[str, Any]) -> list[dict[str, Any]]:
    return [activity for section in course["sections"] for activity in section["activities"]]


def all_activities() -> list[dict[str, Any]]:
    return [activity for course in CAMPUS["courses"] for activity in activities(course)]


def discussions() -> list[dict[str, Any]]:
    return [talk for forum in all_activities() if forum["kind"] == "forum" for talk in forum["discussions"]]


def posts(opening: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield opening
    for answer in opening["replies"]:
        yield from posts(answer)


def referenced() -> list[str]:
    """The paths of all files that campus.json names, as often as it names them."""
    named = [course["image"] for course in CAMPUS["courses"] if course["image"]]
    for activity in all_activities():
        kept = activity.get("files", [])
        named += kept if isinstance(kept, list) else []
        named += activity.get("brief_files", [])
        named += [activity["html_file"]] if "html_file" in activity else []
        named += [chapter["html_file"] for chapter in activity.get("chapters", [])]
    named += [path for talk in discussions() for post in posts(talk) for path in post["attachments"]]
    return named


def minutes(span: str) -> int:
    assert SPAN.fullmatch(span), span
    size = {"d": 1440, "h": 60, "m": 1}
    total = sum(int(number) * size[unit] for number, unit in re.findall(r"(\d+)([dhm])", span))
    return -total if span.startswith("-") else total


def test_the_demo_course_is_smaller_than_twelve_megabytes() -> None:
    assert 4_000_000 < sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file()) < 12_000_000


def test_every_named_file_exists_and_every_file_is_named() -> None:
    there = {path.relative_to(DEMO).as_posix() for path in (DEMO / "files").rglob("*") if path.is_file()}
    assert set(referenced()) == there


def test_no_file_is_empty() -> None:
    assert [path for path in DEMO.rglob("*") if path.is_file() and path.stat().st_size == 0] == []


@pytest.mark.parametrize("activity", all_activities(), ids=lambda activity: str(activity["key"]))
def test_an_activity_has_the_keys_of_its_kind_and_no_others(activity: dict[str, Any]) -> None:
    assert set(activity) - {"paths"} == EVERY_ACTIVITY | ITS_OWN[activity["kind"]] - {"paths"}
    assert activity["completion"] in {"none", "manual", "automatic"}
    assert "<" in activity["intro_html"]
    assert set(activity.get("paths", {})) <= set(activity.get("files", []) if activity["kind"] == "folder" else [])
    for limit in ("opens", "due", "cut_off"):
        if activity.get(limit):
            minutes(activity[limit])


def test_keys_are_unique_within_a_course() -> None:
    for course in CAMPUS["courses"]:
        keys = [activity["key"] for activity in activities(course)]
        assert len(keys) == len(set(keys))


def test_two_learners_and_a_teacher_can_sign_in() -> None:
    roles = [person["role"] for person in CAMPUS["people"] if person["password"]]
    assert sorted(roles) == ["learner", "learner", "teacher"]


def test_whoever_writes_or_is_enrolled_is_a_person_of_the_campus() -> None:
    people = {person["key"] for person in CAMPUS["people"]}
    writers = {post["by"] for talk in discussions() for post in posts(talk)}
    assert writers | {key for course in CAMPUS["courses"] for key in course["enrolled"]} <= people
    assert len(writers) >= 8


def test_posts_have_their_keys_and_answers_come_after_what_they_answer() -> None:
    for talk in discussions():
        assert set(talk) == DISCUSSION
        for post in posts(talk):
            assert minutes(post["at"]) < 0
            for answer in post["replies"]:
                assert set(answer) == POST
                assert minutes(answer["at"]) > minutes(post["at"]), (talk["subject"], answer["html"])


def test_the_forums_show_what_forums_can_do() -> None:
    assert any(talk["pinned"] for talk in discussions())
    assert any(talk["locked"] for talk in discussions())
    assert any(post["attachments"] for talk in discussions() for post in posts(talk))
    assert max(sum(1 for _ in posts(talk)) for talk in discussions()) >= 15
    assert any(forum["kind"] == "forum" and forum["type"] == "news" for forum in all_activities())


def test_attachments_fit_the_limits_of_their_forum() -> None:
    for forum in all_activities():
        for talk in forum.get("discussions", []):
            for post in posts(talk):
                assert len(post["attachments"]) <= forum["max_attachments"]
                assert all((DEMO / path).stat().st_size <= forum["max_bytes"] for path in post["attachments"])


def test_one_assignment_is_open_with_text_and_files_and_one_is_past_its_cut_off() -> None:
    tasks = [activity for activity in all_activities() if activity["kind"] == "assign"]
    assert any(minutes(task["due"]) > 0 and task["text"] and task["files"] for task in tasks)
    assert any(task["cut_off"] and minutes(task["cut_off"]) < 0 and not task["text"] for task in tasks)


def test_completion_of_both_kinds_and_a_restriction_are_there() -> None:
    assert {activity["completion"] for activity in all_activities()} == {"none", "manual", "automatic"}
    assert any("Not available unless" in (activity["restriction_html"] or "") for activity in all_activities())


def test_events_belong_to_a_course() -> None:
    courses = {course["key"] for course in CAMPUS["courses"]}
    assert CAMPUS["events"]
    for event in CAMPUS["events"]:
        assert set(event) == {"course", "name", "description_html", "at", "duration_minutes"}
        assert event["course"] in courses
        minutes(event["at"])


class _Links(HTMLParser):
    """The addresses and alternative texts in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = dict(attrs)
        if tag == "a":
            self.links.append(kept.get("href") or "")
        if tag == "img":
            self.pictures.append((kept.get("src") or "", kept.get("alt") or ""))


def _texts(activity: dict[str, Any]) -> str:
    named = [activity.get("html_file"), *(chapter["html_file"] for chapter in activity.get("chapters", []))]
    return str(activity["intro_html"]) + "".join((DEMO / name).read_text(encoding="utf-8") for name in named if name)


def test_links_between_activities_lead_somewhere() -> None:
    found = 0
    for course in CAMPUS["courses"]:
        keys = {activity["key"] for activity in activities(course)}
        for activity in activities(course):
            for link in _Links(_texts(activity)).links:
                match = re.fullmatch(r"@@ACTIVITY/([a-z0-9-]+)@@", link)
                assert match, link
                assert match[1] in keys, link
                found += 1
    assert found >= 10


def test_pictures_in_pages_are_there_and_are_described() -> None:
    for activity in all_activities():
        pictures = _Links(_texts(activity)).pictures
        shown = {address.removeprefix("@@PLUGINFILE@@/") for address, _ in pictures}
        if activity["kind"] in {"page", "book"}:
            assert shown == {Path(name).name for name in activity["files"]}
        assert all(len(words) > 30 for _, words in pictures)


def _seconds(stamp: str) -> float:
    match = STAMP.fullmatch(stamp)
    assert match, stamp
    hours, minute, second, thousandth = (int(part) for part in match.groups())
    return hours * 3600 + minute * 60 + second + thousandth / 1000


@pytest.mark.parametrize("path", sorted(DEMO.rglob("*.vtt")), ids=lambda path: str(path.name))
def test_captions_parse_stay_in_order_and_fit_two_lines(path: Path) -> None:
    head, *cues = path.read_text(encoding="utf-8").strip().split("\n\n")
    assert head == "WEBVTT"
    assert len(cues) >= 15
    before = 0.0
    for number, cue in enumerate(cues, start=1):
        name, times, *words = cue.split("\n")
        start, end = (_seconds(stamp) for stamp in times.split(" --> "))
        assert name == str(number)
        assert before - 0.3 <= start < end <= 100
        assert 1 <= len(words) <= 2
        assert all(0 < len(line) <= 46 for line in words), cue
        before = end


def test_every_lecture_has_captions_in_english_and_spanish_beside_it() -> None:
    lectures = [path for path in (DEMO / "files/lectures").iterdir() if path.suffix != ".vtt"]
    assert sorted(path.suffix for path in lectures) == [".mp4", ".ogg", ".webm"]
    for lecture in lectures:
        assert all(lecture.with_suffix(f".{language}.vtt").is_file() for language in ("en", "es"))


def test_both_languages_have_their_cues_for_the_same_sentences() -> None:
    for path in sorted(DEMO.rglob("*.en.vtt")):
        english, spanish = (
            STAMP.findall(each.read_text(encoding="utf-8"))
            for each in (path, path.with_name(path.name.replace(".en.", ".es.")))
        )
        assert english[0] == spanish[0]
        assert english[-1] == spanish[-1]


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: str(path.stem))
def test_an_icon_is_drawn_in_one_replaceable_colour(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    if path.stem == "studydesk":
        assert root.get("viewBox") == "0 0 256 256"
        return
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke") == "currentColor"
    assert root.get("color") == "#000000"
    assert root.get("stroke-width") == "1.75"
    own = [each.get(name) for each in root.iter() for name in ("fill", "stroke") if each is not root and each.get(name)]
    assert set(own) <= {"currentColor"}
