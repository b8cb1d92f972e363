"""A world with one course, a forum with a discussion, and an assignment, known to the learner's computer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from studydesk.domain.assignments import Assignment
from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.forums import Discussion, Forum
from tests.sync.file_site import Learner, learning
from tests.sync.world import AMINA, BRUNO, World, world


@dataclass(frozen=True)
class Course:
    """What the school's one course holds."""

    forum: Forum
    hello: Discussion
    essay: Assignment
    film: Activity


def furnish(w: World) -> Course:
    """Give the school a course and let the computer see it."""
    course = w.school.add_course(AMINA, BRUNO)
    forum = w.school.add_forum(course)
    essay = w.school.add_assignment(course)
    film = w.school.add_activity(course, Kind.RESOURCE, "Film", Completion.MANUAL)
    w.school.add_page(course, "Welcome", "<p>Rain is water</p>")
    hello = w.school.start(BRUNO, forum.id, "Hello", "<p>Who is here?</p>", None)
    w.clock.pass_time(3600)
    w.look()
    w.refresh_once()
    w.wire.calls.clear()
    return Course(forum, w.school.state.discussions[hello], essay, film)


@pytest.fixture
def w(tmp_path: Path) -> Iterator[World]:
    """A computer and an empty school."""
    with world(tmp_path) as made:
        yield made


@pytest.fixture
def course(w: World) -> Course:
    """The course, refreshed."""
    return furnish(w)


@pytest.fixture
def learner(w: World, course: Course) -> Iterator[Learner]:
    """Give a learner before a real site that serves as fast as it can."""
    with learning(w, course.forum.course) as made:
        yield made
