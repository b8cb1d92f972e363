"""What the library is told of files that arrive: never of bytes that are not here."""

import pytest

from studydesk.domain.courses import Completion, Kind
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.outside import Alone
from studydesk.domain.plan import Unlimited
from studydesk.store import files, transfers
from studydesk.store.transfers import Part
from studydesk.sync.register import Arrival, Register
from studydesk.sync.supply import Means
from tests.sync.conftest import Course
from tests.sync.world import World


@pytest.fixture
def film(w: World, course: Course) -> LocalFile:
    """Give a film that is wanted."""
    shelf = w.school.add_activity(course.forum.course, Kind.FOLDER, "Shelf", Completion.NONE)
    w.school.add_file(shelf, "film.mp4", b"film")
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.write() as writer:
        [found] = [file for file in files.files(writer, w.account.id) if file.name == "film.mp4"]
        files.move(writer, found.key, found.state, FileEvent.WANTED)
    return now(w, found)


def now(w: World, file: LocalFile) -> LocalFile:
    with w.store.library.read() as r:
        found = files.file(r, file.key)
    assert found is not None
    return found


def register(w: World) -> Register:
    means = Means(
        w.account, w.campus, w.store, w.at_school, w.clock, w.chance, w.policy, Alone(), Unlimited(), lambda: False
    )
    return Register.of(means, w.store.blobs.batch(), 0)


def test_a_file_whose_bytes_were_freed_meanwhile_waits_in_the_queue(w: World, film: LocalFile) -> None:
    blob, notes = w.store.blobs.put_bytes(b"film"), register(w)
    with w.store.library.write() as writer:
        transfers.put_part(writer, Part(film.key, film.url, "e", 4, ((0, 2),)))
    notes.arrived(Arrival(film, blob, is_reused=True))
    w.store.blobs.release([blob.sha256])  # a sweep of what nobody seemed to use
    notes.write([])
    here = now(w, film)
    assert (here.state, here.sha256, here.done_bytes) == (FileState.QUEUED, None, 0)
    assert notes.present == 0
    notes.arrived(Arrival(film, w.store.blobs.put_bytes(b"film")))
    notes.write([])
    assert now(w, film).state is FileState.PRESENT


def test_bytes_that_travelled_and_were_taken_away_do_not_travel_again_by_themselves(w: World, film: LocalFile) -> None:
    blob, notes = w.store.blobs.put_bytes(b"film"), register(w)
    notes.arrived(Arrival(film, blob))
    w.store.blobs.release([blob.sha256])  # as a guard against viruses does
    notes.write([])
    here = now(w, film)
    assert (here.state, here.problem, here.not_before) == (FileState.FAILED, "disk_failed", None)
    assert notes.present == 0
