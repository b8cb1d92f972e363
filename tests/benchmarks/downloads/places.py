"""A school behind many equal lines, and a profile that is signed in to it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import world
from tests.benchmarks.downloads.contenders import Contender
from tests.benchmarks.downloads.course import Address, Made, addresses, is_complete
from tests.benchmarks.downloads.running import Took, run
from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.link.emulator import Counters
from tests.benchmarks.link.line import Line
from tests.benchmarks.link.proxy import Proxy

_PORT = 8080


@dataclass(frozen=True, slots=True)
class Result:
    """How a contender did.

    Attributes:
        down: what the line carried to the learner.
        is_complete: every file of the course is here, with its hash.
    """

    took: Took
    down: Counters
    is_complete: bool
    size_bytes: int

    @property
    def goodput(self) -> float:
        """Bytes of the course per second; of one that did not come to its end, what it had got by then."""
        return (self.size_bytes if self.is_complete else self.down.bodies) / self.took.seconds


@dataclass(frozen=True, slots=True)
class Place:
    """A school that answers at the same address behind every line.

    Attributes:
        url: where it is on loopback. profile: signed in, and it knows the course.
    """

    made: Made
    url: str
    profile: Path
    files: list[Address]

    def compete(
        self,
        contender: Contender,
        conditions: Conditions,
        folder: Path,
        patience_s: float,
        is_forgotten: bool = False,
    ) -> Result:
        """Let one contender download the course over a line of its own.

        `is_forgotten`: in every cut of the line the school's end forgets all connections, and the word of it is lost.
        """
        if contender.is_ours:
            shutil.copytree(self.profile, folder)
        else:
            folder.mkdir(parents=True)
        with line_to(self.url) as (line, front):
            line.become(conditions)
            with _forgetting(front, conditions if is_forgotten else Conditions()):
                took = run(contender.command(folder), folder, patience_s, inside=line.client.inside)
            _, down = line.counters()
        return Result(took, down, is_complete(folder, self.made.hashes), self.made.size_bytes)


@contextmanager
def place(base: Path, made: Made, packed: bool = True) -> Iterator[Place]:
    """Yield a school with a course, and a profile that has signed in to it over a line that costs nothing."""
    with (
        line_to() as (line, front),
        world.school(made.folder, base / "school", packed, line=front) as url,
    ):
        with line.client.inside():
            world.sign_in(base / "profile", front.url)
        yield Place(made, url, base / "profile", addresses(url))


@contextmanager
def line_to(url: str | None = None) -> Iterator[tuple[Line, Proxy]]:
    """Yield a line that costs nothing yet, and the forwarder at its end: schools here serve on loopback only.

    `url` is the school's; None where the school will say it itself.
    """
    with Line() as line, Proxy(listener=line.listen(_PORT)) as front:
        if url is not None:
            front.lead_to(url)
        yield line, front


@contextmanager
def _forgetting(front: Proxy, conditions: Conditions) -> Iterator[None]:
    """Let all connections die in the middle of every cut that comes while the context lasts."""
    is_over = threading.Event()

    def forget() -> None:
        wait_s = conditions.cut_every_s - conditions.cut_for_s / 2
        while not is_over.wait(wait_s):
            front.end_all()
            wait_s = conditions.cut_every_s

    forgetter = threading.Thread(target=forget)
    if conditions.cut_every_s:
        forgetter.start()
    try:
        yield
    finally:
        is_over.set()
        if conditions.cut_every_s:
            forgetter.join()
