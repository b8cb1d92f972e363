"""The world as it is: this computer's clock and chance."""

import base64
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import UTC, datetime


class SystemClock:
    """This computer's time."""

    def now(self) -> datetime:
        """Return the wall clock, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never jump; where the system can, they run on while it sleeps."""
        # A laptop that slept a night has waited a night: CLOCK_MONOTONIC stands still meanwhile on Linux.
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        return time.monotonic()


class SystemChance:
    """Random values of this computer."""

    def token(self) -> str:
        """Return 26 random characters of lower-case base32 (128 bits)."""
        return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()

    def jitter(self) -> float:
        """Return a factor in 0.5–1.0."""
        return 0.5 + random.random() / 2


class ThreadHands:
    """Implements domain.outside.Hands with threads, made when they are first needed and ended with `close`."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._lane: ThreadPoolExecutor | None = None
        self._jobs: set[Future[None]] = set()

    def start(self, job: Callable[[], None]) -> None:
        """Let a thread do a job."""
        if self._lane is None:
            self._lane = ThreadPoolExecutor(self._most, thread_name_prefix="studydesk-line")
        self._jobs.add(self._lane.submit(job))

    def lock(self) -> AbstractContextManager[object]:
        """Return something that one thread can hold at a time."""
        return threading.RLock()

    def rest(self, seconds: float) -> None:
        """Wait until a job has ended, at most so long. Raises what a job raised."""
        ended, self._jobs = wait(self._jobs, seconds, FIRST_COMPLETED)
        for job in ended:
            job.result()

    def finish(self) -> None:
        """Wait until every job has ended. Raises what a job raised."""
        while self._jobs:
            self.rest(3600.0)

    def pause(self, seconds: float) -> None:
        """Do nothing for so long."""
        time.sleep(seconds)

    def close(self) -> None:
        """Let the threads go, without waiting for them: whoever stops them closes their sockets."""
        if self._lane is not None:
            self._lane.shutdown(wait=False)
            self._lane = None
