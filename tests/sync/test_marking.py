"""Ticks are states: the last one counts, and nothing but the learner's own untick goes backwards."""

import pytest

from studydesk.domain.courses import Kind
from studydesk.domain.outbox import State
from studydesk.domain.work import View
from studydesk.store import courses
from tests.sync.conftest import Course
from tests.sync.fake_campus import Fault
from tests.sync.test_posting import GRACE, once
from tests.sync.world import AMINA, World


def test_only_the_last_of_several_ticks_is_told(w: World, course: Course) -> None:
    items = [w.tick(course.film.id), w.tick(course.film.id, False), w.tick(course.film.id)]
    w.deliver_once()
    assert w.wire.calls == ["set_done"]
    assert w.school.state.done[AMINA, course.film.id] is True
    assert {w.state(item) for item in items} == {State.SENT}


def test_the_library_knows_the_tick_at_once(w: World, course: Course) -> None:
    w.tick(course.film.id)
    w.deliver_once()
    with w.store.library.read() as r:
        film = courses.activity(r, w.account.id, course.film.id)
    assert film is not None
    assert film.is_done


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.LOST, Fault.LATE])
def test_a_tick_without_an_answer_ends_as_the_learner_wants(w: World, course: Course, fault: Fault) -> None:
    item = w.tick(course.film.id)
    w.wire.script = once("set_done", fault)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.school.state.done[AMINA, course.film.id] is True


def test_a_late_tick_does_not_undo_a_later_untick(w: World, course: Course) -> None:
    w.tick(course.film.id)
    w.wire.script = once("set_done", Fault.LATE)
    w.deliver_once()
    w.tick(course.film.id, False)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.school.state.done[AMINA, course.film.id] is False


def test_opening_calls_the_view_function(w: World, course: Course) -> None:
    item = w.queue(View(course.essay.course, course.film.id, Kind.RESOURCE, course.film.instance))
    w.deliver_once()
    assert w.wire.calls == ["view"]
    assert w.state(item) is State.SENT
