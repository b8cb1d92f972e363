"""What a learner did and was told, noted outside the profile as it happens: the other half of the comparison."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class Act(StrEnum):
    """What a learner can do on the command line, or at the screen where that has no command."""

    REPLY = "reply"
    DISCUSS = "discuss"
    SUBMIT = "submit"
    TICK = "tick"
    REWORD = "reword"  # of something that waits
    AMEND = "amend"  # of a post that the school has
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    TAKE_BACK = "take back"  # of a post that the school has


class End(StrEnum):
    """What came of it.

    KEPT: the command ended well and said where it is kept. REFUSED: it said that it cannot be done (code 3).
    UNKNOWN: it was killed, or could not do all of it; the learner was promised nothing.
    """

    KEPT = "kept"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a learner did.

    Attributes:
        desk: laptop and learner, "two/amina".
        token: words that only this post or hand-in has; of a change, those of what is changed.
        place: what was typed for the discussion, forum, assignment or activity.
        files: name → SHA-256. final: also submitted for grading.
        item: its id in the outbox, as the command said it; "" when it said nothing.
    """

    number: int
    desk: str
    act: Act
    token: str
    place: str
    text: str = ""
    files: dict[str, str] = field(default_factory=dict)
    final: bool = False
    done: bool = False
    end: End = End.UNKNOWN
    item: str = ""

    @property
    def learner(self) -> str:
        """Who did it."""
        return self.desk.split("/")[1]


class Journal:
    """Appends a line before each command and one after it; may be used from any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._number = 0

    def begin(self, desk: str, act: Act, token: str, place: str, **more: Any) -> Entry:
        """Note that something is about to be done."""
        with self._lock:
            self._number += 1
            entry = Entry(self._number, desk, act, token, place, **more)
            self._append(asdict(entry))
        return entry

    def end(self, entry: Entry, end: End, item: str = "") -> None:
        """Note what came of it."""
        with self._lock:
            self._append({"number": entry.number, "end": end, "item": item})

    def entries(self) -> list[Entry]:
        """Return everything, oldest first."""
        return list(read(self._file))

    def _append(self, told: dict[str, Any]) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told) + "\n")
            file.flush()
            os.fsync(file.fileno())


def read(file: Path) -> Iterator[Entry]:
    """Yield the entries of a journal with what came of each."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    ends = {line["number"]: line for line in lines if "act" not in line}
    names = {each.name for each in fields(Entry)}
    for line in lines:
        if "act" in line:
            told = {name: value for name, value in (line | ends.get(line["number"], {})).items() if name in names}
            yield Entry(**told | {"act": Act(told["act"]), "end": End(told["end"])})
