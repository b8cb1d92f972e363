"""Taking the whole program's data off a computer, after everybody was asked."""

import shutil
from pathlib import Path

from studydesk.paths import Paths
from studydesk.store.place import MARK, Place


def erase(paths: Paths) -> list[Path]:
    """Remove the files of a profile, and what all profiles share where it was the last one; return what is left over.

    The profile is closed, its accounts are removed and their course files swept. Left over is what another program has
    open, and course files on a drive that is not here. Nothing that is not ours is touched.
    """
    place, folder = Place(paths), Place(paths).folder
    others = [one for one in paths.profile.parent.glob("*") if one.is_dir() and one != paths.profile]
    ours = [paths.profile]
    left: list[Path] = []
    if not others:
        ours += [paths.home_blobs, paths.logs, paths.demo]
        if place.is_moved:
            left += _emptied(folder) if place.is_here else [folder]
    for one in ours:
        shutil.rmtree(one, ignore_errors=True)  # what is still there afterwards is told
    if not others:
        for file in paths.home.glob(f"{paths.moved.stem}*"):
            file.unlink(missing_ok=True)
        _drop_empty(paths.profile.parent)
        _drop_empty(paths.home)
    return left + [one for one in ours if one.exists()]


def _emptied(folder: Path) -> list[Path]:
    """Remove our mark and empty folders from where courses were moved to; return it if anything is left in it."""
    (folder / MARK).unlink(missing_ok=True)
    for below in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        _drop_empty(below)
    _drop_empty(folder)
    return [folder] if folder.exists() else []


def _drop_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
