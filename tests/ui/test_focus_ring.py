"""The focus ring outlives the pages it was drawn on, and shows for those who use the keyboard."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.exceptions import capture_exceptions

from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.focus import FocusRing
from tests.ui.rig import Rig


@pytest.fixture
def column(rig: Rig) -> QVBoxLayout:
    """Give a column inside the window's page."""
    page = rig.window.stack.page
    assert page is not None
    inside = QWidget(page)
    inside.show()
    return QVBoxLayout(inside)


def test_the_focus_moves_on_after_the_widget_that_had_it_is_gone(rig: Rig, column: QVBoxLayout) -> None:
    first, second = Button("first"), Button("second")
    column.addWidget(first)
    column.addWidget(second)
    rig.settle()
    with capture_exceptions() as faults:
        first.setFocus()
        rig.settle()
        first.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        second.setFocus()
        rig.settle()
    assert faults == []
    assert second.hasFocus()


def test_the_ring_shows_from_the_first_tab_on(rig: Rig, column: QVBoxLayout) -> None:
    first, second = Button("first"), Button("second")
    column.addWidget(first)
    column.addWidget(second)
    rig.window.activateWindow()
    rig.settle()
    ring = rig.window.findChild(FocusRing)
    assert ring is not None
    first.setFocus()
    rig.settle()
    assert not ring.isVisible()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    rig.settle()
    assert second.hasFocus()
    assert ring.isVisible()
