"""`studydesk doctor --rescue` and `--recover`: the learner's own work, brought back after damage."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from studydesk.app.outside import SystemClock
from studydesk.cli import exits
from studydesk.cli.answer import Answer
from studydesk.errors import NotFound
from studydesk.paths import Paths
from studydesk.store import backups, salvage
from studydesk.store.lock import ProfileLock
from studydesk.store.rescue import Rescue, Whole, recover_work
from studydesk.store.rescue import rescue as rescue_work
from studydesk.wording import clock_time, date, ntr, tr


def rescue(paths: Paths, named: str) -> Answer:
    """Rebuild the learner's work from journal, copy and damaged file, and say what was found.

    `named`: the copy to use where the journal has a hole, "" = the newest whole one.

    Raises:
        ProfileInUse: the window is open.
        NotFound: there is no copy of this name.
        WorkGone: there is nothing at all to bring back.
    """
    copy = _copy(paths, named) if named else None
    with ProfileLock(paths.lock):
        found = rescue_work(paths, SystemClock().now(), copy)
    if isinstance(found, Whole):
        words = tr("Your own work is whole, and its journal says the same. Nothing was changed.")
        if not found.is_proven:
            words = tr("Your own work can be read, and was not changed. Its journal had a hole and begins anew.")
        return Answer({"whole": found}, [words])
    return Answer({"rescue": found}, list(_told(found)), exits.DONE if _is_all(found) else exits.DISK)


def recover(paths: Paths, named: str) -> Answer:
    """Bring back a copy of the learner's work as it is: the named one, else the newest. Raises as `rescue`."""
    chosen = _copy(paths, named)
    with ProfileLock(paths.lock):
        aside = recover_work(paths, chosen)
    lines = [
        tr("Brought back {name}.").format(name=chosen.name),
        *_held(chosen),
        tr("The damaged file is kept as {name}.").format(name=aside.name),
    ]
    return Answer({"recovered": chosen, "kept": aside}, lines)


def _copy(paths: Paths, named: str) -> Path:
    kept = backups.all_of(paths.backups)
    chosen = next((file for file in kept if named in ("", file.name, str(file))), None)
    if chosen is None:
        raise NotFound(named, "copy", [file.name for file in kept])
    return chosen


def _held(copy: Path) -> Iterator[str]:
    made = tr("It was made on {day} at {time}.")
    at = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    yield made.format(day=date(at), time=clock_time(at))
    whole = salvage.whole_copy(copy)
    if whole is not None:
        holds = tr("It holds: {items}, {drafts}.")
        yield holds.format(items=_items(len(whole.rows["outbox"])), drafts=_drafts(len(whole.rows["draft"])))


def _is_all(found: Rescue) -> bool:
    return found.is_complete and not found.unowned


def _items(count: int) -> str:
    return ntr("{n} thing in the outbox and its history", "{n} things in the outbox and its history", count)


def _drafts(count: int) -> str:
    return ntr("{n} draft", "{n} drafts", count)


def _told(found: Rescue) -> Iterator[str]:
    told = tr("Your own work is back: {items}, {drafts}.")
    yield told.format(items=_items(found.items), drafts=_drafts(found.drafts))
    if found.unowned:
        yield ntr(
            "The account of {n} thing is lost. Sign in again to see it.",
            "The account of {n} things is lost. Sign in again to see them.",
            found.unowned,
        )
    yield from _sources(found)
    if found.looked_up:
        yield tr("StudyDesk looks at the school whether these arrived before it sends anything again:")
        yield from (f"  {title}" for title in found.looked_up)
    if found.lost_files:
        yield tr("These files are not on this computer any more. Attach them again:")
        yield from (f"  {name}" for name in found.lost_files)
    if found.is_complete:
        yield tr("Nothing that was saved is missing.")
    else:
        yield tr("Something may be missing, or older than it was. Look through your outbox and your drafts.")
    if found.words is not None:
        yield tr("Words that could not be put back are in the file {name}.").format(name=found.words)
    if found.kept is not None:
        yield tr("The damaged file is kept as {name}.").format(name=found.kept.name)


def _sources(found: Rescue) -> Iterator[str]:
    if found.read or found.damaged:
        yield ntr("{n} note of the journal was read.", "{n} notes of the journal were read.", found.read)
    else:
        yield tr("There is no journal.")
    if found.damaged:
        yield ntr("{n} note is damaged.", "{n} notes are damaged.", found.damaged)
    if found.missing:
        yield ntr("{n} step of your work may be lost.", "{n} steps of your work may be lost.", found.missing)
    if found.copy is not None:
        yield tr("The copy {name} filled what the journal does not have.").format(name=found.copy.name)
    if found.salvaged:
        yield ntr(
            "{n} thing came out of the damaged file itself.",
            "{n} things came out of the damaged file itself.",
            found.salvaged,
        )
