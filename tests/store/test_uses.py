"""The list of the blobs a profile uses: cheap, safe beside another process, and one fsync for many names."""

import time
from pathlib import Path

import pytest

from studydesk.errors import StorageFull
from studydesk.paths import Paths
from studydesk.store.blobs import Blobs
from studydesk.store.disk import RealDisk
from studydesk.store.parts import Blob
from studydesk.store.place import Place
from studydesk.store.uses import Uses
from tests.store.failing import FailingDisk


def name(number: int) -> str:
    return f"{number:064x}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The list of a profile."""
    return tmp_path / "profiles" / "default" / "blobs-in-use.txt"


def test_what_another_process_adds_is_seen_and_survives_ours(file: Path) -> None:
    ours, theirs = Uses(file, RealDisk()), Uses(file, RealDisk())
    ours.add([name(1)])
    theirs.add([name(2)])
    ours.add([name(3)])
    theirs.drop([name(1)])
    assert ours.names() == theirs.names() == Uses(file, RealDisk()).names() == {name(2), name(3)}


def test_a_name_that_is_dropped_and_added_again_is_used(file: Path) -> None:
    uses = Uses(file, RealDisk())
    for _ in range(3):
        uses.add([name(1)])
        assert uses.has(name(1))
        uses.drop([name(1)])
        assert not uses.has(name(1))
    uses.add([name(1)])
    assert Uses(file, RealDisk()).names() == {name(1)}


def test_a_line_that_a_crash_cut_hides_no_other(file: Path) -> None:
    uses = Uses(file, RealDisk())
    uses.add([name(1)])
    with file.open("ab") as opened:
        opened.write(name(2)[:40].encode())
    uses.add([name(3)])
    assert uses.names() == {name(1), name(3)}


def test_a_list_of_an_earlier_version_is_read(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(f"{name(1)}\n\n{name(2)}\n")
    assert Uses(file, RealDisk()).names() == {name(1), name(2)}


def test_a_list_full_of_old_words_is_written_anew(file: Path) -> None:
    uses = Uses(file, RealDisk())
    uses.add([name(1)])
    for _ in range(2):
        many = [name(number) for number in range(2, 3003)]
        uses.add(many)
        uses.drop(many)
    assert uses.names() == {name(1)}
    assert file.read_text() == f"{name(1)}\n"
    uses.add([name(2)])
    assert Uses(file, RealDisk()).names() == {name(1), name(2)}


def test_two_thousand_names_one_by_one_take_no_time_that_grows(file: Path) -> None:
    class Quick(RealDisk):
        """Leaves the syncs out: they are the disk's time and not ours."""

        def sync(self, file: object) -> None: ...

    uses = Uses(file, Quick())
    begun = time.perf_counter()
    for number in range(2000):
        uses.add([name(number)])
    assert time.perf_counter() - begun < 1.0
    assert len(uses.names()) == 2000


def finished(blobs: Blobs, count: int) -> list[Blob]:
    """Finish so many part files into one batch and publish it."""
    batch = blobs.batch()
    done = []
    for key in range(count):
        with blobs.open_part(key, into=batch) as part:
            part.append(b"%d" % key * 100)
            done.append(part.finish())
    assert len(batch) == count
    assert not any(blobs.has(blob.sha256) for blob in done)
    batch.publish()
    assert len(batch) == 0
    return done


def test_a_batch_names_many_files_with_one_sync_of_the_list(tmp_path: Path) -> None:
    class Counting(FailingDisk):
        """Remembers what was synced."""

        def __init__(self) -> None:
            super().__init__(fail_at=-1)
            self.synced: list[str] = []
            self.folders: list[Path] = []

        def sync(self, file: object) -> None:
            self.synced.append(Path(getattr(file, "name", "")).name)

        def sync_folder(self, folder: Path) -> None:
            self.folders.append(folder)

    home = Paths(tmp_path, tmp_path / "profiles" / "default")
    disk = Counting()
    blobs = Blobs(Place(home, disk), home.uses, disk)
    done = finished(blobs, 20)
    assert blobs.used() == {blob.sha256 for blob in done}
    for blob in done:
        blobs.verify(blob.sha256)
    assert disk.synced.count(home.uses.name) == 1
    assert len(disk.folders) == len(set(disk.folders))
    assert set(disk.folders) == {blobs.path(blob.sha256).parent for blob in done} | {home.blobs}


def test_a_batch_that_failed_half_way_is_published_by_the_next_call(tmp_path: Path) -> None:
    for fail_at in range(40):
        home = Paths(tmp_path / str(fail_at), tmp_path / str(fail_at) / "profiles" / "default")
        disk = FailingDisk(-1)
        blobs = Blobs(Place(home, disk), home.uses, disk)
        batch = blobs.batch()
        done = []
        for key in range(3):
            with blobs.open_part(key, into=batch) as part:
                part.append(b"%d" % key * 100)
                done.append(part.finish())
        disk.fail_after(fail_at)
        try:
            batch.publish()
        except StorageFull:
            blobs.drop_parts_except(frozenset())  # a sweep in between takes nothing that waits for its name
            assert len(batch) == 3
            batch.publish()
        else:
            assert fail_at > 5
            break
        assert len(batch) == 0
        for blob in done:
            blobs.verify(blob.sha256)
    else:
        raise AssertionError("it never got through")
