"""The journal beside the work database: before each commit, exact, bounded, and never in the way."""

import errno
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy.event import listen, remove
from sqlalchemy.exc import IntegrityError

from studydesk.domain.courses import Media
from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import Event, Item, State, after
from studydesk.errors import StorageFull, WorkDamaged
from studydesk.paths import Paths
from studydesk.store import accounts, drafts, journal, outbox, rescue, settings, usage
from studydesk.store.database import Writer
from studydesk.store.disk import RealDisk
from studydesk.store.drafts import Draft
from studydesk.store.journal import KEPT, files
from studydesk.store.migration import WORK
from studydesk.store.opening import Store, open_store
from studydesk.store.replaying import read_journal
from studydesk.store.rescue import Rescue, Whole
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.test_opening import real_profile
from tests.store.values import ANA, COURSE, T0

DAY = timedelta(days=1)


class TroubledDisk(RealDisk):
    """A disk that is full at its n-th call and stays so: a stand-in, for no real one fills up at will."""

    def __init__(self) -> None:
        self.calls_left: int | None = None

    def _room(self) -> None:
        if self.calls_left is not None:
            self.calls_left -= 1
            if self.calls_left < 0:
                raise OSError(errno.ENOSPC, "No space left on device")

    def write(self, file: BinaryIO, data: bytes) -> None:
        if self.calls_left == 0:
            file.write(data[: len(data) // 2])  # what a full disk leaves
        self._room()
        super().write(file, data)

    def sync(self, file: BinaryIO) -> None:
        self._room()
        super().sync(file)

    def replace(self, source: Path, target: Path) -> None:
        self._room()
        super().replace(source, target)


@pytest.fixture
def disk() -> TroubledDisk:
    """Give a disk that can fill up."""
    return TroubledDisk()


@pytest.fixture
def store(home: Paths, disk: TroubledDisk) -> Iterator[Store]:
    """Give an opened, empty profile on that disk."""
    opened = open_store(home, now=NOW, disk=disk)
    yield opened
    opened.close()


def add(store: Store, name: str, **other: object) -> Item:
    item = v.item(name, **other)  # type: ignore[arg-type]  # fields by name
    with store.work.write() as w:
        outbox.add(w, item)
    return item


def roll_back(store: Store) -> None:
    """Write something and let it fail."""

    def fail(w: Writer) -> None:
        outbox.add(w, v.item("dropped"))
        raise KeyError("the learner's action failed")

    with pytest.raises(KeyError), store.work.write() as w:
        fail(w)


def names(store: Store) -> list[str]:
    with store.work.read() as r:
        return [item.id for item in outbox.items(r, ANA)]


def rescued(home: Paths) -> Rescue:
    """Lose the database and bring it back."""
    for file in home.profile.glob("work.db*"):
        file.unlink()
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Rescue)
    return found


def test_a_rescue_without_any_copy_gives_everything_back(store: Store, home: Paths) -> None:
    sent = add(store, "sent")
    draft = Draft(ANA, "reply:9:90", "", "half a thought\nand ½ more", T0)
    with store.work.write() as w:
        drafts.put(w, draft)
        settings.put(w, "theme", "dark")
    for event in (Event.STARTED, Event.NO_ANSWER):
        moved = after(sent, event, T0)
        with store.work.write() as w:
            assert outbox.move(w, sent, moved)
        sent = moved
    store.close()
    for copy in home.backups.iterdir():
        copy.unlink()
    found = rescued(home)
    assert (found.is_complete, found.copy, found.items, found.drafts) == (True, None, 1, 1)
    again = open_store(home, now=NOW)
    with again.work.read() as r:
        assert outbox.items(r, ANA) == [sent]
        assert drafts.all_drafts(r, ANA) == [draft]
        assert settings.get_all(r) == {"theme": "dark"}
    again.close()


def test_a_removed_account_does_not_come_back(store: Store, home: Paths) -> None:
    add(store, "x")
    with store.work.write() as w:
        accounts.remove(w, ANA)
    store.close()
    assert rescued(home).items == 0


def test_what_is_rolled_back_is_not_in_the_journal(store: Store, home: Paths) -> None:
    add(store, "kept")
    roll_back(store)
    add(store, "after")
    store.close()
    assert rescued(home).items == 2


def test_a_commit_that_fails_is_taken_back_from_the_journal(store: Store, home: Paths) -> None:
    add(store, "kept")

    def refused(w: Writer) -> None:
        outbox.add(w, v.item("dropped"))
        w.connection.exec_driver_sql("CREATE TEMP TABLE a (x PRIMARY KEY)")
        w.connection.exec_driver_sql("CREATE TEMP TABLE b (x REFERENCES a(x) DEFERRABLE INITIALLY DEFERRED)")
        w.connection.exec_driver_sql("INSERT INTO b VALUES (1)")  # the commit itself refuses this

    with pytest.raises(IntegrityError), store.work.write() as w:
        refused(w)
    told = read_journal(home.journal)
    assert [change.row["id"] for record in told.records for change in record.changes] == ["kept"]
    store.close()
    assert rescued(home).items == 1


def test_a_disk_that_is_full_at_any_call_of_the_journal_fails_the_action_as_a_whole(
    store: Store, home: Paths, disk: TroubledDisk
) -> None:
    add(store, "before")
    failed = 0
    for call in range(20):
        disk.calls_left = call
        try:
            add(store, f"item-{call}")
        except StorageFull:
            failed += 1
            assert f"item-{call}" not in names(store)
        else:
            break
        finally:
            disk.calls_left = None
        add(store, f"next-{call}")
    assert failed >= 3  # the record, its sync, the witness
    store.work.check()
    here = names(store)
    store.close()
    assert rescued(home).items == len(here)
    again = open_store(home, now=NOW)
    assert names(again) == here
    again.close()


def test_a_disk_that_is_full_at_any_call_of_a_new_file_fails_the_action_as_a_whole(
    home: Paths, disk: TroubledDisk
) -> None:
    open_store(home, now=NOW).close()
    failed = 0
    for call in range(20):
        store = open_store(home, now=NOW + call * DAY, disk=disk)  # a new day begins a new file
        disk.calls_left = call
        try:
            add(store, f"item-{call}")
        except StorageFull:
            failed += 1
            assert f"item-{call}" not in names(store)
        finally:
            disk.calls_left = None
        add(store, f"next-{call}")
        here = names(store)
        store.close()
    assert 4 <= failed < 20
    assert list(home.journal.glob("*.half")) == []
    assert rescued(home).items == len(here)


def test_a_full_disk_does_not_stop_the_meter_nor_who_writes_nothing(store: Store, disk: TroubledDisk) -> None:
    add(store, "x")
    disk.calls_left = 0
    with store.work.write() as w:
        usage.add(w, {usage.Subject(ANA, T0.date(), COURSE, Media.VIDEO): 1500})
    with store.work.write():
        pass
    with store.work.read() as r:
        assert usage.total(r, T0.date(), T0.date()) == 1500
    with pytest.raises(StorageFull):
        add(store, "y")
    disk.calls_left = None
    add(store, "z")
    assert names(store) == ["x", "z"]


def test_a_process_that_dies_between_journal_and_commit_leaves_a_whole_profile(home: Paths) -> None:
    command = [sys.executable, "-m", "tests.store.journaling", str(home.home)]
    assert subprocess.run(command, check=False).returncode == 9
    store = open_store(home, now=NOW)
    assert names(store) == ["acknowledged", "cut-off"]  # nobody knows any more that it was not acknowledged
    add(store, "later")
    store.close()
    assert rescued(home).is_complete
    again = open_store(home, now=NOW)
    assert names(again) == ["acknowledged", "cut-off", "later"]
    again.close()


def test_two_processes_write_one_journal_in_turn(home: Paths) -> None:
    window, terminal = open_store(home, now=NOW), open_store(home, now=NOW)
    for number in range(6):
        add(terminal if number % 2 else window, f"item-{number}")
    terminal.close()
    window.close()
    assert len(files(home.journal)) == 1
    assert (rescued(home).items, read_journal(home.journal).damaged) == (6, 0)


def test_who_writes_nothing_or_rolls_back_takes_nothing_from_who_writes(home: Paths) -> None:
    window = open_store(home, now=NOW)
    add(window, "monday")
    for turn in range(KEPT + 1):
        terminal = open_store(home, now=NOW + DAY)
        with terminal.work.write():
            pass
        roll_back(terminal)
        terminal.close()
        add(window, f"tuesday-{turn}")
    window.close()
    assert len(files(home.journal)) == 1
    found = rescued(home)
    assert (found.items, found.missing, found.is_complete) == (KEPT + 2, 0, True)


def test_two_processes_of_two_days_write_to_the_newest_file(home: Paths) -> None:
    window = open_store(home, now=NOW)
    add(window, "monday")
    terminal = open_store(home, now=NOW + DAY)
    for number in range(6):
        add(window if number % 2 else terminal, f"tuesday-{number}")
        roll_back(terminal)
    terminal.close()
    window.close()
    assert len(files(home.journal)) == 2
    found = rescued(home)
    assert (found.items, found.missing, found.is_complete) == (7, 0, True)


def test_who_stays_open_overnight_begins_the_file_of_the_next_day(home: Paths) -> None:
    day = [NOW.date()]
    store = open_store(home, now=NOW, today=lambda: day[0])
    add(store, "monday")
    day[0] += DAY
    add(store, "tuesday")
    day[0] -= DAY  # the clock was wrong
    add(store, "monday again")
    store.close()
    assert len(files(home.journal)) == 2
    assert rescued(home).is_complete


def test_a_file_that_was_begun_beside_the_one_written_to_takes_nothing_from_it(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "before")
    store.close()
    [first] = files(home.journal)
    whole = first.read_bytes()
    store = open_store(home, now=NOW + DAY)
    add(store, "new-0")
    store.close()
    second = files(home.journal)[1]
    content = second.read_bytes()
    at = content.rindex(b"\n\n")
    first.write_bytes(whole + content[at + 1 :])  # as earlier versions wrote it: the base alone in the newer file
    second.write_bytes(content[: at + 1])
    found = rescued(home)
    assert (found.items, found.missing, found.is_complete) == (2, 0, True)


def test_a_copy_that_lacks_only_the_last_words_gets_them_from_the_journal(home: Paths, tmp_path: Path) -> None:
    store = open_store(home, now=NOW)
    add(store, "first")
    copy = tmp_path / "copy.db"
    store.work.backup(copy)
    last = add(store, "last")
    store.close()
    shutil.copyfile(copy, home.work)
    store = open_store(home, now=NOW)
    add(store, "next")
    with store.work.read() as r:
        assert outbox.item(r, IntentId("last")) == last
    store.close()
    found = rescued(home)
    assert (found.items, found.missing, found.is_complete) == (3, 0, True)


def test_a_rescue_does_not_take_a_copy_for_whole_that_lacks_the_last_words(home: Paths, tmp_path: Path) -> None:
    store = open_store(home, now=NOW)
    add(store, "first")
    store.work.backup(tmp_path / "copy.db")
    add(store, "last")
    store.close()
    shutil.copyfile(tmp_path / "copy.db", home.work)
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Rescue)
    assert (found.items, found.is_complete) == (2, True)


