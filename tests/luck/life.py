"""A learner's computer beside a small real school, in a time of its own, and all that they may say to each other."""

import errno
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch  # for standard input alone: a test has no terminal to type at

import sqlalchemy

from studydesk import cli, paths, wording
from studydesk.app.desk import Desk
from studydesk.app.services import Options, Services, build
from studydesk.app.sync import Sync
from studydesk.campus.demo import Campus
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.store.database import Database
from studydesk.store.disk import Disk, RealDisk
from studydesk.study.discussions import reply_key, start_key
from studydesk.study.views.outbox import ItemView
from studydesk.sync.reports import silent
from tests.campus_content import LEARNER, write_content
from tests.sync.school import VirtualClock

REPLY = "We tied knots into our rope."
START = "How do you keep leaves out of the gutter?"
OPENING = "We put a wire mesh over the gutter."
WORK = "Our roof is 12 m long."
WELL = b"week,metres\n1,9.0\n2,9.1\n"

# What no learner should ever read: names of the program's insides, of Moodle's, and bare numbers of protocols.
_INSIDES = re.compile(
    r"Traceback|Exception|\w+Error\b|[Ee]rrno|sqlite|SQL\b|\bHTTP\b|\b[45]\d\d\b|\bNone\b|\bnull\b|errorcode|[{}]"
    r"|invalidtoken|accessexception|sitemaintenance|invalidlogin|dml\w+|servicenotavailable|<\w+>|_\w+_|\w+_\w+"
)


def check_plain(sentence: str) -> None:
    """Assert that a learner can read this: words, no insides, no codes, no shouting."""
    found = _INSIDES.search(sentence)
    assert not found, f"{found.group()!r} in: {sentence}"
    assert "!" not in sentence, sentence
    assert sentence.strip(), "nothing was said"


@dataclass(frozen=True)
class Said:
    """What a command answered: its exit code, what it printed, and what it complained of."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Everything a person at the terminal reads."""
        return f"{self.out}\n{self.err}".strip()

    @property
    def value(self) -> Any:
        """The one JSON value of --json."""
        return json.loads(self.out)


