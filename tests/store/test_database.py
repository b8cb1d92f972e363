"""Transactions: concurrent, published after commit, and with the disk's failures translated."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from studydesk.domain.changes import Change, Subject
from studydesk.errors import Corrupt, ProfileInUse, StorageFailed, StorageFull
from studydesk.store import database as database_module
from studydesk.store.database import Database, Reader
from tests.store.values import ANA


def database(path: Path, changes: list[Change] | None = None, durable: bool = False) -> Database:
    """Return a database with one table of one number."""
    made = Database(path, durable=durable, publish=None if changes is None else changes.extend)
    with made.write() as w:
        w.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        w.execute(text("INSERT INTO counter VALUES (0)"))
    return made


def count(r: Reader) -> int:
    return int(r.execute(text("SELECT n FROM counter")).scalar_one())


def add_one(db: Database) -> None:
    """Read, then write what follows from it: with a plain BEGIN this fails with "database is locked"."""
    with db.write() as w:
        n = count(w)
        w.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


def test_400_concurrent_read_then_write_transactions_all_commit(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    # A second Database on the same file stands for another process: it does not share the first one's turn.
    other = Database(tmp_path / "x.db", durable=False)
    failures: list[BaseException] = []

    def many(of: Database) -> None:
        try:
            for _ in range(50):
                add_one(of)
        except BaseException as error:  # noqa: BLE001  # handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=many, args=(db if number % 2 else other,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with db.read() as r:
        assert count(r) == 400
    db.close()
    other.close()


def test_a_plain_begin_would_have_failed(tmp_path: Path) -> None:
    """The control of the test above: two deferred transactions that read and then write cannot both go on."""
    db = database(tmp_path / "x.db")
    with db._engine.begin() as first, db._engine.begin() as second:
        for connection in (first, second):
            connection.exec_driver_sql("SELECT n FROM counter").all()
        first.exec_driver_sql("UPDATE counter SET n = 1")
        with pytest.raises(Exception, match="locked"):
            second.exec_driver_sql("UPDATE counter SET n = 2")
    db.close()


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    with db.read() as r:
        assert count(r) == 0
        writer = threading.Thread(target=add_one, args=(db,))
        writer.start()
        writer.join(5)
        assert not writer.is_alive()  # the writer does not wait for the reader
        assert count(r) == 0
    with db.read() as r:
        assert count(r) == 1
    db.close()


def test_changes_are_published_after_commit_each_once_and_in_order(tmp_path: Path) -> None:
    seen_at_publish: list[int] = []
    published: list[tuple[Change, ...]] = []

    def publish(changes: tuple[Change, ...]) -> None:
        with db.read() as r:
            seen_at_publish.append(count(r))
        published.append(changes)

    database(tmp_path / "x.db").close()
    db = Database(tmp_path / "x.db", durable=True, publish=publish)
    with db.write() as w:
        w.execute(text("UPDATE counter SET n = 5"))
        w.changed(Subject.FILES, ANA)
        w.changed(Subject.OUTBOX)
        w.changed(Subject.FILES, ANA)
    assert published == [(Change(Subject.FILES, ANA), Change(Subject.OUTBOX))]
    assert seen_at_publish == [5]
    db.close()


def test_nothing_is_published_or_kept_when_the_block_fails(tmp_path: Path) -> None:
    changes: list[Change] = []
    db = database(tmp_path / "x.db", changes)

    def fail() -> None:
        with db.write() as w:
            w.execute(text("UPDATE counter SET n = 5"))
            w.changed(Subject.FILES)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with db.read() as r:
        assert count(r) == 0
    assert changes == []
    add_one(db)  # the turn was given back
    db.close()


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_itself(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    with db.write(), pytest.raises(RuntimeError, match="inside"), db.write():
        pass
    add_one(db)
    db.close()


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_every_connection_has_wal_its_durability_and_foreign_keys(tmp_path: Path, durable: bool, level: int) -> None:
    db = database(tmp_path / "x.db", durable=durable)
    with db.read() as one, db.read() as two:
        for r in (one, two):
            assert r.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert r.execute(text("PRAGMA synchronous")).scalar() == level
            assert r.execute(text("PRAGMA foreign_keys")).scalar() == 1
    db.close()


def test_a_full_disk_says_so_and_keeps_what_was_there(tmp_path: Path) -> None:
    """SQLite's own "database or disk is full", made real with a limit on the pages of the file."""
    changes: list[Change] = []
    db = database(tmp_path / "x.db", changes)
    with db.read() as r:  # the pool hands this connection out again
        r.execute(text("PRAGMA max_page_count = 4"))

    def fill() -> None:
        with db.write() as w:
            w.changed(Subject.FILES)
            w.execute(text("CREATE TABLE big (b BLOB)"))
            w.execute(text("INSERT INTO big VALUES (zeroblob(1000000))"))

    with pytest.raises(StorageFull):
        fill()
    assert changes == []
    db.check()
    add_one(db)
    with db.read() as r:
        assert count(r) == 1
    db.close()


def test_a_damaged_file_is_corrupt_and_marked_for_a_closer_look(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is no database at all, and long enough to be read as one" * 100)
    db = Database(path, durable=False)
    with pytest.raises(Corrupt) as caught, db.read() as r:
        count(r)
    assert caught.value.what == "x.db"
    assert db.suspect.exists()
    db.close()


def test_check_finds_a_damaged_page(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    with db.write() as w:
        w.execute(text("CREATE TABLE words (w TEXT PRIMARY KEY)"))
        for number in range(2000):
            w.execute(text("INSERT INTO words VALUES (:w)"), {"w": f"word {number}"})
    db.check()
    db.close()
    with (tmp_path / "x.db").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 8192)
    again = Database(tmp_path / "x.db", durable=False)
    with pytest.raises(Corrupt):
        again.check()
    again.close()


def test_a_database_held_by_another_process_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database(tmp_path / "x.db").close()
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_S", 0.1)  # nobody waits half a minute in a test
    db = Database(tmp_path / "x.db", durable=False)
    holder = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProfileInUse), db.write():
        pass
    with db.read() as r:
        assert count(r) == 0
    holder.close()
    db.close()


def test_a_folder_that_is_not_there_is_a_failed_storage(tmp_path: Path) -> None:
    db = Database(tmp_path / "nowhere" / "x.db", durable=False)
    with pytest.raises(StorageFailed), db.read():
        pass
    db.close()


def test_a_mistake_in_our_own_sql_is_not_hidden_behind_a_storage_error(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    with pytest.raises(Exception, match="no such table") as caught, db.read() as r:
        r.execute(text("SELECT * FROM absent"))
    assert type(caught.value).__module__.startswith("sqlalchemy")
    db.close()


def test_a_backup_made_while_others_write_is_whole_and_alone(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    with db.read() as r:
        count(r)
        add_one(db)
        db.backup(tmp_path / "copies" / "y.db")
    copy = Database(tmp_path / "copies" / "y.db", durable=False)
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["y.db"]
    with copy.read() as r:
        assert count(r) == 1
    copy.check()
    copy.close()
    db.close()


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    db = database(tmp_path / "x.db")
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageFailed):
        db.backup(tmp_path / "file" / "y.db")
    db.close()
