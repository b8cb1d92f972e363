"""One act of the tour: the window as always, and a guide in it."""

from PySide6.QtWidgets import QMainWindow

from studydesk.paths import Paths
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.run import Build, run
from studydesk.ui.tour.guide import Guide, Report
from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.order import Order
from studydesk.ui.tour.sending import sending
from studydesk.ui.tour.studying import studying

ACTS = {"studying": studying, "sending": sending}


def drive(build: Build, paths: Paths, demo: DemoControl, order: Order, report: Report) -> int:
    """Show the window and let the guide act in it until it closes the window; returns the exit code.

    `report` is given {"step": {"name", "ok", "picture", "why"}} after each step and {"lecture_ms": …} once it is known.
    """

    def attend(window: QMainWindow) -> None:
        window.resize(1280, 800)
        window.activateWindow()
        steps = ACTS[order.act](Hand(window), order, report)
        Guide(window, steps, order.folder, order.first, report).begin()

    return run(build, paths, demo=demo, attend=attend)
