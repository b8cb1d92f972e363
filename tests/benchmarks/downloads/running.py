"""Runs one program to its end and says what it took."""

import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import world

_LOOK_S = 0.1
_LEFT = (4, 6)  # the command line's exit codes for: no link now, something is still to be downloaded
_PAUSE_S = 1.0  # before a learner tries again

Inside = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Took:
    """What a program needed.

    Attributes:
        seconds: from the first start to the last end.
        starts: how often it had to be started.
        peak_bytes: its resident memory at its highest, of all starts.
        code: its last exit code; None when it was ended because its time was over.
    """

    seconds: float
    starts: int
    peak_bytes: int
    code: int | None


def run(command: Sequence[str], home: Path, patience_s: float, inside: Inside = nullcontext) -> Took:
    """Run a command in a network; what ends with something left is started again, as a learner would."""
    started, starts, peak = time.monotonic(), 0, 0
    until = started + patience_s
    while True:
        code, high = once(command, home, lambda: time.monotonic() > until, inside)
        starts, peak = starts + 1, max(peak, high)
        if code not in _LEFT:
            return Took(time.monotonic() - started, starts, peak, code)
        time.sleep(_PAUSE_S)


def once(
    command: Sequence[str],
    home: Path,
    is_over: Callable[[], bool],
    inside: Inside = nullcontext,
    look_s: float = _LOOK_S,
) -> tuple[int | None, int]:
    """Return the exit code of one start, None if `is_over` came first and it was killed (kill -9); and its peak memory.

    The memory is the system's own high-water mark, read whenever `is_over` is asked: what wait4 tells of a child
    includes the memory of whoever started it. Output goes to a file in `home`, for whoever looks into a bad figure.
    """
    with (home / "output.txt").open("ab") as output, inside():
        process = subprocess.Popen(
            command, cwd=world.ROOT, env=world.environment(home), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    peak = 0
    try:
        while process.poll() is None and not is_over():
            peak = max(peak, high_water(process.pid))
            try:
                process.wait(look_s)
            except subprocess.TimeoutExpired:
                pass  # it runs on
        return process.poll(), peak
    finally:
        process.kill()
        process.wait()


def high_water(pid: int) -> int:
    """Return the most memory a process has had resident so far, bytes; 0 for one that has just ended."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)
