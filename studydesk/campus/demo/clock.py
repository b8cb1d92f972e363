"""Times as the content folder writes them: relative to the campus' birth."""

import re
from datetime import UTC, datetime

from studydesk.errors import PackageRejected

_RELATIVE = re.compile(r"^([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:@(\d\d):(\d\d))?$")


def instant(relative: str | None, birth: int) -> int:
    """Return the Unix second that `relative` ("+3d", "-2h", "+0d18h", "-90m") names; 0 for None, Moodle's "no time".

    "+3d@18:00" is the day three days on at that time of this computer's clock, so that a morning is a morning.

    Raises: PackageRejected if the text is not of that form.
    """
    if relative is None:
        return 0
    match = _RELATIVE.match(relative)
    if match is None or not any(match.groups()[1:4]):
        raise PackageRejected("bad_time")
    days, hours, minutes = (int(part or 0) for part in match.groups()[1:4])
    span = (days * 24 + hours) * 3600 + minutes * 60
    found = birth + span if match[1] == "+" else birth - span
    return found if match[5] is None else _at(found, int(match[5]), int(match[6]))


def _at(day: int, hour: int, minute: int) -> int:
    try:
        return int(moment(day).astimezone().replace(hour=hour, minute=minute, second=0).timestamp())
    except ValueError as error:
        raise PackageRejected("bad_time") from error


def moment(seconds: int) -> datetime:
    """Return the Unix second as an aware UTC datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def clock_time(seconds: int) -> str:
    """Return "3:55 PM", as Moodle's English site writes the time of day."""
    when = moment(seconds)
    return f"{when.hour % 12 or 12}:{when.minute:02d} {'AM' if when.hour < 12 else 'PM'}"


def long_date(seconds: int) -> str:
    """Return "Monday, 23 November 2026, 3:55 PM", as Moodle's English site writes it."""
    when = moment(seconds)
    return f"{when:%A}, {when.day} {when:%B} {when.year}, {clock_time(seconds)}"
