"""How many connections a line is worth, how fast bytes come, and how a limit holds: on lines that are only computed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.pace import LEVELS, Bucket, Flow, Ramp

RATE = 25_000.0  # 200 kbit/s
ROUND_TRIP_S = 0.6
# What one connection brings on such a line, kbit/s, by the loss in percent (downloads.md, measured); and their bound.
ALONE = {0: 193.0, 1: 186.0, 5: 113.0, 10: 73.0, 20: 16.0}
BOUND = {0: 193.0, 1: 191.0, 5: 183.0, 10: 174.0, 20: 155.0}
SEEDS = range(8)


@dataclass
class Line:
    """A line on which losses make every connection stop and start, with some connections on it."""

    loss: int
    chance: random.Random
    now: float = 0.0

    def moments(self, ramp: Ramp) -> Iterator[tuple[float, int]]:
        """Yield when how many bytes come in the next round trip, with as many connections as the ramp wants."""
        alone = ALONE[self.loss] * 125 * ROUND_TRIP_S
        each = [self._brought(alone) for _ in range(ramp.level)]
        most = BOUND[self.loss] * 125 * ROUND_TRIP_S
        share = min(1.0, most / max(1.0, sum(each)))
        pieces = []
        for brought in each:
            for _ in range(8 if self.loss < 5 else 3):
                pieces.append((self.chance.random(), brought * share / (8 if self.loss < 5 else 3)))
        for at, size in sorted(pieces):
            if size >= 1:
                yield self.now + at * ROUND_TRIP_S, int(size)
        self.now += ROUND_TRIP_S

    def _brought(self, alone: float) -> float:
        """Return what one connection brings in this round trip: steady without loss, by fits and starts with it."""
        if self.loss < 5:
            return alone * self.chance.uniform(0.9, 1.1)
        return self.chance.expovariate(1 / alone)


@dataclass
class Seen:
    """What a ramp did: its levels at each round trip, and the bytes that came."""

    levels: list[int]
    brought: list[int]

    def goodput(self, since: float) -> float:
        """Return kbit/s, of the last part of the time."""
        part = self.brought[int(len(self.brought) * since) :]
        return sum(part) / 125 / (len(part) * ROUND_TRIP_S)


def driven(line: Line, ramp: Ramp, seconds: float) -> Seen:
    seen = Seen([], [])
    while line.now < seconds:
        ramp.answered(ROUND_TRIP_S * line.chance.uniform(1.0, 1.3))
        brought = 0
        for at, size in line.moments(ramp):
            ramp.received(size, at, ramp.level)
            brought += size
        seen.levels.append(ramp.level)
        seen.brought.append(brought)
    return seen


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("loss", [0, 1])
def test_a_line_that_one_connection_fills_gets_hardly_more(loss: int, seed: int) -> None:
    seen = driven(Line(loss, random.Random(seed)), Ramp(), 300)
    settled = seen.levels[len(seen.levels) // 3 :]
    assert max(settled) <= 4
    assert sum(level <= 2 for level in settled) >= 0.8 * len(settled)
    assert seen.goodput(0.3) >= 0.95 * BOUND[loss]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("loss", "level", "share"), [(5, 2, 0.85), (10, 4, 0.85), (20, 8, 0.65)])
def test_a_line_that_loses_gets_as_many_as_it_is_worth(loss: int, level: int, share: float, seed: int) -> None:
    seen = driven(Line(loss, random.Random(seed)), Ramp(), 300)
    assert max(seen.levels[: len(seen.levels) // 3]) >= level  # within 100 seconds
    best = min(BOUND[loss], 8 * ALONE[loss])
    assert seen.goodput(0.3) >= share * best


@pytest.mark.parametrize("seed", range(20))
def test_bad_moments_do_not_leave_a_lossy_line_with_one_connection_for_good(seed: int) -> None:
    seen = driven(Line(20, random.Random(seed)), Ramp(), 1200)
    longest = run = 0
    for level in seen.levels:
        run = run + 1 if level == 1 else 0
        longest = max(longest, run)
    assert longest * ROUND_TRIP_S <= 90
    assert sum(seen.levels) / len(seen.levels) >= 5


def test_a_line_that_turns_bad_gets_more_and_one_that_recovers_gets_less() -> None:
    ramp, line = Ramp(), Line(0, random.Random(3))
    driven(line, ramp, 200)
    assert ramp.level <= 2
    line.loss = 20
    assert max(driven(line, ramp, 400).levels) == 8
    line.loss = 0
    seen = driven(line, ramp, 1000)
    assert seen.goodput(0.3) >= 0.95 * BOUND[0]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_each_refusal_takes_a_step_down_that_lasts(times: int) -> None:
    ramp, line = Ramp(), Line(20, random.Random(1))
    while ramp.level < 8:
        driven(line, ramp, line.now + 10)
    for _ in range(times):
        ramp.refused()
    wanted = 8 >> times
    assert ramp.level == wanted
    assert set(driven(line, ramp, line.now + 60).levels) == {wanted}
    for _ in range(5):
        ramp.refused()
    assert ramp.level == 1


@given(
    most=st.integers(1, 12),
    happens=st.lists(
        st.one_of(
            st.tuples(st.integers(1, 300_000), st.floats(0.0, 8.0), st.integers(0, 12)),
            st.floats(0.0, 30.0),
            st.none(),
        ),
        max_size=80,
    ),
)
def test_whatever_happens_there_are_never_more_than_allowed_and_never_none(
    most: int, happens: list[tuple[int, float, int] | float | None]
) -> None:
    ramp, now = Ramp(most), 0.0
    for what in happens:
        if what is None:
            ramp.refused()
        elif isinstance(what, float):
            ramp.answered(what)
        else:
            now += what[1]
            ramp.received(what[0], now, what[2])
        assert 1 <= ramp.level <= min(most, LEVELS[-1])
        assert ramp.level in (*LEVELS, most)


def test_fewer_allowed_connections_hold_at_once() -> None:
    ramp = Ramp()
    line = Line(20, random.Random(1))
    driven(line, ramp, 120)
    assert ramp.level >= 4
    ramp.most = 2
    assert ramp.level == 2


# --- a limit ----------------------------------------------------------------------------------------------------------


@given(
    sizes=st.lists(st.integers(1_000, 16_384), min_size=1, max_size=40),
    limit=st.floats(20_000, 400_000),
    readers=st.integers(1, 8),
    speed=st.floats(1.5, 100.0),
)
def test_a_limit_holds_within_five_percent_over_ten_seconds_for_any_pieces(
    sizes: list[int], limit: float, readers: int, speed: float
) -> None:
    bucket, came = Bucket(), 0
    free = [0.0] * readers  # when each reader reads again
    number = 0
    while min(free) < 10.0:
        reader = min(range(readers), key=lambda one: free[one])
        now = free[reader]
        size = sizes[number % len(sizes)]
        number += 1
        came += size
        took = size / (limit * speed)
        free[reader] = now + took + bucket.take(size, limit, now + took)
    ahead = readers * max(sizes)  # each reader has one piece before its first wait
    assert came <= 1.05 * limit * 10 + ahead
    assert came >= 0.95 * limit * 10 - ahead


def test_a_pause_of_the_line_is_made_up_for_by_half_a_second_only() -> None:
    bucket = Bucket()
    assert bucket.take(1000, 1000.0, 0.0) == pytest.approx(1.0)
    assert bucket.take(500, 1000.0, 60.0) == 0.0
    assert bucket.take(1000, 1000.0, 60.0) == pytest.approx(1.0)


@pytest.mark.parametrize("limit", [None, 0.0])
def test_without_a_limit_nobody_waits(limit: float | None) -> None:
    bucket = Bucket()
    bucket.take(1_000_000, 1000.0, 0.0)
    assert bucket.take(1_000_000, limit, 0.0) == 0.0
    assert bucket.take(1000, 1000.0, 1.0) == pytest.approx(1.0)  # and what came meanwhile is no debt


# --- what comes -------------------------------------------------------------------------------------------------------


def test_the_rate_is_that_of_the_last_seconds() -> None:
    flow = Flow(span_s=4.0)
    assert flow.rate(0.0) is None
    for tenth in range(100):
        flow.received(1000 if tenth < 50 else 100, tenth / 10)
    assert flow.rate(9.9) == pytest.approx(1000, rel=0.05)
    assert flow.rate(20.0) == 0.0


def test_the_first_second_tells_no_rate() -> None:
    flow = Flow()
    flow.received(50_000, 5.0)
    assert flow.rate(5.9) is None
    assert flow.rate(6.0) == pytest.approx(50_000)


def test_a_line_is_dead_when_nothing_came_on_any_connection() -> None:
    flow = Flow()
    assert flow.is_dead(0.0, 20)
    flow.received(1, 10.0)
    assert not flow.is_dead(30.0, 20)
    assert flow.is_dead(30.1, 20)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_pieces_are_summed_right(seed: int) -> None:
    flow, now, chance = Flow(span_s=4.0), 0.0, random.Random(seed)
    told = []
    for _ in range(4200):
        size, now = chance.randint(1, 9000), now + chance.uniform(0.0, 0.0004 * (1 + seed))
        flow.received(size, now)
        told.append((now, size))
    began = told[0][0]
    now += 1.0
    expected = sum(size for at, size in told if at >= now - 4.0) / min(4.0, now - began)
    assert flow.rate(now) == pytest.approx(expected)
