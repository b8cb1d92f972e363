"""Assignments: the draft is kept, the limits are told, handing in is asked about and queued once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from studydesk.domain.assignments import Status
from studydesk.domain.ids import AssignmentId
from studydesk.domain.outbox import State
from studydesk.study.views.assignments import TaskView
from studydesk.ui.pages import Place
from studydesk.ui.task import page as task_page
from studydesk.ui.task.page import TaskPage
from studydesk.ui.tasks.page import is_settled, task_line
from tests.ui.rig import Rig
from tests.ui.stand_in import NOW
from tests.ui.stand_in_more import ASSIGNMENT, FullDesk


def show(rig: Rig) -> TaskPage:
    page = rig.go(Place.TASK, assignment=AssignmentId(5))
    assert isinstance(page, TaskPage)
    return page


def said(page: QWidget) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


@pytest.fixture
def yes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer every question with yes; gives the titles that were asked."""
    asked: list[str] = []

    def ask(_owner: object, title: str, *_rest: object, **_more: object) -> bool:
        asked.append(title)
        return True

    monkeypatch.setattr(task_page, "ask", ask)
    return asked


def test_the_head_tells_due_date_late_date_and_state(rig: Rig, desk: FullDesk) -> None:
    words = said(show(rig))
    assert "Due in 2 days" in words
    assert "Late work is taken until in 6 days" in words
    assert "Saved at the school, not handed in yet" in words


def test_words_are_counted_against_the_limit(rig: Rig, desk: FullDesk) -> None:
    page = show(rig)
    assert page.work.count.text() == "19 of 300 words"
    page.work.text.setPlainText("word " * 301)
    assert page.work.count.text() == "301 of 300 words · too many"


def test_typing_keeps_the_draft_and_leaving_keeps_it_at_once(rig: Rig, desk: FullDesk) -> None:
    page = show(rig)
    page.work.text.setPlainText("one")
    QTest.qWait(1000)
    assert desk.assignments.work.text == "one"
    assert page.foot.state.text().startswith("Draft, saved ")
    page.work.text.setPlainText("one two")
    rig.go(Place.TASKS)
    assert desk.assignments.work.text == "one two"


def test_a_change_on_disk_does_not_touch_what_is_being_typed(rig: Rig, desk: FullDesk) -> None:
    page = show(rig)
    page.work.text.setPlainText("being typed")
    page.reload()
    assert page.work.text.toPlainText() == "being typed"


def test_files_are_added_and_taken_out_and_their_price_stands_beside_the_button(
    rig: Rig, desk: FullDesk, tmp_path: Path
) -> None:
    page, file = show(rig), tmp_path / "photo.jpg"
    file.write_bytes(b"x" * 1_500_000)
    page.add_files([file])
    assert [one.name for one in desk.assignments.work.attachments] == ["photo.jpg"]
    assert "Sends 1.5 MB, about 1 min" in said(page)
    rig.find(QWidget, "Take out photo.jpg").click()  # type: ignore[attr-defined]  # an icon button
    assert desk.assignments.work.attachments == ()
    assert "Sends" not in said(page)


