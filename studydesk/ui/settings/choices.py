"""The cards of choices."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSlider,
    QWidget,
)

from studydesk.settings import Settings
from studydesk.ui.widgets.boxes import Card, line
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

Put = Callable[[str, str | float | bool], None]
STEP = 10  # per cent of text size between two stops of the slider


def look_card(settings: Settings, put: Put) -> QWidget:
    """Return language, theme, text size and motion."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("How it looks"), "heading"))
    grid = _grid(card)
    languages = [("system", tr("As this computer")), ("en", "English"), ("es", "Español")]
    _line(grid, tr("Language"), _combo(tr("Language"), languages, settings.language, partial(put, "language")))
    themes = [
        ("system", tr("As this computer")),
        ("light", tr("Light")),
        ("dark", tr("Dark")),
        ("contrast", tr("High contrast")),
    ]
    _line(grid, tr("Colours"), _segments(tr("Colours"), themes, settings.theme, partial(put, "theme")))
    _line(grid, tr("Text size"), _sizes(settings.text_scale, partial(put, "text_scale")))
    still = _check(tr("Without movement"), settings.reduce_motion, partial(put, "reduce_motion"))
    _line(grid, tr("Movement"), still)
    return card


def study_card(settings: Settings, put: Put) -> QWidget:
    """Return captions, refreshing, prices and the marker."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("Studying and the link"), "heading"))
    grid = _grid(card)
    captions = [("", tr("As the program")), ("en", "English"), ("es", "Español"), ("off", tr("No captions"))]
    combo = _combo(tr("Captions"), captions, settings.caption_language, partial(put, "caption_language"))
    _line(grid, tr("Captions"), combo)
    auto = _check(
        tr("Look for news by itself while there is a link"), settings.auto_refresh, partial(put, "auto_refresh")
    )
    _line(grid, tr("News"), auto)
    price = QDoubleSpinBox()
    price.setRange(0.0, 1000.0)
    price.setDecimals(3)
    price.setSingleStep(0.01)
    price.setSpecialValueText(tr("Not told"))
    price.setAccessibleName(tr("Price of a megabyte"))
    price.setObjectName("price_per_mb")
    price.setMinimumWidth(160)
    price.lineEdit().setTextMargins(8, 0, 0, 0)  # a style sheet's padding does not reach the words of a spin box
    price.setKeyboardTracking(False)
    price.setValue(settings.price_per_mb)
    price.valueChanged.connect(lambda value: put("price_per_mb", round(value, 3)))
    _line(grid, tr("Price of 1 MB"), price, tr("In your money. Then every download says what it costs."))
    markers = _check(tr("Mark my posts invisibly"), settings.markers, partial(put, "markers"))
    why = tr("So that StudyDesk can tell whether a post arrived when the school's answer got lost.")
    _line(grid, tr("Safe sending"), markers, why)
    return card


def _grid(card: Card) -> QGridLayout:
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(12)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 120)
    card.add(inside)
    return grid


def _line(grid: QGridLayout, name: str, widget: QWidget, help_text: str = "") -> None:
    row = grid.rowCount()
    grid.addWidget(label(name, "muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignVCenter)
    # In a box of its own: a narrow field would keep the whole column narrow.
    grid.addWidget(widget if isinstance(widget, QCheckBox) or widget.layout() else line(widget), row, 1)
    if help_text:
        widget.setAccessibleDescription(help_text)
        grid.addWidget(label(help_text, "meta"), row + 1, 1)


def _combo(name: str, options: list[tuple[str, str]], chosen: str, put: Callable[[str], None]) -> QWidget:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setObjectName(f"choice:{name}")
    for value, words in options:
        combo.addItem(words, value)
    if chosen not in (value for value, _ in options):
        combo.addItem(chosen, chosen)
    combo.setCurrentIndex(combo.findData(chosen))
    combo.setMinimumWidth(260)
    combo.activated.connect(lambda index: put(str(combo.itemData(index))))
    return combo


def _segments(name: str, options: list[tuple[str, str]], chosen: str, put: Callable[[str], None]) -> QWidget:
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


def _check(words: str, is_on: bool, put: Callable[[bool], None]) -> QWidget:
    box = QCheckBox(words)
    box.setChecked(is_on)
    box.setObjectName(f"check:{words}")
    box.toggled.connect(put)
    return box


def _sizes(scale: float, put: Callable[[float], None]) -> QWidget:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(80 // STEP, 200 // STEP)
    slider.setPageStep(1)
    slider.setValue(round(scale * 100 / STEP))
    slider.setObjectName("text-size")
    slider.setAccessibleName(tr("Text size"))
    words = label("", wrap=False)
    words.setMinimumWidth(64)

    def say(value: int) -> None:
        words.setText(f"{value * STEP} %")
        slider.setAccessibleDescription(words.text())

    say(slider.value())
    slider.valueChanged.connect(say)
    # While it is dragged nothing is drawn anew under the pointer.
    slider.sliderReleased.connect(lambda: put(slider.value() * STEP / 100))
    slider.valueChanged.connect(lambda value: None if slider.isSliderDown() else put(value * STEP / 100))
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(label("A", "meta", wrap=False))
    row.addWidget(slider, 1)
    row.addWidget(label("A", "heading", wrap=False))
    row.addWidget(words)
    return made
