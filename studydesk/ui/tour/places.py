"""The demo course by the names a learner sees, and the ways that several steps go."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QToolButton

from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.moves import Moves, Wait
from studydesk.ui.widgets.toast import Toast
from studydesk.wording import tr

COURSE = "Water and Soil for Village Schools"
LECTURE = "Lecture 1: How water moves"
PAGE = "Water in one village"
FORMULA = "How much rain does a roof give?"
BOOK = "A school garden, step by step"
DOCUMENT = "Field guide to soil and compost"
FORUM = "The bench under the tree"
DISCUSSION = "Our school well is dry in February"
TASK = "A rain plan for one roof"


def to_page(hand: Hand, words: str) -> Moves[None]:
    """Go to a page of the rail; what was said at the bottom has been read."""
    if hand.seen(Toast, "") is not None:
        yield from hand.key(hand.window, Qt.Key.Key_Escape)
    yield from hand.click(QToolButton, words)


def to_activity(hand: Hand, title: str) -> Moves[None]:
    """Go to the courses, into the course, and open an activity."""
    yield from to_page(hand, tr("Courses"))
    yield from hand.choose_line(tr("Courses"), COURSE)
    yield from hand.choose_line(tr("Activities"), title)
    yield Wait(lambda: hand.window.windowTitle().startswith(title), f"the page of {title!r}")


def to_forum(hand: Hand) -> Moves[None]:
    """Go to the forum of the course."""
    yield from to_page(hand, tr("Discussions"))
    yield from hand.choose_line(tr("Discussions"), FORUM)
    yield from hand.widget(QPushButton, tr("Start a discussion"))


def switch_link(hand: Hand, words: str) -> Moves[None]:
    """Set the link with the demo's menu below the link indicator."""
    yield from hand.click(QToolButton, link_name())
    yield from hand.pick(tr("Demo: the link"))
    yield from hand.pick(words)


def link_name() -> str:
    """Return how the name of the link indicator begins."""
    return tr("Link: {state}").split("{state}")[0].strip()


def list_is_long(hand: Hand, name: str, least: int) -> Moves[None]:
    """Wait until a list has so many lines."""

    def is_long() -> bool:
        view = hand.seen(QAbstractItemView, name)
        return view is not None and len(hand.lines(view)) >= least

    yield Wait(is_long, f"{least} lines in {name!r}")
