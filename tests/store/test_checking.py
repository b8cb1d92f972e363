"""Checking the downloads: only what is bad is fetched again, and what is not here is not lost."""

import os
import time
from pathlib import Path

import pytest

from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, DriveGone
from studydesk.paths import Paths
from studydesk.store import checking, files, transfers
from studydesk.store.opening import Store, open_store
from studydesk.store.place import MARK, Place
from tests.store.conftest import NOW
from tests.store.shelves import here, listed, remote, spoil, state_of


def quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


def test_only_the_damaged_and_the_lost_are_fetched_again(store: Store) -> None:
    good, bad, lost = listed(store, remote(700), remote(701), remote(702))
    blobs = [here(store, file, b"%d" % file.key * 1000) for file in (good, bad, lost)]
    spoil(store.blobs.path(blobs[1].sha256))
    store.blobs.path(blobs[2].sha256).unlink()
    told: list[tuple[int, int]] = []
    found = checking.check(store, Cancel(), lambda done, total: told.append((done, total)))
    assert (found.checked, found.damaged, found.missing, found.queued) == (2, 1, 1, 2)
    assert found.bytes == blobs[0].size_bytes + blobs[1].size_bytes
    assert told[-1] == (found.bytes, found.bytes)
    assert [state_of(store, file) for file in (good, bad, lost)] == ["present", "queued", "queued"]
    assert [store.blobs.has(blob.sha256) for blob in blobs] == [True, False, False]
    assert store.blobs.used() == {blobs[0].sha256}
    again = checking.check(store, Cancel(), quiet)
    assert (again.checked, again.damaged, again.missing, again.queued) == (1, 0, 0, 0)


def test_a_look_alone_changes_nothing(store: Store) -> None:
    [bad] = listed(store, remote(700))
    blob = here(store, bad, b"x" * 1000)
    spoil(store.blobs.path(blob.sha256))
    orphan = store.blobs.path("e" * 64)
    orphan.parent.mkdir()
    orphan.write_bytes(b"left behind")
    found = checking.check(store, Cancel(), quiet, repairs=False)
    assert (found.damaged, found.queued, found.orphans, found.orphan_bytes) == (1, 0, 1, 11)
    assert state_of(store, bad) is FileState.PRESENT
    assert store.blobs.has(blob.sha256)
    assert orphan.exists()


def test_a_damaged_file_of_two_courses_is_queued_for_both(store: Store) -> None:
    [one] = listed(store, remote(700))
    [two] = listed(store, remote(800), course=8)
    for file in (one, two):
        blob = here(store, file, b"x" * 1000)
    spoil(store.blobs.path(blob.sha256))
    assert checking.check(store, Cancel(), quiet).queued == 2
    assert {state_of(store, one), state_of(store, two)} == {FileState.QUEUED}


def test_a_check_that_is_stopped_keeps_what_it_put_right(store: Store) -> None:
    some = listed(store, *[remote(700, number=number) for number in range(5)])
    blobs = sorted((here(store, file, b"%d" % file.key * 1000) for file in some), key=lambda blob: blob.sha256)
    for blob in blobs:
        spoil(store.blobs.path(blob.sha256))
    cancel = Cancel()

    def stop_in_the_middle(done: int, _total: int) -> None:
        if done >= 3 * blobs[0].size_bytes:
            cancel.stop()

    with pytest.raises(Cancelled):
        checking.check(store, cancel, stop_in_the_middle)
    assert sum(state_of(store, file) is FileState.QUEUED for file in some) == 3
    assert checking.check(store, Cancel(), quiet).queued == 2
    assert {state_of(store, file) for file in some} == {FileState.QUEUED}


