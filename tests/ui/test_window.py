"""The window: its rail, its keys, its widths, and names for everything that can be focused."""

import importlib

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from studydesk.domain.changes import Subject
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.link import Link, LinkState
from studydesk.ui import pages
from studydesk.ui.main_window import NARROW_BELOW
from studydesk.ui.pages import Place, Target
from studydesk.ui.rail import RailButton
from studydesk.ui.widgets.dialogs import Dialog, ErrorDialog
from tests.ui.pictures import MINE
from tests.ui.rig import Rig


def rail(rig: Rig) -> list[RailButton]:
    return [button for button in rig.window.findChildren(RailButton) if button.isVisible()]


def test_the_window_opens_on_today(rig: Rig) -> None:
    assert rig.window.stack.page is not None
    assert rig.window.windowTitle() == "Today · StudyDesk"
    assert next(button.accessibleName() for button in rail(rig) if button.isChecked()) == "Today"


def test_without_an_account_it_opens_on_welcome_and_shows_no_rail(qtbot: QtBot, rig: Rig) -> None:
    rig.services.accounts.here.clear()
    rig.window.accounts_changed()
    assert type(rig.window.stack.page).__name__ == "WelcomePage"
    assert rail(rig) == []
    QTest.keyClick(rig.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert type(rig.window.stack.page).__name__ == "WelcomePage"


def test_the_rail_shows_words_when_wide_and_icons_alone_when_narrow(rig: Rig) -> None:
    assert all(button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon for button in rail(rig))
    rig.window.resize(NARROW_BELOW - 1, 700)
    rig.settle()
    assert all(button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly for button in rail(rig))
    assert all(button.accessibleName() for button in rail(rig))


def test_control_and_a_number_goes_to_the_pages_in_their_order(rig: Rig) -> None:
    QTest.keyClick(rig.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert rig.window.windowTitle().startswith("Courses")
    QTest.keyClick(rig.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert rig.window.windowTitle().startswith("Today")


def test_back_and_forward_return_to_pages_and_scroll_positions(rig: Rig) -> None:
    page = rig.go(Place.COURSE, course=CourseId(1))
    bar = page.scroll_bar()
    assert bar is not None
    bar.setValue(120)
    rig.go(Place.OUTBOX)
    QTest.keyClick(rig.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    rig.settle()
    assert rig.window.stack.page is page
    assert bar.value() == 120
    QTest.keyClick(rig.window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert rig.window.windowTitle().startswith("Outbox")


def test_the_outbox_count_stands_in_the_rail_and_is_spoken(rig: Rig) -> None:
    outbox = next(button for button in rail(rig) if button.accessibleName().startswith("Outbox"))
    assert outbox.accessibleName() == "Outbox, 5 wait"
    rig.services.the_desk.outbox.all.clear()
    rig.services.feed.publish(Subject.OUTBOX)
    rig.window.feed.flush()
    assert outbox.accessibleName() == "Outbox"


def test_a_page_is_read_again_when_its_subject_changed_and_only_then(rig: Rig) -> None:
    page = rig.go(Place.COURSE, course=CourseId(1))
    drawn = list[None]()
    page.drawn.connect(lambda: drawn.append(None))
    rig.services.feed.publish(Subject.GRADES)
    rig.window.feed.flush()
    assert not drawn
    rig.services.feed.publish(Subject.FILES)
    rig.window.feed.flush()
    assert len(drawn) == 1


def test_the_link_is_told_in_words(rig: Rig) -> None:
    for state, words in ((LinkState.NO_LINK, "No link"), (LinkState.PORTAL, "This Wi-Fi wants you to sign in")):
        rig.services.link.current = Link(state)
        rig.services.feed.publish(Subject.LINK)
        rig.window.feed.flush()
        assert rig.window._frame.top_bar.link_button.accessibleName() == f"Link: {words}"


def test_f6_walks_through_rail_top_bar_and_panes(rig: Rig) -> None:
    rig.go(Place.COURSE, course=CourseId(1))
    rig.window.activateWindow()
    seen = []
    for _ in range(5):
        QTest.keyClick(rig.window, Qt.Key.Key_F6)
        focused = rig.app.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
    assert "Sections" in seen
    assert "Activities" in seen
    assert len(set(seen)) == 5


def test_the_question_mark_shows_the_keys_of_the_page(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = list[str]()

    def look(dialog: Dialog) -> int:
        shown.extend(label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text"))
        return 0

    monkeypatch.setattr(Dialog, "exec", look)  # a modal loop would wait for a person
    rig.go(Place.COURSE, course=CourseId(1))
    QTest.keyClick(rig.window, Qt.Key.Key_Question)
    assert "Mark as done, or not done" in shown
    assert "Search" in shown


def test_escape_closes_the_topmost(rig: Rig) -> None:
    page = rig.go(Place.COURSE, course=CourseId(1))
    field = rig.find(QLineEdit, "Find in this course")
    field.setText("water")
    rig.window.toast("Something")
    assert rig.window._toast.isVisible()
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert not rig.window._toast.isVisible()
    assert field.text() == "water"
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert rig.window.stack.page is page


def test_an_unexpected_error_is_told_with_details_to_copy(rig: Rig) -> None:
    rig.window.explain(ZeroDivisionError("x"))
    dialog = rig.window.findChild(ErrorDialog)
    assert dialog is not None
    dialog._copy()
    assert "ZeroDivisionError" in rig.app.clipboard().text()
    dialog.close()


def test_size_is_kept_for_the_next_start(rig: Rig) -> None:
    rig.window.resize(QSize(1111, 666))
    rig.settle()
    rig.allow_close()
    rig.window.close()
    assert rig.kept.value("geometry") is not None
    assert rig.kept.value("theme") == "light"


@pytest.mark.parametrize("place", [place for place in MINE if pages.exists(place)])
def test_everything_that_takes_the_focus_has_a_name(rig: Rig, place: Place) -> None:
    page = rig.go(place, **MINE[place])
    nameless = []
    for widget in page.findChildren(QWidget):
        focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
        if not focusable or widget.objectName().startswith("qt_") or isinstance(widget.parent(), QAbstractItemView):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name).strip():
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


@pytest.mark.parametrize("place", [place for place in MINE if pages.exists(place)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_scrolls_sideways_or_is_cut_at_1024_by_600(rig: Rig, place: Place, scale: float) -> None:
    rig.services.preferences.put(text_scale=scale)
    rig.window.settings_changed()
    rig.window.resize(1024, 600)
    page = rig.go(place, **MINE[place])
    for area in page.findChildren(QAbstractScrollArea):
        if not area.isVisible():
            continue
        assert not area.horizontalScrollBar().isVisible(), area.accessibleName()
        inside = area.widget() if isinstance(area, QScrollArea) else None
        if inside is not None:
            assert inside.minimumSizeHint().width() <= area.viewport().width(), area
    assert rig.window.width() == 1024


def test_an_activity_leads_to_the_page_that_shows_it(rig: Rig) -> None:
    row = rig.services.the_desk.courses.activity
    found = {
        number: pages.target_of(row(ActivityId(number))).place for number in (102, 104, 105, 106, 111, 112, 114, 116)
    }
    assert found == {
        102: Place.PLAYER,
        104: Place.READER,
        105: Place.READER,
        106: Place.FORUM,
        111: Place.PLAYER,
        112: Place.FILES,
        114: Place.TASK,
        116: Place.ELSEWHERE,
    }


def test_every_page_is_there(rig: Rig) -> None:
    for module, name in pages.PAGES.values():
        assert issubclass(getattr(importlib.import_module(module), name), pages.Page)
    assert set(pages.PAGES) == set(Place)


def test_a_target_can_be_compared_and_kept(rig: Rig) -> None:
    assert Target(Place.COURSE, course=CourseId(1)) == Target(Place.COURSE, course=CourseId(1))
