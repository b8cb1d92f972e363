"""Where the files are."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


def card(context: Context) -> QWidget:
    """Return where everything of the program is, with a way to look."""
    paths = context.services.paths
    made = Card(margin=20, spacing=8)
    made.add(
        label(tr("Where your files are"), "heading"),
        label(tr("Everything StudyDesk keeps is in this folder. Copy it to move to another computer."), "muted"),
        label(str(paths.home), select=True),
        flow(
            Button(tr("Open the folder"), lambda: _open(paths.home)),
            Button(tr("Copy the path"), lambda: _copy(context, paths.home), "quiet"),
            Button(tr("About StudyDesk and licences"), lambda: context.navigate(Target(Place.ABOUT)), "quiet"),
        ),
    )
    return made


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _copy(context: Context, folder: Path) -> None:
    QGuiApplication.clipboard().setText(str(folder))
    context.toast(tr("Copied"))
