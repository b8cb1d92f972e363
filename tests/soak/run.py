"""One soak from its first sign-in to its verdict."""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from tests.soak.journal import Entry, Journal
from tests.soak.laptop import Laptop
from tests.soak.learner import Learner
from tests.soak.program import Program
from tests.soak.school import Places, School, open_school
from tests.soak.small_disk import SmallDisk, small_disk, why_not
from tests.soak.verdict import Verdict, judge
from tests.soak.way import Way

# Amina has two laptops, and shares one of them with Bojan. Chidi's has a small disk.
DESKS = {"one": ("amina",), "two": ("amina", "bojan"), "three": ("chidi",)}
SMALL = "three"
_SHARED = 4  # tasks that Amina works on at both laptops: the school asks her which version counts
_LOOKS_S = 0.2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and with what luck.

    Attributes:
        seconds, kills: it ends when so much time is over, or when so many processes were killed; None = no matter.
        desks: laptops and who works at each.
        planted: a folder whose `sitecustomize.py` spoils the program, to see that it is found out.
    """

    seed: int
    seconds: float | None
    kills: int | None
    desks: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: DESKS)
    planted: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to report."""

    verdict: Verdict
    entries: tuple[Entry, ...]
    kills: int
    struck: Counter[str]
    met: Counter[str]
    commands: Counter[str]
    questions: int
    fills: int | None
    took_s: float
    no_small_disk: str | None


def run(folder: Path, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Live through it in `folder` and return what came of it."""
    began, chance = time.monotonic(), random.Random(plan.seed)
    journal = Journal(folder / "journal.jsonl")
    with ExitStack() as stack:
        school = stack.enter_context(open_school(folder / "school"))
        places = school.places()
        disk = stack.enter_context(small_disk(folder / SMALL)) if SMALL in plan.desks else None
        desks = [_laptop(name, folder, school, places, journal, chance, plan, disk) for name in plan.desks]
        for desk in desks:
            stack.enter_context(desk.way)
        _all_at_once(desks, lambda desk: desk.set_up())
        say(f"{len(desks)} laptops are set up after {time.monotonic() - began:.0f} s")
        _live(desks, plan, say)
        questions = _heal(desks, say)
        shelves = [shelf for desk in desks for shelf in desk.shelves()]
        excused = {marker for desk in desks for marker in desk.way.excused}
        entries = journal.entries()
        verdict = judge(entries, school.find(places), places.tasks, shelves, excused)
        verdict.other += [fault for desk in desks for fault in desk.program.faults]
        return Outcome(
            verdict,
            tuple(entries),
            kills=sum(desk.program.kills for desk in desks),
            struck=sum((desk.way.struck for desk in desks), Counter()),
            met=sum((desk.way.met for desk in desks), Counter()),
            commands=sum((desk.program.commands for desk in desks), Counter()),
            questions=questions,
            fills=disk.fills if disk else None,
            took_s=time.monotonic() - began,
            no_small_disk=None if disk else why_not() or "no disk was mounted",
        )


def _laptop(
    name: str,
    folder: Path,
    school: School,
    places: Places,
    journal: Journal,
    chance: random.Random,
    plan: Plan,
    disk: SmallDisk | None,
) -> Laptop:
    home = folder / name / "home"
    home.mkdir(parents=True)
    program = Program(home, plan.planted)
    own_disk = disk if name == SMALL else None
    program.may_be_full = own_disk is not None
    way = Way(school.url, random.Random(chance.random()), program.kill)
    learners = tuple(
        Learner(
            f"{name}/{who}",
            program,
            journal,
            _own_places(places, plan.desks, name, who),
            random.Random(chance.random()),
            folder / f"papers-{name}-{who}",
        )
        for who in plan.desks[name]
    )
    return Laptop(name, program, way, learners, own_disk, random.Random(chance.random()), places.course)


def _own_places(places: Places, desks: Mapping[str, tuple[str, ...]], name: str, who: str) -> Places:
    """Return where a desk writes: tasks and readings of somebody with two laptops are split between them."""
    homes = [desk for desk, people in desks.items() if who in people]
    at = homes.index(name)
    tasks = list(places.tasks)
    shared = tasks[-_SHARED:] if len(homes) > 1 else []
    mine = {task for number, task in enumerate(tasks) if number % len(homes) == at and task not in shared}
    drafts = {task: places.tasks[task] for task in tasks if task in mine}
    drafts |= dict.fromkeys(shared, False)  # nobody has the final word there
    readings = tuple(r for number, r in enumerate(places.readings) if number % len(homes) == at)
    return replace(places, tasks=drafts, readings=readings)


def _live(desks: list[Laptop], plan: Plan, say: Callable[[str], None]) -> None:
    """Let everything happen until the time is over or enough was killed."""
    is_over = threading.Event()
    threads = [thread for desk in desks for thread in desk.live(is_over)]
    began = said = time.monotonic()
    try:
        while all(thread.is_alive() for thread in threads):
            now, kills = time.monotonic(), sum(desk.program.kills for desk in desks)
            if plan.seconds is not None and now - began > plan.seconds:
                break
            if plan.kills is not None and kills >= plan.kills:
                break
            if now - said > 30:
                said = now
                say(f"{now - began:.0f} s, {kills} kills")
            time.sleep(_LOOKS_S)
        else:
            raise RuntimeError("a lane ended before its time")
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        for desk in desks:
            desk.heal()


def _heal(desks: list[Laptop], say: Callable[[str], None]) -> int:
    """Let all laptops come to rest over good lines, and once more; return how many questions the program asked.

    Once more, for what one laptop sends may be a question to another that shares its learner.
    """
    say("healing")
    return sum(sum(asked.values()) for _ in range(2) for asked in _all_at_once(desks, Laptop.settle))


def _all_at_once(desks: list[Laptop], do: Callable[[Laptop], T]) -> list[T]:
    with ThreadPoolExecutor(len(desks)) as hands:
        return list(hands.map(do, desks))


def say_aloud(words: str) -> None:
    """Say what is going on."""
    sys.stderr.write(f"soak: {words}\n")
    sys.stderr.flush()
