"""A learner's eye: finds what is on the screen by its name, and reads it."""

from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMainWindow, QWidget

from studydesk.ui.tour.moves import PATIENCE_S, Failed, Moves, Wait

W = TypeVar("W", bound=QWidget)


class Eye:
    """Looks at one window, and at the menus and dialogs over it."""

    def __init__(self, window: QMainWindow) -> None:
        self.window = window

    def on_top(self) -> QWidget:
        """Return what takes the input now: a menu, a dialog, or the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def seen(self, kind: type[W], name: str) -> W | None:
        """Return the visible widget whose accessible or object name is `name`, or begins with it; None without."""
        found = [one for one in self.on_top().findChildren(kind) if one.isVisible()]
        for fits in (str.__eq__, str.startswith):
            for one in found:
                if fits(one.accessibleName(), name) or fits(one.objectName(), name):
                    return one
        return None

    def says(self, *parts: str) -> bool:
        """Whether a visible label, button or line of a list has all of these words."""
        return any(all(part in text for part in parts) for text in self.texts())

    def texts(self) -> list[str]:
        """Return everything that is written on the screen now."""
        top = self.on_top()
        found = [one.text() for one in top.findChildren(QLabel) if one.isVisible()]
        found += [one.accessibleName() for one in top.findChildren(QWidget) if one.isVisible() and one.accessibleName()]
        for view in top.findChildren(QAbstractItemView):
            if view.isVisible():
                found += self.lines(view)
        return found

    def lines(self, view: QAbstractItemView) -> list[str]:
        """Return the lines of a list as a screen reader says them."""
        return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in _indexes(view)]

    def line(self, name: str, *words: str) -> tuple[QAbstractItemView, QModelIndex] | None:
        """Return the first line with these words of the visible list called `name`, None without."""
        view = self.seen(QAbstractItemView, name)
        if view is None:
            return None
        for index in _indexes(view):
            if all(word in str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for word in words):
                return view, index
        return None

    def look_for(self, *parts: str, seconds: float = PATIENCE_S) -> Moves[None]:
        """Wait until all of these words stand together somewhere."""
        yield Wait(lambda: self.says(*parts), f"{' … '.join(parts)!r} on the screen", seconds)

    def widget(self, kind: type[W], name: str) -> Moves[W]:
        """Wait until a widget is there and can be used, and return it."""

        def usable() -> bool:
            one = self.seen(kind, name)
            return one is not None and one.isEnabled()

        yield Wait(usable, f"a {kind.__name__} named {name!r}")
        found = self.seen(kind, name)
        if found is None:
            raise Failed(f"{name!r} went away")
        return found


def _indexes(view: QAbstractItemView) -> list[QModelIndex]:
    model = view.model()
    return [] if model is None else [model.index(row, 0) for row in range(model.rowCount())]
