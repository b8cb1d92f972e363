"""What a run of refresh, deliver or fetch did, and how it tells so while it runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from studydesk.domain.ids import ActivityId, CourseId, IntentId, PostId
from studydesk.domain.outbox import State
from studydesk.domain.plan import Held
from studydesk.errors import Refused, StudyDeskError


@dataclass(frozen=True, slots=True)
class Step:
    """What is happening now, for the window: `doing` is a code, `detail` a title or file name.

    Attributes:
        done, total: bytes or things of this step; total 0 = not known. Of downloads: all that was queued in this run.
        rate: of downloads, bytes per second just now, None while not known.
        files: of downloads, those under way.
        activity: what can be read now, where `doing` is "readable".
    """

    doing: str
    detail: str = ""
    done: int = 0
    total: int = 0
    rate: float | None = None
    files: "tuple[FileStep, ...]" = ()
    activity: ActivityId | None = None


@dataclass(frozen=True, slots=True)
class FileStep:
    """How far one file is, in bytes; `key` as in LocalFile."""

    key: int
    name: str
    done: int
    total: int


Progress = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Report progress to nobody."""


@dataclass(slots=True)
class RefreshReport:
    """What a refresh asked and found.

    Attributes:
        requests: calls beyond the probe and the structure check, by name.
        structure_requests: calls of the rotating check for deletions, and of dates that are asked for every few hours.
        problems: courses that could not be refreshed, and why; the others were.
        refused: single things in courses that the site would not show (a closed forum, hidden grades).
        unavailable: functions this site does not offer; what needs them stays as it is.
        adopted: intents whose post was seen on the site while their fate was unknown.
        missing: posts the school confirmed once and no longer shows (restored from a backup, or removed).
        has_lost: whether the school lost anything of ours; then nothing counts as fresh.
    """

    requests: list[str] = field(default_factory=list)
    structure_requests: int = 0
    changed_courses: set[CourseId] = field(default_factory=set)
    removed_courses: frozenset[CourseId] = frozenset()
    problems: dict[CourseId, StudyDeskError] = field(default_factory=dict)
    refused: list[tuple[CourseId, str, Refused]] = field(default_factory=list)
    unavailable: set[str] = field(default_factory=set)
    adopted: list[IntentId] = field(default_factory=list)
    missing: list[PostId] = field(default_factory=list)
    has_lost: bool = False


@dataclass(slots=True)
class DeliverReport:
    """What a run did to the outbox.

    Attributes:
        stopped: why the run ended before its end (as Outcome.stops); None = it went through.
        taken_back: surplus copies deleted on the site.
        surplus: surplus copies that could not be deleted any more, for the learner to know.
        missing: what the school confirmed in this run and does not show: never sent again silently.
        tried: what was sent or looked up, as it was then (`queues.as_tried`).
    """

    sent: list[IntentId] = field(default_factory=list)
    uncertain: list[IntentId] = field(default_factory=list)
    rejected: list[IntentId] = field(default_factory=list)
    conflicts: list[IntentId] = field(default_factory=list)
    waiting: int = 0
    stopped: str | None = None
    taken_back: list[PostId] = field(default_factory=list)
    surplus: list[PostId] = field(default_factory=list)
    missing: list[IntentId] = field(default_factory=list)
    tried: set[tuple[IntentId, State, int]] = field(default_factory=set)


@dataclass(slots=True)
class FetchReport:
    """What a run of downloads did.

    Attributes:
        bytes: that travelled; `rate`: bytes per second of them, None where too few travelled to tell.
        reused: files proven to be here already by one conditional request.
        stopped: `posts` when it made room for the outbox, `link`, `signed_out`, `disk_full`, `disk_failed`, `busy`,
            `maintenance`, `services_off`, `resting` when nothing was asked because the site had said so, `held` when
            the learner's rules let nothing more travel now; None = queue empty.
        held: why and until when, with `stopped` "held".
        connections: the most that were open at once.
        rests_until: when the site may be asked again, where it said so.
    """

    present: int = 0
    failed: int = 0
    reused: int = 0
    bytes: int = 0
    rate: float | None = None
    stopped: str | None = None
    held: Held | None = None
    connections: int = 0
    rests_until: datetime | None = None

    def measure(self, seconds: float, least_bytes: int) -> None:
        """Note the rate, where enough travelled to tell it."""
        if self.bytes >= least_bytes and seconds > 0:
            self.rate = self.bytes / seconds
