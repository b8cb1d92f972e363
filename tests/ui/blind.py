"""StudyDesk as it must not be: a lost answer counts as "never sent", and nobody looks at the school first.

The tour's control: `python -m tests.ui.blind demo --tour DIR` must find two copies of the post whose answer was lost.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace

from studydesk.cli import entry, tour
from studydesk.domain.outbox import Event, Item, Problem
from studydesk.errors import StudyDeskError
from studydesk.sync import conversations, deliver, outcomes, posting, reconcile, trip
from studydesk.sync.outcomes import Outcome


def of_write(error: StudyDeskError) -> Outcome:
    """Return the outcome of a write, blind to the difference between "no answer" and "never sent"."""
    told = outcomes.of_write(error)
    if told.event is not Event.NO_ANSWER:
        return told
    return replace(told, event=Event.NEVER_SENT, problem=Problem("never_sent"))


def nothing_there(*_given: object) -> bool:
    """Look at nothing."""
    return False


def none_adopted(*_given: object) -> list[Item]:
    """Find nothing of ours among what the school shows."""
    return []


def blindfold() -> None:
    """Take the protocol out of this process, and out of those that it starts."""
    for module in (trip, posting, conversations, reconcile, deliver):
        for name, blind in (("of_write", of_write), ("adopt_seen", none_adopted), ("copies", none_adopted)):
            if hasattr(module, name):
                setattr(module, name, blind)
    setattr(posting.Posting, "_is_there", nothing_there)  # noqa: B010  # a plain assignment would not type: sabotage
    tour.program = lambda: [sys.executable, "-m", "tests.ui.blind"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, blindfolded."""
    blindfold()
    return entry(arguments)


if __name__ == "__main__":
    sys.exit(main())
