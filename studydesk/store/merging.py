"""What a rescued work database will hold: what the journal and a copy give, and more from the broken file."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy.exc import IntegrityError

from studydesk.domain.outbox import UNSENT, Problem, State
from studydesk.paths import Paths
from studydesk.policy import Policy
from studydesk.store import migration, regained, salvage
from studydesk.store.columns import microseconds
from studydesk.store.database import Database, Writer
from studydesk.store.disk import RealDisk, translated
from studydesk.store.journal import keys_of
from studydesk.store.migration import WORK
from studydesk.store.replaying import KEPT_IN_DOUBT, Copy, Key, Rebuilt, Row, key_of

RESCUED = "rescued"  # the code of the problem of an item that is looked up before it is sent
_TABLES = {str(table.name): table for table in WORK.metadata.sorted_tables}
KEYS = {name: keys_of(table) for name, table in _TABLES.items()}
_WORDS = ("id", "account", "kind", "intent", "queue", "title", "attachments", "created_at", "created_server_at")
_NEWER_BY = {"draft": "updated_at", "position": "updated_at", "read_mark": "at", "usage": "bytes"}


class Plan:
    """What the new database will hold.

    Attributes:
        rows: by table and key.
        salvaged: how many of them the broken file gave.
        spoiled: rows that cannot be put back.  looked_up: titles.
    """

    def __init__(self, made: Rebuilt, now: datetime) -> None:
        """`made`: what the journal and a copy give."""
        self.rows: dict[str, dict[Key, Row]] = {name: {} for name in KEYS}
        self.salvaged = 0
        self.spoiled: list[Row] = []
        self.looked_up: tuple[str, ...] = ()
        self._other: list[Row] = []  # words that are there in two versions: the one that was not taken
        self._made, self._now = made, now
        for name, keys in KEYS.items():
            for row in made.all_of(name):
                self._take(name, key_of(row, keys), row)

    def add(self, wreck: Copy) -> None:
        """Add what the broken file has and the journal does not. Its words are checked by no sum: those known stay."""
        is_newest = wreck.number >= self._made.number > 0 or self._made.number == 0
        numbers = {row["id"]: key for key, row in self.rows["outbox"].items()}
        for name, found in wreck.rows.items():
            if not is_newest and name != KEPT_IN_DOUBT:
                continue  # an older file has what was removed since
            for row in found:
                key = key_of(row, KEYS[name])
                is_removed = key in self._made.rows[name] and key not in self.rows[name]
                if is_removed or (name == "outbox" and numbers.get(row["id"], key) != key):
                    continue
                taken = self._better(name, row, self.rows[name].get(key), is_newest=is_newest)
                if taken is not None:
                    self.rows[name][key] = taken
                    self.salvaged += 1

    def name_owners(self, paths: Paths) -> None:
        """Add the accounts that were lost while their work is here, as far as the library knows them."""
        known = list(self.rows["account"].values())
        lost = {str(row["account"]) for row in self._unsent()} - {str(row["id"]) for row in known}
        for row in regained.accounts_of(paths, lost, self._now, known):
            self.rows["account"][key_of(row, KEYS["account"])] = row

    @property
    def unowned(self) -> int:
        """How many unsent items and drafts no account here owns."""
        known = {row["id"] for row in self.rows["account"].values()}
        return sum(row["account"] not in known for row in self._unsent())

    def write(self, half: Path, number: int) -> None:
        """Make the new database, synced. Items that the school may have are UNCERTAIN in it."""
        half.unlink(missing_ok=True)
        work = Database(half, durable=True)
        try:
            migration.make(work, WORK)
            with work.write() as w:
                for name, rows in self.rows.items():
                    for key in [key for key, row in sorted(rows.items()) if not _put(w, name, self._safe(name, row))]:
                        self.spoiled.append(rows.pop(key))
                w.connection.exec_driver_sql(f"PRAGMA user_version = {number}")
            work.check()
        finally:
            work.close()
        with translated(half), half.open("r+b") as file:
            RealDisk().sync(file)

    def write_words(self, file: Path) -> Path | None:
        """Write what could not be put back as text that people can read; return the file, None when there is none."""
        if not self.spoiled and not self._other:
            return None
        with translated(file):
            file.write_text(
                "\n\n".join(json.dumps(dict(row), ensure_ascii=False, indent=1) for row in self.spoiled + self._other),
                "utf-8",
            )
        return file

    def _unsent(self) -> Iterator[Row]:
        yield from (row for row in self.rows["outbox"].values() if row["state"] in UNSENT)
        yield from self.rows["draft"].values()

    def _take(self, name: str, key: Key, row: Row) -> None:
        if salvage.is_readable(_TABLES[name], row):
            self.rows[name][key] = row
        else:
            self.spoiled.append(row)

    def _better(self, name: str, row: Row, known: Row | None, *, is_newest: bool) -> Row | None:
        """Return what to take for a row of the broken file, None when what is known is to stay."""
        if known is None:
            return row
        if name == "outbox":
            if row == known or not is_newest or known["state"] == State.SENT:
                return None
            words = {column: known[column] for column in _WORDS}
            if words != {column: row[column] for column in _WORDS}:
                self._other.append(row)
            return {**row, **words}
        newer_by = _NEWER_BY.get(name)
        if newer_by is None or _at(row, newer_by) <= _at(known, newer_by):
            return None
        if name == "draft":
            self._other.append(known)
        return row

    def _safe(self, name: str, row: Row) -> Row:
        """Return an item so that it is looked up at the school before it is sent, where it may have been sent."""
        may_be_there = {State.SENDING} if self._made.is_complete else {State.SENDING, State.QUEUED}
        if name != "outbox" or row["state"] not in may_be_there:
            return row
        self.looked_up += (str(row["title"]),)
        return {
            **row,
            "state": State.UNCERTAIN.value,
            "first_sent_at": row["first_sent_at"] or row["created_server_at"],
            "uncertain_since": microseconds(self._now),
            "not_before": microseconds(self._now + Policy().grace),
            "problem": msgspec.json.encode(Problem(RESCUED), order="deterministic").decode(),
        }


def _put(w: Writer, name: str, row: Row) -> bool:
    """Insert a row; return False where the database does not take it."""
    known = [str(column.name) for column in _TABLES[name].columns if column.name in row]
    columns, marks = ", ".join(f'"{column}"' for column in known), ", ".join("?" * len(known))
    statement = f"INSERT INTO {name} ({columns}) VALUES ({marks})"
    try:
        w.connection.exec_driver_sql(statement, tuple(row[column] for column in known))
    except IntegrityError:
        return False
    return True


def _at(row: Row, column: str) -> float:
    value = row[column]
    return float(value) if isinstance(value, int | float) else 0.0
