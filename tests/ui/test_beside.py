"""A command in a terminal beside the window: what it queues is told to the window, which delivers."""

from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from studydesk import paths
from studydesk.app.services import Options, build
from studydesk.ui.beside import Beside


def test_what_another_process_writes_is_heard(qtbot: QtBot, tmp_path: Path) -> None:
    where = paths.of(tmp_path)
    holder = build(where, Options(use_keyring=False))
    other = build(where, Options(use_keyring=False))
    try:
        assert (holder.holds_lock, other.holds_lock) == (True, False)
        owner = QObject()
        beside = Beside(where.beside, owner)
        with qtbot.waitSignal(beside.wrote, timeout=5000):
            other.preferences.put(text_scale=1.2)
        with qtbot.assertNotEmitted(beside.wrote, wait=300):
            holder.preferences.put(text_scale=1.3)
    finally:
        other.close()
        holder.close()
