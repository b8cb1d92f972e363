"""A child process that dies between the journal and the commit. `python -m tests.store.journaling HOME WHERE`."""

import os
import sqlite3
import sys
from pathlib import Path

from studydesk import paths
from studydesk.store import outbox
from studydesk.store.journal import Committed, Journal
from studydesk.store.opening import open_store
from tests.store import values as v
from tests.store.conftest import NOW


class DyingJournal(Journal):
    """A journal whose process dies once a record is written, before the database is told of it."""

    def put(self, connection: sqlite3.Connection, committed: Committed) -> None:
        super().put(connection, committed)
        os._exit(9)


def main(home: Path) -> None:
    """Write one item that is acknowledged and one that is not."""
    store = open_store(paths.of(home), now=NOW)
    with store.work.write() as w:
        outbox.add(w, v.item("acknowledged"))
    dying = store.work._journal  # the one place where it can die
    assert dying is not None
    dying.__class__ = DyingJournal
    with store.work.write() as w:
        outbox.add(w, v.item("cut-off"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
