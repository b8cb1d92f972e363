"""How many connections a line is worth, and how fast they may be used. Pure: instants come in as seconds."""

from collections import deque

LEVELS = (1, 2, 4, 8)
WORTH_IT = 1.15  # more connections stay only where they bring so much more (downloads.md)
SILENT = 0.35  # a line that brings nothing in so many of its first moments is not full, it loses
_SHORTEST_S, _LONGEST_S, _CALM_S = 0.4, 6.0, 12.0  # of a window; at most, once the level has settled
_LOOK_FOR_SILENCE = 2  # round trips
_ENOUGH_BYTES = 64 * 1024  # in a window tell a rate well enough
_FIRST_HOLD, _LONGEST_HOLD = 4, 48  # windows until more connections are tried again
_MOST_BY_SILENCE = 2  # steps that silence alone can bring about
_MOST_TRIES = 2  # windows that a step has to show what it is worth
_NEWEST = 0.4  # what a window counts in the usual goodput: what a gap held back in one comes in the next
_FADES, _FALLEN = 0.97, 0.6  # the best usual goodput, per window; what share of it is no noise any more
_NEAR_S = 0.1  # of a round trip: a silence on a shorter line is that of a busy computer
_MOST_PIECES = 4096
_LEAST_ROUND_TRIP_S = 0.001
_MOMENTS = 4  # of a round trip: how finely silence is looked for


class Ramp:
    """Finds how many connections to use at once: 1, 2, 4, 8, as long as goodput grows.

    Time is cut into windows of some round trips. Each window that used all connections it could have is compared with
    the one before the last step: growth by 15 % keeps the step and tries the next one; none in two windows takes it
    back for a while, or until goodput falls far below what it was.
    In the beginning a line that falls silent although we wait for it is not full: there the next step is taken anyway.
    (Later a silence may be that of one lost packet behind a long queue: what came after it lies in the system already.)
    """

    def __init__(self, most: int = LEVELS[-1]) -> None:
        self.most = most
        self._at = 0
        self._before: float | None = None  # goodput at the level below, while a step is on trial
        self._trial = (0.0, 0.0)  # bytes and seconds of the trial
        self._has_settled = False
        self._is_refused = False  # then even less goodput is no reason to ask for more
        self._hold, self._left = _FIRST_HOLD, 0
        self._usual = self._best = 0.0  # goodput of late
        self._tries = 0
        self._shortest_s: float | None = None
        self._usual_s = 0.0
        self._began: float | None = None
        self._bytes = self._lively = self._moment = self._used = 0
        self._open_window(None)

    @property
    def level(self) -> int:
        """How many connections to have now."""
        return min(LEVELS[self._at], self.most)

    @property
    def round_trip_s(self) -> float:
        """How long the line itself takes to begin an answer, seconds: the shortest that was seen."""
        return self._shortest_s if self._shortest_s is not None else 0.05

    @property
    def answers_in_s(self) -> float:
        """How long answers take to begin just now, with what waits before them on the line."""
        return max(self._usual_s, self.round_trip_s)

    def answered(self, seconds: float) -> None:
        """Keep how long an answer took to begin."""
        seconds = max(seconds, _LEAST_ROUND_TRIP_S)
        self._shortest_s = seconds if self._shortest_s is None else min(self._shortest_s, seconds)
        self._usual_s = seconds if not self._usual_s else 0.7 * self._usual_s + 0.3 * seconds

    def refused(self) -> None:
        """The other side asks for less: go one level down and stay there for long."""
        self._at = max(0, self._at - 1)
        self._before, self._left, self._hold = None, _LONGEST_HOLD, _LONGEST_HOLD
        self._has_settled = self._is_refused = True
        self._open_window(None)

    def received(self, size_bytes: int, now: float, used: int) -> None:
        """Count bytes that arrived at `now` over `used` connections; decide, where a window is over.

        A window ends when something comes: what a gap held back belongs to the time it was held back.
        """
        if self._began is None:
            self._open_window(now)
        began = self._began if self._began is not None else now
        self._bytes += size_bytes
        self._used = min(self._used, used)
        moment = int((now - began) * _MOMENTS / self.round_trip_s)
        if moment != self._moment:
            self._moment, self._lively = moment, self._lively + 1
        age = now - began
        is_silent = self._may_go_by_silence() and self._lively * self.round_trip_s < (1 - SILENT) * age * _MOMENTS
        if not self._is_window_over(age) and not (is_silent and age >= _LOOK_FOR_SILENCE * self.round_trip_s):
            return
        rate, was_full = self._bytes / age, self._used >= self.level
        self._open_window(now)
        if was_full:
            self._decide(rate, age, is_silent)

    def _is_window_over(self, age: float) -> bool:
        """Whether a window tells a rate: a gap of one answer behind a long queue must not look like a slower line."""
        if self._has_settled:
            least = min(max(4 * self.answers_in_s, _SHORTEST_S), _CALM_S)
            return age >= least and (self._bytes >= _ENOUGH_BYTES or age >= _LONGEST_S)
        least = min(max(4 * self.round_trip_s, _SHORTEST_S), _LONGEST_S)
        return age >= least and (self._bytes >= _ENOUGH_BYTES or age >= 1.5 * least)

    def _may_go_by_silence(self) -> bool:
        return not self._has_settled and self._at < _MOST_BY_SILENCE and self.round_trip_s > _NEAR_S

    def _decide(self, rate: float, seconds: float, is_silent: bool) -> None:
        self._usual = _NEWEST * rate + (1 - _NEWEST) * self._usual if self._usual else rate
        self._best = max(self._usual, _FADES * self._best)
        self._trial = (self._trial[0] + rate * seconds, self._trial[1] + seconds)
        on_trial = self._trial[0] / self._trial[1]
        if self._before is not None and on_trial < WORTH_IT * self._before and not is_silent:
            self._tries += 1
            if self._tries < _MOST_TRIES:
                return
            self._at -= 1
            self._before, self._left, self._hold = None, self._hold, min(2 * self._hold, _LONGEST_HOLD)
            self._has_settled = True
        elif self._left > 0 and (self._is_refused or self._usual > _FALLEN * self._best):
            self._left -= 1
            self._is_refused = self._is_refused and self._left > 0
        elif LEVELS[self._at] < min(self.most, LEVELS[-1]):
            self._at += 1
            self._before, self._tries, self._trial = max(rate, self._usual), 0, (0.0, 0.0)
        else:
            self._before, self._has_settled = None, True

    def _open_window(self, now: float | None) -> None:
        self._began = now
        self._bytes, self._lively, self._moment, self._used = 0, 0, -1, LEVELS[-1]


class Flow:
    """How fast bytes come just now."""

    def __init__(self, span_s: float = 4.0) -> None:
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
        if len(self._pieces) > _MOST_PIECES:
            self.rate(now)

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
