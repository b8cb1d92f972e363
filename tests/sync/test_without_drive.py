"""The drive with the courses is not plugged in: what was written goes to the school all the same."""

from pathlib import Path

import pytest

from studydesk.domain.downloads import FileState
from studydesk.domain.outbox import State
from studydesk.store import files
from tests.sync.conftest import Course
from tests.sync.test_submitting import handed, version
from tests.sync.world import AMINA, World


@pytest.fixture(autouse=True)
def drive(w: World, tmp_path: Path) -> Path:
    """Take the drive of the courses away; it lies in the pocket."""
    folder = tmp_path / "stick" / "StudyDesk courses"
    w.store.blobs.place.point_to(folder, "m1")
    return folder


def test_posts_with_files_go_and_the_schools_copy_stays_to_be_downloaded(w: World, course: Course, drive: Path) -> None:
    item = w.reply(course.hello, "see", w.attach("a.txt", b"soil"))
    w.deliver_once()
    assert w.state(item) is State.SENT
    with w.store.library.read() as r:
        local = {file.name: file for file in files.files(r, w.account.id) if file.url.find("/post/") > 0}
    assert local["a.txt"].state is FileState.ABSENT
    assert not drive.exists()


def test_a_hand_in_that_needs_the_drive_waits_and_stops_nothing_else(w: World, course: Course, drive: Path) -> None:
    area = w.campus.writes.new_draft_area()
    w.school.upload(AMINA, area, "web.txt", b"from the web")
    w.school.save(AMINA, course.essay.id, "<p>web</p>", area)
    w.clock.pass_time(60)
    w.refresh_once()
    work = w.hand_in(course.essay, "two", w.attach("b.txt", b"bb"), keep=("web.txt",), base=version(w, course.essay))
    post = w.reply(course.hello, "see")
    w.deliver_once()
    assert w.state(post) is State.SENT
    waiting = w.item(work)
    assert waiting.state is State.QUEUED
    assert waiting.problem is not None
    assert waiting.problem.code == "drive_gone"
    assert not drive.exists()
    w.store.blobs.place.point_to(w.store.blobs.place.home, "")
    w.clock.pass_time(3600)
    w.deliver_once()
    assert handed(w, course.essay) == {"web.txt": b"from the web", "b.txt": b"bb"}
