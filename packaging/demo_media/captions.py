"""WebVTT captions: spoken lines cut into cues of at most two short lines, timed by their share of the words."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

_WIDTH = 42
_LONGEST = 2 * _WIDTH - 6
_LINGER_S = 0.25


def write_captions(path: Path, times: list[tuple[float, float]], texts: list[str]) -> None:
    """Writes a .vtt file; `times` are the seconds between which each text is spoken."""
    blocks = ["WEBVTT"]
    for (start, end), text in zip(times, texts, strict=True):
        pieces = _pieces(text)
        whole, at = sum(map(len, pieces)), start
        for piece in pieces:
            until = at + (end - start) * len(piece) / whole
            last = until + (_LINGER_S if piece is pieces[-1] else 0)
            blocks.append(f"{len(blocks)}\n{_stamp(at)} --> {_stamp(last)}\n{_two_lines(piece)}")
            at = until
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _pieces(text: str) -> list[str]:
    """`text` cut at ends of sentences, and where that is too long, at commas, in about equal parts."""
    sentences = re.split(r"(?<=[.?!:]) ", text)
    return [piece for group in _gathered(sentences) for piece in (_halves(group) if len(group) > _LONGEST else [group])]


def _gathered(parts: list[str]) -> list[str]:
    out: list[str] = []
    for part in parts:
        if out and len(out[-1]) + 1 + len(part) <= _LONGEST:
            out[-1] = f"{out[-1]} {part}"
        else:
            out.append(part)
    return out


def _halves(text: str) -> list[str]:
    """Two parts, cut at the comma or else the space that is nearest to the middle."""
    places = [match.end() for match in re.finditer(r", ", text)] or [match.end() for match in re.finditer(" ", text)]
    cut = min(places, key=lambda place: abs(place - len(text) / 2))
    if min(cut, len(text) - cut) < len(text) * 0.25:
        cut = min((match.end() for match in re.finditer(" ", text)), key=lambda place: abs(place - len(text) / 2))
    return [text[:cut].strip(), text[cut:].strip()]


def _two_lines(text: str) -> str:
    if len(text) <= _WIDTH:
        return text
    # The narrowest width that still gives two lines makes them about equally long.
    for width in range(len(text) // 2, len(text)):
        lines = textwrap.wrap(text, width)
        if len(lines) <= 2:
            return "\n".join(lines)
    return text


def _stamp(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
