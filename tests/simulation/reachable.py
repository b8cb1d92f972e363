"""Which bad luck can meet which state of the outbox: the list that the simulation's coverage is measured against."""

from studydesk.domain.outbox import State
from tests.simulation.faults import FILE_FAULTS, Fault, Mishap

# Why some pairs cannot be: everything else is on the list.
UNREACHABLE: dict[tuple[str, str], str] = {}

REACHABLE = frozenset(
    (what.value, state.value)
    for what in (*(fault for fault in Fault if fault not in FILE_FAULTS), *Mishap)
    for state in State
    if (what.value, state.value) not in UNREACHABLE
)


def table(visited: set[tuple[str, str]]) -> list[str]:
    """Return the pairs as a table: x met, . not met, - cannot be."""
    states = [state.value for state in State]
    width = max(len(what.value) for what in (*Fault, *Mishap))
    lines = [" " * width + "  " + "  ".join(states)]
    for what in (*Fault, *Mishap):
        cells = [_cell((what.value, state), visited).center(len(state)) for state in states]
        lines.append(f"{what.value:{width}}  " + "  ".join(cells))
    met = len(REACHABLE & visited)
    lines.append(f"{met} of {len(REACHABLE)} reachable pairs met ({met / len(REACHABLE):.1%})")
    return lines


def _cell(pair: tuple[str, str], visited: set[tuple[str, str]]) -> str:
    if pair in visited:
        return "x"
    return "." if pair in REACHABLE else "-"
