"""The way does to a request what its luck says, and no other thing."""

import http.client
import random
import threading
import time
from collections.abc import Iterator

import pytest

from tests.campus.loopback import Line, Request, Server, serving
from tests.soak.luck import CALM, Luck, Strike, Weather, weather
from tests.soak.way import Way

BODY = "wsfunction=mod_forum_add_discussion_post&message=" + "x" * 500
TOLD = b'[{"postid": 17}]'
DONE = {luck for luck in Luck if luck.name.endswith("AFTER") or luck.name.startswith("ANSWER")} | {Luck.LATE, Luck.NONE}
SAID = {
    Luck.NONE: (200, TOLD),
    Luck.ANSWER_EMPTY: (200, b""),
    Luck.BUSY: (429, b""),
    Luck.EMPTY_BEFORE: (200, b""),
}
BROKEN = {
    *(Luck.CUT_HEAD, Luck.CUT_BODY, Luck.LOST, Luck.LATE, Luck.ANSWER_LOST, Luck.ANSWER_CUT),
    *(Luck.STALLED_BEFORE, Luck.STALLED_AFTER),
}


@pytest.fixture
def school() -> Iterator[Server]:
    """Give a server that says yes to everything."""

    def answer(_request: Request, line: Line) -> None:
        line.json(TOLD)

    with serving(answer) as server:
        yield server


@pytest.fixture
def killed() -> list[float]:
    """Give the list of moments at which the laptop went off."""
    return []


@pytest.fixture
def way(school: Server, killed: list[float]) -> Iterator[Way]:
    """Give a way to the school over which nothing happens yet."""

    def kill() -> int:
        killed.append(time.monotonic())
        return 1

    with Way(school.url, random.Random(5), kill) as made:
        yield made


def asked(way: Way) -> tuple[int, bytes]:
    """Send a write over the way; return status and body. Raises what the line does to it."""
    line = http.client.HTTPConnection("127.0.0.1", way.port, timeout=10)
    try:
        line.request("POST", "/webservice/rest/server.php", BODY, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def came(school: Server, count: int) -> bool:
    """Whether so many requests have come to the school, waiting a moment for one that is late."""
    until = time.monotonic() + 2
    while len(school.requests) < count and time.monotonic() < until:
        time.sleep(0.01)
    return len(school.requests) == count


@pytest.mark.parametrize("luck", list(Luck), ids=lambda luck: luck.name)
def test_each_kind_of_luck_does_what_it_is_called(way: Way, school: Server, luck: Luck) -> None:
    share = 0.0 if luck is Luck.NONE else 1.0
    way._weather = Weather(share, share, (luck,))  # the sky of the test: else it is drawn
    if luck in BROKEN:
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            asked(way)
    elif luck in SAID:
        assert asked(way) == SAID[luck]
    else:
        status, body = asked(way)
        assert (status, body) != (200, TOLD)
    assert came(school, 1 if luck in DONE else 0)
    assert sum(way.met.values()) == (luck is not Luck.NONE)


@pytest.mark.parametrize("strike", list(Strike), ids=lambda strike: strike.name)
def test_a_strike_ends_the_laptop_once_at_the_write_it_was_meant_for(
    way: Way, school: Server, killed: list[float], strike: Strike
) -> None:
    way.arm(strike, after=1)
    assert asked(way) == (200, TOLD)
    if strike is Strike.ANSWERED:
        assert asked(way) == (200, TOLD)
    else:
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            asked(way)
    assert came(school, 1 if strike is Strike.BEFORE else 2)
    for thread in threading.enumerate():  # the last strike comes a moment after the answer
        if thread is not threading.current_thread() and "_serve" in thread.name:
            thread.join(5)
    assert len(killed) == 1
    assert way.struck == {strike: 1}
    assert asked(way) == (200, TOLD)


def test_a_way_that_is_down_refuses_and_comes_back_at_the_same_address(way: Way) -> None:
    way._door.shut()
    with pytest.raises(ConnectionRefusedError):
        asked(way)
    way.heal()
    assert asked(way) == (200, TOLD)


def test_a_healed_way_does_nothing(way: Way, school: Server, killed: list[float]) -> None:
    way._weather = Weather(1.0, 1.0, (Luck.LOST,))
    way.arm(Strike.BEFORE, after=0)
    way.heal()
    assert [asked(way) for _ in range(5)] == [(200, TOLD)] * 5
    assert (len(school.requests), killed) == (5, [])
    assert way._weather == CALM


def test_all_weathers_together_know_every_kind_of_luck() -> None:
    chance = random.Random(1)
    seen = [weather(chance) for _ in range(200)]
    assert {kind for each in seen for kind in each.kinds} == set(Luck) - {Luck.NONE}
    assert any(each.is_down for each in seen)
