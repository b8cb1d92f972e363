"""Files: what the site lists meets what is already here."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk.domain.assignments import Assignment
from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Contents, RemoteFile
from studydesk.domain.downloads import SMALL_BYTES, FileEvent, FileState, LocalFile
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId
from studydesk.store import assignments, courses, files, forums, opening, search, sites, transfers
from studydesk.store.disk import RealDisk
from studydesk.store.opening import Store
from studydesk.store.parts import Blob
from studydesk.store.transfers import Part
from tests.store import values as v
from tests.store.values import ANA, BEN, COURSE, T0


def listed(store: Store, *remote: RemoteFile) -> list[LocalFile]:
    """Make these the files of the course and return them as they are kept."""
    with store.library.write() as w:
        courses.put_contents(w, ANA, v.contents(*remote))
        return files.files(w, ANA)


def fetched(store: Store, key: int, body: bytes = b"bytes") -> Blob:
    """Download a file the way `sync/fetch` does."""
    with store.library.write() as w:
        here = files.file(w, key)
        assert here is not None
        if here.state is not FileState.QUEUED:
            assert files.move(w, key, here.state, FileEvent.WANTED)
        assert files.move(w, key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(key, here.url, None, None))
    with store.blobs.open_part(key) as part:
        part.append(body)
        blob = part.finish()
    with store.library.write() as w:
        transfers.put_blob(w, blob)
        assert files.move(w, key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)
    return blob


def state_of(store: Store, key: int) -> LocalFile:
    with store.library.read() as r:
        found = files.file(r, key)
    assert found is not None
    return found


def test_a_new_file_is_absent_with_all_the_site_told(store: Store) -> None:
    [file] = listed(store, replace(v.remote(700), title="Chapter 1"))
    assert (file.state, file.name, file.size_bytes, file.title) == (FileState.ABSENT, "map.pdf", 1000, "Chapter 1")
    assert (file.activity, file.course, file.account, file.modified_at) == (700, COURSE, ANA, T0)
    assert file.sha256 is None


def test_an_equal_file_is_untouched_while_it_is_here(store: Store) -> None:
    [file] = listed(store, v.remote(700))
    blob = fetched(store, file.key)
    # Moodle counts a revision in the address up whenever anything of the activity is saved.
    [again] = listed(store, v.remote(700, revision=2))
    assert (again.key, again.state, again.sha256) == (file.key, FileState.PRESENT, blob.sha256)
    assert "/2/map.pdf" in again.url


@pytest.mark.parametrize("change", [{"size": 2000}, {"at": T0 + timedelta(days=1)}])
def test_a_newer_version_makes_it_stale_and_its_bytes_stay(store: Store, change: dict[str, object]) -> None:
    [file] = listed(store, v.remote(700))
    blob = fetched(store, file.key)
    [again] = listed(store, v.remote(700, **change))  # type: ignore[arg-type]  # one of its arguments
    assert (again.key, again.state, again.sha256) == (file.key, FileState.STALE, blob.sha256)
    newer = fetched(store, file.key, b"newer bytes")
    assert state_of(store, file.key).sha256 == newer.sha256
    assert store.sweep() == blob.size_bytes
    assert store.blobs.has(newer.sha256)


def test_a_newer_version_ends_a_running_transfer_of_the_old_one(store: Store) -> None:
    [file] = listed(store, v.remote(700))
    with store.library.write() as w:
        files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(file.key, file.url, "e", 1000, ((0, 500),), ((500, 600, 7),)))
    listed(store, v.remote(700, size=2000))
    with store.library.write() as w:
        here = files.file(w, file.key)
        assert here is not None
        assert (here.state, here.done_bytes) == (FileState.QUEUED, 0)
        assert transfers.part(w, file.key) is None
        assert not files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED, sha256="0" * 64)


def test_a_removed_file_goes_and_lets_go_of_its_blob(store: Store) -> None:
    kept, gone = listed(store, v.remote(700), v.remote(701))
    blob = fetched(store, gone.key)
    assert [file.key for file in listed(store, v.remote(700))] == [kept.key]
    assert store.sweep() == blob.size_bytes
    assert not store.blobs.has(blob.sha256)


def test_two_files_of_one_name_in_one_folder_stay_two(store: Store) -> None:
    twice = [
        replace(v.remote(700), url=f"https://school.example/pluginfile.php/{n}/map.pdf", position=n) for n in (1, 2)
    ]
    first = listed(store, *twice)
    assert len(first) == 2
    assert [file.key for file in listed(store, *twice)] == [file.key for file in first]


def test_extra_files_belong_to_their_owner_and_survive_the_contents(store: Store, changes: list[Change]) -> None:
    listed(store, v.remote(700))
    mine, other = files.discussion_files(DiscussionId(9)), files.discussion_files(DiscussionId(10))
    picture = replace(
        v.remote(701, "rain.png"), url="https://school.example/pluginfile.php/5/mod_forum/post/90/rain.png"
    )
    same_name = replace(picture, url="https://school.example/pluginfile.php/5/mod_forum/post/91/rain.png")
    with store.library.write() as w:
        files.put_extra_files(w, ANA, COURSE, ActivityId(701), mine, [picture, same_name])
        files.put_extra_files(w, ANA, COURSE, ActivityId(701), other, [replace(picture, url=picture.url + "x")])
    changes.clear()
    with store.library.write() as w:
        files.put_extra_files(w, ANA, COURSE, ActivityId(701), mine, [picture, same_name])
    assert changes == []
    listed(store, v.remote(700))
    with store.library.read() as r:
        assert len(files.files(r, ANA)) == 4
        assert len(files.files(r, ANA, owner="")) == 1
        assert [file.url for file in files.files(r, ANA, activity=ActivityId(701), owner=mine)] == [
            picture.url,
            same_name.url,
        ]
        [hit, *_] = search.search(r, ANA, "rain.png")
        assert hit.discussion in (9, 10)
    with store.library.write() as w:
        files.put_extra_files(w, ANA, COURSE, ActivityId(701), mine, [])
        assert len(files.files(w, ANA)) == 2


def test_a_file_is_found_by_any_spelling_of_its_address(store: Store) -> None:
    [file] = listed(store, v.remote(700, "my map.pdf"))
    plain = "https://school.example/pluginfile.php/700/mod_resource/content/1/my%20map.pdf"
    spellings = [
        plain,
        plain + "?forcedownload=1",
        plain.replace("/pluginfile", "/webservice/pluginfile") + "?token=abc",
        plain.replace("/pluginfile.php", "/tokenpluginfile.php/0123456789abcdef0123456789abcdef"),
    ]
    with store.library.read() as r:
        for url in spellings:
            found = files.file_at(r, ANA, url)
            assert found is not None, url
            assert found.key == file.key
        assert files.file_at(r, ANA, plain.replace("school", "other")) is None
        assert files.file_at(r, BEN, plain) is None


def test_text_is_fetched_first_and_then_in_the_courses_order(store: Store) -> None:
    early, late = v.section(1, position=0), v.section(2, position=1)
    acts = (v.activity(1, in_section=2), v.activity(2, in_section=1), v.activity(3, in_section=1))
    remote = [
        v.remote(1, "late.html"),
        v.remote(2, "film.mp4"),
        v.remote(2, "sound.mp3"),
        v.remote(3, "paper.pdf", size=SMALL_BYTES + 1),
        v.remote(3, "leaflet.pdf", size=SMALL_BYTES),
        v.remote(2, "early.vtt"),
    ]
    with store.library.write() as w:
        courses.put_contents(w, ANA, Contents(COURSE, (early, late), acts, tuple(remote)))
        for file in files.files(w, ANA):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        names = [file.name for file in files.queued(w, ANA)]
    assert names == ["early.vtt", "late.html", "leaflet.pdf", "paper.pdf", "sound.mp3", "film.mp4"]


def dated(store: Store, *, done: bool = False) -> list[LocalFile]:
    """Queue a text and a film for each week of two courses; the third week has something due, in course 8 sooner."""
    with store.library.write() as w:
        for course, weeks_ahead in ((7, 2), (8, 1)):
            parts = [v.section(course * 10 + n, of=course, position=n) for n in range(3)]
            acts = [v.activity(course * 100 + n, of=course, in_section=course * 10 + n) for n in range(3)]
            acts[2] = replace(acts[2], due_at=T0 + timedelta(weeks=weeks_ahead), is_done=done)
            acts[0] = replace(acts[0], due_at=T0 - timedelta(weeks=1))  # what has passed presses no more
            remote = [v.remote(act.id, f"{act.id}.{kind}") for act in acts for kind in ("vtt", "mp4")]
            courses.put_contents(w, ANA, Contents(CourseId(course), tuple(parts), tuple(acts), tuple(remote)))
        for file in files.files(w, ANA):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        return files.queued(w, ANA, T0)


def test_what_is_due_next_goes_first_across_courses_and_text_before_all_films(store: Store) -> None:
    texts = ["802.vtt", "702.vtt", "700.vtt", "701.vtt", "800.vtt", "801.vtt"]
    assert [file.name for file in dated(store)] == texts + [name.replace("vtt", "mp4") for name in texts]


def test_what_is_done_already_does_not_press(store: Store) -> None:
    assert [file.name for file in dated(store, done=True)][:6] == [f"{n}.vtt" for n in (700, 701, 702, 800, 801, 802)]


def test_the_date_of_an_assignment_counts_where_the_contents_tell_none(store: Store) -> None:
    dated(store)
    task = Assignment(AssignmentId(1), ActivityId(801), CourseId(8), "Map", due_at=T0 + timedelta(days=1))
    with store.library.write() as w:
        assignments.put_assignments(w, ANA, CourseId(8), [task])
        assert files.queued(w, ANA, T0)[0].name == "801.vtt"


def test_the_learners_own_order_stands_above_all_and_what_is_urgent_above_that(store: Store) -> None:
    queue = dated(store)
    film, text = queue[-1], queue[3]
    with store.library.write() as w:
        assert files.place(w, film.key, -1, is_urgent=False)
        assert files.place(w, text.key, 5, is_urgent=True)
        assert not files.place(w, text.key, 5, is_urgent=True)
        found = files.queued(w, ANA, T0)
        assert [file.key for file in found[:2]] == [text.key, film.key]
        assert [file.key for file in files.queued(w, ANA, T0, limit=1)] == [text.key]
        files.move(w, film.key, FileState.QUEUED, FileEvent.CANCELLED)
    assert (state_of(store, film.key).rank, state_of(store, film.key).is_urgent) == (0, False)


def test_what_came_of_a_cancelled_file_stays_until_it_is_forgotten(store: Store) -> None:
    first, second = listed(store, v.remote(700), v.remote(701))
    with store.library.write() as w:
        for file in (first, second):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
            files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
            transfers.put_part(w, Part(file.key, file.url, "e", 1000, ((0, 600),)))
        assert files.begun_bytes(w) == 2000
        files.move(w, first.key, FileState.RUNNING, FileEvent.CANCELLED)
        assert files.begun_bytes(w) == 1000
        assert files.cancelled_parts(w) == {first.key}
    assert (state_of(store, first.key).state, state_of(store, first.key).done_bytes) == (FileState.ABSENT, 600)
    with store.library.write() as w:
        files.forget_parts(w, [first.key])
        assert transfers.part(w, first.key) is None
        assert transfers.part(w, second.key) is not None
    assert (state_of(store, first.key).done_bytes, state_of(store, second.key).done_bytes) == (0, 600)


def test_a_file_that_waits_for_its_time_is_not_offered_before(store: Store) -> None:
    [file] = listed(store, v.remote(700))
    later = T0 + timedelta(minutes=5)
    with store.library.write() as w:
        files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(file.key, file.url, "e", 1000, ((0, 500),), ((500, 600, 7),)))
        files.move(w, file.key, FileState.RUNNING, FileEvent.FAILED, problem="no_room", not_before=later)
    failed = state_of(store, file.key)
    assert (failed.problem, failed.not_before, failed.done_bytes) == ("no_room", later, 600)
    with store.library.write() as w:
        files.move(w, file.key, FileState.FAILED, FileEvent.RESUMED, not_before=later)
        assert files.queued(w, ANA, T0) == []
        assert len(files.queued(w, ANA, later)) == 1
        assert len(files.queued(w, ANA)) == 1
        assert transfers.part(w, file.key) == Part(file.key, file.url, "e", 1000, ((0, 500),), ((500, 600, 7),))


def test_a_sweep_leaves_what_a_file_comes_to_use_while_it_runs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SWEPT_TOGETHER", 1)
    one, two, three = listed(store, v.remote(700), v.remote(701), v.remote(702))
    blobs = sorted((fetched(store, one.key, b"one"), fetched(store, two.key, b"two")), key=lambda blob: blob.sha256)
    with store.library.write() as w:
        for file in (one, two):
            files.move(w, file.key, FileState.PRESENT, FileEvent.FREED)
        files.move(w, three.key, FileState.ABSENT, FileEvent.WANTED)

    def comes_to_use_it() -> None:
        with store.library.write() as w:
            if store.blobs.has(blobs[1].sha256):
                store.blobs.use(blobs[1].sha256)
                transfers.put_blob(w, blobs[1])
                files.move(w, three.key, FileState.QUEUED, FileEvent.FINISHED, sha256=blobs[1].sha256)

    other = threading.Thread(target=comes_to_use_it)
    removes = RealDisk.remove

    def slowly(disk: RealDisk, file: Path) -> None:
        if file.name == blobs[0].sha256:
            other.start()
            other.join(0.5)  # a sweep of a big course takes seconds
        removes(disk, file)

    monkeypatch.setattr(RealDisk, "remove", slowly)
    store.sweep()
    other.join()
    is_here = state_of(store, three.key).state is FileState.PRESENT
    assert store.blobs.has(blobs[1].sha256) is is_here


def test_a_move_happens_only_from_the_expected_state(store: Store, changes: list[Change]) -> None:
    [file] = listed(store, v.remote(700))
    changes.clear()
    with store.library.write() as w:
        assert not files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
        assert not files.move(w, 999, FileState.ABSENT, FileEvent.WANTED)
    assert changes == []
    with store.library.write() as w:
        assert files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
    assert changes == [Change(Subject.FILES, ANA)]
    with store.library.write() as w, pytest.raises(ValueError, match="finished in absent"):
        files.move(w, file.key, FileState.ABSENT, FileEvent.FINISHED, sha256="0" * 64)
    with store.library.write() as w, pytest.raises(ValueError, match="finished in running"):
        files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED)


def test_cancelling_a_newer_version_leaves_the_older_bytes_usable(store: Store) -> None:
    [file] = listed(store, v.remote(700))
    blob = fetched(store, file.key)
    listed(store, v.remote(700, size=2000))
    with store.library.write() as w:
        files.move(w, file.key, FileState.STALE, FileEvent.WANTED)
        files.move(w, file.key, FileState.QUEUED, FileEvent.CANCELLED)
    here = state_of(store, file.key)
    assert (here.state, here.sha256) == (FileState.STALE, blob.sha256)
    assert store.sweep() == 0


def test_freed_bytes_leave_the_disk_unless_another_file_has_them(store: Store) -> None:
    one, two = listed(store, v.remote(700), v.remote(701))
    blob = fetched(store, one.key)
    assert fetched(store, two.key) == blob
    for file, freed in ((one, 0), (two, blob.size_bytes)):
        with store.library.write() as w:
            files.move(w, file.key, FileState.PRESENT, FileEvent.FREED)
        assert store.sweep() == freed
    assert state_of(store, one.key).sha256 is None
    with store.library.read() as r:
        assert transfers.blob(r, blob.sha256) is None


def test_a_damaged_blob_is_forgotten_and_can_be_fetched_again(store: Store) -> None:
    [file] = listed(store, v.remote(700))
    blob = fetched(store, file.key)
    store.blobs.discard(blob.sha256)
    with store.library.write() as w:
        assert files.forget_blob(w, blob.sha256) == 1
    assert state_of(store, file.key).state is FileState.ABSENT
    assert fetched(store, file.key) == blob


def test_progress_publishes_nothing(store: Store, changes: list[Change]) -> None:
    [file] = listed(store, v.remote(700))
    changes.clear()
    with store.library.write() as w:
        transfers.put_part(w, Part(file.key, file.url, None, None))
        transfers.put_part(w, Part(file.key, file.url, None, None, written=((0, 64, 7),)))
        transfers.drop_part(w, file.key)
    assert changes == []
    assert state_of(store, file.key).done_bytes == 0


def test_finished_files_come_newest_first(store: Store) -> None:
    here = listed(store, v.remote(700), v.remote(701), v.remote(702))
    for file in (here[1], here[0]):
        fetched(store, file.key, file.url.encode())
    with store.library.read() as r:
        assert [file.key for file in files.finished(r, ANA)] == [here[1].key, here[0].key][::-1]
        assert [file.key for file in files.finished(r, ANA, limit=1)] == [here[0].key]


def test_bytes_already_here_are_found_by_sha1_and_by_size_with_the_same_name_first(store: Store) -> None:
    one, two = listed(store, v.remote(700, "a.pdf"), v.remote(701, "b.pdf"))
    a, b = fetched(store, one.key, b"12345"), fetched(store, two.key, b"54321")
    with store.library.read() as r:
        assert transfers.find_same(r, "b.pdf", 5) == [b, a]
        assert transfers.find_same(r, "a.pdf", 5, limit=1) == [a]
        assert transfers.find_same(r, "a.pdf", 6) == []
        assert transfers.likenesses(r, {5, 6}) == {(5, "a.pdf"), (5, "b.pdf"), (5, "")}
        assert transfers.blob_of_sha1(r, a.sha1.upper()) == a
        assert transfers.blob_of_sha1(r, a.sha1, 6) is None


def test_a_file_name_is_found_as_words(store: Store) -> None:
    [file] = listed(store, v.remote(700, "water_cycle-2.pdf"))
    with store.library.read() as r:
        [hit] = search.search(r, ANA, "cycle")
    assert (hit.kind, hit.file_key, hit.activity) == (search.HitKind.FILE, file.key, 700)


def test_a_removed_discussion_and_a_removed_assignment_take_their_files_along(store: Store) -> None:
    listed(store)
    with store.library.write() as w:
        assignments.put_assignments(w, ANA, COURSE, [v.assignment(cmid=701)])
        forums.put_forums(w, ANA, COURSE, [v.forum(cmid=702)])
        forums.put_discussions(w, ANA, v.forum().id, [v.discussion()])
        files.put_extra_files(w, ANA, COURSE, ActivityId(702), files.discussion_files(DiscussionId(9)), [v.remote(702)])
        brief = files.files(w, ANA, owner=files.assignment_files(AssignmentId(4)))
        assert [file.name for file in brief] == ["task.pdf"]
        forums.put_discussions(w, ANA, v.forum().id, [])
        assert [file.name for file in files.files(w, ANA)] == ["task.pdf"]
        assignments.put_assignments(w, ANA, COURSE, [])
        assert files.files(w, ANA) == []


def test_forgetting_an_account_leaves_the_other_one_whole(store: Store) -> None:
    for account in (ANA, BEN):
        with store.library.write() as w:
            courses.put_courses(w, account, [v.course()])
            courses.put_contents(w, account, v.contents(v.remote(700)))
    with store.library.write() as w:
        sites.forget(w, ANA)
    with store.library.read() as r:
        assert (courses.courses(r, ANA), files.files(r, ANA), search.search(r, ANA, "map")) == ([], [], [])
        assert len(courses.courses(r, BEN)) == len(files.files(r, BEN)) == len(search.search(r, BEN, "map")) == 1
