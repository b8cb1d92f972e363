"""The lines of the journal: one record each, checked by its own sum, so that damage costs what it hit and no more."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

Value = str | int | float | None
_DIGEST_BYTES = 16
_DIGEST_LETTERS = 2 * _DIGEST_BYTES


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it is now; `is_gone`: the key of one that was removed. Values are as SQLite keeps them."""

    table: str
    row: Mapping[str, Value]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file begins with: all rows of the database (its base), in parts. Each part carries it.

    Attributes:
        schema: the version of the database.
        day: the file was begun on, an ISO date.
        parts: how many records with rows the base has.
        base_bytes: how long their changes are.
    """

    schema: str
    day: str
    parts: int
    base_bytes: int


@dataclass(frozen=True, slots=True)
class Record:
    """One line.

    Attributes:
        number: of the transaction; a later record of the same number takes the place of one that was not committed.
        heading: of a part of the base; None = what one transaction changed.
        part: counts the parts of a base with rows from 1.
        void: the digest of the record before, whose transaction was not committed.
    """

    number: int
    changes: tuple[Change, ...] = ()
    heading: Heading | None = None
    part: int = 0
    void: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A record as it was read, with its digest."""

    record: Record
    digest: str


def digest_of(body: bytes) -> str:
    """Return the sum of a record's JSON."""
    return hashlib.blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()


def size_bytes(changes: tuple[Change, ...]) -> int:
    """Return how long changes are in a record."""
    return len(msgspec.json.encode(changes))


def encoded(record: Record) -> tuple[bytes, str]:
    """Return a record as the bytes to append, and its digest.

    An empty line stands between two records: neither a half line before it nor one wrong byte joins them.
    """
    body = msgspec.json.encode(record)
    digest = digest_of(body)
    return b"\n%s %s\n" % (digest.encode(), body), digest


def decoded(piece: bytes) -> Line | None:
    """Return the record of one line, None when it is not as it was written."""
    digest, _, body = piece.partition(b" ")
    if len(digest) != _DIGEST_LETTERS or digest != digest_of(body).encode():
        return None
    try:
        return Line(msgspec.json.decode(body, type=Record), digest.decode())
    except msgspec.MsgspecError:  # whole, but of a program that writes other records
        return None


def encoded_number(number: int) -> bytes:
    """Return a number and its sum, always equally long."""
    body = f"{number:020d}".encode()
    return b"%s %s" % (digest_of(body).encode(), body)


def decoded_number(content: bytes) -> int | None:
    """Return the number, None when it is not as it was written."""
    digest, _, body = content.partition(b" ")
    return int(body) if digest == digest_of(body).encode() else None


def read(content: bytes) -> tuple[list[Line], int]:
    """Return the whole records of a file in order, and how many pieces of it could not be read."""
    pieces = [piece for piece in content.split(b"\n") if piece]
    lines = [decoded(piece) for piece in pieces]
    whole = [line for line in lines if line is not None]
    return whole, len(lines) - len(whole)


def last(content: bytes) -> Line | None:
    """Return the last whole record, None when there is none."""
    pieces = reversed([piece for piece in content.split(b"\n") if piece])
    return next((line for line in map(decoded, pieces) if line is not None), None)
