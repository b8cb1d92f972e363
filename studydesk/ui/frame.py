"""The frame of the window: rail, top bar and pages, and the ways between them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.link import Link
from studydesk.ui.context import Context
from studydesk.ui.history import History
from studydesk.ui.icons import Icons
from studydesk.ui.page_stack import PageStack
from studydesk.ui.pages import Place, Target
from studydesk.ui.rail import Rail
from studydesk.ui.strip import Strip
from studydesk.ui.theme import Theme
from studydesk.ui.top_bar import TopBar
from studydesk.wording import tr

if TYPE_CHECKING:  # it brings SQLAlchemy along; the frame is painted before
    from studydesk.study.views.conflicts import Restored


class Frame(QWidget):
    """What fills the window. It leads from page to page; a change of language makes a new one.

    Signals:
        titled: the title of the page that is shown (str).
    """

    titled = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, context: Callable[[], Context | None]) -> None:
        super().__init__()
        self._context = context
        self.history = History()
        self.rail = Rail(theme, icons)
        self.top_bar = TopBar(theme, icons)
        self.clock_strip, self.restored_strip = Strip(icons), Strip(icons)
        self.stack = PageStack()
        self.stack.titled.connect(self.titled)
        self.stack.titled.connect(self.top_bar.say_where)
        self.rail.chosen.connect(self.to_place)
        self.top_bar.back.connect(self.back)
        self.top_bar.forward.connect(self.forward)
        self.top_bar.searched.connect(self._search)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self.restored_strip)
        right.addWidget(self.clock_strip)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    def say_link(self, link: Link) -> None:
        """Show what the link is like, and a warning on every page while this computer's clock is wrong."""
        self.top_bar.say_link(link)
        self.clock_strip.say("clock", wording.clock(link))

    def say_outbox(self, count: int, restored: "Restored | None") -> None:
        """Show how much waits, and a notice on every page while the school seems to have gone back in time."""
        self.rail.say_count(Place.OUTBOX, count)
        words = wording.restored(len(restored.missing), is_sure=restored.is_sure)[:2] if restored is not None else ()
        self.restored_strip.say("warning", " ".join(words), tr("Look at it"), lambda: self.to_place(Place.OUTBOX))

    def begin(self, *, has_account: bool) -> None:
        """Close all pages and forget where the learner was; without an account there is nowhere to go but welcome."""
        self.stack.clear()
        self.history = History()
        self.rail.setVisible(has_account)
        self.top_bar.setVisible(has_account)
        for strip in (self.clock_strip, self.restored_strip):
            strip.say("clock", "")

    def go(self, target: Target) -> None:
        """Go to a target; it enters the history."""
        self.history.go(target)
        self._show(target)

    @Slot()
    def back(self) -> None:
        """Go one visit back."""
        self._show(self.history.back())

    @Slot()
    def forward(self) -> None:
        """Go one visit forward."""
        self._show(self.history.forward())

    @Slot(object)
    def to_place(self, place: Place) -> None:
        """Go to a page of the rail, once somebody is signed in."""
        context = self._context()
        if context is not None and context.the_desk is not None:
            self.go(Target(place))

    def _show(self, target: Target | None) -> None:
        context = self._context()
        if target is None or context is None:
            return
        self.rail.light(target.place)
        self.restored_strip.set_aside(target.place is Place.OUTBOX)  # that page says it at length
        self.top_bar.say_ways(self.history.can_back, self.history.can_forward)
        self.top_bar.say_search(target.text)
        self.stack.show_target(target, context)

    @Slot(str, bool)
    def _search(self, text: str, entered: bool) -> None:
        here = self.history.current
        if here is not None and here.place is Place.SEARCH and not entered:
            self.history.replace(Target(Place.SEARCH, text=text))
            self._show(self.history.current)
        elif text and (entered or len(text) > 1):
            self.go(Target(Place.SEARCH, text=text))
