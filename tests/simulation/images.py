"""The disks all seeds begin with: made once in a process, by the production code."""

import functools
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from studydesk import paths
from studydesk.domain.outside import Cancel
from studydesk.store import accounts
from studydesk.store.database import Database
from studydesk.store.opening import Store, open_store
from studydesk.sync.ledger import Ledger
from studydesk.sync.refresh import Refresh
from studydesk.sync.school_clock import SchoolClock
from tests.simulation.dice import Dice
from tests.simulation.laptop import POLICY, Images, account_of
from tests.simulation.schedule import AMINA, BRUNO
from tests.simulation.school import Furniture, SimulatedSchool, furnish
from tests.sync.fake_campus import FakeCampus, Wire
from tests.sync.school import VirtualClock

_WAL, _NO_WAL = bytes((2, 2)), bytes((1, 1))


def school_and_furniture() -> tuple[SimulatedSchool, Furniture]:
    """Return the school as it is at the beginning of every seed."""
    school = SimulatedSchool(VirtualClock())
    return school, furnish(school, AMINA, BRUNO)


@functools.cache
def images() -> Images:
    """Return the databases of a laptop whose learners are signed in and have the course."""
    school, _ = school_and_furniture()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(paths.of(Path(folder)), now=school.now)
        with store.work.write() as w:
            for user in (AMINA, BRUNO):
                accounts.add(w, account_of(user))
        empty = _image(store.library)
        for user in (AMINA, BRUNO):
            _refresh(store, school, user)
        made = Images(_image(store.library), _image(store.work), empty)
        store.close()
    return made


def _refresh(store: Store, school: SimulatedSchool, user: int) -> None:
    account = account_of(AMINA if user == AMINA else BRUNO)
    clock = SchoolClock(school.clock)
    clock.note(school.now, school.clock.monotonic())
    ledger = Ledger(account.id, store.work, clock, Dice(0), POLICY)
    Refresh(account, FakeCampus(Wire(school), account.user), store, clock, ledger, POLICY).run(Cancel())


def _image(database: Database) -> bytes:
    """Return a database as bytes that can be opened in memory: there is no write-ahead log in memory."""
    copy = database.path.with_suffix(".image")
    database.backup(copy)
    with closing(sqlite3.connect(copy)) as connection:
        image = bytearray(connection.serialize())
    image[18:20] = _NO_WAL if bytes(image[18:20]) == _WAL else image[18:20]
    return bytes(image)
