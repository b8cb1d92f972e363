"""Captions of lectures: parsing WebVTT and SubRip tolerantly, and which cue is due."""

import html
import re
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption, from `start_ms` up to `end_ms`; plain text, lines parted by newlines."""

    start_ms: int
    end_ms: int
    text: str


# W3C WebVTT §4: hours are optional, the fraction has three digits; SubRip writes a comma. Real files mix both.
_TIME = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?$")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def parse_vtt(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file in order of time; what cannot be read is left out."""
    return _parse(text)


def parse_srt(text: str) -> tuple[Cue, ...]:
    """Return the cues of a SubRip file in order of time; what cannot be read is left out."""
    return _parse(text)


def _parse(text: str) -> tuple[Cue, ...]:
    """Read both formats alike: a timing line, then its words up to a blank line or the next timing line."""
    cues: list[Cue] = []
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        timing = _TIMING.match(lines[index])
        index += 1
        if not timing:
            continue
        words: list[str] = []
        while index < len(lines) and lines[index].strip() and not _TIMING.match(lines[index]):
            words.append(lines[index])
            index += 1
        cue = _cue(timing.groups(), words)
        if cue:
            cues.append(cue)
    return tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


def _cue(groups: tuple[str | None, ...], words: list[str]) -> Cue | None:
    start, end = _ms(groups[:4]), _ms(groups[4:])
    # Unescaped after the tags are gone, so that "&lt;b&gt;" stays words; a NUL ends strings in C libraries.
    shown = (html.unescape(_TAG.sub("", line)).replace("\0", "").strip() for line in words)
    text = "\n".join(line for line in shown if line)
    return Cue(start, end, text) if text and end > start else None


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def cues_at(cues: tuple[Cue, ...], ms: int) -> tuple[Cue, ...]:
    """Return the cues to show at an instant of the lecture; `cues` are in order of their start."""
    begun = bisect_right(cues, ms, key=lambda cue: cue.start_ms)
    return tuple(cue for cue in cues[:begun] if ms < cue.end_ms)


_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})?$")


def language_of(name: str) -> str:
    """Return the language in a caption file's name ("lecture.pt-BR.vtt" → "pt-br"), "" when there is none."""
    parts = name.lower().rsplit(".", 2)
    if len(parts) == 3:
        candidate = parts[1]
    else:
        candidate = re.split(r"[-_ ]", parts[0])[-1] if re.search(r"[-_ ]", parts[0]) else ""
    return candidate.replace("_", "-") if _LANGUAGE.match(candidate) else ""


def belongs(caption: str, lecture: str) -> bool:
    """Whether a caption file is named after a lecture file ("a.en.vtt" and "a.mp4")."""
    stem = lecture.rsplit(".", 1)[0].lower()
    rest = caption.lower().removeprefix(stem)
    return caption.lower().startswith(stem) and (rest[:1] in (".", "-", "_", " "))
