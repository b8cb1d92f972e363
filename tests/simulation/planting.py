"""How a bug is planted: a patch of the product, for as long as a hunt lasts."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from unittest.mock import patch

from studydesk.errors import StudyDeskError
from studydesk.sync import outcomes, posting, trip
from studydesk.sync.outcomes import Outcome

Plant = Callable[[ExitStack], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug and how it is planted; `words` say what is wrong."""

    name: str
    words: str
    plant: Plant


LISTED: list[Mutant] = []


def bug(words: str) -> Callable[[Plant], Plant]:
    """Put a function on the list; its name is the bug's."""

    def listed(plant: Plant) -> Plant:
        LISTED.append(Mutant(plant.__name__, words, plant))
        return plant

    return listed


def put(stack: ExitStack, target: object, name: str, value: object) -> None:
    """Replace something of the product until the stack is closed."""
    change: AbstractContextManager[object] = patch.object(target, name, value)
    stack.enter_context(change)


def write_means(stack: ExitStack, changed: Callable[[StudyDeskError], Outcome | None]) -> None:
    """Let errors of the decisive write mean something else; where `changed` returns None, what they mean."""
    real = outcomes.of_write

    def of_write(error: StudyDeskError) -> Outcome:
        return changed(error) or real(error)

    for module in (outcomes, trip, posting):
        put(stack, module, "of_write", of_write)
