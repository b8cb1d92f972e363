"""The fields of the settings page: lines with a name, choices, ticks, numbers and hours."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from studydesk.ui.widgets.boxes import Card, line
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.clicklabel import ClickLabel
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label

SETTLED_AFTER_MS = 700
BESIDE_FIRST = 5  # beside the first line of a field of several
WIDTH = 260  # of all fields that one value stands in


def grid(card: Card) -> QGridLayout:
    """Return a grid of names and fields inside a card."""
    inside = QWidget()
    made = QGridLayout(inside)
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(24)
    made.setVerticalSpacing(4)
    made.setColumnStretch(1, 1)
    made.setColumnMinimumWidth(0, 156)
    card.add(inside)
    return made


def named(into: QGridLayout, name: str, widget: QWidget, help_text: str = "", *, is_tall: bool = False) -> None:
    """Put a field with its name, and a line of help below it, at the end of a grid; `is_tall`: of several lines."""
    row = into.rowCount() + 1
    into.setRowMinimumHeight(row - 1, 8)  # with the spacing around it, more room than between a field and its help
    words = label(name, "muted", wrap=False)
    if is_tall:
        words.setContentsMargins(0, BESIDE_FIRST, 0, 0)
    into.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop if is_tall else Qt.AlignmentFlag.AlignVCenter)
    # In a box of its own: a narrow field would keep the whole column narrow.
    into.addWidget(widget if widget.layout() else line(widget), row, 1)
    if help_text:
        (widget.findChild(QCheckBox) or widget).setAccessibleDescription(help_text)
        into.addWidget(label(help_text, "meta"), row + 1, 1)


def combo(name: str, options: list[tuple[str, str]], chosen: str, put: Callable[[str], None]) -> QComboBox:
    """Return a drop-down list of (value, words)."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setObjectName(f"choice:{name}")
    for value, words in options:
        made.addItem(words, value)
    if chosen not in (value for value, _ in options):
        made.addItem(chosen, chosen)
    made.setCurrentIndex(made.findData(chosen))
    made.setMinimumWidth(WIDTH)
    made.activated.connect(lambda index: put(str(made.itemData(index))))
    return made


def segments(name: str, options: list[tuple[str, str]], chosen: str, put: Callable[[str], None]) -> QWidget:
    """Return buttons of which one is chosen, for (value, words)."""
    buttons = []
    for value, words in options:
        button = Button(words, partial(put, value), "choice")
        button.setCheckable(True)
        button.setChecked(value == chosen)
        button.setAccessibleName(f"{name}: {words}")
        button.setObjectName(f"{name}:{value}")
        buttons.append(button)
    made = flow(*buttons)
    group = QButtonGroup(made)
    for button in buttons:
        group.addButton(button)
    return made


def check(words: str, is_on: bool, put: Callable[[bool], None]) -> QWidget:
    """Return a tick with its words, which go on in further lines: in one they would be wider than the card."""
    box, beside = QCheckBox(), ClickLabel(words)
    box.setChecked(is_on)
    box.setAccessibleName(words)
    box.setObjectName(f"check:{words}")
    box.toggled.connect(put)
    beside.clicked.connect(box.toggle)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)  # a box without words of its own leaves room for them
    row.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(beside, 1)
    return made


def begin_like_text(field: QLineEdit) -> None:
    """Let the words in a field with arrows begin where those of other fields do: padding does not reach them."""
    field.setTextMargins(8, 0, 0, 0)


class Number(QDoubleSpinBox):
    """A number with its unit, and words for its smallest value; out of range cannot be typed.

    Signals:
        settled: a new value stood for a moment, or the field was left (float).
    """

    settled = Signal(float)

    def __init__(
        self,
        name: str,
        value: float,
        most: float,
        *,
        unit: str = "",
        none: str = "",
        least: float = 0.0,
        step: float = 1.0,
        decimals: int = 0,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setObjectName(f"number:{name}")
        self.setDecimals(decimals)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.setSpecialValueText(none)
        self.setMinimumWidth(WIDTH)
        begin_like_text(self.lineEdit())
        self.setLocale(QLocale())  # else that of the window, which may be older than the language of now
        self.setKeyboardTracking(False)
        self.setValue(value)
        self._told = self.value()
        # Each step of a held arrow would draw the page anew under the pointer.
        self._timer = QTimer(self, singleShot=True, interval=SETTLED_AFTER_MS)
        self._timer.timeout.connect(self.settle)
        self.valueChanged.connect(lambda _value: self._timer.start())
        self.editingFinished.connect(self.settle)

    def settle(self) -> None:
        """Tell the value at once, if it is a new one."""
        self._timer.stop()
        if self.value() != self._told:
            self._told = self.value()
            self.settled.emit(self._told)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Take the point of a keypad for the decimal mark of the language, whichever that is."""
        mark = self.locale().decimalPoint()
        begun = text.removesuffix(self.suffix())
        return super().validate(begun.replace(".", mark).replace(",", mark) + text[len(begun) :], place)

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)
