"""The real program of one laptop, a process for each command, and its end by kill -9."""

import json
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studydesk.cli import exits
from tests.benchmarks import world

_PATIENCE_S = 240.0
_EXPECTED = frozenset({exits.DONE, exits.NOT_POSSIBLE, exits.NO_LINK, exits.LEFT, exits.REFUSED})


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes:
        told: what it said as JSON, None where it said nothing whole.
        is_killed: by us.
    """

    code: int
    told: Any
    is_killed: bool


class Program:
    """Runs commands on one home; from any thread.

    Attributes:
        kills: processes that were ended by kill -9 while they ran.
        faults: ends that no command may have, in words.
        may_be_full: the disk is small, and commands may say so.
    """

    def __init__(self, home: Path, planted: Path | None = None) -> None:
        """`planted`: a folder whose `sitecustomize.py` every process of this laptop loads."""
        self.home = home
        self.kills = 0
        self.commands: Counter[str] = Counter()
        self.faults: list[str] = []
        self.may_be_full = False
        self._planted = planted
        self._lock = threading.Lock()
        self._running: dict[int, subprocess.Popen[str]] = {}
        self._killed: set[int] = set()

    def run(self, *arguments: str, stdin: str = "", within: float | None = None) -> Ended:
        """Run `studydesk` with these arguments; `within`: it is killed after so many seconds, if it still runs."""
        return self._run(["-m", "studydesk", "--home", str(self.home), "--json", *arguments], arguments, stdin, within)

    def pen(self, *arguments: str, within: float | None = None) -> Ended:
        """Do what only the screen can do, in a process of its own."""
        command = ["-m", "tests.soak.pen", str(self.home), *arguments]
        return self._run(command, ("at the screen", *arguments), "", within)

    def kill(self) -> int:
        """End all processes that run now, as a battery that is empty does; return how many."""
        with self._lock:
            running = list(self._running.values())
        return sum(self._end(process) for process in running)

    def _run(self, command: list[str], named: tuple[str, ...], stdin: str, within: float | None) -> Ended:
        process = self._started(command)
        timer = threading.Timer(within, self._end, [process]) if within is not None else None
        if timer:
            timer.start()
        try:
            out, err = process.communicate(stdin, timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.faults.append(f"{' '.join(named)}: did not end in {_PATIENCE_S:.0f} s")
        finally:
            if timer:
                timer.cancel()
            with self._lock:
                self._running.pop(process.pid)
                is_killed = process.pid in self._killed and process.returncode == -9
                self._killed.discard(process.pid)
                self.kills += is_killed
                self.commands[named[0] if named else ""] += 1
        if not is_killed:
            self._judge(named, process.returncode, err)
        return Ended(process.returncode, _json(out), is_killed)

    def _started(self, command: list[str]) -> subprocess.Popen[str]:
        env = world.environment(self.home)
        if self._planted:
            env["PYTHONPATH"] = f"{self._planted}:{env['PYTHONPATH']}"
        pipe = subprocess.PIPE
        with self._lock:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=world.ROOT, env=env, text=True, stdin=pipe, stdout=pipe, stderr=pipe
            )
            self._running[process.pid] = process
        return process

    def _end(self, process: subprocess.Popen[str]) -> bool:
        with self._lock:
            if process.pid not in self._running or process.poll() is not None:
                return False
            self._killed.add(process.pid)
            process.kill()
        return True

    def _judge(self, named: tuple[str, ...], code: int, err: str) -> None:
        """Note an end that no command may have: a fault of the program, a signal, a key that the school refused."""
        allowed = _EXPECTED | {exits.DISK} if self.may_be_full else _EXPECTED
        if code not in allowed or "Traceback" in err:
            self.faults.append(f"{' '.join(named)}: code {code}\n{err.strip()[-1500:]}")


def _json(out: str) -> Any:
    try:
        return json.loads(out)
    except ValueError:  # it was killed while it spoke, or before
        return None