def test_the_last_words_that_do_not_follow_upon_what_is_there_are_damage(home: Paths, tmp_path: Path) -> None:
    store = open_store(home, now=NOW)
    add(store, "first")
    store.work.backup(tmp_path / "copy.db")
    add(store, "last")
    store.close()
    shutil.copyfile(tmp_path / "copy.db", home.work)
    with closing(sqlite3.connect(home.work)) as opened, opened:
        opened.execute("UPDATE outbox SET id = 'last', number = 99")
    with pytest.raises(WorkDamaged):
        open_store(home, now=NOW)


def test_what_was_committed_is_not_taken_back(store: Store, home: Paths) -> None:
    add(store, "before")

    def cut_off(*_given: object) -> None:
        raise KeyboardInterrupt

    pool = store.work._engine.pool  # the one place that is passed between the commit and the end of the transaction
    listen(pool, "checkin", cut_off)
    with pytest.raises(KeyboardInterrupt):
        add(store, "committed")
    remove(pool, "checkin", cut_off)
    assert names(store) == ["before", "committed"]
    told = read_journal(home.journal)
    assert [change.row["id"] for record in told.records for change in record.changes] == ["before", "committed"]
    store.close()
    found = rescued(home)
    assert (found.items, found.is_complete) == (2, True)


