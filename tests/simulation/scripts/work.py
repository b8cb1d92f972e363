"""Stories of work that is handed in."""

from dataclasses import replace
from datetime import timedelta

from studydesk.domain.assignments import Assignment
from tests.simulation.schedule import AMINA
from tests.simulation.scripts.seen import essay, essay_and_states, essay_in_time, report
from tests.simulation.telling import Story, Telling


def _hand_in(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "essay of mine")
    t.amina.turn()


def _hand_in_files(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "essay of mine", "plan.txt", "photo.jpg")
    t.amina.turn()


def _hand_in_finally(t: Telling) -> None:
    t.amina.hand_in(t.furniture.report, "report of mine", "table.txt", final=True)
    t.amina.turn()


def _draft_then_final(t: Telling) -> None:
    t.amina.hand_in(t.furniture.report, "draft of mine")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.hand_in(t.furniture.report, "report of mine", final=True)
    t.amina.turn()


def _at_the_deadline(t: Telling) -> None:
    rules = _due(t, cut_off=None)
    _until(t, rules)
    t.amina.hand_in(rules, "essay of mine", "plan.txt")
    t.amina.turn()
    t.wait(timedelta(minutes=2))
    t.amina.turn()


def _closed_right_after(t: Telling) -> None:
    rules = _due(t, cut_off=timedelta(seconds=0))
    _until(t, rules)
    t.amina.hand_in(rules, "essay of mine", "plan.txt")
    t.amina.turn()
    t.wait(timedelta(minutes=2))
    _close(t, rules)
    t.amina.turn()


def _closed_before(t: Telling) -> None:
    rules = _due(t, cut_off=timedelta(hours=1))
    t.amina.hand_in(rules, "essay of mine", "plan.txt")
    t.wait(timedelta(days=9))
    _close(t, rules)
    t.amina.turn()


def _due(t: Telling, cut_off: timedelta | None) -> Assignment:
    """Let the teacher say until when the essay is due, in a week, and the learner read it."""
    due_at = t.school.now + timedelta(days=7)
    rules = replace(t.furniture.essay, due_at=due_at, cut_off_at=due_at + cut_off if cut_off is not None else None)
    t.school.state.assignments[rules.id] = rules
    t.school.touch(rules.activity)
    t.amina.refresh()
    return rules


def _until(t: Telling, rules: Assignment) -> None:
    """Let time pass until 20 seconds before the work is due; a request takes no longer in good times."""
    assert rules.due_at is not None
    t.wait(rules.due_at - t.school.clock.true - timedelta(seconds=20))


def _close(t: Telling, rules: Assignment) -> None:
    """Let the school take nothing more."""
    held = t.school.submission(AMINA, rules.id)
    t.school.state.submissions[AMINA, rules.id] = replace(held, can_edit=False, can_submit=False)
    t.school.memory.touched.add(("work", rules.id))


def _second_version(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "first version", "plan.txt", "old.txt")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.hand_in(t.furniture.essay, "second version", "new.txt", keep=("plan.txt",))
    t.amina.turn()


def _one_more_file(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "essay of mine", "plan.txt")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.hand_in(t.furniture.essay, "with one file more", "more.txt", keep=("plan.txt",))
    t.amina.turn()


def _written_over_while_waiting(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "first version", "plan.txt")
    t.amina.hand_in(t.furniture.essay, "second version", "other.txt")
    t.amina.turn()


def _graded_meanwhile(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "first version")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.hand_in(t.furniture.essay, "second version")
    t.school.grade(AMINA, t.furniture.essay)
    t.amina.turn()


_ESSAY = ("submitted", "essay of mine", ("plan.txt",), 1)
_NOTHING = (("none", "", (), 0), [("essay", "rejected")])
WORK = (
    Story("hand in text", _hand_in, essay, ("submitted", "essay of mine", (), 1)),
    Story("hand in files", _hand_in_files, essay, ("submitted", "essay of mine", ("photo.jpg", "plan.txt"), 1)),
    Story("hand in for grading", _hand_in_finally, report, ("submitted", "report of mine", ("table.txt",), 1)),
    Story("a draft, then for grading", _draft_then_final, report, ("submitted", "report of mine", (), 2)),
    Story("submit at the deadline", _at_the_deadline, essay_in_time, (*_ESSAY, True), ((*_ESSAY, False),)),
    Story("closed right after the deadline", _closed_right_after, essay_and_states, (_ESSAY, [("essay", "sent")]),
          (_NOTHING,)),
    Story("closed before there is a link", _closed_before, essay_and_states, _NOTHING),
    Story("second version with a kept file", _second_version, essay,
          ("submitted", "second version", ("new.txt", "plan.txt"), 2)),
    Story("one file more", _one_more_file, essay, ("submitted", "with one file more", ("more.txt", "plan.txt"), 2)),
    Story("a hand-in that waits is written over", _written_over_while_waiting, essay,
          ("submitted", "second version", ("other.txt",), 1)),
    Story("graded meanwhile", _graded_meanwhile, essay, ("submitted", "first version", (), 1)),
)  # fmt: skip
