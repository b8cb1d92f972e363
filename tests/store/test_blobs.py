"""Blobs and attachments: whole or not there, shared by profiles, and never offered half-written."""

import errno
import hashlib
import itertools
import os
import random
import resource
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk import paths
from studydesk.domain import ranges
from studydesk.domain.work import Attachment
from studydesk.errors import Corrupt, Invalid, NotFound, StorageFailed, StorageFull
from studydesk.paths import Paths
from studydesk.store import transfers
from studydesk.store.attachments import Attachments
from studydesk.store.blobs import Blobs
from studydesk.store.opening import Store
from studydesk.store.parts import Blob, Map, PartFile
from studydesk.store.place import Place
from tests.store.conftest import NOW
from tests.store.failing import FailingDisk

BODY = bytes(range(256)) * 1000


def named(body: bytes) -> Blob:
    return Blob(hashlib.sha256(body).hexdigest(), hashlib.sha1(body).hexdigest(), len(body))


def opened(home: Paths, disk: FailingDisk | None = None) -> Blobs:
    home.profile.mkdir(parents=True, exist_ok=True)
    return Blobs(Place(home, disk), home.uses, disk)


def test_a_part_becomes_a_blob_named_by_both_hashes(home: Paths) -> None:
    blobs = opened(home)
    with blobs.open_part(1, total_bytes=len(BODY)) as part:
        part.append(BODY[:1000])
        part.sync()
        assert part.length == 1000
        assert not blobs.has(named(BODY).sha256)
        part.append(BODY[1000:])
        assert part.blob() == named(BODY)
        assert part.finish() == named(BODY)
    assert blobs.path(named(BODY).sha256).read_bytes() == BODY
    assert blobs.used() == {named(BODY).sha256}
    assert not part.path.exists()
    blobs.verify(named(BODY).sha256)


def test_a_part_that_waits_for_its_name_is_not_begun_again(home: Paths) -> None:
    blobs = opened(home)
    batch = blobs.batch()
    with blobs.open_part(1, into=batch) as part:
        part.append(BODY)
        part.finish()
    with pytest.raises(Invalid):
        blobs.open_part(1, into=batch)
    batch.publish()
    assert blobs.path(named(BODY).sha256).read_bytes() == BODY
    blobs.open_part(1).close()


def test_a_part_that_nobody_publishes_any_more_may_be_opened_again(home: Paths) -> None:
    blobs = opened(home)
    batch = blobs.batch()
    with blobs.open_part(1, into=batch) as part:
        part.append(BODY)
        known = part.map
        part.finish()
    batch.forget()
    with blobs.open_part(1, known) as again:
        assert again.length == len(BODY)
    assert batch.publish() == frozenset()


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
        part.append(BODY[:3000])
        noted = part.map
        part.append(BODY[3000:5000])  # and the crash came before this was noted
    with opened(home).open_part(1, noted, total_bytes=len(BODY)) as part:
        assert part.length == 3000
        part.add(3000, BODY[3000:])
        assert part.finish() == named(BODY)


@given(
    cuts=st.lists(st.integers(1, len(BODY) - 1), max_size=8, unique=True),
    order=st.randoms(use_true_random=False),
    syncs=st.sets(st.integers(0, 8)),
    reopens=st.sets(st.integers(0, 8)),
)
def test_pieces_in_any_order_and_over_any_number_of_sessions_make_the_same_blob(
    cuts: list[int], order: random.Random, syncs: set[int], reopens: set[int]
) -> None:
    ends = [0, *sorted(cuts), len(BODY)]
    pieces = list(itertools.pairwise(ends))
    order.shuffle(pieces)
    with tempfile.TemporaryDirectory() as folder:
        home = paths.of(Path(folder))
        part = opened(home).open_part(1, total_bytes=len(BODY))
        for number, (start, stop) in enumerate(pieces):
            part.add(start, BODY[start:stop])
            if number in syncs:
                part.sync()
            if number in reopens:
                noted = part.map
                part.close()
                part = opened(home).open_part(1, noted, total_bytes=len(BODY))
            assert part.map.have == ranges.joined(pieces[: number + 1])
        assert part.finish() == named(BODY)


def test_after_a_power_cut_only_what_was_synced_or_is_really_there_counts(home: Paths) -> None:
    with opened(home).open_part(1, total_bytes=len(BODY)) as part:
        part.add(0, BODY[:1000])
        part.sync()
        part.add(1000, BODY[1000:2000])
        part.add(5000, BODY[5000:6000])
        noted = part.map
        assert noted.synced == ((0, 1000),)
        path = part.path
    with path.open("r+b") as file:  # the power cut: these pages never reached the disk
        file.seek(1500)
        file.write(bytes(300))
    with opened(home).open_part(1, noted, total_bytes=len(BODY)) as part:
        assert part.map.have == ((0, 1000), (5000, 6000))


def test_what_is_written_while_the_disk_syncs_is_not_taken_for_synced(home: Paths) -> None:
    class Slow(FailingDisk):
        """Writes on in the middle of a sync, as another connection does."""

        part: PartFile | None = None

        def sync(self, file: BinaryIO) -> None:
            super().sync(file)
            if self.part is not None:
                self.part.add(1000, BODY[1000:2000])

    disk = Slow(fail_at=-1)
    with opened(home, disk).open_part(1, total_bytes=len(BODY)) as part:
        part.add(0, BODY[:1000])
        disk.part = part
        part.sync()
        disk.part = None
        assert part.map.synced == ((0, 1000),)
        assert part.map.have == ((0, 2000),)


def test_a_part_shorter_than_noted_goes_on_where_it_ends(home: Paths) -> None:
    with opened(home).open_part(1) as part:
        part.append(BODY[:100])
        part.sync()
    with opened(home).open_part(1, Map(((0, 3000),), ((4000, 4100, 7),))) as part:
        assert part.length == 100
        part.add(100, BODY[100:])
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

    steps = 9  # reserve, two writes, sync, write and sync of the list, replace, folder, the folder around a new folder
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


def test_a_file_that_was_taken_away_before_it_had_its_name_costs_no_other_one(home: Paths) -> None:
    blobs = opened(home)
    batch, done = blobs.batch(), []
    for key in range(3):
        with blobs.open_part(key, into=batch) as part:
            part.append(b"%d" % key)
            done.append(part.finish())
    blobs.drop_part(1)
    assert batch.publish() == {done[1].sha256}
    assert [blobs.has(one.sha256) for one in done] == [True, False, True]
    assert (len(batch), batch.publish()) == (0, frozenset())
    assert done[1].sha256 not in blobs.used()


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
    assert [file.name for file in (home.blobs / "parts" / "default").iterdir()] == ["2.part"]
    blobs.drop_part(2)
    blobs.drop_part(3)
    assert list((home.blobs / "parts" / "default").iterdir()) == []


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
