"""The settings of downloads: sensible units, nothing invalid, and what is kept is what was chosen."""

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QTimeEdit

from studydesk.settings import is_valid
from studydesk.ui import speech
from studydesk.ui.pages import Place
from studydesk.ui.settings.fields import Number
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.clicklabel import ClickLabel
from tests.ui.rig import Rig


@pytest.mark.parametrize(
    ("name", "typed", "setting", "kept", "shown"),
    [
        ("Price of a megabyte", 0.05, "price_per_mb", 0.05, "0.050"),
        ("Limit per day", 200, "allowance_day_mb", 200.0, "200 MB"),
        ("Limit per week", 700, "allowance_week_mb", 700.0, "700 MB"),
        ("Speed", 40, "rate_limit_kb", 40.0, "40 kB a second"),
        ("Courses may take", 2.5, "storage_budget_mb", 2500.0, "2.5 GB"),
        ("Leave free", 500, "disk_reserve_mb", 500.0, "500 MB"),
    ],
)
def test_a_number_is_kept_in_its_unit_once_it_has_settled(
    rig: Rig, name: str, typed: float, setting: str, kept: float, shown: str
) -> None:
    rig.go(Place.SETTINGS)
    field = rig.find(Number, name)
    field.setValue(typed)
    assert getattr(rig.services.preferences.settings, setting) != kept, "not while the arrow is still held"
    field.editingFinished.emit()
    assert getattr(rig.services.preferences.settings, setting) == kept
    assert field.text() == shown
    assert rig.services.the_sync.woken[-1] == "work", "what may go on now does so at once"


def test_what_cannot_be_kept_cannot_be_typed(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    for name, setting, factor in (("Limit per day", "allowance_day_mb", 1), ("Courses may", "storage_budget_mb", 1000)):
        field = rig.find(Number, name)
        for beyond in (-5.0, 1e12):
            field.setValue(beyond)
            assert is_valid(setting, field.value() * factor)


def test_no_limit_is_said_in_words(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    assert rig.find(Number, "Limit per day").text() == "No limit"
    assert rig.find(Number, "Price of a megabyte").text() == "No price set"


def test_a_number_is_kept_when_the_page_is_left(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    rig.find(Number, "Limit per day").setValue(50)
    rig.go(Place.TODAY)
    assert rig.services.preferences.settings.allowance_day_mb == 50.0


def test_hours_begin_with_the_night_and_are_kept_as_they_are_set(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    rig.find(QCheckBox, "check:hours").setChecked(True)
    assert rig.services.preferences.settings.download_hours == "22:00-06:00"
    start = rig.find(QTimeEdit, "Downloads, From")
    start.setTime(QTime(23, 30))
    start.editingFinished.emit()
    assert rig.services.preferences.settings.download_hours == "23:30-06:00"
    rig.find(QCheckBox, "check:hours").setChecked(False)
    assert rig.services.preferences.settings.download_hours == ""


def test_equal_times_are_explained_and_not_kept(rig: Rig) -> None:
    page = rig.go(Place.SETTINGS)
    rig.find(QCheckBox, "check:hours").setChecked(True)
    start = rig.find(QTimeEdit, "Downloads, From")
    start.setTime(QTime(6, 0))
    start.editingFinished.emit()
    wrong = next(one for one in page.findChildren(QLabel) if one.text() == "Choose two different times.")
    assert wrong.isVisible()
    assert rig.services.preferences.settings.download_hours == "22:00-06:00"


def test_choices_of_paid_links_and_of_others_are_kept(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    rig.find(Button, "Does this connection cost money by the megabyte?: Yes").click()
    combo = rig.find(QComboBox, "On a paid connection")
    combo.activated.emit(combo.findData("documents"))
    rig.find(QCheckBox, "check:Let others").setChecked(True)
    kept = rig.services.preferences.settings
    assert (kept.metered, kept.metered_what, kept.lets_others_through) == ("yes", "documents", True)


def test_a_number_has_the_decimal_mark_of_the_language_also_after_it_was_changed(rig: Rig) -> None:
    rig.services.preferences.put(language="es", storage_budget_mb=2500)
    rig.window.settings_changed()
    page = rig.go(Place.SETTINGS)
    field = next(one for one in page.findChildren(Number) if one.suffix() == " GB")
    assert field.text() == "2,5 GB"
    for typed in ("3.5", "3,5"):
        field.lineEdit().selectAll()
        QTest.keyClicks(field.lineEdit(), typed)
        field.interpretText()
        assert field.value() == 3.5
        assert field.text() == "3,5 GB"
    speech.use("en")


def test_fields_of_one_value_are_of_one_width(rig: Rig) -> None:
    page = rig.go(Place.SETTINGS)
    fields = [one for kind in (Number, QComboBox) for one in page.findChildren(kind)]
    assert len(fields) > 6
    assert len({one.width() for one in fields}) == 1


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_nothing_of_the_settings_scrolls_sideways_on_a_small_screen(rig: Rig, scale: float) -> None:
    rig.services.preferences.put(text_scale=scale, download_hours="22:00-06:00")
    rig.window.settings_changed()
    rig.window.resize(1024, 600)
    page = rig.go(Place.SETTINGS)
    for field in page.findChildren(Number):
        assert field.mapTo(page, field.rect().topRight()).x() <= page.width()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_of_the_settings_is_cut_off_on_a_small_screen(rig: Rig, scale: float, language: str) -> None:
    rig.services.preferences.put(text_scale=scale, language=language, download_hours="22:00-06:00")
    rig.window.settings_changed()
    rig.window.resize(1024, 600)
    page = rig.go(Place.SETTINGS)
    rig.settle()
    for field in page.findChildren(Number):
        around = field.parentWidget()
        assert around is not None
        assert around.rect().contains(field.geometry()), field.accessibleName()
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    speech.use("en")


def test_the_words_of_a_tick_can_be_clicked_too(rig: Rig) -> None:
    page = rig.go(Place.SETTINGS)
    words = next(one for one in page.findChildren(ClickLabel) if one.text().startswith("Let others"))
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert rig.services.preferences.settings.lets_others_through
