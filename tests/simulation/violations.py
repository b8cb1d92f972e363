"""Violations made by hand, each with its sound twin; and what is excused because nobody could promise it."""

from collections.abc import Callable
from dataclasses import dataclass

from studydesk.domain.assignments import Status
from studydesk.domain.ids import ActivityId, IntentId
from studydesk.domain.outbox import State
from tests.simulation import invariants
from tests.simulation.by_hand import (
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
from tests.simulation.schedule import AMINA, BRUNO

Judge = Callable[[Evidence], list[Violation]]
QUEUED, DISCARDED = State.QUEUED, State.DISCARDED
REJECTED, CONFLICT, UNCERTAIN = State.REJECTED, State.CONFLICT, State.UNCERTAIN


def sent_is_true(of: Evidence) -> list[Violation]:
    """Return what invariants.sent_is_true finds."""
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
    "an answer without a mark that a teacher changed": (
        DOUBLED,
        one().posted(22, "one answer").unmarked().remembering(touched={("post", 22)}),
        "no marks, and a teacher changed the words that a post would be known by",
    ),
    "a tick that came after a newer one": (
        ARRIVED,
        Case().wrote(tick()).wrote(tick(done=False)).ticked(False).ticked(True).remembering(late_ticks={FILM}),
        "an older tick came more than ten minutes late",
    ),
    "a hand-in that came after all": (
        AGAIN,
        essay().saved(save("essay text", repeats=True, was_late=True)).remembering(very_late={"essay"}),
        "a hand-in came late a second time",
    ),
}
