"""What an error of a download means: the file waits, fails or begins anew, or the whole run ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from studydesk.domain.downloads import FileEvent
from studydesk.domain.outbox import backoff
from studydesk.domain.outside import Chance
from studydesk.domain.pace import Flow
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
from studydesk.policy import Policy
from studydesk.sync.outcomes import resting
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.transfer import MOST_VERSIONS, TRIES_OF_WRONG_BYTES, Transfer

DISK_FULL_WAIT = timedelta(minutes=10)
FAILED_WAIT = timedelta(days=1)
DISK_TROUBLES = (StorageFull, StorageFailed)
DISK_STOPS = frozenset({"disk_full", "disk_failed"})
BUSY_WAIT = timedelta(seconds=30)
MOST_SILENT_TRIES = 3  # in a row that got no further: then it is the link, not the files
MOST_TRIES_IN_VAIN = 8  # in a row, of a file that several connections bring: then others go first
SEEN_BY_LOOKING = frozenset({"portal", "services_off", "maintenance"})  # a look at the site tells of them
ALIVE_S = 20.0  # the line is alive when any connection brought something so short a time ago


def of_disk(error: StorageFull | StorageFailed) -> str:
    """Return the code of what is wrong with the disk: only a full one is helped by making room."""
    return "disk_full" if isinstance(error, StorageFull) else "disk_failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do.

    Attributes:
        event: what happens to the file, None = it stays under way.
        problem, not_before: why the file waits or failed, and until when.
        stops: why the whole run ends, None = it goes on; rests_until: when the site may be asked again.
        begins_anew: its bytes are thrown away.
        eases: the site wants fewer connections.
        is_raised: the caller has to know.
    """

    event: FileEvent | None = None
    problem: str | None = None
    not_before: datetime | None = None
    stops: str | None = None
    rests_until: datetime | None = None
    begins_anew: bool = False
    eases: bool = False
    is_raised: bool = False


_WAITS = FileEvent.INTERRUPTED


@dataclass(frozen=True, slots=True)
class _Blame:
    """A file whose answers spoke of the whole site: so many in a row without a byte, and what was known by then.

    `is_its_own`: the site was found well since.
    """

    answers: int
    reached: int
    run: int
    arrived: int
    is_its_own: bool = False


class Troubles:
    """Remembers how often files failed, over all runs of the program."""

    def __init__(self, clock: SchoolClock, chance: Chance, policy: Policy) -> None:
        self._clock, self._chance, self._policy = clock, chance, policy
        self._failures: dict[int, int] = {}
        self._reached: dict[int, int] = {}
        self._blamed: dict[int, _Blame] = {}
        self._silent = 0
        self._run = 0
        self._arrived = 0

    def begin(self) -> None:
        """A new run begins: after one that was stopped, the site was looked at meanwhile and found well."""
        self._silent = 0
        self._run += 1

    def went_well(self, transfer: Transfer) -> None:
        """Forget the failures of a file that is here."""
        self._failures.pop(transfer.file.key, None)
        self._reached.pop(transfer.file.key, None)
        self._blamed.pop(transfer.file.key, None)
        self._silent = 0
        self._arrived += 1

    def judge(self, transfer: Transfer, error: StudyDeskError, flow: Flow, now: float) -> Verdict:
        """Return what an error of a transfer means."""
        match error:
            case Cancelled():
                return Verdict(_WAITS, is_raised=True)
            case CaptivePortal():
                return self._of_site(transfer, "portal", timedelta())
            case NeverSent() if flow.is_dead(now, ALIVE_S):
                return Verdict(_WAITS, stops="link")
            case NeverSent() | NoAnswer():
                return self._no_answer(transfer, flow, now)
            case SignedOut():
                return Verdict(_WAITS, stops="signed_out")
            case NotProcessed(reason=reason, retry_after=after):
                return self._of_site(transfer, resting(reason), after or BUSY_WAIT)
            case StorageFull():
                later = self._clock.now() + DISK_FULL_WAIT
                return Verdict(FileEvent.FAILED, "disk_full", later, stops="disk_full")
            case DriveGone():
                return Verdict(_WAITS, stops="held")
            case StorageFailed():
                later = self._clock.now() + DISK_FULL_WAIT
                return Verdict(FileEvent.FAILED, "disk_failed", later, stops="disk_failed")
            case Corrupt():
                transfer.wrong += 1
                if transfer.wrong < TRIES_OF_WRONG_BYTES:
                    return Verdict(begins_anew=True)
                return Verdict(FileEvent.FAILED, "corrupt")  # until the learner says so: each try costs all of it
            case Refused(code=code):
                return self._failed("gone" if code in ("filenotfound", "invalidrecord") else "refused")
            case NotAvailable():
                return self._failed("not_available")
        return Verdict(_WAITS, is_raised=True)

    def _failed(self, problem: str) -> Verdict:
        """Try a file again tomorrow: a school mends what its teachers tell it."""
        return Verdict(FileEvent.FAILED, problem, self._clock.now() + FAILED_WAIT)

    def _of_site(self, transfer: Transfer, stops: str, rest: timedelta) -> Verdict:
        """Let the site rest, and the file a little longer where nothing of it ever came: others go first then.

        A plugin that is broken or a file kept elsewhere must not stop everything else for ever: what answers so again,
        while others come well or after a look at the site that would have told, has itself to blame.
        """
        key, policy = transfer.file.key, self._policy
        before, reached = self._blamed.get(key), max(transfer.reached, transfer.here_bytes)
        if before is not None and reached > before.reached:
            before = None
        answers = before.answers + 1 if before is not None else 1
        is_looked_at = before is not None and self._run > before.run and stops in SEEN_BY_LOOKING
        others_came = before is not None and self._arrived > before.arrived
        is_its_own = is_looked_at or others_came or (before is not None and before.is_its_own)
        self._blamed[key] = _Blame(answers, reached, self._run, self._arrived, is_its_own)
        until = self._clock.now() + rest
        first = policy.item_backoff_first if before is None else max(rest, policy.item_backoff_first)
        own = backoff(answers, self._chance.jitter(), first, policy.item_backoff_most)
        later = until + own if before is not None or not reached else until
        if is_its_own:
            return Verdict(FileEvent.FAILED, "refused" if stops in SEEN_BY_LOOKING else stops, later)
        is_of_site = stops != "portal"  # that one stands between, and is asked for anew by a look
        return Verdict(_WAITS, stops, later, stops, until if is_of_site else None, eases=is_of_site)

    def _no_answer(self, transfer: Transfer, flow: Flow, now: float) -> Verdict:
        """Go on with it at once when it got further; else let others go first, and rest when none of them does."""
        key = transfer.file.key
        reached = max(transfer.reached, transfer.here_bytes)
        if reached > self._reached.get(key, 0) and transfer.version <= MOST_VERSIONS:
            self._reached[key] = reached
            self._failures.pop(key, None)
            self._silent = 0
            return Verdict()
        tries = self._failures[key] = self._failures.get(key, 0) + 1
        self._silent = self._silent + 1 if flow.is_dead(now, ALIVE_S) else 0
        stops = "link" if self._silent >= MOST_SILENT_TRIES else None
        transfer.stuck_at = transfer.here_bytes
        if transfer.spans and tries < MOST_TRIES_IN_VAIN and stops is None:
            return Verdict()  # others bring it
        policy = self._policy
        wait = backoff(tries, self._chance.jitter(), policy.item_backoff_first, policy.item_backoff_most)
        return Verdict(_WAITS, "no_answer_yet", self._clock.now() + wait, stops)
