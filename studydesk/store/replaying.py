"""The rows of the work database as its journal tells them; a copy fills what the journal has lost.

Each row counts as its last record left it. Up to a hole in the numbers the journal is exact; behind one a row may have
changed without its being known, until the next whole base, or a copy made later, says how all rows stood.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studydesk.store import records
from studydesk.store.journal import files, witness
from studydesk.store.records import Line, Record, Value

Row = Mapping[str, Value]
Key = tuple[Value, ...]
KEPT_IN_DOUBT = "outbox"  # its rows go only with their account: one that a copy lacks is missing there, not withdrawn


@dataclass(frozen=True, slots=True)
class Told:
    """What a journal's files hold.

    Attributes:
        records: the whole ones of transactions that were committed as far as is known, in order.
        read: how many whole ones there are.  damaged: how many pieces are none.
        last: the number that the witness says the journal goes as far as, None where it cannot be read.
    """

    records: tuple[Record, ...]
    read: int
    damaged: int
    last: int | None

    @property
    def schema(self) -> str:
        """The version of the database when the newest file was begun, "" when that is not known."""
        return next((record.heading.schema for record in reversed(self.records) if record.heading), "")


@dataclass(frozen=True, slots=True)
class Copy:
    """All rows as they stood after transaction `number`, from a backup."""

    number: int
    rows: Mapping[str, Sequence[Row]]


@dataclass(slots=True)
class Rebuilt:
    """The rows as they are known.

    Attributes:
        rows: by table and key, with the number of the transaction that left them so; None = it was removed.
        number: of the last transaction that is in them.
        is_complete: nothing that was committed can be missing.
        clear_since: from this transaction on the journal has all of them up to `number`.
        missing: how many transactions are known to be lost.
        used_copy: something of a copy is in them.
    """

    rows: dict[str, dict[Key, tuple[int, Row | None]]] = field(default_factory=dict)
    number: int = 0
    is_complete: bool = False
    clear_since: int = 0
    missing: int = 0
    used_copy: bool = False

    def sure(self, table: str) -> dict[Key, Row | None]:
        """Return the rows, None = removed, that are as they were after `number`: no transaction since is missing."""
        return {key: row for key, (number, row) in self.rows[table].items() if number >= self.clear_since}

    def all_of(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return [row for _, row in self.rows.get(table, {}).values() if row is not None]


def read_journal(folder: Path) -> Told:
    """Return what the files of a journal hold; a file that cannot be read counts as one damaged piece."""
    lines: list[Line] = []
    damaged = 0
    for file in files(folder):
        try:
            found, spoiled = records.read(file.read_bytes())
        except OSError:  # of a failing disk: that is what a rescue is for
            found, spoiled = [], 1
        lines += found
        damaged += spoiled
    return Told(tuple(committed(lines)), len(lines), damaged, _witnessed(folder))


def _witnessed(folder: Path) -> int | None:
    try:
        return records.decoded_number(witness(folder).read_bytes())
    except OSError:  # not there, or of a failing disk: then nothing is proven
        return None


def committed(lines: Iterable[Line]) -> list[Record]:
    """Return the records without those whose transaction came to nothing: void, or followed by one of that number.

    In the order of their numbers, whatever file they are in: two processes may have written to a file each.
    """
    changes: dict[int, Line] = {}
    bases: list[Record] = []
    for line in lines:
        record = line.record
        if record.heading is not None:
            bases.append(record)
        elif not record.void:
            changes[record.number] = line
        else:
            for number in (record.number, record.number + 1):  # earlier programs counted some one too low
                if number in changes and changes[number].digest == record.void:
                    del changes[number]
    found = [line.record for line in changes.values()] + bases
    # A base is of what was committed, so the record of its number is in it.
    return sorted(found, key=lambda record: (record.number, record.heading is not None))


def rebuilt(told: Told, keys: Mapping[str, Sequence[str]], copy: Copy | None = None) -> Rebuilt:
    """Return the rows as the journal tells them, with those of `copy` where it has a hole before the copy was made.

    `keys`: the columns of each table's primary key.
    """
    replay = _Replay(keys, copy)
    for step in _steps(told.records):
        replay.take(step)
    return replay.finish(told.last)


@dataclass(frozen=True, slots=True)
class _Base:
    """All rows at one time; `is_whole`: no part of it is missing."""

    number: int
    parts: tuple[Record, ...]
    is_whole: bool


def _steps(found: Sequence[Record]) -> Iterator[_Base | Record]:
    at = 0
    while at < len(found):
        first = found[at]
        at += 1
        if first.heading is None:
            yield first
            continue
        parts = [first]
        while at < len(found) and _goes_on(parts[-1], found[at]):
            parts.append(found[at])
            at += 1
        count = sum(record.part > 0 for record in parts)
        yield _Base(first.number, tuple(parts), count == first.heading.parts)


def _goes_on(part: Record, following: Record) -> bool:
    """Whether a record is a later part of the same base."""
    of, other = (part.number, part.heading), (following.number, following.heading)
    return of == other and following.part > part.part


class _Replay:
    """Takes what the journal tells step by step; `exact`: the rows are all those there were after the last step."""

    def __init__(self, keys: Mapping[str, Sequence[str]], copy: Copy | None) -> None:
        self._keys, self._copy = keys, copy
        self._made = Rebuilt(rows={table: {} for table in keys})
        self._exact = False

    def take(self, step: _Base | Record) -> None:
        """Let one step happen."""
        if self._copy is not None and step.number > self._copy.number:
            self._lean(self._copy)
        if isinstance(step, _Base):
            self._take_base(step)
        else:
            self._take_record(step)

    def finish(self, last: int | None) -> Rebuilt:
        """Return what came of it; `last`: the number that the witness tells."""
        made, copy = self._made, self._copy
        if copy is not None and not (self._exact and _proves(last, made.number)):
            self._lean(copy)
        if last is not None and last > made.number:
            made.missing += last - made.number
        # No sum tells whether a copy is as it was.
        made.is_complete = self._exact and _proves(last, made.number) and not made.used_copy
        return made

    def _take_base(self, base: _Base) -> None:
        made = self._made
        if base.is_whole:
            for rows in made.rows.values():
                rows.clear()
            made.missing, made.used_copy = 0, False
            self._exact, self._made.clear_since = True, base.number
        elif base.number != made.number:
            self._lose(base.number - made.number, base.number)
        elif self._exact:
            return  # what it would tell is known
        for part in base.parts:
            self._apply(part)
        made.number = base.number

    def _take_record(self, record: Record) -> None:
        if record.number != self._made.number + 1:
            self._lose(record.number - self._made.number - 1, record.number)
        self._apply(record)
        self._made.number = record.number

    def _lose(self, count: int, since: int) -> None:
        if self._made.number:
            self._made.missing += max(count, 0)
        self._exact, self._made.clear_since = False, since

    def _apply(self, record: Record) -> None:
        for change in record.changes:
            if change.table in self._keys:
                key = key_of(change.row, self._keys[change.table])
                self._made.rows[change.table][key] = (record.number, None if change.is_gone else change.row)

    def _lean(self, copy: Copy) -> None:
        """Take the rows of a copy that was made about now, unless the journal knows them better."""
        self._copy, made = None, self._made
        if self._exact and made.number >= copy.number:
            return
        is_told = made.number == copy.number
        for table, names in self._keys.items():
            known = made.rows[table]
            theirs = {key_of(row, names): row for row in copy.rows.get(table, ())}
            for key, (number, row) in list(known.items()):
                if is_told and number >= self._made.clear_since:
                    theirs.pop(key, None)
                elif key not in theirs and row is not None and table != KEPT_IN_DOUBT:
                    known[key] = (copy.number, None)
            known.update({key: (copy.number, row) for key, row in theirs.items()})
        made.number, made.missing, made.used_copy = copy.number, 0, True
        self._exact, self._made.clear_since = True, copy.number


def _proves(last: int | None, number: int) -> bool:
    """Whether the witness says that the journal went no further."""
    return last is not None and last <= number


def key_of(row: Row, names: Sequence[str]) -> Key:
    """Return a row's primary key."""
    return tuple(row.get(name) for name in names)
