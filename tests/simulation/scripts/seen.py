"""What is looked at when a story has come to its end."""

from studydesk.domain.assignments import Assignment
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import UserId
from tests.simulation.schedule import AMINA
from tests.simulation.school import token
from tests.simulation.telling import Telling


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


def essay_in_time(t: Telling) -> object:
    """Return what is handed in for the essay, and whether the school's clock says that it came in time."""
    due_at = t.school.state.assignments[t.furniture.essay.id].due_at
    came_at = t.school.submission(AMINA, t.furniture.essay.id).modified_at
    return *work(t, t.furniture.essay), due_at is not None and came_at is not None and came_at <= due_at


def essay_and_states(t: Telling) -> object:
    """Return what is handed in for the essay, and what the learner sees of it."""
    return essay(t), states(t)


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


def offered(t: Telling) -> list[str]:
    """Return the names of the files that the first laptop offers."""
    return sorted(file.name for file in t.laptops[0].offered())