def test_a_file_that_is_too_large_is_told_in_words(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    page, file = show(rig), tmp_path / "film.mp4"
    with file.open("wb") as out:
        out.truncate(200_000_000)
    page.add_files([file])
    assert "larger than 5 MB" in said(page)
    assert "Your work is kept." in said(page)


def test_a_file_already_handed_in_stays_unless_it_is_unticked(rig: Rig, desk: FullDesk) -> None:
    show(rig)
    box = rig.find(QCheckBox, "Keep path-behind-the-market.jpg")
    assert box.isChecked()
    box.click()
    assert desk.assignments.work.keep == ()


def test_handing_in_needs_the_statement_where_the_school_wants_it(rig: Rig, desk: FullDesk, yes: list[str]) -> None:
    page = show(rig)
    assert not page.foot.hand_in.isEnabled()
    page.hand_in(True)
    assert not desk.assignments.waiting
    page.foot.statement.click()
    assert desk.assignments.work.statement
    assert page.foot.hand_in.isEnabled()


def test_handing_in_for_good_is_asked_about_then_queued_and_shown_as_waiting(
    rig: Rig, desk: FullDesk, yes: list[str]
) -> None:
    page = show(rig)
    page.foot.statement.click()
    page.work.text.setPlainText("The last version.")
    page.foot.hand_in.click()
    assert yes == ["Hand in for good?"]
    assert desk.assignments.work.final
    assert desk.assignments.work.text == "The last version."
    assert "Handing in work: Waiting to send" in said(page)
    assert page.foot.hand_in.text() == "Replace what waits"


def test_saving_at_the_school_is_not_handing_in(rig: Rig, desk: FullDesk, yes: list[str]) -> None:
    page = show(rig)
    page.foot.statement.click()
    rig.find(QPushButton, "Save at the school").click()
    assert yes == []
    assert not desk.assignments.work.final
    assert desk.assignments.waiting
    assert page.view is not None


def test_saving_at_the_school_needs_no_statement(rig: Rig, desk: FullDesk) -> None:
    show(rig)
    rig.find(QPushButton, "Save at the school").click()
    assert desk.assignments.waiting


def test_a_hand_in_that_waits_can_be_withdrawn_with_undo(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    did: list[str] = []
    monkeypatch.setattr(desk.outbox, "withdraw", lambda _item: did.append("withdraw"))
    monkeypatch.setattr(desk.outbox, "restore", lambda _item: did.append("restore"))
    desk.assignments.waiting = True
    show(rig)
    rig.find(QPushButton, "Withdraw").click()
    rig.find(QPushButton, "Undo").click()
    assert did == ["withdraw", "restore"]


def test_what_cannot_be_handed_in_says_why_and_the_words_stay_readable(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.assignments.task

    def closed(assignment: AssignmentId) -> TaskView:
        return replace(before(assignment), may_submit=False, why_not="cut_off")

    monkeypatch.setattr(desk.assignments, "task", closed)
    page = show(rig)
    assert "The time for handing in is over." in said(page)
    assert not page.foot.hand_in.isVisible()
    assert page.work.text.isReadOnly()
    assert page.work.text.toPlainText() == desk.assignments.work.text


def test_grade_and_feedback_are_shown(rig: Rig, desk: FullDesk) -> None:
    desk.assignments.submission = replace(desk.assignments.submission, is_graded=True, grade="87 / 100")
    desk.assignments.feedback = "<p>Clear and exact.</p>"
    page = show(rig)
    assert "Grade 87 / 100" in said(page)


def test_the_list_of_tasks_parts_what_is_to_do_from_what_is_settled(desk: FullDesk) -> None:
    row = replace(desk.assignments.task(ASSIGNMENT.id).row, status=Status.NONE, waiting=None)
    assert not is_settled(row, NOW)
    assert is_settled(replace(row, status=Status.SUBMITTED), NOW)
    assert is_settled(replace(row, waiting=State.QUEUED), NOW)
    assert is_settled(replace(row, cut_off_at=NOW - timedelta(days=1)), NOW)


def test_a_task_says_in_words_where_it_stands(desk: FullDesk) -> None:
    row = replace(desk.assignments.task(ASSIGNMENT.id).row, status=Status.NONE, draft_exists=False)
    assert task_line(replace(row, is_overdue=True), NOW).end == "Late"
    assert task_line(replace(row, draft_exists=True), NOW).end == "Draft begun"
    assert task_line(replace(row, grade="9"), NOW).end == "Grade 9"
    assert task_line(replace(row, waiting=State.UNCERTAIN), NOW).end.startswith("Sent, but no answer came back")
    assert task_line(replace(row, cut_off_at=NOW - timedelta(days=1)), NOW).end == "Closed"
