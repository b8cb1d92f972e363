"""Stories with other people in them, and with other laptops."""

from studydesk.domain.ids import UserId
from tests.simulation.schedule import AMINA, BRUNO
from tests.simulation.scripts.seen import essay, sorted_words, ticks, words, words_and_states
from tests.simulation.telling import Story, Telling

TWO_LAPTOPS: tuple[tuple[UserId, ...], ...] = ((AMINA,), (AMINA,))


def _two_edit_one_submission(t: Telling) -> None:
    t.amina.hand_in(t.furniture.essay, "here is mine")
    t.other.hand_in(t.furniture.essay, "there is mine")
    t.amina.deliver()
    t.other.deliver()
    t.other.refresh()
    t.amina.refresh()


def _two_edit_and_mine_counts(t: Telling) -> None:
    _two_edit_one_submission(t)
    t.other.choose("there", mine=True)
    t.amina.choose("here", mine=False)
    t.other.turn()


def _two_reply(t: Telling) -> None:
    t.amina.reply("here one")
    t.other.reply("there one")
    t.amina.turn()
    t.other.turn(refreshes=True)
    t.amina.reply("now another")
    t.amina.turn()


def _two_tick(t: Telling) -> None:
    t.amina.tick()
    t.amina.deliver()
    t.other.refresh()
    t.other.tick(done=False)
    t.other.deliver()


def _two_edit_one_post(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.amina.refresh()
    t.other.refresh()
    t.amina.edit("one", "one said here")
    t.other.edit("one", "one said there")
    t.amina.turn()
    t.other.turn()


def _two_accounts(t: Telling) -> None:
    t.amina.reply("hers alone")
    t.other.reply("his alone")
    t.amina.turn()
    t.other.turn()


def _locked(t: Telling) -> None:
    t.amina.reply("one")
    t.school.lock(t.school.state.discussions[t.furniture.hello], True)
    t.amina.turn()


def _locked_and_opened(t: Telling) -> None:
    _locked(t)
    t.amina.turn(refreshes=True)
    t.school.lock(t.school.state.discussions[t.furniture.hello], False)
    t.amina.refresh()
    t.amina.retry("one")
    t.amina.turn()


def _answered_post_goes(t: Telling) -> None:
    t.other.reply("his question")
    t.other.deliver()
    t.amina.refresh()
    t.amina.reply("one")
    t.amina.deliver()
    for post in t.posts(BRUNO):
        t.school.take_away(post)
    t.amina.reply("two")
    t.amina.turn()


def _discussion_goes(t: Telling) -> None:
    t.amina.reply("one")
    first = t.school.state.discussions[t.furniture.hello].first_post
    t.school.take_away(t.school.state.posts[first])
    t.amina.turn(refreshes=True)


def _forum_closed(t: Telling) -> None:
    t.amina.start("mine to begin")
    t.school.close(t.school.state.forums[t.furniture.forum.id], True)
    t.amina.turn()


def _teacher_writes_over(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.edit("one", "one said better")
    for post in t.posts():
        t.school.write_over(post)
    t.amina.turn()


PEOPLE = (
    Story("two devices edit one submission", _two_edit_one_submission, essay,
          ("submitted", "here is mine", (), 1), (("submitted", "there is mine", (), 1),), laptops=TWO_LAPTOPS),
    Story("two devices, and the later one is chosen", _two_edit_and_mine_counts, essay,
          ("submitted", "there is mine", (), 2), (("submitted", "there is mine", (), 1),), laptops=TWO_LAPTOPS),
    Story("two devices reply", _two_reply, sorted_words, ["here one", "now another", "there one"],
          laptops=TWO_LAPTOPS),
    Story("two devices tick", _two_tick, ticks, (False, False), laptops=TWO_LAPTOPS),
    Story("two devices edit one post", _two_edit_one_post, words, ["one said here"], (["one said there"],),
          laptops=TWO_LAPTOPS),
    Story("two accounts on one laptop", _two_accounts, lambda t: (words(t), words(t, BRUNO)),
          (["hers alone"], ["his alone"]), laptops=((AMINA, BRUNO),)),
    Story("the discussion is locked meanwhile", _locked, words_and_states, ([], [("one", "rejected")])),
    Story("locked, opened and tried again", _locked_and_opened, words, ["one"]),
    Story("a post beside goes", _answered_post_goes, words, ["one", "two"], laptops=((AMINA,), (BRUNO,))),
    Story("the discussion goes", _discussion_goes, words_and_states, ([], [("one", "rejected")])),
    Story("the forum is closed", _forum_closed, words_and_states, ([], [("mine", "rejected")])),
    Story("a teacher writes over a post", _teacher_writes_over, words_and_states,
          (["one (seen by the teacher)"], [("one", "sent"), ("one", "conflict")])),
)  # fmt: skip
