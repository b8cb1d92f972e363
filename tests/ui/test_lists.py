"""The pages that are lists, and what all study pages must hold: names, keys, no sideways scrolling, large text."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit, QPlainTextEdit, QWidget

from studydesk.domain.ids import ActivityId, AssignmentId, DiscussionId, ForumId
from studydesk.ui.pages import Page, Place
from studydesk.ui.search.page import SearchPage
from studydesk.ui.thread.page import ThreadPage
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line, RowList
from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk

STUDY: list[tuple[Place, dict[str, object]]] = [
    (Place.READER, {"activity": ActivityId(121)}),
    (Place.READER, {"activity": ActivityId(105)}),
    (Place.PLAYER, {"activity": ActivityId(102)}),
    (Place.FILES, {"activity": ActivityId(112)}),
    (Place.FILES, {"activity": ActivityId(113)}),
    (Place.FILES, {"activity": ActivityId(113), "at": "41"}),
    (Place.FORUM, {"forum": ForumId(4)}),
    (Place.THREAD, {"discussion": DiscussionId(31)}),
    (Place.TASK, {"assignment": AssignmentId(5)}),
    (Place.TASKS, {}),
    (Place.CALENDAR, {}),
    (Place.GRADES, {}),
    (Place.SEARCH, {"text": "water"}),
    (Place.DISCUSSIONS, {}),
]
every_page = pytest.mark.parametrize(("place", "more"), STUDY, ids=lambda value: str(value))


def lines(page: Page) -> list[Line]:
    assert isinstance(page, ListPage)
    return [page.rows.lines.line(page.rows.lines.index(n, 0)) for n in range(page.rows.lines.rowCount())]


def focusable(page: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    ]


@every_page
def test_everything_that_takes_the_keyboard_has_a_name(
    rig: Rig, desk: FullDesk, place: Place, more: dict[str, object]
) -> None:
    page = rig.go(place, **more)
    nameless = []
    for widget in focusable(page):
        spoken = QAccessible.queryAccessibleInterface(widget)
        if not (widget.accessibleName() or (spoken and spoken.text(QAccessible.Text.Name))):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


@every_page
def test_nothing_is_wider_than_a_small_window_at_twice_the_text_size(
    rig: Rig, desk: FullDesk, place: Place, more: dict[str, object]
) -> None:
    rig.theme.use(replace(rig.services.preferences.settings, text_scale=2.0))
    rig.window.resize(1024, 600)
    page = rig.go(place, **more)
    wide = [
        area.objectName() or type(area).__name__
        for area in page.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ]
    assert wide == []
    beyond = [
        part.accessibleName()
        for part in page.findChildren(QAbstractButton)
        if part.isVisible() and part.mapTo(page, part.rect().topRight()).x() > page.width()
    ]
    assert beyond == []


@every_page
def test_pages_draw_in_every_theme(rig: Rig, desk: FullDesk, place: Place, more: dict[str, object]) -> None:
    page = rig.go(place, **more)
    seen = set()
    for theme in ("light", "dark", "contrast"):
        rig.theme.use(replace(rig.services.preferences.settings, theme=theme))
        rig.settle()
        seen.add(page.grab().toImage().pixelColor(2, page.height() - 2).name())
    assert len(seen) == 3


def test_enter_opens_the_current_line_and_headings_are_passed_over(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.DISCUSSIONS)
    assert isinstance(page, ListPage)
    assert lines(page)[0].is_heading
    assert page.rows.currentIndex().row() == 1
    QTest.keyClick(page.rows, Qt.Key.Key_Down)
    QTest.keyClick(page.rows, Qt.Key.Key_Down)
    assert page.rows.currentIndex().row() == 4  # 3 is the heading of a course
    QTest.keyClick(page.rows, Qt.Key.Key_Up)
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    assert isinstance(rig.window.stack.page, ThreadPage)


def test_reading_again_keeps_the_current_line(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.TASKS)
    assert isinstance(page, ListPage)
    page.rows.setCurrentIndex(page.rows.lines.index(3, 0))
    page.reload()
    assert page.rows.currentIndex().row() == 3


def test_the_calendar_opens_at_today(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.CALENDAR)
    assert isinstance(page, ListPage)
    current = lines(page)[page.rows.currentIndex().row()]
    assert current.title == "Meeting on the field behind the school"
    assert lines(page)[page.rows.currentIndex().row() - 1].title.startswith("Today, ")


def test_grades_say_when_there_is_none(rig: Rig, desk: FullDesk) -> None:
    ends = [line.end for line in lines(rig.go(Place.GRADES)) if not line.is_heading]
    assert ends == ["87", "No grade yet", "87"]


def test_search_shows_snippets_as_one_types_and_says_when_nothing_is_found(rig: Rig, desk: FullDesk) -> None:
    QTest.keyClick(rig.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = rig.find(QLineEdit, "Search in everything")
    QTest.keyClicks(field, "wat")
    QTest.qWait(400)
    page = rig.window.stack.page
    assert isinstance(page, SearchPage)
    assert next(line.title for line in lines(page)) == "The jar test"
    assert "[Water]" in lines(page)[0].extra
    page = rig.go(Place.SEARCH, text="zzz")
    assert isinstance(page, SearchPage)
    assert page.rows.lines.rowCount() == 0
    assert not page.rows.isVisible()


def test_ten_thousand_lines_cost_no_more_than_what_is_seen(rig: Rig) -> None:
    painted: list[int] = []
    rows = RowList(rig.theme, rig.icons, "many")
    rows.resize(600, 400)
    delegate = rows.itemDelegate()
    before = type(delegate).paint

    def count(self: object, painter: object, option: object, index: object) -> None:
        painted.append(1)
        before(self, painter, option, index)  # type: ignore[arg-type]  # handed on as it came

    type(delegate).paint = count  # type: ignore[method-assign]  # counts for this test only
    try:
        rows.put([Line(f"Discussion {n}", "by somebody") for n in range(10_000)])
        rows.show()
        rows.grab()
    finally:
        type(delegate).paint = before  # type: ignore[method-assign]  # as it was
    assert 0 < len(painted) < 60


def test_writing_places_take_words_from_the_keyboard(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    rig.go(Place.TASK, assignment=AssignmentId(5))
    field = rig.find(QPlainTextEdit, "Your text")
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "typed by hand")
    assert field.toPlainText() == "typed by hand"
