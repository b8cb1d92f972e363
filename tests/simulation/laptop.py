"""A simulated laptop: its clock, what is on its disk, and the program that runs there."""

import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from studydesk import paths
from studydesk.domain.accounts import Account
from studydesk.domain.campus import Files
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.ids import IntentId, UserId, account_id
from studydesk.domain.link import Link
from studydesk.domain.outbox import Item
from studydesk.domain.plan import Unlimited
from studydesk.policy import Policy
from studydesk.store import files, marks, outbox
from studydesk.store.attachments import Attachments
from studydesk.store.blobs import Blobs
from studydesk.store.opening import REBUILT, Store
from studydesk.store.place import Place
from studydesk.study.learner import Learner
from studydesk.sync.courier import Courier, Outside
from studydesk.sync.school_clock import SchoolClock
from tests.simulation.dice import Dice
from tests.simulation.disk import Happens, Process, SimulatedDatabase, SimulatedDisk, opened
from tests.simulation.wire import SimulatedWire
from tests.sync.fake_campus import FakeCampus
from tests.sync.school import SITE, VirtualClock

POLICY = Policy(sync_every_bytes=128 * 1024)  # files are small here


class SimulatedCampus(FakeCampus):
    """One learner's campus, with files that meet bad luck."""

    def __init__(self, wire: SimulatedWire, me: UserId, files: Files) -> None:
        super().__init__(wire, me)
        self.files = files  # type: ignore[assignment]  # the other way of serving


class LaptopClock:
    """A clock that may lie, and begins anew when the laptop is switched on."""

    def __init__(self, sky: VirtualClock) -> None:
        self._sky = sky
        self.error = timedelta(0)
        self._booted_at = sky.seconds

    def now(self) -> datetime:
        """Return the wall clock."""
        return self._sky.true + self.error

    def monotonic(self) -> float:
        """Return seconds since it was switched on."""
        return self._sky.seconds - self._booted_at

    def boot(self) -> None:
        """Begin anew."""
        self._booted_at = self._sky.seconds


@dataclass(frozen=True, slots=True)
class Images:
    """What is on a disk, as bytes: both databases, with the accounts known and the course refreshed."""

    library: bytes
    work: bytes
    empty_library: bytes


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that the laptop offers: its name, the hash it is known by, and the hash and size of what is there."""

    name: str
    known: str
    found: str
    size_bytes: int


@dataclass(slots=True)
class LinkSeen:
    """The link as the learner's screens know it."""

    current: Link = field(default_factory=Link)


@dataclass(slots=True)
class Desk:
    """One account on a laptop, while the program runs."""

    courier: Courier
    learner: Learner
    wire: SimulatedWire


