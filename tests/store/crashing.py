"""A child process that writes to a profile without end, until it is killed. `python -m tests.store.crashing HOME`."""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from studydesk import paths
from studydesk.domain.courses import Page
from studydesk.domain.ids import ActivityId, IntentId
from studydesk.store import courses, drafts, outbox, transfers
from studydesk.store.opening import open_store
from tests.store import values as v
from tests.store.values import ANA


def body(number: int) -> bytes:
    """Return the bytes of blob `number`: 300 kB that are told apart by every 16 bytes."""
    return f"{number:015d}\n".encode() * 20_000


def main(home: Path) -> None:
    """Write items, pages and blobs; say each number once everything of it is committed."""
    now = datetime.now(UTC)
    made = paths.of(home)
    store = open_store(made, now=now)
    with store.work.read() as r:
        first = len(outbox.items(r, ANA))
    attached = home / "attached.bin"
    for number in count(first):
        attached.write_bytes(body(number))
        attachment = store.attachments.take(attached)
        name = IntentId(f"item-{number}")
        with store.work.write() as w:
            outbox.add(w, v.item(name))
            drafts.put(w, drafts.Draft(ANA, f"k{number}", "", name, now, (attachment,)))
        with store.blobs.open_part(number, total_bytes=len(body(number))) as part:
            for start in range(0, len(body(number)), 65_536):
                part.append(body(number)[start : start + 65_536])
            blob = part.finish()
        with store.library.write() as w:
            transfers.put_blob(w, blob)
            courses.put_contents(w, ANA, v.contents(activities=number % 30))
            courses.put_pages(w, ANA, [Page(ActivityId(700 + number % 30), name, f"<p>{name * 500}</p>")])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
