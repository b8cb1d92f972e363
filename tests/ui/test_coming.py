"""A course that is opened before it is here: it is asked for once, says how far it is, and grows where it stands."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget, QPushButton

from studydesk.domain.changes import Subject
from studydesk.domain.ids import CourseId
from studydesk.domain.link import Link, LinkState
from studydesk.study.views.courses import Arrival
from studydesk.sync.reports import Step
from studydesk.ui.course.coming import Coming
from studydesk.ui.course.listing import ActivityList
from studydesk.ui.pages import Place
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig
from tests.ui.stand_in_content import courses

WATER = CourseId(1)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A window whose first course is listed and not here."""
    made = Rig(tmp_path)
    made.open()
    show(made, 0, Arrival.MISSING)
    yield made
    made.close()


def show(rig: Rig, sections: int, arrival: Arrival) -> None:
    """Let so many sections of the course be here."""
    whole = courses()[0]
    here = replace(whole, sections=whole.sections[:sections], arrival=arrival)
    rig.services.the_desk.courses.by_id[WATER] = here
    rig.services.feed.publish(Subject.COURSES)
    rig.window.feed.flush()
    rig.settle()


def link(rig: Rig, state: LinkState) -> None:
    rig.services.link.current = Link(state)
    rig.services.feed.publish(Subject.LINK)
    rig.window.feed.flush()
    rig.settle()


def step(rig: Rig, done: int, total: int, course: str = "Water and Soil") -> None:
    assert rig.window.driver is not None
    rig.window.driver.progressed.emit(Step("visiting", course, done, total))


def words(rig: Rig) -> list[str]:
    """Return what the card above the course says, as far as it can be seen."""
    page = rig.window.stack.page
    assert page is not None
    coming = page.findChild(Coming)
    assert coming is not None
    parts = (coming._heading, coming._words, coming._progress._words, coming._again)
    return [part.text() for part in parts if part.isVisible()]


def test_opening_a_course_that_is_not_here_asks_for_it_once(rig: Rig) -> None:
    rig.go(Place.COURSE, course=WATER)
    assert rig.services.the_sync.wanted == [WATER]
    assert rig.services.the_sync.woken[-1] == "work"
    show(rig, 0, Arrival.COMING)
    show(rig, 1, Arrival.COMING)
    assert rig.services.the_sync.wanted == [WATER]


def test_a_course_that_is_here_is_not_asked_for(rig: Rig) -> None:
    rig.go(Place.COURSE, course=CourseId(2))
    assert rig.services.the_sync.wanted == []
    assert words(rig) == []


def test_it_says_which_section_is_coming(rig: Rig) -> None:
    rig.go(Place.COURSE, course=WATER)
    show(rig, 0, Arrival.COMING)
    assert words(rig)[0] == "This course is coming to this computer"
    assert words(rig)[2] == "Asking the school for this course"
    step(rig, 2, 0)
    assert words(rig)[2] == "Bringing the course: section 3"
    step(rig, 2, 31)
    assert words(rig)[2] == "Bringing the course: section 3 of 31"
    step(rig, 7, 9, course="Another course")
    assert words(rig)[2] == "Bringing the course: section 3 of 31"
    step(rig, 31, 31)
    assert words(rig)[2].startswith("All sections are here")
    show(rig, 9, Arrival.HERE)
    assert words(rig) == []


def test_no_figures_are_shown_before_they_are_known(rig: Rig) -> None:
    page = rig.go(Place.COURSE, course=WATER)
    show(rig, 1, Arrival.COMING)
    assert not [one for one in page.findChildren(Button) if one.isVisible() and "Download" in one.accessibleName()]
    show(rig, 9, Arrival.HERE)
    rig.find(QPushButton, "Download all")


def test_sections_come_below_and_the_learner_stays_where_they_are(rig: Rig) -> None:
    rig.go(Place.COURSE, course=WATER)
    show(rig, 1, Arrival.COMING)
    view = rig.find(ActivityList, "Activities")
    resets: list[object] = []
    view.entries.modelReset.connect(lambda: resets.append(1))
    view.setCurrentIndex(view.entries.index(2, 0))
    current = view.current()
    rows = view.entries.rowCount()
    show(rig, 2, Arrival.COMING)
    view.verticalScrollBar().setValue(40)
    show(rig, 9, Arrival.COMING)
    assert view.entries.rowCount() > rows
    assert resets == []
    assert view.verticalScrollBar().value() == 40
    assert current is not None
    assert view.current() == current
    assert rig.find(QListWidget, "Sections").count() == len(courses()[0].sections)


def test_without_a_link_it_says_what_is_missing_and_what_to_do(rig: Rig) -> None:
    link(rig, LinkState.NO_LINK)
    rig.go(Place.COURSE, course=WATER)
    show(rig, 0, Arrival.COMING)
    said = words(rig)
    assert said[:2] == ["This course is not here yet", "No link. It goes on by itself when there is one."]
    rig.find(Button, "Try again").click()
    assert rig.services.the_sync.wanted == [WATER, WATER]
    show(rig, 1, Arrival.COMING)
    assert words(rig)[0] == "The rest of this course is not here yet"
    link(rig, LinkState.ONLINE)
    assert words(rig)[0] == "This course is coming to this computer"


def test_a_course_the_school_refuses_is_not_asked_for_again_by_itself(rig: Rig) -> None:
    rig.go(Place.COURSE, course=WATER)
    show(rig, 0, Arrival.COMING)
    show(rig, 0, Arrival.MISSING)
    assert words(rig)[0] == "This course could not be brought"
    assert rig.services.the_sync.wanted == [WATER]
