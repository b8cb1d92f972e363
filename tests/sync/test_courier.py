"""One account's courier: turns, states of the link, what it waits for, and what the command line gets."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk.domain.campus import Campus
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.store import outbox
from studydesk.sync.courier import Courier, Outside
from studydesk.sync.loop import SOONEST
from studydesk.sync.reports import Step, silent
from tests.sync.conftest import Course, furnish
from tests.sync.fake_campus import Fault, no_faults
from tests.sync.test_posting import once
from tests.sync.test_refresh import want_all
from tests.sync.world import POLICY, World, world


@dataclass
class Desk:
    """A courier in a world whose token can be taken away."""

    w: World
    course: Course
    courier: Courier
    campus: list[Campus | None] = field(default_factory=list)

    def turn(self) -> timedelta:
        return self.courier.turn(Cancel())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with world(tmp_path) as w:
        course = furnish(w)
        there: list[Campus | None] = [w.campus]
        outside = Outside(lambda: there[0], w.clock, w.chance)
        made = Desk(w, course, Courier(w.account, w.store, outside, POLICY, w.at_school), there)
        made.turn()
        w.wire.calls.clear()
        yield made


def test_a_turn_probes_delivers_and_refreshes(desk: Desk) -> None:
    desk.w.clock.pass_time(timedelta(minutes=16))
    desk.w.reply(desk.course.hello, "hi")
    desk.turn()
    assert desk.w.wire.calls[:3] == ["probe", "add_posts", "posts"]
    assert "updates" in desk.w.wire.calls
    assert desk.courier.link.state is LinkState.ONLINE


def test_new_work_is_sent_at_once_without_another_probe_or_refresh(desk: Desk) -> None:
    desk.w.clock.pass_time(20)
    desk.w.reply(desk.course.hello, "hi")
    desk.courier.wake("work")
    desk.turn()
    assert desk.w.wire.calls == ["add_posts", "posts"]


def test_an_idle_courier_asks_nothing_and_waits_long(desk: Desk) -> None:
    desk.w.clock.pass_time(10)
    assert desk.turn() >= timedelta(minutes=14)
    assert desk.w.wire.calls == []


@pytest.mark.parametrize(("fault", "state"), [(Fault.PORTAL, LinkState.PORTAL), (Fault.NEVER_SENT, LinkState.NO_LINK)])
def test_a_useless_link_touches_no_item(desk: Desk, fault: Fault, state: LinkState) -> None:
    item = desk.w.reply(desk.course.hello, "hi")
    before = desk.w.item(item)
    desk.w.wire.script = lambda *_: fault
    desk.w.clock.pass_time(timedelta(minutes=20))
    for _ in range(5):
        desk.turn()
    assert desk.courier.link.state is state
    assert desk.w.item(item) == before
    assert set(desk.w.wire.calls) == {"probe"}
    desk.w.wire.script = no_faults
    desk.courier.wake("link")
    desk.turn()
    assert desk.w.state(item) is State.SENT


def test_signed_out_rests_until_signed_in_again(desk: Desk) -> None:
    item = desk.w.reply(desk.course.hello, "hi")
    desk.w.wire.script = lambda name, _n: Fault.SIGNED_OUT if name != "probe" else None
    assert desk.turn() == timedelta(hours=1)
    assert desk.courier.link.state is LinkState.SIGNED_OUT
    asked = len(desk.w.wire.calls)
    desk.w.clock.pass_time(timedelta(hours=2))
    desk.turn()
    assert len(desk.w.wire.calls) == asked
    desk.w.wire.script = no_faults
    desk.courier.wake("signed_in")
    desk.turn()
    assert desk.w.state(item) is State.SENT


def test_without_a_token_nothing_is_asked(desk: Desk) -> None:
    desk.campus[0] = None
    desk.courier.wake("signed_in")
    assert desk.turn() == timedelta(hours=1)
    assert desk.courier.link.state is LinkState.SIGNED_OUT
    assert desk.w.wire.calls == []


def test_it_wakes_when_an_answer_in_doubt_can_be_looked_up(desk: Desk) -> None:
    desk.w.reply(desk.course.hello, "hi")
    desk.w.wire.script = once("add_posts", Fault.LOST)
    wait = desk.turn()
    assert POLICY.grace - timedelta(seconds=5) <= wait <= POLICY.grace


def test_what_becomes_due_while_a_turn_ends_does_not_wait_for_a_minute(desk: Desk) -> None:
    w = desk.w
    item = w.item(w.reply(desk.course.hello, "hi"))
    with w.store.work.write() as writer:
        outbox.move(writer, item, replace(item, not_before=w.clock.now() + timedelta(seconds=5)))
    desk.courier.wake("learner")

    def slow(name: str, _number: int) -> None:
        if name == "updates":
            w.clock.pass_time(10)

    w.wire.script = slow
    assert desk.turn() == SOONEST
    assert w.state(item.id) is State.QUEUED
    desk.turn()
    assert w.state(item.id) is State.SENT


def test_the_command_line_waits_for_answers_in_doubt_as_long_as_it_may(desk: Desk) -> None:
    desk.w.reply(desk.course.hello, "hi")
    desk.w.wire.script = once("add_posts", Fault.ANSWER_LOST)
    desk.w.school.clock.pass_time(1)
    left = desk.courier.sync_now(Cancel(), silent, desk.w.clock.pass_time, timedelta(minutes=20))
    assert left == 0
    assert desk.w.copies("hi") == 1


def test_the_command_line_says_what_is_left(desk: Desk) -> None:
    desk.w.reply(desk.course.hello, "hi")
    desk.w.wire.script = lambda *_: Fault.NEVER_SENT
    assert desk.courier.sync_now(Cancel(), silent, desk.w.clock.pass_time, timedelta(minutes=1)) == 1


def test_a_wrong_clock_of_this_computer_is_seen_and_harms_nothing(desk: Desk) -> None:
    desk.w.clock.error = timedelta(days=3650)
    desk.w.reply(desk.course.hello, "hi")
    desk.w.wire.script = once("add_posts", Fault.LATE)
    desk.courier.wake("learner")
    desk.turn()
    offset = desk.courier.link.server_offset_s
    assert offset is not None
    assert offset < -3600
    desk.w.clock.error = timedelta(0)
    for _ in range(4):
        desk.w.clock.pass_time(timedelta(minutes=11))
        desk.turn()
    assert desk.w.copies("hi") == 1
    assert desk.w.deliver.ledger.unsent() == []


def test_files_are_fetched_and_progress_is_told(desk: Desk) -> None:
    desk.w.school.add_file(desk.course.film, "film.mp4", b"x" * 200_000)
    desk.w.clock.pass_time(timedelta(minutes=20))
    desk.turn()
    want_all(desk.w, desk.course.film)
    steps: list[Step] = []
    desk.courier.fetch_turn(Cancel(), steps.append)
    assert steps[-1].doing == "fetching"
    assert steps[-1].done >= 190_000
    assert desk.courier.state().doing == ""


def test_what_a_dead_process_left_half_sent_is_looked_up(desk: Desk) -> None:
    item = desk.w.reply(desk.course.hello, "hi")
    desk.w.deliver.ledger.start([desk.w.item(item)])  # as if the process had died here
    desk.turn()
    assert desk.w.state(item) is State.UNCERTAIN
    desk.w.clock.pass_time(POLICY.grace)
    desk.turn()
    assert desk.w.copies("hi") == 1
