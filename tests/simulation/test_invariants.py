"""Each invariant fails on a violation made by hand, and passes on the sound twin."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import State
from tests.simulation import invariants
from tests.simulation.by_hand import ESSAY, Case, beginning, change, removal, reply, work
from tests.simulation.evidence import Violation
from tests.simulation.files import PIECE, Traffic
from tests.simulation.journal import Act
from tests.simulation.laptop import POLICY, Offered
from tests.simulation.schedule import AMINA, BRUNO
from tests.simulation.violations import EXAMPLES, EXCUSED, one

QUEUED, REJECTED, CONFLICT = State.QUEUED, State.REJECTED, State.CONFLICT


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


def test_a_file_that_is_not_what_the_school_had_is_found() -> None:
    whole = Offered("film.bin", "aa", "aa", 10)
    damaged, joined = replace(whole, found="bb"), replace(whole, known="cc", found="cc")
    short = replace(whole, size_bytes=9)
    assert invariants.files_are_whole([whole], {"aa": 10}) == []
    for wrong in (damaged, joined, short):
        assert [one.invariant for one in invariants.files_are_whole([wrong], {"aa": 10})] == ["I5"]


def test_a_file_that_never_came_is_found() -> None:
    assert [str(one) for one in invariants.files_arrived(["film.bin"])] == ["I4: film.bin is still not here"]
    assert invariants.files_arrived([]) == []


def test_bytes_that_travel_again_without_a_cause_are_found() -> None:
    tail = POLICY.chunk_bytes + PIECE
    once = Traffic(served_bytes=1_000_000, asked={(1, "a"): 1_000_000})
    assert invariants.bytes_travel_once(once) == []
    assert invariants.bytes_travel_once(replace(once, served_bytes=1_000_000 + tail, cuts=1)) == []
    assert [one.invariant for one in invariants.bytes_travel_once(replace(once, served_bytes=1_000_001))] == ["I9"]
    assert len(invariants.bytes_travel_once(replace(once, served_bytes=1_000_001 + tail, cuts=1))) == 1


def _names() -> list[str]:
    source = Path(invariants.__file__).read_text("utf-8")
    return sorted(set(re.findall(r'Violation\("(I\d+)"', source)), key=lambda name: int(name[1:]))


@pytest.mark.parametrize("name", _names())
def test_an_invariant_is_seen_failing(name: str) -> None:
    elsewhere = {"I5", "I9", "I10", "I11"}  # of files, of figures and of words, in the tests above
    assert name in elsewhere | {example.invariant for example in EXAMPLES.values()}


def test_every_judge_of_the_end_is_tried() -> None:
    tried = {example.judge for example in EXAMPLES.values()}
    assert set(invariants.AT_THE_END) <= tried


# --- what is excused is counted --------------------------------------------------------------------------------------
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
