"""Courses and contents: what is equal stays untouched, what is gone goes with all that hangs on it."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Contents, Grade, Kind, Page
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId
from studydesk.domain.progress import Position
from studydesk.store import (
    assignments,
    courses,
    drafts,
    files,
    forums,
    grades,
    marks,
    outbox,
    progress,
    search,
    transfers,
)
from studydesk.store.opening import Store
from tests.store import values as v
from tests.store.values import ANA, BEN, COURSE, T0


def put(store: Store, contents: Contents) -> frozenset[ActivityId]:
    with store.library.write() as w:
        return courses.put_contents(w, contents=contents, account=ANA)


def rows_written(store: Store) -> int:
    """Return the number of rows SQLite changed on this connection so far."""
    with store.library.read() as r:
        return int(r.execute(text("SELECT total_changes()")).scalar_one())


def test_courses_come_back_equal_by_name(store: Store) -> None:
    wanted = [
        v.course(2, "zoo", progress=0.25, starts_at=T0),
        v.course(1, "Air", is_hidden=True, image_url="https://x/y"),
    ]
    with store.library.write() as w:
        assert courses.put_courses(w, ANA, wanted) == frozenset()
    with store.library.read() as r:
        assert courses.courses(r, ANA) == [wanted[1], wanted[0]]
        assert courses.course(r, ANA, CourseId(2)) == wanted[0]
        assert courses.course(r, BEN, CourseId(2)) is None


def test_contents_come_back_equal_and_in_order(store: Store) -> None:
    second, first = v.section(11, position=1), v.section(12, position=0)
    later, sooner = v.activity(1, in_section=11), v.activity(2, in_section=12, kind=Kind.FORUM)
    put(store, Contents(COURSE, (second, first), (later, sooner), ()))
    with store.library.read() as r:
        assert courses.sections(r, ANA, COURSE) == [first, second]
        assert courses.activities(r, ANA, COURSE) == [sooner, later]
        assert courses.activities(r, ANA) == [sooner, later]
        assert courses.activity(r, ANA, ActivityId(1)) == later
        assert courses.activity_of(r, ANA, Kind.FORUM, 1002) == sooner
        assert courses.activity_of(r, ANA, Kind.PAGE, 1002) is None


def test_the_same_contents_again_touch_no_row_and_publish_nothing(store: Store, changes: list[Change]) -> None:
    contents = v.contents(v.remote(700), v.remote(701, "b.pdf"))
    put(store, contents)
    assert Change(Subject.COURSES, ANA) in changes
    assert Change(Subject.FILES, ANA) in changes
    changes.clear()
    before = rows_written(store)
    assert put(store, contents) == frozenset()
    assert changes == []
    assert rows_written(store) == before


def test_every_put_is_quiet_when_nothing_differs(store: Store, changes: list[Change]) -> None:
    def everything() -> None:
        with store.library.write() as w:
            courses.put_courses(w, ANA, [v.course()])
            courses.put_pages(w, ANA, [Page(ActivityId(700), "Rain", "<p>Rain</p>", T0)])
            courses.set_done(w, ANA, ActivityId(700), True)
            forums.put_forums(w, ANA, COURSE, [v.forum()])
            forums.put_discussions(w, ANA, v.forum().id, [v.discussion()])
            forums.put_posts(w, ANA, DiscussionId(9), [v.post(90), v.post(91, parent=90)])
            assignments.put_assignments(w, ANA, COURSE, [v.assignment()])

    put(store, v.contents())
    everything()
    changes.clear()
    before = rows_written(store)
    everything()
    assert changes == []
    assert rows_written(store) == before


def test_one_changed_activity_writes_one_row_and_its_search_entry(store: Store, changes: list[Change]) -> None:
    contents = v.contents(activities=50)
    put(store, contents)
    changes.clear()
    renamed = replace(contents.activities[3], title="Evaporation")
    put(store, replace(contents, activities=(*contents.activities[:3], renamed, *contents.activities[4:])))
    assert changes == [Change(Subject.COURSES, ANA)]
    with store.library.read() as r:
        assert courses.activity(r, ANA, renamed.id) == renamed
        assert [hit.activity for hit in search.search(r, ANA, "evaporation")] == [renamed.id]


def test_an_activity_that_is_gone_takes_everything_with_it(store: Store) -> None:
    both = v.contents(v.remote(700), v.remote(701), activities=3)
    put(store, both)
    with store.library.write() as w:
        courses.put_pages(w, ANA, [Page(ActivityId(700), "Rain", "<p>Rain</p>")])
        forums.put_forums(w, ANA, COURSE, [v.forum(cmid=700)])
        forums.put_discussions(w, ANA, v.forum().id, [v.discussion()])
        forums.put_posts(w, ANA, DiscussionId(9), [v.post(90)])
        files.put_extra_files(
            w, ANA, COURSE, ActivityId(700), files.discussion_files(DiscussionId(9)), [v.remote(700, "p.png")]
        )
        assignments.put_assignments(w, ANA, COURSE, [v.assignment(cmid=700)])
    gone = put(store, replace(both, activities=both.activities[1:], files=both.files[1:]))
    assert gone == {ActivityId(700)}
    with store.library.read() as r:
        assert courses.page(r, ANA, ActivityId(700)) is None
        assert [file.activity for file in files.files(r, ANA)] == [701]
        assert forums.forums(r, ANA) == []
        assert forums.discussions(r, ANA) == []
        assert forums.posts(r, ANA, DiscussionId(9)) == []
        assert assignments.assignments(r, ANA) == []
        assert search.search(r, ANA, "rain") == []
        assert {hit.activity for hit in search.search(r, ANA, "activity")} == {701, 702}


def test_a_removed_course_leaves_the_library_and_stays_in_the_learners_work(store: Store) -> None:
    for number in (7, 8):
        put(store, v.contents(v.remote(number * 100), of=number))
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course(7), v.course(8)])
        marks.put_since(w, ANA, COURSE, T0)
        forums.put_forums(w, ANA, COURSE, [v.forum()])
    with store.work.write() as w:
        outbox.add(w, v.item("mine"))
        drafts.put(w, drafts.Draft(ANA, "reply:9:90", "", "half a thought", T0))
        progress.put_position(w, ANA, Position(ActivityId(700), "", 0.5, 1.0, T0))
    with store.library.write() as w:
        assert courses.put_courses(w, ANA, [v.course(8)]) == {COURSE}
    with store.library.read() as r:
        assert courses.activities(r, ANA, COURSE) == []
        assert courses.sections(r, ANA, COURSE) == []
        assert forums.forums(r, ANA) == []
        assert marks.since(r, ANA) == {}
        assert len(courses.activities(r, ANA)) == 3
        assert [file.course for file in files.files(r, ANA)] == [8]
    with store.work.read() as r:
        assert [item.id for item in outbox.items(r, ANA)] == ["mine"]
        assert drafts.get(r, ANA, "reply:9:90") is not None
        assert len(progress.positions(r, ANA)) == 1


def test_two_accounts_with_the_same_ids_live_side_by_side(store: Store) -> None:
    with store.library.write() as w:
        courses.put_contents(w, ANA, v.contents(v.remote(700)))
        courses.put_contents(w, BEN, v.contents(activities=1))
        courses.put_contents(w, BEN, replace(v.contents(), activities=(), sections=()))
    with store.library.read() as r:
        assert len(courses.activities(r, ANA)) == 3
        assert courses.activities(r, BEN) == []
        assert len(files.files(r, ANA)) == 1
        assert search.search(r, BEN, "activity") == []


def test_a_page_is_found_by_its_words_with_the_course_it_is_in(store: Store) -> None:
    put(store, v.contents())
    page = Page(ActivityId(701), "The water cycle", "<h2>Rain</h2><p>Clouds give <b>rain</b></p>", T0)
    with store.library.write() as w:
        courses.put_pages(w, ANA, [page])
    with store.library.read() as r:
        assert courses.page(r, ANA, ActivityId(701)) == page
        assert courses.pages_present(r, ANA) == {701}
        [hit] = search.search(r, ANA, "clouds")
    assert (hit.course, hit.activity, hit.title) == (COURSE, 701, "The water cycle")


def test_the_sites_word_on_completion_is_kept(store: Store, changes: list[Change]) -> None:
    put(store, v.contents())
    changes.clear()
    with store.library.write() as w:
        courses.set_done(w, ANA, ActivityId(700), True)
    with store.library.read() as r:
        assert [one.is_done for one in courses.activities(r, ANA, COURSE)] == [True, False, False]
    assert changes == [Change(Subject.COURSES, ANA)]


def test_marks_tell_since_when_and_which_course_was_checked_longest_ago(store: Store) -> None:
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course(1), v.course(2), v.course(3)])
        marks.put_since(w, ANA, CourseId(1), T0)
        marks.put_checked(w, ANA, CourseId(1), T0)
        marks.put_checked(w, ANA, CourseId(3), T0.replace(year=2025))
    with store.library.read() as r:
        assert marks.since(r, ANA) == {1: T0}
        assert marks.oldest_checked(r, ANA, 2) == [2, 3]
    with store.library.write() as w:
        marks.put_named(w, ANA, "events", T0)
        marks.put_named(w, ANA, "events", T0.replace(year=2027))
    with store.library.read() as r:
        assert marks.checked(r, ANA, CourseId(3)) == T0.replace(year=2025)
        assert marks.checked(r, ANA, CourseId(2)) is None
        assert marks.oldest_checked(r, ANA, 9) == [2, 3, 1]
        assert marks.named(r, ANA) == {"events": T0.replace(year=2027)}


@pytest.mark.parametrize("read", ["one course of 300 activities", "50 courses of 100 activities"])
def test_reading_many_activities_takes_one_query_per_table(store: Store, read: str) -> None:
    big = read.startswith("one")
    with store.library.write() as w:
        for number in [7] if big else range(1, 51):
            size = 300 if big else 100
            listed = [v.remote(number * 1000 + n) for n in range(size)]
            some = tuple(v.activity(number * 1000 + n, of=number, in_section=number) for n in range(size))
            courses.put_contents(w, ANA, Contents(CourseId(number), (v.section(number, number),), some, tuple(listed)))
    statements: list[str] = []
    with store.library.read() as r:
        driver = r.connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(statements.append)  # what SQLite itself is told, whoever asks
        assert len(courses.activities(r, ANA, COURSE if big else None)) == (300 if big else 5000)
        assert len(files.files(r, ANA, course=COURSE if big else None)) == (300 if big else 5000)
        driver.set_trace_callback(None)
    assert [one.split()[0] for one in statements] == ["SELECT", "SELECT", "SELECT"]


def test_removing_a_course_lets_go_of_its_blobs_only(store: Store) -> None:
    for number in (7, 8):
        put(store, v.contents(v.remote(number * 100), of=number))
    shared, only = store.blobs.put_bytes(b"both courses"), store.blobs.put_bytes(b"the first course only")
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course(7), v.course(8)])
        courses.put_contents(w, ANA, v.contents(v.remote(700), v.remote(701)))
        for blob in (shared, only):
            transfers.put_blob(w, blob)
        for file, blob in zip(files.files(w, ANA), (shared, only, shared), strict=True):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
            files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
            files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)
    with store.library.write() as w:
        courses.put_courses(w, ANA, [v.course(8)])
    assert store.sweep() == only.size_bytes
    assert store.blobs.has(shared.sha256)
    assert not store.blobs.has(only.sha256)


def test_grades_keep_the_sites_order_with_the_total_last(store: Store) -> None:
    total = Grade(COURSE, 1, "Course total", "12", is_total=True)
    first, second = Grade(COURSE, 9, "Essay", "7", "0–10", "70 %"), Grade(COURSE, 3, "Quiz", feedback_html="<p>ok</p>")
    with store.library.write() as w:
        grades.put_grades(w, ANA, COURSE, [total, first, second])
    with store.library.read() as r:
        assert grades.grades(r, ANA, COURSE) == [first, second, total]
        assert grades.grades(r, ANA) == [first, second, total]
    with store.library.write() as w:
        grades.put_grades(w, ANA, COURSE, [second])
    with store.library.read() as r:
        assert grades.grades(r, ANA) == [second]


def test_a_section_alone_leaves_the_others_and_comes_again_in_the_whole_course_once(store: Store) -> None:
    first, second = v.section(11, position=0), v.section(12, position=1)
    reading, map_ = v.activity(1, in_section=11), v.activity(2, in_section=12)
    with store.library.write() as w:
        courses.put_section(w, ANA, Contents(COURSE, (second,), (map_,), (v.remote(2),)))
        courses.put_section(w, ANA, Contents(COURSE, (first,), (reading,), (v.remote(1, "a.pdf"),)))
    with store.library.read() as r:
        assert courses.contents(r, ANA, COURSE) == Contents(COURSE, (first, second), (reading, map_), ())
        keys = {file.name: file.key for file in files.files(r, ANA)}
    before = rows_written(store)
    put(store, Contents(COURSE, (first, second), (reading, map_), (v.remote(1, "a.pdf"), v.remote(2))))
    with store.library.read() as r:
        assert {file.name: file.key for file in files.files(r, ANA)} == keys
    assert rows_written(store) == before


def test_sections_go_with_what_was_in_them(store: Store) -> None:
    first, second = v.section(11, position=0), v.section(12, position=1)
    put(store, Contents(COURSE, (first, second), (v.activity(1, in_section=11), v.activity(2, in_section=12)), ()))
    with store.library.write() as w:
        courses.remove_sections(w, ANA, COURSE, {1, 7})
    with store.library.read() as r:
        assert [one.id for one in courses.activities(r, ANA, COURSE)] == [1]
        assert courses.sections(r, ANA, COURSE) == [first]
