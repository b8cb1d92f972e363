"""Where two texts differ, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
# Words of one text times words of the other: above it whole lines are compared first, or a long work takes seconds.
_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: as it stands in the one and in the other; spaces may differ where `is_same`."""

    one: str
    other: str
    is_same: bool


def differences(one: str, other: str) -> tuple[Piece, ...]:
    """Return two texts in pieces, in order; joined, the `one`s are the one text and the `other`s the other."""
    return tuple(_joined(_bridged(list(_pieces(one, other)))))


def _pieces(one: str, other: str) -> Iterator[Piece]:
    a, b = _WORDS.findall(one), _WORDS.findall(other)
    if len(a) * len(b) <= _MOST:
        yield from _compared(a, b)
        return
    for piece in _compared(_LINES.findall(one), _LINES.findall(other)):
        inner = _WORDS.findall(piece.one), _WORDS.findall(piece.other)
        if piece.is_same or len(inner[0]) * len(inner[1]) > _MOST:
            yield piece
        else:
            yield from _compared(*inner)


def _compared(a: Sequence[str], b: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, [part.rstrip() for part in a], [part.rstrip() for part in b], autojunk=False)
    for what, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        yield Piece("".join(a[a_from:a_to]), "".join(b[b_from:b_to]), what == "equal")


def _bridged(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces; a comma or space that is the same between two changes is taken as part of them."""
    for at, piece in enumerate(pieces):
        is_between = 0 < at < len(pieces) - 1
        is_bridge = is_between and piece.is_same and not re.search(r"\w", piece.one)
        yield Piece(piece.one, piece.other, False) if is_bridge else piece


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    before: Piece | None = None
    for piece in pieces:
        if before is not None and before.is_same == piece.is_same:
            before = Piece(before.one + piece.one, before.other + piece.other, piece.is_same)
            continue
        if before is not None:
            yield before
        before = piece
    if before is not None:
        yield before
