"""The menus of the window: the learner's, and the link's."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget, QWidgetAction

from studydesk import wording
from studydesk.domain.link import LinkState
from studydesk.ui import keys, pages
from studydesk.ui.demo_menu import demo_menu
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

if TYPE_CHECKING:  # the window imports this module; accounts cost 10 ms before the first paint
    from studydesk.domain.accounts import Account
    from studydesk.ui.main_window import MainWindow


def learner_menu(window: "MainWindow") -> QMenu:
    """Return the menu of the learner: other accounts, another school, keys, about, and the demo's link switch."""
    menu = QMenu(window)
    services = window.services
    accounts = services.accounts.all() if services is not None else []
    current = services.accounts.current() if services is not None else None
    for account in accounts:
        action = menu.addAction(f"{account.full_name} · {account.site_name}")
        action.setCheckable(True)
        action.setChecked(current is not None and account.id == current.id)
        action.triggered.connect(partial(_switch, window, account))
    menu.addAction(tr("Add another school"), lambda: window.navigate(Target(Place.WELCOME)))
    menu.addSeparator()
    if window.demo is not None:
        menu.addMenu(demo_menu(menu, window.demo, window.wake))
        menu.addSeparator()
    menu.addAction(tr("Keys"), lambda: keys.show(window, window.stack.page))
    if pages.exists(Place.ABOUT):
        menu.addAction(tr("About StudyDesk"), lambda: window.navigate(Target(Place.ABOUT)))
    menu.addAction(tr("Quit"), window.close)
    return menu


def _switch(window: "MainWindow", account: "Account", _checked: bool = False) -> None:
    if window.services is not None:
        window.services.accounts.switch(account.id)
        window.accounts_changed()


def link_menu(window: "MainWindow") -> QMenu:
    """Return what is known of the link in words, and what can be done about it."""
    menu = QMenu(window)
    context = window.context
    if context is None:
        return menu
    link = context.link
    facts = [wording.link_detail(link)]
    if link.rate:
        facts.append(tr("Measured: {size} a second").format(size=wording.size(int(link.rate))))
    if link.checked_at is not None:
        now = context.services.clock.now()
        facts.append(tr("Last looked: {when}").format(when=wording.when(link.checked_at, now)))
    words = QWidgetAction(menu)
    words.setDefaultWidget(_facts(wording.link_state(link), facts))
    menu.addAction(words)
    menu.addSeparator()
    menu.addAction(tr("Look for news now (F5)"), lambda: window.wake("learner"))
    if link.state is LinkState.SIGNED_OUT:
        menu.addAction(tr("Sign in again"), lambda: window.navigate(Target(Place.WELCOME)))
    if window.demo is not None:
        menu.addMenu(demo_menu(menu, window.demo, window.wake))
    return menu


def _facts(title: str, facts: list[str]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(12, 8, 12, 8)
    column.addWidget(label(title, "strong"))
    for fact in facts:
        words: QLabel = label(fact, "muted")
        words.setFixedWidth(320)
        column.addWidget(words)
    return made
