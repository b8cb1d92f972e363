"""A small campus that is served, and commands run in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from studydesk.campus.demo import Campus
from studydesk.cli import entry, exits
from tests.campus_content import LEARNER, write_content

Run = Callable[..., int]


@pytest.fixture
def campus(tmp_path: Path) -> Iterator[Campus]:
    """Give a small campus that is being served."""
    write_content(tmp_path / "content")
    with Campus(tmp_path / "content", tmp_path / "campus") as made:
        yield made


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a way to run a command in this process on its own home."""
    return lambda *words: entry(["--home", str(tmp_path / "home"), *words])


@pytest.fixture
def signed_in(run: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run commands, signed in."""
    monkeypatch.setenv("STUDYDESK_PASSWORD", LEARNER[1])
    assert run("campus", "add", campus.url, "--user", LEARNER[0]) == exits.DONE
    capsys.readouterr()
    return run


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was printed, on both streams."""
    out = capsys.readouterr()
    return out.out + out.err
