"""A course as lines: headings of sections and activities, with everything a line says in words."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from studydesk import wording
from studydesk.domain import forums
from studydesk.domain.courses import Completion, Kind
from studydesk.domain.downloads import FileState
from studydesk.study.views.courses import ActivityRow, CourseView, SectionView
from studydesk.ui import kinds
from studydesk.ui.widgets.badge import DISK, Sign
from studydesk.wording import tr

# States from which a download can be asked for.
WANTED_FROM = (FileState.ABSENT, FileState.STALE, FileState.FAILED, FileState.PAUSED)


class Tick(StrEnum):
    """What the mark at the end of a line looks like."""

    NONE = "none"
    OPEN = "open"  # the learner may tick it
    DONE = "done"
    OPEN_AUTO = "open_auto"  # the school ticks it by itself
    DONE_AUTO = "done_auto"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list.

    Attributes:
        row: the activity; None for a section's heading.
        section: index of the section it belongs to.
        price: what a download would cost, "" where there is nothing to ask for.
        share: of a download under way, None otherwise.
    """

    section: int
    title: str
    meta: str = ""
    row: ActivityRow | None = None
    icon: str = ""
    sign: Sign | None = None
    due: str = ""
    due_tone: str = "muted"
    tick: Tick = Tick.NONE
    price: str = ""
    share: float | None = None
    is_closed: bool = False
    is_note: bool = False

    @property
    def spoken(self) -> str:
        """The line for a screen reader."""
        done = self.tick in (Tick.DONE, Tick.DONE_AUTO)
        ticked = "" if self.tick is Tick.NONE else tr("Done") if done else tr("Not done")
        return ". ".join(part for part in (self.title, self.meta, self.due, ticked) if part)


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the list whose words are made when it is looked at: of 300 activities a screen shows ten."""

    section: int
    heading: SectionView | None = None
    row: ActivityRow | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is an activity of the usual height: no heading and no note."""
        return self.row is not None and self.row.kind is not Kind.LABEL

    @property
    def thing(self) -> tuple[object, ...]:
        """What it is of, whatever its state."""
        return (self.section, self.row.id if self.row else None, self.heading.title if self.heading else None)

    def entry(self, now: datetime) -> Entry:
        """Return its words at `now`."""
        if self.row is not None:
            return entry(self.section, self.row, now)
        assert self.heading is not None  # a line is one or the other
        return heading(self.section, self.heading)


def lines(view: CourseView, wanted: str = "") -> list[Line]:
    """Return the lines of a course; `wanted` keeps only activities whose title has all of its words."""
    words = wanted.casefold().split()
    made: list[Line] = []
    for number, section in enumerate(shown_sections(view)):
        rows = [Line(number, row=row) for row in section.activities if _has(row, words)]
        if rows or not words:
            made.append(Line(number, heading=section))
            made.extend(rows)
    return made


def shown_sections(view: CourseView) -> list[SectionView]:
    """Return the sections that have something in them; a site's empty "General" is nothing to a learner."""
    return [one for one in view.sections if one.activities or one.restriction or forums.as_text(one.summary_html)]


def heading(number: int, section: SectionView) -> Entry:
    """Return the heading of a section."""
    text = section.restriction or forums.as_text(section.summary_html).split("\n")[0]
    return Entry(number, section.title, text, is_closed=section.restriction is not None)


def entry(section: int, row: ActivityRow, now: datetime) -> Entry:
    """Return the line of an activity."""
    if row.kind is Kind.LABEL:
        text = " ".join(forums.as_text(row.intro_html).split())
        return Entry(section, text or row.title, row=row, icon="label", is_note=True, tick=_tick(row))
    due, tone = _due(row, now)
    plain = Entry(section, row.title, row=row, icon=kinds.icon(row.kind, row.media), due=due, due_tone=tone)
    if row.restriction is not None:
        return replace(plain, meta=" ".join(row.restriction.split()), sign=Sign("locked", "muted"), is_closed=True)
    wants = row.opens_here and row.disk.state in WANTED_FROM and row.disk.total_bytes > 0
    missing = row.disk.total_bytes if row.disk.state is FileState.STALE else row.disk.missing_bytes
    return replace(
        plain,
        meta=_meta(row),
        sign=DISK[row.disk.state] if row.opens_here else Sign("external", "muted"),
        tick=_tick(row),
        price=wording.size(missing) if wants else "",
        share=row.disk.share if row.disk.state is FileState.RUNNING else None,
    )


def _meta(row: ActivityRow) -> str:
    parts = [wording.disk_state(row.disk, row.opens_here).removesuffix("."), kinds.words(row.kind, row.media)]
    if row.position_share is not None and 0.01 < row.position_share < 0.98:
        parts.append(tr("{share} seen").format(share=wording.percent(row.position_share)))
    if row.done_waiting:
        parts.append(tr("Tick waits to be sent") if row.is_done else tr("Untick waits to be sent"))
    return " · ".join(parts)


def _due(row: ActivityRow, now: datetime) -> tuple[str, str]:
    if row.due_at is None:
        return "", "muted"
    if row.is_done:
        return tr("Due {day}").format(day=wording.day(row.due_at, now)), "muted"
    if row.due_at < now:
        return tr("Was due {day}").format(day=wording.day(row.due_at, now)), "bad"
    words = tr("Due {day} {time}").format(day=wording.day(row.due_at, now), time=wording.clock_time(row.due_at))
    soon = (row.due_at - now).total_seconds() < 3 * 24 * 3600
    return words, "warn" if soon else "muted"


def _tick(row: ActivityRow) -> Tick:
    match row.completion:
        case Completion.NONE:
            return Tick.NONE
        case Completion.MANUAL:
            return Tick.DONE if row.is_done else Tick.OPEN
        case Completion.AUTOMATIC:
            return Tick.DONE_AUTO if row.is_done else Tick.OPEN_AUTO


def _has(row: ActivityRow, words: list[str]) -> bool:
    title = row.title.casefold()
    return all(word in title for word in words)
