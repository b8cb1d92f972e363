"""The table of a soak, and its last line."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.soak.journal import End
from tests.soak.run import Outcome

_SHOWN = 60


def lines(outcome: Outcome) -> Iterator[str]:
    """Yield the table and, as the last line, JSON."""
    verdict = outcome.verdict
    yield f"{outcome.took_s:.0f} s, {sum(outcome.commands.values())} processes, {outcome.kills} ended by kill -9"
    yield from _rows("kills at a write", outcome.struck)
    elsewhere = outcome.kills - sum(outcome.struck.values())
    yield from _rows("kills elsewhere", Counter({"at any moment of any command": elsewhere}))
    yield from _rows("bad luck on the way", outcome.met)
    yield from _disk(outcome)
    yield from _rows("processes by command", outcome.commands)
    for end in End:
        acts = Counter(str(entry.act) for entry in outcome.entries if entry.end is end)
        yield from _rows({End.KEPT: "acknowledged", End.REFUSED: "refused", End.UNKNOWN: "not acknowledged"}[end], acts)
    yield from _rows("versions the learner was asked about", Counter({"hand-ins and posts": outcome.questions}))
    kinds = {"lost": verdict.lost, "duplicated": verdict.duplicated, "stuck": verdict.stuck, "other": verdict.other}
    yield from _rows("violations", Counter({kind: len(words) for kind, words in kinds.items()}), zeros=True)
    yield from _rows("excused", Counter({"delivered later than any grace": len(verdict.excused)}), zeros=True)
    for kind, words in kinds.items():
        yield from (f"  {kind}: {each}" for each in words[:_SHOWN])
    yield from (f"  excused: {each}" for each in verdict.excused[:_SHOWN])
    yield json.dumps(last_line(outcome))


def last_line(outcome: Outcome) -> dict[str, int]:
    """Return the figures of the last line."""
    verdict = outcome.verdict
    return {
        "kills": outcome.kills,
        "actions": sum(entry.end is End.KEPT for entry in outcome.entries),
        "lost": len(verdict.lost),
        "duplicated": len(verdict.duplicated),
        "stuck": len(verdict.stuck),
        "violations": len(verdict.violations),
    }


def _disk(outcome: Outcome) -> Iterator[str]:
    if outcome.fills is None:
        yield f"small disk: SKIPPED, {outcome.no_small_disk}"
    else:
        yield from _rows("small disk", Counter({"filled": outcome.fills}))


def _rows(title: str, counted: Counter[str], zeros: bool = False) -> Iterator[str]:
    shown = [(name, count) for name, count in counted.most_common() if count or zeros]
    yield f"{title}: {'none' if not shown else ''}".rstrip()
    yield from (f"  {count:6d}  {name}" for name, count in shown)
