"""The calendar, as an agenda: day by day, what is due and what happens."""

from datetime import date, datetime, timedelta

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.courses import Kind
from studydesk.study.views.reading import LinkTo
from studydesk.study.views.today import AgendaDay, EventRow
from studydesk.ui import links
from studydesk.ui.context import Context
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line
from studydesk.wording import tr


class CalendarPage(ListPage):
    """Shows a week back and two months ahead; it opens at today."""

    subjects = frozenset({Subject.EVENTS, Subject.ASSIGNMENTS, Subject.OUTBOX})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Calendar"))
        self._was_shown = False

    def reload(self) -> None:
        """Read the agenda."""
        self.context.read(self, self.context.desk.agenda.view, self._show)

    def _show(self, days: list[AgendaDay]) -> None:
        now = self.context.now()
        today = now.astimezone().date()
        lines: list[Line] = []
        first_ahead = -1
        for day in days:
            if day.date >= today and first_ahead < 0:
                first_ahead = len(lines)
            lines.append(Line(day_words(day.date, now), is_heading=True))
            lines += [event_line(entry, now) for entry in day.entries]
        self.say_facts(tr("Times are those of this computer."))
        text = tr("Deadlines and meetings of your courses stand here.")
        self.put(lines, "calendar", tr("Nothing in the calendar"), text)
        if not self._was_shown and first_ahead > 0:
            self._was_shown = True
            self.rows.setCurrentIndex(self.rows.lines.index(first_ahead + 1, 0))
            self.rows.scrollTo(self.rows.lines.index(first_ahead, 0), self.rows.ScrollHint.PositionAtTop)

    def open_line(self, payload: object) -> None:
        """Open the activity of an event, or say more about an event without one."""
        if not isinstance(payload, EventRow):
            return
        if payload.activity is not None:
            links.go(self.context, self, payload.activity, LinkTo(activity=payload.activity))
            return
        when = wording.when(payload.at, self.context.now())
        dialog = Dialog(
            self, payload.title, " · ".join(p for p in (when, payload.course_title) if p), payload.description
        )
        dialog.button("close", tr("Close"), "primary").setFocus()
        dialog.exec()


def day_words(day: date, now: datetime) -> str:
    """Return a day as a heading: "Today, Wed 25 Nov 2026"."""
    noon = datetime(day.year, day.month, day.day, 12).astimezone()
    near = {0: tr("Today"), 1: tr("Tomorrow"), -1: tr("Yesterday")}.get((day - now.astimezone().date()).days)
    said = wording.date(noon)
    return f"{near}, {said}" if near else said[0].upper() + said[1:]  # many languages write weekdays small


def event_line(entry: EventRow, now: datetime) -> Line:
    """Return an event as a line: its time at the end, as one looks for times there."""
    time = wording.clock_time(entry.at)
    if entry.duration_minutes:
        time = f"{time}–{wording.clock_time(entry.at + timedelta(minutes=entry.duration_minutes))}"
    is_task = entry.kind is Kind.ASSIGNMENT
    tone = "ok" if entry.is_handed_in else "muted"
    meta = [entry.course_title]
    if entry.is_handed_in:
        meta.append(tr("Handed in"))
    elif entry.description:
        meta.append(entry.description.split("\n")[0])
    icon = "check-circle" if entry.is_handed_in else "assignment" if is_task else "calendar"
    return Line(
        title=entry.title,
        meta=" · ".join(part for part in meta if part),
        icon=icon,
        tone=tone,
        end=time,
        end_tone="text" if entry.at >= now else "muted",
        payload=entry,
    )
