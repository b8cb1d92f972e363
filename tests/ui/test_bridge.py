"""Work leaves the GUI thread and comes back to it, or is dropped when nobody is there any more."""

import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from studydesk.domain.outside import Cancel
from studydesk.errors import NotFound
from studydesk.ui.bridge import Bridge, Lane, Progress


def test_a_job_runs_in_another_thread_and_reports_on_this_one(qtbot: QtBot) -> None:
    bridge, owner, seen = Bridge(), QObject(), list[object]()

    def done(worker: int) -> None:
        seen.append((worker != threading.get_ident(), threading.get_ident()))

    bridge.read(owner, threading.get_ident, done)
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    assert seen == [(True, threading.get_ident())]
    bridge.close()


def test_a_report_for_a_widget_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    bridge, owner, seen = Bridge(), QObject(), list[object]()
    gate = threading.Event()
    bridge.read(owner, gate.wait, seen.append)
    owner.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(bridge.is_idle, timeout=2000)
    qtbot.wait(20)
    assert seen == []
    bridge.close()


def test_of_two_reads_with_one_key_only_the_newer_reports(qtbot: QtBot) -> None:
    bridge, owner, seen = Bridge(), QObject(), list[str]()
    gate = threading.Event()
    bridge.read(owner, lambda: (gate.wait() and "old") or "old", seen.append, key="page")
    bridge.read(owner, lambda: "new", seen.append, key="page")
    gate.set()
    qtbot.waitUntil(lambda: bool(seen), timeout=2000)
    qtbot.wait(20)
    assert seen == ["new"]
    bridge.close()


def test_an_error_goes_to_its_handler_and_else_to_the_window() -> None:
    bridge, owner, own, window = Bridge(inline=True), QObject(), list[Exception](), list[Exception]()
    bridge.on_error = window.append

    def fail() -> None:
        raise NotFound

    bridge.read(owner, fail, lambda _none: None, own.append)
    bridge.read(owner, fail, lambda _none: None)
    assert [type(error) for error in (*own, *window)] == [NotFound, NotFound]


def test_cancel_closes_the_socket_and_nothing_is_reported(qtbot: QtBot) -> None:
    bridge, owner, seen, closed = Bridge(), QObject(), list[object](), threading.Event()
    begun = threading.Event()

    def job(cancel: Cancel, _progress: Progress) -> str:
        cancel.add(closed.set)
        begun.set()
        closed.wait(5)
        cancel.check()
        return "never"

    cancel = bridge.start(Lane.TRANSFER, owner, job, seen.append)
    assert begun.wait(2)
    cancel.stop()
    qtbot.waitUntil(bridge.is_idle, timeout=2000)
    qtbot.wait(20)
    assert closed.is_set()
    assert seen == []
    bridge.close()


def test_progress_is_told_at_most_ten_times_a_second(qtbot: QtBot) -> None:
    bridge, owner, seen, done = Bridge(), QObject(), list[int](), list[object]()

    def job(_cancel: Cancel, progress: Progress) -> None:
        until = time.monotonic() + 0.35
        while time.monotonic() < until:
            progress(1)

    bridge.start(Lane.TRANSFER, owner, job, done.append, progress=seen.append)
    qtbot.waitUntil(lambda: bool(done), timeout=2000)
    assert 1 <= len(seen) <= 5
    bridge.close()


def test_closing_leaves_within_two_seconds_although_a_job_waits_for_a_socket(qtbot: QtBot) -> None:
    bridge, owner, cut = Bridge(), QObject(), threading.Event()

    def job(cancel: Cancel, _progress: Progress) -> None:
        cancel.add(cut.set)
        cut.wait(30)

    bridge.start(Lane.SYNC, owner, job, lambda _none: None)
    begun = time.monotonic()
    bridge.close()
    while not bridge.is_idle():
        time.sleep(0.01)
    assert time.monotonic() - begun < 2.0


def test_a_write_that_is_queued_when_the_window_closes_still_runs_and_a_read_does_not() -> None:
    bridge, owner, ran = Bridge(), QObject(), list[str]()
    begun, gate = threading.Event(), threading.Event()

    def busy() -> bool:
        begun.set()
        return gate.wait(5)

    bridge.read(owner, busy, lambda _none: None)
    assert begun.wait(2)
    bridge.read(owner, lambda: ran.append("read"), lambda _none: None)
    bridge.act(owner, lambda: ran.append("first write"), lambda _none: None)
    bridge.read(owner, lambda: ran.append("read"), lambda _none: None)
    bridge.act(owner, lambda: ran.append("second write"), lambda _none: None)
    bridge.close()
    assert not bridge.is_idle()
    gate.set()
    until = time.monotonic() + 2
    while not bridge.is_idle() and time.monotonic() < until:
        time.sleep(0.01)
    assert bridge.is_idle()
    assert ran == ["first write", "second write"]


def test_after_closing_nothing_is_started() -> None:
    bridge, seen = Bridge(inline=True), list[object]()
    bridge.close()
    assert bridge.read(QObject(), lambda: 1, seen.append).is_stopped
    assert seen == []


@pytest.mark.parametrize("lane", list(Lane))
def test_every_lane_works_inline(lane: Lane) -> None:
    seen = list[int]()
    Bridge(inline=True).start(lane, QObject(), lambda _cancel, _progress: 7, seen.append)
    assert seen == [7]
