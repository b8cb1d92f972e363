"""What may travel now: the learner's hours, data allowance, paid links, and the room on the disk. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from studydesk.domain.courses import Media

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When downloads may run, by the learner's own clock; past midnight where `until` is not later than `start`."""

    start: time
    until: time


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
        day_bytes, week_bytes: the allowance, None = no limit.
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
        stored_bytes: what courses take; `free_bytes`: of the disk they lie on, None where that drive is not here.
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
