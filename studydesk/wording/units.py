"""Sizes, spans and instants in words. Instants are shown in the learner's own time zone."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from studydesk.wording.speech import ntr, tr


def _weekday(number: int) -> str:
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))[number]


def _month(number: int) -> str:
    names = (
        *(tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun")),
        *(tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec")),
    )
    return names[number - 1]


def decimal(number: str) -> str:
    """Return a number with the decimal mark of the learner's language: "2.4", in Spanish "2,4"."""
    return number.replace(".", tr("1.5").strip("15"))


def size(count: int) -> str:
    """Return a size in bytes in words: "0 bytes", "12 kB", "2.4 MB", "120 MB"."""
    if count < 1000:
        return ntr("{n} byte", "{n} bytes", max(0, count))
    unit = 1 if count < 999_500 else 2 if count < 999_500_000 else 3
    value = count / 1000**unit
    digits = 1 if value < 9.95 else 0
    return f"{decimal(f'{value:.{digits}f}'.removesuffix('.0'))} {('kB', 'MB', 'GB')[unit - 1]}"


def percent(share: float) -> str:
    """Return a share 0.0–1.0 as "43 %"; never 100 % before all is there."""
    return f"{int(min(1.0, max(0.0, share)) * 100)} %"


def shares(counts: Sequence[int]) -> list[str]:
    """Return the parts of a whole as "43 %" that add up to 100: what rounding down loses goes to the largest rests."""
    whole = sum(counts)
    if not whole:
        return [percent(0.0) for _ in counts]
    parts = [divmod(100 * count, whole) for count in counts]
    lost = 100 - sum(part for part, _rest in parts)
    raised = set(sorted(range(len(counts)), key=lambda place: -parts[place][1])[:lost])
    return [f"{part + (place in raised)} %" for place, (part, _rest) in enumerate(parts)]


def duration(seconds: float | None) -> str:
    """Return a span in words: "less than a minute", "about 12 min", "about 2 h 10 min", "about 3 days"; "" for None."""
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 60:
        return tr("about {n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return ntr("about {n} day", "about {n} days", round(hours / 24))
    if hours >= 10 or not rest:
        return tr("about {n} h").format(n=round(minutes / 60))
    return tr("about {h} h {m} min").format(h=hours, m=rest)


def money(amount: float) -> str:
    """Return an amount in the learner's own money (no currency is known)."""
    return decimal(f"{amount:.2f}")


def clock_time(at: datetime, tz: tzinfo | None = None) -> str:
    """Return "14:02"; `tz` None = this computer's zone."""
    return at.astimezone(tz).strftime("%H:%M")


def date(at: datetime, tz: tzinfo | None = None) -> str:
    """Return "Thu 26 Nov 2026"."""
    local = at.astimezone(tz)
    return f"{_weekday(local.weekday())} {local.day} {_month(local.month)} {local.year}"


def day(at: datetime, now: datetime, tz: tzinfo | None = None) -> str:
    """Return the day as one says it: "today", "yesterday", "tomorrow", "Thu" within a week, else "Thu 26 Nov"."""
    local, today = at.astimezone(tz), now.astimezone(tz)
    days = (local.date() - today.date()).days
    near = {-1: tr("yesterday"), 0: tr("today"), 1: tr("tomorrow")}.get(days)
    if near:
        return near
    if 0 < days < 7:
        return _weekday(local.weekday())
    short = f"{_weekday(local.weekday())} {local.day} {_month(local.month)}"
    return short if local.year == today.year else f"{short} {local.year}"


_DAYS_FROM = timedelta(hours=36)


def distance(span: timedelta) -> str:
    """Return how far away an instant is, without saying in which direction."""
    minutes = abs(span.total_seconds()) / 60
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 90:
        return ntr("{n} minute", "{n} minutes", round(minutes))
    if minutes < _DAYS_FROM.total_seconds() / 60:
        return ntr("{n} hour", "{n} hours", round(minutes / 60))
    return ntr("{n} day", "{n} days", round(minutes / 60 / 24))


def when(at: datetime, now: datetime, tz: tzinfo | None = None) -> str:
    """Return an instant as one says it: "in 2 days, Thu 18:00", "3 hours ago, today 09:10"."""
    there = f"{day(at, now, tz)} {clock_time(at, tz)}"
    if abs(at - now) < timedelta(minutes=1):  # nothing was written "in less than a minute": clocks differ by seconds
        return tr("just now, {there}").format(there=there)
    span = distance(at - now)
    if abs(at - now) >= _DAYS_FROM:
        # By the calendar, as the day beside it: 39 hours ago is yesterday, not two days.
        days = abs((at.astimezone(tz).date() - now.astimezone(tz).date()).days)
        span = ntr("{n} day", "{n} days", days)
    if at >= now:
        return tr("in {span}, {there}").format(span=span, there=there)
    return tr("{span} ago, {there}").format(span=span, there=there)
