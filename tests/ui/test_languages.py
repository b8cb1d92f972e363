"""The window in Spanish: every page speaks it, and Qt with it; and back to English."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QDoubleSpinBox, QLabel, QLineEdit, QMainWindow, QWidget

from studydesk.paths import resources
from studydesk.ui import speech
from studydesk.ui.pages import Place
from studydesk.ui.rail import NARROW, Rail, RailButton
from studydesk.ui.theme import Text
from tests.ui.pictures import MINE
from tests.ui.rig import Rig
from tests.ui.stand_in_more import furnish


@pytest.fixture
def spanish(tmp_path: Path) -> Iterator[Rig]:
    """Return a furnished window of 1024 × 600 in Spanish."""
    made = Rig(tmp_path)
    furnish(made.services.the_desk, made.services.feed)
    made.services.preferences.put(language="es")
    made.open(1024, 600)
    yield made
    made.close()
    speech.use("en")


def english() -> set[str]:
    """Return the sentences that are said in other words in Spanish."""
    with (resources() / "translations" / "es" / "LC_MESSAGES" / "studydesk.po").open("rb") as stream:
        return {m.id for m in read_po(stream, locale="es") if m.id and isinstance(m.id, str) and m.id != m.string}


def shown(window: QMainWindow) -> Iterator[str]:
    """Yield all words of a window, those of screen readers, tool tips and what is hidden now too."""
    frame = window.centralWidget()  # not the one before, which waits to be deleted
    assert frame is not None
    for widget in frame.findChildren(QWidget):
        yield from (widget.accessibleName(), widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text().strip()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()


@pytest.mark.parametrize("place", MINE)
def test_no_english_is_left_on_a_page_in_spanish(spanish: Rig, place: Place) -> None:
    spanish.go(place, **MINE[place])
    words = set(shown(spanish.window))
    assert "Buscar (Ctrl+K)" in words
    assert not words & english()


def test_english_would_be_found(spanish: Rig) -> None:
    spanish.go(Place.TODAY)
    label = QLabel("Waiting to send", spanish.window.centralWidget())
    assert set(shown(spanish.window)) & english() == {"Waiting to send"}
    label.deleteLater()


def test_the_rail_stays_narrow_in_a_small_window_in_another_language(spanish: Rig) -> None:
    for language in ("en", "es"):
        spanish.services.preferences.put(language=language)
        spanish.window.settings_changed()
        spanish.settle()
        rail = spanish.window.centralWidget().findChild(Rail)  # type: ignore[union-attr]  # the window is built
        assert rail is not None
        assert rail.width() == spanish.theme.px(NARROW)


def test_the_rail_is_wide_enough_for_its_words_and_a_count(spanish: Rig) -> None:
    spanish.window.resize(1280, 800)
    spanish.settle()
    outbox = next(b for b in spanish.window.findChildren(RailButton) if "Bandeja de salida" in b.text())
    count = spanish.theme.px(36)  # the badge and the space around it
    words = QFontMetrics(spanish.theme.font(Text.BODY, bold=True)).horizontalAdvance(outbox.text())
    assert words + outbox.iconSize().width() + count + spanish.theme.px(12) <= outbox.width()


def test_qt_speaks_the_language_too_and_returns_from_it(spanish: Rig) -> None:
    def qt_says() -> tuple[str, str]:
        box, price = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel), QDoubleSpinBox()
        price.setValue(1.5)
        return box.buttons()[0].text().replace("&", ""), price.text()

    assert spanish.app.property("language") == "es"
    assert qt_says() == ("Cancelar", "1,50")
    speech.use("en")
    assert qt_says() == ("Cancel", "1.50")
