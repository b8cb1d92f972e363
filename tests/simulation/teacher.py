"""What teachers do while learners are away."""

from collections.abc import Callable

from studydesk.domain.ids import UserId
from tests.simulation.dice import Dice
from tests.simulation.school import TEACHER, Furniture, SimulatedSchool


def teach(doing: str, school: SimulatedSchool, furniture: Furniture, learner: UserId, dice: Dice) -> None:
    """Do one thing a teacher does; where there is nothing to do it to, nothing."""
    _TEACHING[doing](school, furniture, learner, dice)


def _answer(school: SimulatedSchool, _furniture: Furniture, _learner: UserId, dice: Dice) -> None:
    places = [one for one in school.state.posts.values() if not school.state.discussions[one.discussion].is_locked]
    if places:
        parent = dice.one(sorted(places, key=lambda post: post.id))
        school.memory.touched.add(("post", parent.id))
        school.reply(TEACHER, parent.id, "Re: Hello", "<p>t a teacher's word</p>")


def _write_over(school: SimulatedSchool, _furniture: Furniture, learner: UserId, dice: Dice) -> None:
    mine = [post for post in school.state.posts.values() if post.author_id == learner]
    if mine:
        school.write_over(dice.one(mine))


def _take_away(school: SimulatedSchool, furniture: Furniture, learner: UserId, dice: Dice) -> None:
    mine = [post for post in school.state.posts.values() if post.author_id == learner]
    if mine:
        school.take_away(dice.one(mine))


def _lock(school: SimulatedSchool, _furniture: Furniture, _learner: UserId, dice: Dice) -> None:
    school.lock(dice.one(sorted(school.state.discussions.values(), key=lambda one: one.id)), True)


def _unlock(school: SimulatedSchool, _furniture: Furniture, _learner: UserId, _dice: Dice) -> None:
    for one in sorted(school.state.discussions.values(), key=lambda one: one.id):
        if one.is_locked:
            school.lock(one, False)


def _close(school: SimulatedSchool, furniture: Furniture, _learner: UserId, _dice: Dice) -> None:
    school.close(school.state.forums[furniture.forum.id], True)


def _open(school: SimulatedSchool, furniture: Furniture, _learner: UserId, _dice: Dice) -> None:
    school.close(school.state.forums[furniture.forum.id], False)


def _grade(school: SimulatedSchool, furniture: Furniture, learner: UserId, dice: Dice) -> None:
    school.grade(learner, dice.one((furniture.essay, furniture.report)))


def _give_back(school: SimulatedSchool, furniture: Furniture, learner: UserId, dice: Dice) -> None:
    school.reopen(learner, dice.one((furniture.essay, furniture.report)))


_TEACHING: dict[str, Callable[[SimulatedSchool, Furniture, UserId, Dice], None]] = {
    "answer": _answer,
    "write over": _write_over,
    "take away": _take_away,
    "lock": _lock,
    "unlock": _unlock,
    "close": _close,
    "open": _open,
    "grade": _grade,
    "give back": _give_back,
}
