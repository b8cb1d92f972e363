"""The demo's link switch: try bad luck by hand."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from studydesk.wording import tr


class DemoControl(Protocol):
    """The embedded campus, as far as the window may touch it."""

    @property
    def url(self) -> str: ...

    @property
    def username(self) -> str:
        """The name of a learner who can sign in."""
        ...

    @property
    def password(self) -> str: ...

    @property
    def link_state(self) -> str: ...

    def set_link(self, state: str, count: int = 0) -> None:
        """Make the link up, slow, lossy, down, portal or answers-lost; `count` answers, 0 = until changed."""
        ...


def states() -> list[tuple[str, int, str]]:
    """Return (state, count, words) of the link switch."""
    return [
        ("up", 0, tr("Link works")),
        ("slow", 0, tr("Slow link")),
        ("lossy", 0, tr("Link that breaks off now and then")),
        ("down", 0, tr("No link")),
        ("portal", 0, tr("Wi-Fi that wants a sign-in first")),
        ("answers-lost", 1, tr("The next answer of the school is lost")),
    ]


def demo_menu(parent: QWidget, demo: DemoControl, changed: Callable[[str], None]) -> QMenu:
    """Return the menu; `changed` is called with a reason after a choice."""
    menu = QMenu(tr("Demo: the link"), parent)
    group = QActionGroup(menu)
    now = demo.link_state
    for state, count, words in states():
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(state == now)
        group.addAction(action)
        action.triggered.connect(lambda _on=False, state=state, count=count: _switch(demo, state, count, changed))
    return menu


def _switch(demo: DemoControl, state: str, count: int, changed: Callable[[str], None]) -> None:
    demo.set_link(state, count)
    changed("link")