def test_a_torn_end_loses_only_itself(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "whole")
    with files(home.journal)[-1].open("ab") as file:
        file.write(b"\n0123456789abcdef {half a rec")
    add(store, "next")
    store.close()
    found = rescued(home)
    assert (found.items, found.damaged, found.missing, found.is_complete) == (2, 1, 0, True)


def test_an_older_copy_in_the_place_of_the_database_is_not_taken_for_it(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "old")
    store.close()
    older = home.work.read_bytes()
    store = open_store(home, now=NOW)
    for number in range(3):
        add(store, f"new-{number}")
    store.close()
    home.work.write_bytes(older)
    with pytest.raises(WorkDamaged):
        open_store(home, now=NOW)
    assert home.work.read_bytes() == older
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Rescue)
    again = open_store(home, now=NOW)
    assert names(again) == ["old", "new-0", "new-1", "new-2"]
    again.close()


def test_an_emptied_database_is_no_new_profile(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "x")
    store.close()
    for copy in home.backups.iterdir():
        copy.unlink()
    home.work.write_bytes(b"")
    with pytest.raises(WorkDamaged):
        open_store(home, now=NOW)
    assert home.work.read_bytes() == b""


@pytest.mark.parametrize("schema", [1, 2])
def test_a_profile_from_before_the_journal_gets_one_with_everything(home: Paths, schema: int) -> None:
    store = real_profile(home, schema)
    with store.work.write() as w:
        drafts.put(w, Draft(ANA, "discussion:5", "A", "new words", T0))
    with store.work.read() as r:
        items, kept = outbox.items(r, ANA), drafts.all_drafts(r, ANA)
        of_school = accounts.all_accounts(r)
    store.close()
    for copy in home.backups.iterdir():
        copy.unlink()
    found = rescued(home)
    assert found.is_complete
    again = open_store(home, now=NOW)
    with again.work.read() as r:
        there = outbox.items(r, ANA)
        assert [item.intent for item in there] == [item.intent for item in items]
        before = [State.UNCERTAIN if item.state is State.SENDING else item.state for item in items]
        assert [item.state for item in there] == before
        assert drafts.all_drafts(r, ANA) == kept
        assert accounts.all_accounts(r) == of_school
    again.close()


