"""The outbox on the screen: every state in words, and what can be done in it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from studydesk.domain.outbox import State
from studydesk.ui.outbox.page import OutboxPage
from studydesk.ui.pages import Place
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.rows import RowList
from tests.ui.rig import Rig
from tests.ui.stand_in import NOW, FixedClock
from tests.ui.stand_in_content import SEALED


def item(name: str) -> str:
    return name.ljust(26, "a")


def buttons(rig: Rig) -> set[str]:
    page = rig.window.stack.page
    assert page is not None
    return {one.accessibleName() for one in page.findChildren(Button) if one.isVisible()} - TABS


TABS = {"Waiting (5)", "Sent and withdrawn (2)"}


def words(rig: Rig) -> str:
    page = rig.window.stack.page
    assert page is not None
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def test_every_state_is_told_in_words(rig: Rig) -> None:
    rig.go(Place.OUTBOX)
    view = rig.find(RowList, "Outbox")
    lines = [view.lines.line(view.lines.index(row, 0)) for row in range(view.lines.rowCount())]
    forum = "Water and Soil · Questions about water and soil"
    assert [(line.meta, line.extra) for line in lines] == [
        ("Waiting to send", f"Answer in a forum · {forum}"),
        ("Sent, but no answer came back", "Checking at the school in 8 min"),
        ("The school said no: the discussion is closed", "Your text is kept"),
        ("Changed at the school too", "Choose"),
        ("Sending", "Ticked off · Water and Soil"),
    ]


def test_each_state_offers_what_it_allows(rig: Rig) -> None:
    offered = {}
    for name in ("w", "u", "r", "c", "s"):
        rig.go(Place.OUTBOX, at=item(name))
        offered[name] = buttons(rig) - {"Copy the text", "Show where"}
    files = {"Save the files…"}
    assert offered == {
        "w": {"Edit", "Withdraw"} | files,
        "u": set(),
        "r": {"Edit", "Withdraw", "Try again"} | files,
        "c": {"Send mine", "Keep the school's", "Send both", "Edit mine"} | files,
        "s": set(),
    }


def test_withdrawing_can_be_undone_at_once(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("w"))
    rig.find(Button, "Withdraw").click()
    outbox = rig.services.the_desk.outbox
    assert outbox.all[item("w")].state is State.DISCARDED  # type: ignore[index]  # ids are plain text here
    rig.window._toast._undone()
    assert outbox.all[item("w")].state is State.QUEUED  # type: ignore[index]  # as above


def test_a_refused_answer_can_be_changed_and_goes_back_into_the_queue(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("r"))
    rig.find(Button, "Edit").click()
    assert rig.find(QLineEdit, "Subject").text() == "Re: Group for Saturday"
    rig.find(QPlainTextEdit, "Text").setPlainText("I can bring three buckets.")
    rig.find(Button, "Save").click()
    changed = rig.services.the_desk.outbox.all[item("r")]  # type: ignore[index]  # as above
    assert (changed.state, changed.text) == (State.QUEUED, "I can bring three buckets.")
    assert rig.services.the_sync.woken[-1] == "work"


def test_what_is_being_edited_survives_a_change_and_an_error(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = list[Exception]()
    monkeypatch.setattr(rig.window, "explain", errors.append)  # a dialog would cover the page
    page = rig.go(Place.OUTBOX, at=item("w"))
    rig.find(Button, "Edit").click()
    rig.find(QPlainTextEdit, "Text").setPlainText("half a sen")
    page.reload()
    assert rig.find(QPlainTextEdit, "Text").toPlainText() == "half a sen"
    rig.find(QPlainTextEdit, "Text").setPlainText("  ")
    rig.find(Button, "Save").click()
    assert len(errors) == 1
    assert rig.find(QPlainTextEdit, "Text").toPlainText() == "  "
    QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert "In our valley" in words(rig)


def test_the_minutes_count_down_while_the_page_is_open_and_nothing_is_read_for_it(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("u"))
    read = list[str]()
    rig.services.the_desk.outbox.items = lambda: read.append("items") or []  # type: ignore[method-assign, func-returns-value]  # counts
    later = FixedClock()
    later.now = lambda: NOW + timedelta(minutes=5)  # type: ignore[method-assign]  # five minutes go by
    rig.services.clock = later
    page = rig.window.stack.page
    assert isinstance(page, OutboxPage)
    page._clock.timeout.emit()
    view = rig.find(RowList, "Outbox")
    assert view.lines.line(view.lines.index(1, 0)).extra == "Checking at the school in 3 min"
    assert "Sent, but no answer came back. Checking at the school in 3 min" in words(rig)
    assert read == []


def test_time_that_went_by_elsewhere_is_caught_up_and_nothing_ticks_behind_another_page(rig: Rig) -> None:
    page = rig.go(Place.OUTBOX, at=item("u"))
    assert isinstance(page, OutboxPage)
    assert page._clock.isActive()
    rig.go(Place.TODAY)
    assert not page._clock.isActive()


def test_a_refusal_says_the_schools_own_words_without_its_html(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("r"))
    shown = words(rig)
    assert "The school said no: the discussion is closed. Your text is kept" in shown
    assert "In the school's own words: “Sorry, this discussion was closed by Ms Adjei.”" in shown
    assert "I can bring two buckets." in shown
    assert "Attached: buckets.jpg · 640 kB" in shown


def test_the_history_is_searched_and_saved(rig: Rig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rig.go(Place.OUTBOX, at="history")
    view = rig.find(RowList, "Outbox")
    assert view.lines.rowCount() == 2
    field = rig.find(QLineEdit, "Search in what was sent")
    field.setText("jar")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert view.lines.rowCount() == 1
    chosen = (str(tmp_path / "sent.csv"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)  # the system's own dialog
    rig.find(Button, "Save the history…").click()
    assert (tmp_path / "sent.csv").read_text("utf-8") == "Re: Jar test: three layers or four?"
    field.setText("no such words")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "Nothing found" in words(rig)
    for _ in range(2):  # first what was said at the bottom goes
        QTest.keyClick(rig.window, Qt.Key.Key_Escape)
    assert view.lines.rowCount() == 2


def test_a_receipt_has_both_clocks_size_hash_and_number_and_can_be_copied(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("t"))
    shown = words(rig)
    names = ("Written, by your clock", "Written, school's clock", "Number at the school")
    for part in (*names, "1.2 MB (1240022 bytes)", "412"):
        assert part in shown
    assert SEALED[:8] in shown
    rig.find(Button, "Copy the receipt").click()
    copied = rig.app.clipboard().text()
    assert f"SHA-256: {SEALED}" in copied
    assert "Received, school's clock: Wed 25 Nov 2026" in copied
    assert "To check it" not in words(rig)
    rig.find(Button, "How to check it").click()
    rig.settle()
    assert "To check it" in words(rig)


def test_what_was_written_by_a_clock_that_was_wrong_keeps_both_times(rig: Rig) -> None:
    box = rig.services.the_desk.outbox
    box.all[item("w")] = replace(box.all[item("w")], created_server_at=NOW)  # type: ignore[index]  # as above
    rig.go(Place.OUTBOX, at=item("w"))
    assert "Written, school's clock: Wed 25 Nov 2026" in words(rig)


def test_the_text_can_be_copied_in_every_state(rig: Rig) -> None:
    for name, text in (("r", "I can bring two buckets."), ("d", "I cannot come.")):
        rig.go(Place.OUTBOX, at=item(name))
        rig.find(Button, "Copy the text").click()
        assert rig.app.clipboard().text() == text


def test_an_empty_outbox_says_that_everything_is_at_the_school(rig: Rig) -> None:
    rig.services.the_desk.outbox.all.clear()
    rig.go(Place.OUTBOX)
    assert "Everything is at the school" in words(rig)


def test_the_arrows_go_from_item_to_item(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("w"))
    view = rig.find(RowList, "Outbox")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "Has anybody dug beside a plant?" in words(rig)
