"""Exit codes, and which error gives which."""

from studydesk import errors
from studydesk.domain.outbox import NotAllowed

DONE = 0
FAULT = 1
USAGE = 2
NOT_POSSIBLE = 3
NO_LINK = 4
NOT_SIGNED_IN = 5
LEFT = 6
DISK = 7
REFUSED = 8

MEANINGS = (
    (DONE, "done, or queued to be sent later"),
    (FAULT, "a fault of the program"),
    (USAGE, "the command was typed wrongly"),
    (NOT_POSSIBLE, "not possible as asked: nothing of this name, nothing written, over a limit"),
    (NO_LINK, "the school cannot be reached now; everything is kept"),
    (NOT_SIGNED_IN, "signed out, or wrong name or password"),
    (LEFT, "something is left to be sent or downloaded"),
    (DISK, "the disk is full or damaged, or the data is of a newer version"),
    (REFUSED, "the school said no"),
)

# The first that fits counts, so the narrower class stands before the wider.
_CODES: tuple[tuple[type[Exception], int], ...] = (
    (errors.NeverSent, NO_LINK),
    (errors.NoAnswer, NO_LINK),
    (errors.NotProcessed, NO_LINK),
    (errors.NotACampus, NO_LINK),
    (errors.SignedOut, NOT_SIGNED_IN),
    (errors.WrongPassword, NOT_SIGNED_IN),
    (errors.Refused, REFUSED),
    (errors.NotAvailable, REFUSED),
    (errors.StorageFull, DISK),
    (errors.StorageFailed, DISK),
    (errors.Corrupt, DISK),
    (errors.DatabaseTooNew, DISK),
    (errors.NotFound, NOT_POSSIBLE),
    (errors.Invalid, NOT_POSSIBLE),
    (errors.ProfileInUse, NOT_POSSIBLE),
    (errors.PackageRejected, NOT_POSSIBLE),
    (NotAllowed, NOT_POSSIBLE),
)


def of(error: Exception) -> int:
    """Return the exit code for an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAULT)
