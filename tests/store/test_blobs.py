"""Blobs and attachments: whole or not there, shared by profiles, and never offered half-written."""

import errno
import hashlib
import os
import resource
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.domain.work import Attachment
from studydesk.errors import Corrupt, Invalid, NotFound, StorageFailed, StorageFull
from studydesk.paths import Paths
from studydesk.store import transfers
from studydesk.store.attachments import Attachments
from studydesk.store.blobs import Blobs
from studydesk.store.opening import Store
from studydesk.store.parts import Blob
from tests.store.conftest import NOW
from tests.store.failing import FailingDisk

BODY = bytes(range(256)) * 1000


def named(body: bytes) -> Blob:
    return Blob(hashlib.sha256(body).hexdigest(), hashlib.sha1(body).hexdigest(), len(body))


def opened(home: Paths, disk: FailingDisk | None = None) -> Blobs:
    home.profile.mkdir(parents=True, exist_ok=True)
    return Blobs(home.blobs, home.uses, disk)


def test_a_part_becomes_a_blob_named_by_both_hashes(home: Paths) -> None:
    blobs = opened(home)
    with blobs.open_part(1, total_bytes=len(BODY)) as part:
        part.append(BODY[:1000])
        part.sync()
        assert part.length == 1000
        assert not blobs.has(named(BODY).sha256)
        part.append(BODY[1000:])
        assert part.blob == named(BODY)
        assert part.finish() == named(BODY)
    assert blobs.path(named(BODY).sha256).read_bytes() == BODY
    assert blobs.used() == {named(BODY).sha256}
    assert not part.path.exists()
    blobs.verify(named(BODY).sha256)


def test_a_sweep_leaves_a_part_that_is_being_written_alone(home: Paths) -> None:
    blobs = opened(home)
    with blobs.open_part(1) as part, blobs.open_part(2) as left:
        left.close()
        blobs.drop_parts_except(frozenset())  # somebody freed another course meanwhile
        assert not left.path.exists()
        part.append(BODY)
        assert part.finish() == named(BODY)
    assert blobs.path(named(BODY).sha256).read_bytes() == BODY


def test_a_part_goes_on_where_it_was_left(home: Paths) -> None:
    with opened(home).open_part(1, total_bytes=len(BODY)) as part:
        part.append(BODY[:5000])
    with opened(home).open_part(1, at=3000, total_bytes=len(BODY)) as part:  # only 3000 were noted before the crash
        assert part.length == 3000
        part.append(BODY[3000:])
        assert part.finish() == named(BODY)


def test_a_part_shorter_than_noted_goes_on_where_it_ends(home: Paths) -> None:
    with opened(home).open_part(1) as part:
        part.append(BODY[:100])
    with opened(home).open_part(1, at=3000) as part:
        assert part.length == 100
        part.append(BODY[100:])
        assert part.finish() == named(BODY)


def test_a_restarted_part_forgets_the_other_version(home: Paths) -> None:
    with opened(home).open_part(1) as part:
        part.append(b"another version, and longer than this one" * 9999)
        part.restart()
        assert part.length == 0
        part.append(BODY)
        assert part.finish() == named(BODY)


def test_an_empty_file_is_a_blob(home: Paths) -> None:
    with opened(home).open_part(1, total_bytes=0) as part:
        assert part.finish() == named(b"")


def test_bytes_put_twice_are_one_blob(home: Paths) -> None:
    blobs = opened(home)
    assert blobs.put_bytes(BODY) == blobs.put_bytes(BODY) == named(BODY)
    assert [file for file in home.blobs.rglob("*") if file.is_file()] == [blobs.path(named(BODY).sha256)]
    assert home.uses.read_text().split() == [named(BODY).sha256]


