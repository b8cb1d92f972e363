"""Today, downloads, settings, welcome, about and elsewhere on the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSlider

from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.link import Link, LinkState
from studydesk.errors import NeverSent, NotACampus
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.boxes import Row
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig


def words(rig: Rig) -> str:
    page = rig.window.stack.page
    assert page is not None
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def target(rig: Rig) -> Target | None:
    page = rig.window.stack.page
    return page.target if page is not None else None


# -- Today ----------------------------------------------------------------------------------------------------------


def test_today_greets_and_says_the_week_in_a_line(rig: Rig) -> None:
    rig.go(Place.TODAY)
    assert "Amina" in words(rig)
    assert "3 things are due in the next 7 days." in words(rig)
    assert "at 6:52 of 15:55" in words(rig)


def test_today_downloads_what_is_missing_for_its_price(rig: Rig) -> None:
    rig.go(Place.TODAY)
    rig.find(Button, "Download · 84 MB, about 1 h 50 min").click()
    rig.accept_plan()
    assert rig.services.the_desk.downloads.wanted == [(11, 12)]


def test_today_leads_to_what_waits(rig: Rig) -> None:
    rig.go(Place.TODAY)
    rig.find(Row, "How deep do roots of millet go?").click()
    assert target(rig) == Target(Place.OUTBOX, at="u".ljust(26, "a"))


def test_today_of_a_new_learner_says_what_to_do_first(rig: Rig) -> None:
    rig.services.the_desk.today.is_empty = True
    rig.go(Place.TODAY)
    assert "Your courses are on their way" in words(rig)


# -- settings -------------------------------------------------------------------------------------------------------


def test_settings_take_effect_at_once(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    rig.find(Button, "Colours: Dark").click()
    assert rig.services.preferences.settings.theme == "dark"
    assert rig.theme.is_dark
    rig.find(QSlider, "Text size").setValue(15)
    assert rig.theme.scale == 1.5
    rig.find(QCheckBox, "check:Without movement").setChecked(True)
    assert not rig.theme.moves
    assert rig.kept.value("theme") == "dark", "for the first paint of the next start"


def test_another_language_draws_the_window_anew(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    combo = rig.find(QComboBox, "Language")
    combo.activated.emit(combo.findData("es"))
    rig.settle()
    assert rig.app.property("language") == "es"
    assert target(rig) == Target(Place.SETTINGS)
    rig.services.preferences.put(language="en")
    rig.window.settings_changed()
    rig.settle()


def test_settings_say_where_keys_and_files_are(rig: Rig) -> None:
    rig.go(Place.SETTINGS)
    assert "in a file that only you can read" in words(rig)
    assert str(rig.services.paths.home) in words(rig)


# -- welcome --------------------------------------------------------------------------------------------------------


def test_signing_in_by_address_name_and_password(rig: Rig) -> None:
    rig.services.accounts.here.clear()
    rig.window.accounts_changed()
    rig.find(QLineEdit, "Address of your school").setText("school.example")
    rig.find(Button, "Go on").click()
    assert "Baobab Open School" in words(rig)
    rig.find(QLineEdit, "Name").setText("amina")
    rig.find(QLineEdit, "Password").setText("right")
    rig.find(Button, "Sign in").click()
    assert target(rig) == Target(Place.TODAY)
    assert rig.window.driver is not None
    rig.window.driver._begin()  # as its timer does once the first page stands
    assert rig.services.the_sync.woken[-1] == "signed_in"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(rig: Rig) -> None:
    rig.go(Place.WELCOME, text="https://school.example", at="amina")
    rig.find(QLineEdit, "Password").setText("wrong")
    QTest.keyClick(rig.find(QLineEdit, "Password"), Qt.Key.Key_Return)
    assert "The school does not know this name and password. Check both, capital letters too." in words(rig)
    assert rig.find(QLineEdit, "Name").text() == "amina"
    assert rig.find(Button, "Sign in").isEnabled()


@pytest.mark.parametrize(
    ("error", "told"),
    [(NeverSent(), "There is no way to the school now."), (NotACampus("not_moodle"), "but no Moodle school")],
)
def test_an_address_that_leads_nowhere_is_told(rig: Rig, error: Exception, told: str) -> None:
    rig.services.accounts.error = error  # type: ignore[assignment]  # both are ours
    rig.go(Place.WELCOME)
    rig.find(QLineEdit, "Address of your school").setText("nowhere.example")
    rig.find(Button, "Go on").click()
    assert told in words(rig)
    assert rig.find(Button, "Go on").isEnabled()


def test_a_key_can_be_pasted_instead(rig: Rig) -> None:
    rig.go(Place.WELCOME, text="https://school.example")
    rig.find(Button, "Paste a key instead").click()
    rig.find(QLineEdit, "Key from").setText("moodlemobile://token=abc")
    rig.find(Button, "Sign in").click()
    assert target(rig) == Target(Place.TODAY)


def test_escape_goes_back_to_the_address(rig: Rig) -> None:
    rig.go(Place.WELCOME, text="https://school.example")
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert rig.find(QLineEdit, "Address of your school").text() == "https://school.example"


# -- elsewhere ------------------------------------------------------------------------------------------------------


def test_what_needs_the_internet_says_so_and_can_be_copied(rig: Rig) -> None:
    rig.services.link.current = Link(LinkState.NO_LINK)
    rig.go(Place.ELSEWHERE, activity=ActivityId(117), course=CourseId(1))
    assert "there is no link now" in words(rig)
    rig.find(Button, "Copy the address").click()
    assert rig.app.clipboard().text() == "https://school.example/mod/x"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "smb://server/share"])
def test_only_web_addresses_are_offered_to_open(rig: Rig, address: str) -> None:
    rig.services.the_desk.courses.change(ActivityId(117), address=address)
    page = rig.go(Place.ELSEWHERE, activity=ActivityId(117), course=CourseId(1))
    assert not [one for one in page.findChildren(Button) if "Open" in one.accessibleName()]
