"""What a lecture is: scenes, each with spoken lines in two languages and a drawing that builds up with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPainter


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in a scene.

    Attributes:
        t: seconds since the scene began.
        starts: when each spoken line begins, in seconds since the scene began.
    """

    t: float
    starts: tuple[float, ...]

    def shown(self, line: int, delay: float = 0.0, over: float = 0.9) -> float:
        """How far what belongs to a line has come in: 0 before it is spoken, 1 when all of it is there."""
        share = (self.t - self.starts[line] - delay) / over
        share = max(0.0, min(1.0, share))
        return share * share * (3 - 2 * share)


STILL = Moment(60.0, (0.0,) * 8)


@dataclass(frozen=True, slots=True)
class Line:
    """A spoken sentence and its translation for the captions."""

    en: str
    es: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A slide. `draw` paints the panel; a scene without a title is drawn over the whole picture."""

    title: str
    lines: tuple[Line, ...]
    draw: Callable[[QPainter, Moment], None]


@dataclass(frozen=True, slots=True)
class Lecture:
    """A lecture as one file. `voice`, `pitch` and `pace` are those of espeak-ng (pace in words a minute)."""

    stem: str
    scenes: tuple[Scene, ...]
    voice: str
    pitch: int
    pace: int
    running_water: float = 0.0
