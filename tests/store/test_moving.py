"""Moving the courses to another drive: at any moment both places are complete enough to go on."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, DriveGone, Invalid
from studydesk.paths import Paths
from studydesk.store import moving
from studydesk.store.blobs import Blobs
from studydesk.store.lock import ProfileLock
from studydesk.store.moving import FOLDER, Moved
from studydesk.store.older import bring_parts
from studydesk.store.opening import Store
from studydesk.store.parts import Blob, Map
from studydesk.store.place import MARK, Place
from tests.store.failing import DeadlyDisk, Killed
from tests.store.shelves import spoil

BODIES = [f"{number} ".encode() * 400 for number in range(6)]


def quiet(_doing: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A drive that is plugged in."""
    drive = tmp_path / "stick"
    drive.mkdir()
    return drive


def opened(home: Paths, disk: DeadlyDisk | None = None) -> Blobs:
    home.profile.mkdir(parents=True, exist_ok=True)
    return Blobs(Place(home, disk), home.uses, disk)


def filled(home: Paths) -> list[Blob]:
    """Put some blobs and a part file into a home."""
    blobs = opened(home)
    with blobs.open_part(1) as part:
        part.append(b"begun")
        part.sync()
    return [blobs.put_bytes(body) for body in BODIES]


def move(blobs: Blobs, to: Path | None, cancel: Cancel | None = None) -> Moved:
    return moving.move(blobs, to, nullcontext, cancel or Cancel(), quiet)


def everything_is_in(folder: Path, home: Paths, known: list[Blob]) -> None:
    blobs = opened(home)
    assert blobs.place.folder == folder
    assert blobs.place.is_here
    for blob in known:
        blobs.verify(blob.sha256)
    with blobs.open_part(1, Map(((0, 5),))) as part:
        assert part.length == 5
    assert moving.moving_to(blobs.place) is None


