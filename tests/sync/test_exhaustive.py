"""Stories with every fault at every call: afterwards each intent is at the school exactly once, and nothing is lost.

The seed of the simulation: clock, network and chance are injected, the databases are real.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text as sql

from studydesk.domain.assignments import Status
from studydesk.domain.forums import fingerprint
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.errors import StudyDeskError
from tests.sync.conftest import Course, furnish
from tests.sync.fake_campus import Fault, no_faults
from tests.sync.school import SITE
from tests.sync.test_refresh import nth
from tests.sync.world import AMINA, World, assemble, world


@dataclass(frozen=True)
class Story:
    """What the learner does, and what the school must hold in the end."""

    do: Callable[[World, Course], None]
    check: Callable[[World, Course], None]


def posts_once(*texts: str) -> Callable[[World, Course], None]:
    def check(w: World, _course: Course) -> None:
        assert {text: w.copies(text) for text in texts} == dict.fromkeys(texts, 1)

    return check


def in_order(*texts: str) -> Callable[[World, Course], None]:
    def check(w: World, course: Course) -> None:
        mine = [p for p in w.school.state.posts.values() if p.author_id == AMINA and p.discussion == course.hello.id]
        assert [fingerprint(post.html) for post in sorted(mine, key=lambda post: post.id)] == list(texts)

    return check


def _replies(w: World, course: Course) -> None:
    for text in ("one", "two", "three"):
        w.reply(course.hello, text)


def _with_attachments(w: World, course: Course) -> None:
    w.reply(course.hello, "see", w.attach("a.txt", b"aaa"), w.attach("p.jpg", b"jpeg"))
    w.reply(course.hello, "and")


def _attachments_are_there(w: World, course: Course) -> None:
    posts_once("see", "and")(w, course)
    see = next(post for post in w.school.state.posts.values() if fingerprint(post.html) == "see")
    assert {file.name for file in see.files} == {"a.txt", "p.jpg"}


def _discussion(w: World, course: Course) -> None:
    top = w.start(course.forum, "Mine", "first")
    w.reply_to_unsent(w.reply_to_unsent(top, "second"), "third")


def _submission(w: World, course: Course) -> None:
    w.hand_in(course.essay, "essay", w.attach("a.txt", b"aaa"), w.attach("p.jpg", b"jpeg"), final=True)


def _is_submitted_once(w: World, course: Course) -> None:
    held = w.school.submission(AMINA, course.essay.id)
    assert (held.status, fingerprint(held.text_html)) == (Status.SUBMITTED, "essay")
    assert {file.name for file in held.files} == {"a.txt", "p.jpg"}
    assert w.school.state.saves == 1


def _two_versions(w: World, course: Course) -> None:
    w.hand_in(course.essay, "draft", w.attach("a.txt", b"aaa"))
    w.hand_in(course.essay, "final", w.attach("b.txt", b"bb"), keep=("a.txt",), final=True)


def _is_final(w: World, course: Course) -> None:
    held = w.school.submission(AMINA, course.essay.id)
    assert (held.status, fingerprint(held.text_html)) == (Status.SUBMITTED, "final")
    assert {file.name for file in held.files} == {"a.txt", "b.txt"}
    assert w.school.state.saves == 2


def _everything(w: World, course: Course) -> None:
    w.reply(course.hello, "hello back")
    w.tick(course.film.id)
    w.start(course.forum, "Mine", "first")
    w.hand_in(course.essay, "essay", final=True)


def _everything_is_there(w: World, course: Course) -> None:
    posts_once("hello back", "first")(w, course)
    assert w.school.state.done[AMINA, course.film.id]
    assert w.school.submission(AMINA, course.essay.id).status is Status.SUBMITTED
    assert w.school.state.saves == 1


STORIES = {
    "replies": Story(_replies, in_order("one", "two", "three")),
    "attachments": Story(_with_attachments, _attachments_are_there),
    "discussion": Story(_discussion, posts_once("first", "second", "third")),
    "submission": Story(_submission, _is_submitted_once),
    "two versions": Story(_two_versions, _is_final),
    "everything": Story(_everything, _everything_is_there),
}
PASSING = [fault for fault in Fault if fault is not Fault.REFUSED]


def heal(w: World) -> World:
    """Let the faults stop, the program start again, and time pass."""
    w.wire.script = no_faults
    late = w.wire.late
    again = assemble(w.store, w.clock, w.school, w.account, w.folder)
    again.wire.late, again.chance = late, w.chance
    for _ in range(8):
        again.clock.pass_time(timedelta(minutes=11))
        again.wire.arrive()
        again.deliver.run(Cancel())
        again.refresh.run(Cancel())
        if not again.deliver.ledger.unsent() and not again.wire.late:
            break
    return again


def run_once(w: World) -> None:
    """One turn of the machine; whatever it raises is one of ours."""
    try:
        w.deliver.run(Cancel())
        w.clock.pass_time(timedelta(minutes=3))
        w.refresh.run(Cancel())
    except StudyDeskError:
        pass  # the link failed; the next turn goes on


def nothing_is_unsent(w: World) -> None:
    assert {w.state(item) for item in w.journal} == {State.SENT}
    assert all(w.item(item).receipt is not None for item in w.journal)


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("name", STORIES)
def test_a_fault_at_any_call_leaves_each_intent_at_the_school_exactly_once(
    tmp_path: Path, name: str, fault: Fault
) -> None:
    with world(tmp_path) as w:
        assert play(w, STORIES[name], fault, tmp_path) > 3


def play(w: World, story: Story, fault: Fault, folder: Path) -> int:
    """Play a story with the fault at its n-th call, for every n until none is left; return how many there were."""
    course = furnish(w)
    before = w.school.snapshot()
    number = 0
    while True:
        w.school.restore(before)
        again = _fresh(w, folder / str(number))
        story.do(again, course)
        again.wire.script = nth(number, fault)
        run_once(again)
        reached = len(again.wire.calls) > number
        healed = heal(again)
        healed.journal = again.journal
        story.check(healed, course)
        nothing_is_unsent(healed)
        if not reached:
            return number
        number += 1


def _fresh(w: World, folder: Path) -> World:
    """Return the same computer with an empty outbox: its work is moved out of the way."""
    with w.store.work.write() as writer:
        writer.execute(sql("DELETE FROM outbox"))
    made = assemble(w.store, w.clock, w.school, w.account, w.folder)
    made.chance = w.chance
    made.deliver.run(Cancel())
    made.refresh.run(Cancel())
    made.wire.calls.clear()
    folder.mkdir()
    return made


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    faults=st.dictionaries(st.integers(0, 60), st.sampled_from(PASSING), max_size=12),
    story=st.sampled_from(sorted(STORIES)),
    pauses=st.lists(st.integers(0, 1500), min_size=6, max_size=6),
    restarts=st.sets(st.integers(0, 5)),
)
def test_many_faults_and_restarts_lose_and_double_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    faults: dict[int, Fault],
    story: str,
    pauses: list[int],
    restarts: set[int],
) -> None:
    with world(tmp_path_factory.mktemp("world")) as w:
        course = furnish(w)
        STORIES[story].do(w, course)
        w.wire.script = lambda _name, n: faults.get(n)
        for turn, pause in enumerate(pauses):
            run_once(w)
            w.clock.pass_time(pause)
            w.wire.arrive()
            if turn in restarts:
                w = _restarted(w)
        healed = heal(w)
        healed.journal = w.journal
        STORIES[story].check(healed, course)
        nothing_is_unsent(healed)
        assert healed.campus.site_url == SITE


def _restarted(w: World) -> World:
    again = assemble(w.store, w.clock, w.school, w.account, w.folder)
    again.wire.late, again.wire.script, again.wire.calls = w.wire.late, w.wire.script, w.wire.calls
    again.chance, again.journal = w.chance, w.journal
    return again
