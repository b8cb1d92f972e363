"""The data that was used: today and this week against the allowance, by course and by kind."""

from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.study.views.downloads import Usage
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.steady import Meter
from studydesk.ui.widgets.text import label
from studydesk.wording import tr
from studydesk.wording.storage import media, of_total, used_for
from studydesk.wording.units import shares


class UsedPanel(QWidget):
    """Meters with their numbers."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._column = Column(spacing=12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def put(self, used: Usage, per_mb: float) -> None:
        """Show what was used; `per_mb` is what a MB costs, 0 = not told."""
        column = self._column.begin()
        column.addWidget(self._limits(used, per_mb))
        if used.by_course:
            shares = [(used_for(title), count) for title, count in used.by_course]
            column.addWidget(_shares(tr("This week by course"), shares))
        if used.by_media:
            column.addWidget(_shares(tr("This week by kind"), [(media(of), count) for of, count in used.by_media]))
        column.addStretch(1)
        self._column.end()

    def _limits(self, used: Usage, per_mb: float) -> QWidget:
        card = Card(margin=16, spacing=12)
        card.add(label(tr("Data used"), "heading"))
        card.add(_against(tr("Today"), used.today_bytes, used.day_allowance))
        card.add(_against(tr("This week"), used.week_bytes, used.week_allowance))
        if per_mb:
            cost = wording.money(used.week_bytes / 1e6 * per_mb)
            card.add(label(tr("At your price, this week cost {money}.").format(money=cost), "muted"))
        limited = used.day_allowance is not None or used.week_allowance is not None
        words = tr("Change the limits") if limited else tr("Set a limit")
        card.add(flow(Button(words, lambda: self._context.navigate(Target(Place.SETTINGS, at="downloads")))))
        return card


def _against(name: str, used: int, allowance: int | None) -> QWidget:
    if allowance is None:
        return Meter(name, tr("{size} · no limit set").format(size=wording.size(used)), None)
    left = max(0, allowance - used)
    words = tr("{part} · {size} left").format(part=of_total(used, allowance), size=wording.size(left))
    if not left:
        words = tr("{part} · used up").format(part=of_total(used, allowance))
    return Meter(name, words, used / allowance if allowance else 1.0)


def _shares(title: str, some: list[tuple[str, int]]) -> QWidget:
    card = Card(margin=16, spacing=12)
    card.add(label(title, "heading"))
    whole = sum(count for _name, count in some) or 1
    for (name, count), part in zip(some, shares([count for _name, count in some]), strict=True):
        card.add(Meter(name, f"{wording.size(count)} · {part}", count / whole))
    return card
