"""A learner who has just signed in, and one behind a server that lies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.luck.liar import Liar, lying
from tests.luck.life import Life, living


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Give a learner who is signed in and has looked for courses."""
    with living(tmp_path) as made:
        made.enter()
        yield made


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Life]:
    """Give a learner who is not signed in anywhere."""
    with living(tmp_path) as made:
        yield made


@pytest.fixture
def liar(newcomer: Life) -> Iterator[Liar]:
    """Give a server between the learner and the school; the learner is signed in through it."""
    with lying(newcomer.campus) as made:
        newcomer.url = made.url
        newcomer.enter()
        yield made


@pytest.fixture
def behind(newcomer: Life, liar: Liar) -> Life:
    """Give the learner behind the liar."""
    assert newcomer.url == liar.url
    return newcomer