def test_the_journal_stays_small(home: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 20_000)
    store = open_store(home, now=NOW)
    for number in range(400):
        with store.work.write() as w:
            drafts.put(w, Draft(ANA, "reply:9:90", "", f"{number} words " * 50, T0))
    store.close()
    kept = files(home.journal)
    assert len(kept) == KEPT
    assert sum(file.stat().st_size for file in kept) < KEPT * 25_000
    assert rescued(home).is_complete
    again = open_store(home, now=NOW)
    with again.work.read() as r:
        assert drafts.all_drafts(r, ANA)[0].text.startswith("399 words")
    again.close()


def test_rows_of_a_broken_file_fill_what_the_journal_has_lost(home: Paths) -> None:
    store = open_store(home, now=NOW)
    for number in range(4):
        add(store, f"item-{number}")
    store.close()
    [only] = files(home.journal)
    lines = only.read_bytes().split(b"\n\n")
    only.write_bytes(b"\n\n".join([*lines[:2], *lines[3:]]))  # the second item's record is gone
    with closing(sqlite3.connect(home.work)) as opened, opened:
        opened.execute("DROP TABLE setting")  # so it is broken, but the outbox can be read
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Rescue)
    assert (found.items, found.missing, found.is_complete) == (4, 1, False)
    assert found.salvaged >= 1
    assert len(found.looked_up) == 4  # nobody knows whether they were sent meanwhile
    again = open_store(home, now=NOW)
    assert names(again) == [f"item-{number}" for number in range(4)]
    with again.work.read() as r:
        assert {item.state for item in outbox.items(r, ANA)} == {State.UNCERTAIN}
    again.close()


