"""Captions of lectures: parsing WebVTT and SubRip tolerantly, and which cue is due."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption, from `start_ms` up to `end_ms`; plain text, lines parted by newlines."""

    start_ms: int
    end_ms: int
    text: str


def parse_vtt(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file in order of time; what cannot be read is left out."""
    raise NotImplementedError


def parse_srt(text: str) -> tuple[Cue, ...]:
    """Return the cues of a SubRip file in order of time; what cannot be read is left out."""
    raise NotImplementedError


def cues_at(cues: tuple[Cue, ...], ms: int) -> tuple[Cue, ...]:
    """Return the cues to show at an instant of the lecture."""
    return tuple(cue for cue in cues if cue.start_ms <= ms < cue.end_ms)
