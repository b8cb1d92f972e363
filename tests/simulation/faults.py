"""What can go wrong, and what each of it means for whoever asked (sync.md, the simulation)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from studydesk.errors import (
    BadAnswer,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    SignedOut,
    StudyDeskError,
)


class Fault(StrEnum):
    """What can happen to one request."""

    NAME_LOOKUP = "name lookup fails"
    CONNECT_TIMEOUT = "connect times out"
    CUT_BEFORE_SEND = "cut before send"
    CUT_IN_BODY = "cut in the body"
    ANSWER_LOST = "processed, answer lost"
    LATE = "delivered late"
    ANSWER_CUT = "answer cut at a byte"
    ERROR_BEFORE = "5xx before processing"
    ERROR_AFTER = "5xx after processing"
    TOO_LARGE = "413"
    BUSY = "429"
    PORTAL = "captive portal"
    LOGIN_PAGE = "redirect to a login page"
    CUT_JSON = "cut JSON"
    EMPTY_BODY = "empty body"
    WRONG_LENGTH = "wrong Content-Length"
    NO_CODE = "error without a code"
    DATABASE_DOWN = "database of the school down"
    TOKEN_EXPIRED = "token expired"
    MAINTENANCE = "maintenance"
    RESTORED = "server restored"
    FUNCTION_MISSING = "function missing"
    BATCH_STOPS = "batch stops at its second call"
    RANGE_IGNORED = "range ignored"
    OTHER_VERSION = "range of another version"
    FILE_CUT = "file cut"


class Mishap(StrEnum):
    """What can happen on the learner's side."""

    KILL_AT_COMMIT = "killed before a commit"
    KILL_AFTER_COMMIT = "killed after a commit"
    KILL_BEFORE_SEND = "killed before a request left"
    KILL_BEFORE_ANSWER = "killed before the answer came"
    KILL_AT_FILE = "killed at a write, sync or rename"
    POWER_CUT = "power cut"
    DISK_FULL = "disk full"
    DISK_ERROR = "disk error"
    CLOCK_JUMP = "clock jumps"
    OLDER_COPY = "database replaced by an older copy"
    LIBRARY_LOST = "library lost"
    SECOND_HAND = "the learner acts while a request is under way"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a fault of the network is to both sides.

    Attributes:
        error: what the campus' border makes of it; held by tests/simulation/test_faults.py.
        processed: whether the school did what was asked; None = either.
        seconds: what the learner waited.
    """

    error: Callable[[str], StudyDeskError]
    processed: bool | None
    seconds: float


def _always(error: Callable[[], StudyDeskError]) -> Callable[[str], StudyDeskError]:
    return lambda _function: error()


MEANINGS: dict[Fault, Meaning] = {
    Fault.NAME_LOOKUP: Meaning(_always(lambda: NeverSent("lookup")), False, 1),
    Fault.CONNECT_TIMEOUT: Meaning(_always(lambda: NeverSent("timeout")), False, 20),
    Fault.CUT_BEFORE_SEND: Meaning(_always(lambda: NoAnswer("cut")), False, 2),
    Fault.CUT_IN_BODY: Meaning(_always(lambda: NoAnswer("cut")), False, 5),
    Fault.ANSWER_LOST: Meaning(_always(lambda: NoAnswer("stalled")), True, 120),
    Fault.ANSWER_CUT: Meaning(_always(lambda: NoAnswer("cut")), True, 4),
    Fault.ERROR_BEFORE: Meaning(_always(lambda: NoAnswer("status 502")), False, 3),
    Fault.ERROR_AFTER: Meaning(_always(lambda: NoAnswer("status 504")), True, 60),
    Fault.TOO_LARGE: Meaning(_always(lambda: NotProcessed("too_large")), False, 1),
    Fault.BUSY: Meaning(_always(lambda: NotProcessed("busy", timedelta(seconds=30))), False, 1),
    Fault.PORTAL: Meaning(_always(lambda: CaptivePortal("page")), False, 1),
    Fault.LOGIN_PAGE: Meaning(_always(lambda: CaptivePortal("redirect")), False, 1),
    Fault.CUT_JSON: Meaning(_always(lambda: BadAnswer("unreadable")), True, 2),
    Fault.EMPTY_BODY: Meaning(_always(lambda: BadAnswer("empty")), None, 2),
    Fault.WRONG_LENGTH: Meaning(_always(lambda: NoAnswer("cut")), True, 2),
    Fault.NO_CODE: Meaning(_always(lambda: NoAnswer("unknown")), None, 2),
    Fault.DATABASE_DOWN: Meaning(_always(lambda: NotProcessed("database")), False, 1),
    Fault.TOKEN_EXPIRED: Meaning(_always(lambda: SignedOut("accessexception")), False, 1),
    Fault.MAINTENANCE: Meaning(_always(lambda: NotProcessed("maintenance")), False, 1),
    Fault.FUNCTION_MISSING: Meaning(lambda function: NotAvailable(function), False, 1),
}
LATE_AT_MOST_S = 3600
FILE_FAULTS = (Fault.RANGE_IGNORED, Fault.OTHER_VERSION, Fault.FILE_CUT)


class Killed(BaseException):
    """The process is gone: nothing of it may go on."""
