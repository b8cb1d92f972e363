"""Each invariant fails on a violation made by hand, and passes on the sound twin."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from studydesk.domain.assignments import Status
from studydesk.domain.ids import ActivityId, IntentId
from studydesk.domain.outbox import State
from tests.simulation import invariants
from tests.simulation.by_hand import (
    ESSAY,
    FILM,
    HELLO,
    Case,
    beginning,
    change,
    changed,
    removal,
    reply,
    save,
    tick,
    view,
    work,
)
from tests.simulation.evidence import Evidence, Violation
from tests.simulation.journal import Act
from tests.simulation.schedule import AMINA, BRUNO

Judge = Callable[[Evidence], list[Violation]]
SENT, QUEUED, DISCARDED = State.SENT, State.QUEUED, State.DISCARDED
REJECTED, CONFLICT, UNCERTAIN = State.REJECTED, State.CONFLICT, State.UNCERTAIN


def sent_is_true(of: Evidence) -> list[Violation]:
    return invariants.sent_is_true(of.items.values(), of.memory)


@dataclass(frozen=True)
class Example:
    """A violation made by hand, and the same world when all is well."""

    invariant: str
    judge: Judge
    broken: Case
    sound: Case


def one() -> Case:
    """Return a world with one answer that arrived."""
    return Case().wrote(reply("one answer"), server=21).posted(21, "one answer")


def essay(*files: str) -> Case:
    """Return a world with one hand-in that arrived."""
    return Case().wrote(work("essay text"), files=files).handed_in("essay text", *files)


def withdrawn() -> Case:
    """Return a world with one answer that the learner took back in time."""
    return Case().wrote(reply("one"), DISCARDED, is_withdrawn=True)


def answers(*parents: int) -> Case:
    """Return a world with an answer to an own one, and the posts it stands under."""
    case = one().wrote(reply("two", IntentId("id1")), parent=None)
    case.acts[1].parent = case.acts[0]
    for number, parent in enumerate(parents):
        case.posted(30 + number, "two", parent=parent)
    return case


LOST, DOUBLED, ORDER = invariants.nothing_is_lost, invariants.nothing_is_doubled, invariants.order_is_kept
ARRIVED, PROGRESS = invariants.all_arrived, invariants.progress_holds
OTHERS, AGAIN = invariants.nobody_speaks_for_another, invariants.nothing_is_saved_again
UNDER, OVER = invariants.answers_stand_where_they_belong, invariants.nothing_newer_is_written_over
EXAMPLES: dict[str, Example] = {
    "an answer is gone from the laptop": Example("I1", LOST, one().forgotten(), one()),
    "an answer that waits is gone": Example(
        "I1", LOST, Case().wrote(reply("one"), QUEUED).forgotten(), Case().wrote(reply("one"), QUEUED)
    ),
    "a refused answer lost its words": Example(
        "I1", LOST, Case().wrote(reply("one"), REJECTED).reworded(""), Case().wrote(reply("one"), REJECTED)
    ),
    "a withdrawn answer lost its words": Example(
        "I1", LOST, withdrawn().reworded("on"), withdrawn()
    ),
    "an answer was thrown away by itself": Example("I1", LOST, Case().wrote(reply("one"), DISCARDED), withdrawn()),
    "a post lacks a file": Example(
        "I1",
        LOST,
        Case().wrote(reply("one"), files=("a.txt", "b.txt")).posted(21, "one", files=["a.txt"]),
        Case().wrote(reply("one"), files=("a.txt", "b.txt")).posted(21, "one", files=["b.txt", "a.txt"]),
    ),
    "a view is called sent and is not there": Example("I1", LOST, Case().wrote(view()), Case().wrote(view()).ticked()),
    "an answer is called sent and is nowhere": Example(
        "I1", LOST, Case().wrote(reply("one answer")), one()
    ),
    "an answer stands under another person's name": Example(
        "I1", LOST, Case().wrote(reply("one answer")).posted(21, "one answer", user=BRUNO), one()
    ),
    "a post went that nobody took back": Example(
        "I1",
        LOST,
        Case().wrote(reply("one")).posted(21, "one", lives=False),
        Case().wrote(reply("one")).posted(21, "one", lives=False).wrote(removal(21)),
    ),
    "a discussion is called sent and is nowhere": Example(
        "I1", LOST, Case().wrote(beginning("mine")), Case().wrote(beginning("mine"), server=31).begun(31, "mine")
    ),
    "work is called handed in and nothing is there": Example("I1", LOST, Case().wrote(work("essay text")), essay()),
    "work lacks a file": Example("I1", LOST, essay("plan.txt").handed_in("essay text"), essay("plan.txt")),
    "an older version came back over a newer one": Example(
        "I1",
        LOST,
        Case().wrote(work("first")).wrote(work("second")).handed_in("first"),
        Case().wrote(work("first")).wrote(work("second")).handed_in("first").handed_in("second"),
    ),
    "a tick is called sent and is not there": Example(
        "I1", LOST, Case().wrote(tick()), Case().wrote(tick()).ticked()
    ),
    "an answer is there twice": Example("I2", DOUBLED, one().posted(22, "one answer"), one()),
    "a discussion is there twice": Example(
        "I2",
        DOUBLED,
        Case().wrote(beginning("mine")).begun(31, "mine").begun(41, "mine"),
        Case().wrote(beginning("mine")).begun(31, "mine"),
    ),
    "an answer that nobody acknowledged is there twice": Example(
        "I2",
        DOUBLED,
        Case().wrote(reply("one"), id=None).posted(21, "one").posted(22, "one"),
        Case().wrote(reply("one"), id=None).posted(21, "one"),
    ),
    "one more than the learner sent again": Example(
        "I2",
        DOUBLED,
        Case().wrote(reply("one"), again=1).posted(21, "one").posted(22, "one").posted(23, "one"),
        Case().wrote(reply("one"), again=1).posted(21, "one").posted(22, "one"),
    ),
    "the second answer stands first": Example(
        "I3",
        ORDER,
        Case().wrote(reply("one")).wrote(reply("two")).posted(21, "two").posted(22, "one"),
        Case().wrote(reply("one")).wrote(reply("two")).posted(21, "one").posted(22, "two"),
    ),
    "an answer to an own one stands under another": Example("I3", UNDER, answers(10), answers(21)),
    "a copy of an answer stands under another": Example("I3", UNDER, answers(21, 10), answers(21, 21)),
    "something still waits": Example("I4", ARRIVED, Case().wrote(reply("one"), QUEUED), one()),
    "something is still in doubt": Example("I4", ARRIVED, Case().wrote(reply("one"), UNCERTAIN), one()),
    "something is still being sent": Example("I4", ARRIVED, Case().wrote(reply("one"), State.SENDING), one()),
    "an answer behind one that arrived still waits": Example(
        "I4",
        ARRIVED,
        one().wrote(reply("two", IntentId("id1")), QUEUED),
        Case().wrote(reply("one"), REJECTED, code="not_available").wrote(reply("two", IntentId("id1")), QUEUED),
    ),
    "something is refused without a cause": Example(
        "I4",
        ARRIVED,
        Case().wrote(reply("one"), REJECTED, code="nopostforum"),
        Case().wrote(reply("one"), REJECTED, code="nopostforum").remembering(touched={("discussion", HELLO)}),
    ),
    "work is in conflict with nobody": Example(
        "I4",
        ARRIVED,
        Case().wrote(work("essay"), CONFLICT, code="changed_there"),
        Case(shared=frozenset({AMINA})).wrote(work("essay"), CONFLICT, code="changed_there"),
    ),
    "several are found although there are markers": Example(
        "I4",
        ARRIVED,
        Case().wrote(reply("one"), CONFLICT, code="several"),
        Case(has_markers=False).wrote(reply("one"), CONFLICT, code="several"),
    ),
    "a change is refused without a cause": Example(
        "I4",
        ARRIVED,
        Case().wrote(change(21, "one better"), REJECTED, code="changed_there"),
        Case().wrote(change(21, "one better"), REJECTED, code="cannotupdatepost"),
    ),
    "work was saved and never submitted": Example(
        "I4",
        ARRIVED,
        Case().wrote(work("essay", final=True)).handed_in("essay", status=Status.DRAFT),
        Case().wrote(work("essay", final=True)).handed_in("essay"),
    ),
    "a file that was to stay went": Example(
        "I1", ARRIVED, Case().wrote(work("essay", "a.txt")).handed_in("essay"),
        Case().wrote(work("essay", "a.txt")).handed_in("essay", "a.txt"),
    ),
    "the school shows an older tick": Example(
        "I4",
        ARRIVED,
        Case().wrote(tick()).wrote(tick(done=False)).ticked(False).ticked(True),
        Case().wrote(tick()).wrote(tick(done=False)).ticked(True).ticked(False),
    ),
    "a tick went back by itself": Example(
        "I6", PROGRESS, Case().wrote(tick()).ticked().ticked(False), Case().wrote(tick()).ticked()
    ),
    "a tick went back, and the learner's untick was of something else": Example(
        "I6",
        PROGRESS,
        Case().wrote(tick(done=False)).ticked(False, activity=ActivityId(99)),
        Case().wrote(tick(done=False)).ticked(False),
    ),
    "an answer was sent as another learner": Example(
        "I7", OTHERS, one().posted(22, "one answer", user=BRUNO), one().posted(22, "his answer", user=BRUNO)
    ),
    "work was handed in as another learner": Example(
        "I7", OTHERS, essay().saved(save("essay text", learner=BRUNO)), essay().saved(save("his", learner=BRUNO))
    ),
    "another learner's film was ticked": Example(
        "I7", OTHERS, Case().wrote(tick()).ticked(user=BRUNO), Case().wrote(tick()).ticked()
    ),
    "work that was there is saved again": Example(
        "I8", AGAIN, essay().saved(save("essay text", repeats=True)), essay().saved(save("essay text"))
    ),
    "work of another laptop is written over": Example(
        "I13",
        OVER,
        Case()
        .wrote(work("here"), laptop="A")
        .wrote(work("there"), laptop="B")
        .saved(save("here", after="submitted:1"))
        .saved(save("there", before="submitted:1", after="submitted:2")),
        Case()
        .wrote(work("here"), laptop="A")
        .wrote(work("there", base="submitted:1"), laptop="B")
        .saved(save("here", after="submitted:1"))
        .saved(save("there", before="submitted:1", after="submitted:2")),
    ),
    "a post that a teacher changed is written over": Example(
        "I13",
        OVER,
        one().wrote(change(21, "one better")).remembering(changes=[changed("one better", "one seen")]),
        one().wrote(change(21, "one better")).remembering(changes=[changed("one better")]),
    ),
    "something is called sent and has no receipt": Example("I12", sent_is_true, one().unreceipted(), one()),
    "a receipt names a post that never was": Example(
        "I12", sent_is_true, Case().wrote(reply("one answer"), server=99).posted(21, "one answer"), one()
    ),
    "a receipt names the post of another answer": Example(
        "I12",
        sent_is_true,
        Case().wrote(reply("one"), server=22).posted(21, "one").posted(22, "two"),
        Case().wrote(reply("one"), server=21).posted(21, "one").posted(22, "two"),
    ),
    "work is called handed in and never came": Example("I12", sent_is_true, Case().wrote(work("essay text")), essay()),
    "a tick is called sent and never came": Example(
        "I12", sent_is_true, Case().wrote(tick()), Case().wrote(tick()).ticked()
    ),
    "a change is called sent and never came": Example(
        "I12",
        sent_is_true,
        Case().wrote(change(21, "one better")),
        Case().wrote(change(21, "one better")).remembering(changes=[changed("one better")]),
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_violation_is_found(name: str) -> None:
    example = EXAMPLES[name]
    of = example.broken.evidence()
    assert [found.invariant for found in example.judge(of)] == [example.invariant]
    assert of.excused == Counter()


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_sound_twin_passes(name: str) -> None:
    of = EXAMPLES[name].sound.evidence()
    assert EXAMPLES[name].judge(of) == []
    assert of.excused == Counter()


def test_more_requests_than_allowed_in_an_hour_are_found() -> None:
    found = invariants.requests_are_bounded([40, 41, 0, 99], most=40)
    assert [(one.invariant, one.words.split()[0]) for one in found] == [("I10", "41"), ("I10", "99")]
    assert invariants.requests_are_bounded([40, 0], most=40) == []


def test_a_damaged_database_is_found() -> None:
    found = invariants.databases_are_whole(["", "work: a transaction is open", ""])
    assert [str(one) for one in found] == ["I11: work: a transaction is open"]
    assert invariants.databases_are_whole(["", ""]) == []


def _names() -> list[str]:
    source = Path(invariants.__file__).read_text("utf-8")
    return sorted(set(re.findall(r'Violation\("(I\d+)"', source)), key=lambda name: int(name[1:]))


@pytest.mark.parametrize("name", _names())
def test_an_invariant_is_seen_failing(name: str) -> None:
    elsewhere = {"I10", "I11"}  # of figures and of words, in the two tests above
    assert name in elsewhere | {example.invariant for example in EXAMPLES.values()}


def test_every_judge_of_the_end_is_tried() -> None:
    tried = {example.judge for example in EXAMPLES.values()}
    assert set(invariants.AT_THE_END) <= tried


# --- what is excused is counted --------------------------------------------------------------------------------------
EXCUSED: dict[str, tuple[Judge, Case, str]] = {
    "an answer from after the copy that was put back": (
        LOST,
        Case().wrote(reply("one"), QUEUED, is_lost_by_copy=True).forgotten(),
        "written after the copy that was put back",
    ),
    "a tick that a restored school forgot": (
        LOST,
        Case().wrote(tick()).remembering(restores=1),
        "a tick that a restored school forgot; what the school shows is shown",
    ),
    "an answer that came after all": (
        DOUBLED,
        one().posted(22, "one answer").remembering(very_late={"one"}),
        "a request came more than ten minutes late",
    ),
    "a tick that came after a newer one": (
        ARRIVED,
        Case().wrote(tick()).wrote(tick(done=False)).ticked(False).ticked(True).remembering(late_ticks={FILM}),
        "an older tick came more than ten minutes late",
    ),
    "a hand-in that came after all": (
        AGAIN,
        essay().saved(save("essay text", repeats=True, was_late=True)),
        "a hand-in came late a second time",
    ),
}


@pytest.mark.parametrize("name", EXCUSED)
def test_what_cannot_be_promised_is_excused_and_counted(name: str) -> None:
    judge, case, why = EXCUSED[name]
    of = case.evidence()
    assert judge(of) == []
    assert of.excused == Counter({why: 1})


def test_every_excuse_of_the_invariants_is_seen_here() -> None:
    source = Path(invariants.__file__).read_text("utf-8")
    assert set(re.findall(r'excused\["([^"]+)"\]', source)) == {why for _judge, _case, why in EXCUSED.values()}


# --- what may rest, and what is nobody's fault -----------------------------------------------------------------------
def parent(touched: bool) -> Case:
    case = one().wrote(reply("two", IntentId("id1")), REJECTED, code="nopostforum")
    case.acts[1].parent = case.acts[0]
    return case.remembering(touched={("post", 21)}) if touched else case


def amended(*, also_deleted: bool) -> Case:
    case = one().wrote(change(21, "one better"), CONFLICT, code="changed_there")
    case.acts[1].target = case.acts[0]
    return case.wrote(removal(21)) if also_deleted else case


@pytest.mark.parametrize(
    ("resting", "without_cause"),
    [
        (parent(touched=True), parent(touched=False)),
        (amended(also_deleted=True), amended(also_deleted=False)),
        (
            Case().wrote(work("essay"), REJECTED, code="x").remembering(submits={(AMINA, ESSAY)}),
            Case().wrote(work("essay"), REJECTED, code="x").remembering(submits={(BRUNO, ESSAY)}),
        ),
        (
            Case().wrote(reply("one"), REJECTED, code="invalidparentpostid").remembering(deleted={10}),
            Case().wrote(reply("one"), REJECTED, code="invalidparentpostid").remembering(deleted={11}),
        ),
        (
            Case().wrote(beginning("mine"), CONFLICT, code="missing_there").remembering(deleted={32}),
            Case().wrote(beginning("mine"), CONFLICT, code="missing_there"),
        ),
        (
            Case().wrote(reply("one"), REJECTED, code="x", rested=True),
            Case().wrote(reply("one"), REJECTED, code="x"),
        ),
        (
            Case().wrote(work("one"), CONFLICT, code="not_available").wrote(work("two"), QUEUED),
            Case().wrote(work("one")).wrote(work("two"), QUEUED),
        ),
    ],
    ids=["its parent", "another change", "submitted", "parent taken back", "discussion taken back", "rested", "queue"],
)
def test_a_thing_may_rest_where_there_is_a_cause(resting: Case, without_cause: Case) -> None:
    assert invariants.all_arrived(resting.evidence()) == []
    assert [found.invariant for found in invariants.all_arrived(without_cause.evidence())] == ["I4"]


def test_the_order_of_what_stood_aside_is_not_judged() -> None:
    overtaken = Case().wrote(reply("one")).wrote(reply("two")).posted(21, "two").posted(22, "one")
    for change_ in ({"rested": True}, {"again": 1}, {"is_withdrawn": True}):
        acts: list[Act] = [replace(overtaken.acts[0], **change_), overtaken.acts[1]]
        assert invariants.order_is_kept(replace(overtaken, acts=acts).evidence()) == []


def test_a_violation_says_which_and_what() -> None:
    assert str(Violation("I2", "one is 2 times at the school")) == "I2: one is 2 times at the school"
