"""What may travel now: the learner's hours, data allowance, paid links, and the room on the disk. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, LocalFile

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When downloads may run, by the learner's own clock; past midnight where `until` is not later than `start`."""

    start: time
    until: time

    def covers(self, now: time) -> bool:
        """Whether downloads may run at this time of day; `until` itself is too late."""
        if self.start < self.until:
            return self.start <= now < self.until
        return now >= self.start or now < self.until

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.until:%H:%M}"


class Hold(StrEnum):
    """Why a file waits although there is a link."""

    HOURS = "hours"
    DAY_ALLOWANCE = "day_allowance"
    WEEK_ALLOWANCE = "week_allowance"
    METERED = "metered"
    BUDGET = "budget"  # courses take as much of this computer as the learner allows
    RESERVE = "reserve"  # less of the disk is free than the learner keeps free
    DRIVE_GONE = "drive_gone"  # the drive that courses were moved to is not here


@dataclass(frozen=True, slots=True)
class Held:
    """Why a file waits, and until when (aware); None = until something is changed."""

    why: Hold
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the learner allows.

    Attributes:
        day_bytes, week_bytes: the allowance, None = no limit; a week begins on Monday.
        is_metered: whether the link is paid by the megabyte.
        metered_media: what travels by itself over such a link.
        rate_limit: bytes per second, None = none.
        most_connections: at once.
        budget_bytes: what all courses may take, None = no limit; `reserve_bytes` of the disk stay free.
    """

    hours: Hours | None = None
    day_bytes: int | None = None
    week_bytes: int | None = None
    is_metered: bool = False
    metered_media: frozenset[Media] = frozenset(Media)
    rate_limit: float | None = None
    most_connections: int = 8
    budget_bytes: int | None = None
    reserve_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Used:
    """What counts against the rules now: bytes that travelled today and this week, and the room on the disk.

    Attributes:
        stored_bytes: what courses take, files that are being fetched now in full and of those that wait what came;
            `free_bytes`: of the disk they lie on, None where that drive is not here.
    """

    day_bytes: int = 0
    week_bytes: int = 0
    stored_bytes: int = 0
    free_bytes: int | None = None


def hours(words: str) -> Hours | None:
    """Return the hours of "22:00-06:00", None for anything else and for an empty span."""
    found = _HOURS.fullmatch(words.replace(" ", "").replace("–", "-"))
    if found is None:
        return None
    first, second = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return None if first == second else Hours(first, second)


class Allows(Protocol):
    """What the transfers ask: what may travel now, how fast, and who counts it. From any thread."""

    @property
    def rate_limit(self) -> float | None:
        """Bytes per second, None = as fast as it comes."""
        ...

    @property
    def most_connections(self) -> int:
        """How many connections may be open at once."""
        ...

    @property
    def named(self) -> Collection[int] | None:
        """The files that are asked for, by their keys; None = all that is queued."""
        ...

    def held(self, file: LocalFile) -> Held | None:
        """Return why a file has to wait, None when it may travel."""
        ...

    def begin(self, file: LocalFile) -> None:
        """Count the room of a file that is fetched from now on."""
        ...

    def end(self, file: LocalFile, *, is_whole: bool) -> None:
        """Nobody fetches it any more; `is_whole`: because it is here."""
        ...

    def note(self, file: LocalFile, travelled: int) -> None:
        """Count bytes that travelled for a file."""
        ...

    def note_news(self, travelled: int) -> None:
        """Count bytes of news, posts and hand-ins."""
        ...

    def flush(self) -> None:
        """Keep what was counted."""
        ...


class Unlimited:
    """Nothing is held back and nothing is counted."""

    rate_limit: float | None = None
    most_connections = 8
    named: Collection[int] | None = None

    def held(self, file: LocalFile) -> Held | None:
        """Return None: everything may travel."""
        return None

    def begin(self, file: LocalFile) -> None:
        """Count nothing."""

    def end(self, file: LocalFile, *, is_whole: bool) -> None:
        """Nothing was counted."""

    def note(self, file: LocalFile, travelled: int) -> None:
        """Count nothing."""

    def note_news(self, travelled: int) -> None:
        """Count nothing."""

    def flush(self) -> None:
        """Nothing was counted."""


def held(file: LocalFile, rules: Rules, used: Used, now: datetime) -> Held | None:
    """Return why a file may not travel at `now`, None when it may.

    `now` is by the learner's own clock: aware, in their zone. Room on the disk holds urgent files too: nothing can be
    written without it. The rest is the learner's own rule, which they may overrule.
    """
    return _no_room(file, rules, used) or (None if file.is_urgent else _not_now(file, rules, used, now))


def _no_room(file: LocalFile, rules: Rules, used: Used) -> Held | None:
    if used.free_bytes is None:
        return Held(Hold.DRIVE_GONE)
    is_running = file.state is FileState.RUNNING
    # What was begun has its room on the disk already: part files are reserved whole. To hold it would free nothing.
    is_begun = is_running or file.done_bytes > 0
    if not is_begun and used.free_bytes - file.size_bytes < rules.reserve_bytes:
        return Held(Hold.RESERVE)
    size = max(0, file.size_bytes - file.done_bytes)
    if not is_running and rules.budget_bytes is not None and used.stored_bytes + size > rules.budget_bytes:
        return Held(Hold.BUDGET)
    return None


def _not_now(file: LocalFile, rules: Rules, used: Used, now: datetime) -> Held | None:
    if rules.hours is not None and not rules.hours.covers(now.time()):
        return Held(Hold.HOURS, opening(rules.hours, now))
    if rules.is_metered and file.media not in rules.metered_media:
        return Held(Hold.METERED)
    if rules.day_bytes is not None and used.day_bytes >= rules.day_bytes:
        return Held(Hold.DAY_ALLOWANCE, _begin(now.date() + _DAY, now))
    if rules.week_bytes is not None and used.week_bytes >= rules.week_bytes:
        return Held(Hold.WEEK_ALLOWANCE, _begin(monday(now.date()) + 7 * _DAY, now))
    return None


def monday(day: date) -> date:
    """Return the first day of this day's week."""
    return day - day.weekday() * _DAY


def opening(span: Hours, now: datetime) -> datetime:
    """Return the next minute after `now` at which downloads may run, in `now`'s zone; `now` is outside the hours."""
    start = now.replace(hour=span.start.hour, minute=span.start.minute, second=0, microsecond=0, fold=0)
    if start <= now:
        start += _DAY  # by the wall clock: the same zone on both sides
    real = start.astimezone(UTC).astimezone(start.tzinfo)
    if start.utcoffset() == now.utcoffset() and real.time() == start.time():
        return start
    return _stepped(span, now)


def _stepped(span: Hours, now: datetime) -> datetime:
    """Return as `opening`, over a night in which clocks are changed: hours may be skipped, or come twice."""
    at = now.astimezone(UTC).replace(second=0, microsecond=0)
    while True:
        at += _MINUTE
        local = at.astimezone(now.tzinfo)
        if span.covers(local.time()):
            return local


def _begin(day: date, now: datetime) -> datetime:
    """Return when a day begins in `now`'s zone; where clocks skip midnight that is the first instant after it."""
    midnight = datetime.combine(day, time(), now.tzinfo)
    return midnight.astimezone(UTC).astimezone(now.tzinfo)
