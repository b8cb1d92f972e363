"""Taking a widget out of its page to fill the screen, and putting it back where it was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget


class FullScreen:
    """Remembers where a widget is at home; it must stand in a box layout there."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._home: tuple[QBoxLayout, int] | None = None

    @property
    def is_on(self) -> bool:
        """Whether the widget fills the screen."""
        return self._home is not None

    def enter(self, title: str) -> None:
        """Fill the screen with the widget; `title` is for the list of windows."""
        parent = self._widget.parentWidget()
        layout = parent.layout() if parent is not None else None
        if not isinstance(layout, QBoxLayout):
            return
        self._home = (layout, layout.indexOf(self._widget))
        layout.removeWidget(self._widget)
        self._widget.setParent(None)
        self._widget.setWindowTitle(title)
        self._widget.showFullScreen()

    def leave(self) -> None:
        """Put the widget back into its page."""
        if self._home is None:
            return
        layout, index = self._home
        self._home = None
        self._widget.setWindowState(Qt.WindowState.WindowNoState)
        layout.insertWidget(index, self._widget, 1)
        self._widget.show()
