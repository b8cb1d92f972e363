"""The school's time, kept by this computer's monotonic clock."""

from datetime import datetime, timedelta

from studydesk.domain.outside import Clock

# Moodle reports changes strictly later than `since`, in whole seconds (moodle.md, 5).
OVERLAP = timedelta(seconds=2)
BLIND_OVERLAP = timedelta(days=1)  # as long as only this computer's clock is known


class SchoolClock:
    """The time at the school: what its last Date header said, plus the monotonic time since (sync.md, step 13).

    Until a Date header was seen, `now()` is the wall clock, and `is_known` says so: nothing that counts from then
    may be trusted once the school's time is known.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._anchor: tuple[datetime, float] | None = None

    @property
    def is_known(self) -> bool:
        """Whether the school told its time since the program started."""
        return self._anchor is not None

    def asked_at(self) -> datetime:
        """Return the time from which changes must be asked for after what is asked now."""
        return self.now() - (OVERLAP if self.is_known else BLIND_OVERLAP)

    def note(self, server_time: datetime, monotonic: float) -> None:
        """Remember that the school's clock showed `server_time` when ours showed `monotonic` seconds."""
        self._anchor = (server_time, monotonic)

    def now(self) -> datetime:
        """Return the school's time, or the wall clock as long as the school told none."""
        if self._anchor is None:
            return self._clock.now()
        at, monotonic = self._anchor
        return at + timedelta(seconds=self._clock.monotonic() - monotonic)

    def offset_s(self) -> float | None:
        """Return the school's clock minus this computer's, seconds; None as long as the school told no time."""
        return (self.now() - self._clock.now()).total_seconds() if self._anchor else None
