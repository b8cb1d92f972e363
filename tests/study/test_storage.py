"""Storage: what takes the space, what may go, what never may, and that all of it is whole."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from studydesk import paths
from studydesk.app.services import Options, build
from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, DriveGone, Invalid, NotFound, ProfileInUse
from studydesk.store import courses, files
from studydesk.store.disk import RealDisk
from studydesk.store.moving import FOLDER
from studydesk.study import freeing
from studydesk.study.discussions import reply_key
from studydesk.study.storage import Storage
from studydesk.study.views.storage import Freeable, FreeReason, StorageStep, StorageView
from studydesk.sync.reports import Step
from studydesk.wording.storage import move_result
from tests.store.shelves import spoil
from tests.study.conftest import Learning, opened


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Learning]:
    """Give a learner with the whole course on this computer."""
    made = opened(tmp_path)
    made.sync.turn(Cancel())
    made.download()
    yield made
    made.services.close()
    made.campus.stop()


@pytest.fixture
def small_ones_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the little files of the test campus be worth a suggestion."""
    monkeypatch.setattr(freeing, "WORTH_BYTES", 1)


def storage(of: Learning) -> Storage:
    return of.desk.storage


def quiet(_step: StorageStep) -> None:
    """Tell nobody."""


def put_end(of: Learning, days: float) -> None:
    """Let the course end so many days from now."""
    with of.services.store.library.write() as w:
        known = courses.courses(w, of.desk.account.id)
        at = of.sync.school.now() + timedelta(days=days)
        courses.put_courses(w, of.desk.account.id, [replace(course, ends_at=at) for course in known])


def on_disk(of: Learning) -> int:
    return sum(file.stat().st_size for file in of.services.paths.blobs.glob("??/*"))


def suggested(of: Learning) -> dict[str, FreeReason]:
    return {line.title: line.reason for line in storage(of).view().suggestions}


def states(of: Learning, key: str) -> set[FileState]:
    with of.services.store.library.read() as r:
        return {file.state for file in files.files(r, of.desk.account.id, activity=of.activity(key))}


def test_the_view_tells_each_course_by_kind_and_all_of_it_once(here: Learning) -> None:
    here.services.preferences.put(storage_budget_mb=2000, disk_reserve_mb=500)
    view = storage(here).view()
    [course] = view.courses
    assert dict(course.by_media)[Media.VIDEO] == 256 * 800
    assert course.by_media[0][0] is Media.VIDEO  # the largest first
    assert course.present_bytes == course.total_bytes == sum(size for _, size in course.by_media)
    assert view.total_bytes == on_disk(here) <= course.present_bytes
    assert (view.budget_bytes, view.reserve_bytes, view.other_bytes) == (2_000_000_000, 500_000_000, 0)
    assert view.free_bytes is not None
    assert view.place == here.services.paths.blobs
    assert (course.is_pinned, course.is_finished, view.moving_to) == (False, False, None)


def test_what_only_other_profiles_keep_is_told_apart(here: Learning) -> None:
    services = build(replace(here.services.paths, profile=here.services.paths.profile.with_name("ben")), Options())
    services.store.blobs.put_bytes(b"of Ben alone")
    services.close()
    view = storage(here).view()
    assert view.other_bytes == len(b"of Ben alone")
    assert view.total_bytes == on_disk(here) - view.other_bytes


