"""A short soak in the ordinary tests, and that it finds what is planted."""

from pathlib import Path

from tests.soak.journal import End
from tests.soak.report import last_line, lines
from tests.soak.run import Outcome, Plan, run, say_aloud

PLANTED = Path(__file__).parent / "planted"
KILLS, MOST_S = 12, 120.0
ONE = {"one": ("amina",)}


def soaked(folder: Path, plan: Plan) -> Outcome:
    """Live through a short soak; what it said stands in the report of a failing test."""
    outcome = run(folder, plan, say_aloud)
    for line in lines(outcome):
        say_aloud(line)
    return outcome


def test_what_was_acknowledged_is_at_the_school_once_whatever_was_killed(tmp_path: Path) -> None:
    outcome = soaked(tmp_path, Plan(4, MOST_S, KILLS))
    assert outcome.verdict.violations == []
    assert outcome.kills >= KILLS
    assert sum(outcome.struck.values()) > 0
    assert sum(outcome.met.values()) > 3
    assert last_line(outcome)["actions"] == sum(entry.end is End.KEPT for entry in outcome.entries) > 5


def test_a_planted_bug_is_found(tmp_path: Path) -> None:
    # The other two, `gives_up` and `forgets`, cost a minute each: by hand, `--planted`.
    outcome = soaked(tmp_path, Plan(4, MOST_S, 6, ONE, PLANTED / "sends_again"))
    assert last_line(outcome)["duplicated"] > 0
    assert not any("Traceback" in words for words in outcome.verdict.violations)
