"""The window as tests and pictures use it: inline lanes, a stand-in profile, its own settings file."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from studydesk.paths import resources
from studydesk.study.views.courses import CourseView
from studydesk.ui import speech
from studydesk.ui.bridge import Bridge
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.downloads.plan import PlanDialog
from studydesk.ui.icons import Icons
from studydesk.ui.main_window import MainWindow
from studydesk.ui.pages import Page, Place, Target
from studydesk.ui.run import application
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.buttons import Button
from tests.ui.stand_in import StandInServices

W = TypeVar("W", bound=QWidget)


class Rig:
    """A window with everything it stands on, at hand."""

    def __init__(self, folder: Path, courses: list[CourseView] | None = None, demo: DemoControl | None = None) -> None:
        self.app: QApplication = application()
        speech.use("en")
        self.services = StandInServices(folder, courses)
        self.theme = Theme(self.app, self.services.preferences.get())
        self.icons = Icons(self.theme, resources() / "icons")
        self.bridge = Bridge(inline=True)
        self.kept = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(self.theme, self.icons, self.bridge, self.kept, demo)

    def open(self, width: int = 1280, height: int = 800) -> None:
        """Show the window and open the profile."""
        self.window.resize(width, height)
        self.window.show()
        self.window.open(self.services.as_services())
        self.settle()

    def go(self, place: Place, **more: object) -> Page:
        """Go to a page and return it; `more` are fields of Target."""
        self.window.navigate(Target(place, **more))  # type: ignore[arg-type]  # the names are those of Target
        self.settle()
        page = self.window.stack.page
        assert page is not None
        return page

    def settle(self) -> None:
        """Let layouts and queued signals come to rest."""
        for _ in range(3):
            self.app.processEvents()

    def find(self, kind: type[W], name: str) -> W:
        """Return the visible widget of this kind whose accessible or object name begins with `name`."""
        page = self.window.stack.page
        assert page is not None
        for where in (page, self.window):
            for widget in where.findChildren(kind):
                names = (widget.accessibleName(), widget.objectName())
                if widget.isVisible() and any(one.startswith(name) for one in names):
                    return widget
        raise AssertionError(f"no visible {kind.__name__} named {name!r}")

    def plan(self) -> PlanDialog:
        """Return the plan of a download that is shown."""
        self.settle()
        return next(one for one in self.window.findChildren(PlanDialog) if one.isVisible())

    def accept_plan(self) -> None:
        """Press the primary button of the plan."""
        button = self.plan().findChild(Button, "plan-go")
        assert button is not None
        button.click()
        self.settle()

    def allow_close(self) -> None:
        """Let the window close without a question."""
        self.window._leaving.say_waiting([])

    def close(self) -> None:
        """Take everything down."""
        self.allow_close()
        self.window.close()
        self.bridge.close()
        self.window.deleteLater()
        self.theme.deleteLater()
        self.settle()
        # Without a running loop nothing is ever deleted, and every style sheet is put on all windows before as well.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
