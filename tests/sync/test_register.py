"""What the library is told of files that become whole while something else happens to them."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from studydesk.domain.downloads import FileEvent, FileState
from studydesk.store.parts import Blob, PartFile
from tests.store.failing import FailingDisk
from tests.sync.conftest import furnish
from tests.sync.file_site import Learner, learning
from tests.sync.world import world


def while_it_is_hashed(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, after the last byte of a file came and before the library hears of it."""
    usual, acts = PartFile.finish, [act]

    def finish(part: PartFile) -> Blob:
        while acts:
            acts.pop()()
        return usual(part)

    monkeypatch.setattr(PartFile, "finish", finish)


def blobs_on_disk(learner: Learner) -> list[int]:
    folder = learner.w.store.blobs.place.folder
    return sorted(file.stat().st_size for file in folder.glob("??/*") if len(file.name) == 64)


def replaced_at_the_school(learner: Learner, name: str, content: bytes) -> None:
    """Put another version there, and let the learner's computer hear of it."""
    school = learner.w.school
    learner.w.clock.pass_time(60)
    school.change_file(next(url for url in school.state.files if url.endswith(f"/{name}")), content)
    learner.site.served[name].content = content
    learner.w.refresh_once()


@pytest.mark.parametrize("size", [3_000, 900_000], ids=["small", "large"])
def test_a_file_replaced_while_it_came_is_fetched_again(
    learner: Learner, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    learner.put("notes.pdf", b"a" * size)
    learner.want()
    while_it_is_hashed(monkeypatch, lambda: replaced_at_the_school(learner, "notes.pdf", b"b" * (size + 5)))
    learner.run()
    if learner.file("notes.pdf").state is FileState.QUEUED:
        learner.run()
    learner.check("notes.pdf")
    assert learner.file("notes.pdf").size_bytes == size + 5


def test_a_file_paused_when_it_was_whole_is_here(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    learner.put("film.mp4", b"film" * 200_000)
    learner.want()
    while_it_is_hashed(monkeypatch, lambda: learner.move("film.mp4", FileEvent.PAUSED))
    learner.run()
    learner.check("film.mp4")


def test_a_file_cancelled_when_it_was_whole_leaves_nothing_on_the_disk(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.put("film.mp4", b"film" * 200_000)
    learner.want()
    before = blobs_on_disk(learner)
    while_it_is_hashed(monkeypatch, lambda: learner.move("film.mp4", FileEvent.CANCELLED))
    learner.run()
    assert learner.file("film.mp4").state is FileState.ABSENT
    assert blobs_on_disk(learner) == before


def test_bytes_that_another_file_has_stay_when_their_copy_is_cancelled(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.put("film.mp4", b"film" * 200_000)
    learner.want()
    learner.run()
    learner.put("copy.mp4", b"film" * 200_000, etag="opaque")  # nobody can tell that it is the same before it came
    learner.want()
    while_it_is_hashed(monkeypatch, lambda: learner.move("copy.mp4", FileEvent.CANCELLED))
    learner.run()
    assert learner.file("copy.mp4").state is FileState.ABSENT
    learner.check("film.mp4")


def test_a_disk_that_fails_is_not_said_to_be_full(tmp_path: Path) -> None:
    told = set()
    for fail_at in range(12):
        disk = FailingDisk(-1, errno.EIO)
        with world(tmp_path / str(fail_at), disk=disk) as w, learning(w, furnish(w).forum.course) as learner:
            learner.put("film.mp4", b"film" * 200_000)
            learner.put("words.pdf", b"words" * 5_000)
            learner.want()
            disk.fail_after(fail_at)
            report = learner.run()
            if report.stopped is not None:
                told |= {report.stopped} | {learner.file(name).problem for name in ("film.mp4", "words.pdf")}
    assert told - {None} == {"disk_failed"}
