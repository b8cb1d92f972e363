"""The plan of a download: shown from 1 MB on, with time, cost and what is left, and what is chosen there begins."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QRadioButton

from studydesk.domain.downloads import WANTED_MEDIA, FileState, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.plan import Hours, Rules
from studydesk.study.views.downloads import Usage
from studydesk.ui.course.head import Head
from studydesk.ui.course.page import CoursePage
from studydesk.ui.downloads import asking
from studydesk.ui.downloads.offers import Limits, afterwards
from studydesk.ui.downloads.plan import ChoiceTree, PlanDialog
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig
from tests.ui.stand_in_content import MB, NOW
from tests.ui.stand_in_downloads import row

LOCAL = NOW.astimezone()
LATER = Hours((LOCAL + timedelta(hours=2)).time(), (LOCAL + timedelta(hours=4)).time())


def course(rig: Rig) -> CoursePage:
    page = rig.go(Place.COURSE, course=CourseId(1))
    assert isinstance(page, CoursePage)
    return page


def said(dialog: PlanDialog) -> str:
    dialog.ensurePolished()
    return "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())


def radio(dialog: PlanDialog, name: str) -> QRadioButton:
    return next(one for one in dialog.findChildren(QRadioButton) if one.accessibleName().startswith(name))


def test_what_is_small_starts_at_once(rig: Rig) -> None:
    view = rig.services.the_desk.courses.by_id[CourseId(1)]
    small = replace(view.text_price, size_bytes=MB)
    rig.services.the_desk.courses.by_id[CourseId(1)] = replace(view, text_price=small)
    course(rig)._want(What.TEXT)
    assert rig.services.the_desk.downloads.wanted == [(1, What.TEXT)]
    assert rig.window._toast.accessibleName() == "2 files are downloaded next"


def test_what_is_larger_shows_time_cost_and_what_is_left_of_the_allowance(rig: Rig) -> None:
    downloads = rig.services.the_desk.downloads
    downloads.queue = downloads.queue[1:2]  # 6.1 MB wait already
    downloads.usage = replace(downloads.usage, day_allowance=200 * MB)
    rig.services.preferences.put(price_per_mb=0.05)
    course(rig)._want(What.ALL)
    dialog = rig.plan()
    assert downloads.wanted == []
    assert "118 MB, about 11 min, costs 5.90" in said(dialog)
    assert "Afterwards 42 MB of today's 200 MB are left." in said(dialog)
    rig.accept_plan()
    assert downloads.wanted == [(1, What.ALL)]


def test_more_than_the_allowance_says_how_much_waits_until_when(rig: Rig) -> None:
    downloads = rig.services.the_desk.downloads
    downloads.queue = []
    downloads.usage = replace(downloads.usage, day_allowance=100 * MB, week_allowance=300 * MB)
    course(rig)._want(What.ALL)
    assert "52 MB of it must wait until tomorrow: 34 MB of today's 100 MB are used." in said(rig.plan())


@pytest.mark.parametrize(
    ("today", "week", "told"),
    [
        (100, 300, "Afterwards 60 MB of today's 100 MB are left."),
        (500, 250, "Afterwards 28 MB of this week's 250 MB are left."),
        (500, 215, "7 MB of it must wait until next week: 212 MB of this week's 215 MB are used."),
        (30, 300, "10 MB of it must wait until tomorrow: 30 MB of today's 30 MB are used."),
    ],
)
def test_the_tighter_of_day_and_week_counts(today: int, week: int, told: str) -> None:
    usage = Usage(30 * MB, 212 * MB, today * MB, week * MB)
    assert afterwards(Limits(usage, Rules(), 0, LOCAL, None, 0.0), 10 * MB)[0] == told


def test_what_waits_already_is_named_where_it_takes_the_allowance() -> None:
    known = Limits(Usage(34 * MB, 0, 200 * MB, None), Rules(), 150 * MB, LOCAL, None, 0.0)
    told = "9 MB of it must wait until tomorrow: 34 MB of today's 200 MB are used, and 150 MB go before it."
    assert afterwards(known, 25 * MB) == (told, "warn")


def test_where_time_or_price_are_not_known_it_says_so_and_leads_to_the_price(rig: Rig) -> None:
    rig.services.link.current = replace(rig.services.link.current, rate=None)
    course(rig)._want(What.ALL)
    dialog = rig.plan()
    assert "How long it takes is not known yet." in said(dialog)
    dialog.findChildren(Button, "plan-price")[0].click()
    rig.settle()
    page = rig.window.stack.page
    assert page is not None
    assert page.target == Target(Place.SETTINGS, at="downloads")
    assert rig.services.the_desk.downloads.wanted == []


def test_where_both_are_known_nothing_is_said_to_be_missing(rig: Rig) -> None:
    rig.services.preferences.put(price_per_mb=0.05)
    course(rig)._want(What.ALL)
    dialog = rig.plan()
    assert "not known" not in said(dialog)
    assert not dialog.findChildren(Button, "plan-price")[0].isVisible()


def test_outside_the_hours_it_waits_for_them_unless_the_learner_says_now(rig: Rig) -> None:
    downloads = rig.services.the_desk.downloads
    downloads.rules = Rules(hours=LATER)
    downloads.queue = [row(1, "lecture.webm", FileState.QUEUED, 48), row(9, "other.pdf", FileState.QUEUED, 1,
                                                                        course=CourseId(3))]  # fmt: skip
    course(rig)._want(What.ALL)
    dialog = rig.plan()
    waits = next(one for one in dialog.findChildren(QRadioButton) if "when your download hours begin" in one.text())
    assert waits.isChecked()
    assert waits.text() == f"At {LATER.start:%H:%M}, when your download hours begin"
    next(one for one in dialog.findChildren(QRadioButton) if one.text() == "Now").setChecked(True)
    rig.accept_plan()
    assert downloads.wanted == [(1, What.ALL)]
    assert downloads.asked == [("now", [1])], "what was wanted of other courses waits as before"


def test_in_the_hours_nobody_is_asked_when(rig: Rig) -> None:
    rig.services.the_desk.downloads.rules = Rules(hours=Hours(time(0), time(23, 59)))
    course(rig)._want(What.ALL)
    assert "When?" not in said(rig.plan())
    rig.accept_plan()
    assert rig.services.the_desk.downloads.asked == []


def test_over_a_paid_link_only_what_does_not_travel_by_itself_waits(rig: Rig) -> None:
    text = WANTED_MEDIA[What.TEXT]
    rig.services.the_desk.downloads.rules = Rules(is_metered=True, metered_media=text)
    course(rig)._want(What.ALL)
    dialog = rig.plan()
    assert any(one.text() == "When the link costs nothing" and one.isVisible()
               for one in dialog.findChildren(QRadioButton))  # fmt: skip
    radio(dialog, "Text and pictures").setChecked(True)
    assert "When?" not in said(dialog)


def test_nothing_begins_when_the_plan_is_closed(rig: Rig) -> None:
    course(rig)._want(What.ALL)
    QTest.keyClick(rig.plan(), Qt.Key.Key_Escape)
    course(rig)._want(What.ALL)
    cancel = next(one for one in rig.plan().findChildren(Button) if one.text() == "Cancel")
    cancel.click()
    assert rig.services.the_desk.downloads.wanted == []


def test_single_activities_are_chosen_in_a_tree_by_keyboard(rig: Rig) -> None:
    rig.services.link.current = replace(rig.services.link.current, rate=100_000.0)
    course(rig)._want(None)
    dialog = rig.plan()
    tree = dialog.findChild(ChoiceTree)
    assert isinstance(tree, ChoiceTree)
    assert tree.isVisible()
    assert not dialog.findChildren(Button, "plan-go")[0].isEnabled()
    assert "Tick what you want to download." in said(dialog)
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Home)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QTest.keyClick(tree, Qt.Key.Key_Space)
    QTest.keyClick(tree, Qt.Key.Key_Down)
    QTest.keyClick(tree, Qt.Key.Key_Space)
    assert "9.3 MB, about 2 min" in said(dialog)
    rig.accept_plan()
    assert rig.services.the_desk.downloads.wanted == [(ActivityId(111), ActivityId(112))]


def test_a_tick_at_a_section_chooses_all_of_it(rig: Rig) -> None:
    course(rig)._want(None)
    tree = rig.plan().findChild(ChoiceTree)
    assert isinstance(tree, ChoiceTree)
    section = tree.topLevelItem(0)
    assert section is not None
    section.setCheckState(0, Qt.CheckState.Checked)
    assert [activity for activity, _size in tree.chosen_activities()] == [111, 112, 113]


def test_the_menu_of_a_course_leads_to_the_choice_and_keeps_it_always(rig: Rig) -> None:
    page = course(rig)
    head = page.findChild(Head)
    assert isinstance(head, Head)
    menu = head.menu(rig.services.the_desk.courses.by_id[CourseId(1)])
    by_words = {action.text(): action for action in menu.actions()}
    by_words["Keep always"].trigger()
    assert rig.services.the_desk.storage.pinned == {CourseId(1)}
    by_words["Choose what to download…"].trigger()
    assert rig.plan().findChild(ChoiceTree) is not None
    again = {action.text(): action for action in head.menu(page._view).actions()} if page._view else {}
    assert again["Keep always"].isChecked()
    assert not next(action for words, action in again.items() if words.startswith("Remove files")).isEnabled()


@pytest.mark.parametrize(("scale", "width", "height"), [(1.0, 1024, 600), (2.0, 1024, 600)])
def test_the_plan_stays_within_the_window(rig: Rig, scale: float, width: int, height: int) -> None:
    rig.services.preferences.put(text_scale=scale)
    rig.window.settings_changed()
    rig.window.resize(width, height)
    rig.services.the_desk.downloads.rules = Rules(hours=LATER)
    course(rig)._want(None)
    dialog = rig.plan()
    assert dialog.width() <= width
    assert dialog.height() <= height
    go = dialog.findChildren(Button, "plan-go")[0]
    assert dialog.rect().contains(go.geometry())


def test_a_large_activity_shows_its_plan_too(rig: Rig) -> None:
    rig.services.the_desk.downloads.activity_bytes = 12 * MB
    page = course(rig)
    asking.want_activity(page.context, page, ActivityId(111), "Rain on the roof")
    assert "Download “Rain on the roof”" in said(rig.plan())
    assert "12 MB, about 1 min" in said(rig.plan())
    rig.accept_plan()
    assert rig.services.the_desk.downloads.wanted == [ActivityId(111)]
