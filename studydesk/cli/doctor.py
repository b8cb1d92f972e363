"""`studydesk doctor`: is this computer in order, and is the school there?"""

import importlib.util
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from studydesk import __version__, wording
from studydesk.cli import exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.errors import StudyDeskError
from studydesk.store import backups
from studydesk.store.replaying import Told, read_journal
from studydesk.wording import ntr, tr

_LITTLE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` None: a fact, neither good nor bad."""

    name: str
    ok: bool | None
    words: str


def doctor(session: Session) -> Answer:
    """Check everything and say what was found."""
    found = [*_computer(session), *_disk(session), *_accounts(session)]
    marks = {True: tr("ok"), False: tr("NOT OK"), None: "  "}
    lines = [f"{marks[finding.ok]:>6}  {finding.name}: {finding.words}" for finding in found]
    return Answer({"findings": found}, lines, exits.DISK if any(f.ok is False for f in found) else exits.DONE)


def _computer(session: Session) -> Iterator[Finding]:
    yield Finding(tr("version"), None, f"StudyDesk {__version__}, Python {sys.version.split()[0]}, {platform.system()}")
    has_qt = importlib.util.find_spec("PySide6") is not None
    yield Finding(tr("window"), None, tr("can be opened") if has_qt else tr("not installed; the command line works"))
    keyring = session.services.accounts.tokens_are_in_keyring()
    words = tr("in the system's keyring") if keyring else tr("in a file that only you can read")
    yield Finding(tr("keys"), None, words)


def _disk(session: Session) -> Iterator[Finding]:
    paths, store = session.services.paths, session.services.store
    free = shutil.disk_usage(paths.home).free
    yield Finding(tr("free space"), free >= _LITTLE_BYTES, f"{wording.size(free)}, {paths.home}")
    yield _check(tr("your own work"), store.work.check)
    yield _journal(read_journal(paths.journal))
    yield _check(tr("courses"), store.library.check)
    kept = backups.all_of(paths.backups)
    yield Finding(tr("copies of your work"), None, wording.ntr("{n} copy", "{n} copies", len(kept)))
    if store.backup_problem:
        yield Finding(tr("copies of your work"), False, str(wording.error(store.backup_problem)))
    holds = session.services.try_hold()
    yield Finding(tr("sending"), None, tr("by this command") if holds else tr("by the window that is open"))


def _journal(told: Told) -> Finding:
    name = tr("journal of your work")
    if not told.damaged:
        return Finding(name, True, tr("whole"))
    damaged = ntr("{n} note is damaged.", "{n} notes are damaged.", told.damaged)
    words = f"{damaged} " + tr("To begin a new journal at once, type: studydesk doctor --rescue")
    return Finding(name, False, words)


def _check(name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except StudyDeskError as error:
        return Finding(name, False, str(wording.error(error)))
    return Finding(name, True, tr("whole"))


def _accounts(session: Session) -> Iterator[Finding]:
    accounts = session.services.accounts
    if lost := session.services.unsent.unowned():
        words = ntr(
            "The account of {n} thing is lost. Sign in again to see it.",
            "The account of {n} things is lost. Sign in again to see them.",
            lost,
        )
        yield Finding(tr("your own work"), False, words)
    for account in accounts.all():
        name = f"{account.username}, {account.site_name}"
        unsent = accounts.unsent(account.id)
        if not accounts.is_signed_in(account.id):
            words = tr("signed out")
            yield Finding(name, False, f"{words}. {wording.waiting(unsent)}" if unsent else words)
            continue
        yield Finding(name, None, wording.waiting(unsent) if unsent else tr("Nothing waits to be sent."))
        if not session.arguments.offline:
            yield _look(session, name, account.site_url)


def _look(session: Session, name: str, url: str) -> Finding:
    try:
        facts = session.services.accounts.look(url)
    except StudyDeskError as error:
        return Finding(name, None, str(wording.error(error)))
    return Finding(name, True, tr("{school} answers").format(school=facts.name))
