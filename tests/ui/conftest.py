"""A window of a stand-in profile, drawn offscreen, with everything done at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk, furnish

os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[Rig]:
    """Give an open window on stand-in services."""
    made = Rig(tmp_path)
    qtbot.addWidget(made.window, before_close_func=lambda _window: made.allow_close())
    furnish(made.services.the_desk, made.services.feed)
    made.open()
    yield made
    made.close()


@pytest.fixture
def desk(rig: Rig) -> FullDesk:
    """Give the stand-in desk with texts, lectures, discussions, assignments and lists as well."""
    return furnish(rig.services.the_desk, rig.services.feed)
