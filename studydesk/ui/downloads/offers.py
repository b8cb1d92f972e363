"""What can be downloaded, what it would cost, and what the learner's limits make of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from studydesk import wording
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.plan import Rules, opening
from studydesk.study.views.courses import ActivityRow, SectionView
from studydesk.study.views.downloads import DownloadRow, Usage
from studydesk.ui.context import Context
from studydesk.ui.course.entries import WANTED_FROM
from studydesk.wording import tr

ALL_MEDIA = frozenset(Media)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be downloaded.

    Attributes:
        want: queues it and returns how many files that were; in the disk lane.
        is_mine: whether a row of the queue belongs to it.
        media: what kinds of files may be among it.
    """

    words: str
    price: Price
    want: Callable[[], int]
    is_mine: Callable[[DownloadRow], bool]
    media: frozenset[Media] = ALL_MEDIA


@dataclass(frozen=True, slots=True)
class Wish:
    """A choice of offers.

    Attributes:
        chosen: the place of the offer to begin with; beyond the last: activities are picked.
        sections: of which activities can be picked, () = they cannot.
    """

    title: str
    offers: tuple[Offer, ...]
    chosen: int = 0
    sections: tuple[SectionView, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the plan is laid against.

    Attributes:
        waiting_bytes: that go before it.
        now: by the learner's own clock, in their zone.
        rate: bytes per second, None while not measured.
        per_mb: what a MB costs, 0 = not told.
    """

    usage: Usage
    rules: Rules
    waiting_bytes: int
    now: datetime
    rate: float | None
    per_mb: float


def limits(context: Context) -> Limits:
    """Return the learner's limits as they are now; in the disk lane."""
    view = context.desk.downloads.view()
    return Limits(
        usage=view.usage,
        rules=view.rules,
        waiting_bytes=view.price.size_bytes,
        now=context.services.clock.now().astimezone(),
        rate=context.link.rate,
        per_mb=context.services.preferences.get().price_per_mb,
    )


def missing_bytes(row: ActivityRow) -> int:
    """Return what an activity would cost in bytes, 0 where there is nothing to download."""
    if row.restriction is not None or not row.opens_here or row.disk.state not in WANTED_FROM:
        return 0
    return row.disk.total_bytes if row.disk.state is FileState.STALE else row.disk.missing_bytes


def afterwards(known: Limits, size: int) -> tuple[str, str]:
    """Return what is left of the tightest allowance after `size` bytes, and its tone; "" without an allowance."""
    usage = known.usage
    spans = ((usage.day_allowance, usage.today_bytes, True), (usage.week_allowance, usage.week_bytes, False))
    told = [
        (allowance - used - known.waiting_bytes - size, allowance, is_day)
        for allowance, used, is_day in spans
        if allowance is not None
    ]
    if not told:
        return "", "muted"
    left, allowance, is_day = min(told)
    if left >= 0:
        day = tr("Afterwards {left} of today's {allowance} are left.")
        week = tr("Afterwards {left} of this week's {allowance} are left.")
        words = (day if is_day else week).format(left=wording.size(left), allowance=wording.size(allowance))
        return words, "muted"
    over = wording.size(min(size, -left))
    why = _used_before(is_day, known.waiting_bytes)
    used, waiting = wording.size(usage.today_bytes if is_day else usage.week_bytes), wording.size(known.waiting_bytes)
    return why.format(part=over, allowance=wording.size(allowance), used=used, waiting=waiting), "warn"


def _used_before(is_day: bool, waiting: int) -> str:
    """Return why not all of a download goes on in time: what was used, and what goes before it."""
    if is_day and waiting:
        return tr(
            "{part} of it must wait until tomorrow: {used} of today's {allowance} are used, and {waiting} go before it."
        )
    if is_day:
        return tr("{part} of it must wait until tomorrow: {used} of today's {allowance} are used.")
    if waiting:
        return tr(
            "{part} of it must wait until next week: {used} of this week's {allowance} are used, "
            "and {waiting} go before it."
        )
    return tr("{part} of it must wait until next week: {used} of this week's {allowance} are used.")


def waits_for(known: Limits, media: frozenset[Media], size: int) -> str:
    """Return for what a download would wait by the learner's own rules, "" = it goes at once."""
    rules = known.rules
    if rules.hours is not None and not rules.hours.covers(known.now.time()):
        begins = wording.clock_time(opening(rules.hours, known.now))
        return tr("At {time}, when your download hours begin").format(time=begins)
    if rules.is_metered and not media <= rules.metered_media:
        return tr("When the link costs nothing")
    if afterwards(known, size)[1] == "warn":
        return tr("As far as your data limit goes, the rest later")
    return ""