def test_all_of_it_lies_on_the_drive_afterwards_and_home_is_empty(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    old = home.blobs
    told: list[tuple[str, int, int]] = []
    done = moving.move(blobs, stick, nullcontext, Cancel(), lambda *step: told.append(step))
    size = sum(blob.size_bytes for blob in known)
    assert (done.moved, done.bytes, done.damaged) == (len(known), size, set())
    assert ("moving", size, size) in told
    everything_is_in(stick / FOLDER, home, known)
    assert not old.exists()
    assert home.blobs == paths.of(home.home).blobs == stick / FOLDER
    later = blobs.put_bytes(b"what comes later")  # the running program goes on in the new place
    assert (stick / FOLDER / later.sha256[:2] / later.sha256).is_file()
    assert not old.exists()


def test_it_can_be_moved_back_home_and_on_to_another_drive(home: Paths, stick: Path, tmp_path: Path) -> None:
    known, blobs = filled(home), opened(home)
    move(blobs, stick)
    another = tmp_path / "another"
    another.mkdir()
    assert move(blobs, another).moved == len(known)
    everything_is_in(another / FOLDER, home, known)
    assert list(stick.iterdir()) == []
    assert move(blobs, None).moved == len(known)
    everything_is_in(home.home_blobs, home, known)
    assert list(another.iterdir()) == []
    assert not home.moved.exists()


def test_moving_to_where_they_are_does_nothing(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    move(blobs, stick)
    for again in (stick, stick / FOLDER):
        assert move(blobs, again).moved == 0
    everything_is_in(stick / FOLDER, home, known)
    move(blobs, None)
    assert move(blobs, None).moved == 0


def test_a_move_killed_at_any_step_is_finished_by_the_next(tmp_path: Path) -> None:
    step, survived = 0, False
    while not survived:
        home, drive = paths.of(tmp_path / f"home {step}"), tmp_path / f"drive {step}"
        drive.mkdir()
        known = filled(home)
        try:
            move(opened(home, DeadlyDisk(step)), drive)
            survived = True
        except Killed:
            between = opened(home)  # the learner studies on before the next try
            for blob in known:
                between.verify(blob.sha256)
        done = move(opened(home), drive)
        assert done.damaged == set()
        everything_is_in(drive / FOLDER, home, known)
        assert not home.home_blobs.exists()
        assert not list(drive.rglob("*.half"))
        step += 1
    assert step > 30


def test_after_a_kill_the_learner_may_change_their_mind(tmp_path: Path) -> None:
    step, survived = 0, False
    while not survived:
        home, drive = paths.of(tmp_path / f"home {step}"), tmp_path / f"drive {step}"
        drive.mkdir()
        known = filled(home)
        try:
            move(opened(home, DeadlyDisk(step)), drive)
            survived = True
        except Killed:
            pass
        move(opened(home), None)
        everything_is_in(home.home_blobs, home, known)
        assert [file for file in drive.rglob("*") if file.is_file()] == []
        step += 3


def test_a_process_killed_for_real_loses_nothing(home: Paths, stick: Path) -> None:
    known = filled(home)
    known += [opened(home).put_bytes(bytes([number]) * 2_000_000) for number in range(30)]
    command = [sys.executable, "-m", "tests.store.movers", str(home.home), str(stick)]
    kills = 0
    for _ in range(200):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            child.stdout.readline()  # it has begun
            time.sleep(0.01)
            child.send_signal(signal.SIGKILL)
            child.wait()
            kills += child.returncode != 0
        for blob in known:
            opened(home).verify(blob.sha256)
        if home.moved.exists():
            break
    assert kills
    move(opened(home), stick)
    everything_is_in(stick / FOLDER, home, known)


def test_what_arrives_while_it_moves_comes_along(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    arrived: list[Blob] = []

    def arrive(doing: str, _done: int, _total: int) -> None:
        if doing == "moving" and len(arrived) < 3:
            arrived.append(blobs.put_bytes(b"new %d" % len(arrived)))

    @contextmanager
    def rest() -> Iterator[None]:
        arrived.append(blobs.put_bytes(b"the last one before downloads rest"))
        yield

    moving.move(blobs, stick, rest, Cancel(), arrive)
    assert len(arrived) == 4
    everything_is_in(stick / FOLDER, home, known + arrived)


def test_what_is_freed_while_it_moves_stops_nothing(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    gone = max(known, key=lambda blob: blob.sha256)

    def free(_doing: str, _done: int, _total: int) -> None:
        blobs.release([gone.sha256])

    moving.move(blobs, stick, nullcontext, Cancel(), free)
    everything_is_in(stick / FOLDER, home, [blob for blob in known if blob != gone])
    assert not blobs.has(gone.sha256)


def test_a_stopped_move_goes_on_where_it_was(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    cancel = Cancel()
    with pytest.raises(Cancelled):
        moving.move(blobs, stick, nullcontext, cancel, lambda *_: cancel.stop())
    assert moving.moving_to(blobs.place) == stick / FOLDER
    assert blobs.place.folder == home.home_blobs
    first = [file for file in (stick / FOLDER).glob("??/*") if len(file.name) == 64]
    assert move(blobs, stick).moved == len(known) - len(first)
    everything_is_in(stick / FOLDER, home, known)


def test_a_damaged_file_is_not_taken_along_and_told(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    spoil(blobs.path(known[0].sha256))
    assert move(blobs, stick).damaged == {known[0].sha256}
    everything_is_in(stick / FOLDER, home, known[1:])
    assert not blobs.has(known[0].sha256)
    assert not home.home_blobs.exists()


def test_a_move_waits_for_no_open_download(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    with blobs.open_part(2), pytest.raises(Invalid, match="downloading"):
        move(blobs, stick)
    for blob in known:
        blobs.verify(blob.sha256)
    move(blobs, stick)
    everything_is_in(stick / FOLDER, home, known)


def test_a_target_inside_the_courses_or_the_program_is_refused(home: Paths) -> None:
    filled(home)
    blobs = opened(home)
    inside = blobs.place.folder / "more"
    inside.mkdir()
    for to in (inside, blobs.place.folder, home.profile, home.home):
        with pytest.raises(Invalid, match="inside_store"):
            move(blobs, to)
    with pytest.raises(Invalid, match="no_folder"):
        move(blobs, home.home / "nothing here")


def test_too_little_room_is_told_before_anything_is_copied(
    home: Paths, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(home)
    usage = shutil.disk_usage(stick)._replace(free=1000)  # a stand-in: a real drive cannot be filled at will
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Invalid, match="no_room") as caught:
        move(opened(home), stick)
    assert (caught.value.limit or 0) > sum(map(len, BODIES))
    assert list(stick.iterdir()) == []
    assert moving.moving_to(opened(home).place) is None


def test_another_profile_that_is_open_is_not_moved_under_its_feet(home: Paths, stick: Path) -> None:
    known = filled(home)
    other = Paths(home.home, home.home / "profiles" / "ben")
    theirs = opened(other)
    kept = theirs.put_bytes(b"of Ben")
    with ProfileLock(other.lock), pytest.raises(Invalid, match="other_profile_open"):
        move(opened(home), stick)
    assert list(stick.iterdir()) == []
    move(opened(home), stick)
    everything_is_in(stick / FOLDER, home, known)
    theirs.verify(kept.sha256)  # it follows by itself


def test_courses_of_another_computer_on_the_drive_are_left_alone(home: Paths, stick: Path, tmp_path: Path) -> None:
    theirs, ours = filled(home), paths.of(tmp_path / "second home")
    move(opened(home), stick)
    filled(ours)
    with pytest.raises(Invalid, match="other_courses_there"):
        move(opened(ours), stick)
    everything_is_in(stick / FOLDER, home, theirs)


def test_another_drive_in_the_place_of_the_old_one_is_not_emptied(home: Paths, stick: Path) -> None:
    known, blobs = filled(home), opened(home)
    move(blobs, stick)
    move(blobs, None)
    note = home.home / "courses-go-to.txt"
    note.write_text(f"new\n{'0' * 32}\n{home.home_blobs}\n{stick / FOLDER}\n")  # killed before the stick was emptied
    (stick / FOLDER / "ab").mkdir(parents=True)
    (stick / FOLDER / MARK).write_text("of somebody else\n")
    (stick / FOLDER / "ab" / ("ab" * 32)).write_bytes(b"theirs")
    moving.finish(opened(home), Cancel(), quiet)
    assert (stick / FOLDER / "ab" / ("ab" * 32)).exists()
    everything_is_in(home.home_blobs, home, known)


def test_a_drive_that_is_not_here_cannot_be_moved_from(home: Paths, stick: Path) -> None:
    filled(home)
    move(opened(home), stick)
    stick.rename(stick.with_name("pocket"))
    with pytest.raises(DriveGone):
        move(opened(home), None)


def test_parts_of_an_earlier_version_are_taken_along_once(home: Paths, store: Store) -> None:
    older = home.profile / "parts"
    older.mkdir()
    (older / "5.part").write_bytes(b"begun")
    (older / "x.half").write_bytes(b"x")
    bring_parts(store.blobs, older)
    assert not older.exists()
    with store.blobs.open_part(5, Map(((0, 5),))) as part:
        assert part.length == 5
    bring_parts(store.blobs, older)  # nothing to do
