"""Where things stand, in words (interface.md, "Words for states")."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

from studydesk.domain.assignments import Status
from studydesk.domain.courses import Kind
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.link import Link, LinkState
from studydesk.domain.outbox import Problem, State
from studydesk.domain.work import IntentKind
from studydesk.wording import units
from studydesk.wording.problems import problem as problem_in_words
from studydesk.wording.speech import ntr, tr

_CLOCK_MAY_BE_OFF_S = 180  # policy.clock_tolerance
_WORTH_A_TIME = 1000  # bytes; nobody waits for less


class OnDisk(Protocol):
    """What `disk_state` needs of an activity or a download."""

    @property
    def state(self) -> FileState | None: ...
    @property
    def total_bytes(self) -> int: ...
    @property
    def missing_bytes(self) -> int: ...
    @property
    def share(self) -> float: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def not_before(self) -> datetime | None: ...


class Written(Protocol):
    """What `writing_state` needs of a thing in the outbox."""

    @property
    def state(self) -> State: ...
    @property
    def problem(self) -> Problem | None: ...
    @property
    def next_try_at(self) -> datetime | None: ...
    @property
    def checking_at(self) -> datetime | None: ...
    @property
    def sent_at(self) -> datetime | None: ...


class LeftBehind(Protocol):
    """What `left_kind` and `left_state` need of a thing that is not at the school; kind and state None: a draft."""

    @property
    def kind(self) -> IntentKind | None: ...
    @property
    def state(self) -> State | None: ...
    @property
    def problem(self) -> Problem | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def next_try_at(self) -> datetime | None: ...
    @property
    def checking_at(self) -> datetime | None: ...
    @property
    def done(self) -> bool | None: ...
    @property
    def is_final(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What `writing_state` needs, of a thing that is no more than that."""

    state: State
    problem: Problem | None = None
    next_try_at: datetime | None = None
    checking_at: datetime | None = None
    sent_at: datetime | None = None


def disk_state(disk: OnDisk, opens_here: bool = True, tz: tzinfo | None = None) -> str:
    """Return where an activity's files stand: "On this computer", "Not downloaded · 12 MB", …"""
    if not opens_here:
        return tr("Needs the internet")
    missing = units.size(disk.missing_bytes)
    match disk.state:
        case None | FileState.PRESENT:
            return tr("On this computer")
        case FileState.RUNNING:
            return tr("Downloading {share}, {size} left").format(share=units.percent(disk.share), size=missing)
        case FileState.QUEUED if disk.not_before:
            return tr("Waiting for {time}").format(time=units.clock_time(disk.not_before, tz))
        case FileState.QUEUED:
            return tr("Waiting to download · {size}").format(size=missing)
        case FileState.PAUSED:
            return tr("Paused · {size} left").format(size=missing)
        case FileState.FAILED:
            return tr("Could not be downloaded: {why}").format(why=problem_in_words(disk.problem or ""))
        case FileState.STALE:
            return tr("Newer version at school · {size}").format(size=units.size(disk.total_bytes))
        case FileState.ABSENT:
            return tr("Not downloaded · {size}").format(size=missing) if disk.missing_bytes else tr("Not downloaded")


