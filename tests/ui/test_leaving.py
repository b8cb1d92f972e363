"""Closing with unsent work asks; running again is quiet when nothing is to be done."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from studydesk.domain.link import Link, LinkState
from studydesk.domain.outside import Cancel
from studydesk.errors import StorageFull
from studydesk.ui.bridge import Bridge, Lane, Progress
from studydesk.ui.driver import AFTER_ERROR, Cycle
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import Dialog
from tests.ui.rig import Rig


def choosing(monkeypatch: pytest.MonkeyPatch, *choices: str) -> list[set[str]]:
    """Let dialogs answer by themselves; returns the buttons each one offered."""
    offered, left = list[set[str]](), list(choices)

    def answer(dialog: Dialog) -> int:
        offered.append({button.text() for button in dialog.findChildren(Button)})
        dialog.choice = left.pop(0)
        return 1

    monkeypatch.setattr(Dialog, "exec", answer)  # a modal loop would wait for a person
    return offered


def test_closing_with_unsent_work_asks_and_can_be_called_off(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = choosing(monkeypatch, "stay", "quit")
    assert not rig.window.close()
    assert offered == [{"Stay", "Quit now", "Send, then quit", "Save a copy to a file…"}]
    assert rig.window.close()


def test_closing_is_called_off_once_when_what_is_typed_cannot_be_kept(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise StorageFull

    told: list[Exception] = []
    monkeypatch.setattr(rig.window, "explain", told.append)
    monkeypatch.setattr(rig.window.stack, "leave", full)
    rig.allow_close()
    assert not rig.window.close()
    assert [type(error) for error in told] == [StorageFull]
    assert rig.window.close()


def test_waiting_is_offered_only_while_there_is_a_link(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.services.link.current = Link(LinkState.NO_LINK)
    offered = choosing(monkeypatch, "stay")
    rig.window.close()
    assert offered == [{"Stay", "Quit now", "Save a copy to a file…"}]


def test_waiting_closes_when_the_last_thing_is_sent(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Dialog.exec

    def answer(dialog: Dialog) -> int:
        if dialog.windowTitle() == "Sending":
            QTimer.singleShot(0, lambda: rig.window._leaving.say_waiting([]))
            return real(dialog)
        dialog.choice = "wait"
        return 1

    monkeypatch.setattr(Dialog, "exec", answer)
    assert rig.window.close()
    assert rig.services.the_sync.woken[-1] == "work"


def test_closing_with_nothing_unsent_asks_nothing(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = choosing(monkeypatch)
    rig.allow_close()
    assert rig.window.close()
    assert offered == []


class Work:
    """A job that says how long to wait."""

    def __init__(self, *answers: timedelta | Exception) -> None:
        self.answers = list(answers)
        self.runs = 0

    def __call__(self, _cancel: Cancel, _progress: Progress) -> timedelta:
        self.runs += 1
        answer = self.answers.pop(0) if self.answers else timedelta(minutes=15)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_an_idle_cycle_sets_one_timer_as_long_as_it_was_told(qtbot: QtBot) -> None:
    owner, work = QObject(), Work(timedelta(minutes=15))
    cycle = Cycle(Bridge(inline=True), Lane.SYNC, work, owner)
    cycle.wake()
    timers = [timer for timer in cycle.findChildren(QTimer) if timer.isActive()]
    assert [timer.interval() for timer in timers] == [15 * 60 * 1000]
    assert work.runs == 1


def test_a_wake_while_running_runs_once_more_and_no_more(qtbot: QtBot) -> None:
    owner, bridge = QObject(), Bridge()
    work = Work(timedelta(minutes=15), timedelta(minutes=15))
    cycle = Cycle(bridge, Lane.SYNC, work, owner)
    for _ in range(5):
        cycle.wake()
    qtbot.waitUntil(lambda: work.runs == 2 and not cycle.is_running, timeout=2000)
    qtbot.wait(30)
    assert work.runs == 2
    bridge.close()


def test_an_error_is_told_and_tried_again_later(qtbot: QtBot) -> None:
    owner, told = QObject(), list[Exception]()
    cycle = Cycle(Bridge(inline=True), Lane.SYNC, Work(StorageFull(7)), owner)
    cycle.failed.connect(told.append)
    cycle.wake()
    assert [type(error) for error in told] == [StorageFull]
    timer = cycle.findChild(QTimer)
    assert timer is not None
    assert timer.interval() == AFTER_ERROR / timedelta(milliseconds=1)
