"""The scripted stories: what happens, and how each must end. `stories` tells them with every misfortune."""

from datetime import timedelta

from studydesk.domain.assignments import Assignment, Status
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import UserId
from studydesk.domain.outbox import State
from tests.simulation.faults import Fault
from tests.simulation.schedule import AMINA, BRUNO
from tests.simulation.school import token
from tests.simulation.telling import Story, Telling

TWO_LAPTOPS: tuple[tuple[UserId, ...], ...] = ((AMINA,), (AMINA,))
A_SHORT_WHILE = timedelta(minutes=2)


# --- what is looked at in the end ------------------------------------------------------------------------------------
def words(t: Telling, user: UserId = AMINA) -> list[str]:
    """Return what a learner's posts at the school say, in the order it took them."""
    return [fingerprint(post.html) for post in t.posts(user)]


def tree(t: Telling) -> list[tuple[str, str]]:
    """Return the first word of each of the learner's posts, with that of the post it answers."""
    every = {post.id: token(fingerprint(post.html)) for post in t.school.state.posts.values()}
    return [(token(fingerprint(post.html)), every.get(post.parent, "") if post.parent else "") for post in t.posts()]


def files(t: Telling) -> list[tuple[str, tuple[str, ...]]]:
    """Return the first word of each post with the names of its files."""
    return [(token(fingerprint(p.html)), tuple(sorted(file.name for file in p.files))) for p in t.posts()]


def work(t: Telling, rules: Assignment) -> tuple[str, str, tuple[str, ...], int]:
    """Return what is handed in: how far it is, the words, the files, and how often the school took a save of it."""
    held = t.school.submission(AMINA, rules.id)
    saves = sum(save.assignment == rules.id for save in t.school.memory.saves)
    return held.status.value, fingerprint(held.text_html), tuple(sorted(file.name for file in held.files)), saves


def essay(t: Telling) -> object:
    """Return what is handed in for the essay, where a save is the hand-in."""
    return work(t, t.furniture.essay)


def report(t: Telling) -> object:
    """Return what is handed in for the report, where a save is a draft first."""
    return work(t, t.furniture.report)


def ticks(t: Telling) -> tuple[bool, bool]:
    """Return whether film and video are done, as the school shows it."""
    done = t.school.state.done
    return done.get((AMINA, t.furniture.film.id), False), done.get((AMINA, t.furniture.video.id), False)


def states(t: Telling) -> list[tuple[str, str]]:
    """Return the first word of each thing in the outboxes, and where it stands."""
    found = []
    for pupil in t.pupils:
        for act in t.journal.acts:
            if act.laptop == pupil.laptop.name and act.user == pupil.user and (item := pupil.item(act)) is not None:
                found.append((act.token, item.state.value))
    return found


def sorted_words(t: Telling) -> list[str]:
    """Return what the posts say; discussions do not wait for each other."""
    return sorted(words(t))


def words_and_states(t: Telling) -> object:
    """Return both: what the school has, and what the learner sees of it."""
    return words(t), states(t)


# --- posts -----------------------------------------------------------------------------------------------------------
def _reply(t: Telling) -> None:
    t.amina.reply("one answer")
    t.amina.turn()


def _reply_with_files(t: Telling) -> None:
    t.amina.reply("see these", "notes.txt", "photo.jpg")
    t.amina.turn()
    t.amina.reply("and these", "more.txt")
    t.amina.turn()


def _five_replies(t: Telling) -> None:
    for word in ("one", "two", "three", "four", "five"):
        t.amina.reply(f"{word} of five")
    t.amina.turn()


def _six_replies(t: Telling) -> None:
    for word in ("one", "two", "three", "four", "five", "six"):
        t.amina.reply(f"{word} of six")
    t.amina.turn()


