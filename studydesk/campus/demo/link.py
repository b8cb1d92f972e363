"""The link switch: bad luck between the learner and the campus, set by hand or by a test."""

import random
import threading
from enum import StrEnum

from studydesk.errors import Invalid

SLOW_BYTES_PER_S = 50_000 / 8
SLOW_DELAY_S = 0.3
_LOSS = 0.2


class State(StrEnum):
    """What the link is like."""

    UP = "up"
    SLOW = "slow"
    LOSSY = "lossy"
    DOWN = "down"
    PORTAL = "portal"
    ANSWERS_LOST = "answers-lost"


class Link:
    """One switch for all connections; safe to use from any thread.

    A count says for how many requests a state holds before the link is up again, or what it shall be then; for
    `answers-lost` only writes count.
    """

    def __init__(self, chance: random.Random) -> None:
        self._lock = threading.Lock()
        self._chance = chance
        self._state = State.UP
        self._left: int | None = None
        self._only: frozenset[str] = frozenset()
        self._then = State.UP

    @property
    def state(self) -> str:
        """What the link is like now."""
        with self._lock:
            return self._state.value

    @property
    def left(self) -> int | None:
        """For how many more requests the state holds; None if it stays."""
        with self._lock:
            return self._left

    def set(
        self, state: str, count: int | None = None, only: frozenset[str] = frozenset(), then: str = State.UP
    ) -> None:
        """Set the state, for `count` requests or until it is set again; `then` is what comes after the count.

        `only` limits `answers-lost` to these functions ("upload" is the upload). Raises: Invalid for an unknown state.
        """
        try:
            chosen, after = State(state), State(then)
        except ValueError as error:
            raise Invalid("link_state") from error
        with self._lock:
            self._state = after if count is not None and count <= 0 else chosen
            self._left = None if self._state is State.UP else count
            self._only = only
            self._then = after

    def meets(self) -> State:
        """Return what the link is like for a request that arrives now, and count it."""
        with self._lock:
            met = self._state
            if met not in (State.UP, State.ANSWERS_LOST):
                self._count()
            return met

    def loses_request(self, met: State) -> bool:
        """Return whether the request never reaches the school."""
        return met is State.DOWN or (met is State.LOSSY and self._chance.random() < _LOSS)

    def loses_answer(self, met: State, function: str, *, writes: bool) -> bool:
        """Return whether the answer to what the school has just done is lost on its way back."""
        if met is State.LOSSY:
            return self._chance.random() < _LOSS
        with self._lock:
            is_lost = self._state is State.ANSWERS_LOST and writes and (not self._only or function in self._only)
            if is_lost:
                self._count()
            return is_lost

    def _count(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left <= 0:
                self._state, self._left = self._then, None
