"""The disk is full, a database is damaged or of tomorrow, a file is half written: said in words, and nothing lost."""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from studydesk import wording
from studydesk.cli import exits
from studydesk.domain.downloads import FileState, What
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.errors import Corrupt, NotFound, StorageFull, StudyDeskError
from studydesk.study.discussions import reply_key
from tests.campus_content import LEARNER
from tests.luck.liar import Liar, cut
from tests.luck.life import OPENING, REPLY, WORK, FillingDisk, Life, check_plain, full, living

LONG = "A very long text about rain. " * 20_000


@pytest.fixture
def disk() -> FillingDisk:
    """Give a disk that can be filled."""
    return FillingDisk()


@pytest.fixture
def life(tmp_path: Path, disk: FillingDisk) -> Iterator[Life]:
    """Give a learner on that disk."""
    with living(tmp_path, disk=disk) as made:
        made.enter()
        yield made


def said(error: StudyDeskError) -> str:
    """Return the sentence for an error, checked."""
    words = str(wording.error(error))
    check_plain(words)
    return words


def states(life: Life) -> set[FileState]:
    return {row.state for row in life.desk.downloads.rows()}


# Disk full


def test_a_disk_that_is_full_while_downloading_is_said_and_the_rest_comes_later(life: Life, disk: FillingDisk) -> None:
    life.desk.downloads.want(life.course, What.TEXT)
    life.fetch()
    life.desk.downloads.want(life.course)
    disk.calls_left = 5
    life.fetch()
    assert disk.is_full
    failed = [row for row in life.desk.downloads.rows() if row.state is FileState.FAILED]
    assert {wording.problem(row.problem or "") for row in failed} == {"the disk is full."}
    assert FileState.PRESENT in states(life)
    disk.is_full, disk.calls_left = False, None
    life.fetch(3)  # ten minutes later it tries again by itself
    assert states(life) == {FileState.PRESENT}


def test_the_terminal_goes_on_with_a_download_as_soon_as_there_is_room(life: Life, disk: FillingDisk) -> None:
    life.desk.downloads.want(life.course)
    disk.is_full = True
    life.fetch()
    assert FileState.FAILED in states(life)
    told = life.cli("sync")  # the terminal's own disk has room
    check_plain(told.words)
    assert told.code == exits.DONE, told
    assert states(life) == {FileState.PRESENT}


@pytest.mark.parametrize("call", range(8))
def test_a_disk_that_is_full_while_attaching_keeps_the_words(life: Life, disk: FillingDisk, call: int) -> None:
    where = life.discussion()
    key = reply_key(where, life.desk.discussions.thread(where).posts[0].key)
    life.desk.discussions.keep_draft(key, "", REPLY)
    photo = life.file("photo.bin", os.urandom(90_000))
    disk.calls_left = call
    try:
        life.desk.discussions.attach(key, photo)
    except StorageFull as error:
        words = said(error)
        assert "The disk is full. What was saved before is safe. Free" in words
    disk.is_full, disk.calls_left = False, None
    draft = life.desk.discussions.draft(key)
    assert draft is not None
    assert draft.text == REPLY
    assert list(life.paths.attachments.glob("*.half")) == []
    life.desk.discussions.attach(key, photo)
    life.desk.discussions.reply(where, key.rsplit(":", 1)[1])
    assert life.go() == 0
    assert life.posts(REPLY) == 1


def test_a_disk_that_is_full_while_typing_keeps_what_was_saved_before(life: Life) -> None:
    where = life.discussion()
    key = reply_key(where, life.desk.discussions.thread(where).posts[0].key)
    life.desk.discussions.keep_draft(key, "", REPLY)
    with full(life.services.store.work), pytest.raises(StorageFull) as problem:
        life.desk.discussions.keep_draft(key, "", LONG)
    assert "The disk is full. What was saved before is safe. Free some space to go on." in said(problem.value)
    kept = life.desk.discussions.draft(key)
    assert kept is not None
    assert kept.text == REPLY
    life.desk.discussions.keep_draft(key, "", LONG)


def test_a_disk_that_is_full_while_queuing_keeps_the_draft(life: Life) -> None:
    notes = life.assignment()
    life.desk.assignments.keep_draft(notes, text=WORK, final=True)
    life.desk.assignments.attach(notes, life.file("roof.csv"))
    where = life.discussion()
    first = life.desk.discussions.thread(where).posts[0].key
    life.desk.discussions.keep_draft(reply_key(where, first), "", LONG)
    with full(life.services.store.work), pytest.raises(StorageFull) as problem:
        life.desk.discussions.reply(where, first)
    assert "What was saved before is safe" in said(problem.value)
    assert life.states == []
    kept = life.desk.discussions.draft(reply_key(where, first))
    assert kept is not None
    assert kept.text == LONG
    task = life.desk.assignments.task(notes)
    assert (task.draft.text, [file.name for file in task.draft.attachments]) == (WORK, ["roof.csv"])
    life.services.store.work.check()
    life.desk.assignments.submit(notes)
    assert life.go() == 0
    assert life.handed_in() == ("submitted", WORK, {"roof.csv": 24})


