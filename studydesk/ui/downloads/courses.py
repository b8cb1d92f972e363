"""What each course takes on this computer, whether it is kept always, and taking it off."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk import wording
from studydesk.study.views.storage import CourseStorage, Freed, StorageView
from studydesk.ui.context import Context
from studydesk.ui.widgets.aside import Aside
from studydesk.ui.widgets.boxes import Card, rule
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.steady import Bar
from studydesk.ui.widgets.text import ElidedLabel, label
from studydesk.wording import tr
from studydesk.wording.storage import by_media, of_total

BESIDE_FROM = 640


def courses_card(
    context: Context, owner: QWidget, view: StorageView, reload: Callable[[], None], freed: Callable[[Freed], None]
) -> QWidget:
    """Return the courses of which something is here, the largest first, and those that are kept always."""
    card = Card(margin=16, spacing=10)
    card.add(label(tr("By course"), "heading"))
    for one in sorted(view.courses, key=lambda one: -one.present_bytes):
        if one.present_bytes or one.is_pinned:
            ways = _ways(context, owner, one, reload, freed) if view.is_here else []
            card.add(rule(), Aside(context.theme.px, BESIDE_FROM, _words(one), *ways))
    return card


def _words(one: CourseStorage) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    here = of_total(one.present_bytes, one.total_bytes)
    facts = [here]
    if one.is_finished:
        facts.append(tr("the course is over"))
    if one.is_pinned:
        facts.append(tr("kept always"))
    column.addWidget(ElidedLabel(one.title, "strong"))
    column.addWidget(ElidedLabel(" · ".join(facts), "meta"))
    column.addWidget(Bar(one.present_bytes / one.total_bytes if one.total_bytes else 0.0, f"{one.title}. {here}"))
    kinds = by_media(one.by_media)
    if kinds:
        column.addWidget(ElidedLabel(kinds, "meta"))
    return made


def _ways(
    context: Context,
    owner: QWidget,
    one: CourseStorage,
    reload: Callable[[], None],
    freed: Callable[[Freed], None],
) -> list[QWidget]:
    storage = context.desk.storage
    keep = Button(f" {tr('Keep always')}", None, "choice")  # Qt leaves too little between a pin and its words
    keep.setCheckable(True)
    keep.setChecked(one.is_pinned)
    keep.setAccessibleName(tr("Keep {course} always").format(course=one.title))
    keep.setObjectName(f"keep:{one.course}")
    context.icons.put(keep, "pin", "accent" if one.is_pinned else "muted", 16)
    change = partial(storage.unpin if one.is_pinned else storage.pin, one.course)
    keep.clicked.connect(lambda _on: context.act(owner, change, lambda _none: reload()))
    remove = Button(tr("Remove files"), partial(_remove, context, owner, one, freed))
    remove.setAccessibleName(tr("Remove files of {course}").format(course=one.title))
    remove.setObjectName(f"remove:{one.course}")
    remove.setEnabled(not one.is_pinned and one.present_bytes > 0)
    if one.is_pinned:
        remove.setToolTip(tr("It is kept always. Take that off first."))
    return [keep, remove]


def _remove(context: Context, owner: QWidget, one: CourseStorage, freed: Callable[[Freed], None]) -> None:
    title = tr("Remove the files of “{course}” from this computer?").format(course=one.title)
    text = tr("{size} become free. Your own work and your ticks stay; the files can be downloaded again.")
    if ask(owner, title, text.format(size=wording.size(one.present_bytes)), tr("Remove files")):
        storage = context.desk.storage
        context.act(owner, lambda: storage.free_course(one.course), freed)
