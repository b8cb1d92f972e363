"""A learner's hand: clicks what is on the screen, types into it, chooses from menus and lists."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from studydesk.ui.tour.eye import Eye
from studydesk.ui.tour.moves import Failed, Moves, Wait

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Hand(Eye):
    """Acts on one window, and on the menus and dialogs over it."""

    def do(self, act: Callable[[], object]) -> Moves[None]:
        """Do something from the event loop: it may open a menu or a dialog and return only when that is closed."""
        began: list[bool] = []

        def run() -> None:
            began.append(True)
            act()

        QTimer.singleShot(0, run)
        yield Wait(lambda: began, "the next turn of the event loop")

    def _wake(self, top: QWidget) -> Moves[None]:
        """Make a window the active one: without a window manager nobody does when a dialog before it has closed."""
        if not top.isActiveWindow() and QApplication.activePopupWidget() is None:
            top.activateWindow()
            yield Wait(top.isActiveWindow, "the window gets the keys")

    def click(self, kind: type[W], name: str) -> Moves[None]:
        """Click in the middle of a widget."""
        yield from self.press((yield from self.widget(kind, name)))

    def press(self, widget: QWidget, at: QPoint | None = None) -> Moves[None]:
        """Click on a widget that is at hand, once nothing lies over it: a toast would be clicked instead."""
        place = at or widget.rect().center()
        name = widget.accessibleName() or type(widget).__name__
        yield Wait(lambda: _is_free(widget, place), f"nothing lies over {name!r}")
        yield from self._wake(widget.window())
        yield from self.do(lambda: QTest.mouseClick(widget, LEFT, NONE, place))

    def choose_line(self, name: str, *words: str) -> Moves[None]:
        """Click on the first line with these words of the list called `name`.

        A page that is read again while one aims would put another line there: it is looked up once more for the click.
        """

        def aimed() -> tuple[QWidget, QPoint] | None:
            found = self.line(name, *words)
            if found is None:
                return None
            view, index = found
            view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
            place = view.visualRect(index)
            at = QPoint(place.left() + min(120, place.width() // 2), place.center().y())
            return (view.viewport(), at) if _is_free(view.viewport(), at) else None

        def click() -> None:
            target = aimed()
            if target is not None:
                clicked.append(target)
                QTest.mouseClick(target[0], LEFT, NONE, target[1])

        clicked: list[object] = []
        yield from self._wake(self.window)
        while not clicked:
            yield Wait(aimed, f"a line {' … '.join(words)!r} in {name!r} with nothing over it")
            yield from self.do(click)

    def type_into(self, kind: type[QLineEdit] | type[QPlainTextEdit], name: str, words: str) -> Moves[None]:
        """Put the cursor into a field and type; what stood there is typed over in a one-line field."""
        field: QLineEdit | QPlainTextEdit = yield from self.widget(kind, name)
        yield from self.press(field, QPoint(24, field.height() // 2))
        if isinstance(field, QLineEdit):
            yield from self.key(field, Qt.Key.Key_A, CTRL)
        for number, paragraph in enumerate(words.split("\n")):
            if number:
                yield from self.key(field, Qt.Key.Key_Return)
            yield from self.do(partial(QTest.keyClicks, field, paragraph))

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> Moves[None]:
        """Press a key."""
        yield from self._wake(widget.window())
        yield from self.do(lambda: QTest.keyClick(widget, key, modifier))

    def key_until(self, widget: QWidget, key: Qt.Key, words: str) -> Moves[None]:
        """Press a key again and again until some words are seen: what is being read may not be there at the first."""
        yield from self._wake(widget.window())

        def pressed() -> bool:
            if not self.says(words):
                QTest.keyClick(widget, key)
            return self.says(words)

        yield Wait(pressed, f"{words!r} on the screen")

    def pick(self, words: str) -> Moves[None]:
        """Click on an entry of the menu that is open."""

        def entry() -> tuple[QMenu, QPoint] | None:
            for menu in QApplication.topLevelWidgets():
                if isinstance(menu, QMenu) and menu.isVisible():
                    for action in menu.actions():
                        if action.text().replace("&", "") == words and action.isEnabled():
                            return menu, menu.actionGeometry(action).center()
            return None

        yield Wait(entry, f"the menu entry {words!r}")
        found = entry()
        if found is None:
            raise Failed(f"the menu entry {words!r} went away")
        yield from self.do(lambda: QTest.mouseClick(found[0], LEFT, NONE, found[1]))

    def menu_with(self, words: str) -> Moves[None]:
        """Wait until a menu with this entry is open."""

        def is_open() -> bool:
            menus = (one for one in QApplication.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())
            return any(action.text().replace("&", "") == words for menu in menus for action in menu.actions())

        yield Wait(is_open, f"a menu with {words!r}")

    def scroll_to(self, kind: type[W], name: str) -> Moves[None]:
        """Scroll a widget of the page into sight, as the wheel would."""
        widget = yield from self.widget(kind, name)
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            yield from self.do(lambda: area.ensureWidgetVisible(widget))

    def file_dialog(self) -> Moves[None]:
        """Wait for the dialog that asks for files."""
        yield Wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), "the dialog that asks for files")

    def choose_file(self, file: Path) -> Moves[None]:
        """Type a file's name into the dialog that asks for files."""
        yield from self.file_dialog()
        dialog = QApplication.activeModalWidget()
        field = dialog.findChild(QLineEdit, "fileNameEdit") if dialog is not None else None
        if field is None:
            raise Failed("the dialog that asks for files has no field for a name")
        yield from self.do(lambda: QTest.keyClicks(field, str(file)))
        yield from self.key(field, Qt.Key.Key_Return)
        yield Wait(lambda: not isinstance(QApplication.activeModalWidget(), QFileDialog), "the dialog closes")

    def set_choice(self, name: str, words: str) -> Moves[None]:
        """Open a drop-down list, walk to an entry and choose it."""
        box = yield from self.widget(QComboBox, name)
        row = box.findText(words)
        if row < 0:
            raise Failed(f"{name!r} does not offer {words!r}")
        yield from self.press(box)
        yield Wait(box.view().isVisible, f"the list of {name!r} is open")
        for key in (Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row, Qt.Key.Key_Return):
            yield from self.do(partial(QTest.keyClick, box.view(), key))


def _is_free(widget: QWidget, place: QPoint) -> bool:
    top = widget.window()
    hit = top.childAt(widget.mapTo(top, place)) if widget is not top else None
    return hit is None or hit is widget or widget.isAncestorOf(hit) or hit.isAncestorOf(widget)