def _reply_to_own(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reply("two", to="one")
    t.amina.reply("three", to="two")
    t.amina.turn()


def _discussion(t: Telling) -> None:
    t.amina.start("mine to begin")
    t.amina.reply("more on it", to="mine")
    t.amina.reply("yet more", to="more")
    t.amina.turn()


def _discussion_with_file(t: Telling) -> None:
    t.amina.start("mine to begin", "plan.txt")
    t.amina.turn()


def _answers_from_everywhere(t: Telling) -> None:
    t.amina.reply("one")
    t.school.reply(UserId(2), t.school.state.discussions[t.furniture.hello].first_post, "Re", "<p>teacher</p>")
    t.amina.turn(refreshes=True)
    t.amina.reply("two")
    t.amina.turn()


def _edit(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.edit("one", "one said better")
    t.amina.turn()


def _edit_twice(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.edit("one", "one said better")
    t.amina.edit("one", "one said best")
    t.amina.turn()


def _delete(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.reply("two")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.delete("one")
    t.amina.turn()


def _edit_then_delete(t: Telling) -> None:
    t.amina.reply("one")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.edit("one", "one said better")
    t.amina.delete("one")
    t.amina.turn()


def _delete_discussion(t: Telling) -> None:
    t.amina.start("mine to begin")
    t.amina.deliver()
    t.amina.refresh()
    t.amina.delete("mine")
    t.amina.turn()


POSTS = (
    Story("reply", _reply, words, ["one answer"]),
    Story("replies with files", _reply_with_files, files,
          [("see", ("notes.txt", "photo.jpg")), ("and", ("more.txt",))]),
    Story("five replies in one batch", _five_replies, words,
          ["one of five", "two of five", "three of five", "four of five", "five of five"]),
    Story("six replies", _six_replies, words,
          ["one of six", "two of six", "three of six", "four of six", "five of six", "six of six"]),
    Story("reply to my own unsent reply", _reply_to_own, tree, [("one", "Who"), ("two", "one"), ("three", "two")]),
    Story("discussion with answers", _discussion, tree, [("mine", ""), ("more", "mine"), ("yet", "more")]),
    Story("discussion with a file", _discussion_with_file, files, [("mine", ("plan.txt",))]),
    Story("a teacher answers meanwhile", _answers_from_everywhere, words, ["one", "two"]),
    Story("edit a post", _edit, words, ["one said better"]),
    Story("edit a post twice", _edit_twice, words, ["one said best"]),
    Story("delete a post", _delete, words, ["two"]),
    Story("edit, then delete", _edit_then_delete, words, []),
    Story("delete a discussion", _delete_discussion, words, []),
)  # fmt: skip


# --- work ------------------------------------------------------------------------------------------------------------
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
    rules = t.furniture.report
    t.wait(timedelta(days=6, hours=23, minutes=30))
    t.amina.hand_in(rules, "report of mine", "table.txt", final=True)
    t.amina.turn()
    t.wait(timedelta(minutes=40))
    t.amina.turn()


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
    t.amina.hand_in(t.furniture.essay, "essay of mine", "more.txt", keep=("plan.txt",))
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


WORK = (
    Story("hand in text", _hand_in, essay, ("submitted", "essay of mine", (), 1)),
    Story("hand in files", _hand_in_files, essay, ("submitted", "essay of mine", ("photo.jpg", "plan.txt"), 1)),
    Story("hand in for grading", _hand_in_finally, report, ("submitted", "report of mine", ("table.txt",), 1)),
    Story("a draft, then for grading", _draft_then_final, report, ("submitted", "report of mine", (), 2)),
    Story("submit at the deadline", _at_the_deadline, report, ("submitted", "report of mine", ("table.txt",), 1)),
    Story("second version with a kept file", _second_version, essay,
          ("submitted", "second version", ("new.txt", "plan.txt"), 2)),
    Story("one file more", _one_more_file, essay, ("submitted", "essay of mine", ("more.txt", "plan.txt"), 2)),
    Story("a hand-in that waits is written over", _written_over_while_waiting, essay,
          ("submitted", "second version", ("other.txt",), 1)),
    Story("graded meanwhile", _graded_meanwhile, essay, ("submitted", "first version", (), 1)),
)  # fmt: skip


# --- ticks and the outbox --------------------------------------------------------------------------------------------
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


OUTBOX = (
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


# --- other people and other laptops -----------------------------------------------------------------------------------
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
    t.school.take_away(t.posts(BRUNO)[0])
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
    t.school.write_over(t.posts()[0])
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


# --- bad times --------------------------------------------------------------------------------------------------------
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

STORIES: tuple[Story, ...] = (*POSTS, *WORK, *OUTBOX, *PEOPLE, *BAD_TIMES)