class Laptop:
    """One profile, with one or two accounts."""

    def __init__(
        self,
        name: str,
        sky: VirtualClock,
        wires: dict[UserId, SimulatedWire],
        images: Images,
        dice: Dice,
        happens: Happens,
        marks_posts: bool,
        files_of: Callable[[SimulatedWire], Files],
    ) -> None:
        self.name = name
        self.clock = LaptopClock(sky)
        self.wires = wires
        self.refreshes = False
        self.kept: list[bytes] = []  # older copies of the work database
        self.is_damaged = ""
        self._files = files_of
        self._images, self._dice, self._happens, self._marks_posts = images, dice, happens, marks_posts
        self._library, self._work = opened(images.library), opened(images.work)
        self._settled = images.library
        self._home = _MEMORY / f"studydesk-simulation-{os.getpid()}-{next(_NUMBERS)}"
        self._disk = SimulatedDisk(lambda: dice)
        self.desks: dict[UserId, Desk] = {}
        self.start()

    # --- the program ------------------------------------------------------------------------------------------------
    def start(self, *, library_lost: bool = False) -> None:
        """Start the program on what the disk holds."""
        process = self._disk.process = Process(self._happens)
        where = self._paths()
        library = SimulatedDatabase(where.library, self._library, process, durable=False, on_settle=self.settle_library)
        work = SimulatedDatabase(where.work, self._work, process, durable=True)
        self.process = process
        self.store = Store(
            library,
            work,
            Blobs(Place(where, self._disk), where.uses, self._disk),
            Attachments(where.attachments, self._disk),
            library_rebuilt=library_lost,
        )
        self.desks = {user: self._desk(user, wire) for user, wire in self.wires.items()}

    def _desk(self, user: UserId, wire: SimulatedWire) -> Desk:
        account, clock = account_of(user), self.clock
        school, campus = SchoolClock(clock), SimulatedCampus(wire, user, self._files(wire))
        outside = Outside(
            lambda: campus,
            clock,
            self._dice,
            marks_posts=lambda: self._marks_posts,
            refreshes=lambda: self.refreshes,
            visits=lambda: False,
        )
        courier = Courier(account, self.store, outside, POLICY, school)
        learner = Learner(account, self.store, clock, school, self._dice, LinkSeen(), Unlimited(), POLICY)  # type: ignore[arg-type]  # limits are of downloads
        return Desk(courier, learner, wire)

    # --- mishaps ----------------------------------------------------------------------------------------------------
    def crash(self, *, power: bool) -> None:
        """End the program at once; a power cut also takes what was not synced. Both databases are checked."""
        if power:
            self._disk.process = None
            self._disk.cut_power()
            self.clock.boot()
            if self._dice.chance(0.5):
                self._library = opened(self._settled)
        for name, connection in (("library", self._library), ("work", self._work)):
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if connection.in_transaction:
                found = "a transaction is open"
            if found != "ok":
                self.is_damaged = f"{name}: {found}"

    def settle_library(self) -> None:
        """Take note of what of the library survives a power cut."""
        self._settled = self._library.serialize()

    def keep_copy(self) -> None:
        """Keep a copy of the work database, as a learner may."""
        self.kept.append(self._work.serialize())

    def bring_back(self, copy: bytes) -> None:
        """Put an older copy in the place of the work database."""
        self._work = opened(copy)

    def lose_library(self) -> None:
        """Lose the library, as `open_store` finds it: empty, with a mark for each account."""
        self._library = opened(self._images.empty_library)
        self.start(library_lost=True)
        with self.store.library.write() as w:
            for user in self.wires:
                marks.put_named(w, account_of(user).id, REBUILT, self.clock.now())

    # --- what can be seen ------------------------------------------------------------------------------------------
    def items(self) -> dict[IntentId, Item]:
        """Return all there ever was in the outbox."""
        reader = SimulatedDatabase(self._paths().work, self._work, Process(lambda _kind: False), durable=True)
        with reader.read() as r:
            return {item.id: item for user in self.wires for item in outbox.items(r, account_of(user).id)}

    def states(self) -> list[str]:
        """Return the states that occur in the outbox, straight from the database: it is asked at every fault."""
        return [row[0] for row in self._work.execute("SELECT DISTINCT state FROM outbox")]

    def want(self, user: UserId) -> None:
        """Ask for all files that are not here."""
        account = account_of(user).id
        with self.store.library.write() as w:
            for file in files.files(w, account, states=(FileState.ABSENT, FileState.STALE)):
                files.move(w, file.key, file.state, FileEvent.WANTED)

    def unfetched(self) -> list[str]:
        """Return the names of files that were asked for and are not here."""
        waiting = (FileState.QUEUED, FileState.RUNNING, FileState.FAILED)
        with self.store.library.read() as r:
            return [file.name for user in self.wires for file in files.files(r, account_of(user).id, states=waiting)]

    def offered(self) -> list[Offered]:
        """Return the files the laptop offers, with what is really there."""
        found = []
        reader = SimulatedDatabase(self._paths().library, self._library, Process(lambda _kind: False), durable=False)
        with reader.read() as r:
            for user in self.wires:
                for file in files.files(r, account_of(user).id, states=(FileState.PRESENT,)):
                    if file.sha256:
                        found.append(_offered(file, self.store.blobs.path(file.sha256)))
        return found

    def sent(self) -> str:
        """Return which items are sent, straight from the database."""
        return str(self._work.execute("SELECT group_concat(id) FROM outbox WHERE state = 'sent'").fetchone()[0])

    def count(self, *states: str) -> int:
        """Return how many items are in these states."""
        marks_ = ", ".join("?" * len(states))
        found = self._work.execute(f"SELECT count(*) FROM outbox WHERE state IN ({marks_})", states)
        return int(found.fetchone()[0])

    # --- files ------------------------------------------------------------------------------------------------------
    def file(self, name: str, content: bytes) -> Path:
        """Return a file of the learner's own, ready to be attached."""
        folder = self._home / "documents"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(content)
        return path

    def _paths(self) -> paths.Paths:
        return paths.of(self._home)

    def close(self) -> None:
        """Let go of everything."""
        self._library.close()
        self._work.close()
        shutil.rmtree(self._home, ignore_errors=True)  # mostly it was never made


def _offered(file: LocalFile, path: Path) -> Offered:
    content = path.read_bytes() if path.is_file() else b""
    return Offered(file.name, file.sha256 or "", hashlib.sha256(content).hexdigest(), len(content))


def account_of(user: UserId) -> Account:
    """Return a learner's account."""
    return _ACCOUNTS.setdefault(user, _account(user))


def _account(user: UserId) -> Account:
    start = datetime.fromisoformat("2026-03-02T08:00:00+00:00")
    return Account(account_id(SITE, user), SITE, "School", user, f"learner{user}", f"Learner {user}", start)


_ACCOUNTS: dict[UserId, Account] = {}
_NUMBERS = itertools.count()
_MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())  # files cost less there

