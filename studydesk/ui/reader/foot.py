"""The end of a text: the chapters before and after, and the mark that it is done."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from studydesk.study.views.reading import Document
from studydesk.ui.activity.done import DoneMark
from studydesk.ui.context import Context
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.ends import Ends
from studydesk.wording import tr

LONGEST = 32  # characters of a chapter's title on a button


class Foot(QWidget):
    """The bar below a text.

    Signals:
        chapter_chosen: the index of the chapter to go to.
    """

    chapter_chosen = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._chapter = 0
        self.done = DoneMark(context)
        self._before = Button("", lambda: self.chapter_chosen.emit(self._chapter - 1), "quiet")
        self._after = Button("", lambda: self.chapter_chosen.emit(self._chapter + 1), "quiet")
        context.icons.put(self._before, "chevron-left", "accent", 16)
        context.icons.put(self._after, "chevron-right", "accent", 16)
        self.contents = Button(tr("Chapters"), None, "quiet")
        self.contents.setMenu(QMenu(self.contents))
        row = Ends()
        framed = QVBoxLayout(self)
        framed.setContentsMargins(16, 8, 16, 8)
        framed.addLayout(row)
        for part in (self.contents, self._before, self._after):
            row.addWidget(part)
        row.push()
        row.addWidget(self.done)

    def show_for(self, document: Document) -> None:
        """Offer the chapters around this one."""
        self._chapter = document.chapter
        titles = {chapter.index: chapter.title for chapter in document.chapters}
        menu = self.contents.menu()
        menu.clear()
        for chapter in document.chapters:
            menu.addAction(chapter.title, partial(self.chapter_chosen.emit, chapter.index))
        self._offer(self._before, tr("Before: {title}"), titles.get(document.chapter - 1))
        self._offer(self._after, tr("Next: {title}"), titles.get(document.chapter + 1))

    def _offer(self, button: Button, words: str, title: str | None) -> None:
        button.setVisible(title is not None)
        if title is not None:
            short = title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
            button.say(words.format(title=short))
            button.setAccessibleName(words.format(title=title))