def test_a_copy_with_a_wrong_number_does_not_stand_over_the_journal(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "x")
    store.close()
    [copy] = home.backups.iterdir()
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("PRAGMA user_version = 67108864")  # one wrong bit
    found = rescued(home)
    assert (found.items, found.copy, found.is_complete) == (1, None, True)


def test_a_damaged_index_is_damage_for_it_hides_what_waits(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "x")
    store.close()
    with closing(sqlite3.connect(home.work)) as opened, opened:
        opened.execute("PRAGMA writable_schema = 1")
        opened.execute(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX outbox_by_state ON outbox (account, title)'"
            " WHERE name = 'outbox_by_state'"
        )
    with pytest.raises(WorkDamaged):
        open_store(home, now=NOW)
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Rescue)
    assert found.is_complete
    store = open_store(home, now=NOW)
    assert names(store) == ["x"]
    store.close()


def test_files_that_nobody_names_after_a_rescue_are_kept_beside(home: Paths, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"a photo")
    store = open_store(home, now=NOW)
    attached = store.attachments.take(photo)
    add(store, "x")
    store.close()
    rescued(home)
    kept = home.profile / "work.damaged-1.files" / attached.sha256
    assert kept.read_bytes() == b"a photo"


@pytest.mark.parametrize("step", ["shutil.copytree", "set_aside", "publish", "_keep_files", "_begin_journal"])
def test_a_rescue_that_is_cut_off_anywhere_can_be_done_again(
    home: Paths, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    store = open_store(home, now=NOW)
    for number in range(3):
        add(store, f"item-{number}")
    store.close()
    home.work.write_bytes(b"garbage" * 1000)

    def cut_off(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"studydesk.store.rescue.{step}", cut_off)
        with pytest.raises(KeyboardInterrupt):
            rescue.rescue(home, NOW)
    found = rescue.rescue(home, NOW)
    assert isinstance(found, Whole) or found.is_complete
    again = open_store(home, now=NOW)
    assert names(again) == ["item-0", "item-1", "item-2"]
    again.close()
    damaged = [file for file in home.profile.rglob("work*.db") if file.read_bytes() == b"garbage" * 1000]
    assert damaged, "nothing is deleted"


def test_a_whole_profile_is_left_alone(home: Paths) -> None:
    store = open_store(home, now=NOW)
    add(store, "x")
    store.close()
    before = home.work.read_bytes()
    assert rescue.rescue(home, NOW) == Whole(damaged=0, is_proven=True)
    assert home.work.read_bytes() == before
    assert not list(home.profile.glob("work.damaged*"))


def test_a_wrong_letter_that_sqlite_does_not_notice_is_found_and_mended(home: Paths) -> None:
    store = open_store(home, now=NOW)
    item = add(store, "x", intent=v.reply("A sentence about rain"))
    store.close()
    home.work.write_bytes(home.work.read_bytes().replace(b"A sentence about rain", b"A sentence about pain"))
    store = open_store(home, now=NOW)
    store.work.check()
    store.close()
    assert isinstance(rescue.rescue(home, NOW), Rescue)
    again = open_store(home, now=NOW)
    with again.work.read() as r:
        assert outbox.item(r, IntentId("x")) == item
    again.close()


def test_no_key_is_in_the_journal(home: Paths) -> None:
    columns = {column.name for table in WORK.metadata.sorted_tables for column in table.columns}
    assert not {name for name in columns if "token" in name or "password" in name or "secret" in name}
