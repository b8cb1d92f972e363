"""Stories of ticks, and of what waits in the outbox."""

from tests.simulation.scripts.seen import ticks, words, words_and_states
from tests.simulation.telling import Story, Telling


def _tick(t: Telling) -> None:
    t.amina.tick()
    t.amina.turn()


def _tick_untick_tick(t: Telling) -> None:
    t.amina.tick()
    t.amina.turn()
    t.amina.tick(done=False)
    t.amina.tick()
    t.amina.turn()


def _untick(t: Telling) -> None:
    t.amina.tick()
    t.amina.deliver()
    t.amina.tick(done=False)
    t.amina.turn()


def _view(t: Telling) -> None:
    t.amina.view()
    t.amina.turn()
    t.amina.view()
    t.amina.turn()


def _withdraw(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reply("two")
    t.amina.withdraw("one")
    t.amina.turn()


def _withdraw_and_restore(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.withdraw("one")
    t.amina.restore("one")
    t.amina.turn()


def _reword(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reword("one", "one said better")
    t.amina.turn()


def _withdraw_what_is_answered(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reply("two", to="one")
    t.amina.withdraw("one")
    t.amina.turn()


WAITING = (
    Story("tick", _tick, ticks, (True, False)),
    Story("tick, untick, tick", _tick_untick_tick, ticks, (True, False)),
    Story("tick and untick", _untick, ticks, (False, False)),
    Story("view", _view, ticks, (False, True)),
    Story("withdraw before sending", _withdraw, words_and_states,
          (["two"], [("one", "discarded"), ("two", "sent")])),
    Story("withdraw and restore", _withdraw_and_restore, words, ["one"]),
    Story("reword while waiting", _reword, words, ["one said better"]),
    Story("withdraw what is answered", _withdraw_what_is_answered, words_and_states,
          ([], [("one", "discarded"), ("two", "rejected")])),
)  # fmt: skip
