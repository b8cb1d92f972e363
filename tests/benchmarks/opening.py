"""Opening a course and a thread in the real window, against a bare QListView of the same rows, and at four times."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QStringListModel
from PySide6.QtWidgets import QApplication, QListView, QMainWindow

from studydesk import app as studydesk_app
from studydesk import paths
from studydesk.app.services import Options
from studydesk.domain.ids import CourseId, DiscussionId
from studydesk.paths import resources
from studydesk.ui.bridge import Bridge
from studydesk.ui.icons import Icons
from studydesk.ui.main_window import MainWindow
from studydesk.ui.pages import Place, Target
from studydesk.ui.run import application
from studydesk.ui.theme import Theme
from tests import campus_content
from tests.benchmarks import world
from tests.benchmarks.rows import RUNS, Row, ratios

ACTIVITIES, POSTS, LONGER = 300, 500, 4
BARE_TARGET = 5.0
LINEAR_TARGET = 1.25 * LONGER  # four times the rows in at most four times the time, a quarter for noise


class Opened:
    """A window on a real profile, with inline lanes so that a page is drawn when `go` returns."""

    def __init__(self, home: Path) -> None:
        self.app: QApplication = application()
        self.services = studydesk_app.build(paths.of(home), Options(takes_lock=False, use_keyring=False))
        theme = Theme(self.app, self.services.preferences.get())
        kept = QSettings(str(home / "bench.ini"), QSettings.Format.IniFormat)
        self.bridge = Bridge(inline=True)
        self.window = MainWindow(theme, Icons(theme, resources() / "icons"), self.bridge, kept)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.open(self.services)
        self.settle()

    def settle(self) -> None:
        """Let everything queued run, paints included."""
        for _ in range(3):
            self.app.processEvents()

    def go(self, target: Target) -> float:
        """Return how long it takes from the click to the painted page, seconds."""
        self.window.navigate(Target(Place.COURSES))
        self.settle()
        started = time.perf_counter()
        self.window.navigate(target)
        self.settle()
        return time.perf_counter() - started

    def close(self) -> None:
        """Take everything down."""
        self.window.hide()
        self.bridge.close()
        self.services.close()
        self.window.deleteLater()
        self.settle()


class Bare:
    """The least Qt needs to show the same rows."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._window = QMainWindow()
        self._window.resize(1280, 800)
        self._window.show()

    def go(self, rows: list[str]) -> float:
        """Return how long a new list of these rows takes to be painted, seconds."""
        started = time.perf_counter()
        view = QListView()
        view.setModel(QStringListModel(rows, view))
        self._window.setCentralWidget(view)
        for _ in range(3):
            self._app.processEvents()
        return time.perf_counter() - started


def compare(name: str, ours: Callable[[], float], longer: Callable[[], float], bare: Callable[[], float]) -> list[Row]:
    """Return the rows of one kind of page."""
    to_bare, seconds, _ = ratios(ours, bare, RUNS)
    to_short, _, _ = ratios(longer, ours, RUNS)
    return [
        Row(f"{name} ÷ bare list of the same rows ({seconds * 1000:.0f} ms)", to_bare, "×", BARE_TARGET),
        Row(f"{name}, {LONGER} times as long ÷ as long", to_short, "×", LINEAR_TARGET),
    ]


def write(folder: Path) -> Path:
    """Write a school with two courses of each length, and in the first two a thread of each length."""
    campus_content.big_content(folder, 2, ACTIVITIES)
    made = folder / "campus.json"
    campus: dict[str, Any] = json.loads(made.read_text("utf-8"))
    campus_content.big_content(folder, 4, ACTIVITIES * LONGER)
    campus["courses"] += json.loads(made.read_text("utf-8"))["courses"][2:]
    for index, course in enumerate(campus["courses"]):
        posts = POSTS if index < 2 else POSTS * LONGER
        course["sections"][-1]["activities"][-1]["discussions"] = [_thread(posts)]
    made.write_text(json.dumps(campus), "utf-8")
    return folder


def _thread(posts: int) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []
    for number in range(posts - 1):
        words = f"<p>Answer {number}: on our slope the water runs off in an hour.</p>"
        reply: dict[str, Any] = {
            "by": "bojan",
            "html": words,
            "subject": None,
            "at": f"-{posts - number}m",
            "replies": [],
        }
        (replies[-1]["replies"] if number % 5 and replies else replies).append(reply)
    return {"by": "amina", "subject": f"Thread of {posts}", "html": "<p>Begin.</p>", "at": "-9d", "replies": replies}


def measure(home: Path) -> list[Row]:
    """Return the rows on a profile that has the school of `write`."""
    opened = Opened(home)
    try:
        bare = Bare(opened.app)
        desk = opened.services.desk()
        assert desk is not None
        courses = sorted(desk.courses.cards(), key=lambda card: len(_titles(desk, card.id)))
        short, long = [c.id for c in courses[:2]], [c.id for c in courses[2:]]
        titles = _titles(desk, short[0])
        threads = {c: _discussion(desk, c) for c in (*short, *long)}
        words = [post.text for post in desk.discussions.thread(threads[short[0]]).posts]
        turn = [0]

        def next_of(two: list[CourseId], target: Callable[[CourseId], Target]) -> float:
            turn[0] += 1  # never the one that is still drawn
            return opened.go(target(two[turn[0] % 2]))

        def course(of: CourseId) -> Target:
            return Target(Place.COURSE, course=of)

        def thread(of: CourseId) -> Target:
            return Target(Place.THREAD, course=of, discussion=threads[of])

        return [
            *compare(f"course of {ACTIVITIES} activities", lambda: next_of(short, course),
                     lambda: next_of(long, course), lambda: bare.go(titles)),
            *compare(f"thread of {POSTS} posts", lambda: next_of(short, thread),
                     lambda: next_of(long, thread), lambda: bare.go(words)),
        ]  # fmt: skip
    finally:
        opened.close()


def _titles(desk: Any, course: CourseId) -> list[str]:
    return [row.title for section in desk.courses.course(course).sections for row in section.activities]


def _discussion(desk: Any, course: CourseId) -> DiscussionId:
    forum = desk.discussions.forums(course)[0].forum.id
    found: DiscussionId = desk.discussions.forum(forum).discussions[0].id
    return found


def run(quick: bool) -> list[Row]:
    """Measure; `quick` is the same, it takes half a minute."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with world.folder() as base:
        content = write(base / "content")
        with world.school(content, base / "school") as url:
            world.sign_in(base / "home", url)
        return measure(base / "home")
