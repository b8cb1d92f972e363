"""The top bar: back, forward, where I am, search, and what the link is like."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton

from studydesk import wording
from studydesk.domain.link import Link
from studydesk.ui import pages
from studydesk.ui.icons import Icons
from studydesk.ui.pages import Place
from studydesk.ui.theme import CONTRAST, Theme
from studydesk.ui.widgets.buttons import IconButton
from studydesk.ui.widgets.signs import LINK
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import tr

TYPING_MS = 250


class TopBar(QFrame):
    """The top bar.

    Signals:
        back, forward: the arrows.
        searched: what was typed (str); `entered` True on Enter.
        link_asked: the link indicator was pressed.
    """

    back = Signal()
    forward = Signal()
    searched = Signal(str, bool)
    link_asked = Signal()

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self._theme, self._icons = theme, icons
        self._back = IconButton(icons, "back", tr("Back (Alt+Left)"), self.back.emit)
        self._forward = IconButton(icons, "forward", tr("Forward (Alt+Right)"), self.forward.emit)
        self._where = ElidedLabel("", "strong")
        self._search = QLineEdit()
        self._link = QToolButton()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._set_up_search()
        self._set_up_link()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self._back)
        row.addWidget(self._forward)
        row.addSpacing(8)
        row.addWidget(self._where, 3)
        row.addSpacing(12)
        row.addWidget(self._search, 2)
        row.addSpacing(8)
        row.addWidget(self._link)
        theme.changed.connect(self._refit)
        self._refit()

    def say_where(self, title: str) -> None:
        """Show where the learner is."""
        self._where.setText(title)

    def say_ways(self, back: bool, forward: bool) -> None:
        """Tell whether there is a way back and forward."""
        # In high contrast lines are as bright as text: there a way that is closed nearly vanishes instead.
        closed = "hover" if self._theme.tokens is CONTRAST else "line"
        for button, name, is_open in ((self._back, "back", back), (self._forward, "forward", forward)):
            button.setEnabled(is_open)
            self._icons.put(button, name, "text" if is_open else closed)

    def say_link(self, link: Link) -> None:
        """Show what the link is like."""
        sign, words = LINK[link.state], wording.link_state(link)
        self._icons.put(self._link, sign.icon, sign.tone, 18)
        self._link.setText(words)
        self._link.setAccessibleName(tr("Link: {state}").format(state=words))
        self._link.setToolTip(wording.link_detail(link))

    def say_search(self, text: str) -> None:
        """Put the words of a search into the field, unless the learner is typing there."""
        if not self._search.hasFocus():
            self._search.setText(text)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    @property
    def link_button(self) -> QToolButton:
        """The link indicator, for a menu to open below it."""
        return self._link

    def _set_up_search(self) -> None:
        self._search.setProperty("look", "search")
        self._search.setPlaceholderText(tr("Search (Ctrl+K)"))
        self._search.setAccessibleName(tr("Search in everything on this computer"))
        self._search.setClearButtonEnabled(True)
        self._glass = self._search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._search.setVisible(pages.exists(Place.SEARCH))
        self._search.textEdited.connect(self._typed)
        self._search.returnPressed.connect(self._entered)
        self._typing.timeout.connect(self._settled)

    def _set_up_link(self) -> None:
        self._link.setProperty("look", "link")
        self._link.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._link.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._link.clicked.connect(self.link_asked)
        self._link.setAccessibleName(tr("Link"))

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _settled(self) -> None:
        self.searched.emit(self._search.text().strip(), False)

    @Slot()
    def _entered(self) -> None:
        self._typing.stop()
        self.searched.emit(self._search.text().strip(), True)

    @Slot()
    def _refit(self) -> None:
        self._search.setMaximumWidth(self._search.fontMetrics().averageCharWidth() * 48)
        self._search.setMinimumWidth(120)
        self._glass.setIcon(self._icons.icon("search", "muted", 18))  # in the colours of the theme of now
