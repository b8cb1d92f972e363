"""The outbox on the screen: every state in words, and what can be done in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit

from studydesk.domain.outbox import State
from studydesk.ui.pages import Place
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.rows import RowList
from tests.ui.rig import Rig


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
    lines = [view.lines.line(view.lines.index(row, 0)).meta for row in range(view.lines.rowCount())]
    assert lines == [
        "Waiting to send",
        "Sent, but no answer came back. Checking at the school in 8 min",
        "The school said no: the discussion is closed. Your text is kept",
        "Changed at the school too. Choose",
        "Sending",
    ]


def test_each_state_offers_what_it_allows(rig: Rig) -> None:
    offered = {}
    for name in ("w", "u", "r", "c", "s"):
        rig.go(Place.OUTBOX, at=item(name))
        offered[name] = buttons(rig) - {"Copy the text", "Show where"}
    assert offered == {
        "w": {"Edit", "Withdraw"},
        "u": set(),
        "r": {"Edit", "Withdraw", "Try again"},
        "c": {"Send mine", "Keep the school's", "Withdraw"},
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


def test_a_conflict_shows_both_texts_and_lets_the_learner_choose(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("c"))
    shown = words(rig)
    assert "Behind the market the path is deep." in shown
    assert "Behind the market the path is cut 30 cm deep." in shown
    assert "Nothing is replaced until you choose." in shown
    rig.find(Button, "Send mine").click()
    assert rig.services.the_desk.outbox.asked[-1] == ("mine", item("c"))


def test_receipts_are_kept(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=item("t"))
    assert "Receipt: number 412 at the school, Wed 25 Nov 2026" in words(rig)


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
