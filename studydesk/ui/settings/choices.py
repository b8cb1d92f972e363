"""The cards of choices."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from studydesk.settings import Settings
from studydesk.ui.settings import fields
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

Put = Callable[[str, str | float | bool], None]
STEP = 10  # per cent of text size between two stops of the slider


def look_card(settings: Settings, put: Put) -> QWidget:
    """Return language, theme, text size and motion."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("How it looks"), "heading"))
    grid = fields.grid(card)
    languages = [("system", tr("As this computer")), ("en", "English"), ("es", "Español")]
    language = fields.combo(tr("Language"), languages, settings.language, partial(put, "language"))
    fields.named(grid, tr("Language"), language)
    themes = [
        ("system", tr("As this computer")),
        ("light", tr("Light")),
        ("dark", tr("Dark")),
        ("contrast", tr("High contrast")),
    ]
    fields.named(grid, tr("Colours"), fields.segments(tr("Colours"), themes, settings.theme, partial(put, "theme")))
    fields.named(grid, tr("Text size"), _sizes(settings.text_scale, partial(put, "text_scale")))
    still = fields.check(tr("Without movement"), settings.reduce_motion, partial(put, "reduce_motion"))
    fields.named(grid, tr("Movement"), still)
    return card


def study_card(settings: Settings, put: Put) -> QWidget:
    """Return captions, refreshing and the marker."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("Studying and the link"), "heading"))
    grid = fields.grid(card)
    captions = [("", tr("Same as the program")), ("en", "English"), ("es", "Español"), ("off", tr("No captions"))]
    combo = fields.combo(tr("Captions"), captions, settings.caption_language, partial(put, "caption_language"))
    fields.named(grid, tr("Captions"), combo)
    auto = fields.check(
        tr("Look for news by itself while there is a link"), settings.auto_refresh, partial(put, "auto_refresh")
    )
    fields.named(grid, tr("News"), auto)
    markers = fields.check(tr("Mark my posts invisibly"), settings.markers, partial(put, "markers"))
    why = tr("So that StudyDesk can tell whether a post arrived when the school's answer got lost.")
    fields.named(grid, tr("Safe sending"), markers, why)
    return card


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
