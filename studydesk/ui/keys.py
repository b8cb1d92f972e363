"""The keys of the window, and the list of them that `?` shows."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from studydesk.ui.pages import Key, Page
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


def bind(window: QWidget, keys: str, do: Callable[[], object]) -> QShortcut:
    """Let `keys` do something anywhere in the window."""
    shortcut = QShortcut(QKeySequence(keys), window)
    shortcut.activated.connect(do)
    return shortcut


def everywhere() -> list[Key]:
    """Return the keys that work on every page."""
    return [
        Key("Ctrl+1 … Ctrl+7", tr("Go to a page of the rail")),
        Key("Ctrl+K", tr("Search")),
        Key("Alt+←, Alt+→", tr("Back, forward")),
        Key("F6", tr("Next part of the page")),
        Key("F5", tr("Look for news at the school")),
        Key("Esc", tr("Close what lies on top")),
        Key("?", tr("Show these keys")),
    ]


def show(parent: QWidget, page: Page | None) -> None:
    """Show the keys of the page and of the program."""
    dialog = Dialog(parent, tr("Keys"))
    own = page.keys() if page is not None else []
    if page is not None and own:
        dialog.column.addWidget(label(tr("On this page"), "strong"))
        dialog.column.addWidget(_table(own))
    dialog.column.addWidget(label(tr("Everywhere"), "strong"))
    dialog.column.addWidget(_table(everywhere()))
    dialog.button("close", tr("Close"), "primary").setFocus()
    dialog.exec()


def _table(keys: list[Key]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(1, 1)
    for row, key in enumerate(keys):
        grid.addWidget(label(key.keys, "accent", wrap=False), row, 0)
        grid.addWidget(label(key.does), row, 1)
    return table


def walk_panes(page: Page | None, rail: QWidget, top_bar: QWidget, step: int) -> None:
    """Put the focus into the next part of the window: rail, top bar, and the page's panes."""
    parts = [rail, top_bar, *(page.panes() if page is not None else [])]
    focused = QApplication.focusWidget()
    # The last that holds the focus is the innermost: a page that names itself contains its own panes.
    at = max(
        (n for n, part in enumerate(parts) if focused and (part is focused or part.isAncestorOf(focused))), default=-1
    )
    for offset in range(1, len(parts) + 1):
        if _enter(parts[(at + offset * step) % len(parts)]):
            return


def _enter(part: QWidget) -> bool:
    if not part.isVisible():
        return False
    if part.focusPolicy().value and part.isEnabled():
        part.setFocus()
        return True
    inside = part.nextInFocusChain()
    while inside is not None and inside is not part:
        usable = part.isAncestorOf(inside) and inside.isVisible() and inside.isEnabled()
        if usable and inside.focusPolicy().value & 0x1:  # Qt.FocusPolicy.TabFocus
            inside.setFocus()
            return True
        inside = inside.nextInFocusChain()
    return False