def writing_state(item: Written, now: datetime, tz: tzinfo | None = None) -> str:
    """Return where something the learner wrote stands: "Waiting to send", "At the school since 14:02", …"""
    match item.state:
        case State.QUEUED if item.problem and item.next_try_at and item.next_try_at > now:
            again = _in_minutes(item.next_try_at, now)
            return tr("Waiting to send. {why} Next try {again}").format(why=_why(item), again=again)
        case State.QUEUED:
            return tr("Waiting to send")
        case State.SENDING:
            return tr("Sending")
        case State.UNCERTAIN if item.problem and item.problem.code == "rescued" and _is_ahead(item.checking_at, now):
            again = _in_minutes(item.checking_at or now, now)
            return tr("Brought back after damage. Checking at the school {again}").format(again=again)
        case State.UNCERTAIN if item.problem and item.problem.code == "rescued":
            return tr("Brought back after damage. StudyDesk looks at the school first")
        case State.UNCERTAIN if item.checking_at and item.checking_at > now:
            again = _in_minutes(item.checking_at, now)
            return tr("Sent, but no answer came back. Checking at the school {again}").format(again=again)
        case State.UNCERTAIN:
            return tr("Sent, but no answer came back. Checking at the school at the next chance")
        case State.SENT if item.sent_at:
            there = units.clock_time(item.sent_at, tz)
            if units.day(item.sent_at, now, tz) != tr("today"):
                there = f"{units.day(item.sent_at, now, tz)} {there}"
            return tr("At the school since {time}").format(time=there)
        case State.SENT:
            return tr("At the school")
        case State.REJECTED:
            return tr("The school said no: {why} Your text is kept").format(why=_why(item))
        case State.CONFLICT if item.problem and item.problem.code == "missing_there":
            return tr("The school does not show it any more. Your text is kept. Choose")
        case State.CONFLICT if item.problem and item.problem.code == "several":
            return tr("It may be at the school already, more than once. Choose")
        case State.CONFLICT:
            return tr("Changed at the school too. Choose")
        case State.DISCARDED:
            return tr("Withdrawn. Your text is kept here")


def _why(item: Written) -> str:
    return problem_in_words(item.problem.code, item.problem.message) if item.problem else ""


def _is_ahead(at: datetime | None, now: datetime) -> bool:
    return at is not None and at > now


def _in_minutes(at: datetime, now: datetime) -> str:
    seconds = (at - now).total_seconds()
    if seconds < 60:
        return tr("in less than a minute")
    return tr("in {n} min").format(n=round(seconds / 60))


def draft_state(saved_at: datetime | None, tz: tzinfo | None = None) -> str:
    """Return "Draft, saved 14:02", or "" when nothing was written."""
    return tr("Draft, saved {time}").format(time=units.clock_time(saved_at, tz)) if saved_at else ""


def left_kind(left: LeftBehind) -> str:
    """Return what a thing is that would be left behind: a draft, or what a thing in the outbox is called."""
    return tr("Draft") if left.kind is None else intent_kind(left.kind, left.done, left.is_final)


def left_state(left: LeftBehind, now: datetime, tz: tzinfo | None = None) -> str:
    """Return where it stands: "Not sent yet, saved 14:02" of a draft, else as `writing_state`."""
    if left.state is None:
        return tr("Not sent yet, saved {when}").format(when=units.when(left.created_at, now, tz))
    return writing_state(Standing(left.state, left.problem, left.next_try_at, left.checking_at), now, tz)


def link_state(link: Link) -> str:
    """Return the link in two or three words."""
    words = {
        LinkState.UNKNOWN: tr("Looking for the school"),
        LinkState.ONLINE: tr("Online"),
        LinkState.SLOW: tr("Slow link"),
        LinkState.NO_LINK: tr("No link"),
        LinkState.PORTAL: tr("This Wi-Fi wants you to sign in"),
        LinkState.NO_CAMPUS: tr("The school does not answer"),
        LinkState.MAINTENANCE: tr("School under maintenance"),
        LinkState.SERVICES_OFF: tr("The school does not let study programs in"),
        LinkState.SIGNED_OUT: tr("Signed out at school · Sign in"),
    }
    return words[link.state]


