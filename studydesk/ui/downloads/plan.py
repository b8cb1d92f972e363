"""The plan of a download before it starts: what, how much, how long, what it costs, what is left, and when."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QGridLayout,
    QHeaderView,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studydesk import wording
from studydesk.domain.downloads import Price
from studydesk.domain.ids import ActivityId
from studydesk.study.views.courses import SectionView
from studydesk.ui.context import Context
from studydesk.ui.downloads.offers import Limits, Offer, Wish, afterwards, missing_bytes, waits_for
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import TallDialog
from studydesk.ui.widgets.text import label, look
from studydesk.wording import tr

SizeRole = Qt.ItemDataRole.UserRole
IdRole = Qt.ItemDataRole.UserRole + 1
WIDTH, TREE_ROWS = 600, 4


class ChoiceTree(QTreeWidget):
    """Sections and activities that can be downloaded, with their sizes; Space ticks, the arrows open and close.

    Signals:
        chosen: what is ticked is different.
    """

    chosen = Signal()

    def __init__(self, sections: tuple[SectionView, ...], row_height: int) -> None:
        super().__init__()
        self._items: list[QTreeWidgetItem] = []
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setProperty("look", "card")
        self.setAccessibleName(tr("Activities to download"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setMinimumHeight(row_height * TREE_ROWS)
        for section in sections:
            self._add(section)
        self.itemChanged.connect(lambda _item, column: self.chosen.emit() if column == 0 else None)

    def chosen_activities(self) -> list[tuple[ActivityId, int]]:
        """Return what is ticked, with its bytes."""
        ticked = (item for item in self._items if item.checkState(0) is Qt.CheckState.Checked)
        return [(ActivityId(item.data(0, IdRole)), int(item.data(0, SizeRole))) for item in ticked]

    def _add(self, section: SectionView) -> None:
        some = [(row, missing_bytes(row)) for row in section.activities]
        some = [(row, size) for row, size in some if size]
        if not some:
            return
        whole = wording.size(sum(size for _row, size in some))
        parent = QTreeWidgetItem(self, [section.title, whole])
        parent.setFlags(parent.flags() | Qt.ItemFlag.ItemIsAutoTristate | Qt.ItemFlag.ItemIsUserCheckable)
        for row, size in some:
            item = QTreeWidgetItem(parent, [row.title, wording.size(size)])
            self._items.append(item)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setData(0, IdRole, int(row.id))
            item.setData(0, SizeRole, size)
            item.setCheckState(0, Qt.CheckState.Unchecked)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{row.title}. {wording.size(size)}")
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parent.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        parent.setExpanded(True)


class PlanDialog(TallDialog):
    """Shows the plan; `offer` and `is_urgent` say what was chosen once it is accepted."""

    def __init__(self, parent: QWidget, context: Context, wish: Wish, known: Limits) -> None:
        super().__init__(parent, wish.title, context.theme.px)
        self._context, self._wish, self._known = context, wish, known
        self._what, self._when = QButtonGroup(self), QButtonGroup(self)
        self._tree: ChoiceTree | None = None
        self._facts, self._left = label("", "strong"), label("", "muted")
        self._no_time = label(tr("How long it takes is not known yet."), "muted")
        self._no_price = Button(tr("Set a price per MB"), self._to_price, "quiet")
        self._no_price.setObjectName("plan-price")
        self._in_time, self._now = QRadioButton(), QRadioButton(tr("Now"))
        self._times = QWidget()
        self._lay_out()
        self.button("no", tr("Cancel"))
        self._go = self.button("go", "", "primary")
        self._go.setObjectName("plan-go")
        self._buttons.insertWidget(0, self._no_price)
        self._no_price.setVisible(not self._known.per_mb)
        self._say()
        self._go.setFocus()
        self.fit(WIDTH)

    def offer(self) -> Offer:
        """Return what is chosen now."""
        place = self._what.checkedId() if len(self._wish.offers) > 1 or self._tree is not None else 0
        return self._wish.offers[place] if 0 <= place < len(self._wish.offers) else self._own_offer()

    @property
    def is_urgent(self) -> bool:
        """Whether it goes at once, whatever the learner's rules say."""
        return bool(self._in_time.text()) and self._now.isChecked()

    @property
    def waits(self) -> bool:
        """Whether the learner's own rules hold it back, at least in part."""
        return bool(self._in_time.text()) and not self._now.isChecked()

    def _own_offer(self) -> Offer:
        chosen = self._tree.chosen_activities() if self._tree is not None else []
        ids, size = {activity for activity, _size in chosen}, sum(size for _activity, size in chosen)
        rate, downloads = self._known.rate, self._context.desk.downloads

        def want() -> int:
            return downloads.want_activities([activity for activity, _size in chosen])

        return Offer("", Price(len(ids), size, size / rate if rate else None), want, lambda row: row.activity in ids)

    def _say(self) -> None:
        """Say what the choice of now costs, what is left then, and what it would wait for."""
        offer = self.offer()
        price = wording.price(offer.price, self._known.per_mb)
        size = offer.price.size_bytes
        is_own = self._tree is not None and self._what.checkedId() == len(self._wish.offers)
        self._facts.setText(price if size else tr("Tick what you want to download."))
        if self._tree is not None:
            self._tree.setVisible(is_own)
        self._facts.setVisible(is_own or len(self._wish.offers) == 1)  # beside the choices it stands already
        words, tone = afterwards(self._known, size)
        self._left.setText(words)
        self._left.setVisible(bool(words) and size > 0)
        look(self._left, tone)
        waits = waits_for(self._known, offer.media, size)
        self._in_time.setText(waits)
        self._in_time.setAccessibleName(f"{tr('When?')} {waits}")
        self._times.setVisible(bool(waits) and size > 0)
        self._go.setEnabled(size > 0)
        self._go.say(tr("Download · {price}").format(price=wording.size(size)) if size else tr("Download"))

    def _to_price(self) -> None:
        self.reject()
        self._context.navigate(Target(Place.SETTINGS, at="downloads"))

    def _lay_out(self) -> None:
        wish = self._wish
        if len(wish.offers) > 1 or wish.sections:
            self.inside.addWidget(self._choices())
        if wish.sections:
            self._tree = ChoiceTree(wish.sections, self._context.theme.px(36))
            self._tree.chosen.connect(self._say)
            self.inside.addWidget(self._tree, 1)
        self.inside.addWidget(self._facts)
        self.inside.addWidget(self._left)
        self.inside.addWidget(self._no_time)
        self._no_time.setVisible(self._known.rate is None)
        self.inside.addWidget(self._times)
        times = QVBoxLayout(self._times)
        times.setContentsMargins(0, 0, 0, 0)
        times.setSpacing(4)
        times.addWidget(label(tr("When?"), "muted"))
        for button in (self._in_time, self._now):
            self._when.addButton(button)
            times.addWidget(button)
        self._in_time.setChecked(True)
        self._now.setAccessibleName(f"{tr('When?')} {self._now.text()}")

    def _choices(self) -> QWidget:
        made = QWidget()
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        offers = [(offer.words, offer.price) for offer in self._wish.offers]
        if self._wish.sections:
            offers.append((tr("Choose activities"), Price(0, 0)))
        for place, (words, price) in enumerate(offers):
            button = QRadioButton(words)
            said = wording.price(price, self._known.per_mb) if price.files else ""
            if place < len(self._wish.offers) and not price.files:
                button.setEnabled(False)
                said = tr("here already")
            button.setAccessibleName(f"{words}. {said}" if said else words)
            button.setObjectName(f"what:{place}")
            button.setChecked(place == self._wish.chosen)
            button.toggled.connect(partial(self._turned, place))
            self._what.addButton(button, place)
            grid.addWidget(button, place, 0)
            grid.addWidget(label(said, "muted", wrap=False), place, 1, Qt.AlignmentFlag.AlignRight)
        return made

    def _turned(self, place: int, is_on: bool) -> None:
        if is_on:
            self._say()
            self.fit(WIDTH)
            if self._tree is not None and place == len(self._wish.offers):
                self._tree.setFocus()
