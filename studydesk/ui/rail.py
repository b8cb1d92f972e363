"""The rail: the pages of the program at the left edge, as icons and words, or icons alone."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QVBoxLayout

from studydesk.ui import pages
from studydesk.ui.icons import Icons
from studydesk.ui.pages import Place
from studydesk.ui.theme import Text, Theme
from studydesk.wording import ntr, tr

WIDE, NARROW = 208, 64
BESIDE_WORDS = 100  # margins, icon, count
# Which entry is lit while a page that is not in the rail is shown.
BELONGS = {
    Place.COURSE: Place.COURSES,
    Place.READER: Place.COURSES,
    Place.PLAYER: Place.COURSES,
    Place.FILES: Place.COURSES,
    Place.ELSEWHERE: Place.COURSES,
    Place.FORUM: Place.DISCUSSIONS,
    Place.THREAD: Place.DISCUSSIONS,
    Place.TASK: Place.TASKS,
    Place.ABOUT: Place.SETTINGS,
}


def upper() -> list[tuple[Place, str, str]]:
    """Return the pages of the upper part (place, icon, words) in the order of Ctrl+1…7; only those that exist."""
    return _existing(
        (Place.TODAY, "today", tr("Today")),
        (Place.COURSES, "courses", tr("Courses")),
        (Place.DISCUSSIONS, "discussions", tr("Discussions")),
        (Place.TASKS, "tasks", tr("Tasks")),
        (Place.CALENDAR, "calendar", tr("Calendar")),
        (Place.GRADES, "grades", tr("Grades")),
        (Place.DOWNLOADS, "downloads", tr("Downloads")),
    )


def lower() -> list[tuple[Place, str, str]]:
    """Return the pages of the lower part."""
    return _existing((Place.OUTBOX, "outbox", tr("Outbox")), (Place.SETTINGS, "settings", tr("Settings")))


def _existing(*entries: tuple[Place, str, str]) -> list[tuple[Place, str, str]]:
    return [entry for entry in entries if pages.exists(entry[0])]


class RailButton(QToolButton):
    """An entry of the rail; it may carry a count."""

    def __init__(self, theme: Theme, icons: Icons, icon: str, words: str) -> None:
        super().__init__()
        self._theme, self._icons, self._icon, self._words = theme, icons, icon, words
        self._count = 0
        self.setProperty("look", "rail")
        self.say(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        icons.put(self, icon, "muted")
        self.toggled.connect(self._tint)

    def say(self, words: str) -> None:
        """Change the words."""
        self._words = words
        self.setText(f"\u2002{words}")  # an en space: Qt's own gap between icon and words is 4 px, whatever the size

    def say_count(self, count: int) -> None:
        """Show how many things are there; 0 shows nothing."""
        self._count = count
        self.setAccessibleName(f"{self._words}, {ntr('{n} waits', '{n} wait', count)}" if count else self._words)
        self.setToolTip(self.accessibleName())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Text.META, bold=True))
        words = str(self._count) if self._count < 100 else "99+"
        height = painter.fontMetrics().height() + 2
        width = max(height, painter.fontMetrics().horizontalAdvance(words) + 10)
        alone = self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        top = 0 if alone else (self.height() - height) // 2
        far = self.width() - width - (0 if alone else 10)
        left = far if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else self.width() - width - far
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(left, top, width, height, height / 2, height / 2)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(left, top, width, height, Qt.AlignmentFlag.AlignCenter, words)

    def _tint(self, checked: bool) -> None:
        self._icons.put(self, self._icon, "accent" if checked else "muted")


class Rail(QFrame):
    """The rail.

    Signals:
        chosen: a Place, by click or key.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.setProperty("look", "rail")
        self.setAccessibleName(tr("Pages"))
        self._theme = theme
        self._buttons: dict[Place, RailButton] = {}
        self._menu: Callable[[], QMenu] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 12, 8, 12)
        self._column.setSpacing(2)
        for number, entry in enumerate(upper(), 1):
            self._add(icons, entry, f"Ctrl+{number}")
        self._column.addStretch(1)
        for entry in lower():
            self._add(icons, entry)
        self.learner = RailButton(theme, icons, "person", tr("Learner"))
        self.learner.setCheckable(False)
        self.learner.clicked.connect(self._open_menu)
        self._column.addWidget(self.learner)
        self.set_narrow(False)
        theme.changed.connect(self._resize)

    def set_learner(self, name: str, menu: Callable[[], QMenu]) -> None:
        """Name the learner; `menu` makes the menu that opens there."""
        self.learner.say(name)
        self.learner.setAccessibleName(tr("{name}: account").format(name=name))
        self.learner.setToolTip(name)
        self._menu = menu

    def light(self, place: Place) -> None:
        """Show which page is on the screen."""
        lit = BELONGS.get(place, place)
        for key, button in self._buttons.items():
            button.setChecked(key is lit)

    def say_count(self, place: Place, count: int) -> None:
        """Show how many things are on a page."""
        if place in self._buttons:
            self._buttons[place].say_count(count)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, or icons and words."""
        self._narrow = narrow
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (*self._buttons.values(), self.learner):
            button.setToolButtonStyle(style)
        self._resize()

    def _resize(self) -> None:
        self.setFixedWidth(self._theme.px(NARROW) if self._narrow else self._wide())

    def _wide(self) -> int:
        """Return the width that holds the longest words of the language, bold, with a count beside them."""
        metrics = QFontMetrics(self._theme.font(Text.BODY, bold=True))
        words = max(metrics.horizontalAdvance(button.text()) for button in self._buttons.values())
        return max(self._theme.px(WIDE), words + self._theme.px(BESIDE_WORDS))

    @Slot()
    def _open_menu(self) -> None:
        if self._menu is not None:
            menu = self._menu()
            menu.exec(self.learner.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
            menu.deleteLater()

    def _add(self, icons: Icons, entry: tuple[Place, str, str], keys: str = "") -> None:
        place, icon, words = entry
        button = RailButton(self._theme, icons, icon, words)
        button.setToolTip(f"{words} ({keys})" if keys else words)
        button.setIconSize(QSize(self._theme.px(20), self._theme.px(20)))
        button.clicked.connect(lambda: self._choose(place))
        self._buttons[place] = button
        self._column.addWidget(button)

    def _choose(self, place: Place) -> None:
        self._buttons[place].setChecked(True)
        self.chosen.emit(place)
