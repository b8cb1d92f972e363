"""The accounts of a profile (work database)."""

from dataclasses import replace

from sqlalchemy import delete, select, union, update

from studydesk.domain.accounts import Account
from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId
from studydesk.store import work_schema
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import Rows
from studydesk.store.work_schema import account as table

_ACCOUNTS = Rows(table, Account, "id")


def add(w: Writer, account: Account) -> None:
    """Add an account, or renew its names; `added_at` of a known one stays."""
    known = _ACCOUNTS.one(w, id=account.id)
    kept = replace(account, added_at=known.added_at) if known else account
    if _ACCOUNTS.put(w, kept):
        w.changed(Subject.ACCOUNTS)


def all_accounts(r: Reader) -> list[Account]:
    """Return the accounts, oldest first."""
    return _ACCOUNTS.all(r, order=[table.c.added_at, table.c.id])


def account(r: Reader, account: AccountId) -> Account | None:
    """Return one account, None when it is unknown."""
    return _ACCOUNTS.one(r, id=account)


def writers(r: Reader) -> list[AccountId]:
    """Return whose items and drafts are here, in order; damage may have left some without their account."""
    outbox, draft = work_schema.outbox, work_schema.draft
    found = r.execute(union(select(outbox.c.account), select(draft.c.account)))
    return sorted(AccountId(one) for one in found.scalars())


def set_current(w: Writer, account: AccountId | None) -> None:
    """Choose the account the window shows."""
    w.execute(update(table).values(is_current=False).where(table.c.is_current))
    if account is not None:
        w.execute(update(table).values(is_current=True).where(table.c.id == account))
    w.changed(Subject.ACCOUNTS)


def current(r: Reader) -> Account | None:
    """Return the chosen account, None when none is chosen."""
    found = _ACCOUNTS.all(r, table.c.is_current)
    return found[0] if found else None


def remove(w: Writer, account: AccountId) -> None:
    """Remove an account with its outbox, drafts and progress. The caller has asked; take a backup first."""
    written = (work_schema.outbox, work_schema.draft, work_schema.position, work_schema.read_mark, work_schema.pin)
    for owned in written:
        w.execute(delete(owned).where(owned.c.account == account))
    w.execute(delete(table).where(table.c.id == account))
    for subject in (Subject.ACCOUNTS, Subject.OUTBOX, Subject.DRAFTS, Subject.PROGRESS):
        w.changed(subject, None if subject is Subject.ACCOUNTS else account)
