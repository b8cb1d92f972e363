"""The tour plays the whole main job in real windows; its control, which sends again blindly, doubles a post."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from studydesk.cli import tour_words

PATIENCE_S = 280
REPLY = tour_words.WORDS["reply"].split("\n")[0]


@dataclass(frozen=True, slots=True)
class Played:
    """A tour that was played: its exit code, what it printed, and its folder."""

    code: int
    said: str
    folder: Path

    @property
    def told(self) -> dict[str, Any]:
        """Return tour.json."""
        told: dict[str, Any] = json.loads((self.folder / "tour.json").read_text("utf-8"))
        return told


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Played, Played]:
    """Play the tour and its control side by side; give (tour, control)."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "LANGUAGE": "", "LC_ALL": "C.UTF-8"}
    running = []
    for module in ("studydesk", "tests.ui.blind"):
        folder = tmp_path_factory.mktemp("tour")
        command = [sys.executable, "-m", module, "demo", "--tour", str(folder)]
        child = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        running.append((child, folder))
    played = []
    try:
        for child, folder in running:
            said, _none = child.communicate(timeout=PATIENCE_S)
            played.append(Played(child.returncode, said, folder))
    finally:
        for child, _folder in running:
            child.terminate()
            child.wait(20)
    return played[0], played[1]


def test_every_step_comes_true_and_everything_arrives_once(both: tuple[Played, Played]) -> None:
    tour, _control = both
    steps, copies = tour.told["steps"], tour.told["copies"]
    assert [step for step in steps if not step["ok"]] == [], tour.said
    assert len(steps) > 40
    assert len(copies) == 6
    assert set(copies.values()) == {1}, tour.said
    assert tour.code == 0


def test_every_step_has_its_own_numbered_picture_of_the_whole_window(both: tuple[Played, Played]) -> None:
    tour, _control = both
    pictures = [step["picture"] for step in tour.told["steps"]]
    assert pictures == sorted(set(pictures))
    sizes = [QImage(str(tour.folder / name)).size().toTuple() for name in pictures]
    assert set(sizes) == {(1280, 800), (1024, 600)}


def test_sending_again_blindly_is_seen_as_two_copies(both: tuple[Played, Played]) -> None:
    _tour, control = both
    assert control.told["copies"][REPLY] == 2, control.said
    assert control.code == 1
    assert "uncertain" in [step["name"] for step in control.told["steps"] if not step["ok"]]
