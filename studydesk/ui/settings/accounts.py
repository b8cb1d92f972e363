"""The accounts: who is signed in where, a school that moved, signing out, removing with a warning of what is unsent."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from studydesk.domain.accounts import Account
from studydesk.study.views.unsent import Left
from studydesk.ui.context import Context
from studydesk.ui.left import is_sure, may_go
from studydesk.ui.pages import Page, Place, Target
from studydesk.ui.services import Services
from studydesk.ui.settings.moving import MoveDialog
from studydesk.ui.widgets.boxes import Card, line, rule
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import ntr, tr


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account and where it stands."""

    account: Account
    is_current: bool
    is_signed_in: bool
    unsent: int


def read(services: Services) -> list[AccountLine]:
    """Return the accounts of the profile."""
    accounts, current = services.accounts, services.accounts.current()
    return [
        AccountLine(one, one == current, accounts.is_signed_in(one.id), _waiting(services, one))
        for one in accounts.all()
    ]


def _waiting(services: Services, account: Account) -> int:
    return len(services.unsent.things(account.id, has_drafts=False))


def card(context: Context, page: Page, lines: list[AccountLine], in_keyring: bool) -> QWidget:
    """Return the card of the accounts."""
    made = Card(margin=20, spacing=12)
    made.add(label(tr("Accounts"), "heading"))
    for one in lines:
        made.add(_account(context, page, one), rule())
    made.add(line(Button(tr("Add another school"), lambda: context.navigate(Target(Place.WELCOME)))))
    where = tr("The keys to your schools are kept in this system's keyring.")
    if not in_keyring:
        where = tr("This system has no keyring. The keys to your schools are in a file that only you can read.")
    return made.add(label(where, "meta"))


def _account(context: Context, page: Page, one: AccountLine) -> QWidget:
    account = one.account
    made = Card("plain", margin=0, spacing=4)
    state = [account.site_name, tr("signed in") if one.is_signed_in else tr("signed out")]
    if one.unsent:
        state.append(ntr("{n} thing not sent yet", "{n} things not sent yet", one.unsent))
    made.add(label(account.full_name, "strong"), label(" · ".join(state), "meta"), label(account.site_url, "meta"))
    buttons: list[QWidget] = []
    if not one.is_current:
        buttons.append(_named(tr("Switch to it"), account, partial(_switch, context, page, account)))
    if one.is_signed_in:
        buttons.append(_named(tr("Sign out"), account, partial(_sign_out, context, page, one)))
    else:
        buttons.append(_named(tr("Sign in again"), account, lambda: context.navigate(_again(account))))
    buttons.append(_named(tr("The school has a new address…"), account, partial(_move, context, page, account)))
    remove = _named(tr("Remove from this computer"), account, partial(_remove, context, page, one))
    remove.setProperty("look", "danger")
    return made.add(flow(*buttons, remove))


def _named(words: str, account: Account, do: Callable[[], None]) -> Button:
    button = Button(words, do)
    button.setAccessibleName(f"{words}: {account.full_name}, {account.site_name}")
    return button


def _again(account: Account) -> Target:
    return Target(Place.WELCOME, text=account.site_url, at=account.username)


def _switch(context: Context, page: Page, account: Account) -> None:
    accounts, window = context.services.accounts, context.window
    context.bridge.read(page, lambda: accounts.switch(account.id), lambda _none: window.accounts_changed())


def _move(context: Context, page: Page, account: Account) -> None:
    dialog = MoveDialog(page, context, account)
    dialog.finished.connect(lambda _result: dialog.deleteLater())
    dialog.open()


def _sign_out(context: Context, page: Page, one: AccountLine) -> None:
    unsent, account = context.services.unsent, one.account.id
    go_on = partial(_sign_out_from, context, page, one)
    context.read(page, lambda: unsent.things(account, has_drafts=False), go_on, key="leaving")


def _sign_out_from(context: Context, page: Page, one: AccountLine, things: list[Left]) -> None:
    text = tr("Everything you downloaded stays and can be read. Nothing is sent until you sign in again.")
    title = tr("Sign out of {site}?").format(site=one.account.site_name)
    if things:
        waiting = ntr("{n} thing is not at the school yet.", "{n} things are not at the school yet.", len(things))
        yes = tr("Sign out all the same")
        may = may_go(context, page, title, f"{waiting} {text}", things, one.account.id, yes)
    else:
        may = ask(page, title, text, tr("Sign out"))
    if may:
        accounts = context.services.accounts
        context.act(page, lambda: accounts.sign_out(one.account.id), lambda _none: page.reload())


def _remove(context: Context, page: Page, one: AccountLine) -> None:
    unsent, account = context.services.unsent, one.account.id
    context.read(page, lambda: unsent.things(account), partial(_remove_with, context, page, one), key="leaving")


def _remove_with(context: Context, page: Page, one: AccountLine, things: list[Left]) -> None:
    if _may_remove(context, page, one, things):
        accounts, window = context.services.accounts, context.window
        context.bridge.read(
            page,
            lambda: accounts.remove(one.account.id, even_unsent=True),
            lambda _none: window.accounts_changed(),
        )


def _may_remove(context: Context, page: Page, one: AccountLine, things: list[Left]) -> bool:
    """Whether the learner wants it: with something unsent the list is shown first, and then asked once more."""
    text = tr("Its downloads, drafts and notes on this computer are deleted. What is at the school stays there.")
    title = tr("Remove {site} from this computer?").format(site=one.account.site_name)
    if not things:
        return ask(page, title, text, tr("Remove"), danger=True)
    n = len(things)
    lost = ntr(
        "{n} thing you wrote is not at the school yet and would be lost.",
        "{n} things you wrote are not at the school yet and would be lost.",
        n,
    )
    if not may_go(context, page, title, f"{lost} {text}", things, one.account.id, tr("Remove all the same…")):
        return False
    return is_sure(
        page,
        title,
        tr("This cannot be undone. A copy that you saved stays."),
        ntr("I know that {n} thing is lost", "I know that {n} things are lost", n),
        tr("Remove, and lose what is unsent"),
    )
