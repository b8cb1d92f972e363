"""The window on the real services, with the embedded campus behind them: what the learner sees is what is on disk."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from studydesk import paths
from studydesk.app.demo import Demo
from studydesk.app.services import Options, Services, build
from studydesk.domain.courses import Completion
from studydesk.domain.downloads import What
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import State
from studydesk.ui.bridge import Bridge
from studydesk.ui.course.page import CoursePage
from studydesk.ui.downloads.plan import PlanDialog
from studydesk.ui.icons import Icons
from studydesk.ui.main_window import MainWindow
from studydesk.ui.pages import Place, Target
from studydesk.ui.run import Starter, application, single_name
from studydesk.ui.single import Single
from studydesk.ui.theme import Theme
from studydesk.ui.welcome.page import WelcomePage
from studydesk.ui.widgets.buttons import Button


class Study:
    """A window, its services and its school."""

    def __init__(self, qtbot: QtBot, home: Path) -> None:
        self.where = paths.of(home)
        self.demo = Demo(self.where)
        self.services: Services = build(self.where, Options(use_keyring=False))
        app = application()
        theme = Theme(app, self.services.preferences.get())
        self.bridge = Bridge(inline=True)
        kept = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(theme, Icons(theme, paths.resources() / "icons"), self.bridge, kept, self.demo)
        self.errors = list[Exception]()
        self.bridge.on_error = self.errors.append
        qtbot.addWidget(self.window, before_close_func=lambda _window: self.window._leaving.say_waiting([]))
        self.window.show()
        self.window.open(self.services)

    def close(self) -> None:
        self.window._leaving.say_waiting([])
        self.window.close()
        self.bridge.close()
        self.services.close()
        self.demo.close()

    def sign_in(self) -> None:
        page = self.window.stack.page
        assert isinstance(page, WelcomePage)
        page._sign_in()
        self.window.wake("signed_in")  # as the driver's timer does once the first page stands

    def accept_plan(self) -> None:
        """Go on with the plan of a download, where one is shown (small ones start at once)."""
        for dialog in self.window.findChildren(PlanDialog):
            go = dialog.findChild(Button, "plan-go")
            assert go is not None
            go.click()

    def course(self) -> CoursePage:
        desk = self.services.desk()
        assert desk is not None
        self.window.navigate(Target(Place.COURSE, course=desk.courses.cards()[0].id))
        page = self.window.stack.page
        assert isinstance(page, CoursePage)
        return page


@pytest.fixture
def study(qtbot: QtBot, tmp_path: Path) -> Iterator[Study]:
    made = Study(qtbot, tmp_path)
    yield made
    made.close()
    assert made.errors == []


def test_signing_in_to_the_demo_fills_today_and_courses(study: Study) -> None:
    study.sign_in()
    assert study.window.windowTitle() == "Today · StudyDesk"
    desk, context = study.services.desk(), study.window.context
    assert desk is not None
    assert context is not None
    assert len(desk.courses.cards()) == 2
    assert context.link.state is LinkState.ONLINE


def test_a_course_is_downloaded_ticked_without_a_link_and_told_to_the_school_later(qtbot: QtBot, study: Study) -> None:
    study.sign_in()
    page = study.course()
    page._want(What.ALL)
    study.accept_plan()
    desk = study.services.desk()
    assert desk is not None
    view = desk.courses.course(desk.courses.cards()[0].id)
    assert view.all_price.files == 0
    study.demo.set_link("down")
    row = next(one for part in view.sections for one in part.activities if one.completion is Completion.MANUAL)
    page._tick(row)
    assert desk.courses.activity(row.id).done_waiting
    # The demo's "down" cuts a connection that may have carried something: it is looked up before it is sent again.
    assert desk.outbox.items()[0].state in (State.QUEUED, State.UNCERTAIN)
    study.demo.set_link("up")
    study.window.wake("link")
    qtbot.waitUntil(lambda: not desk.outbox.items(), timeout=15_000)
    assert desk.courses.activity(row.id).is_done
    assert not desk.courses.activity(row.id).done_waiting


def test_the_link_indicator_tells_a_wifi_sign_in_from_no_link(study: Study) -> None:
    study.sign_in()
    told = []
    for state in ("portal", "down", "up"):
        study.demo.set_link(state)
        study.window.wake("link")
        told.append(study.window._frame.top_bar.link_button.accessibleName())
    assert told[0] == "Link: This Wi-Fi wants you to sign in"
    assert told[1] in ("Link: No link", "Link: The school does not answer")
    assert told[2] == "Link: Online"


def test_what_was_downloaded_is_drawn_after_a_restart_without_a_link(qtbot: QtBot, tmp_path: Path) -> None:
    first = Study(qtbot, tmp_path)
    first.sign_in()
    first.course()._want(What.TEXT)
    first.accept_plan()
    first.close()
    second = Study(qtbot, tmp_path)
    second.demo.set_link("down")
    page = second.course()
    assert page.title
    assert page.findChildren(QListView)
    assert second.errors == []
    second.close()


def test_a_second_start_raises_the_first_window(qtbot: QtBot, tmp_path: Path) -> None:
    name = single_name(paths.of(tmp_path))
    first, asked = Single(name, application()), list[None]()
    first.asked.connect(lambda: asked.append(None))
    assert not first.raised_other()
    assert Single(name, application()).raised_other()
    qtbot.waitUntil(lambda: bool(asked), timeout=2000)


def test_a_socket_left_by_a_crash_does_not_keep_the_window_away(qtbot: QtBot, tmp_path: Path) -> None:
    name = single_name(paths.of(tmp_path))
    child = (
        "import os; from PySide6.QtCore import QCoreApplication; from PySide6.QtNetwork import QLocalServer; "
        f"a = QCoreApplication([]); s = QLocalServer(); assert s.listen({name!r}); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", child], check=True, timeout=30)
    assert not Single(name, application()).raised_other()


def test_a_profile_that_cannot_be_opened_says_why_and_closes(qtbot: QtBot, tmp_path: Path) -> None:
    from studydesk.errors import DatabaseTooNew  # only this test breaks a profile
    from studydesk.ui.widgets.dialogs import ErrorDialog  # only this test looks at its dialog

    app = application()
    theme, bridge = Theme(app), Bridge(inline=True)
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(theme, Icons(theme, paths.resources() / "icons"), bridge, kept)
    qtbot.addWidget(window)
    window.show()

    def refuse() -> Services:
        raise DatabaseTooNew

    Starter(window, bridge, refuse, paths.of(tmp_path)).start()
    dialog = window.findChild(ErrorDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Your work was saved by a newer StudyDesk. This one leaves it untouched."
    dialog.accept()
    assert not window.isVisible()


RUN = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from studydesk import app, paths
from studydesk.ui import run
home = Path(sys.argv[1])
heavy = {"sqlalchemy", "requests", "alembic"}
made = run.MainWindow
class Window(made):
    def paintEvent(self, event):
        super().paintEvent(event)
        if not hasattr(self, "painted"):
            self.painted = sorted(heavy & set(sys.modules))
            QTimer.singleShot(1500, self.close)
    def closeEvent(self, event):
        print(self.painted, self.services is not None, flush=True)
        super().closeEvent(event)
run.MainWindow = Window
sys.exit(run.run(lambda: app.build(paths.of(home)), paths.of(home)))
"""


def test_the_window_is_painted_before_anything_heavy_is_loaded_and_the_profile_opens_after(tmp_path: Path) -> None:
    begun = time.monotonic()
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=False, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[] True"), done.stderr
    assert time.monotonic() - begun < 30
