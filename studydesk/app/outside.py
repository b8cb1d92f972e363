"""The world as it is: this computer's clock and chance."""

import base64
import random
import secrets
import time
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
