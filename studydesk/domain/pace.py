"""How many connections a line is worth, and how fast they may be used. Pure: instants come in as seconds."""

from collections import deque

LEVELS = (1, 2, 4, 8)
WORTH_IT = 1.15  # more connections stay only where they bring so much more (downloads.md)
SILENT = 0.35  # a line that brings nothing in so many of its moments while we wait is not full, it loses
_SHORTEST_S, _LONGEST_S = 0.4, 5.0
_FIRST_HOLD, _LONGEST_HOLD = 6, 48  # windows until more connections are tried again
_MOMENTS = 4  # of a round trip: how finely silence is looked for


class Ramp:
    """Finds how many connections to use at once: 1, 2, 4, 8, as long as goodput grows.

    Time is cut into windows of four round trips. Each window that used all connections it could have is compared with
    the one before the last step: growth by 15 % keeps the step and tries the next one, less takes it back for a while.
    A line that falls silent between packets although we wait for it is not full: there the next step is taken anyway.
    """

    def __init__(self, most: int = LEVELS[-1]) -> None:
        self.most = most
        self._at = 0
        self._before: float | None = None  # goodput at the level below, while a step is on trial
        self._hold, self._left = _FIRST_HOLD, 0
        self._round_trip_s = 0.05
        self._open_window(None)

    @property
    def level(self) -> int:
        """How many connections to have now."""
        return min(LEVELS[self._at], self.most)

    @property
    def round_trip_s(self) -> float:
        """How long the line takes to begin an answer, seconds."""
        return self._round_trip_s

    @property
    def is_trying(self) -> bool:
        """Whether the last step is still on trial."""
        return self._before is not None

    def answered(self, round_trip_s: float) -> None:
        """Keep how long an answer took to begin; the shortest is nearest to the line's own."""
        shortest = min(self._round_trip_s, round_trip_s) if self._round_trip_s > 0.05 else round_trip_s
        self._round_trip_s = max(0.051, 0.95 * shortest + 0.05 * round_trip_s)

    def refused(self) -> None:
        """The other side asks for less: go one level down and stay there for long."""
        self._at = max(0, self._at - 1)
        self._before, self._left, self._hold = None, _LONGEST_HOLD, _LONGEST_HOLD
        self._open_window(None)

    def received(self, size_bytes: int, now: float) -> None:
        """Count bytes that arrived at `now`."""
        if self._began is None:
            self._open_window(now)
        self._bytes += size_bytes
        moment = int((now - (self._began or now)) / (self._round_trip_s / _MOMENTS))
        if moment != self._moment:
            self._moment, self._lively = moment, self._lively + 1

    def look(self, now: float, used: int) -> None:
        """Decide, where a window is over. `used`: connections that had work just now."""
        self._used = min(self._used, used)
        if self._began is None or now - self._began < self.window_s:
            return
        rate, is_silent, was_full = self._bytes / (now - self._began), self._is_silent(now), self._used >= self.level
        had_any = self._bytes > 0
        self._open_window(now)
        if was_full and had_any:
            self._decide(rate, is_silent)

    @property
    def window_s(self) -> float:
        """How long one window is."""
        return min(max(4 * self._round_trip_s, _SHORTEST_S), _LONGEST_S)

    def _decide(self, rate: float, is_silent: bool) -> None:
        if self._before is not None and rate < WORTH_IT * self._before and not is_silent:
            self._at -= 1
            self._before, self._left, self._hold = None, self._hold, min(2 * self._hold, _LONGEST_HOLD)
        elif self._left > 0 and not is_silent:
            self._left -= 1
        elif LEVELS[self._at] < self.most:
            self._at += 1
            self._before = rate
        else:
            self._before = None

    def _is_silent(self, now: float) -> bool:
        moments = (now - (self._began or now)) / (self._round_trip_s / _MOMENTS)
        return moments > 1 and self._lively / moments < 1 - SILENT

    def _open_window(self, now: float | None) -> None:
        self._began = now
        self._bytes, self._lively, self._moment, self._used = 0, 0, -1, LEVELS[-1]


class Flow:
    """How fast bytes come just now, and the fastest they have come so far."""

    def __init__(self, span_s: float = 4.0) -> None:
        self.best = 0.0
        self.alive_at: float | None = None
        self._span_s = span_s
        self._pieces: deque[tuple[float, int]] = deque()
        self._sum = 0
        self._began: float | None = None

    def received(self, size_bytes: int, now: float) -> None:
        """Count bytes that arrived at `now`."""
        self.alive_at = now
        if self._began is None:
            self._began = now
        self._pieces.append((now, size_bytes))
        self._sum += size_bytes
        rate = self.rate(now)
        if rate is not None:
            self.best = max(self.best, rate)

    def rate(self, now: float) -> float | None:
        """Return bytes per second over the last moments; None in the first second."""
        while self._pieces and self._pieces[0][0] < now - self._span_s:
            self._sum -= self._pieces.popleft()[1]
        if self._began is None or now - self._began < 1.0:
            return None
        return self._sum / min(self._span_s, now - self._began)

    def is_dead(self, now: float, for_s: float) -> bool:
        """Whether nothing came for so long, on any connection."""
        return self.alive_at is None or now - self.alive_at > for_s


class Bucket:
    """A limit on bytes per second that forgives bursts of half a second."""

    def __init__(self) -> None:
        self._free_at: float | None = None

    def take(self, size_bytes: int, limit: float | None, now: float) -> float:
        """Count bytes that came; return the seconds to read nothing so that `limit` (bytes per second) holds."""
        if not limit:
            self._free_at = None
            return 0.0
        self._free_at = max(self._free_at or now, now - 0.5) + size_bytes / limit
        return max(0.0, self._free_at - now)
