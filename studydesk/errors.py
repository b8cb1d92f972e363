"""One tree of errors: what a caller can act on, and nothing of how it was detected.

Errors carry facts; `wording.py` says the sentences.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path


class StudyDeskError(Exception):
    """The root: anything this program expects to go wrong."""


class NeverSent(StudyDeskError):
    """No byte of the request reached the other side: name look-up, connect or TLS handshake failed."""


class UntrustedSite(NeverSent):
    """The site's certificate is not trusted by this computer, or the address may only be used with https."""


class NotProcessed(StudyDeskError):
    """The site answered that it certainly did nothing (429, 413, maintenance, database down).

    Attributes:
        reason: `busy`, `too_large`, `maintenance`, `database`, `services_off` (web services are switched off now), or
            `not_reached`: it stood in a batch behind the one that failed.
        retry_after: how long the site asks us to wait, or None.
    """

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class NoAnswer(StudyDeskError):
    """The request may or may not have been processed: time-out, reset, 5xx, cut or unreadable answer."""


class CaptivePortal(NoAnswer):
    """Something between here and the site answered with its own page (a Wi-Fi sign-in, a proxy)."""


class BadAnswer(NoAnswer):
    """The site answered, but not in a shape that can be understood; for a write this is no answer."""


class NotACampus(StudyDeskError):
    """The address answers, but there is no Moodle with web services behind it.

    Attributes:
        reason: `not_moodle`, `services_off`, `too_old` or `login_elsewhere` (single sign-on only).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class WrongPassword(StudyDeskError):
    """The site refused this name and password (unknown, wrong, suspended and locked out look the same)."""


class SignedOut(StudyDeskError):
    """The site no longer accepts this learner's token."""


class NoAccount(SignedOut):
    """Nobody has signed in on this computer yet."""


class NotAvailable(StudyDeskError):
    """The site does not offer this function (too old, or switched off there).

    Attributes:
        function: the web-service function that is missing.
    """

    def __init__(self, function: str) -> None:
        super().__init__(function)
        self.function = function


class Refused(StudyDeskError):
    """The site understood the request and said no.

    Attributes:
        code: the site's errorcode or warning code.
        message: the site's own sentence as plain text, in the site's language; may be empty.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class NotFound(StudyDeskError):
    """Nothing of this id is in the library (never downloaded, or gone).

    Attributes:
        what: `course`, `account`, `activity`, `file` or `folder`, where its name was typed; else "".
        names: what there is instead; of an activity, the course that it is not in.
    """

    def __init__(self, name: str | int = "", what: str = "", names: Sequence[str] = ()) -> None:
        super().__init__(name)
        self.name, self.what, self.names = str(name), what, tuple(names)


class Cancelled(StudyDeskError):
    """The caller asked to stop."""


class StorageFull(StudyDeskError):
    """The disk has no room for what was to be written.

    Attributes:
        needed_bytes: how much was to be written, or None where that is not known.
    """

    def __init__(self, needed_bytes: int | None = None) -> None:
        super().__init__(needed_bytes)
        self.needed_bytes = needed_bytes


class Corrupt(StudyDeskError):
    """Bytes on this computer are not what they were recorded to be.

    Attributes:
        what: the SHA-256 of a blob, or the file name of a database.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class StorageFailed(StudyDeskError):
    """The disk refused for another reason than room: read-only, taken out, failing.

    Attributes:
        what: the file name.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class DriveGone(StorageFailed):
    """The drive that courses were moved to is not plugged in; nothing is lost.

    Attributes:
        what: the folder that is not there.
    """


class WorkDamaged(Corrupt):
    """The work database is damaged; it is left where it is.

    Attributes:
        backups: copies it can be replaced with, newest first.
    """

    def __init__(self, what: str, backups: tuple[Path, ...]) -> None:
        super().__init__(what)
        self.backups = backups


class WorkGone(WorkDamaged):
    """Neither the work database nor its journal nor a copy of it has anything that could be brought back.

    Attributes:
        folder: the profile; what is left lies in it.
        kept: the damaged file, None when there is none.
    """

    def __init__(self, what: str, folder: Path, kept: Path | None = None) -> None:
        super().__init__(what, ())
        self.folder, self.kept = folder, kept


class DatabaseTooNew(StudyDeskError):
    """The database was written by a newer version of the program and is left untouched."""


class ProfileInUse(StudyDeskError):
    """Another running StudyDesk holds this profile."""


class PackageRejected(StudyDeskError):
    """A course file cannot be opened safely.

    Attributes:
        reason: a code that `wording` has a sentence for.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Invalid(StudyDeskError):
    """What the learner asked for cannot be done as it stands.

    Attributes:
        reason: a code that `wording` has a sentence for.
        limit: the limit that was passed, where there is one (bytes, files, words, characters).
    """

    def __init__(self, reason: str, limit: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit
