"""What a command answers: words for people, or one JSON value."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path

from studydesk import wording


@dataclass(slots=True)
class Answer:
    """The result of a command: `value` for --json, `lines` for people."""

    value: object = None
    lines: list[str] = field(default_factory=list)
    code: int = 0


def plain(value: object) -> object:
    """Return a value as JSON can hold it: instants as ISO 8601, sets sorted, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def show(answer: Answer, as_json: bool) -> int:
    """Print an answer and return its exit code."""
    if as_json:
        print(json.dumps(plain(answer.value), ensure_ascii=False, indent=1))
    else:
        for line in answer.lines:
            print(line)
    return answer.code


def complain(error: Exception, code: int, as_json: bool) -> int:
    """Say an error on stderr (and as JSON on stdout) and return the exit code."""
    said = wording.error(error)
    if as_json:
        told = {"code": code, "kind": type(error).__name__, "happened": said.happened, "safe": said.safe}
        print(json.dumps({"error": told | {"todo": said.todo}}, ensure_ascii=False, indent=1))
    print(f"studydesk: {said}", file=sys.stderr)
    return code


def is_asked(as_json: bool) -> bool:
    """Whether somebody sits there who can answer a question."""
    return not as_json and sys.stdin.isatty() and sys.stderr.isatty()


def says_yes(question: str) -> bool:
    """Ask a question on stderr and return whether the answer is yes; no answer is no."""
    print(f"{question} [{wording.tr('y')}/N] ", end="", file=sys.stderr, flush=True)
    yes = {wording.tr("y"), wording.tr("yes"), "y", "yes"}
    return sys.stdin.readline().strip().casefold() in yes


def progress(as_json: bool) -> Callable[[str], None]:
    """Return a way to show what is going on: one line that replaces itself, on a terminal only."""
    if as_json or not sys.stderr.isatty():
        return lambda _words: None
    return lambda words: print(f"\r\x1b[K{words[:79]}", end="", file=sys.stderr, flush=True)