def link_detail(link: Link) -> str:
    """Return what the state of the link means for the learner, in a sentence."""
    kept = tr("Everything you downloaded works. What you write is kept and sent later.")
    words = {
        LinkState.UNKNOWN: kept,
        LinkState.ONLINE: tr("The school answers. What you write is sent at once."),
        LinkState.SLOW: tr("The school answers slowly. Texts go first, large files take their time."),
        LinkState.NO_LINK: tr("This computer has no way to the internet now.") + " " + kept,
        LinkState.PORTAL: tr("Open a web browser and sign in to the Wi-Fi, then come back.") + " " + kept,
        LinkState.NO_CAMPUS: tr("There is a link, but the school's computer is silent. We look again by ourselves.")
        + " "
        + kept,
        LinkState.MAINTENANCE: tr("The school's computer is being worked on. We look again by ourselves.") + " " + kept,
        LinkState.SERVICES_OFF: tr("Ask the school to switch on “web services for mobile devices”.")
        + " "
        + kept,
        LinkState.SIGNED_OUT: tr("The school wants you to sign in again.") + " " + kept,
    }
    return " ".join(part for part in (words[link.state], clock(link)) if part)


def clock(link: Link) -> str:
    """Return that this computer's clock is wrong and what to do; "" when it is right or nothing is known of it."""
    off_s = link.server_offset_s or 0.0
    if not is_off(off_s):
        return ""
    span = units.distance(timedelta(seconds=off_s))
    slow = tr("The clock of this computer is {span} slow.").format(span=span)
    fast = tr("The clock of this computer is {span} fast.").format(span=span)
    return f"{slow if off_s > 0 else fast} " + tr("StudyDesk goes by the school's time; set the clock right.")


def is_off(seconds: float) -> bool:
    """Whether two clocks differ by more than what nobody has to know of."""
    return abs(seconds) > _CLOCK_MAY_BE_OFF_S


def price(of: Price, per_mb: float = 0.0) -> str:
    """Return what a download costs: "12 MB, about 3 min", with money where a price per MB is set."""
    parts = [units.size(of.size_bytes)]
    if of.seconds is not None and of.size_bytes >= _WORTH_A_TIME:
        parts.append(units.duration(of.seconds))
    if per_mb > 0:
        parts.append(tr("costs {money}").format(money=units.money(of.size_bytes / 1e6 * per_mb)))
    return ", ".join(parts)


def kind(of: Kind) -> str:
    """Return what an activity is called."""
    words = {
        Kind.PAGE: tr("Page"),
        Kind.BOOK: tr("Book"),
        Kind.RESOURCE: tr("File"),
        Kind.FOLDER: tr("Folder"),
        Kind.URL: tr("Web link"),
        Kind.LABEL: tr("Note"),
        Kind.FORUM: tr("Forum"),
        Kind.ASSIGNMENT: tr("Assignment"),
        Kind.QUIZ: tr("Quiz"),
        Kind.GLOSSARY: tr("Glossary"),
        Kind.LESSON: tr("Lesson"),
        Kind.CHOICE: tr("Vote"),
        Kind.FEEDBACK: tr("Questionnaire"),
        Kind.H5P: tr("Interactive exercise"),
        Kind.SCORM: tr("Interactive course"),
        Kind.OTHER: tr("Activity"),
    }
    return words[of]


def intent_kind(of: IntentKind, done: bool | None = None, is_final: bool = False) -> str:
    """Return what a thing in the outbox is; `done` and `is_final` as in ItemView."""
    words = {
        IntentKind.REPLY: tr("Answer in a forum"),
        IntentKind.DISCUSSION: tr("New discussion"),
        IntentKind.EDIT: tr("Change of a post"),
        IntentKind.DELETE: tr("Taking back a post"),
        IntentKind.SUBMISSION: tr("Handing in work") if is_final else tr("Saving work at the school"),
        IntentKind.COMPLETION: tr("Not done any more") if done is False else tr("Ticked off"),
        IntentKind.VIEW: tr("Opened"),
    }
    return words[of]


def status(of: Status) -> str:
    """Return how far the learner's work is at the school."""
    words = {
        Status.NONE: tr("Not handed in"),
        Status.DRAFT: tr("Saved at the school, not handed in yet"),
        Status.SUBMITTED: tr("Handed in"),
        Status.REOPENED: tr("Open again for another try"),
    }
    return words[of]


def waiting(count: int) -> str:
    """Return how many things wait to be sent."""
    return ntr("{n} thing waits to be sent", "{n} things wait to be sent", count)
