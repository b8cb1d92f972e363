"""`studydesk demo --tour DIR`: the whole main job in real windows, each part in a process of its own.

The campus, the window before and after the restart, and the teacher who counts what arrived are four processes that
share nothing but the wire and, for the two windows, the home. The proof is in DIR: pictures and tour.json.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from studydesk.cli import exits, tour_words
from studydesk.cli.teacher import Teacher

_ACT_S = 240
_COUNT_S = 60
_END_S = 10
# As large as the window: menus and dialogs then stay within the pictures.
_SCREEN = {"name": "tour", "x": 0, "y": 0, "width": 1280, "height": 800} | dict.fromkeys(
    ("logicalDpi", "logicalBaseDpi"), 96
)
TOUR = "tour.json"
Hear = Callable[[dict[str, Any]], None]


def program() -> list[str]:
    """Return how this program is started: from its source, or frozen."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "studydesk"]


def run(folder: Path, home: Path | None = None) -> int:
    """Play the tour into `folder`; returns 0 when every step came true and everything arrived exactly once.

    Without `home` everything is kept in a temporary folder and removed at the end; a `home` must be new.
    """
    if home is not None and (home / "profiles").exists():
        print(f"The tour begins with signing in: {home} must not be in use already.", file=sys.stderr)
        return exits.NOT_POSSIBLE
    signal.signal(signal.SIGTERM, _stop)
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    _forget(folder)
    with tempfile.TemporaryDirectory(prefix="studydesk-tour-") as spare:
        told = Tour(folder, home.absolute() if home else Path(spare) / "home", Path(spare)).play()
    (folder / TOUR).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return _sum_up(folder, told)


class Tour:
    """One tour under way.

    Attributes:
        home: of the learner; the campus keeps its own in `spare`.
    """

    def __init__(self, folder: Path, home: Path, spare: Path) -> None:
        self._folder, self._home, self._spare = folder, home, spare
        self._steps: list[dict[str, Any]] = []
        self._facts: dict[str, Any] = {}

    def play(self) -> dict[str, Any]:
        """Return what tour.json holds."""
        with self._campus() as campus:
            people = {person["role"]: person for person in reversed(campus["accounts"])}
            learner, teacher = people["learner"], people["teacher"]
            files = tour_words.files(self._spare)
            told = {
                "pictures": str(self._folder),
                "address": campus["url"],
                "username": learner["username"],
                "password": learner["password"],
                **tour_words.WORDS,
                **{name: str(file) for name, file in files.items()},
            }
            for act in ("studying", "sending"):
                self._act(told | self._facts | {"act": act, "first": len(self._steps) + 1})
            copies = self._count({"url": campus["url"], "teacher": teacher, "written": tour_words.written(files)})
        return {"steps": self._steps, "copies": copies}

    @contextmanager
    def _campus(self) -> Iterator[dict[str, Any]]:
        """Run the campus in a process of its own; gives its first line."""
        command = [*program(), "--home", str(self._spare / "campus"), "demo", "--campus-only"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as campus:
            try:
                assert campus.stdout is not None  # a pipe, as asked for
                first: dict[str, Any] = json.loads(campus.stdout.readline())
                yield first
            finally:
                campus.terminate()

    def _act(self, told: dict[str, Any]) -> None:
        """Play one act in a new process; its end, too, must be a good one."""
        code = self._child("--tour-act", told, _ACT_S, self._heard)
        if code:
            name = f"{told['act']}-ends"
            self._steps.append({"name": name, "ok": False, "picture": None, "why": f"exit code {code}"})

    def _heard(self, fact: dict[str, Any]) -> None:
        step = fact.pop("step", None)
        self._facts |= fact
        if step is not None:
            self._steps.append(step)
            why = f": {step['why']}" if "why" in step else ""
            print(f"{'  ' if step['ok'] else '✗ '}{len(self._steps):02} {step['name']}{why}", flush=True)

    def _count(self, told: dict[str, Any]) -> dict[str, int]:
        """Return the copies of each thing, as the teacher finds them from a process of its own; {} when it fails."""
        counted: dict[str, int] = {}
        self._child("--tour-count", told, _COUNT_S, counted.update)
        return counted

    def _child(self, option: str, told: dict[str, Any], patience: float, heard: Hear) -> int:
        """Run a part of the tour as a process; each line it prints is a fact. Returns its exit code."""
        order = self._spare / "order.json"
        order.write_text(json.dumps(told), "utf-8")
        command = [*program(), "--home", str(self._home), "demo", option, str(order)]
        said = self._spare / "said.txt"
        with (
            said.open("ab") as complaints,
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=self._surroundings(),
                text=True,
                encoding="utf-8",
            ) as child,
        ):
            clock = threading.Timer(patience, child.kill)
            clock.start()
            try:
                assert child.stdout is not None  # a pipe, as asked for
                for line in child.stdout:
                    heard(json.loads(line))
                code = child.wait(_END_S)
            finally:
                clock.cancel()
                child.kill()
        if code:
            print(said.read_text("utf-8", "replace")[-4000:], file=sys.stderr)
        return code

    def _surroundings(self) -> dict[str, str]:
        """Return the environment of the windows: no screen is needed, and the one of the offscreen platform is set."""
        chosen = os.environ.get("QT_QPA_PLATFORM", "offscreen")
        if chosen == "offscreen":  # its own screen has 800 × 800 points, and dialogs would stand beside the window
            screen = self._spare / "screen.json"
            screen.write_text(json.dumps({"screens": [_SCREEN]}), "utf-8")
            chosen = f"offscreen:configfile={screen}"
        return dict(os.environ) | {"QT_QPA_PLATFORM": chosen, "QT_LOGGING_RULES": "qt.multimedia.*=false"}


def count(told: dict[str, Any]) -> int:
    """Print how often the teacher finds each written thing, as a line of JSON; returns the exit code."""
    teacher = told["teacher"]
    found = Teacher(told["url"], teacher["username"], teacher["password"]).find()
    print(json.dumps({written: found.copies(written) for written in told["written"]}, ensure_ascii=False))
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)  # on the way out the processes of the tour are ended and its folder is removed


def _forget(folder: Path) -> None:
    """Remove the pictures of the tour before, and nothing else that may lie there."""
    try:
        before = json.loads((folder / TOUR).read_text("utf-8"))
        names = [step["picture"] for step in before["steps"] if step["picture"]]
    except (OSError, ValueError, KeyError, TypeError):  # none, or not ours
        return
    for name in names:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)


def _sum_up(folder: Path, told: dict[str, Any]) -> int:
    steps, copies = told["steps"], told["copies"]
    good = sum(bool(step["ok"]) for step in steps)
    print(f"\n{good} of {len(steps)} steps came true. Copies at the school:")
    for written, number in copies.items():
        print(f"  {number}  {written}")
    print(f"Pictures and {TOUR}: {folder}")
    once = bool(copies) and all(number == 1 for number in copies.values())
    return 0 if steps and good == len(steps) and once else 1
