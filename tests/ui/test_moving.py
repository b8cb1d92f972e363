"""A school that moved: its new address is told in the settings, and nothing is lost on the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from studydesk.errors import Invalid, NotACampus, StudyDeskError
from studydesk.ui.pages import Place
from studydesk.ui.settings.moving import MoveDialog
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig

NEW = "https://new.school.example"


def opened(rig: Rig) -> MoveDialog:
    rig.go(Place.SETTINGS)
    rig.find(Button, "The school has a new address").click()
    rig.settle()
    return next(one for one in rig.window.findChildren(MoveDialog) if one.isVisible())


def told(dialog: MoveDialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def typed(dialog: MoveDialog, **fields: str) -> None:
    for name, text in fields.items():
        field = dialog.findChild(QLineEdit, f"move-{name}")
        assert field is not None
        field.setText(text)


def press(dialog: MoveDialog) -> None:
    button = dialog.findChild(Button, "move-go")
    assert button is not None
    button.click()


def test_the_account_follows_and_the_window_is_drawn_again_for_it(rig: Rig) -> None:
    before = rig.window.stack.page
    dialog = opened(rig)
    typed(dialog, address=NEW, password="right")
    press(dialog)
    rig.settle()
    assert [one.site_url for one in rig.services.accounts.here] == [NEW]
    assert not [one for one in rig.window.findChildren(MoveDialog) if one.isVisible()]
    assert rig.window.stack.page not in (None, before), "pages of the old address are not shown any more"
    rig.go(Place.SETTINGS)
    assert NEW in "\n".join(one.text() for one in rig.window.findChildren(QLabel) if one.isVisible())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Invalid("other_user"), "At this address the name belongs to somebody else. Nothing was changed."),
        (Invalid("other_site"), "Your courses are not at this address. Nothing was changed."),
        (Invalid("already_there"), "You are signed in at this address already, as another account here."),
        (NotACampus("not_moodle"), "but no Moodle school"),
    ],
)
def test_what_is_wrong_is_told_beside_the_fields_which_keep_what_was_typed(
    rig: Rig, error: StudyDeskError, said: str
) -> None:
    dialog = opened(rig)
    rig.services.accounts.error = error
    typed(dialog, address=NEW, password="right")
    press(dialog)
    assert said in told(dialog)
    rig.services.accounts.error = None
    press(dialog)
    assert rig.services.accounts.here[0].site_url == NEW


def test_a_wrong_password_can_be_mended_at_once(rig: Rig) -> None:
    dialog = opened(rig)
    typed(dialog, address=NEW, password="wrong")
    press(dialog)
    assert "The school does not know this name and password." in told(dialog)
    typed(dialog, password="right")
    password = dialog.findChild(QLineEdit, "move-password")
    assert password is not None
    QTest.keyClick(password, Qt.Key.Key_Return)
    assert rig.services.accounts.here[0].site_url == NEW


def test_enter_in_the_address_goes_on_to_the_password(rig: Rig) -> None:
    dialog = opened(rig)
    typed(dialog, address=NEW)
    address, password = (dialog.findChild(QLineEdit, f"move-{name}") for name in ("address", "password"))
    assert address is not None
    assert password is not None
    QTest.keyClick(address, Qt.Key.Key_Return)
    assert password.isVisible()
    assert dialog.focusWidget() is password


def test_a_key_can_be_pasted_where_people_sign_in_on_the_schools_page(rig: Rig) -> None:
    dialog = opened(rig)
    dialog.findChildren(Button)[0].click()
    typed(dialog, address=NEW, key="moodlemobile://token=abc")
    press(dialog)
    assert rig.services.accounts.here[0].site_url == NEW


def test_where_the_known_address_leads_nowhere_any_more_the_new_one_can_be_told(rig: Rig) -> None:
    account = rig.services.accounts.here[0]
    rig.go(Place.WELCOME, text=account.site_url, at=account.username)
    offer = next(one for one in rig.window.findChildren(Button) if one.text() == "The school has a new address…")
    assert not offer.isVisible()
    rig.services.accounts.error = NotACampus("not_moodle")
    rig.go(Place.WELCOME, text=account.site_url, at=account.username)
    rig.find(Button, "The school has a new address").click()
    rig.settle()
    rig.services.accounts.error = None
    dialog = next(one for one in rig.window.findChildren(MoveDialog) if one.isVisible())
    typed(dialog, address=NEW, password="right")
    press(dialog)
    assert rig.services.accounts.here[0].site_url == NEW


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_what_is_wrong_is_seen_also_with_large_text_in_a_small_window(rig: Rig, scale: float) -> None:
    rig.services.preferences.put(text_scale=scale)
    rig.window.settings_changed()
    rig.window.resize(1024, 600)
    dialog = opened(rig)
    rig.services.accounts.error = Invalid("other_site")
    typed(dialog, address=NEW, password="right")
    press(dialog)
    rig.settle()
    assert dialog.height() <= 600
    wrong = next(one for one in dialog.findChildren(QLabel) if one.text().startswith("Your courses are not"))
    assert wrong.height() >= wrong.heightForWidth(wrong.width())
    assert wrong.visibleRegion().boundingRect() == wrong.rect()
    go = dialog.findChild(Button, "move-go")
    assert go is not None
    assert dialog.rect().contains(go.geometry())


def test_without_an_address_nothing_is_asked_of_anybody(rig: Rig) -> None:
    rig.services.accounts.error = NotACampus("not_moodle")
    dialog = opened(rig)
    typed(dialog, password="right")
    press(dialog)
    assert dialog.isVisible()
    assert "Moodle" not in told(dialog)
