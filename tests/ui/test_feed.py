"""Changes reach the screen together, and soon."""

import threading

from pytestqt.qtbot import QtBot

from studydesk.domain.changes import Change, Subject
from studydesk.ui.feed import Feed


def test_changes_within_a_moment_are_told_once(qtbot: QtBot) -> None:
    feed, told = Feed(gather_ms=30), list[frozenset[Subject]]()
    feed.changed.connect(told.append)
    feed.arrive([Change(Subject.FILES)])
    feed.arrive([Change(Subject.FILES), Change(Subject.OUTBOX)])
    assert told == []
    qtbot.waitUntil(lambda: bool(told), timeout=1000)
    assert told == [frozenset({Subject.FILES, Subject.OUTBOX})]


def test_a_steady_stream_of_changes_is_told_meanwhile(qtbot: QtBot) -> None:
    feed, told = Feed(gather_ms=30), list[object]()
    feed.changed.connect(told.append)
    for _ in range(20):
        feed.arrive([Change(Subject.FILES)])
        qtbot.wait(10)
    assert len(told) >= 2


def test_changes_from_another_thread_arrive_on_this_one(qtbot: QtBot) -> None:
    feed, told = Feed(gather_ms=1), list[int]()
    feed.changed.connect(lambda _subjects: told.append(threading.get_ident()))
    thread = threading.Thread(target=feed.arrive, args=([Change(Subject.LINK)],))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told), timeout=1000)
    assert told == [threading.get_ident()]