def test_a_disk_that_is_full_while_sending_doubles_nothing(life: Life) -> None:
    life.write_everything()
    with full(life.services.store.work), full(life.services.store.library):
        for _ in range(4):
            life.sync.wake("learner")
            with suppress(StorageFull):
                life.sync.turn(Cancel())
            life.clock.pass_time(30)
        life.check_kept()
    life.turns(6)
    life.check_once()


def test_a_disk_that_is_full_at_sign_in_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key's file has no injected disk, so the system's call fails here."""

    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with living(tmp_path) as life:
        assert life.services.accounts.all() == []  # the databases are made
        monkeypatch.setattr("studydesk.credentials.os.fsync", no_room)
        with pytest.raises(StorageFull) as problem:
            life.services.accounts.sign_in(life.url, *LEARNER)
        assert "The disk is full" in said(problem.value)
        assert list(life.paths.profile.glob(".tokens-*")) == []
        monkeypatch.undo()
        life.enter()
        assert life.desk.courses.cards()


def test_a_disk_that_is_full_while_opening_a_file_elsewhere_is_said(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy for another program goes through the system's own copying, which fails here."""
    life.desk.downloads.want(life.course)
    life.fetch()
    reader = next(row for row in life.desk.downloads.rows() if row.name == "reader.pdf")

    def no_room(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("studydesk.study.reading.shutil.copyfile", no_room)
    with pytest.raises(StorageFull) as problem:
        life.desk.reading.named_copy(reader.key)
    assert "The disk is full" in said(problem.value)
    monkeypatch.undo()
    copy = life.desk.reading.named_copy(reader.key)
    assert copy.read_bytes() == life.desk.reading.path(reader.key).path.read_bytes()


# A database of tomorrow


@pytest.mark.parametrize("name", ["work.db", "library.db"])
def test_a_database_of_a_newer_program_is_left_untouched_and_said(life: Life, name: str) -> None:
    life.reply()
    life.quit()
    database = life.paths.profile / name
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("UPDATE alembic_version SET version_num = 'tomorrow_9'")
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    for command in (["courses"], ["sync"], ["doctor", "--offline"]):
        told = life.cli(*command)
        check_plain(told.words)
        assert told.code == exits.DISK
        assert "saved by a newer StudyDesk" in told.err
        assert "untouched" in told.err
        assert "Install the newer version" in told.err
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before


# A damaged library


def garbage(file: Path) -> None:
    file.write_bytes(os.urandom(20_000))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def another_format(file: Path) -> None:
    file.write_text("My shopping list")


def holes(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for start in range(8192, len(content), 8192):
        content[start : start + 4096] = os.urandom(4096)
    file.write_bytes(content)


def gone(file: Path) -> None:
    file.unlink()


def fold(database: Path) -> None:
    """Put everything that was written into the one file."""
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("damage", [garbage, cut_short, another_format, holes, gone])
def test_a_damaged_library_is_rebuilt_and_no_body_travels_again(life: Life, damage: object) -> None:
    assert callable(damage)
    life.desk.downloads.want(life.course)
    life.fetch()
    here = {(row.name, row.total_bytes) for row in life.desk.downloads.rows()}
    life.campus.set_link("down")
    life.write_everything()
    life.quit()
    fold(life.paths.library)
    damage(life.paths.library)
    life.campus.set_link("up")
    for _ in range(3):  # damage that is met while the program runs is healed by its next start
        told = life.cli("courses")
        check_plain(told.words)
        if told.code == exits.DONE:
            break
        assert told.code == exits.DISK
        assert "The list of your courses" in told.err
        assert "Your own work is safe" in told.err
        assert "Start StudyDesk again" in told.err
    assert told.code == exits.DONE
    life.check_kept()
    assert len(life.states) == 4
    life.campus.forget_requests()
    life.turns(2)
    life.fetch(2)
    bodies = [request.bytes for request in life.campus.requests if request.function == "file"]
    assert bodies
    assert max(bodies) < 2000  # "not modified", and the few pages that the school makes anew each time
    assert here <= {(row.name, row.total_bytes) for row in life.desk.downloads.rows()}
    assert states(life) == {FileState.PRESENT}
    life.check_once()
    if damage is not gone:
        assert list(life.paths.profile.glob("library.damaged-*.db"))


def test_a_damaged_work_database_is_left_and_a_copy_can_be_brought_back(life: Life) -> None:
    life.reply()
    life.quit()
    life.services.store.work.backup(life.paths.backups / "work-2026-01-01.db")
    life.quit()
    fold(life.paths.work)
    garbage(life.paths.work)
    told = life.cli("outbox")
    check_plain(told.words)
    assert told.code == exits.DISK
    assert "The file with your own work is damaged. It is left as it is" in told.err
    assert "studydesk doctor --recover" in told.err
    told = life.cli("doctor", "--recover", "work-2026-01-01.db")
    check_plain(told.words)
    assert told.code == exits.DONE
    assert life.cli("sync").code == exits.DONE
    assert life.posts(REPLY) == 1


def test_a_rescue_brings_back_everything_and_it_arrives_once(life: Life) -> None:
    life.reply()
    assert life.go() == 0
    life.campus.set_link("down")
    life.start()
    life.hand_in(WORK, life.file("roof.csv"))
    life.desk.courses.set_done(life.activity("reader"), True)
    life.quit()
    fold(life.paths.work)
    garbage(life.paths.work)
    told = life.cli("doctor", "--rescue")
    check_plain(told.words.replace("work.damaged-1.db", ""))
    assert told.code == exits.DONE
    assert "Nothing that was saved is missing." in told.out
    life.campus.set_link("up")
    assert life.go() == 0
    assert (life.posts(REPLY), life.posts(OPENING)) == (1, 1)
    assert life.handed_in() == ("submitted", WORK, {"roof.csv": 24})


def test_what_was_sent_is_not_sent_again_when_the_journal_has_lost_that(life: Life) -> None:
    life.campus.set_link("down")
    life.reply(REPLY, life.file("well.csv"))
    life.start()
    life.hand_in(WORK, life.file("roof.csv"))
    life.quit()
    before = {file.name: file.read_bytes() for file in life.paths.journal.iterdir()}
    life.campus.set_link("up")
    assert life.go() == 0
    life.quit()
    for name, content in before.items():
        (life.paths.journal / name).write_bytes(content)
    (life.paths.journal / "last").unlink()  # else it would tell how much is lost; now nobody knows
    for file in life.paths.profile.glob("work.db*"):
        file.unlink()
    told = life.cli("doctor", "--rescue")
    assert told.code == exits.DISK
    assert "StudyDesk looks at the school whether these arrived" in told.out
    assert "Something may be missing" in told.out
    assert set(life.states) == {State.UNCERTAIN}
    assert life.state_words(life.desk.outbox.items()[0]).startswith("Brought back after damage.")
    assert life.go() == 0
    assert (life.posts(REPLY), life.posts(OPENING)) == (1, 1)
    assert life.handed_in() == ("submitted", WORK, {"roof.csv": 24})


# Half-written files


def shorter(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:10])


def wrong(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


def longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + os.urandom(300_000))


@pytest.mark.parametrize("damage", [shorter, wrong, longer, gone])
def test_a_half_written_part_is_never_offered_as_the_file(behind: Life, liar: Liar, damage: object) -> None:
    assert callable(damage)
    lecture = behind.activity("lecture")
    behind.desk.downloads.want_activity(lecture)
    liar.when("file", cut(), 20)
    behind.fetch()
    parts = list((behind.paths.blobs / "parts").glob("*/*.part"))
    assert parts
    behind.quit()
    for part in parts:
        damage(part)
    liar.heal()
    behind.fetch(3)
    assert states(behind) == {FileState.PRESENT}
    for file in behind.desk.reading.files(lecture):
        behind.services.store.blobs.verify(file.sha256 or "")
    video = behind.desk.lectures.lecture(lecture)
    assert video.file.path.read_bytes() == bytes(range(256)) * 800


@pytest.mark.parametrize("damage", [shorter, gone])
def test_a_file_that_is_damaged_on_disk_is_said_and_comes_again(life: Life, damage: object) -> None:
    assert callable(damage)
    life.desk.downloads.want(life.course)
    life.fetch()
    reader = life.activity("reader")
    (file,) = life.desk.reading.files(reader)
    opened = life.desk.reading.path(file.key)
    content = opened.path.read_bytes()
    damage(opened.path)
    with pytest.raises((Corrupt, NotFound)) as problem:
        life.desk.reading.path(file.key)
    words = said(problem.value)
    assert "damaged" in words or "not on this computer" in words
    assert "ownload it" in words
    assert life.desk.reading.files(reader)[0].state is FileState.ABSENT
    life.desk.downloads.want_activity(reader)
    life.fetch()
    assert life.desk.reading.path(file.key).path.read_bytes() == content


def test_an_attachment_that_is_damaged_here_is_said_and_its_words_are_kept(life: Life) -> None:
    life.campus.set_link("down")
    life.reply(REPLY, life.file("well.csv"))
    (copy,) = life.paths.attachments.iterdir()
    copy.write_bytes(b"half")
    life.campus.set_link("up")
    life.turns(2)
    (item,) = life.desk.outbox.items()
    assert item.state is State.REJECTED
    words = life.state_words(item)
    check_plain(words)
    assert "a file you attached is damaged here. Your text is kept" in words
    assert item.text == REPLY
    assert life.posts(REPLY) == 0
