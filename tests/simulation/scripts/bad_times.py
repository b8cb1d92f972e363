"""Stories of bad times: no link, lost answers, a restored server, a lying clock."""

from datetime import timedelta

from studydesk.domain.assignments import Status
from studydesk.domain.outbox import State
from tests.simulation.faults import Fault
from tests.simulation.scripts.seen import essay, report, sorted_words, states, ticks, tree, words
from tests.simulation.telling import Story, Telling

A_SHORT_WHILE = timedelta(minutes=2)


def _signed_out(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.turn()
    t.amina.reply("two")
    t.amina.sign_out()
    t.amina.turn()
    t.wait(timedelta(days=2))
    t.amina.sign_in()
    t.amina.turn()


def _restored(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.school.back_up()
    t.wait(timedelta(hours=1))
    t.amina.reply("two")
    t.amina.deliver()
    t.school.restore(t.school.backups[0])
    t.amina.reply("three")
    t.amina.turn(refreshes=True)


def _older_copy(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.laptop.keep_copy()
    t.amina.deliver()
    t.amina.reply("two")
    t.amina.deliver()
    t.bring_back(t.amina)
    t.amina.turn()


def _library_lost(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.hand_in(t.furniture.essay, "essay of mine", "plan.txt")
    t.lose_library(t.amina)
    t.amina.turn()


def _wrong_clock(years: int) -> timedelta:
    return timedelta(days=365 * years)


def _clock_ahead(t: Telling) -> None:
    t.amina.laptop.clock.error = _wrong_clock(9)
    t.amina.reply("one")
    t.amina.hand_in(t.furniture.report, "report of mine", final=True)
    t.amina.turn()
    t.amina.laptop.clock.error = _wrong_clock(-9)
    t.amina.reply("two")
    t.amina.turn()


def _posts_and_report(t: Telling) -> object:
    return words(t), report(t)


def _no_markers(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.start("mine to begin")
    t.amina.turn()


def _answer_lost(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reply("two")
    t.amina.turn()
    t.wait(A_SHORT_WHILE)
    t.amina.turn()
    t.rest()
    t.amina.turn()


def _beginning_lost(t: Telling) -> None:
    t.amina.start("mine to begin")
    t.amina.reply("more on it", to="mine")
    t.amina.turn()
    t.rest()
    t.amina.turn()


def _hand_in_lost(t: Telling) -> None:
    t.amina.hand_in(t.furniture.report, "report of mine", "table.txt", final=True)
    t.amina.turn()
    t.rest()
    t.amina.turn()


def _everything(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.start("mine to begin", "plan.txt")
    t.amina.tick()
    t.amina.hand_in(t.furniture.report, "report of mine", "table.txt", final=True)
    t.amina.view()
    t.amina.turn(refreshes=True)
    t.amina.reply("two")
    t.amina.turn()


def _all_of_it(t: Telling) -> object:
    return sorted_words(t), ticks(t), report(t), [state for _word, state in states(t) if state != State.SENT]


_REPORT = (Status.SUBMITTED.value, "report of mine", ("table.txt",), 1)
BAD_TIMES = (
    Story("sign out with work waiting", _signed_out, words, ["one", "two"]),
    Story("the server is restored in between", _restored, words, ["one", "three"]),
    Story("an older copy of the work is put back", _older_copy, words, ["one", "two"]),
    Story("library lost with work waiting", _library_lost, lambda t: (words(t), essay(t)),
          (["one"], ("submitted", "essay of mine", ("plan.txt",), 1))),
    Story("a clock wrong by years", _clock_ahead, _posts_and_report,
          (["one", "two"], ("submitted", "report of mine", (), 1))),
    Story("a site that keeps no markers", _no_markers, sorted_words, ["mine to begin", "one"], keeps_markers=False),
    Story("posts without markers", _no_markers, sorted_words, ["mine to begin", "one"], marks_posts=False),
    Story("an answer is lost", _answer_lost, words, ["one", "two"], faults={2: Fault.ANSWER_LOST}),
    Story("the answer to a beginning is lost", _beginning_lost, tree, [("mine", ""), ("more", "mine")],
          faults={2: Fault.ANSWER_LOST}),
    Story("a request is lost", _answer_lost, words, ["one", "two"], faults={2: Fault.CUT_IN_BODY}),
    Story("a hand-in is lost", _hand_in_lost, report, _REPORT, faults={6: Fault.ERROR_AFTER}),
    Story("everything together", _everything, _all_of_it,
          (["mine to begin", "one", "two"], (True, True), _REPORT, [])),
)  # fmt: skip
