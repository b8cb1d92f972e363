"""Bringing the learner's own work back after damage: from its journal, a copy, and what is left of the broken file."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studydesk.domain.outbox import UNSENT
from studydesk.errors import Corrupt, DatabaseTooNew, WorkDamaged, WorkGone
from studydesk.paths import Paths
from studydesk.store import backups, salvage
from studydesk.store.database import Database
from studydesk.store.disk import RealDisk, publish, translated
from studydesk.store.journal import MEASURED, Journal, last_number
from studydesk.store.merging import KEYS, Plan
from studydesk.store.migration import WORK
from studydesk.store.opening import next_aside, set_aside
from studydesk.store.replaying import Copy, Key, Rebuilt, Row, Told, key_of, read_journal, rebuilt


@dataclass(frozen=True, slots=True)
class Whole:
    """Nothing was to be brought back.

    Attributes:
        damaged: pieces of the journal that could not be read.
        is_proven: the journal tells the same, row by row; else it begins anew now.
    """

    damaged: int
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Rescue:
    """What a rescue found and did.

    Attributes:
        copy: the backup that filled a hole of the journal, None where none was needed or there is none.
        read, damaged: records of the journal that were whole, and pieces of it that were none.
        missing: how many transactions are known to be lost; what they changed may be missing.
        salvaged: rows that came out of the broken file itself.
        accounts, items, drafts: how many there are again.
        unowned: how many unsent items and drafts are of accounts that nothing is known of; signing in brings them back.
        looked_up: titles of what is looked up at the school before it is sent.
        lost_files: names of files of unsent work that are not here any more.
        is_complete: nothing can be missing.
        kept: where the broken file is now, None when there was none; its journal, and files nobody names, lie beside.
        words: a text file with what could not be put back, and words that were found in two versions; None: no such.
    """

    copy: Path | None
    read: int
    damaged: int
    missing: int
    salvaged: int
    accounts: int
    unowned: int
    items: int
    drafts: int
    looked_up: tuple[str, ...]
    lost_files: tuple[str, ...]
    is_complete: bool
    kept: Path | None
    words: Path | None


def rescue(paths: Paths, now: datetime, backup: Path | None = None) -> Rescue | Whole:
    """Rebuild a damaged, lost or emptied work database; return what was found.

    Only for the holder of the profile's lock, while nothing has it open. `backup`: the copy to use where the journal
    has a hole; None = the newest whole one. Nothing is deleted: what was there is kept beside.

    Raises:
        DatabaseTooNew: the work database was written by a newer program.
        WorkDamaged: `backup` is damaged itself.
        WorkGone: there is nothing at all that could be brought back.
        StorageFull, StorageFailed: there is no room; everything is as it was.
    """
    told = read_journal(paths.journal)
    used, copy = _copy(paths, backup)
    made = rebuilt(told, KEYS, copy)
    if _is_whole(paths, made, told):
        if not made.is_complete:
            _begin_journal(paths, now)
        return Whole(told.damaged, made.is_complete)
    plan = Plan(made, now)
    if not made.is_complete:
        plan.add(salvage.wreck(_broken(paths)))
    if not made.is_complete and not any(plan.rows.values()):
        broken = _broken(paths)
        raise WorkGone(paths.work.name, paths.profile, broken if broken.exists() else None)
    plan.name_owners(paths)
    half = paths.work.with_name("work.db.half")
    plan.write(half, max(made.number, told.last or 0, copy.number if copy else 0) + 1)
    had_file = paths.work.exists()
    kept = _swap(paths, half)
    words = plan.write_words(kept.with_suffix(".txt"))
    _begin_journal(paths, now)
    return Rescue(
        copy=used if made.used_copy else None,
        read=told.read,
        damaged=told.damaged,
        missing=made.missing,
        salvaged=plan.salvaged,
        accounts=len(plan.rows["account"]),
        unowned=plan.unowned,
        items=len(plan.rows["outbox"]),
        drafts=len(plan.rows["draft"]),
        looked_up=plan.looked_up,
        lost_files=tuple(dict.fromkeys(_lost_files(paths, plan.rows))),
        is_complete=made.is_complete and not plan.spoiled,
        kept=kept if had_file else None,
        words=words,
    )


def recover_work(paths: Paths, backup: Path) -> Path:
    """Put a backup alone in the place of the damaged work database; return where the damaged one is kept.

    Raises:
        WorkDamaged: the backup is damaged itself; everything is as it was.
    """
    half = paths.work.with_name("work.db.half")
    with translated(half, backup.stat().st_size):
        shutil.copyfile(backup, half)
    try:
        _number_after(half, last_number(paths.journal))
    except Corrupt as error:
        half.unlink()
        raise WorkDamaged(backup.name, backups.all_of(paths.backups)) from error
    return _swap(paths, half)


def _copy(paths: Paths, backup: Path | None) -> tuple[Path | None, Copy | None]:
    """Return the copy to use and its rows: the named one, else the newest that is whole."""
    known = backups.all_of(paths.backups)
    for file in known if backup is None else (backup,):
        copy = salvage.whole_copy(file)
        if copy is not None:
            return file, copy
    if backup is not None:
        raise WorkDamaged(backup.name, known)
    return None, None


def _is_whole(paths: Paths, made: Rebuilt, told: Told) -> bool:
    """Whether the work database is in order and has what the journal has. Raises DatabaseTooNew."""
    if not paths.work.exists():
        return False
    try:
        here = salvage.read_work(paths.work)
    except Corrupt:
        return False
    except DatabaseTooNew:
        if told.schema in WORK.revisions:
            return False  # a newer program would have begun a journal of its own: the name of the version is damaged
        raise
    if here is None or here.number < made.number:
        return False
    return here.number != made.number or all(_agrees(here, made, name) for name in KEYS if name not in MEASURED)


def _agrees(here: Copy, made: Rebuilt, name: str) -> bool:
    """Whether a table has the rows that the journal is sure of, and no others where it is sure of all."""
    keys = KEYS[name]
    rows = {key_of(row, keys): row for row in here.rows[name]}
    sure = made.sure(name)
    if made.is_complete and not rows.keys() <= sure.keys():
        return False
    return all(_is_as(rows.get(key), row) for key, row in sure.items())


def _is_as(row: Row | None, told: Row | None) -> bool:
    if row is None or told is None:
        return row is told
    return all(row.get(column) == value for column, value in told.items())


def _broken(paths: Paths) -> Path:
    """Return the damaged file: where it was, or where a rescue that was cut off had put it."""
    if paths.work.exists():
        return paths.work
    aside = sorted(paths.profile.glob("work.damaged-*.db"), key=lambda file: file.stat().st_mtime)
    return aside[-1] if aside else paths.work


def _swap(paths: Paths, half: Path) -> Path:
    """Put a complete new database in the place of the old one; return the name under which the old one is kept."""
    kept = next_aside(paths.work)
    with translated(paths.profile):
        if paths.journal.is_dir():
            shutil.copytree(paths.journal, kept.with_suffix(".journal"))
        set_aside(paths.work, kept)
        publish(RealDisk(), half, paths.work)
        _keep_files(paths, kept.with_suffix(".files"))
    return kept


def _keep_files(paths: Paths, to: Path) -> None:
    """Put files of the learner's work that nobody names now where no sweep finds them."""
    work = Database(paths.work, durable=True)
    try:
        with work.read() as r:
            lists = [
                *r.connection.exec_driver_sql("SELECT attachments FROM outbox").scalars(),
                *r.connection.exec_driver_sql("SELECT attachments FROM draft").scalars(),
            ]
    finally:
        work.close()
    named = {file["sha256"] for each in lists for file in json.loads(each)}
    unnamed = [file for file in paths.attachments.glob("*") if file.name not in named]
    for file in unnamed:
        to.mkdir(exist_ok=True)
        file.rename(to / file.name)


def _begin_journal(paths: Paths, now: datetime) -> None:
    """Have all of it in a new file of the journal, at once."""
    work = Database(paths.work, durable=True)
    try:
        work.keep_journal(Journal(paths.journal, WORK.metadata, WORK.head, now.date, begins_anew=True))
        with work.write():
            pass
    finally:
        work.close()


def _number_after(copy: Path, last: int) -> None:
    """Let a copy count its transactions on from the journal's last one: it is newer than what the journal tells."""
    work = Database(copy, durable=True)
    try:
        with work.write() as w:
            number = int(w.connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            w.connection.exec_driver_sql(f"PRAGMA user_version = {max(number, last) + 1}")
    finally:
        work.close()


def _lost_files(paths: Paths, rows: dict[str, dict[Key, Row]]) -> Iterator[str]:
    unsent: Sequence[Row] = [row for row in rows["outbox"].values() if row["state"] in UNSENT]
    for row in [*unsent, *rows["draft"].values()]:
        for file in json.loads(str(row["attachments"])):
            if not (paths.attachments / file["sha256"]).is_file():
                yield str(file["name"])
