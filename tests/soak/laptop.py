"""One laptop: somebody writes on it, it syncs, its line and its disk are bad, and its battery is no good."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studydesk import paths
from tests.soak.learner import Learner
from tests.soak.luck import Strike
from tests.soak.program import Program
from tests.soak.school import LEARNERS
from tests.soak.small_disk import SmallDisk
from tests.soak.verdict import Shelf
from tests.soak.way import Way

_TURNS = 12  # until everything must have arrived over a good line
_QUIET_S = 0.05
_FREES = 0.06  # makes room, and downloads all of it again
_SYNCS_AGAIN = 0.7  # at once; else things wait in the outbox for a while, and change there


@dataclass(frozen=True, slots=True)
class Laptop:
    """What belongs to a laptop; `course` is what everybody learns."""

    name: str
    program: Program
    way: Way
    learners: tuple[Learner, ...]
    disk: SmallDisk | None
    chance: random.Random
    course: int

    def set_up(self) -> None:
        """Sign everybody in over a good line, bring what there is to read, and queue the downloads."""
        self._must(self.program.run("settings", "disk-reserve-mb", "off").code, "settings")
        for learner in self.learners:
            typed = ["campus", "add", self.way.url, "--user", learner.account, "--password-stdin"]
            self._must(self.program.run(*typed, stdin=LEARNERS[learner.account][1] + "\n").code, "sign in")
            self._must(self.program.run("refresh", "--account", learner.account).code, "refresh")
            typed = ["download", str(self.course), "--queue", "--account", learner.account]
            self._must(self.program.run(*typed).code, "download")

    def live(self, is_over: threading.Event) -> list[threading.Thread]:
        """Start all that goes on at once, until `is_over`; return the threads."""
        seeds = [self.chance.random() for _ in range(3)]
        lanes: list[Callable[[threading.Event, random.Random], None]] = [self._write, self._sync, self._weather]
        threads = [
            threading.Thread(target=lane, args=(is_over, random.Random(seed)), name=f"{self.name} {lane.__name__}")
            for lane, seed in zip(lanes, seeds, strict=True)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _write(self, is_over: threading.Event, chance: random.Random) -> None:
        while not is_over.is_set():
            chance.choice(self.learners).act()
            is_over.wait(chance.uniform(0.0, 0.3))

    def _sync(self, is_over: threading.Event, chance: random.Random) -> None:
        while not is_over.is_set():
            own = ("--account", chance.choice(self.learners).account)
            if chance.random() < _FREES:
                self.program.run("free", str(self.course), "--yes", *own, within=self._moment(chance, 0.2, 0.7))
                self.program.run("download", str(self.course), "--queue", *own, within=self._moment(chance, 0.2, 0.7))
            typed = ["sync", "--wait", str(chance.choice([0, 3, 6])), *own]
            typed += chance.choice([["--no-downloads"], ["--send-only"], []])
            if chance.random() < 0.45:
                self.way.arm(chance.choice(list(Strike)), chance.choice([0, 0, 1, 2, 3]))
            self.program.run(*typed, within=self._moment(chance, 0.3, 2.5))
            self.way.disarm()
            is_over.wait(chance.uniform(0.0, 0.3) if chance.random() < _SYNCS_AGAIN else chance.uniform(2.0, 8.0))

    @staticmethod
    def _moment(chance: random.Random, earliest_s: float, latest_s: float) -> float | None:
        """Return after how many seconds a command is killed; mostly it is not."""
        return chance.uniform(earliest_s, latest_s) if chance.random() < 0.3 else None

    def _weather(self, is_over: threading.Event, chance: random.Random) -> None:
        while not is_over.is_set():
            self.way.change()
            if self.disk is not None and chance.random() < 0.5:
                self.disk.fill(chance.choice([0, 0, 20_000, 200_000, 600_000]))
            is_over.wait(chance.uniform(1.0, 5.0))
            if self.disk is not None:
                self.disk.release()

    def heal(self) -> None:
        """Be a laptop with a good line and room on its disk."""
        self.way.heal()
        if self.disk is not None:
            self.disk.release()

    def settle(self) -> dict[str, int]:
        """Sync until nothing is left, answering what the program asks; return how many questions it asked by learner.

        Of two versions of a hand-in the learner chooses their own.
        """
        asked = {}
        self.program.may_be_full = False
        for learner in self.learners:
            asked[learner.desk] = 0
            for _ in range(_TURNS):
                told = self.program.run("sync", "--wait", "20", "--account", learner.account).told or {}
                conflicts = [item["id"] for item in told.get("items", []) if item["state"] == "conflict"]
                for item in conflicts:
                    asked[learner.desk] += 1
                    self.program.run("outbox", "mine", item, "--account", learner.account)
                if not conflicts and _is_at_rest(told):
                    break
                time.sleep(_QUIET_S)
        return asked

    def shelves(self) -> list[Shelf]:
        """Return what this laptop holds in the end, read past the program."""
        here = paths.of(self.program.home)
        broken = tuple(check for file in (here.work, here.library) if (check := _damage(file)))
        broken += tuple(f"{self.name}: verify ended with {code}" for code in [self.program.run("verify").code] if code)
        parts = tuple(str(part) for part in here.blobs.glob("parts/*/*.part"))
        return [self._shelf(here.work, learner, broken, parts) for learner in self.learners]

    def _shelf(self, work: Path, learner: Learner, broken: tuple[str, ...], parts: tuple[str, ...]) -> Shelf:
        told = self.program.run("downloads", "--account", learner.account).told
        running = [row for row in _rows(told) if row["state"] in ("running", "queued")]
        with closing(sqlite3.connect(work)) as file:
            rows = file.execute("SELECT id, state, problem FROM outbox").fetchall()
        items = {str(item): (str(state), str(problem or "")) for item, state, problem in rows}
        return Shelf(learner.desk, items, broken, (*parts, *(str(row["name"]) for row in running)))

    def _must(self, code: int, what: str) -> None:
        if code:
            told = " ".join(self.program.faults)
            raise RuntimeError(f"{self.name}: {what} ended with {code} before anything bad had happened. {told}")


def _is_at_rest(told: dict[str, Any]) -> bool:
    """Whether nothing can go on by itself: what was refused waits for the learner, and counts as stuck."""
    waiting = [item for item in told.get("items", []) if item["state"] != "rejected"]
    return "left" in told and not waiting and told.get("files_left") == 0


def _rows(told: Any) -> list[dict[str, Any]]:
    return list(told["rows"]) if isinstance(told, dict) else list(told or [])


def _damage(file: Path) -> str | None:
    with closing(sqlite3.connect(file)) as opened:
        (told,) = opened.execute("PRAGMA quick_check").fetchone()
    return None if told == "ok" else f"{file.name}: {told}"
