"""What a rescue does for work whose account is lost, and what it says when nothing is left."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Site
from studydesk.domain.ids import AccountId, UserId, account_id
from studydesk.domain.outbox import State
from studydesk.errors import WorkGone
from studydesk.paths import Paths
from studydesk.store import accounts, drafts, outbox, salvage, sites
from studydesk.store.drafts import Draft
from studydesk.store.opening import open_store
from studydesk.store.rescue import Rescue, rescue
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.values import T0

URL = "https://school.example"
BEA = account_id(URL, UserId(7))
PAGE = 4096


def write(home: Paths, owner: AccountId = BEA, url: str = URL, items: int = 2) -> None:
    """Write items and a draft of an account that only the library knows, and lose journal and copies."""
    store = open_store(home, now=NOW)
    with store.library.write() as w:
        sites.put_site(w, owner, Site(url, "School", UserId(7), "bea", "Bea C", frozenset()))
    with store.work.write() as w:
        for number in range(items):
            outbox.add(w, v.item(f"i{number}", v.reply(f"words {number} " * 60), account=owner))
        drafts.put(w, Draft(owner, "reply:1:2", "", "half a thought", T0))
    store.close()
    shutil.rmtree(home.journal)
    shutil.rmtree(home.backups)


def rescued(home: Paths) -> Rescue:
    (home.journal).mkdir(exist_ok=True)
    (home.journal / "000001.txt").write_text("spoiled\n")
    with closing(sqlite3.connect(home.work)) as work:  # damage, with all rows still there
        work.execute("DROP TABLE alembic_version")
    found = rescue(home, NOW)
    assert isinstance(found, Rescue)
    return found


def test_an_account_that_was_lost_comes_back_from_what_the_library_knows(home: Paths) -> None:
    write(home)
    found = rescued(home)
    assert (found.accounts, found.items, found.drafts, found.unowned) == (1, 2, 1, 0)
    store = open_store(home, now=NOW)
    with store.work.read() as r:
        current = accounts.current(r)
        assert current == Account(BEA, URL, "School", UserId(7), "bea", "Bea C", NOW)
        assert {one.state for one in outbox.items(r, BEA)} == {State.UNCERTAIN}
    store.close()


@pytest.mark.parametrize("how", ["no library", "another address", "damaged library"])
def test_an_account_nothing_proves_is_not_made_up_and_its_work_is_counted(home: Paths, how: str) -> None:
    write(home, url="https://evil.example" if how == "another address" else URL)
    if how == "no library":
        home.library.unlink()
    if how == "damaged library":
        home.library.write_bytes(b"garbage" * 3000)
    found = rescued(home)
    assert (found.accounts, found.items, found.drafts, found.unowned) == (0, 2, 1, 3)
    store = open_store(home, now=NOW)
    with store.work.read() as r:
        assert accounts.writers(r) == [BEA]
    store.close()


def test_a_rescue_that_finds_nothing_says_so_and_keeps_the_file(home: Paths) -> None:
    write(home)
    home.work.write_bytes(b"nothing to see" * 900)
    with pytest.raises(WorkGone) as told:
        rescue(home, NOW)
    assert (told.value.folder, told.value.kept) == (home.profile, home.work)
    assert home.work.read_bytes() == b"nothing to see" * 900


def test_the_very_first_days_empty_copy_is_nothing_to_bring_back(home: Paths) -> None:
    open_store(home, now=NOW).close()
    home.work.write_bytes(b"spoiled" * 900)
    with pytest.raises(WorkGone):
        rescue(home, NOW + timedelta(hours=1))


@pytest.mark.parametrize("short", [1, 700, PAGE, PAGE + 5])
def test_words_come_out_of_a_file_that_is_cut_off(home: Paths, short: int) -> None:
    write(home, items=40)
    whole = home.work.read_bytes()
    home.work.write_bytes(whole[:-short])
    rows = salvage.wreck(home.work).rows["outbox"]
    assert len(rows) >= 20
    assert home.work.read_bytes() == whole[:-short]


def test_a_count_of_pages_that_nobody_can_believe_is_put_right(home: Paths) -> None:
    write(home, items=40)
    content = bytearray(home.work.read_bytes())
    content[28:32] = (1 << 30).to_bytes(4, "big")
    home.work.write_bytes(content)
    assert len(salvage.wreck(home.work).rows["outbox"]) == 40
