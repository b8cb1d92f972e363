"""Leaving with something unsent: a list, a copy, and a second word; and the warning that the clock is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel

from studydesk.domain.link import Link, LinkState
from studydesk.ui.left import LeftDialog
from studydesk.ui.pages import Place
from studydesk.ui.strip import Strip
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import Dialog
from tests.ui.rig import Rig


def said(dialog: Dialog) -> str:
    return "\n".join(one.text() for one in dialog.findChildren(QLabel))


def press(dialog: Dialog, text: str) -> None:
    next(one for one in dialog.findChildren(Button) if one.text() == text).click()


def answering(monkeypatch: pytest.MonkeyPatch, *answers: Callable[[Dialog], object]) -> list[str]:
    """Let these answer the dialogs, one after the other; returns what each dialog said."""
    told, left = list[str](), list(answers)

    def answer(dialog: Dialog) -> int:
        told.append(said(dialog))
        left.pop(0)(dialog)
        return 1

    monkeypatch.setattr(Dialog, "exec", answer)  # a modal loop would wait for a person
    return told


def test_closing_lists_what_waits_with_its_kind_and_state(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answering(monkeypatch, lambda dialog: press(dialog, "Stay"))
    assert not rig.window.close()
    assert "5 things are not at the school yet" in told[0]
    assert "How deep do roots of millet go?" in told[0]
    assert "New discussion · Sent, but no answer came back. Checking at the school in 8 min" in told[0]
    assert "Answer in a forum · The school said no: the discussion is closed. Your text is kept" in told[0]


def test_a_copy_is_saved_from_the_list_and_nothing_closes(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = (str(tmp_path / "mine"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)  # the system's own dialog

    def copy_and_stay(dialog: Dialog) -> None:
        press(dialog, "Save a copy to a file…")
        assert "A copy of 6 things is saved in mine.zip." in said(dialog)
        press(dialog, "Stay")

    answering(monkeypatch, copy_and_stay)
    assert not rig.window.close()
    assert rig.services.unsent.saved == [tmp_path / "mine.zip"]


def test_an_account_is_removed_only_after_the_list_and_a_second_word(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick(dialog: Dialog) -> None:
        sure = next(one for one in dialog.findChildren(Button) if one.text() == "Remove, and lose what is unsent")
        assert not sure.isEnabled()
        known = dialog.findChild(QCheckBox)
        assert known is not None
        assert known.text() == "I know that 6 things are lost"
        known.click()
        sure.click()

    told = answering(
        monkeypatch,
        lambda dialog: press(dialog, "Cancel"),
        lambda dialog: press(dialog, "Remove all the same…"),
        lambda dialog: press(dialog, "Cancel"),
        lambda dialog: press(dialog, "Remove all the same…"),
        tick,
    )
    rig.go(Place.SETTINGS)
    rig.find(Button, "Remove from this computer").click()
    assert "6 things you wrote are not at the school yet and would be lost." in told[0]
    assert "Rain diary, week 3" in told[0]
    assert "Draft · Not sent yet, saved 3 hours ago" in told[0]
    assert rig.services.accounts.here
    rig.find(Button, "Remove from this computer").click()
    assert rig.services.accounts.here
    rig.find(Button, "Remove from this computer").click()
    assert rig.services.accounts.here == []
    assert len(told) == 5
    assert type(rig.window.stack.page).__name__ == "WelcomePage"


def test_an_account_with_nothing_unsent_is_removed_after_one_question(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.services.the_desk.outbox.all.clear()
    rig.services.accounts.waiting = 0
    told = answering(monkeypatch, lambda dialog: press(dialog, "Remove"))
    rig.go(Place.SETTINGS)
    rig.find(Button, "Remove from this computer").click()
    assert rig.services.accounts.here == []
    assert len(told) == 1


def test_signing_out_lists_what_waits_but_not_drafts_for_they_stay(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    told = answering(
        monkeypatch,
        lambda dialog: press(dialog, "Cancel"),
        lambda dialog: press(dialog, "Sign out all the same"),
    )
    rig.go(Place.SETTINGS)
    rig.find(Button, "Sign out").click()
    assert rig.services.accounts.signed_in
    assert "Re: Group for Saturday" in told[0]
    assert "Rain diary" not in told[0]
    rig.find(Button, "Sign out").click()
    assert not rig.services.accounts.signed_in


def test_a_long_list_scrolls_within_the_window(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    box = rig.services.the_desk.outbox
    first = next(iter(box.all.values()))
    for number in range(40):
        box.all[f"x{number}"] = first  # type: ignore[index]  # ids are plain text here
    rig.window._count_waiting()
    seen = list[int]()

    def look(dialog: Dialog) -> None:
        assert isinstance(dialog, LeftDialog)
        seen.append(dialog.height())
        press(dialog, "Stay")

    answering(monkeypatch, look)
    rig.window.close()
    assert seen[0] < rig.window.height()


@pytest.mark.parametrize(
    ("offset_s", "words"),
    [(0.0, ""), (100.0, ""), (-720.0, "The clock of this computer is 12 minutes fast."),
     (7200.0, "The clock of this computer is 2 hours slow.")],
)  # fmt: skip
def test_a_clock_that_is_wrong_is_told_on_every_page(rig: Rig, offset_s: float, words: str) -> None:
    rig.services.link.current = Link(LinkState.ONLINE, server_offset_s=offset_s)
    rig.window._say_link()
    for place in (Place.TODAY, Place.OUTBOX):
        rig.go(place)
        shown = [one for one in rig.window.findChildren(Strip) if one.isVisible()]
        assert [one.accessibleName().startswith(words) for one in shown] == ([True] if words else [])


def test_the_warning_can_be_hidden_until_there_is_another_one(rig: Rig) -> None:
    rig.services.link.current = Link(LinkState.ONLINE, server_offset_s=-720.0)
    rig.window._say_link()
    strip = rig.find(Strip, "The clock")
    next(one for one in strip.findChildren(Button) if one.text() == "Hide").click()
    rig.window._say_link()
    assert not strip.isVisible()
    rig.services.link.current = Link(LinkState.ONLINE, server_offset_s=-3600.0)
    rig.window._say_link()
    assert strip.isVisible()
