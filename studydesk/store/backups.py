"""Rotating copies of the work database: one a day for a week, one a week for a month, and one before each upgrade."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from studydesk.store.database import Database
from studydesk.store.disk import translated

DAILY, WEEKLY, UPGRADES = 7, 4, 2
_DAY = "%Y-%m-%d"
_WORK = " UNION ALL ".join(f"SELECT EXISTS (SELECT 1 FROM {table})" for table in ("account", "outbox", "draft"))


def daily(database: Database, folder: Path, now: datetime) -> None:
    """Make today's copy if there is none that has anything in it, and remove those that are too old."""
    today = folder / f"work-{now:{_DAY}}.db"
    if not today.exists() or (_is_bare(today) and _has_work(database)):
        database.backup(today)
    _rotate(folder, f"{now:{_DAY}}")


def before_upgrade(database: Database, folder: Path, version: str) -> Path:
    """Make a copy named after the schema it has, kept beside the daily ones; return it."""
    copy = folder / f"upgrade-{version}.db"
    database.backup(copy)
    for old in sorted(folder.glob("upgrade-*.db"), key=_age)[:-UPGRADES]:
        _remove(old)
    return copy


def all_of(folder: Path) -> tuple[Path, ...]:
    """Return the copies, newest first."""
    return tuple(sorted([*folder.glob("work-*.db"), *folder.glob("upgrade-*.db")], key=_age, reverse=True))


def kept(days: list[str]) -> frozenset[str]:
    """Return which of these days (ISO dates) stay: the last seven, and the last one of each of the last four weeks."""
    ordered = sorted(days)
    last_of_week: dict[tuple[int, int], str] = {}
    for day in ordered:
        year, week, _ = datetime.strptime(day, _DAY).isocalendar()  # noqa: DTZ007  # a date, no instant
        last_of_week[year, week] = day
    return frozenset(ordered[-DAILY:]) | frozenset(list(last_of_week.values())[-WEEKLY:])


def _rotate(folder: Path, today: str) -> None:
    """Remove old copies. Days yet to come are of a clock that was ahead: they must not push out those of today."""
    copies = {copy.stem.removeprefix("work-"): copy for copy in folder.glob("work-????-??-??.db")}
    staying = kept([day for day in copies if day <= today]) | kept([day for day in copies if day > today])
    for day, copy in copies.items():
        if day not in staying:
            _remove(copy)


def _is_bare(file: Path) -> bool:
    """Whether a work database has nothing in it yet, as after the very first start, or cannot be read."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as opened:
            return not any(found for (found,) in opened.execute(_WORK))
    except (sqlite3.Error, UnicodeError):  # a copy that is no use; damage may be in what SQLite says of it too
        return True


def _has_work(database: Database) -> bool:
    with database.read() as r:
        return any(r.connection.exec_driver_sql(_WORK).scalars())


def _remove(copy: Path) -> None:
    with translated(copy):
        copy.unlink()


def _age(copy: Path) -> float:
    return copy.stat().st_mtime
