"""The site under test, once embedded and once real."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from studydesk.campus.demo import Campus
from tests.campus.school import PEOPLE, Clock, opened
from tests.contract.site import Site, visited

_PREFIX = "STUDYDESK_MOODLE_"
_NEEDED = ("URL", "USER", "PASSWORD")
_NO_REAL_SITE = "no real site: " + ", ".join(f"{_PREFIX}{name}" for name in _NEEDED) + " are not set (not even in CI)"


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embedded campus with what only its owner can reach: the office, the switch of the link, and its clock."""

    site: Site
    campus: Campus
    clock: Clock


def _told(name: str) -> str | None:
    return os.environ.get(f"{_PREFIX}{name}") or None


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    """Return the embedded campus, small and new."""
    clock = Clock()

    def wait(seconds: float) -> None:
        clock.now += seconds

    with opened(tmp_path, clock, seed=1) as campus:
        site = visited(campus.url, PEOPLE["amina"], PEOPLE["teacher"], wait=wait, is_real=False, named={})
        yield Embedded(site, campus, clock)
        site.close()


@pytest.fixture(scope="session")
def real() -> Iterator[Site]:
    """Return the real site that the variables name; without them the test skips."""
    url, user, password = (_told(name) for name in _NEEDED)
    if url is None or user is None or password is None:
        pytest.skip(_NO_REAL_SITE)
    teacher, teachers_password = _told("TEACHER"), _told("TEACHER_PASSWORD")
    leads = (teacher, teachers_password) if teacher and teachers_password else None
    named = {name: told for name in ("course", "forum", "assignment") if (told := _told(name.upper()))}
    site = visited(url, (user, password), leads, wait=time.sleep, is_real=True, named=named)
    yield site
    site.close()


@pytest.fixture(params=["embedded", "real"])
def campus(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Return a site: every test that takes this runs at the embedded campus and, where there is one, at a real site."""
    found = request.getfixturevalue(request.param)
    site = found.site if isinstance(found, Embedded) else found
    assert isinstance(site, Site)
    yield site
    if site.is_real:
        site.take_back()
