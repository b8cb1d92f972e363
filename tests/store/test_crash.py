"""kill -9 in the middle of writes: databases stay whole, nothing said to be saved is lost, no blob is half."""

import hashlib
import random
import subprocess
import sys
import time

from studydesk.domain.ids import IntentId
from studydesk.paths import Paths
from studydesk.store import drafts, outbox, transfers
from studydesk.store.opening import Store, open_store
from tests.store.conftest import NOW
from tests.store.crashing import body
from tests.store.values import ANA

KILLS = 6


def killed_while_writing(home: Paths, after_s: float) -> set[int]:
    """Run the writing child, kill it `after_s` after its first commit; return the numbers it said were saved."""
    command = [sys.executable, "-m", "tests.store.crashing", str(home.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        time.sleep(after_s)
        child.kill()
        said += child.stdout.read()
    return {int(number) for number in said.split()}


def check_everything(store: Store, home: Paths, saved: set[int]) -> None:
    store.work.check()
    store.library.check()
    with store.work.read() as r:
        numbers = [int(item.id.removeprefix("item-")) for item in outbox.items(r, ANA)]
        assert numbers == list(range(len(numbers)))
        assert saved <= set(numbers)
        for number in numbers:  # item and draft are of one transaction
            draft = drafts.get(r, ANA, f"k{number}")
            assert draft is not None
            assert draft.text == IntentId(f"item-{number}")
            whole = store.attachments.path(draft.attachments[0])
            assert hashlib.sha256(whole.read_bytes()).hexdigest() == draft.attachments[0].sha256
    with store.library.read() as r:  # the item is committed before its blob: the last of a killed run may lack it
        known = transfers.blobs_known(r)
        assert {hashlib.sha256(body(number)).hexdigest() for number in saved} <= known
    with store.library.write() as w:
        w.connection.exec_driver_sql("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    here = [file for file in home.blobs.glob("??/*") if file.is_file()]
    for file in here:
        store.blobs.verify(file.name)
    assert known <= {file.name for file in here} <= store.blobs.used()


def test_nothing_said_to_be_saved_is_lost_when_the_process_is_killed(home: Paths) -> None:
    chance = random.Random(2)
    saved: set[int] = set()
    for _ in range(KILLS):
        saved |= killed_while_writing(home, chance.uniform(0.0, 0.15))
        store = open_store(home, now=NOW)
        assert not store.library_rebuilt
        check_everything(store, home, saved)
        store.close()
