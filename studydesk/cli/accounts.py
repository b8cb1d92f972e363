"""`studydesk campus`: signing in, listing, switching, following a school that moved, signing out, removing."""

import getpass
import os
import sys

from studydesk import wording
from studydesk.cli import answer, exits, leaving
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.accounts import Account
from studydesk.errors import Invalid
from studydesk.wording import tr


def campus(session: Session) -> Answer:
    """Do what was asked with the accounts."""
    commands = {"add": add, "list": list_, "move": move, "remove": remove, "sign-out": sign_out, "switch": switch}
    return commands[session.arguments.what](session)


def add(session: Session) -> Answer:
    """Sign in to a school and look for its courses."""
    typed = session.arguments
    accounts = session.services.accounts
    if typed.token_stdin:
        account = accounts.sign_in_with_token(typed.address, sys.stdin.readline().strip())
    else:
        user = typed.user or _ask_name()
        account = accounts.sign_in(typed.address, user, _password(typed.password_stdin))
    lines = [tr("Signed in as {name} at {school}.").format(name=account.full_name, school=account.site_name)]
    if account.site_url.startswith("http://") and not account.is_demo:
        lines.append(tr("This school's page is not encrypted: others in your network could read along."))
    if not accounts.tokens_are_in_keyring():
        lines.append(tr("This system has no keyring: the key is in a file that only you can read."))
    if not typed.no_refresh and session.services.try_hold():
        session.sync.wake("signed_in")
        session.carry()
        count = len(session.desk.courses.cards())
        lines.append(wording.ntr("{n} course found.", "{n} courses found.", count))
    return Answer(_value(session, account), lines)


def list_(session: Session) -> Answer:
    """List the accounts."""
    known = session.services.accounts.all()
    if not known:
        return Answer([], [tr("No account yet. Sign in: studydesk campus add ADDRESS --user NAME")])
    values = [_value(session, account) for account in known]
    return Answer(values, [_line(value) for value in values])


def move(session: Session) -> Answer:
    """Follow a school to its new address."""
    typed, accounts = session.arguments, session.services.accounts
    account = session.named(typed.name)
    if typed.token_stdin:
        moved = accounts.move_with_token(account.id, typed.address, sys.stdin.readline().strip())
    else:
        moved = accounts.move(account.id, typed.address, _password(typed.password_stdin))
    words = tr("{school} is at {address} now. Everything you have here stays, and downloads go on where they were.")
    return Answer(_value(session, moved), [words.format(school=moved.site_name, address=moved.site_url)])


def remove(session: Session) -> Answer:
    """Remove an account."""
    account = session.named(session.arguments.name)
    session.must_hold()
    leaving.must_be_meant(
        session,
        account.id,
        tr("Use --even-unsent to remove it all the same: what waits is lost then."),
        has_drafts=True,
    )
    goes = tr("{name} at {school} would be removed, with all downloads, drafts and notes on this computer.")
    goes = goes.format(name=account.full_name, school=account.site_name)
    question = tr("Remove it?")
    if not session.arguments.yes and not (
        answer.is_asked(session.as_json) and answer.says_yes(f"{goes} {question}")
    ):
        said = tr("Nothing was removed. Say --yes to remove it.")
        return Answer({"removed": None}, [goes, said], exits.NOT_POSSIBLE)
    session.services.accounts.remove(account.id, even_unsent=True)  # asked above; what was only opened is no loss
    return Answer({"removed": account.id}, [tr("Removed {name}.").format(name=account.full_name)])


def sign_out(session: Session) -> Answer:
    """Forget the key of an account. Raises Invalid("unsent") unless told otherwise."""
    account = session.named(session.arguments.name)
    how = tr("Use --even-unsent to sign out all the same: it is kept and sent after you return.")
    leaving.must_be_meant(session, account.id, how, has_drafts=False)
    session.services.accounts.sign_out(account.id)
    lines = [tr("Signed out. Everything you downloaded stays."), *_left_behind(session, account)]
    return Answer(_value(session, account), lines)


def switch(session: Session) -> Answer:
    """Make another account current."""
    account = session.named(session.arguments.name)
    before = session.services.accounts.current()
    session.services.accounts.switch(account.id)
    lines = [tr("Now working as {name}.").format(name=account.full_name)]
    if before is not None and before.id != account.id:
        lines += _left_behind(session, before)
    return Answer(_value(session, account), lines)


def _left_behind(session: Session, account: Account) -> list[str]:
    """Return what to know of the things that wait in an account one leaves; [] when there are none."""
    unsent = session.services.accounts.unsent(account.id)
    if not unsent:
        return []
    kept = tr("It is kept here and sent with: studydesk --account {name} sync").format(name=account.username)
    return [f"{account.full_name}: {wording.waiting(unsent)}. {kept}"]


def _value(session: Session, account: Account) -> dict[str, object]:
    accounts = session.services.accounts
    current = accounts.current()
    return {
        "id": account.id,
        "username": account.username,
        "full_name": account.full_name,
        "site_url": account.site_url,
        "site_name": account.site_name,
        "is_current": current is not None and current.id == account.id,
        "is_signed_in": accounts.is_signed_in(account.id),
        "unsent": accounts.unsent(account.id),
    }


def _line(value: dict[str, object]) -> str:
    mark = "*" if value["is_current"] else " "
    signed = tr("signed in") if value["is_signed_in"] else tr("signed out")
    return f"{mark} {value['username']}  {value['full_name']}  {value['site_name']} <{value['site_url']}>  {signed}"


def _ask_name() -> str:
    if not sys.stdin.isatty():
        raise Invalid("no_user")
    return input(tr("User name: ")).strip()


def _password(from_stdin: bool) -> str:
    """Return the password from stdin, the environment or a prompt; never from the arguments, which others can see."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    told = os.environ.get("STUDYDESK_PASSWORD")
    if told:
        return told
    if not sys.stdin.isatty():
        raise Invalid("no_password")
    return getpass.getpass(tr("Password: "))