def test_what_a_crash_left_behind_goes_and_what_others_use_stays(home: Paths, store: Store) -> None:
    [file] = listed(store, remote(700))
    blob = here(store, file, b"x" * 1000)
    other = Paths(home.home, home.home / "profiles" / "ben")
    theirs = open_store(other, now=NOW)
    kept = theirs.blobs.put_bytes(b"of Ben")
    orphan = store.blobs.path("e" * 64)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left behind")
    old, young = (store.blobs.parts / name for name in ("a.half", "b.half"))
    store.blobs.parts.mkdir(parents=True, exist_ok=True)
    for half in (old, young):
        half.write_bytes(b"half")
    long_ago = time.time() - 200_000
    os.utime(old, (long_ago, long_ago))
    gone_profile = home.blobs / "parts" / "carla" / "1.part"
    gone_profile.parent.mkdir()
    gone_profile.write_bytes(b"of nobody")
    found = checking.check(store, Cancel(), quiet)
    assert (found.orphans, found.orphan_bytes) == (3, 11 + 4 + 9)
    assert [orphan.exists(), old.exists(), young.exists(), gone_profile.exists()] == [False, False, True, False]
    assert theirs.blobs.has(kept.sha256)
    assert store.blobs.has(blob.sha256)
    theirs.close()


def test_the_part_of_a_download_under_way_stays(store: Store) -> None:
    [file] = listed(store, remote(700))
    with store.library.write() as w:
        files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        transfers.put_part(w, transfers.Part(file.key, file.url, None, None))
    with store.blobs.open_part(file.key) as part:
        part.append(b"begun")
    long_ago = time.time() - 200_000
    os.utime(part.path, (long_ago, long_ago))
    assert checking.check(store, Cancel(), quiet).orphans == 0
    assert part.path.exists()


def away(home: Paths, drive: Path) -> Paths:
    """Point an empty profile to a drive that is plugged in."""
    drive.mkdir()
    (drive / MARK).write_text("m1\n")
    home.home.mkdir(parents=True, exist_ok=True)
    Place(home).point_to(drive, "m1")
    return home


def test_nothing_is_made_forgotten_or_swept_while_the_drive_is_not_here(home: Paths, tmp_path: Path) -> None:
    drive = tmp_path / "stick"
    store = open_store(away(home, drive), now=NOW)
    one, two = listed(store, remote(700), remote(701))
    blob = here(store, one, b"x" * 1000)
    freed = here(store, two, b"y" * 1000)
    assert blob.sha256 in {file.name for file in drive.rglob("*")}
    with store.library.write() as w:
        files.move(w, two.key, FileState.PRESENT, FileEvent.FREED)
    drive.rename(tmp_path / "in the pocket")
    assert store.blobs.place.free_bytes() is None
    assert store.sweep() == 0
    assert store.index_blobs() == 0
    for act in (
        lambda: checking.check(store, Cancel(), quiet),
        lambda: store.blobs.put_bytes(b"z"),
        lambda: store.blobs.open_part(1),
        lambda: store.blobs.release([blob.sha256]),
    ):
        with pytest.raises(DriveGone):
            act()
    assert not drive.exists()
    assert not home.home_blobs.exists()
    drive.mkdir()  # an empty place, where a drive is plugged in on many computers
    with pytest.raises(DriveGone):
        store.blobs.put_bytes(b"z")
    assert list(drive.iterdir()) == []
    drive.rmdir()
    store.close()
    store = open_store(home, now=NOW)  # a start without it
    assert state_of(store, one) is FileState.PRESENT
    (tmp_path / "in the pocket").rename(drive)
    assert store.blobs.place.free_bytes() is not None
    store.blobs.verify(blob.sha256)
    assert store.sweep() == freed.size_bytes
    assert checking.check(store, Cancel(), quiet).missing == 0
    store.close()


def test_a_drive_that_is_taken_out_in_the_middle_of_a_check_has_lost_nothing(home: Paths, tmp_path: Path) -> None:
    drive = tmp_path / "stick"
    store = open_store(away(home, drive), now=NOW)
    some = listed(store, *[remote(700, number=number) for number in range(4)])
    for file in some:
        here(store, file, b"%d" % file.key * 1000)

    def take_out(_done: int, _total: int) -> None:
        if drive.exists():
            drive.rename(tmp_path / "in the pocket")

    with pytest.raises(DriveGone):
        checking.check(store, Cancel(), take_out)
    assert {state_of(store, file) for file in some} == {FileState.PRESENT}
    store.close()
