"""The cards of Today."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.courses import Kind, Media
from studydesk.domain.downloads import Price
from studydesk.study.views.today import Continue, DueRow, TodayView
from studydesk.ui import kinds
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.pages import Place, Target, place_of, target_of
from studydesk.ui.widgets.badge import WRITING
from studydesk.ui.widgets.boxes import Card, ProgressLine, Row, rule, section_header
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import ntr, tr

SHOWN = 5


def greeting(view: TodayView) -> str:
    """Return "Good morning, Amina" by the time of day."""
    hour = view.now.astimezone().hour
    words = tr("Good morning, {name}") if 4 <= hour < 12 else tr("Good afternoon, {name}")
    if hour >= 18 or hour < 4:
        words = tr("Good evening, {name}")
    return words.format(name=view.first_name)


def week(view: TodayView) -> str:
    """Return the week in a line."""
    if not view.has_courses:
        return tr("Let us begin.")
    due = ntr("{n} thing is due in the next 7 days", "{n} things are due in the next 7 days", view.due_this_week)
    if not view.due_this_week:
        due = tr("Nothing is due in the next 7 days")
    here = tr("everything you need for them is on this computer") if view.missing is None else ""
    return f"{due}; {here}." if here and view.has_downloads else f"{due}."


def go_on(context: Context, begun: tuple[Continue, ...]) -> QWidget:
    """Return the card that leads to where the learner stopped, the newest large and the others as rows."""
    first, *others = begun
    card = Card(margin=16)
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(8, 4, 4, 4)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    picture = QLabel()
    context.icons.put(picture, kinds.icon(first.activity.kind, first.activity.media), "accent", 40)
    grid.addWidget(picture, 0, 0, 3, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(ElidedLabel(tr("Continue · {course}").format(course=first.course_title), "meta"), 0, 1)
    grid.addWidget(ElidedLabel(first.activity.title, "heading"), 1, 1)
    grid.addWidget(ProgressLine(first.share, stopped_at(first)), 2, 1)
    button = PrimaryButton(tr("Continue"), partial(_open, context, first))
    button.setObjectName("continue")
    grid.addWidget(button, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(1, 1)
    card.add(inside)
    if others:
        card.add(rule())
    for one in others[:2]:
        row = one.activity
        meta = f"{one.course_title} · {stopped_at(one)}"
        card.add(Row(context.icons, kinds.icon(row.kind, row.media), row.title, meta, partial(_open, context, one)))
    return card


def begin(context: Context, has_downloads: bool) -> QWidget:
    """Return the card that stands where nothing was begun yet."""
    title = tr("Ready to begin") if has_downloads else tr("Download your first course")
    text = tr("Open a course and take its first part. You can stop at any time and go on from there.")
    if not has_downloads:
        text = tr("Open a course and download its text first: it is small, and it works without a link.")
    button = PrimaryButton(tr("Choose a course"), partial(context.navigate, Target(Place.COURSES)))
    picture = QLabel()
    context.icons.put(picture, "courses" if has_downloads else "cloud-download", "accent", 40)
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(8, 4, 4, 4)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.addWidget(picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(label(title, "heading"), 0, 1)
    grid.addWidget(label(text, "muted"), 1, 1)
    grid.addWidget(button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(1, 1)
    return Card(margin=16).add(inside)


def stopped_at(one: Continue) -> str:
    """Return where the learner stopped: "at 6:52 of 15:55", "page 3 of 12", "43 % read"."""
    if one.activity.media in (Media.VIDEO, Media.AUDIO) and one.length > 1:
        return tr("at {at} of {length}").format(at=_clock(one.at), length=_clock(one.length))
    if one.activity.kind is Kind.RESOURCE and one.length > 1:
        return tr("page {page} of {pages}").format(page=int(one.at) + 1, pages=int(one.length))
    return tr("{share} read").format(share=wording.percent(one.share))


def _clock(ms: float) -> str:
    minutes, seconds = divmod(int(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _open(context: Context, one: Continue) -> None:
    context.navigate(target_of(one.activity))


def missing(context: Context, owner: QWidget, price: Price, keys: tuple[int, ...]) -> QWidget:
    """Return the notice of what is needed soon and not here."""
    card = Card("notice", margin=12)
    words = ntr(
        "{n} file you need in the next 7 days is not on this computer",
        "{n} files you need in the next 7 days are not on this computer",
        price.files,
    )
    per_mb = context.services.preferences.get().price_per_mb
    button = Button(tr("Download · {price}").format(price=wording.price(price, per_mb)), None, "")
    button.setObjectName("download-missing")
    title = tr("What you need in the next 7 days")
    button.clicked.connect(lambda: asking.want_keys(context, owner, keys, title))
    row = QWidget()
    grid = QGridLayout(row)
    grid.setContentsMargins(4, 0, 0, 0)
    icon = QLabel()
    context.icons.put(icon, "not-here", "accent")
    grid.addWidget(icon, 0, 0)
    grid.addWidget(label(words), 0, 1)
    grid.addWidget(button, 0, 2)
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(12)
    return card.add(row)


def due(context: Context, view: TodayView) -> QWidget:
    """Return what is due soon."""
    card = _card(tr("Due soon"), tr("Calendar"), lambda: context.navigate(Target(Place.CALENDAR)))
    for row in view.due[:SHOWN]:
        meta = f"{wording.when(row.at, view.now)} · {row.course_title}"
        state = tr("Waiting to send") if row.waits else tr("Handed in") if row.is_handed_in else ""
        end = label(state, "muted" if row.waits else "ok", wrap=False) if state else None
        made = Row(context.icons, kinds.icon(row.kind), row.title, meta, partial(_open_due, context, row), end=end)
        if state:
            made.setAccessibleName(f"{row.title}. {state}. {meta}")
        card.add(made)
    if not view.due:
        card.add(_quiet(tr("Nothing is due. A good time to read ahead.")))
    return card


def _open_due(context: Context, row: DueRow) -> None:
    if row.assignment is not None:
        context.navigate(Target(Place.TASK, course=row.course, assignment=row.assignment, activity=row.activity))
    elif row.activity is not None and row.kind is not None:
        context.navigate(Target(place_of(row.kind, None), course=row.course, activity=row.activity))
    else:
        context.navigate(Target(Place.CALENDAR))


def waiting(context: Context, view: TodayView) -> QWidget:
    """Return what is on its way to the school."""
    card = _card(tr("Waiting to send"), tr("Outbox"), lambda: context.navigate(Target(Place.OUTBOX)))
    for item in view.waiting[:SHOWN]:
        sign = WRITING[item.state]
        go = partial(context.navigate, Target(Place.OUTBOX, at=item.id))
        words = wording.writing_state(item, view.now)
        card.add(Row(context.icons, sign.icon, item.title, words, go, tone=sign.tone))
    return card


def discussions(context: Context, view: TodayView) -> QWidget:
    """Return discussions with something new."""
    card = _card(tr("New in discussions"), tr("All"), lambda: context.navigate(Target(Place.DISCUSSIONS)))
    for row in view.discussions[:SHOWN]:
        new = ntr("{n} new post", "{n} new posts", row.unread)
        # Not the author beside the time: who began it is not who wrote last.
        meta = f"{new} · {wording.when(row.last_post_at, view.now)} · {row.course_title}"
        go = partial(context.navigate, Target(Place.THREAD, discussion=row.target))
        card.add(Row(context.icons, "discussions", row.subject, meta, go))
    return card


def _card(title: str, more: str, do: Callable[[], None]) -> Card:
    card = Card(margin=12, spacing=2)
    card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    header = section_header(title, more, do)
    layout = header.layout()
    if layout is not None:
        layout.setContentsMargins(8, 0, 0, 4)
    return card.add(header)


def _quiet(text: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(8, 8, 8, 8)
    column.addWidget(label(text, "muted"))
    return made
