"""Makes the small real profile of a schema that upgrade tests open: run once per released schema, then kept.

Usage: python -m tests.data.make_schema tests/data/schema_N
"""

import shutil
import sys
from pathlib import Path

from studydesk import paths
from studydesk.domain.accounts import Account
from studydesk.domain.courses import Media, Page
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.ids import ActivityId, DiscussionId, UserId
from studydesk.domain.outbox import Problem, Receipt, State
from studydesk.domain.progress import Position
from studydesk.store import (
    accounts,
    assignments,
    courses,
    drafts,
    files,
    forums,
    outbox,
    pins,
    progress,
    settings,
    transfers,
    usage,
)
from studydesk.store.opening import Store, open_store
from studydesk.store.transfers import Part
from tests.store import values as v
from tests.store.values import ANA, COURSE, T0


def fill(store: Store) -> None:
    """Put one of everything in."""
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course()])
        courses.put_contents(w, ANA, v.contents(v.remote(700)))
        courses.put_pages(w, ANA, [Page(ActivityId(701), "The water cycle", "<p>Clouds give rain</p>", T0)])
        forums.put_forums(w, ANA, COURSE, [v.forum(cmid=702)])
        forums.put_discussions(w, ANA, v.forum().id, [v.discussion()])
        forums.put_posts(w, ANA, DiscussionId(9), [v.post(90), v.post(91, parent=90)])
        assignments.put_assignments(w, ANA, COURSE, [v.assignment(cmid=702)])
        files.put_extra_files(w, ANA, COURSE, ActivityId(702), files.discussion_files(DiscussionId(9)), [v.remote(702)])
        [half] = files.files(w, ANA, activity=ActivityId(700))
        files.move(w, half.key, FileState.ABSENT, FileEvent.WANTED)
        transfers.put_part(w, Part(half.key, half.url, "a" * 40, 1000, ((0, 300),), ((400, 500, 7),)))
    with store.work.write() as w:
        accounts.add(w, Account(ANA, "https://school.example", "School", UserId(3), "ana", "Ana B", T0))
        accounts.set_current(w, ANA)
        for state in State:
            problem = Problem("closed", "Too late") if state is State.REJECTED else None
            receipt = Receipt(77, T0, "0" * 64) if state is State.SENT else None
            outbox.add(w, v.item(f"{state}-1", state=state, problem=problem, receipt=receipt))
        drafts.put(w, drafts.Draft(ANA, "reply:9:90", "", "half a thought", T0))
        progress.put_position(w, ANA, Position(ActivityId(701), "", 0.5, 1.0, T0))
        progress.put_read(w, ANA, DiscussionId(9), T0)
        settings.put(w, "theme", "dark")
        pins.pin(w, ANA, COURSE)
        usage.add(w, {usage.Subject(ANA, T0.date(), COURSE, Media.VIDEO): 1500})


def main(target: Path) -> None:
    """Write library.db and work.db into `target`."""
    home = target / "making"
    made = paths.of(home)
    store = open_store(made, now=T0)
    fill(store)
    store.close()
    for database in (made.library, made.work):
        shutil.move(database, target / database.name)
    shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
