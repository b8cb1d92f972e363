"""What a step of the tour is made of: waiting for something to come true, and doing something meanwhile."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when `until` is true; after `seconds` the step has failed, and `what` says what did not come."""

    until: Callable[[], object]
    what: str
    seconds: float = PATIENCE_S


# A step yields what it waits for. It is resumed by a timer, also inside the loops of menus and dialogs: a function that
# waits by itself would stand still while a menu is open.
Moves = Generator[Wait, None, T]


class Failed(Exception):
    """A step did not come true; says what was missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A named part of the tour.

    Attributes:
        moves: what is done; it ends when everything it looked for was there.
        is_shown: False: it only leads on, and is told of only when it fails.
    """

    name: str
    moves: Callable[[], Moves[None]]
    is_shown: bool = True


def check(is_so: object, what: str) -> None:
    """Raise Failed unless something is so."""
    if not is_so:
        raise Failed(what)
