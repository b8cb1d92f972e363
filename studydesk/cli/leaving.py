"""Leaving: what is unsent is listed, a copy of it can be saved, and nothing goes without a second word."""

import argparse
import sys
from pathlib import Path

from studydesk import paths, wording
from studydesk.cli import answer, exits, session
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.ids import AccountId
from studydesk.errors import Invalid
from studydesk.store.cleaning import erase
from studydesk.study.views.unsent import Copied, Left
from studydesk.wording import ntr, tr


def lines(opened: Session, things: list[Left]) -> list[str]:
    """Return what would be left behind, a line each: what it is, its title, where it stands."""
    now = opened.services.clock.now()
    return [f"  {wording.left_kind(left)}: {left.title}  [{wording.left_state(left, now)}]" for left in things]


def must_be_meant(opened: Session, account: AccountId | None, how: str, *, has_drafts: bool) -> None:
    """Return when nothing is unsent or the learner said --even-unsent, having saved the copy that --copy asks for.

    Raises Invalid("unsent"), having listed it all and said `how` to go on; and what `save_copy` raises.
    """
    things = opened.services.unsent.things(account, has_drafts=has_drafts)
    if not things:
        return
    copy = tr("Use --copy FILE.zip to save a copy of it first.")
    if opened.arguments.copy:
        copy = said(opened.services.unsent.save_copy(Path(opened.arguments.copy).absolute(), account))
    if opened.arguments.even_unsent:
        if opened.arguments.copy:
            print(copy, file=sys.stderr)
        return
    count = ntr("{n} thing is not at the school yet:", "{n} things are not at the school yet:", len(things))
    print("\n".join([count, *lines(opened, things), copy, how]), file=sys.stderr)
    raise Invalid("unsent")


def said(saved: Copied) -> str:
    """Return what a copy holds and where it is."""
    words = ntr("{n} thing was saved in {place}.", "{n} things were saved in {place}.", saved.things)
    told = words.format(place=saved.place)
    if saved.lacking:
        lacking = tr("These files are not on this computer any more: {names}").format(names=", ".join(saved.lacking))
        told = f"{told} {lacking}"
    return told


def clean_up(arguments: argparse.Namespace, home: Path | None) -> int:
    """Take everything of StudyDesk off this computer, before the program itself is removed; returns the exit code."""
    where = paths.of(home)
    if not where.profile.exists():
        session.speak("system")
        return answer.show(Answer({"removed": False}, [tr("There is nothing of StudyDesk here.")]), arguments.json)
    with session.opened(arguments, home, auto_refresh=False) as opened:
        opened.must_hold()
        must_be_meant(
            opened, None, tr("Use --even-unsent to remove it all the same: what waits is lost then."), has_drafts=True
        )
        if not _is_sure(opened):
            said_no = tr("Nothing was removed. Say --yes to remove it.")
            return answer.show(Answer({"removed": False}, [said_no], exits.NOT_POSSIBLE), arguments.json)
        for account in opened.services.accounts.all():
            opened.services.accounts.remove(account.id, even_unsent=True)
    left = erase(where)
    told = [tr("Everything of StudyDesk was removed from this computer. What is at the school stays there.")]
    told += [tr("This could not be removed, delete it by hand: {place}").format(place=one) for one in left]
    code = exits.DISK if left else exits.DONE
    return answer.show(Answer({"removed": True, "left": left}, told, code), arguments.json)


def _is_sure(opened: Session) -> bool:
    goes = tr("All accounts, downloads, drafts, notes and receipts of StudyDesk on this computer would be removed.")
    if opened.arguments.yes:
        return True
    if answer.is_asked(opened.as_json):
        return answer.says_yes(f"{goes} {tr('Remove it?')}")
    print(goes, file=sys.stderr)
    return False
