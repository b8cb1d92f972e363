"""The pure parts: the school's clock, queues, the schedule, what errors mean, and what sync may not touch."""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import studydesk.sync
from studydesk.domain.campus import Probe
from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.link import Link, LinkState
from studydesk.domain.names import cleaned
from studydesk.domain.outbox import Event, Item, State, markers
from studydesk.domain.work import Intent, MarkDone, Reply, queue_of
from studydesk.errors import (
    BadAnswer,
    Cancelled,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StorageFull,
    StudyDeskError,
    UntrustedSite,
)
from studydesk.policy import DEMO, Policy
from studydesk.sync import looking, outcomes, queues
from studydesk.sync.loop import Loop
from studydesk.sync.school_clock import SchoolClock
from tests.sync.fake_campus import FakeCampus, Fault, Wire
from tests.sync.school import School, VirtualClock
from tests.sync.world import AMINA, SteadyChance

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORBIDDEN = {"time", "random", "uuid", "os", "threading", "requests", "socket", "sqlalchemy", "secrets"}


def test_sync_takes_clock_chance_disk_and_network_from_outside() -> None:
    for file in Path(studydesk.sync.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not {name.name.split(".")[0] for name in node.names} & FORBIDDEN, file.name
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in FORBIDDEN, file.name
            elif isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called != "open", file.name
                assert not called.endswith(("datetime.now", "datetime.today", "datetime.utcnow", "date.today")), (
                    file.name
                )


# --- the school's clock -----------------------------------------------------------------------------------------------


def test_the_schools_time_does_not_follow_a_clock_that_jumps() -> None:
    clock = VirtualClock(NOW)
    clock.error = timedelta(days=3650)
    school = SchoolClock(clock)
    assert school.now() == NOW + timedelta(days=3650)
    school.note(NOW, clock.monotonic())
    clock.pass_time(90)
    clock.error = timedelta(days=-400)
    assert school.now() == NOW + timedelta(seconds=90)
    assert school.offset_s() == pytest.approx(timedelta(days=400).total_seconds())


def test_without_a_date_the_wall_clock_stands_in_and_says_so() -> None:
    school = SchoolClock(VirtualClock(NOW))
    assert (school.now(), school.is_known, school.offset_s()) == (NOW, False, None)


# --- queues -----------------------------------------------------------------------------------------------------------


def item(number: int, intent: Intent | None = None, state: State = State.QUEUED, **more: object) -> Item:
    token = IntentId(f"{number:026d}")
    what = intent or reply(1)
    made = Item(token, AccountId("a"), what, queue_of(what, token), "", state, NOW, NOW)
    return replace(made, **more)  # type: ignore[arg-type]  # the tests name real fields


def reply(discussion: int, parent: IntentId | None = None) -> Reply:
    known = None if parent else PostId(1)
    return Reply(ForumId(1), DiscussionId(discussion), known, parent, "", "words")


def numbers(runs: list[list[Item]]) -> list[list[int]]:
    return [[int(one.id) for one in run] for run in runs]


LATER = NOW + timedelta(minutes=5)
CASES: dict[str, tuple[list[Item], list[list[int]]]] = {
    "in order": ([item(1), item(2)], [[1, 2]]),
    "queues do not wait for each other": ([item(1, not_before=LATER), item(2, reply(2))], [[2]]),
    "a waiting one holds those behind it": ([item(1, not_before=LATER), item(2)], []),
    "an unanswered one holds those behind it": ([item(1, state=State.UNCERTAIN, not_before=LATER), item(2)], []),
    "an unanswered one is looked up alone": ([item(1, state=State.UNCERTAIN, not_before=NOW), item(2)], [[1]]),
    "those ahead of an unanswered one go": ([item(1), item(2, state=State.UNCERTAIN), item(3)], [[1]]),
    "a refused one holds nobody": ([item(1, state=State.REJECTED), item(2)], [[2]]),
    "a conflict holds nobody": ([item(1, state=State.CONFLICT), item(2)], [[2]]),
    "one being sent holds its queue": ([item(1, state=State.SENDING), item(2), item(3, reply(2))], [[3]]),
    "an answer waits until its parent is there": ([item(1), item(2, reply(1, IntentId(f"{1:026d}")))], [[1]]),
    "an answer waits for a refused parent, others pass": (
        [item(1, state=State.REJECTED), item(2, reply(1, IntentId(f"{1:026d}"))), item(3)],
        [[3]],
    ),
    "a date beyond an hour is of a wrong clock": ([item(1, not_before=NOW + timedelta(days=3650))], [[1]]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_may_go_now(case: str) -> None:
    items, expected = CASES[case]
    assert numbers(queues.ready(items, NOW)) == expected


def test_a_batch_holds_at_most_five_text_replies_with_known_parents() -> None:
    child = item(3, reply(1, IntentId(f"{1:026d}")))
    assert len(queues.batch([item(n) for n in range(9)], 5)) == 5
    assert [int(one.id) for one in queues.batch([item(1), item(2), child, item(4)], 5)] == [1, 2]


def test_marks_of_one_activity_go_together() -> None:
    marks = [item(n, MarkDone(CourseId(1), ActivityId(1), n % 2 == 0)) for n in range(3)]
    assert queues.same_mark(marks) == marks


def test_an_unanswered_one_of_a_wrong_clock_waits_a_full_grace_from_now() -> None:
    lost = item(1, state=State.UNCERTAIN, not_before=NOW + timedelta(days=3650))
    again = queues.rearmed(lost, NOW, timedelta(minutes=10))
    assert again is not None
    assert again.not_before == NOW + timedelta(minutes=10)
    assert queues.rearmed(replace(lost, not_before=LATER), NOW, timedelta(minutes=10)) is None


# --- errors -----------------------------------------------------------------------------------------------------------

WRITE: list[tuple[StudyDeskError, Event, str | None]] = [
    (NeverSent(), Event.NEVER_SENT, "link"),
    (UntrustedSite(), Event.NEVER_SENT, "link"),
    (NotProcessed("busy"), Event.NOT_PROCESSED, "busy"),
    (NotProcessed("maintenance"), Event.NOT_PROCESSED, "maintenance"),
    (NotProcessed("too_large"), Event.NOT_PROCESSED, None),
    (SignedOut(), Event.SIGNED_OUT, "signed_out"),
    (Refused("x", "y"), Event.REFUSED, None),
    (NotAvailable("f"), Event.REFUSED, None),
    (NoAnswer(), Event.NO_ANSWER, None),
    (BadAnswer(), Event.NO_ANSWER, None),
    (CaptivePortal(), Event.NO_ANSWER, "link"),
    (Cancelled(), Event.NO_ANSWER, None),
    (StorageFull(), Event.NO_ANSWER, None),
]


@pytest.mark.parametrize(("error", "event", "stops"), WRITE)
def test_what_a_failed_write_means(error: StudyDeskError, event: Event, stops: str | None) -> None:
    outcome = outcomes.of_write(error)
    assert (outcome.event, outcome.stops) == (event, stops)


@pytest.mark.parametrize("error", [NoAnswer(), BadAnswer(), CaptivePortal(), NeverSent(), NotProcessed("busy")])
def test_a_failed_preparation_leaves_nothing_in_doubt(error: StudyDeskError) -> None:
    assert outcomes.of_preparation(error).event in (Event.NEVER_SENT, Event.NOT_PROCESSED)


# --- small things -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("notes (1) & ü.txt", "notes (1)  ü.txt"), ("a/b\\c.txt", "abc.txt"), ("plain.pdf", "plain.pdf")],
)
def test_names_are_cleaned_as_the_site_does(sent: str, stored: str) -> None:
    assert cleaned(sent) == stored


def test_markers_are_found_among_other_classes_and_nowhere_else() -> None:
    marker = "sd-" + "a2" * 13
    assert markers(f'<div class="box {marker}"><p>x</p></div>') == {marker}
    assert markers(f"<p>{marker}</p>") == frozenset()


# --- the link ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [("http://127.0.0.1:8088", DEMO), ("http://localhost:1", DEMO), ("http://[::1]:80", DEMO),
     ("https://127.0.0.1.example", Policy()), ("https://school.example", Policy())],
)  # fmt: skip
def test_the_short_grace_needs_the_demo_and_this_computer(url: str, expected: Policy) -> None:
    said = Probe(NOW, 0.1, is_demo=True)
    assert looking.policy_for(said, url, Policy()) == expected
    assert looking.policy_for(replace(said, is_demo=False), url, Policy()) == Policy()


