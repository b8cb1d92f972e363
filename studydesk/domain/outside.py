"""What the core needs from outside, as protocols: a clock, chance, a way to stop, and somewhere to report progress."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Protocol

from studydesk.errors import Cancelled


class Clock(Protocol):
    """This computer's time. Nothing about deadlines is decided by it alone (sync.md, protocol step 13)."""

    def now(self) -> datetime:
        """Return the wall clock, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        ...


class Chance(Protocol):
    """Random values, injected so that a simulation can own them."""

    def token(self) -> str:
        """Return 26 random characters of lower-case base32 (128 bits)."""
        ...

    def jitter(self) -> float:
        """Return a factor in 0.5–1.0."""
        ...


class Hands(Protocol):
    """Others who work beside the caller. A simulation has none: there a job is done at once and nobody waits."""

    def start(self, job: Callable[[], None]) -> None:
        """Let somebody do a job."""
        ...

    def lock(self) -> AbstractContextManager[object]:
        """Return something that one of them can hold at a time, the same one as often as it likes."""
        ...

    def rest(self, seconds: float) -> None:
        """Wait until a job has ended, at most so long. Raises what a job raised."""
        ...

    def finish(self) -> None:
        """Wait until every job has ended. Raises what a job raised."""
        ...

    def pause(self, seconds: float) -> None:
        """Do nothing for so long."""
        ...


class Alone:
    """No others: everything happens in turn."""

    def start(self, job: Callable[[], None]) -> None:
        """Do the job now."""
        job()

    def lock(self) -> AbstractContextManager[object]:
        """Return what nobody else could hold."""
        return nullcontext()

    def rest(self, seconds: float) -> None:
        """Return at once: every job has ended."""

    def finish(self) -> None:
        """Return at once: every job has ended."""

    def pause(self, seconds: float) -> None:
        """Return at once: time belongs to the simulation."""


class Cancel:
    """A way to stop a job: `stop()` from any thread; the job calls `check()`; sockets register a closer.

    A blocked read would otherwise hold the process for its whole time-out (measured), so stopping closes the socket.
    """

    def __init__(self) -> None:
        self._stopped = False
        self._closers: list[Callable[[], None]] = []

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stopped

    def stop(self) -> None:
        """Ask to stop and close what is open."""
        self._stopped = True
        for close in list(self._closers):
            close()

    def check(self) -> None:
        """Raise Cancelled when somebody asked to stop."""
        if self._stopped:
            raise Cancelled

    def add(self, close: Callable[[], None]) -> None:
        """Register something to close on stop; it is called from the stopping thread."""
        self._closers.append(close)
        if self._stopped:
            close()

    def remove(self, close: Callable[[], None]) -> None:
        """Forget a closer once its socket is done."""
        if close in self._closers:
            self._closers.remove(close)
