"""The pages that are open: made when first gone to, read again when what they show has changed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from studydesk.domain.changes import Subject
from studydesk.ui import pages
from studydesk.ui.context import Context
from studydesk.ui.pages import Page, Place, Target


class PageStack(QStackedWidget):
    """Holds one page of each place and shows one of them.

    Signals:
        titled: the title of the page that is shown (str).
    """

    titled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pages: dict[Place, Page] = {}
        self._scrolls: dict[Target, int] = {}
        self.page: Page | None = None
        self.addWidget(QWidget())  # what is painted first, before anything is known

    def show_target(self, target: Target, context: Context) -> Page:
        """Bring the page of `target` to the front and let it show it; its scroll position is that of the last visit."""
        self.leave()
        page = self._pages.get(target.place)
        if page is None:
            page = pages.make(target.place, context)
            self._pages[target.place] = page
            self.addWidget(page)
            page.titled.connect(partial(self._titled, page))
            page.drawn.connect(partial(self._restore, page))
        self.page = page
        self.setCurrentWidget(page)
        self.titled.emit(page.title)
        page.show_for(target)  # last: it may find that there is nothing, and go elsewhere
        return page

    def leave(self) -> None:
        """Let the current page keep what it must, and remember how far it is scrolled."""
        page = self.page
        if page is None:
            return
        bar = page.scroll_bar()
        if bar is not None and page.target is not None:
            self._scrolls[page.target] = bar.value()
        page.leave()

    def clear(self) -> None:
        """Close all pages (another account, another language)."""
        self.leave()
        self.page = None
        self._scrolls.clear()
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def each(self, do: Callable[[Page], None]) -> None:
        """Call `do` for every open page."""
        for page in self._pages.values():
            do(page)

    @Slot(object)
    def changed(self, subjects: frozenset[Subject]) -> None:
        """Let the visible page read again if it shows any of these; hidden ones read when they are shown."""
        if self.page is not None and self.page.subjects & subjects:
            self.page.reload()

    def _titled(self, page: Page, title: str) -> None:
        if page is self.page:
            self.titled.emit(title)

    def _restore(self, page: Page) -> None:
        bar = page.scroll_bar()
        if bar is not None and page.target in self._scrolls:
            bar.setValue(self._scrolls.pop(page.target))
