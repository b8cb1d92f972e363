"""Opening a profile: fresh, older, newer, damaged, full; backups and the lock."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studydesk.domain.campus import Site
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import ActivityId, IntentId, UserId
from studydesk.domain.outbox import State
from studydesk.errors import Corrupt, DatabaseTooNew, ProfileInUse, StorageFailed, StorageFull, WorkDamaged, WorkGone
from studydesk.paths import Paths
from studydesk.store import (
    accounts,
    backups,
    ballast,
    courses,
    files,
    outbox,
    pins,
    salvage,
    search,
    sites,
    transfers,
    usage,
)
from studydesk.store.database import Database
from studydesk.store.lock import ProfileLock, holder
from studydesk.store.opening import Store, open_store
from studydesk.store.rescue import recover_work, rescue
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.values import ANA, COURSE, T0

DAY = timedelta(days=1)


def write_something(store: Store, name: str = "x") -> None:
    with store.work.write() as w:
        outbox.add(w, v.item(name))
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course()])


def write_and_close(home: Paths, name: str) -> None:
    store = open_store(home, now=NOW)
    write_something(store, name)
    store.close()


def damage(database: Path) -> None:
    """Overwrite everything after the first page, as a failing stick would."""
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def test_a_fresh_profile_opens_twice_and_keeps_what_was_written(home: Paths) -> None:
    store = open_store(home, now=NOW)
    write_something(store)
    assert not store.library_rebuilt
    store.close()
    again = open_store(home, now=NOW)
    with again.work.read() as r:
        assert outbox.unsent_count(r) == 1
    with again.library.read() as r:
        assert len(courses.courses(r, ANA)) == 1
    assert not again.library_rebuilt
    again.close()
    names = {file.name for file in home.profile.iterdir()}
    assert names == {"library.db", "work.db", "work-journal", "backups", "ballast"}


def test_opening_imports_no_alembic(home: Paths) -> None:
    code = (
        "import sys, pathlib, datetime\n"
        "from studydesk import paths\n"
        "from studydesk.store import opening\n"
        "for _ in range(2):\n"
        "    opening.open_store(paths.of(pathlib.Path(sys.argv[1])), now=datetime.datetime.now(datetime.UTC)).close()\n"
        "print('alembic' in sys.modules, 'sqlalchemy.orm' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home.home)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", ["library", "work"])
def test_a_database_newer_than_the_program_is_refused_and_untouched(home: Paths, name: str) -> None:
    open_store(home, now=NOW).close()
    path = home.profile / f"{name}.db"
    newer = sqlite3.connect(path)
    newer.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    newer.commit()
    newer.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew):
        open_store(home, now=NOW + DAY)
    assert path.read_bytes() == before
    assert not list(home.profile.glob("*damaged*"))


def test_a_damaged_library_is_set_aside_and_the_work_goes_on(home: Paths) -> None:
    store = open_store(home, now=NOW)
    write_something(store)
    blob = store.blobs.put_bytes(b"a lecture")
    store.blobs.open_part(1).close()
    store.close()
    home.library.write_bytes(b"garbage" * 10_000)
    again = open_store(home, now=NOW)
    assert again.library_rebuilt
    with again.library.read() as r:
        assert courses.courses(r, ANA) == []
    with again.work.read() as r:
        assert outbox.unsent_count(r) == 1
    assert again.blobs.has(blob.sha256)
    assert again.index_blobs() == 1
    with again.library.read() as r:
        assert transfers.blob_of_sha1(r, blob.sha1) == blob
    assert (home.profile / "library.damaged-1.db").exists()
    assert list((home.blobs / "parts" / "default").iterdir()) == []  # its key would name another file now
    again.close()
    third = open_store(home, now=NOW)
    assert not third.library_rebuilt
    third.close()


def test_damage_met_while_reading_the_library_is_mended_at_the_next_start(home: Paths) -> None:
    store = open_store(home, now=NOW)
    with store.library.write() as w:
        courses.put_contents(w, ANA, v.contents(activities=200))
    store.close()
    size = home.library.stat().st_size
    with home.library.open("r+b") as file:  # the first pages stay whole: opening alone notices nothing
        file.seek(size - 8 * 4096)
        file.write(b"\xff" * 8 * 4096)
    hurt = open_store(home, now=NOW)
    assert not hurt.library_rebuilt
    with pytest.raises(Corrupt):
        hurt.library.check()
    hurt.close()
    mended = open_store(home, now=NOW)
    assert mended.library_rebuilt
    mended.library.check()
    mended.close()


def test_a_lost_library_is_made_anew_and_told(home: Paths) -> None:
    open_store(home, now=NOW).close()
    home.library.unlink()
    store = open_store(home, now=NOW)
    assert store.library_rebuilt
    store.close()


@pytest.mark.parametrize("how", ["pages", "garbage", "other tables"])
def test_damaged_work_is_never_replaced_without_asking_and_can_be_recovered(home: Paths, how: str) -> None:
    store = open_store(home, now=NOW)
    write_something(store, "kept")
    store.close()
    open_store(home, now=NOW + DAY).close()  # the second day's backup has the item
    if how == "pages":
        damage(home.work)
    elif how == "garbage":
        home.work.write_bytes(b"garbage" * 10_000)
    else:
        home.work.unlink()
        other = sqlite3.connect(home.work)
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE somebody_elses (x)")
        other.close()
    hurt = home.work.read_bytes()
    with pytest.raises(WorkDamaged) as caught:
        open_store(home, now=NOW + DAY)
    assert [copy.name for copy in caught.value.backups] == ["work-2026-03-03.db", "work-2026-03-02.db"]
    assert home.work.read_bytes() == hurt
    damaged = recover_work(home, caught.value.backups[0])
    assert damaged.read_bytes() == hurt
    store = open_store(home, now=NOW + DAY)
    with store.work.read() as r:
        assert outbox.item(r, IntentId("kept")) == v.item("kept")
    store.close()


def test_a_backup_that_cannot_be_made_is_told_and_keeps_nobody_from_studying(home: Paths) -> None:
    home.profile.mkdir(parents=True)
    home.backups.write_text("a file where the folder should be")
    store = open_store(home, now=NOW)
    assert isinstance(store.backup_problem, StorageFailed)
    write_something(store)
    store.close()


def test_backups_are_one_a_day_for_a_week_and_one_a_week_for_a_month(home: Paths) -> None:
    for day in range(60):
        store = open_store(home, now=NOW + day * DAY)
        assert store.backup_problem is None
        store.close()
    # The last day is Thursday, 30 April 2026. Sundays end the weeks before.
    assert sorted(copy.name for copy in home.backups.iterdir()) == [
        "work-2026-04-12.db",
        "work-2026-04-19.db",
        "work-2026-04-24.db",
        "work-2026-04-25.db",
        "work-2026-04-26.db",
        "work-2026-04-27.db",
        "work-2026-04-28.db",
        "work-2026-04-29.db",
        "work-2026-04-30.db",
    ]


def test_the_same_day_makes_no_second_backup(home: Paths) -> None:
    write_and_close(home, "first")
    open_store(home, now=NOW).close()
    [copy] = home.backups.iterdir()
    before = copy.read_bytes()
    write_and_close(home, "second")
    open_store(home, now=NOW).close()
    assert copy.read_bytes() == before


@pytest.mark.parametrize("spoiled", [b"", b"garbage" * 900])
def test_a_copy_that_has_nothing_in_it_is_made_again_the_same_day(home: Paths, spoiled: bytes) -> None:
    open_store(home, now=NOW).close()
    [copy] = home.backups.iterdir()
    empty = copy.read_bytes()
    open_store(home, now=NOW).close()
    assert copy.read_bytes() == empty  # there is no more yet
    write_and_close(home, "first")
    if spoiled:
        copy.write_bytes(spoiled)
    open_store(home, now=NOW).close()
    whole = salvage.whole_copy(copy)
    assert whole is not None
    assert [row["id"] for row in whole.rows["outbox"]] == ["first"]


@pytest.mark.parametrize("mark", ["site", "attachment", "tokens"])
def test_work_that_is_gone_with_all_its_copies_is_not_replaced_quietly(home: Paths, mark: str) -> None:
    store = open_store(home, now=NOW)
    if mark == "site":
        with store.library.write() as w:
            sites.put_site(w, ANA, Site("https://school.example", "School", UserId(3), "ana", "Ana B", frozenset()))
    if mark == "attachment":
        home.attachments.mkdir(exist_ok=True)
        (home.attachments / ("0" * 64)).write_bytes(b"rain")
    if mark == "tokens":
        home.tokens.write_text("{}")
    store.close()
    home.work.unlink()
    shutil.rmtree(home.journal, ignore_errors=True)  # nothing was written, so there may be none
    shutil.rmtree(home.backups)
    with pytest.raises(WorkGone) as told:
        open_store(home, now=NOW)
    assert (told.value.folder, told.value.kept) == (home.profile, None)
    assert not home.work.exists()
    with pytest.raises(WorkGone):
        rescue(home, NOW)
    home.profile.rename(home.profile.with_name("before"))
    open_store(home, now=NOW).close()  # to start anew is possible


def test_a_library_of_nobody_hinders_no_start(home: Paths) -> None:
    open_store(home, now=NOW).close()
    home.work.unlink()
    shutil.rmtree(home.journal, ignore_errors=True)  # nothing was written, so there may be none
    shutil.rmtree(home.backups)
    open_store(home, now=NOW).close()


def test_copies_before_an_upgrade_are_kept_beside_the_daily_ones(home: Paths) -> None:
    store = open_store(home, now=NOW)
    for version in ("work_1", "work_2", "work_3"):
        backups.before_upgrade(store.work, home.backups, version)
    names = {copy.name for copy in home.backups.iterdir()}
    assert names == {"upgrade-work_2.db", "upgrade-work_3.db", "work-2026-03-02.db"}
    store.close()


def real_profile(home: Paths, schema: int) -> Store:
    """Open a copy of the profile that a released program left."""
    real = Path(__file__).parents[1] / "data" / f"schema_{schema}"
    home.profile.mkdir(parents=True)
    for name in ("library.db", "work.db"):
        shutil.copy(real / name, home.profile / name)
    return open_store(home, now=NOW)


@pytest.mark.parametrize("schema", [1, 2])
def test_the_profile_of_a_released_schema_opens_with_everything_in_it(home: Paths, schema: int) -> None:
    store = real_profile(home, schema)
    assert not store.library_rebuilt
    with store.work.read() as r:
        current = accounts.current(r)
        assert current is not None
        assert current.full_name == "Ana B"
        assert [item.state for item in outbox.items(r, ANA)] == list(State)
    with store.library.read() as r:
        assert [course.full_name for course in courses.courses(r, ANA)] == ["Water"]
        assert len(courses.activities(r, ANA)) == 3
        assert [hit.title for hit in search.search(r, ANA, "clouds")] == ["The water cycle"]
    store.library.check()
    store.close()


def test_pins_and_usage_of_schema_2_are_there_and_so_is_what_came_of_a_file(home: Paths) -> None:
    store = real_profile(home, 2)
    with store.work.read() as r:
        assert pins.pins(r, ANA).courses == {COURSE}
        assert usage.total(r, T0.date(), T0.date()) == 1500
    with store.library.read() as r:
        [half] = files.files(r, ANA, activity=ActivityId(700))
        known = transfers.part(r, half.key)
    assert half.state is FileState.QUEUED
    assert known is not None
    assert known.map.have == ((0, 300), (400, 500))
    store.close()


def test_a_profile_is_held_by_one_lock_at_a_time(home: Paths) -> None:
    assert holder(home.lock) is None
    first, second = ProfileLock(home.lock), ProfileLock(home.lock)
    with first:
        assert first.is_held
        assert holder(home.lock) is not None
        with pytest.raises(ProfileInUse):
            second.acquire()
        assert not second.is_held
    assert holder(home.lock) is None
    with second:
        assert second.is_held


def test_a_killed_process_gives_its_lock_back(home: Paths) -> None:
    code = (
        "import sys, pathlib\n"
        "from studydesk.store.lock import ProfileLock\n"
        "lock = ProfileLock(pathlib.Path(sys.argv[1]))\n"
        "lock.acquire()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(home.lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        assert holder(home.lock) == child.pid
        with pytest.raises(ProfileInUse):
            ProfileLock(home.lock).acquire()
        child.kill()
        child.wait()
    with ProfileLock(home.lock):
        assert holder(home.lock) is not None


def test_closing_folds_everything_into_one_file(home: Paths) -> None:
    store = open_store(home, now=NOW)
    write_something(store)
    store.close()
    assert not list(home.profile.glob("*-wal"))
    alone = Database(home.work, durable=True)
    alone.check()
    alone.close()


def test_work_that_is_missing_beside_its_backups_is_not_taken_for_a_new_profile(home: Paths) -> None:
    store = open_store(home, now=NOW)
    write_something(store)
    store.close()
    open_store(home, now=NOW + DAY).close()
    for file in home.profile.glob("work.db*"):
        file.unlink()
    with pytest.raises(WorkDamaged) as caught:
        open_store(home, now=NOW + DAY)
    recover_work(home, caught.value.backups[0])
    again = open_store(home, now=NOW + DAY)
    with again.work.read() as r:
        assert outbox.item(r, IntentId("x")) is not None
    again.close()


def full_disk(home: Paths, monkeypatch: pytest.MonkeyPatch, *, is_ever_enough: bool) -> None:
    """Let SQLite find no room as long as the ballast takes it: a disk cannot be filled here without privileges."""
    real: Callable[..., sqlite3.Connection] = sqlite3.connect

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        if (home.profile / "ballast").exists() or not is_ever_enough:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        return real(*given, **named)

    monkeypatch.setattr(sqlite3, "connect", connect)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))


def test_a_full_disk_is_opened_with_the_room_that_was_held_back_and_holds_it_back_again(
    home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(home, now=NOW).close()
    held_back = home.profile / "ballast"
    assert held_back.stat().st_size == ballast.BYTES
    with monkeypatch.context() as patch:
        full_disk(home, patch, is_ever_enough=True)
        store = open_store(home, now=NOW)
        with store.library.read() as r:
            assert transfers.blobs_known(r) == frozenset()
        store.close()
        assert not held_back.exists()  # it would take what it has just given
    open_store(home, now=NOW).close()
    assert held_back.stat().st_size == ballast.BYTES


def test_a_full_disk_is_called_full_where_sqlite_cannot_tell(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(home, now=NOW).close()
    full_disk(home, monkeypatch, is_ever_enough=False)
    with pytest.raises(StorageFull):
        open_store(home, now=NOW)
