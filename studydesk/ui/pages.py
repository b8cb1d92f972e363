"""What a page is, where it is found, and the targets that lead to it.

A page is a QWidget made once per window and account, when it is first gone to. To add one: write a subclass of `Page`
in the module that `PAGES` names for its place. Nothing else: the rail, the history and the keys find it there.
"""

import importlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollBar, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId

if TYPE_CHECKING:  # context imports this module; the others cost 15 ms before the first paint
    from studydesk.domain.courses import Kind, Media
    from studydesk.study.views.courses import ActivityRow
    from studydesk.ui.context import Context


class Place(StrEnum):
    """The pages of the program."""

    WELCOME = "welcome"
    TODAY = "today"
    COURSES = "courses"
    COURSE = "course"
    READER = "reader"  # page, book, label: Target.activity, Target.at = chapter index
    PLAYER = "player"  # video, audio: Target.activity, Target.at = file key
    FILES = "files"  # PDF and other files of a resource or folder: Target.activity, Target.at = file key
    ELSEWHERE = "elsewhere"  # a link, quiz, glossary …: what it is and how to reach it: Target.activity
    DISCUSSIONS = "discussions"  # rail: all forums, what is new
    FORUM = "forum"  # Target.forum or Target.activity
    THREAD = "thread"  # Target.discussion, Target.at = post key
    TASKS = "tasks"  # rail: all assignments
    TASK = "task"  # Target.assignment or Target.activity
    CALENDAR = "calendar"
    GRADES = "grades"
    SEARCH = "search"  # Target.text
    DOWNLOADS = "downloads"
    OUTBOX = "outbox"  # Target.at = intent id to show
    SETTINGS = "settings"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: a place and what to show there.

    Attributes:
        at: a finer position, as the comment of the place says; "" = from where the learner stopped, or the top.
        text: what is searched for.
    """

    place: Place
    course: CourseId | None = None
    activity: ActivityId | None = None
    forum: ForumId | None = None
    discussion: DiscussionId | IntentId | None = None
    assignment: AssignmentId | None = None
    at: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that works on a page, for the list that `?` shows: ("Ctrl+Enter", tr("Send"))."""

    keys: str
    does: str


class Page(QWidget):
    """A page of the main window. It draws from disk and reads again when told; it never patches itself.

    Attributes:
        subjects: the kinds of change after which `reload` is called while the page is visible.

    Signals:
        titled: the title changed (str).
        drawn: content was drawn after `show_for` or `reload`; the window then restores the scroll position.
    """

    subjects: frozenset[Subject] = frozenset()
    titled = Signal(str)
    drawn = Signal()

    def __init__(self, context: "Context") -> None:
        super().__init__()
        self.context = context
        self.target: Target | None = None
        self._title = ""

    @property
    def title(self) -> str:
        """What stands in the top bar and the window's title."""
        return self._title

    def set_title(self, title: str) -> None:
        """Change the title and tell the window."""
        self._title = title
        self.titled.emit(title)

    def show_for(self, target: Target) -> None:
        """Show `target`; called on every way to this page, back and forward included. Reads and draws by `reload`."""
        self.target = target
        self.reload()

    def reload(self) -> None:
        """Read again (in the read lane) and draw. Subclasses write this; scroll and selection stay as they were."""

    def leave(self) -> None:
        """The page is about to be hidden or the window closed: keep positions and drafts now."""

    def panes(self) -> list[QWidget]:
        """Return the parts that F6 walks through, in reading order."""
        return [self]

    def keys(self) -> list[Key]:
        """Return the page's own keys."""
        return []

    def scroll_bar(self) -> QScrollBar | None:
        """Return the bar whose value is the page's scroll position, for back and forward."""
        return None

    def back_out(self) -> bool:
        """Close what lies on top of this page (a composer, a find bar) on Esc; False when there was nothing."""
        return False


# Strings, not imports: a page's module (QtMultimedia, QtPdf, the database's types) is loaded when first gone to, and a
# page that is not part of this version simply is not there.
PAGES: dict[Place, tuple[str, str]] = {
    Place.WELCOME: ("studydesk.ui.welcome.page", "WelcomePage"),
    Place.TODAY: ("studydesk.ui.today.page", "TodayPage"),
    Place.COURSES: ("studydesk.ui.courses.page", "CoursesPage"),
    Place.COURSE: ("studydesk.ui.course.page", "CoursePage"),
    Place.READER: ("studydesk.ui.reader.page", "ReaderPage"),
    Place.PLAYER: ("studydesk.ui.player.page", "PlayerPage"),
    Place.FILES: ("studydesk.ui.files.page", "FilesPage"),
    Place.ELSEWHERE: ("studydesk.ui.elsewhere.page", "ElsewherePage"),
    Place.DISCUSSIONS: ("studydesk.ui.discussions.page", "DiscussionsPage"),
    Place.FORUM: ("studydesk.ui.forum.page", "ForumPage"),
    Place.THREAD: ("studydesk.ui.thread.page", "ThreadPage"),
    Place.TASKS: ("studydesk.ui.tasks.page", "TasksPage"),
    Place.TASK: ("studydesk.ui.task.page", "TaskPage"),
    Place.CALENDAR: ("studydesk.ui.calendar.page", "CalendarPage"),
    Place.GRADES: ("studydesk.ui.grades.page", "GradesPage"),
    Place.SEARCH: ("studydesk.ui.search.page", "SearchPage"),
    Place.DOWNLOADS: ("studydesk.ui.downloads.page", "DownloadsPage"),
    Place.OUTBOX: ("studydesk.ui.outbox.page", "OutboxPage"),
    Place.SETTINGS: ("studydesk.ui.settings.page", "SettingsPage"),
    Place.ABOUT: ("studydesk.ui.about.page", "AboutPage"),
}


def exists(place: Place) -> bool:
    """Return whether this version of the program has the page; a test holds that each can be loaded."""
    return place in PAGES


def make(place: Place, context: "Context") -> Page:
    """Return a new page for `place`, loading its module."""
    module, name = PAGES[place]
    page: Page = getattr(importlib.import_module(module), name)(context)
    return page


# By the names of Kind and Media, which are not loaded here.
_BY_KIND = {
    "page": Place.READER,
    "book": Place.READER,
    "label": Place.READER,
    "folder": Place.FILES,
    "forum": Place.FORUM,
    "assign": Place.TASK,
}


def place_of(kind: "Kind", media: "Media | None") -> Place:
    """Return where an activity of this kind, with this main file, is shown."""
    if kind == "resource":
        return Place.PLAYER if media in ("video", "audio") else Place.FILES
    return _BY_KIND.get(kind, Place.ELSEWHERE)


def target_of(row: "ActivityRow") -> Target:
    """Return the target that opens an activity."""
    return Target(place_of(row.kind, row.media), course=row.course, activity=row.id)
