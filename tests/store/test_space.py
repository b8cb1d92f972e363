"""What takes the space, and what is kept."""

import time
from dataclasses import replace

from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Media, Page
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.store import accounts, courses, files, pins, space, transfers
from studydesk.store.opening import Store
from studydesk.store.parts import Blob
from tests.store import values as v
from tests.store.shelves import here, listed, remote
from tests.store.values import ANA, BEN, COURSE


def test_space_is_told_by_course_and_kind(store: Store) -> None:
    pdf, film, more = listed(store, remote(700), remote(701, Media.VIDEO), remote(702, Media.AUDIO))
    here(store, pdf, b"p" * 100)
    here(store, film, b"f" * 5000)
    with store.library.read() as r:
        assert space.present(r, ANA) == {COURSE: {Media.DOCUMENT: 100, Media.VIDEO: 5000}}
        assert space.absent(r, ANA) == {COURSE: more.size_bytes}
        assert space.present(r, BEN) == {}


def test_a_file_that_two_courses_have_counts_in_both_and_once_in_all(store: Store) -> None:
    [one] = listed(store, remote(700))
    [other] = listed(store, remote(800), course=8)
    here(store, one, b"x" * 300)
    here(store, other, b"x" * 300)
    with store.library.read() as r:
        assert space.present(r, ANA) == {7: {Media.DOCUMENT: 300}, 8: {Media.DOCUMENT: 300}}
        assert space.stored_bytes(r) == 300


def test_a_file_that_a_course_has_twice_counts_once_in_it(store: Store) -> None:
    for file in listed(store, remote(700), remote(701)):
        here(store, file, b"x" * 300)
    with store.library.read() as r:
        assert space.present(r, ANA) == {COURSE: {Media.DOCUMENT: 300}}


def test_a_generated_page_whose_text_is_here_is_not_missing(store: Store) -> None:
    listed(store, *[replace(v.remote(number, "index.html", 50), is_generated=True) for number in (700, 701)])
    with store.library.write() as w:
        courses.put_pages(w, ANA, [Page(ActivityId(700), "Rain", "<p>Rain</p>")])
    with store.library.read() as r:
        assert space.absent(r, ANA) == {COURSE: 50}


def test_fifty_courses_of_a_hundred_files_are_counted_at_once(store: Store) -> None:
    for course in range(1, 51):
        some = listed(store, *[remote(course * 100, number=n) for n in range(100)], course=course)
        with store.library.write() as w:
            for file in some:
                blob = Blob(f"{file.key:064x}", f"{file.key:040x}", 1000)
                transfers.put_blob(w, blob)
                files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
                files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
                files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)
    begun = time.perf_counter()
    with store.library.read() as r:
        told = space.present(r, ANA)
        assert space.stored_bytes(r) == 5_000_000
    assert time.perf_counter() - begun < 0.25
    assert len(told) == 50
    assert set(told[CourseId(1)].values()) == {100_000}


def test_pins_keep_courses_and_single_activities(store: Store, changes: list[Change]) -> None:
    with store.work.write() as w:
        assert pins.pin(w, ANA, COURSE)
        assert not pins.pin(w, ANA, COURSE)
        assert pins.pin(w, ANA, CourseId(8), ActivityId(801))
        assert pins.pin(w, BEN, CourseId(9))
    assert changes == [Change(Subject.FILES, ANA), Change(Subject.FILES, BEN)]
    with store.work.read() as r:
        kept = pins.pins(r, ANA)
    assert kept.keeps(COURSE, ActivityId(1))
    assert kept.keeps(CourseId(8), ActivityId(801))
    assert not kept.keeps(CourseId(8), ActivityId(802))
    assert not kept.keeps(CourseId(9), ActivityId(802))
    with store.work.write() as w:
        assert pins.unpin(w, ANA, COURSE)
        assert not pins.unpin(w, ANA, COURSE)
        assert not pins.unpin(w, ANA, CourseId(8))  # its activity is kept by itself
        assert pins.pins(w, ANA).activities == {801}


def test_an_account_that_is_removed_takes_its_pins_along(store: Store) -> None:
    with store.work.write() as w:
        pins.pin(w, ANA, COURSE)
        accounts.remove(w, ANA)
        assert pins.pins(w, ANA).courses == frozenset()
