"""Stories of posts."""

from studydesk.domain.ids import UserId
from tests.simulation.scripts.seen import files, tree, words
from tests.simulation.telling import Story, Telling


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
