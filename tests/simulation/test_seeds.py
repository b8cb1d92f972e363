"""A fixed budget of seeds, the tools around them, and planted bugs that must not pass."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from studydesk.domain.outbox import State
from tests.simulation import reachable, running
from tests.simulation.faults import MEANINGS, Fault, Mishap
from tests.simulation.hunting import caught, planted
from tests.simulation.minimise import minimised
from tests.simulation.mutants import LIST
from tests.simulation.running import CHUNK, Remembered, Tally, in_processes, outcome_of, tally_of
from tests.simulation.schedule import drawn

BUDGET = 1000  # seeds; about a quarter of a minute of one processor
# Bugs that the first few dozen seeds catch; `python -m tests.simulation --mutants` hunts all of them.
QUICK = {
    "no_receipt": "I12",
    "sent_before_the_answer": "I12",
    "whole_batch_is_accepted": "I12",
    "views_are_not_told": "I1",
    "refused_is_thrown_away": "I1",
    "a_file_is_forgotten": "I1",
    "other_bytes_go_up": "I1",
    "rewording_is_lost": "I1",
    "no_marker": "I2",
    "nobody_waits": "I3",
    "server_error_is_refused": "I4",
    "never_submitted": "I4",
    "saves_again": "I8",
    "no_backoff": "I10",
}


def test_a_budget_of_seeds_breaks_no_invariant() -> None:
    tally = tally_of(range(BUDGET))
    assert tally.broken == {}
    assert tally.seeds == BUDGET
    assert len(reachable.REACHABLE & tally.pairs) / len(reachable.REACHABLE) > 0.6


def test_a_seed_goes_the_same_way_each_time() -> None:
    for seed in (3, 57, 211):
        assert drawn(seed) == drawn(seed)
        assert outcome_of(drawn(seed)).trace == outcome_of(drawn(seed)).trace


@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_is_caught_by_an_invariant(name: str) -> None:
    catch = caught(name, 120)
    assert catch.seed is not None
    assert catch.invariant == QUICK[name]


def test_every_planted_bug_can_be_planted_and_is_gone_afterwards() -> None:
    assert len(LIST) >= 30
    assert set(QUICK) <= {mutant.name for mutant in LIST}
    before = outcome_of(drawn(5)).trace
    for mutant in LIST:
        with planted(mutant), ExitStack() as stack:
            stack.callback(outcome_of, drawn(5))
    assert outcome_of(drawn(5)).trace == before


def test_a_broken_story_is_made_shorter_and_breaks_the_same() -> None:
    mutant = next(one for one in LIST if one.name == "nobody_waits")
    with planted(mutant):
        seed = next(seed for seed in range(200) if outcome_of(drawn(seed)).violations)
        whole = drawn(seed)
        short, outcome = minimised(whole)
    assert {one.invariant for one in outcome.violations} & {"I3"}
    assert len(short.steps) < len(whole.steps)


def test_what_was_played_is_not_played_again(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    assert remembered.left(250) == [range(100), range(100, 200), range(200, 250)]
    told = Tally(seeds=CHUNK, violations=1, broken={150: ["I1: lost"]}, pairs={("429", "sent")})
    remembered.keep(range(100, 200), told)
    remembered.write()
    again = Remembered(tmp_path)
    assert again.left(250) == [range(100), range(200, 250)]
    assert (again.tally.seeds, again.tally.broken, again.tally.pairs) == (100, {150: ["I1: lost"]}, {("429", "sent")})


def test_what_the_program_raises_is_a_violation_and_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def falls_over(*_: object) -> None:
        raise LookupError("gone")

    monkeypatch.setattr(running, "play", falls_over)
    assert [one.invariant for one in outcome_of(drawn(1)).violations] == ["raised"]


def test_seeds_are_played_in_processes_of_their_own() -> None:
    chunks = list(in_processes([range(2), range(2, 4)], jobs=2))
    assert sorted(chunk[0] for chunk, _ in chunks) == [0, 2]
    assert sum(tally.seeds for _, tally in chunks) == 4


def test_every_fault_has_a_meaning_and_every_pair_a_place_on_the_list() -> None:
    of_wire = {Fault.LATE, Fault.RESTORED, Fault.BATCH_STOPS, Fault.RANGE_IGNORED, Fault.OTHER_VERSION, Fault.FILE_CUT}
    assert set(MEANINGS) | of_wire == set(Fault)
    every = {(what.value, state.value) for what in (*Fault, *Mishap) for state in State}
    assert every >= reachable.REACHABLE
    assert all(reason for reason in reachable.UNREACHABLE.values())