@pytest.mark.usefixtures("small_ones_count")
def test_what_is_over_goes_first_then_what_is_done_then_what_was_long_not_opened(
    here: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert suggested(here) == {}
    here.desk.courses.set_done(here.activity("reader"), True)
    assert suggested(here) == {"Course reader": FreeReason.DONE}
    reading = here.desk.reading
    reading.keep_position(here.activity("lecture"), "lecture.mp4", 10.0, 100.0)
    assert suggested(here) == {"Course reader": FreeReason.DONE}
    monkeypatch.setattr(freeing, "LONG_AGO", timedelta(0))  # so that the lecture was opened long ago
    assert [(line.title, line.reason) for line in storage(here).suggestions()] == [
        ("Course reader", FreeReason.DONE),
        ("Lecture", FreeReason.OLD),
    ]
    put_end(here, -1)
    [line] = storage(here).view().suggestions
    assert (line.activity, line.reason, line.title) == (None, FreeReason.COURSE_OVER, "Water and Soil 1")
    assert line.size_bytes == on_disk(here)
    assert storage(here).view().courses[0].is_finished


def test_little_things_are_no_line_of_their_own(here: Learning) -> None:
    here.desk.courses.set_done(here.activity("reader"), True)
    assert suggested(here) == {}


def test_one_word_frees_what_was_chosen_and_says_how_much(here: Learning) -> None:
    put_end(here, -1)
    before = on_disk(here)
    [line] = storage(here).view().suggestions
    freed = storage(here).free([line])
    assert freed.size_bytes == line.size_bytes == before
    assert on_disk(here) == 0
    assert storage(here).view().total_bytes == 0
    assert suggested(here) == {}
    assert storage(here).want_back(freed) == len(freed.keys)
    here.sync.fetch(Cancel())
    assert on_disk(here) == before


def test_beside_another_window_nothing_is_freed(here: Learning, tmp_path: Path) -> None:
    before = on_disk(here)
    beside = build(paths.of(tmp_path / "home"), Options(use_keyring=False))
    try:
        desk = beside.desk()
        assert desk is not None
        with pytest.raises(ProfileInUse):
            desk.storage.free_course(here.course)
        with pytest.raises(ProfileInUse):
            desk.storage.free(desk.storage.freeable(here.course))
    finally:
        beside.close()
    assert on_disk(here) == before
    assert here.desk.courses.cards()[0].share_present == 1.0


def test_what_is_pinned_is_never_suggested_and_never_freed(here: Learning) -> None:
    put_end(here, -1)
    told: list[Change] = []
    here.services.feed.subscribe(told.extend)
    lecture = here.activity("lecture")
    assert storage(here).pin(here.course, lecture)
    assert told == [Change(Subject.FILES, here.desk.account.id)]
    with pytest.raises(Invalid, match="pinned"):
        storage(here).free_activity(lecture)
    [line] = storage(here).view().suggestions
    assert storage(here).free([line]).size_bytes == line.size_bytes
    assert states(here, "lecture") == {FileState.PRESENT}
    assert states(here, "reader") == {FileState.ABSENT}
    assert storage(here).pin(here.course)
    assert storage(here).view().courses[0].is_pinned
    assert storage(here).view().suggestions == ()
    assert storage(here).free_course(here.course).keys == ()
    assert storage(here).free([Freeable(here.course, None, "", "", 0, FreeReason.DONE)]).size_bytes == 0
    assert storage(here).unpin(here.course)
    assert storage(here).unpin(here.course, lecture)
    assert storage(here).free_course(here.course).size_bytes > 256 * 800
    with pytest.raises(NotFound):
        storage(here).pin(here.course, type(lecture)(99_999))


def test_what_unsent_work_and_drafts_are_about_is_never_freed(here: Learning) -> None:
    put_end(here, -1)
    desk = here.desk
    task = here.assignment("notes")
    assert "present" in states(here, "notes")
    desk.assignments.hand_in(task, replace(desk.assignments.at_school(task), text="Rain fell."))
    talk = here.discussion("Our rain gauge")
    key = reply_key(talk, "p1")
    desk.discussions.keep_draft(key, "", "I wonder")
    before = {name: states(here, name) for name in ("notes", "talk")}
    freed = storage(here).free(storage(here).view().suggestions)
    assert freed.size_bytes > 0
    assert {name: states(here, name) for name in ("notes", "talk")} == before
    assert states(here, "reader") == {FileState.ABSENT}
    with pytest.raises(Invalid, match="needed"):
        storage(here).free_activity(here.activity("notes"))
    with pytest.raises(Invalid, match="needed"):
        storage(here).freeable(here.course, [here.activity("notes")])
    desk.discussions.drop_draft(key)
    [line] = storage(here).freeable(here.course, [here.activity("talk")])
    assert (line.title, line.reason) == ("General discussion", FreeReason.CHOSEN)
    assert line.size_bytes > 0
    assert here.go() == 0
    assert storage(here).free_activity(here.activity("notes")).size_bytes > 0


def test_what_is_on_its_way_is_left_alone(here: Learning) -> None:
    put_end(here, -1)
    lecture = here.activity("lecture")
    storage(here).free_activity(lecture)
    here.desk.downloads.want_activity(lecture)
    storage(here).free(storage(here).view().suggestions)
    assert states(here, "lecture") == {FileState.QUEUED}


def test_a_check_fetches_only_what_is_bad(here: Learning) -> None:
    [lecture] = [file for file in here.desk.reading.files(here.activity("lecture")) if file.media is Media.VIDEO]
    store = here.services.store
    spoil(store.blobs.path(lecture.sha256 or ""))
    count = len(list(here.services.paths.blobs.glob("??/*")))
    steps: list[StorageStep] = []
    look = storage(here).check(Cancel(), steps.append, repairs=False)
    assert (look.checked, look.damaged, look.queued, look.is_whole) == (count, 1, 0, False)
    assert look.names == ("lecture.mp4",)
    report = storage(here).check(Cancel(), steps.append)
    assert (report.damaged, report.missing, report.queued, report.names) == (1, 0, 1, look.names)
    assert {step.doing for step in steps} == {"checking"}
    here.sync.fetch(Cancel())
    store.blobs.verify(lecture.sha256 or "")
    assert storage(here).check(Cancel(), quiet).is_whole
    stopped = Cancel()
    stopped.stop()
    with pytest.raises(Cancelled):
        storage(here).check(stopped, quiet)


def test_a_move_tells_what_was_damaged_from_what_stayed_behind(
    here: Learning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    [lecture] = [file for file in here.desk.reading.files(here.activity("lecture")) if file.media is Media.VIDEO]
    [reader] = here.desk.reading.files(here.activity("reader"))
    store = here.services.store
    damaged, held = store.blobs.path(lecture.sha256 or ""), store.blobs.path(reader.sha256 or "")
    spoil(damaged)
    remove = RealDisk.remove

    def opened_elsewhere(disk: RealDisk, file: Path) -> None:
        if file == held:  # Windows says this of a file that a viewer has open
            raise PermissionError(file)
        remove(disk, file)

    monkeypatch.setattr(RealDisk, "remove", opened_elsewhere)
    report = storage(here).move(stick, Cancel(), quiet)
    assert (report.damaged, report.queued, report.left) == (1, 1, 1)
    said = move_result(report)
    assert "1 file was damaged and removed. 1 file waits to be downloaded again." in said
    assert "1 file is still in the old place too" in said
    assert (damaged.exists(), held.exists()) == (False, True)


def test_courses_move_to_a_drive_in_the_middle_of_downloads(learning: Learning, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    count = learning.desk.downloads.want(learning.course)
    is_running = Event()

    def tell(_step: Step) -> None:
        is_running.set()
        time.sleep(0.01)  # a link of these days: the run is still under way when the move begins

    run = Thread(target=lambda: learning.sync.fetch(Cancel(), tell))
    run.start()
    assert is_running.wait(10)
    report = storage(learning).move(stick, Cancel(), quiet)
    run.join()
    assert (report.left, report.queued) == (0, 0)
    assert storage(learning).view().place == stick / FOLDER
    for _ in range(2):  # the lane comes again after STILL_FETCHING
        learning.sync.fetch(Cancel())
    assert [row.state for row in learning.desk.downloads.rows()] == [FileState.PRESENT] * count
    assert learning.desk.reading.path(_lecture(learning)).path.is_relative_to(stick)
    assert storage(learning).check(Cancel(), quiet).is_whole
    assert not learning.services.paths.home_blobs.exists()


def test_a_run_of_downloads_rests_while_courses_move_and_goes_on_after(learning: Learning) -> None:
    learning.desk.downloads.want(learning.course)
    with learning.services.resting():
        learning.sync.fetch(Cancel())
        assert {row.state for row in learning.desk.downloads.rows()} == {FileState.QUEUED}
    learning.sync.fetch(Cancel())
    assert {row.state for row in learning.desk.downloads.rows()} == {FileState.PRESENT}


def test_without_its_drive_everything_waits_and_comes_back(here: Learning, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    storage(here).move(stick, Cancel(), quiet)
    lecture = _lecture(here)
    stick.rename(tmp_path / "pocket")
    view: StorageView = storage(here).view()
    assert (view.is_here, view.free_bytes, view.suggestions) == (False, None, ())
    assert view.courses[0].present_bytes > 0
    for act in (
        lambda: here.desk.reading.path(lecture),
        lambda: storage(here).free_course(here.course),
        lambda: storage(here).check(Cancel(), quiet),
        lambda: storage(here).move(None, Cancel(), quiet),
    ):
        with pytest.raises(DriveGone):
            act()
    assert states(here, "lecture") == {FileState.PRESENT}
    assert here.desk.courses.course(here.course).card.present_bytes > 0
    (tmp_path / "pocket").rename(stick)
    assert here.desk.reading.path(lecture).size_bytes == 256 * 800
    assert storage(here).check(Cancel(), quiet).is_whole


def test_beside_another_window_it_may_be_looked_at_and_nothing_more(here: Learning, tmp_path: Path) -> None:
    beside = build(paths.of(here.services.paths.home), Options(use_keyring=False))
    desk = beside.desk()
    assert desk is not None
    assert desk.storage.view().total_bytes > 0
    assert desk.storage.check(Cancel(), quiet, repairs=False).is_whole
    for act in (
        lambda: desk.storage.check(Cancel(), quiet),
        lambda: desk.storage.move(tmp_path, Cancel(), quiet),
    ):
        with pytest.raises(ProfileInUse):
            act()
    beside.close()


def _lecture(of: Learning) -> int:
    return next(file.key for file in of.desk.reading.files(of.activity("lecture")) if file.media is Media.VIDEO)