def test_a_finished_file_is_adopted(home: Paths, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(BODY)
    blobs = opened(home)
    blobs.adopt(tmp_path / "x", named(BODY).sha256)
    assert not (tmp_path / "x").exists()
    blobs.verify(named(BODY).sha256)


def test_damage_is_found_and_the_blob_can_be_thrown_away(home: Paths) -> None:
    blobs = opened(home)
    blob = blobs.put_bytes(BODY)
    blobs.path(blob.sha256).write_bytes(BODY[:-1])
    with pytest.raises(Corrupt) as caught:
        blobs.verify(blob.sha256)
    assert caught.value.what == blob.sha256
    blobs.discard(blob.sha256)
    with pytest.raises(NotFound):
        blobs.verify(blob.sha256)


def test_a_blob_another_profile_names_is_not_swept(tmp_path: Path) -> None:
    ana, ben = (opened(paths.of(tmp_path / "home", name)) for name in ("ana", "ben"))
    blob = ana.put_bytes(BODY)
    ben.use(blob.sha256)
    assert ana.release([blob.sha256]) == 0
    assert ben.has(blob.sha256)
    assert ana.used() == frozenset()
    assert ben.release([blob.sha256]) == len(BODY)
    assert not ben.has(blob.sha256)


def test_a_line_of_the_list_cut_by_a_crash_does_not_join_the_next(home: Paths) -> None:
    blobs = opened(home)
    one = blobs.put_bytes(b"one")
    home.uses.write_text(one.sha256[:30])  # the crash
    two = blobs.put_bytes(b"two")
    assert blobs.used() == {two.sha256}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_at_any_step_leaves_no_blob_or_a_whole_named_one(home: Paths, code: int) -> None:
    expected = StorageFull if code == errno.ENOSPC else StorageFailed

    def fetch(blobs: Blobs) -> None:
        with blobs.open_part(1, total_bytes=len(BODY)) as part:
            part.append(BODY[:100])
            part.append(BODY[100:])
            part.finish()

    steps = 8  # reserve, two writes, sync, write and sync of the list, replace, folder
    for fail_at in range(steps):
        fresh = paths.of(home.home / str(fail_at))
        blobs = opened(fresh, FailingDisk(fail_at, code))
        with pytest.raises(expected):
            fetch(blobs)
        if blobs.has(named(BODY).sha256):
            blobs.verify(named(BODY).sha256)
            assert named(BODY).sha256 in blobs.used()
        fetch(opened(fresh))  # and the next session gets through
    never = FailingDisk(steps)
    fetch(opened(paths.of(home.home / "never"), never))
    assert never.calls == steps


def test_put_bytes_on_a_full_disk_leaves_nothing_half_written(home: Paths) -> None:
    for fail_at in range(3):
        with pytest.raises(StorageFull):
            opened(home, FailingDisk(fail_at)).put_bytes(BODY)
        assert list(home.home.rglob("*.half")) == []
        assert not opened(home).has(named(BODY).sha256)


def test_no_room_for_the_whole_file_is_said_before_the_first_byte(home: Paths) -> None:
    with pytest.raises(StorageFull) as caught:
        opened(home).open_part(1, total_bytes=1 << 60)
    assert caught.value.needed_bytes == 1 << 60


def test_parts_of_no_download_are_removed(home: Paths) -> None:
    blobs = opened(home)
    for key in (1, 2):
        blobs.open_part(key).close()
    blobs.drop_parts_except(frozenset({2}))
    assert [file.name for file in (home.profile / "parts").iterdir()] == ["2.part"]
    blobs.drop_part(2)
    blobs.drop_part(3)
    assert list((home.profile / "parts").iterdir()) == []


def test_blobs_of_a_lost_library_are_hashed_again_and_damaged_ones_removed(store: Store) -> None:
    good, bad = store.blobs.put_bytes(b"good"), store.blobs.put_bytes(b"bad")
    store.blobs.path(bad.sha256).write_bytes(b"b@d")
    assert store.index_blobs() == 1
    assert store.index_blobs() == 0
    with store.library.read() as r:
        assert transfers.blob_of_sha1(r, good.sha1) == good
    assert not store.blobs.has(bad.sha256)
    assert store.sweep() == 0  # hashed again, used by no file yet, and therefore kept
    assert store.blobs.has(good.sha256)


def test_an_attachment_is_copied_and_survives_its_original(home: Paths, tmp_path: Path) -> None:
    original = tmp_path / "mi trabajo.odt"
    original.write_bytes(BODY)
    kept = Attachments(home.attachments)
    taken = kept.take(original)
    assert taken == Attachment("mi trabajo.odt", len(BODY), named(BODY).sha256)
    original.unlink()
    assert kept.path(taken).read_bytes() == BODY
    assert [file.name for file in home.attachments.iterdir()] == [taken.sha256]


def test_an_empty_attachment_and_a_new_name(home: Paths, tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert Attachments(home.attachments).take(tmp_path / "x", "y.txt") == Attachment("y.txt", 0, named(b"").sha256)


def test_a_200_mb_attachment_is_streamed(home: Paths, tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as file:
        file.truncate(200_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = Attachments(home.attachments).take(tmp_path / "film.mp4")
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert taken.size_bytes == 200_000_000
    assert grown_kib < 20_000


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_a_file_that_cannot_be_read_is_the_learners_to_mend(home: Paths, tmp_path: Path, what: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(Invalid, match="unreadable"):
        Attachments(home.attachments).take(tmp_path / what)


def test_a_full_disk_keeps_no_half_attachment(home: Paths, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(BODY)
    for fail_at in range(4):
        disk = FailingDisk(fail_at)
        with pytest.raises(StorageFull):
            Attachments(home.attachments, disk).take(tmp_path / "x")
        assert {file.name for file in home.attachments.iterdir()} <= {named(BODY).sha256}
    assert Attachments(home.attachments, FailingDisk(4)).take(tmp_path / "x").size_bytes == len(BODY)


def test_attachments_are_released_only_when_unused_and_older_than_a_day(home: Paths, tmp_path: Path) -> None:
    kept = Attachments(home.attachments)
    files = []
    for name in ("used", "old", "young"):
        (tmp_path / name).write_text(name)
        files.append(kept.take(tmp_path / name))
    used, old, young = files
    for one in (used, old):
        at = (NOW - timedelta(days=2)).timestamp()
        os.utime(kept.path(one), (at, at))
    os.utime(kept.path(young), (NOW.timestamp(), NOW.timestamp()))
    assert kept.release({used.sha256}, NOW) == 1
    assert kept.path(used).exists()
    assert kept.path(young).exists()
    with pytest.raises(NotFound):
        kept.path(old)
