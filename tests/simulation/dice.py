"""Chance that a seed owns."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class Dice:
    """Seeded chance; implements domain.outside.Chance."""

    def __init__(self, seed: str | int) -> None:
        self._random = random.Random(seed)

    def token(self) -> str:
        """Return a client id."""
        bits = self._random.getrandbits(130)
        return "".join(_ALPHABET[(bits >> shift) & 31] for shift in range(0, 130, 5))

    def jitter(self) -> float:
        """Return a factor in 0.5–1.0."""
        return 0.5 + self._random.random() / 2

    def chance(self, share: float) -> bool:
        """Return True in this share of the cases."""
        return share > 0 and self._random.random() < share

    def one(self, of: Sequence[T]) -> T:
        """Return one of several."""
        return of[self._random.randrange(len(of))]

    def weighted(self, weights: dict[T, float]) -> T:
        """Return one of several by weight."""
        left = self._random.random() * sum(weights.values())
        for choice, weight in weights.items():
            left -= weight
            if left < 0:
                return choice
        return next(reversed(weights))

    def number(self, low: int, high: int) -> int:
        """Return a whole number in low–high."""
        return self._random.randint(low, high)

    def span(self, low: float, high: float) -> float:
        """Return seconds, short ones as likely as long ones by order of magnitude."""
        share: float = (high / low) ** self._random.random()
        return low * share

    def seed(self) -> int:
        """Return a seed for dice of somebody's own."""
        return self._random.getrandbits(48)
