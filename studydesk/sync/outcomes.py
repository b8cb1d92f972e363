"""What an error of the campus means for the intents that were under way. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from studydesk.domain.outbox import Event, Problem
from studydesk.errors import (
    Cancelled,
    CaptivePortal,
    Corrupt,
    DriveGone,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StorageFailed,
    StorageFull,
    StudyDeskError,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An event for the items, why, and how long the site asked to wait.

    Attributes:
        stops: why the whole run should rest: `link`, `signed_out`, `busy`, `maintenance`, `services_off`, or None.
    """

    event: Event
    problem: Problem | None = None
    retry_after: timedelta | None = None
    stops: str | None = None


def of_write(error: StudyDeskError) -> Outcome:
    """Return what an error of the decisive write means (architecture.md, the outbox)."""
    match error:
        case NeverSent():
            return Outcome(Event.NEVER_SENT, Problem("never_sent"), stops="link")
        case NotProcessed(reason=reason, retry_after=after):
            stops = None if reason == "too_large" else resting(reason)
            return Outcome(Event.NOT_PROCESSED, Problem(reason), after, stops)
        case SignedOut():
            return Outcome(Event.SIGNED_OUT, stops="signed_out")
        case Refused(code=code, message=message):
            return Outcome(Event.REFUSED, Problem(code, message))
        case NotAvailable(function=function):
            return Outcome(Event.REFUSED, Problem("not_available", function))
        case CaptivePortal():
            return Outcome(Event.NO_ANSWER, Problem("no_answer"), stops="link")
    return Outcome(Event.NO_ANSWER, Problem("no_answer"))


def resting(reason: str) -> str:
    """Return why a run rests after NotProcessed: what the learner is told of the link hangs on it."""
    return reason if reason in ("maintenance", "services_off") else "busy"


def of_preparation(error: StudyDeskError) -> Outcome:
    """Return what an error before the decisive write means: nothing was decided, so nothing is unknown."""
    match error:
        case NoAnswer():
            return Outcome(Event.NOT_PROCESSED, Problem("no_answer_yet"), stops="link")
        case StorageFull():
            return Outcome(Event.NOT_PROCESSED, Problem("disk_full"))
        case DriveGone():
            return Outcome(Event.NOT_PROCESSED, Problem("drive_gone"))
        case StorageFailed():
            return Outcome(Event.NOT_PROCESSED, Problem("disk_failed"))
        case Corrupt():
            return Outcome(Event.REFUSED, Problem("attachment_damaged"))
    return of_write(error)


def is_passing(error: StudyDeskError) -> bool:
    """Whether a look-up that failed like this can be tried again later."""
    passing = NeverSent | NoAnswer | NotProcessed | SignedOut | Cancelled | StorageFull | StorageFailed
    return isinstance(error, passing)
