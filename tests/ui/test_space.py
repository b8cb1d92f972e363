"""What takes space: by course and kind, keeping, freeing after one question, checking and moving."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel

from studydesk.domain.ids import CourseId
from studydesk.domain.outside import Cancel
from studydesk.errors import StorageFull
from studydesk.study.views.storage import StorageStep
from studydesk.ui.downloads import courses, freeing, space
from studydesk.ui.downloads.job import Job
from studydesk.ui.downloads.page import DownloadsPage
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.buttons import Button
from tests.ui.rig import Rig
from tests.ui.stand_in_content import MB


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the questions that were asked; each is answered with yes (a dialog would wait for a person)."""
    questions = list[str]()

    def answer(_parent: object, title: str, text: str, yes: str) -> bool:
        questions.append(f"{title} {text} {yes}")
        return True

    for module in (courses, freeing, space):
        monkeypatch.setattr(module, "ask", answer)
    return questions


def words(rig: Rig) -> str:
    page = rig.window.stack.page
    assert page is not None
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_the_space_is_told_by_course_and_by_kind(rig: Rig) -> None:
    rig.services.the_desk.storage.budget = 2000 * MB
    rig.go(Place.DOWNLOADS, at="space")
    said = words(rig)
    assert "Courses take 344 MB on this computer" in said
    assert "14 GB are free on this drive. Downloads leave 300 MB of it free." in said
    assert "344 MB of 2 GB" in said
    assert "212 of 212 MB · the course is over" in said
    assert "Video 26 MB · Documents 8 MB · Text and pictures 2 MB" in said
    assert "312 MB · 91 %" in said


def test_a_course_is_kept_always_and_cannot_be_removed_then(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Keep Water and Soil always").click()
    assert rig.services.the_desk.storage.pinned == {CourseId(1)}
    assert "36 of 154 MB · kept always" in words(rig)
    assert not rig.find(Button, "Remove files of Water and Soil").isEnabled()
    rig.find(Button, "Keep Water and Soil always").click()
    assert rig.services.the_desk.storage.pinned == set()


def test_removing_files_asks_first_and_offers_to_have_them_back(rig: Rig, asked: list[str]) -> None:
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Remove files of Water and Soil").click()
    assert "Your own work and your ticks stay" in asked[0]
    assert rig.window._toast.accessibleName() == "36 MB became free"
    rig.find(Button, "Download again").click()
    assert rig.services.the_desk.storage.freed == [CourseId(1), ("back", (11,))]


def test_what_is_ticked_is_freed_after_one_question(rig: Rig, asked: list[str]) -> None:
    rig.go(Place.DOWNLOADS, at="space")
    assert "You could free 320 MB" in words(rig)
    rig.find(QCheckBox, "Clear Writing. 212 MB. The course is over").setChecked(True)
    rig.find(QCheckBox, "Lecture 1: Where the water goes. 12 MB. You are done").setChecked(True)
    rig.find(Button, "Free 224 MB").click()
    assert len(asked) == 1
    assert "Free 224 MB on this computer? The files of 2 things are removed." in asked[0]
    assert rig.services.the_desk.storage.freed == [["Clear Writing", "Lecture 1: Where the water goes"]]
    assert "You could free 96 MB" in words(rig)


def test_all_can_be_chosen_at_once_and_nothing_is_freed_by_that(rig: Rig, asked: list[str]) -> None:
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Choose all").click()
    assert asked == []
    rig.find(QCheckBox, "Clear Writing. 212 MB").setChecked(False)
    rig.find(Button, "Free 108 MB").click()
    assert len(rig.services.the_desk.storage.freed) == 1


def test_the_shares_of_a_whole_add_up(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS, at="space")
    told = [one.text().rsplit(" · ")[-1] for one in page.findChildren(QLabel) if one.text().endswith(" %")]
    assert len(told) > 2
    assert sum(int(one.removesuffix(" %")) for one in told) == 100


def test_ticks_stay_when_files_arrive_meanwhile(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS, at="space")
    assert isinstance(page, DownloadsPage)
    rig.find(QCheckBox, "Clear Writing. 212 MB").setChecked(True)
    rig.services.the_desk.storage.free_bytes = 13_000 * MB
    page._read()
    assert "13 GB are free" in words(rig)
    assert rig.find(QCheckBox, "Clear Writing. 212 MB").isChecked()
    rig.find(Button, "Free 212 MB")


def test_a_check_tells_what_it_found_and_did(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Check my downloads").click()
    assert "43 files checked, 36 MB. 1 was damaged. 1 file waits to be downloaded again." in words(rig)
    assert rig.services.the_sync.woken[-1] == "work"


def test_a_job_shows_how_far_it_is_and_can_be_stopped(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS, at="space")
    job = page.findChildren(Job)[0]
    job._cancel, job._stopped = Cancel(), "Stopped."
    job.began.emit()
    job._tell(StorageStep("checking", 12 * MB, 36 * MB))
    assert "Checking · 12 of 36 MB" in words(rig)
    cancel = job._cancel
    rig.find(Button, "Stop").click()
    assert cancel.is_stopped
    assert "Stopped." in words(rig)
    rig.find(Button, "Check my downloads")


def test_courses_move_to_a_drive_that_is_chosen(rig: Rig, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/media/stick")
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Move to another drive").click()
    assert "344 MB are copied to /media/stick and checked there before anything is removed here." in asked[0]
    assert rig.services.the_desk.storage.moved_to == [Path("/media/stick")]
    assert "43 files moved, 36 MB. Your courses are in the new place now." in words(rig)
    rig.find(Button, "Move back to this computer").click()
    assert rig.services.the_desk.storage.moved_to[-1] is None


def test_a_move_that_was_stopped_can_go_on(rig: Rig) -> None:
    rig.services.the_desk.storage.moving_to = Path("/media/stick")
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Go on moving to /media/stick").click()
    assert rig.services.the_desk.storage.moved_to == [Path("/media/stick")]


def test_a_move_that_fails_says_why_where_it_was_asked_for(
    rig: Rig, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: "/media/stick")
    rig.services.the_desk.storage.error = StorageFull(200 * MB)
    rig.go(Place.DOWNLOADS, at="space")
    rig.find(Button, "Move to another drive").click()
    assert "The disk is full. What was saved before is safe. Free 200 MB to go on." in words(rig)


def test_a_drive_that_is_gone_is_told_without_fear(rig: Rig) -> None:
    rig.services.the_desk.storage.free_bytes = None
    rig.go(Place.DOWNLOADS, at="space")
    assert "The drive with your courses is not here" in words(rig)
    assert "nothing on it is lost" in words(rig)
    rig.services.the_desk.storage.free_bytes = 14_000 * MB
    rig.find(Button, "Look again").click()
    assert "Courses take 344 MB on this computer" in words(rig)


def test_without_courses_it_says_what_to_do_first(rig: Rig) -> None:
    rig.services.the_desk.storage.is_empty = True
    page = rig.go(Place.DOWNLOADS, at="space")
    assert "No course takes space here yet" in words(rig)
    rig.find(Button, "Choose a course").click()
    assert rig.window.stack.page is not page


def test_the_tabs_are_visits_of_their_own(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    rig.find(Button, "Space").click()
    assert page.target == Target(Place.DOWNLOADS, at="space")
    rig.window.back()
    assert page.target == Target(Place.DOWNLOADS)
