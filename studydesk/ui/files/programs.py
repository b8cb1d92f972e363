"""Handing a file to the learner's other programs."""

import shutil
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from studydesk.errors import StorageFull
from studydesk.ui.context import Context
from studydesk.wording import tr


def open_elsewhere(context: Context, owner: QWidget, key: int) -> None:
    """Open a copy of a file, under its own name, in the program the system has for it."""

    def show(file: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            context.toast(tr("This computer has no program for this kind of file. You can save a copy instead."))

    reading = context.desk.reading
    context.read(owner, lambda: reading.named_copy(key), show, key="open")


def save_copy(context: Context, owner: QWidget, key: int, name: str) -> None:
    """Ask where to, and save a copy of a file there."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
    chosen, _filter = QFileDialog.getSaveFileName(owner, tr("Save a copy"), str(Path(folder) / Path(name).name))
    if not chosen:
        return
    reading = context.desk.reading

    def copy() -> None:
        copy_to(reading.path(key).path, Path(chosen))

    said = tr("A copy of {name} is saved.").format(name=Path(chosen).name)
    context.read(owner, copy, lambda _none: context.toast(said), key="save")


def copy_to(source: Path, to: Path) -> None:
    """Copy a file. Raises StorageFull when it cannot be written."""
    try:
        shutil.copyfile(source, to)
    except OSError as error:
        raise StorageFull(source.stat().st_size) from error
