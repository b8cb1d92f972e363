"""The embedded campus, small and with its own clock, and the people in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studydesk.campus.demo import Campus
from tests.campus.school import PEOPLE, Clock, Visitor, opened


@pytest.fixture
def clock() -> Clock:
    """Return the campus' clock."""
    return Clock()


@pytest.fixture
def campus(tmp_path: Path, clock: Clock) -> Iterator[Campus]:
    """Return a small campus that is being served."""
    with opened(tmp_path, clock, seed=1) as served:
        yield served


def _visitor(campus: Campus, name: str) -> Iterator[Visitor]:
    visitor = Visitor(campus, *PEOPLE[name])
    campus.forget_requests()
    yield visitor
    visitor.close()


@pytest.fixture
def amina(campus: Campus) -> Iterator[Visitor]:
    """Return a learner who is signed in."""
    yield from _visitor(campus, "amina")


@pytest.fixture
def bojan(campus: Campus) -> Iterator[Visitor]:
    """Return another learner who is signed in."""
    yield from _visitor(campus, "bojan")


@pytest.fixture
def teacher(campus: Campus) -> Iterator[Visitor]:
    """Return the teacher, signed in."""
    yield from _visitor(campus, "teacher")
