"""Saving out of the outbox: the history, the files of one thing, a copy of all that is unsent."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from studydesk.domain.ids import AccountId
from studydesk.study.views.outbox import ItemView
from studydesk.study.views.unsent import Copied
from studydesk.ui.context import Context
from studydesk.wording import ntr, tr


def export_history(context: Context, owner: QWidget, words: str) -> None:
    """Ask where to, and write the history, or what was found of it, there."""
    kinds = ";;".join((tr("Page for reading (*.html)"), tr("Table (*.csv)"), tr("Plain text (*.md)")))
    chosen = _asked(owner, tr("Save the history"), f"StudyDesk {tr('history')} {_today(context)}.html", kinds)
    if chosen is None:
        return

    def said(count: int) -> None:
        told = ntr("{n} thing was written to {file}.", "{n} things were written to {file}.", count)
        context.toast(told.format(file=chosen.name))

    context.read(owner, partial(context.desk.outbox.export, chosen, words), said, key="export")


def save_files(context: Context, owner: QWidget, item: ItemView) -> None:
    """Ask where to, and copy the files of a thing there."""
    folder = QFileDialog.getExistingDirectory(owner, tr("Save the files in"), _documents())
    if folder:
        save = partial(context.desk.outbox.save_files, item.id, Path(folder))
        context.read(owner, save, lambda saved: context.toast(_files_said(saved)), key="files")


def save_copy(
    context: Context, owner: QWidget, account: AccountId | None, done: Callable[[Copied], object] | None = None
) -> None:
    """Ask where to, and save a copy of all that is unsent there."""
    name = f"StudyDesk {tr('unsent')} {_today(context)}.zip"
    chosen = _asked(owner, tr("Save a copy of what is unsent"), name, tr("One packed file (*.zip)"))
    if chosen is None:
        return
    target = chosen if chosen.suffix.lower() == ".zip" else chosen.with_name(f"{chosen.name}.zip")

    def said(saved: Copied) -> None:
        if done is not None:
            done(saved)
        else:
            context.toast(copy_said(saved))

    context.read(owner, partial(context.services.unsent.save_copy, target, account), said, key="copy")


def copy_said(saved: Copied) -> str:
    """Return what a copy holds and what is lacking in it."""
    words = ntr("A copy of {n} thing is saved in {file}.", "A copy of {n} things is saved in {file}.", saved.things)
    return " ".join(part for part in (words.format(file=saved.place.name), _lacking(saved)) if part)


def _files_said(saved: Copied) -> str:
    words = ntr("{n} file was saved in {place}.", "{n} files were saved in {place}.", saved.files)
    return " ".join(part for part in (words.format(place=saved.place.name), _lacking(saved)) if part)


def _lacking(saved: Copied) -> str:
    names = ", ".join(saved.lacking)
    return tr("These files are not on this computer any more: {names}").format(names=names) if names else ""


def _asked(owner: QWidget, title: str, name: str, kinds: str) -> Path | None:
    chosen, _kind = QFileDialog.getSaveFileName(owner, title, str(Path(_documents()) / name), kinds)
    return Path(chosen) if chosen else None


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _today(context: Context) -> str:
    return context.services.clock.now().astimezone().strftime("%Y-%m-%d")
