"""What a power cut costs: never a whole file that was here."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

from studydesk.domain.downloads import FileState
from studydesk.store import files
from studydesk.store.database import Database
from tests.sync.file_site import Asked, FileSite, Learner


def present_after_a_cut(learner: Learner, to: Path) -> set[str]:
    """Return the files the library knows to be here when all is lost that does not survive a power cut: its log."""
    shutil.copyfile(learner.w.store.library.path, to)
    found = Database(to, durable=False)
    try:
        with found.read() as r:
            return {file.name for file in files.files(r, learner.w.account.id, states=(FileState.PRESENT,))}
    finally:
        found.close()


def test_what_a_run_brought_survives_a_power_cut_after_it(learner: Learner, tmp_path: Path) -> None:
    learner.put("a.pdf", b"a" * 30_000)
    learner.want()
    learner.run()
    learner.check("a.pdf")
    assert present_after_a_cut(learner, tmp_path / "left.db") == {"a.pdf"}


def test_a_cut_within_a_run_costs_no_more_files_than_are_synced_together(learner: Learner, tmp_path: Path) -> None:
    learner.policy = replace(learner.policy, sync_every_bytes=150_000)
    names = ["a.pdf", "b.pdf", "c.pdf"]
    for number, name in enumerate(names):
        learner.put(name, name.encode() * 20_000 + bytes(number))
    learner.want()
    seen: list[set[str]] = []

    def look(asked: Asked, _site: FileSite) -> None:
        time.sleep(0.1)  # longer than arrivals are gathered for one note
        if asked.name == "c.pdf":
            seen.append(present_after_a_cut(learner, tmp_path / "left.db"))

    learner.site.begins = look
    learner.run()
    learner.check(*names)
    assert seen == [{"a.pdf", "b.pdf"}]
