"""The gate of downloads: what it lets travel, what it counts, and what it keeps of that."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from studydesk import paths
from studydesk.app.outside import SystemClock
from studydesk.domain.changes import Change
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.ids import AccountId
from studydesk.domain.plan import Held, Hold, Hours, Rules
from studydesk.store import courses, files, space, transfers, usage
from studydesk.store.blobs import Blob
from studydesk.store.opening import Store, open_store
from studydesk.store.transfers import Part
from studydesk.sync.gate import Gate
from studydesk.sync.leftovers import KEPT_FOR, Leftovers
from tests.store import values as v
from tests.store.values import ANA, BEN, COURSE
from tests.sync.file_site import Learner
from tests.sync.school import VirtualClock

BOGOTA = ZoneInfo("America/Bogota")


@dataclass
class Desk:
    """A gate before two queued films of 1000 bytes, and a clock."""

    store: Store
    clock: VirtualClock
    changes: list[Change]
    rules: Rules = field(default_factory=Rules)
    turn: AbstractContextManager[object] = field(default_factory=threading.RLock)

    def gate(self, account: AccountId = ANA) -> Gate:
        return Gate(account, self.store, self.clock, lambda: self.rules, BOGOTA, self.turn)

    def film(self, number: int = 0) -> LocalFile:
        with self.store.library.read() as r:
            return files.files(r, ANA)[number]

    def kept(self) -> int:
        with self.store.work.read() as r:
            return usage.total(r, date.min, date.max)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    changes: list[Change] = []
    clock = VirtualClock()
    store = open_store(paths.of(tmp_path / "home"), now=clock.now(), publish=changes.extend)
    with store.library.write() as w:
        courses.put_contents(w, ANA, v.contents(v.remote(700, "a.mp4"), v.remote(701, "b.mp4")))
        for file in files.files(w, ANA):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
    yield Desk(store, clock, changes)
    store.close()


def test_what_travelled_is_counted_by_the_learners_own_day_course_and_kind(desk: Desk) -> None:
    gate = desk.gate()
    gate.note(desk.film(), 600)
    gate.note(desk.film(1), 300)
    gate.note_news(50)
    gate.flush()
    today = desk.clock.now().astimezone(BOGOTA).date()
    with desk.store.work.read() as r:
        assert usage.total(r, today, today) == 950
        assert usage.by_course(r, today, today) == {(ANA, COURSE): 900, (ANA, usage.NO_COURSE): 50}
        assert usage.by_media(r, today, today) == {Media.VIDEO: 900, Media.TEXT: 50}


def test_a_kill_costs_the_meter_two_seconds_or_little_and_it_is_written_once_a_second_at_most(desk: Desk) -> None:
    gate, film = desk.gate(), desk.film()
    desk.changes.clear()
    gate.note(film, 3_000_000)
    assert desk.kept() == 0
    desk.clock.pass_time(timedelta(seconds=1))
    gate.note(film, 1)
    assert desk.kept() == 3_000_001
    gate.note(film, 10)
    desk.clock.pass_time(timedelta(seconds=1))
    gate.note(film, 10)
    assert desk.kept() == 3_000_001
    desk.clock.pass_time(timedelta(seconds=1))
    gate.note(film, 10)
    assert desk.kept() == 3_000_031
    assert desk.changes == []  # the page must not be read again for every megabyte


def test_every_byte_counts_at_once_whatever_was_kept(desk: Desk) -> None:
    desk.rules = Rules(day_bytes=1000)
    gate, film = desk.gate(), desk.film()
    gate.note(film, 999)
    assert gate.held(film) is None
    gate.note(film, 1)
    found = gate.held(film)
    assert found is not None
    assert found.why is Hold.DAY_ALLOWANCE
    assert gate.used.day_bytes == gate.used.week_bytes == 1000
    gate.flush()
    desk.clock.pass_time(timedelta(seconds=5))
    assert gate.used.day_bytes == 1000  # not counted twice, once it is kept and read again
    gate.note(film, 5)
    desk.clock.pass_time(timedelta(seconds=5))
    assert gate.used.day_bytes == 1005


def test_a_new_day_gives_a_new_allowance_and_the_week_goes_on(desk: Desk) -> None:
    desk.rules = Rules(day_bytes=1000, week_bytes=1500)
    gate, film = desk.gate(), desk.film()
    gate.note(film, 1000)
    found = gate.held(film)
    assert found is not None
    assert found.until is not None
    desk.clock.pass_time(found.until - desk.clock.now())
    assert gate.held(film) is None
    assert (gate.used.day_bytes, gate.used.week_bytes) == (0, 1000)
    gate.note(film, 500)
    found = gate.held(film)
    assert found is not None
    assert (found.why, found.until and found.until.weekday()) == (Hold.WEEK_ALLOWANCE, 0)


def test_what_another_account_brought_counts_too(desk: Desk) -> None:
    desk.rules = Rules(day_bytes=1000)
    other, mine = desk.gate(BEN), desk.gate()
    assert mine.held(desk.film()) is None
    other.note(desk.film(), 1000)
    other.flush()
    desk.clock.pass_time(timedelta(seconds=3))
    assert mine.held(desk.film()) is not None


def test_changed_rules_hold_within_two_seconds_and_at_once_when_told(desk: Desk) -> None:
    gate = desk.gate()
    assert gate.held(desk.film()) is None
    desk.rules = Rules(is_metered=True, metered_media=frozenset({Media.TEXT}), rate_limit=5000.0, most_connections=1)
    assert gate.held(desk.film()) is None
    gate.look_again()
    assert gate.held(desk.film()) == Held(Hold.METERED)
    assert (gate.rate_limit, gate.most_connections) == (5000.0, 1)
    desk.rules = Rules()
    desk.clock.pass_time(timedelta(seconds=2))
    assert gate.held(desk.film()) is None


def test_what_is_said_for_this_run_stands_in_the_place_of_the_settings(desk: Desk) -> None:
    now = desk.clock.now().astimezone(BOGOTA)
    closed = Hours((now + timedelta(hours=3)).time(), (now + timedelta(hours=4)).time())
    desk.rules = Rules(hours=closed, rate_limit=5000.0)
    gate = desk.gate()
    assert gate.held(desk.film()) is not None
    gate.only_for_now(hours=Hours(now.time(), (now + timedelta(hours=1)).time()))
    assert gate.held(desk.film()) is None
    assert gate.rate_limit == 5000.0
    gate.only_for_now(rate_limit=9000.0)
    assert gate.held(desk.film()) is not None
    assert gate.rate_limit == 9000.0


def test_a_file_under_way_is_not_stopped_by_the_room_it_took_itself(desk: Desk) -> None:
    free = desk.store.blobs.place.free_bytes()
    assert free is not None
    film = replace(desk.film(), size_bytes=free // 2)
    desk.rules = Rules(reserve_bytes=free * 3 // 4)
    gate = desk.gate()
    found = gate.held(film)
    assert found is not None
    assert found.why is Hold.RESERVE
    gate.begin(film)  # its part is reserved, and what is free is so much less
    assert gate.held(film) is None
    gate.flush()
    assert gate.held(film) is not None


def test_what_is_being_fetched_counts_as_stored(desk: Desk) -> None:
    desk.rules = Rules(budget_bytes=1999)
    gate = desk.gate()
    assert gate.held(desk.film(1)) is None
    with desk.store.library.write() as w:
        files.move(w, desk.film().key, FileState.QUEUED, FileEvent.STARTED)
    gate.look_again()
    assert gate.held(desk.film(1)) == Held(Hold.BUDGET)
    assert gate.held(desk.film()) is None


def test_two_files_are_not_let_into_the_room_of_one_and_what_has_its_room_is_not_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [1600]
    monkeypatch.setattr(desk.store.blobs.place, "free_bytes", lambda: free[0])  # a disk of that size cannot be had
    desk.rules = Rules(reserve_bytes=500)
    gate, first, second = desk.gate(), desk.film(), desk.film(1)
    assert (gate.held(first), gate.held(second)) == (None, None)
    gate.begin(first)
    assert (gate.held(first), gate.held(second)) == (None, Held(Hold.RESERVE))
    desk.clock.seconds += 3
    assert gate.held(second) == Held(Hold.RESERVE)  # the disk still looks as before: nothing was answered
    free[0] = 600  # now its part is reserved
    gate.note(first, 1)
    desk.clock.seconds += 3
    assert gate.used.free_bytes == 600
    assert (gate.held(first), gate.held(second)) == (None, Held(Hold.RESERVE))
    free[0] = 0  # somebody else fills the disk
    desk.clock.seconds += 3
    assert gate.held(first) is None
    free[0] = 1600
    gate.end(first, is_whole=False)
    desk.clock.seconds += 3
    assert gate.held(second) is None


def test_room_that_a_file_did_not_take_is_free_for_the_next_one_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.store.blobs.place, "free_bytes", lambda: 1600)
    desk.rules = Rules(reserve_bytes=500)
    gate, first, second = desk.gate(), desk.film(), desk.film(1)
    gate.begin(first)
    assert gate.held(second) == Held(Hold.RESERVE)
    gate.end(first, is_whole=False)  # it was here already, or the school does not give it out
    assert gate.held(second) is None


def test_files_begun_one_after_the_other_see_each_others_room_at_once(desk: Desk) -> None:
    desk.rules = Rules(budget_bytes=1999)
    gate, first, second = desk.gate(), desk.film(), desk.film(1)
    assert gate.held(first) is None
    gate.begin(first)
    assert (gate.held(first), gate.held(second)) == (None, Held(Hold.BUDGET))
    gate.end(first, is_whole=True)
    assert gate.held(second) == Held(Hold.BUDGET)  # though the library does not know yet that it is here
    desk.clock.seconds += 3
    assert gate.held(second) == Held(Hold.BUDGET)
    with desk.store.library.write() as w:
        transfers.put_blob(w, Blob("ab" * 32, "cd" * 20, 1000))
        files.move(w, first.key, FileState.QUEUED, FileEvent.FINISHED, sha256="ab" * 32)
    desk.clock.seconds += 3
    assert gate.used.stored_bytes == 1000
    gate.begin(second)
    gate.end(second, is_whole=False)
    assert gate.used.stored_bytes == 1000


def test_what_came_of_a_file_that_waits_counts_as_stored(desk: Desk) -> None:
    desk.rules = Rules(budget_bytes=1599)
    first = desk.film()
    with desk.store.library.write() as w:
        files.move(w, first.key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(first.key, first.url, "e", 1000, ((0, 600),)))
        files.move(w, first.key, FileState.RUNNING, FileEvent.PAUSED)
    gate = desk.gate()
    assert gate.used.stored_bytes == 600
    assert gate.held(desk.film()) is None  # only its rest is missing
    assert gate.held(desk.film(1)) == Held(Hold.BUDGET)


def test_several_threads_count_without_losing_a_byte(desk: Desk) -> None:
    gate, film = desk.gate(), desk.film()

    def bring() -> None:
        for _ in range(500):
            gate.note(film, 3)
            gate.held(film)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gate.flush()
    assert desk.kept() == gate.used.day_bytes == 6000


def test_now_is_told_in_the_learners_own_zone(desk: Desk) -> None:
    here = desk.gate().here()
    assert here == desk.clock.now()
    assert here.tzinfo is BOGOTA
    assert isinstance(here.time(), time)


def test_the_budget_holds_over_four_connections(learner: Learner) -> None:
    rules = Rules(budget_bytes=1_000_000)
    turn = threading.RLock()
    learner.gate = Gate(learner.w.account.id, learner.w.store, SystemClock(), lambda: rules, BOGOTA, turn)
    for number in range(4):
        learner.put(f"film-{number}.mp4", bytes([number]) * (400_000 + number))
    learner.want()
    learner.site.rate = 400_000
    ramp = learner.fetch._ramp
    ramp._at, ramp._has_settled = 2, True
    report = learner.run()
    assert (report.stopped, report.held, report.present) == ("held", Held(Hold.BUDGET), 2)
    assert report.bytes <= 1_000_000
    with learner.w.store.library.read() as r:
        assert learner.gate.used.stored_bytes == space.stored_bytes(r) + files.begun_bytes(r) <= 1_000_000


# --- what came of cancelled downloads -----------------------------------------------------------------------------
def begun_and_cancelled(desk: Desk) -> LocalFile:
    film = desk.film()
    with desk.store.blobs.open_part(film.key, total_bytes=1000) as part:
        part.append(b"x" * 600)
    with desk.store.library.write() as w:
        files.move(w, film.key, FileState.QUEUED, FileEvent.STARTED)
        transfers.put_part(w, Part(film.key, film.url, "e", 1000, ((0, 600),)))
        files.move(w, film.key, FileState.RUNNING, FileEvent.CANCELLED)
    return desk.film()


def part_file(desk: Desk, film: LocalFile) -> Path:
    [found] = [*desk.store.blobs.place.folder.parent.rglob(f"{film.key}.part")]
    return found


def test_what_came_of_a_cancelled_download_stays_two_minutes_and_is_then_freed(desk: Desk) -> None:
    film, leftovers = begun_and_cancelled(desk), Leftovers(desk.store, desk.clock)
    file = part_file(desk, film)
    assert leftovers.free() == KEPT_FOR
    desk.clock.pass_time(timedelta(seconds=30))
    assert leftovers.free() == KEPT_FOR - timedelta(seconds=30)
    assert file.exists()
    desk.clock.pass_time(timedelta(seconds=90))
    assert leftovers.free() is None
    assert not file.exists()
    assert desk.film().done_bytes == 0


def test_what_is_wanted_again_meanwhile_keeps_what_came(desk: Desk) -> None:
    film, leftovers = begun_and_cancelled(desk), Leftovers(desk.store, desk.clock)
    leftovers.free()
    with desk.store.library.write() as w:
        files.move(w, film.key, FileState.ABSENT, FileEvent.WANTED)
    desk.clock.pass_time(timedelta(minutes=5))
    assert leftovers.free() is None
    assert part_file(desk, film).exists()
    assert desk.film().done_bytes == 600


def test_at_the_start_of_the_program_it_is_freed_at_once(desk: Desk) -> None:
    film = begun_and_cancelled(desk)
    file = part_file(desk, film)
    assert Leftovers(desk.store, desk.clock).free(at_once=True) is None
    assert not file.exists()
