"""Checking the downloads: every byte is read and hashed again; only what is damaged or lost is fetched again."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.outside import Cancel
from studydesk.errors import StorageFailed
from studydesk.store import files, space, transfers
from studydesk.store.blobs import PARTS, Blobs
from studydesk.store.disk import translated
from studydesk.store.opening import Store
from studydesk.store.parts import CHUNK_BYTES, Hashes
from studydesk.store.schema import file as table

Told = Callable[[int, int], None]  # bytes done, bytes in all

_YOUNG_S = 86_400  # a half-written file of less than a day may be another process' at this moment


@dataclass(slots=True)
class Found:
    """What a check found; the fields as in `CheckReport`."""

    checked: int = 0
    bytes: int = 0
    damaged: int = 0
    missing: int = 0
    queued: int = 0
    orphans: int = 0
    orphan_bytes: int = 0
    keys: list[int] = field(default_factory=list)  # of the files that were damaged or missing


def check(store: Store, cancel: Cancel, tell: Told, *, repairs: bool = True) -> Found:
    """Read all blobs this profile uses and return what was found; `repairs` False: only look.

    Each damaged or missing one is put right at once, so that nothing is lost when the check is stopped; the next one
    begins anew.

    Raises:
        Cancelled. DriveGone: the drive is not here, or was taken out; what was on it is not taken for lost.
    """
    blobs, found = store.blobs, Found()
    blobs.place.need()
    with store.library.read() as r:
        held = {one.sha256 for one in space.holdings(r)}
    sizes = {sha256: _size(blobs.path(sha256)) for sha256 in sorted(held | blobs.used())}
    total, done = sum(size or 0 for size in sizes.values()), 0
    for sha256, size in sizes.items():
        cancel.check()
        if size is not None:

            def told(read: int, before: int = done) -> None:
                tell(before + read, total)

            is_whole = _is_whole(blobs, sha256, cancel, told)
            done += size
            found.checked += 1
            found.bytes += size
            if is_whole:
                continue
        blobs.place.need()  # a drive that was taken out has lost nothing
        if size is not None:
            found.damaged += 1
        elif sha256 in held:
            found.missing += 1
        with store.library.read() as r:
            found.keys += r.execute(select(table.c.key).where(table.c.sha256 == sha256)).scalars().all()
        if repairs:
            found.queued += repair(store, sha256)
    _sweep(store, found, repairs)
    return found


def repair(store: Store, sha256: str) -> int:
    """Forget a damaged or lost blob and queue the files that held it again; return how many are queued."""
    store.blobs.discard(sha256)
    store.blobs.release([sha256])  # before anybody fetches it again: these are not the bytes that are let go of
    queued = 0
    with store.library.write() as w:
        keys = w.execute(select(table.c.key).where(table.c.sha256 == sha256)).scalars().all()
        files.forget_blob(w, sha256)
        transfers.forget_blobs(w, frozenset({sha256}))
        for key in keys:
            file = files.file(w, key)
            if file is not None and file.state is FileState.ABSENT:
                queued += files.move(w, key, FileState.ABSENT, FileEvent.WANTED)
    return queued


def digest(file: Path, cancel: Cancel, tell: Callable[[int], None]) -> str:
    """Return the SHA-256 of a file, read piece by piece; `tell` hears how far it is. Raises OSError, Cancelled."""
    hashes = Hashes()
    with file.open("rb") as opened:
        while data := opened.read(CHUNK_BYTES):
            cancel.check()
            hashes.add(data)
            tell(hashes.length)
    return hashes.blob.sha256


def _is_whole(blobs: Blobs, sha256: str, cancel: Cancel, tell: Callable[[int], None]) -> bool:
    try:
        with translated(blobs.path(sha256)):
            return digest(blobs.path(sha256), cancel, tell) == sha256
    except StorageFailed:  # a place of the disk that cannot be read any more is damage like any other
        return False


def _sweep(store: Store, found: Found, repairs: bool) -> None:
    """Find, and remove, what a crash left behind: blobs that no list names, half-written files, parts of nothing."""
    for file, size in [*_orphans(store.blobs), *_old_parts(store)]:
        found.orphans += 1
        found.orphan_bytes += size
        if repairs:
            with translated(file):
                store.blobs.place.disk.remove(file)
    if repairs:
        store.sweep()


def _orphans(blobs: Blobs) -> list[tuple[Path, int]]:
    """Return files that nobody names. Listed before the lists are read: a blob's name stands in a list before it."""
    here = [file for file in blobs.place.folder.glob("??/*") if file.is_file()]
    named = blobs.named()
    return [
        (file, size)
        for file in here
        if file.name not in named and (len(file.name) == 64 or _is_old(file)) and (size := _size(file)) is not None
    ]


def _old_parts(store: Store) -> Iterator[tuple[Path, int]]:
    """Yield half-written files of a day ago and the parts of profiles that are gone, and of no download."""
    profiles = {folder.name for folder in store.blobs.profiles()}
    with store.library.read() as r:
        under_way = transfers.part_keys(r)
    for folder in store.blobs.place.folder.glob(f"{PARTS}/*"):
        for file in folder.glob("*"):
            is_mine = folder == store.blobs.parts and file.suffix == ".part"
            is_left = is_mine and file.stem.isdigit() and int(file.stem) not in under_way
            is_over = folder.name not in profiles or ((is_left or file.suffix == ".half") and _is_old(file))
            size = _size(file)
            if is_over and size is not None:
                yield file, size


def _is_old(file: Path) -> bool:
    try:
        return file.stat().st_mtime < time.time() - _YOUNG_S
    except FileNotFoundError:  # its writer has just finished
        return False


def _size(file: Path) -> int | None:
    """Return the bytes of a file, None when it is not there."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return None
