"""Small content folders for tests and benchmarks, made without any media tool."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

Json = dict[str, Any]

LEARNER = ("amina", "rain-gauge-7")
OTHER_LEARNER = ("bojan", "clay-loam-3")
TEACHER = ("tesfaye", "terrace-5")


def png(width: int = 2, height: int = 2, shade: int = 128) -> bytes:
    """Return a real grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(payload: bytes = b"scan", exif: bytes = b"Exif\0\0secret place") -> bytes:
    """Return something with a JPEG's segments: EXIF, a quantisation table, a scan. No picture program can show it."""
    app1 = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    table = b"\xff\xdb\x00\x43\x00" + bytes(range(1, 65))
    return b"\xff\xd8" + app1 + table + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + payload + b"\xff\xd9"


def pdf(text: str = "A page") -> bytes:
    """Return a small PDF of one page."""
    return f"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% {text}\n%%EOF\n".encode() * 20


_FILES = {
    "files/diagram.png": png(),
    "files/course.jpg": jpeg(),
    "files/reader.pdf": pdf("reader"),
    "files/lecture.mp4": bytes(range(256)) * 800,
    "files/lecture.en.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nWater runs downhill.\n",
    "files/lecture.es.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nEl agua corre cuesta abajo.\n",
    "files/notes.txt": "Résumé des sols: a plain text, long enough to cut.\n".encode() * 4,
    "files/rain.csv": b"day,mm\n1,12\n2,0\n",
    "files/gauge.jpg": jpeg(b"gauge"),
    "files/guide.pdf": pdf("guide"),
    "files/page.html": b'<h3>What is soil?</h3><p>Water.</p><p><img src="@@PLUGINFILE@@/diagram.png" alt="Soil"></p>',
    "files/one.html": b'<p>Sand, silt, clay. <img src="@@PLUGINFILE@@/diagram.png" alt="x"></p>',
    "files/two.html": b"<p>The feel test.</p>",
}


def people() -> list[Json]:
    """Return two learners, a teacher and an author."""
    rows = [
        ("amina", "learner", *LEARNER, "Amina", "Okello"),
        ("bojan", "learner", *OTHER_LEARNER, "Bojan", "Petrović"),
    ]
    rows += [("tesfaye", "teacher", *TEACHER, "Tesfaye", "Bekele")]
    names = ("key", "role", "username", "password", "first_name", "last_name")
    author = {"key": "chipo", "role": "author", "first_name": "Chipo", "last_name": "Moyo"}
    return [dict(zip(names, row, strict=True)) for row in rows] + [author]


def _activity(kind: str, key: str, title: str, **more: Any) -> Json:
    return {"kind": kind, "key": key, "title": title, "intro_html": f"<p>{title}.</p>", **more}


def _reading() -> list[Json]:
    captions = ["files/lecture.en.vtt", "files/lecture.es.vtt"]
    chapters = [
        {"title": "Texture", "html_file": "files/one.html", "sub": False},
        {"title": "The feel test", "html_file": "files/two.html", "sub": True},
        {"title": "Structure", "html_file": "files/two.html", "sub": False},
    ]
    page = {"html_file": "files/page.html"}
    closed = "Not available unless: the page is complete"
    folder_files = ["files/notes.txt", "files/rain.csv"]
    return [
        _activity("label", "start", "About this section"),
        _activity("page", "soil", "What is soil?", completion="automatic", files=["files/diagram.png"], **page),
        _activity("resource", "reader", "Course reader", completion="manual", files=["files/reader.pdf"]),
        _activity("resource", "lecture", "Lecture", completion="automatic", files=["files/lecture.mp4", *captions]),
        _activity("url", "portal", "Soils portal", completion="manual", address="https://example.org/soils"),
        _activity(
            "book", "book", "Little book", completion="automatic", chapters=chapters, files=["files/diagram.png"]
        ),
        _activity(
            "folder",
            "handouts",
            "Handouts",
            completion="manual",
            files=folder_files,
            paths={"files/rain.csv": "/data/"},
        ),
        _activity("page", "later", "After you read", restriction_html=closed, opened_by="soil", **page),
        _activity("page", "never", "For nobody yet", restriction_html="<p>Not yet</p>", **page),
        _activity("page", "hidden", "Hidden page", hidden=True, **page),
    ]


def _talking() -> list[Json]:
    replies: list[Json] = [
        {"by": "bojan", "html": "<p>19 mm here.</p>", "subject": None, "at": "-5d", "attachments": [], "replies": [
            {"by": "amina", "html": "<p>Thanks!</p>", "subject": None, "at": "-4d", "attachments": [], "replies": []}]}
    ]  # fmt: skip
    gauge = {
        "by": "amina", "subject": "Our rain gauge", "html": "<p>We measured 23 mm.</p>", "at": "-6d", "pinned": False,
        "locked": False, "attachments": ["files/gauge.jpg"], "replies": replies,
    }  # fmt: skip
    locked = {
        "by": "chipo",
        "subject": "Closed talk",
        "html": "<p>Done.</p>",
        "at": "-3d",
        "locked": True,
        "replies": [],
    }
    news = {"by": "tesfaye", "subject": "Welcome", "html": "<p>Dear all.</p>", "at": "-9d", "replies": []}
    size = {"max_bytes": 100_000, "max_attachments": 2}
    return [
        _activity("forum", "news", "Announcements", type="news", discussions=[news], **size),
        _activity("forum", "talk", "General discussion", type="general", discussions=[gauge, locked], **size),
    ]


