"""An unchanged account costs two requests, a changed course only itself, and a lost library comes back."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.domain.assignments import Status
from studydesk.domain.courses import Activity, Kind
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.forums import Post
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId
from studydesk.domain.outside import Cancel
from studydesk.errors import NoAnswer, Refused, StudyDeskError
from studydesk.store import assignments, courses, files, forums, search
from studydesk.store.opening import open_store
from studydesk.sync import recovery
from tests.sync.conftest import Course, furnish
from tests.sync.fake_campus import Fault, Script
from tests.sync.school import State
from tests.sync.test_posting import once
from tests.sync.world import AMINA, BRUNO, World, assemble


def activities(w: World, course: CourseId) -> set[ActivityId]:
    with w.store.library.read() as r:
        return {activity.id for activity in courses.activities(r, w.account.id, course)}


def test_an_unchanged_account_costs_two_requests_and_one_structure_check(w: World, course: Course) -> None:
    for _ in range(49):
        w.school.add_course(AMINA)
    w.clock.pass_time(60)
    w.refresh_once()
    w.clock.pass_time(60)
    report = w.refresh_once()
    assert report.requests == ["courses", "updates"]
    assert report.structure_requests == 1
    assert w.wire.calls == ["courses", "updates", "contents"]
    assert report.changed_courses == set()


def test_a_new_post_costs_its_forum_and_its_discussion_only(w: World, course: Course) -> None:
    other = w.school.add_course(AMINA)
    w.school.add_forum(other)
    quiet = w.school.start(BRUNO, course.forum.id, "Quiet", "<p>x</p>", None)
    w.clock.pass_time(60)
    w.refresh_once()
    w.clock.pass_time(60)
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>news</p>")
    w.clock.pass_time(60)
    asked: list[DiscussionId] = []
    real = w.campus.reads.posts

    def spy(discussions: Sequence[DiscussionId]) -> dict[DiscussionId, list[Post] | StudyDeskError]:
        asked.extend(discussions)
        return real(discussions)

    w.campus.reads.posts = spy  # type: ignore[method-assign]  # listening, not pretending
    report = w.refresh_once()
    assert report.changed_courses == {course.forum.course}
    assert asked == [course.hello.id]
    assert quiet not in asked
    assert report.requests == ["courses", "updates", "contents", "forums", "discussions", "posts"]


def test_what_deliver_has_just_read_is_not_read_again(w: World, course: Course) -> None:
    w.reply(course.hello, "I am here")
    w.deliver_once()
    w.clock.pass_time(60)
    assert "posts" not in w.refresh_once().requests
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>news</p>")
    w.clock.pass_time(60)
    assert "posts" in w.refresh_once().requests


def test_a_deleted_post_goes_from_the_library(w: World, course: Course) -> None:
    post = w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>oops</p>")
    w.clock.pass_time(60)
    w.refresh_once()
    w.school.delete(BRUNO, post)
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.read() as r:
        assert len(forums.posts(r, w.account.id, course.hello.id)) == 1


def test_a_change_in_the_very_second_of_the_last_refresh_is_not_missed(w: World, course: Course) -> None:
    w.refresh_once()
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>just now</p>")
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.read() as r:
        assert len(forums.posts(r, w.account.id, course.hello.id)) == 2


def test_deleted_activities_are_found_by_the_rotating_check(w: World, course: Course) -> None:
    for _ in range(3):
        w.school.add_course(AMINA)
    w.clock.pass_time(60)
    w.refresh_once()
    w.school.remove_activity(course.film.id)
    for _ in range(4):
        w.clock.pass_time(60)
        w.refresh_once()
    assert course.film.id not in activities(w, course.forum.course)


def test_an_activity_shown_again_is_fetched_whole(w: World, course: Course) -> None:
    page = w.school.add_page(course.forum.course, "Hidden", "<p>secret words</p>")
    w.school.state.hidden.add(page.id)
    w.clock.pass_time(60)
    w.refresh_once()
    w.school.state.hidden.discard(page.id)
    for _ in range(2):
        w.clock.pass_time(60)
        w.refresh_once()
    with w.store.library.read() as r:
        assert [hit.activity for hit in search.search(r, w.account.id, "secret")] == [page.id]


def test_one_closed_course_does_not_stop_the_others(w: World, course: Course) -> None:
    closed = w.school.add_course(AMINA)
    w.clock.pass_time(60)
    w.refresh_once()
    page = w.school.add_page(course.forum.course, "New", "<p>x</p>")
    listed = w.campus.reads.courses()
    w.campus.reads.courses = lambda: listed  # type: ignore[method-assign]  # still listed, no longer open
    w.school.state.enrolled[AMINA].discard(closed)
    w.clock.pass_time(60)
    report = w.refresh_once()
    assert isinstance(report.problems[closed], Refused)
    assert page.id in activities(w, course.forum.course)


def test_a_course_the_learner_left_goes_from_the_library(w: World, course: Course) -> None:
    gone = w.school.add_course(AMINA)
    w.clock.pass_time(60)
    w.refresh_once()
    w.school.state.enrolled[AMINA].discard(gone)
    w.clock.pass_time(60)
    assert w.refresh_once().removed_courses == frozenset({gone})


def test_grading_reaches_the_library(w: World, course: Course) -> None:
    w.school.save(AMINA, course.essay.id, "<p>web</p>", None)
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.read() as r:
        seen = assignments.submission(r, w.account.id, course.essay.id)
    assert seen is not None
    assert seen.status is Status.DRAFT


def test_an_interrupted_first_refresh_goes_on_and_loses_nothing(w: World) -> None:
    for number in range(12):
        made = w.school.add_course(AMINA)
        w.school.add_page(made, f"Page {number}", "<p>x</p>")
    w.clock.pass_time(60)
    w.look()
    w.wire.script = lambda _name, n: Fault.ANSWER_LOST if n == 25 else None
    with pytest.raises(NoAnswer):
        w.refresh_once()
    w.wire.script = lambda _name, _n: None
    w.clock.pass_time(60)
    report = w.refresh_once()
    assert len(report.changed_courses) == 2  # the group of ten before the cut has its marks
    with w.store.library.read() as r:
        assert len(courses.pages_present(r, w.account.id)) == 12


@pytest.mark.parametrize("fault", [Fault.NEVER_SENT, Fault.ANSWER_LOST, Fault.BUSY, Fault.SIGNED_OUT, Fault.PORTAL])
def test_whatever_call_fails_the_next_refresh_brings_everything(w: World, fault: Fault) -> None:
    course = furnish(w)
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>news</p>")
    w.school.add_page(course.forum.course, "New", "<p>x</p>")
    for number in range(12):
        w.school.touch(course.essay.activity)
        w.clock.pass_time(60)
        w.wire.script = nth(number, fault)
        try:
            w.refresh_once()
        except StudyDeskError:
            pass  # what came before the fault is kept
    w.wire.script = lambda _name, _n: None
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.read() as r:
        assert len(forums.posts(r, w.account.id, course.hello.id)) == 2
    assert activities(w, course.forum.course) == set(w.school.state.activities)


def test_a_lost_library_comes_back_without_bodies_travelling_again(tmp_path: Path, w: World) -> None:
    course = furnish(w)
    folder = w.school.add_activity(course.forum.course, Kind.FOLDER, "Handouts")
    for number in range(3):
        w.school.add_file(folder, f"h{number}.pdf", b"%PDF" * 50_000 + bytes([number]))
    w.clock.pass_time(60)
    w.refresh_once()
    want_all(w, folder)
    assert w.fetch().present == 3
    w.store.close()
    home = paths.of(w.folder / "home")
    for file in home.profile.glob("library.db*"):
        file.write_bytes(b"this is no database")
    store = open_store(home, now=w.clock.now())
    assert store.library_rebuilt
    again = assemble(store, w.clock, w.school, w.account, w.folder)
    recovery.rebuild(store, Cancel())
    again.refresh_once()
    assert recovery.queue_known(w.account, store) == 3
    report = again.fetch()
    assert (report.present, report.reused, report.bytes) == (3, 3, 0)
    store.close()


def nth(number: int, fault: Fault) -> Script:
    return lambda _name, n: fault if n == number else None


def want_all(w: World, activity: Activity) -> list[int]:
    with w.store.library.write() as writer:
        told = files.files(writer, w.account.id, activity=activity.id)
        for file in told:
            files.move(writer, file.key, FileState.ABSENT, FileEvent.WANTED)
    return [file.key for file in told]


def test_a_restored_site_shows_its_older_state(w: World, course: Course) -> None:
    backup: State = w.school.snapshot()
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>lost</p>")
    w.clock.pass_time(60)
    w.refresh_once()
    w.school.restore(backup)
    w.school.touch(course.forum.activity)
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.library.read() as r:
        assert len(forums.posts(r, w.account.id, course.hello.id)) == 1


def test_a_closed_forum_does_not_keep_its_course_from_being_done(w: World, course: Course) -> None:
    w.school.touch(course.forum.activity)
    w.clock.pass_time(60)
    w.wire.script = once("discussions", Fault.REFUSED)
    report = w.refresh_once()
    assert [name for _, name, _ in report.refused] == ["discussions"]
    assert report.changed_courses == {course.forum.course}
