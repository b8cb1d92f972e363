"""The queue of downloads: the learner's order, what goes now, and taking a choice back."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from studydesk import paths
from studydesk.app.services import Options, build
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileEvent, FileState, LocalFile, What
from studydesk.domain.ids import AccountId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.domain.plan import Hold, Rules, hours
from studydesk.settings import Settings
from studydesk.store import files, transfers, usage
from studydesk.store.database import Database, Writer
from studydesk.store.disk import RealDisk
from studydesk.store.transfers import Part
from studydesk.study.discussions import reply_key
from studydesk.study.downloads import Downloads
from studydesk.study.preferences import rules
from studydesk.study.views.downloads import DownloadRow, Undo
from tests.study.conftest import Learning

MB = 1_000_000
FILM_BYTES = 256 * 800


def names(some: Downloads) -> list[str]:
    return [row.name for row in some.view().rows]


def named(some: Downloads, name: str) -> DownloadRow:
    return next(row for row in some.view().rows if row.name == name)


@pytest.fixture
def queue(learning: Learning) -> Downloads:
    """Everything of the course in the queue, nothing fetched."""
    learning.desk.downloads.want(learning.course)
    return learning.desk.downloads


def test_the_queue_is_shown_as_it_will_go_with_its_price_and_courses(learning: Learning, queue: Downloads) -> None:
    view = queue.view()
    assert {row.state for row in view.rows} == {FileState.QUEUED}
    assert view.rows[-1].media is Media.VIDEO
    assert view.price.files == len(view.rows)
    assert view.price.size_bytes == sum(row.left_bytes for row in view.rows)
    [course] = view.queues
    assert (course.course, course.files, course.waiting) == (learning.course, len(view.rows), len(view.rows))
    assert (course.state, course.can_pause) == (FileState.QUEUED, True)
    assert (view.held, view.finished) == (None, ())
    with learning.services.store.library.read() as r:
        fetched = files.queued(r, learning.desk.account.id, learning.sync.school.now())
    assert [row.key for row in view.rows] == [file.key for file in fetched]
    learning.sync.fetch(Cancel())
    assert queue.view().rows == ()
    assert len(queue.view().finished) == len(view.rows)


@pytest.mark.parametrize(
    ("act", "place"),
    [(Downloads.put_first, 0), (Downloads.put_last, -1)],
)
def test_a_file_goes_first_or_last_and_back(
    queue: Downloads, act: Callable[[Downloads, int], Undo], place: int
) -> None:
    before = names(queue)
    chosen = queue.view().rows[2]
    undo = act(queue, chosen.key)
    rest = [name for index, name in enumerate(before) if index != 2]
    assert names(queue)[place] == chosen.name
    assert sorted(names(queue)) == sorted(before)
    moved = names(queue)
    del moved[place]
    assert moved == rest
    queue.undo(undo)
    assert names(queue) == before


@pytest.mark.parametrize("source", [0, 1, 3, -1])
@pytest.mark.parametrize("target", [0, 2, 4, -1])
def test_a_file_goes_just_before_another_and_all_others_keep_their_order(
    queue: Downloads, source: int, target: int
) -> None:
    rows = [row.key for row in queue.view().rows]
    moved, other = rows[source], rows[target]
    undo = queue.put_before(other, moved)
    expected = [key for key in rows if key != moved]
    if moved != other:
        expected.insert(expected.index(other), moved)
        assert [row.key for row in queue.view().rows] == expected
        queue.put_before(expected[-1], expected[0])  # and again, over an order that was changed already
        assert [row.key for row in queue.view().rows] == [*expected[1:-1], expected[0], expected[-1]]
    else:
        assert not undo
    queue.undo(undo)


def test_what_is_wanted_later_falls_into_its_natural_place(learning: Learning) -> None:
    queue = learning.desk.downloads
    queue.want_activity(learning.activity("lecture"))
    film = named(queue, "lecture.mp4")
    queue.put_first(film.key)
    queue.want(learning.course)
    shown = names(queue)
    assert shown[0] == "lecture.mp4"
    assert queue.view().rows[1].media is Media.TEXT


def test_a_course_is_paused_and_goes_on_whole(learning: Learning, queue: Downloads) -> None:
    queue.pause(course=CourseId(int(learning.course) + 1))
    assert {row.state for row in queue.view().rows} == {FileState.QUEUED}
    queue.pause(course=learning.course)
    [course] = queue.view().queues
    assert (course.state, course.paused, course.can_pause) == (FileState.PAUSED, course.files, False)
    learning.sync.fetch(Cancel())
    assert queue.view().finished == ()
    queue.resume(course=learning.course)
    learning.sync.fetch(Cancel())
    assert queue.view().rows == ()


@pytest.mark.parametrize(
    ("act", "expected"), [(Downloads.pause, FileState.PAUSED), (Downloads.cancel, FileState.ABSENT)]
)
def test_what_starts_at_that_very_moment_is_paused_and_cancelled_too(
    learning: Learning,
    queue: Downloads,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[Downloads], object],
    expected: FileState,
) -> None:
    library = learning.services.store.library
    keys = [row.key for row in queue.view().rows]
    write = Database.write

    def just_before(of: Database) -> AbstractContextManager[Writer]:
        monkeypatch.undo()
        with write(library) as w:  # the transfer lane
            assert files.move(w, keys[0], FileState.QUEUED, FileEvent.STARTED)
        return write(of)

    monkeypatch.setattr(Database, "write", just_before)
    act(queue)
    with library.read() as r:
        assert {found.state for key in keys if (found := files.file(r, key))} == {expected}


def test_cancelling_can_be_taken_back_with_what_came(learning: Learning, queue: Downloads) -> None:
    film = named(queue, "lecture.mp4")
    queue.put_first(film.key)
    paused = queue.view().rows[3]
    queue.pause(paused.key)
    with learning.services.store.library.write() as w:
        files.move(w, film.key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(film.key, "u", "e", film.total_bytes, ((0, 1000),)))
    before = names(queue)
    undo = queue.cancel(course=learning.course)
    assert undo.count == len(before)
    assert queue.view().rows == ()
    assert queue.price(learning.course).size_bytes == sum(row.size_bytes for row in missing(learning)) - 1000
    assert queue.undo(undo) == len(before)
    again = named(queue, "lecture.mp4")
    assert (again.state, again.done_bytes) == (FileState.QUEUED, 1000)
    assert names(queue)[0] == "lecture.mp4"
    assert named(queue, paused.name).state is FileState.PAUSED
    learning.sync.fetch(Cancel())
    assert names(queue) == [paused.name]


def missing(learning: Learning) -> list[LocalFile]:
    with learning.services.store.library.read() as r:
        own = files.files(r, learning.desk.account.id, course=learning.course)
    wanted = {row.key for row in learning.desk.downloads.view().finished}
    needed = learning.desk.downloads.price(learning.course).files
    some = [file for file in own if file.key not in wanted and not file.sha256]
    return some if len(some) == needed else [f for f in some if not f.is_generated or f.title]


def test_taking_back_leaves_what_arrived_meanwhile_alone(learning: Learning, queue: Downloads) -> None:
    undo = queue.put_first(queue.view().rows[0].key)
    learning.sync.fetch(Cancel())
    assert queue.undo(undo) == 0
    assert queue.view().rows == ()


def test_what_is_wanted_now_goes_whatever_hours_and_allowance_say(learning: Learning, queue: Downloads) -> None:
    put = learning.services.preferences.put
    put(allowance_day_mb=0.000001)
    learning.sync.gate.note(a_file(learning), 10)
    held = queue.view()
    assert held.held is not None
    assert held.held.why is Hold.DAY_ALLOWANCE
    assert {row.held for row in held.rows} == {held.held}
    film = named(queue, "lecture.mp4")
    queue.pause(film.key)
    undo = queue.start_now(film.key)
    assert names(queue)[0] == "lecture.mp4"
    first = queue.view().rows[0]
    assert (first.is_urgent, first.state, first.held) == (True, FileState.QUEUED, None)
    assert queue.view().held is None
    queue.undo(undo)
    back = named(queue, "lecture.mp4")
    assert (back.state, back.is_urgent) == (FileState.PAUSED, False)
    queue.start_now(course=learning.course)
    learning.sync.fetch(Cancel())
    assert queue.view().rows == ()


def a_file(learning: Learning) -> LocalFile:
    with learning.services.store.library.read() as r:
        return files.files(r, learning.desk.account.id)[0]


def test_what_the_school_sent_is_shown_by_course_and_kind(learning: Learning, queue: Downloads) -> None:
    size = queue.view().price.size_bytes
    learning.sync.fetch(Cancel())
    used = queue.view().usage
    assert used.today_bytes == used.week_bytes == sum(count for _title, count in used.by_course)
    assert used.today_bytes >= size * 0.9
    assert dict(used.by_course)["Water and Soil 1"] >= size * 0.9
    assert used.by_media[0][0] is Media.VIDEO


def test_the_price_of_activities_is_that_of_all_of_them(learning: Learning) -> None:
    queue = learning.desk.downloads
    chosen = [learning.activity("lecture"), learning.activity("reader")]
    together = queue.price_of_activities(chosen)
    apart = [queue.price_of_activity(one) for one in chosen]
    assert (together.files, together.size_bytes) == (sum(p.files for p in apart), sum(p.size_bytes for p in apart))
    assert queue.want_activities(chosen) == together.files
    assert queue.price(learning.course, What.TEXT).files > 0


@pytest.mark.parametrize(
    ("chosen", "told", "expected"),
    [
        (Settings(disk_reserve_mb=0.0), None, Rules(metered_media=frozenset({Media.TEXT}))),
        (
            Settings(
                rate_limit_kb=50.0,
                lets_others_through=True,
                download_hours="22:00-06:00",
                allowance_day_mb=200.0,
                allowance_week_mb=0.5,
                storage_budget_mb=5000.0,
                metered_what="documents",
            ),
            True,
            Rules(
                hours=hours("22:00-06:00"),
                day_bytes=200 * MB,
                week_bytes=MB // 2,
                is_metered=True,
                metered_media=frozenset({Media.TEXT, Media.DOCUMENT}),
                rate_limit=50_000.0,
                most_connections=1,
                budget_bytes=5000 * MB,
                reserve_bytes=300 * MB,
            ),
        ),
    ],
)
def test_the_settings_are_the_rules(chosen: Settings, told: bool | None, expected: Rules) -> None:
    assert rules(chosen, told) == expected


@pytest.mark.parametrize(
    ("metered", "told", "is_metered"),
    [
        ("auto", None, False),
        ("auto", False, False),
        ("auto", True, True),
        ("yes", None, True),
        ("yes", False, True),
        ("no", True, False),
        ("no", None, False),
    ],
)
def test_the_learners_word_on_a_paid_link_stands_above_the_systems(
    metered: str, told: bool | None, is_metered: bool
) -> None:
    assert rules(Settings(metered=metered), told).is_metered is is_metered


def test_nothing_and_everything_can_travel_over_a_paid_link() -> None:
    assert rules(Settings(metered_what="none"), True).metered_media == frozenset()
    assert rules(Settings(metered_what="all"), True).metered_media == frozenset(Media)


def test_the_systems_word_on_the_link_is_asked_anew(tmp_path: Path, learning: Learning) -> None:
    learning.services.close()
    told: list[bool | None] = [True]
    services = build(paths.of(tmp_path / "home"), Options(use_keyring=False, is_metered=lambda: told[0]))
    try:
        desk, sync = services.desk(), services.sync()
        assert desk is not None
        assert sync is not None
        course = desk.courses.cards()[0].id
        desk.downloads.want(course)
        sync.fetch(Cancel())
        left = desk.downloads.view()
        assert left.held is not None
        assert left.held.why is Hold.METERED
        assert Media.TEXT not in {row.media for row in left.rows}
        told[0] = False
        sync.gate.look_again()
        sync.fetch(Cancel())
        assert desk.downloads.view().rows == ()
    finally:
        services.close()


def test_the_next_start_of_the_program_knows_the_rate_that_was_measured(tmp_path: Path, learning: Learning) -> None:
    assert learning.desk.downloads.price(learning.course).seconds is None
    learning.desk.downloads.want(learning.course, What.ALL)
    learning.sync.fetch(Cancel())
    rate = learning.sync.link.rate
    assert rate is not None
    learning.services.close()
    services = build(paths.of(tmp_path / "home"), Options(use_keyring=False))
    try:
        sync = services.sync()
        assert sync is not None
        assert sync.link.rate == pytest.approx(rate, abs=1)
    finally:
        services.close()


class Thief(RealDisk):
    """A guard against viruses: takes the film away as soon as it is whole."""

    def sync(self, file: BinaryIO) -> None:
        super().sync(file)
        path = Path(file.name)
        if path.suffix == ".part" and path.stat().st_size == FILM_BYTES:
            path.unlink()


def test_a_file_that_was_taken_away_fails_alone_and_comes_when_the_learner_says_so(
    tmp_path: Path, learning: Learning
) -> None:
    for disk, left in ((Thief(), ["lecture.mp4"]), (RealDisk(), [])):
        learning.services.close()
        learning.services = build(paths.of(tmp_path / "home"), Options(use_keyring=False, disk=disk))
        learning.desk.downloads.want(learning.course)
        learning.sync.fetch(Cancel())
        rows = learning.desk.downloads.view().rows
        assert [(row.name, row.state, row.problem) for row in rows] == [
            (name, FileState.FAILED, "disk_failed") for name in left
        ]
        assert {row.done_bytes for row in rows} <= {0}
    assert learning.desk.courses.cards()[0].share_present == 1.0


def test_news_and_posts_are_counted_too_and_by_themselves(learning: Learning) -> None:
    read = learning.desk.downloads.view().usage
    assert dict(read.by_course)[""] == read.today_bytes > 2000  # the first refresh, as it came packed over the line
    assert dict(read.by_media) == {Media.TEXT: read.today_bytes}
    where = learning.discussion("Our rain gauge")
    post = learning.desk.discussions.thread(where).posts[0].key
    learning.desk.discussions.keep_draft(reply_key(where, post), "", "x" * 3000)
    learning.desk.discussions.reply(where, post)
    learning.go()
    assert learning.desk.downloads.view().usage.today_bytes > read.today_bytes + 3000


def test_what_a_removed_account_used_is_not_told_as_news(learning: Learning, queue: Downloads) -> None:
    today = learning.sync.gate.here().date()
    film = usage.Subject(AccountId("gone"), today, CourseId(7), Media.VIDEO)
    news = usage.Subject(AccountId("gone"), today, usage.NO_COURSE, Media.TEXT)
    before = dict(queue.view().usage.by_course)
    with learning.services.store.work.write() as w:
        usage.add(w, {film: 9000, news: 50})
    after = dict(queue.view().usage.by_course)
    assert (after[None], after[""] - before.get("", 0)) == (9000, 50)


def test_with_the_way_to_the_school_the_threads_of_downloads_end(learning: Learning) -> None:
    def lines() -> set[threading.Thread]:
        return {one for one in threading.enumerate() if one.name.startswith("studydesk-line")} - before

    before = set(threading.enumerate())
    learning.download()
    own = lines()
    assert own
    learning.sync.close()
    for one in own:
        one.join(5)
    assert lines() == set()