def _work() -> list[Json]:
    open_now = {"opens": "-10d", "due": "+4d", "cut_off": "+8d"}
    notes = {"text": True, "files": 3, "max_bytes": 20_000, "drafts": True, "word_limit": 50}
    map_rules = {"opens": None, "due": "-5d", "cut_off": "-3d", "text": False, "files": 1, "max_bytes": 20_000}
    return [
        _activity("assign", "notes", "Field notes", completion="automatic", brief_files=["files/guide.pdf"],
                  grade_max=100, **open_now, **notes),
        _activity("assign", "map", "Soil map", drafts=False, grade_max=100, **map_rules),
        _activity("assign", "diary", "Rain diary", **open_now, text=True, files=0, drafts=False, grade_max=50),
        _activity("assign", "promise", "With statement", **open_now, text=True, files=0, drafts=True, statement=True),
    ]  # fmt: skip


def course(key: str = "ws", number: int = 1) -> Json:
    """Return a course with an activity of every kind."""
    sections = [("Reading the land", _reading()), ("Talking", _talking()), ("Work", _work())]
    return {
        "key": key,
        "short_name": f"WS10{number}",
        "full_name": f"Water and Soil {number}",
        "summary_html": "<p>How water moves.</p>",
        "image": "files/course.jpg" if number == 1 else None,
        "starts": "-20d",
        "ends": "+70d",
        "enrolled": ["amina", "bojan", "tesfaye", "chipo"],
        "sections": [
            {"title": title, "summary_html": f"<p>{title}</p>", "activities": activities}
            for title, activities in sections
        ],
    }


def write_content(folder: Path, courses: int = 1) -> Path:
    """Write a small campus with `courses` equal courses (keys ws, ws2, ws3 …) and one nobody but the teacher is in."""
    every = [course("ws" if number == 1 else f"ws{number}", number) for number in range(1, courses + 1)]
    private = {"key": "private", "short_name": "PRIV", "full_name": "Staff room", "enrolled": ["tesfaye"], "sections": [
        {"title": "Papers", "activities": [
            _activity("resource", "paper", "Paper", files=["files/reader.pdf"]),
            _activity("forum", "staff", "Staff talk", discussions=[]),
            _activity("assign", "test", "Trial", text=True)]}]}  # fmt: skip
    events = [{"course": "ws", "name": "Field trip", "description_html": "<p>Bring boots.</p>", "at": "+5d",
               "duration_minutes": 60}]  # fmt: skip
    return _write(folder, [*every, private], events)


def big_content(folder: Path, courses: int = 50, activities: int = 100) -> Path:
    """Write a campus for measurements: `courses` courses of `activities` activities each, nearly all to read."""
    return _write(folder, [_big_course(number, activities) for number in range(1, courses + 1)], [])


def busy_thread(folder: Path, posts: int = 500) -> Path:
    """Write the small campus with one more discussion of `posts` posts, answers to answers included."""
    given = course()
    replies: list[Json] = []
    for number in range(posts - 1):
        reply: Json = {"by": "bojan" if number % 2 else "chipo", "html": f"<p>Answer {number}, about the slope.</p>",
                       "subject": None, "at": f"-{(posts - number)}m", "replies": []}  # fmt: skip
        (replies[-1]["replies"] if number % 5 and replies else replies).append(reply)
    long = {"by": "amina", "subject": "The long thread", "html": "<p>Begin.</p>", "at": "-2d", "replies": replies}
    given["sections"][1]["activities"][1]["discussions"].append(long)
    return _write(folder, [given], [])


def _big_course(number: int, activities: int) -> Json:
    made: list[Json] = []
    for index in range(activities):
        key, title = f"a{index}", f"Reading {number}.{index}"
        completion = ("none", "manual", "automatic")[index % 3]
        if index == activities - 1:
            talk = [
                {"by": "chipo", "subject": f"Question {n}", "html": f"<p>On {n}</p>", "at": f"-{n + 1}h", "replies": []}
                for n in range(5)
            ]
            made.append(_activity("forum", key, f"Forum {number}", discussions=talk))
        elif index == activities - 2:
            made.append(_activity("assign", key, f"Task {number}", due="+9d", text=True, files=2))
        elif index % 2:
            made.append(_activity("resource", key, title, completion=completion, files=["files/notes.txt"]))
        else:
            made.append(_activity("page", key, title, completion=completion, html_file="files/page.html",
                                  files=["files/diagram.png"]))  # fmt: skip
    sections = [
        {"title": f"Week {week}", "summary_html": "", "activities": made[start : start + 10]}
        for week, start in enumerate(range(0, activities, 10), 1)
    ]
    return {
        "key": f"big{number}", "short_name": f"BIG{number:03d}", "full_name": f"Big library {number}",
        "summary_html": "", "image": None, "starts": "-20d", "ends": None, "enrolled": ["amina", "tesfaye"],
        "sections": sections,
    }  # fmt: skip


def _write(folder: Path, courses: list[Json], events: list[Json]) -> Path:
    for name, content in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    site = {"name": "Test Campus", "language": "en"}
    campus = {"site": site, "people": people(), "courses": courses, "events": events}
    (folder / "campus.json").write_text(json.dumps(campus), encoding="utf-8")
    return folder
