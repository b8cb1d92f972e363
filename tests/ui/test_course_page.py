"""A course on the screen: opening, ticking, downloading, finding."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QMenu
from pytestqt.qtbot import QtBot

from studydesk.domain.downloads import Price, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.ui.course.entries import Entry, Tick, lines
from studydesk.ui.course.listing import ActivityList
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig
from tests.ui.stand_in_content import NOW, courses


def listing(rig: Rig) -> ActivityList:
    rig.go(Place.COURSE, course=CourseId(1))
    return rig.find(ActivityList, "Activities")


def row_of(view: ActivityList, activity: int) -> int:
    for row in range(view.entries.rowCount()):
        entry = view.entries.entry(view.entries.index(row, 0))
        if entry.row is not None and entry.row.id == activity:
            return row
    raise AssertionError(activity)


def by_id() -> dict[ActivityId, Entry]:
    made = (line.entry(NOW) for line in lines(courses()[0]))
    return {entry.row.id: entry for entry in made if entry.row is not None}


def choose(view: ActivityList, activity: int) -> Entry:
    index = view.entries.index(row_of(view, activity), 0)
    view.setCurrentIndex(index)
    view.setFocus()
    return view.entries.entry(index)


def middle(view: ActivityList, activity: int, part: str) -> QPoint:
    index = view.entries.index(row_of(view, activity), 0)
    view.scrollTo(index)
    place: QRect = getattr(view._painter.places(view.visualRect(index), view.entries.entry(index)), part)
    return place.center()


def test_a_line_says_kind_state_due_and_completion_in_words() -> None:
    said = by_id()
    assert (
        said[ActivityId(102)].spoken
        == "Lecture 1: Where the water goes. On this computer · Video · 43 % seen. Not done"
    )
    assert said[ActivityId(103)].meta.startswith("Downloading 42 %, 27 MB left")
    assert said[ActivityId(111)].price == "6.1 MB"
    assert said[ActivityId(112)].meta.startswith("Newer version at school")
    assert said[ActivityId(113)].meta == "Could not be downloaded: The school is busy · Folder"
    assert (said[ActivityId(114)].due, said[ActivityId(114)].due_tone) == ("Due Fri 18:00", "warn")
    assert said[ActivityId(116)].meta.startswith("Needs the internet")
    assert said[ActivityId(105)].meta.endswith("Tick waits to be sent")
    assert said[ActivityId(121)].is_closed
    assert "is handed in" in said[ActivityId(121)].spoken


def test_who_ticks_is_shown_by_shape_and_told() -> None:
    ticks = {number: entry.tick for number, entry in by_id().items()}
    assert ticks[ActivityId(102)] is Tick.OPEN
    assert ticks[ActivityId(104)] is Tick.DONE_AUTO
    assert ticks[ActivityId(106)] is Tick.OPEN_AUTO
    assert ticks[ActivityId(101)] is Tick.NONE


def test_enter_opens_the_activity(rig: Rig) -> None:
    view, opened = listing(rig), list[object]()
    view.opened.disconnect()
    view.opened.connect(opened.append)
    entry = choose(view, 102)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == [entry.row]


def test_space_ticks_and_the_line_says_that_it_waits(rig: Rig) -> None:
    view = listing(rig)
    choose(view, 102)
    QTest.keyClick(view, Qt.Key.Key_Space)
    rig.window.feed.flush()
    entry = choose(view, 102)
    assert entry.tick is Tick.DONE
    assert entry.meta.endswith("Tick waits to be sent")
    assert rig.services.the_sync.woken[-1] == "work"


def test_what_the_school_ticks_cannot_be_ticked_by_hand(rig: Rig) -> None:
    view = listing(rig)
    choose(view, 106)
    QTest.keyClick(view, Qt.Key.Key_Space)
    rig.window.feed.flush()
    assert choose(view, 106).tick is Tick.OPEN_AUTO


def test_a_click_on_the_mark_ticks_and_a_click_beside_opens(rig: Rig) -> None:
    view, opened = listing(rig), list[object]()
    view.opened.disconnect()
    view.opened.connect(opened.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 102, "tick"))
    rig.window.feed.flush()
    assert choose(view, 102).tick is Tick.DONE
    assert opened == []
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 102, "words"))
    assert len(opened) == 1


def test_control_d_and_the_button_download_one_activity(rig: Rig) -> None:
    view = listing(rig)
    choose(view, 111)
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 112, "fetch"))
    assert rig.services.the_desk.downloads.wanted == [111, 112]
    assert rig.window._toast.accessibleName() == "2 files are downloaded next"


def test_the_price_stands_on_the_download_buttons(rig: Rig) -> None:
    listing(rig)
    rig.find(Button, "Download all · 118 MB, about 11 min").click()
    rig.accept_plan()
    rig.find(Button, "Text only · 2.1 MB, less than a minute").click()
    rig.accept_plan()
    assert rig.services.the_desk.downloads.wanted == [(1, What.ALL), (1, What.TEXT)]
    rig.services.preferences.put(price_per_mb=0.05)
    listing(rig)
    rig.find(Button, "Download all · 118 MB, about 11 min, costs 5.90")


def test_what_little_is_missing_is_named_and_offered_as_the_rest(rig: Rig) -> None:
    courses = rig.services.the_desk.courses
    view = courses.by_id[CourseId(1)]
    card = replace(view.card, present_bytes=7_900_000, total_bytes=7_900_060)
    courses.by_id[CourseId(1)] = replace(view, card=card, all_price=Price(1, 60, 0.01), text_price=Price(0, 0))
    page = rig.go(Place.COURSE, course=CourseId(1))
    button = rig.find(Button, "Download the rest · 60 bytes")
    assert button.text() == "Download the rest · 60 bytes", "no time is told for what needs none"
    assert button.property("look") == "plain"
    assert "1 small file is missing" in [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    courses.by_id[CourseId(1)] = view
    page.reload()
    assert rig.find(Button, "Download all").property("look") == "primary"


def test_a_course_that_is_here_offers_no_download(rig: Rig) -> None:
    rig.go(Place.COURSE, course=CourseId(2))
    page = rig.window.stack.page
    assert page is not None
    assert not [one for one in page.findChildren(Button) if one.isVisible() and "Download" in one.accessibleName()]


def test_finding_in_the_course_keeps_only_what_matches(rig: Rig) -> None:
    view = listing(rig)
    rig.find(QLineEdit, "Find in this course").setText("jar TEST")
    left = [view.entries.entry(view.entries.index(row, 0)) for row in range(view.entries.rowCount())]
    assert [entry.title for entry in left if entry.row is not None] == ["The jar test", "A photo of your jar test"]
    rig.find(QLineEdit, "Find in this course").setText("nothing like this")
    assert view.entries.rowCount() == 0


def test_the_sections_lead_to_their_place_and_follow_the_scrolling(rig: Rig) -> None:
    view = listing(rig)
    sections = rig.find(QListWidget, "Sections")
    sections.itemActivated.emit(sections.item(1))
    rig.settle()
    assert view.verticalScrollBar().value() > 0
    assert sections.currentRow() == 1
    view.verticalScrollBar().setValue(0)
    assert sections.currentRow() == 0


def test_the_menu_of_an_activity_has_all_that_can_be_done(rig: Rig) -> None:
    view = listing(rig)

    def words(menu: QMenu) -> list[str]:
        return [action.text() for action in menu.actions()]

    assert words(view.menu_for(choose(view, 102))) == [
        "Open",
        "Mark as done",
        "Remove from this computer · frees 12 MB",
    ]
    assert words(view.menu_for(choose(view, 111))) == ["Open", "Mark as done", "Download · 6.1 MB"]
    assert words(view.menu_for(choose(view, 121))) == []


def test_a_change_elsewhere_keeps_selection_and_scroll(rig: Rig) -> None:
    view = listing(rig)
    choose(view, 104)
    view.verticalScrollBar().setValue(60)
    rig.services.the_desk.courses.set_done(ActivityId(111), True)
    rig.window.feed.flush()
    assert view.verticalScrollBar().value() == 60
    current = view.current()
    assert current is not None
    assert current.row is not None
    assert current.row.id == 104


def test_a_course_that_is_gone_says_so_and_leads_to_the_courses(rig: Rig) -> None:
    rig.go(Place.COURSE, course=CourseId(77))
    assert rig.window.windowTitle().startswith("Courses")
    assert "not in your list" in rig.window._toast.accessibleName()


def test_courses_open_by_key_and_click(qtbot: QtBot, rig: Rig) -> None:
    from studydesk.ui.courses.page import CardGrid  # loaded with its page, as in the program

    rig.go(Place.COURSES)
    grid = rig.find(CardGrid, "Courses")
    grid.setCurrentIndex(grid.model_of_cards.index(0, 0))
    assert grid.model_of_cards.index(0, 0).data().startswith("Water and Soil. 8 of 21 done. Text is here")
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert rig.window.stack.page is not None
    assert rig.window.stack.page.target == Target(Place.COURSE, course=CourseId(1))