@dataclass
class Life:
    """One learner, one home, one school.

    Attributes:
        clock: the true time, by which the school lives; its `error` is what the laptop's clock is wrong by.
        url: where the learner finds the school (a lying server may stand before it).
        disk: what blobs and attachments are written to from the next opening on.
    """

    campus: Campus
    folder: Path
    clock: VirtualClock
    url: str
    disk: Disk
    _services: Services | None = None

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def paths(self) -> paths.Paths:
        return paths.of(self.home)

    @property
    def services(self) -> Services:
        """The program, opened when first needed."""
        if self._services is None:
            options = Options(clock=self.clock, use_keyring=False, disk=self.disk)
            self._services = build(self.paths, options)
        return self._services

    def quit(self) -> None:
        """Close the program; the next use opens it again."""
        if self._services is not None:
            self._services.close()
        self._services = None

    @property
    def desk(self) -> Desk:
        desk = self.services.desk()
        assert desk is not None
        return desk

    @property
    def sync(self) -> Sync:
        sync = self.services.sync()
        assert sync is not None
        return sync

    def enter(self) -> None:
        """Sign in and look for the courses."""
        self.services.accounts.sign_in(self.url, *LEARNER)
        self.sync.turn(Cancel())

    def cli(self, *words: str, stdin: str = "") -> Said:
        """Run a command in this home, as in a process of its own; the program is closed for it."""
        self.quit()
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", io.StringIO(stdin)):
            code = cli.entry(["--home", str(self.home), *words])
        return Said(code, out.getvalue(), err.getvalue())

    def add(self, address: str, user: str = LEARNER[0], password: str = LEARNER[1]) -> Said:
        """Sign in at the terminal."""
        return self.cli("campus", "add", address, "--user", user, "--password-stdin", stdin=f"{password}\n")

    def go(self, patience_s: float = 3600) -> int:
        """Deliver and refresh, letting the school's time pass while something waits; return what is left unsent."""
        return self.sync.now(Cancel(), silent, self.clock.pass_time, timedelta(seconds=patience_s))

    def turns(self, number: int = 6, each_s: float = 30) -> None:
        """Let the loop turn as the window does, with time in between."""
        for _ in range(number):
            self.sync.wake("learner")
            self.sync.turn(Cancel())
            self.clock.pass_time(each_s)

    def fetch(self, number: int = 1, each_s: float = 700) -> None:
        """Let the transfer lane turn, with time in between."""
        for turn in range(number):
            if turn:
                self.clock.pass_time(each_s)
            self.sync.fetch(Cancel())

    @property
    def link_words(self) -> str:
        """What the link indicator says, in full."""
        link = self.sync.link
        return f"{wording.link_state(link)}. {wording.link_detail(link)}"

    def state_words(self, item: ItemView) -> str:
        """What the outbox says of an item."""
        return wording.writing_state(item, self.sync.school.now())

    # What the learner knows of the school

    @property
    def course(self) -> CourseId:
        return self.desk.courses.cards()[0].id

    def activity(self, key: str) -> ActivityId:
        return ActivityId(self.campus.office.activity("ws", key)["id"])

    def forum(self, key: str = "talk") -> ForumId:
        return ForumId(self.campus.office.activity("ws", key)["instance"])

    def assignment(self, key: str = "notes") -> AssignmentId:
        return AssignmentId(self.campus.office.activity("ws", key)["instance"])

    def discussion(self, subject: str = "Our rain gauge") -> DiscussionId:
        rows = self.desk.discussions.forum(self.forum()).discussions
        return next(row.id for row in rows if row.subject == subject and row.id)

    # What the learner writes

    def file(self, name: str, content: bytes = WELL) -> Path:
        """Make a file on the learner's desktop."""
        path = self.folder / "desktop" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def reply(self, text: str = REPLY, *files: Path) -> IntentId:
        """Queue an answer to the rain gauge."""
        where = self.discussion()
        first = self.desk.discussions.thread(where).posts[0].key
        key = reply_key(where, first)
        self.desk.discussions.keep_draft(key, "", text)
        for file in files:
            self.desk.discussions.attach(key, file)
        return self.desk.discussions.reply(where, first)

    def start(self, subject: str = START, text: str = OPENING) -> IntentId:
        """Queue a new discussion."""
        self.desk.discussions.keep_draft(start_key(self.forum()), subject, text)
        return self.desk.discussions.start(self.forum())

    def hand_in(self, text: str = WORK, *files: Path) -> IntentId:
        """Queue a hand-in of the field notes, for grading."""
        notes = self.assignment()
        self.desk.assignments.keep_draft(notes, text=text, final=True)
        for file in files:
            self.desk.assignments.attach(notes, file)
        return self.desk.assignments.submit(notes)

    def write_everything(self) -> None:
        """Queue one of each: an answer with a file, a discussion, a hand-in with a file, and a tick."""
        self.reply(REPLY, self.file("well.csv"))
        self.start()
        self.hand_in(WORK, self.file("roof.csv"))
        self.desk.courses.set_done(self.activity("reader"), True)

    @property
    def states(self) -> list[State]:
        return [item.state for item in self.desk.outbox.items()]

    # What the school has, as the teacher reads it past every link

    def posts(self, text: str) -> int:
        """Return how many posts in the forum say this."""
        return sum(fingerprint(post["message"]) == fingerprint(text) for post in self.all_posts())

    def all_posts(self) -> list[dict[str, Any]]:
        act, forum = self.campus.office.act, self.forum()
        told = act("tesfaye", "mod_forum_get_forum_discussions", forumid=forum, perpage=0)["discussions"]
        return [
            post
            for each in told
            for post in act("tesfaye", "mod_forum_get_discussion_posts", discussionid=each["discussion"])["posts"]
        ]

    def handed_in(self, key: str = "notes") -> tuple[str, str, dict[str, int]]:
        """Return status, text and files (name → size) of the learner's work."""
        told = self.campus.office.act(LEARNER[0], "mod_assign_get_submission_status", assignid=self.assignment(key))
        work = told["lastattempt"].get("submission")
        if work is None:
            return "none", "", {}
        plugins = {plugin["type"]: plugin for plugin in work["plugins"]}
        text = plugins["onlinetext"]["editorfields"][0]["text"] if "onlinetext" in plugins else ""
        areas = plugins["file"]["fileareas"][0]["files"] if "file" in plugins else []
        return work["status"], fingerprint(text), {file["filename"]: file["filesize"] for file in areas}

    def check_once(self) -> None:
        """Assert that all of `write_everything` is at the school exactly once, and nothing is left here."""
        assert self.states == []
        assert (self.posts(REPLY), self.posts(OPENING)) == (1, 1)
        sent = next(post for post in self.all_posts() if fingerprint(post["message"]) == fingerprint(REPLY))
        assert [file["filename"] for file in sent["attachments"]] == ["well.csv"]
        assert self.handed_in() == ("submitted", WORK, {"roof.csv": len(WELL)})
        assert self.desk.courses.activity(self.activity("reader")).is_done

    def check_kept(self) -> None:
        """Assert that all of `write_everything` is still here or at the school, word for word."""
        here = {fingerprint(item.text) for item in self.desk.outbox.items()}
        for words, there in ((REPLY, self.posts(REPLY)), (OPENING, self.posts(OPENING))):
            assert there <= 1
            assert there or fingerprint(words) in here, words
        assert WORK in here or self.handed_in()[1] == WORK


@contextmanager
def living(folder: Path, *, url: str = "", disk: Disk | None = None) -> Iterator[Life]:
    """Yield a learner who is not signed in yet, beside a school that is being served."""
    clock = VirtualClock(datetime.now(UTC).replace(microsecond=0))
    content = folder / "content"
    if not content.exists():
        write_content(content)
    campus = Campus(content, folder / "campus", clock=lambda: clock.true.timestamp(), seed=1)
    campus.start()
    life = Life(campus, folder, clock, url or campus.url, disk or RealDisk())
    try:
        yield life
    finally:
        life.quit()
        campus.stop()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let a database's disk be full: SQLite's own "database or disk is full", by a limit on the file's pages."""

    def limit(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # never below what the file has already

    def lift(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823")

    pool = database._engine.pool  # the one place where the disk can be made full
    sqlalchemy.event.listen(pool, "checkout", limit)
    try:
        yield
    finally:
        sqlalchemy.event.remove(pool, "checkout", limit)
        sqlalchemy.event.listen(pool, "checkout", lift)


class FillingDisk(RealDisk):
    """The real disk, which has no room for files while `is_full`: a stand-in, for no real disk can be filled at will.

    Attributes:
        calls_left: after so many more calls it is full by itself; None = only when told.
    """

    def __init__(self) -> None:
        self.is_full = False
        self.calls_left: int | None = None

    def _room(self) -> None:
        if self.calls_left is not None:
            self.calls_left -= 1
            self.is_full = self.is_full or self.calls_left < 0
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")

    def write(self, file: BinaryIO, data: bytes) -> None:
        self._room()
        super().write(file, data)

    def reserve(self, file: BinaryIO, size_bytes: int) -> None:
        self._room()
        super().reserve(file, size_bytes)

    def sync(self, file: BinaryIO) -> None:
        self._room()
        super().sync(file)
