"""One act of the tour: the window as always, and a guide in it."""

from typing import Protocol

from PySide6.QtWidgets import QMainWindow

from studydesk.paths import Paths
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.run import Build, run
from studydesk.ui.tour.guide import Guide, Report
from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.order import Order
from studydesk.ui.tour.sending import sending
from studydesk.ui.tour.studying import studying


class OtherDevice(DemoControl, Protocol):
    """The embedded campus, and the learner's other device."""

    def change_post(self, begins: str, text: str) -> None:
        """Give the learner's post that begins so another text, as from another device."""
        ...


def drive(build: Build, paths: Paths, demo: OtherDevice, order: Order, report: Report) -> int:
    """Show the window and let the guide act in it until it closes the window; returns the exit code.

    `report` is given {"step": {"name", "ok", "picture", "why"}} after each step and {"lecture_ms": …} once it is known.
    """

    def attend(window: QMainWindow) -> None:
        window.resize(1280, 800)
        window.activateWindow()
        hand = Hand(window)
        steps = studying(hand, order, report) if order.act == "studying" else sending(hand, order, demo.change_post)
        Guide(window, steps, order.folder, order.first, report).begin()

    return run(build, paths, demo=demo, attend=attend)
