"""Moving the course files to another drive, so that after any crash both places are complete enough to go on."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from studydesk.domain.outside import Cancel
from studydesk.errors import Invalid, ProfileInUse
from studydesk.store.blobs import PARTS, Blobs
from studydesk.store.disk import translated
from studydesk.store.lock import ProfileLock
from studydesk.store.parts import CHUNK_BYTES, Hashes
from studydesk.store.place import MARK, Place, free_bytes, mark_of, write_whole

FOLDER = "StudyDesk courses"  # what is made on the chosen drive
SPARE_BYTES = 32 * 1024 * 1024  # what a file system needs beside the files themselves

Told = Callable[[str, int, int], None]  # what is done, bytes done, bytes in all


@dataclass(slots=True)
class Moved:
    """What a move did.

    Attributes:
        damaged: blobs that are not what their name says; they were not taken along.
        left: files that could not be removed from the old place: another program has them open.
    """

    moved: int = 0
    bytes: int = 0
    damaged: set[str] = field(default_factory=set)
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Note:
    """A move that was begun, as it is remembered beside the pointer until the old place is empty."""

    mark: str
    old_mark: str
    new: Path
    old: Path


def moving_to(place: Place) -> Path | None:
    """Return where a move was going that is not finished, None when there is none."""
    note = _read_note(place)
    return note.new if note else None


def move(
    blobs: Blobs, to: Path | None, rest: Callable[[], AbstractContextManager[None]], cancel: Cancel, tell: Told
) -> Moved:
    """Move all course files into a folder of their own in `to` (None: back home); go on with a move that was stopped.

    Everything is copied, hashed on the way, while studying and downloading go on; then `rest` holds the downloads, the
    last ones follow, the pointer is changed, and the old place is emptied. The caller holds the profile's lock.

    Raises:
        Invalid: `no_folder`, `inside_store`, `other_courses_there`, `no_room` (`limit`: bytes that are lacking),
            `other_profile_open`, `downloading`.
        StorageFull: it became full meanwhile. StorageFailed: not writable. DriveGone: the courses are not here now.
    """
    place, done = blobs.place, Moved()
    old = place.need()
    new = _target(place, to)
    with _others_locked(blobs):
        _finish(blobs, new, cancel, tell, done)
        if new != old:
            _need_room(old, new)
            mark = _begin(place, old, new)
            _carry(blobs, old, new, cancel, tell, done)
            with rest():
                _carry(blobs, old, new, cancel, tell, done)
                _carry_parts(place, old, new, cancel)
                with blobs.at_rest():
                    _carry(blobs, old, new, cancel, tell, done)
                    place.point_to(new, mark)
            _finish(blobs, new, cancel, tell, done)
    return done


def finish(blobs: Blobs, cancel: Cancel, tell: Told) -> None:
    """Empty the old place of a move that was stopped after its last file; nothing happens where there is none."""
    _finish(blobs, blobs.place.folder, cancel, tell, Moved())


def _finish(blobs: Blobs, new: Path, cancel: Cancel, tell: Told, done: Moved) -> None:
    """Empty what a move leaves behind: the old place once all is in the new, or the new one of a change of mind."""
    place = blobs.place
    note = _read_note(place)
    if note is None:
        return
    if place.folder == note.new:
        left, mark = note.old, note.old_mark
    elif note.new != new:
        left, mark = note.new, note.mark
    else:
        return
    # Another drive may be plugged in where that one was: only the mark of ours makes it ours.
    if left == place.home or (mark and mark_of(left) == mark):
        _empty(blobs, left, cancel, tell, done)
    elif left.is_dir() and not mark_of(left):  # killed before it had its mark: nothing was copied yet
        _remove(place, left / f"{MARK}.half", done)
        _remove_empty(left)
    if not done.left:
        place.disk.remove(_note_file(place))


def _target(place: Place, to: Path | None) -> Path:
    """Return the folder to move to. Raises Invalid."""
    if to is None:
        return place.home
    if not to.is_dir():
        raise Invalid("no_folder")
    chosen = to.resolve()
    new = chosen if chosen.name == FOLDER else chosen / FOLDER
    old, home = place.folder.resolve(), place.home.parent.resolve()
    if new != old and (new.is_relative_to(old) or new.is_relative_to(home)):
        raise Invalid("inside_store")
    return place.folder if new == old else new


@contextmanager
def _others_locked(blobs: Blobs) -> Iterator[None]:
    """Keep the other profiles of this computer from writing. Raises Invalid when one is open."""
    with ExitStack() as locks:
        for folder in blobs.profiles():
            if folder != blobs.profile and (folder / "lock").exists():
                try:
                    locks.enter_context(ProfileLock(folder / "lock"))
                except ProfileInUse as error:
                    raise Invalid("other_profile_open") from error
        yield


def _begin(place: Place, old: Path, new: Path) -> str:
    """Note the move, make the folder and put the mark into it; return the mark. Raises Invalid, StorageFailed."""
    note = _read_note(place)
    known = note.mark if note and note.new == new else ""
    there = mark_of(new) if new != place.home else ""
    if there and there != known:
        raise Invalid("other_courses_there")
    mark = known or uuid.uuid4().hex
    with translated(new):
        new.mkdir(exist_ok=True)
        write_whole(place.disk, _note_file(place), f"{mark}\n{mark_of(old)}\n{new}\n{old}\n")
        if new != place.home:
            write_whole(place.disk, new / MARK, f"{mark}\n")
            place.disk.sync_folder(new.parent)
    return mark


def _need_room(old: Path, new: Path) -> None:
    parts = sum(file.stat().st_size for file in old.glob(f"{PARTS}/*/*.part"))
    needed = parts + SPARE_BYTES + sum(size for _, size in _missing(old, new))
    free = free_bytes(new if new.is_dir() else new.parent)
    if free is not None and needed > free:
        raise Invalid("no_room", needed - free)


def _missing(old: Path, new: Path) -> list[tuple[str, int]]:
    """Return the blobs of `old` that are not in `new`, with their bytes. A blob has its name only when it is whole."""
    found = []
    for file in sorted(old.glob("??/*")):
        if len(file.name) == 64:
            size, there = file.stat().st_size, new / file.parent.name / file.name
            if not (there.is_file() and there.stat().st_size == size):
                found.append((file.name, size))
    return found


def _carry(blobs: Blobs, old: Path, new: Path, cancel: Cancel, tell: Told, done: Moved) -> None:
    """Copy the blobs that are not there yet; all of them survive a power cut when this returns."""
    missing = [(sha256, size) for sha256, size in _missing(old, new) if sha256 not in done.damaged]
    total, before, touched = sum(size for _, size in missing), 0, set()
    for sha256, size in missing:
        target = new / sha256[:2] / sha256

        def told(copied: int, at: int = before) -> None:
            tell("moving", at + copied, total)

        copied = _copy(blobs.place, old / sha256[:2] / sha256, target, cancel, told)
        before += size
        if copied is None:
            continue
        if copied:
            touched.add(target.parent)
            done.moved += 1
            done.bytes += size
        else:
            done.damaged.add(sha256)
    with translated(new):
        for folder in sorted(touched):
            blobs.place.disk.sync_folder(folder)
        if touched:
            blobs.place.disk.sync_folder(new)


def _copy(place: Place, source: Path, target: Path, cancel: Cancel, tell: Callable[[int], None]) -> bool | None:
    """Copy a blob; return whether its bytes were what its name says, None when it was freed meanwhile."""
    half, hashes = target.with_name(f"{target.name}.half"), Hashes()
    try:
        original = source.open("rb")
    except FileNotFoundError:
        return None
    with original, translated(half):
        target.parent.mkdir(exist_ok=True)
        try:
            with half.open("wb", buffering=0) as copy:
                while data := _read(place, original.read):
                    cancel.check()
                    place.disk.write(copy, data)
                    hashes.add(data)
                    tell(hashes.length)
                place.disk.sync(copy)
            if hashes.blob.sha256 != target.name:
                return False
            place.disk.replace(half, target)
        finally:
            place.disk.remove(half)
    return True


def _read(place: Place, read: Callable[[int], bytes]) -> bytes:
    """Return the next bytes; where the disk cannot read them the file ends, and its hash tells that it is damaged."""
    try:
        return read(CHUNK_BYTES)
    except OSError:
        place.need()
        return b""


def _carry_parts(place: Place, old: Path, new: Path, cancel: Cancel) -> None:
    """Copy the part files of downloads under way; the ones there are of an earlier try and older."""
    for file in sorted(old.glob(f"{PARTS}/*/*.part")):
        cancel.check()
        target = new / file.relative_to(old)
        half = target.with_suffix(".half")
        with translated(half):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, half)
            with half.open("r+b") as copy:
                place.disk.sync(copy)
            place.disk.replace(half, target)
            place.disk.sync_folder(target.parent)


def _empty(blobs: Blobs, left: Path, cancel: Cancel, tell: Told, done: Moved) -> None:
    """Remove the course files of a place that is used no longer; what is only there and still used is brought first."""
    place = blobs.place
    here, named = place.need(), blobs.named()
    every = [(file, file.stat().st_size) for file in sorted(left.glob("??/*"))]
    total, before = sum(size for _, size in every), 0
    for file, size in every:
        cancel.check()
        before += size
        tell("tidying", before, total)
        target = here / file.parent.name / file.name
        is_wanted = file.name in named and not target.is_file()
        if is_wanted and _copy(place, file, target, cancel, lambda _: None) is False:
            done.damaged.add(file.name)
        _remove(place, file, done)
    for part in left.glob(f"{PARTS}/*/*"):
        _remove(place, part, done)
    if done.left:
        return
    with translated(left):
        place.disk.remove(left / MARK)
    for folder in (*left.glob("??"), *left.glob(f"{PARTS}/*"), left / PARTS, left):
        _remove_empty(folder)


def _remove(place: Place, file: Path, done: Moved) -> None:
    try:
        place.disk.remove(file)
    except OSError:  # Windows keeps what a player has open; the next move or check removes it
        done.left += 1


def _remove_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:  # not there, or the learner keeps something of their own in it
        return


def _note_file(place: Place) -> Path:
    return place.home.with_name("courses-go-to.txt")


def _read_note(place: Place) -> _Note | None:
    try:
        lines = _note_file(place).read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return None
    return _Note(lines[0], lines[1], Path(lines[2]), Path(lines[3])) if len(lines) == 4 else None
