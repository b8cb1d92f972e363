"""The accounts of a profile (work database)."""

from studydesk.domain.accounts import Account
from studydesk.domain.ids import AccountId
from studydesk.store.database import Reader, Writer


def add(w: Writer, account: Account) -> None:
    """Add an account, or renew its names; `added_at` of a known one stays."""
    raise NotImplementedError


def all_accounts(r: Reader) -> list[Account]:
    """Return the accounts, oldest first."""
    raise NotImplementedError


def account(r: Reader, account: AccountId) -> Account | None:
    """Return one account, None when it is unknown."""
    raise NotImplementedError


def set_current(w: Writer, account: AccountId | None) -> None:
    """Choose the account the window shows."""
    raise NotImplementedError


def current(r: Reader) -> Account | None:
    """Return the chosen account, None when none is chosen."""
    raise NotImplementedError


def remove(w: Writer, account: AccountId) -> None:
    """Remove an account with its outbox, drafts and progress. The caller has asked; take a backup first."""
    raise NotImplementedError