@pytest.mark.parametrize(
    ("fault", "state"),
    [(Fault.PORTAL, LinkState.PORTAL), (Fault.NEVER_SENT, LinkState.NO_LINK), (Fault.LOST, LinkState.NO_CAMPUS),
     (Fault.MAINTENANCE, LinkState.MAINTENANCE), (None, LinkState.ONLINE)],
)  # fmt: skip
def test_what_a_probe_says_of_the_link(fault: Fault | None, state: LinkState) -> None:
    clock = VirtualClock()
    campus = FakeCampus(Wire(School(clock), lambda *_: fault), AMINA)
    link, _ = looking.look(campus, Link(), clock, SchoolClock(clock), lambda: None)
    assert link.state is state


# --- the schedule -----------------------------------------------------------------------------------------------------


def test_idle_means_idle() -> None:
    loop = Loop(SteadyChance(), Policy())
    loop.note_link(0.0, is_useful=True)
    loop.note_refreshed(0.0)
    assert loop.wait(0.0, None, has_work=False) == Policy().idle_refresh
    assert loop.wait(14 * 60 + 30, None, has_work=False) == timedelta(minutes=1)


def test_a_useless_link_is_probed_more_and_more_rarely() -> None:
    loop, waits = Loop(SteadyChance(), Policy()), []
    for _ in range(12):
        loop.note_link(0.0, is_useful=False)
        waits.append(loop.wait(0.0, None, has_work=True).total_seconds())
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300


def test_a_link_that_changed_is_looked_at_at_once() -> None:
    loop = Loop(SteadyChance(), Policy())
    for _ in range(8):
        loop.note_link(0.0, is_useful=False)
    loop.wake("link")
    assert loop.plan(1.0, has_work=True).probe
    loop.note_link(1.0, is_useful=False)
    assert loop.wait(1.0, None, has_work=True) == timedelta(seconds=2)


def test_the_next_item_decides_the_waiting_within_an_hour() -> None:
    loop = Loop(SteadyChance(), Policy())
    loop.note_link(0.0, is_useful=True)
    loop.note_refreshed(0.0)
    wait: Callable[[timedelta], timedelta] = lambda span: loop.wait(0.0, span, has_work=True)  # noqa: E731  # a shorthand
    assert wait(timedelta(minutes=3)) == timedelta(minutes=3)
    assert wait(timedelta(0)) == timedelta(seconds=1)
    assert wait(timedelta(days=3650)) <= timedelta(hours=1)
