"""Downloads over several connections of a real site, and all the bad luck they may have."""

import itertools
import random
import resource
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.plan import Held, Hold
from studydesk.store import files, schema
from studydesk.sync import porter, supply
from tests.store.failing import FailingDisk
from tests.sync import file_site
from tests.sync.conftest import Course, furnish
from tests.sync.file_site import Asked, FileSite, Learner, Odd, Reply, as_usual, learning
from tests.sync.world import World, world

SIGNED_OUT = b'{"error":"Invalid token - token expired","errorcode":"invalidtoken"}'
SLOW = 150_000  # bytes per second of one connection: several are worth it


def content(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


BIG = content(1_000_000)


@pytest.fixture
def learner(w: World, course: Course) -> Iterator[Learner]:
    """Give a learner before a site of which each connection is slow: the program soon uses several."""
    with learning(w, course.forum.course) as made:
        made.site.rate, made.site.first_byte_s = SLOW, 0.03
        yield made


def lines_are_open(site: FileSite, number: int = 4) -> None:
    site.wait_for(lambda: site.open_now >= number)


# --- everything goes well ---------------------------------------------------------------------------------------------


def test_a_big_file_and_many_small_ones_arrive_over_many_connections_and_no_byte_twice(learner: Learner) -> None:
    names = [f"small-{number}.pdf" for number in range(40)]
    for number, name in enumerate(names):
        learner.put(name, content(2000 + 997 * number, number))
    learner.put("film.mp4", BIG)
    learner.want()
    report = learner.run()
    learner.check("film.mp4", *names)
    assert report.present == 41
    assert report.connections >= 4
    assert learner.site.most_open <= 8
    assert learner.site.sent == report.bytes == sum(len(served.content) for served in learner.site.served.values())


def test_a_site_without_ranges_sends_files_whole_and_several_at_once(learner: Learner) -> None:
    names = [f"talk-{number}.mp3" for number in range(4)]
    for number, name in enumerate(names):
        learner.put(name, content(250_000 + number, number), ranges=False)
    learner.want()
    report = learner.run()
    learner.check(*names)
    assert (len(learner.site.asked), report.bytes) == (4, 1_000_006)
    assert report.connections >= 2


def test_the_same_file_under_ten_names_travels_once(learner: Learner) -> None:
    names = [f"logo-{number}.png" for number in range(10)]
    for name in names:
        learner.put(name, content(40_000))
    for number in range(3):
        learner.put(f"other-{number}.png", content(40_000, 1 + number))
    learner.want()
    report = learner.run()
    learner.check(*names)
    assert (report.reused, report.bytes) == (9, 4 * 40_000)


def test_two_big_files_that_turn_out_to_be_the_same_end_well(learner: Learner) -> None:
    learner.put("a.mp4", BIG)
    learner.put("b.mp4", BIG)
    learner.want()
    report = learner.run()
    learner.check("a.mp4", "b.mp4")
    assert report.present == 2
    assert report.bytes == len(BIG)


# --- the line ---------------------------------------------------------------------------------------------------------


def test_a_connection_that_stalls_while_others_bring_is_given_up_and_another_brings_its_rest(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(porter, "PATIENCE_S", 1.0)  # a test has less of it
    stalled: list[Asked] = []

    def stall(asked: Asked, site: FileSite) -> None:
        if (asked in stalled or (not stalled and site.open_now >= 4)) and asked.sent > 8000:
            stalled.append(asked)
            site.released.wait(30)
            raise Odd

    learner.site.before_piece = stall
    learner.put("film.mp4", BIG)
    learner.want()
    begun = time.monotonic()
    report = learner.run()
    learner.check("film.mp4")
    assert len(set(stalled)) == 1
    assert time.monotonic() - begun < 15
    assert report.bytes == len(BIG)
    assert any(one.start == stalled[0].start + stalled[0].sent for one in learner.site.asked)


@pytest.mark.parametrize("where", ["before the answer", "in the body"])
def test_a_link_that_changed_reopens_a_dead_connection_at_once(learner: Learner, where: str) -> None:
    site, dead = learner.site, threading.Event()

    def dies(asked: Asked, site: FileSite) -> None:
        if not dead.is_set() and (where == "before the answer" or asked.sent >= 20_000):
            dead.set()
            site.released.wait(30)
            raise Odd

    site.begins = dies if where == "before the answer" else site.begins
    site.before_piece = dies if where == "in the body" else site.before_piece
    learner.put("film.mp4", content(100_000))
    learner.want()
    with learner.running() as reports:
        site.wait_for(dead.is_set)
        time.sleep(0.2)
        changed = time.monotonic()
        learner.fetch.nudge()
    learner.check("film.mp4")
    assert time.monotonic() - changed < 8
    assert reports[0].bytes == 100_000


def test_a_site_that_resets_all_but_one_connection_is_not_hammered(learner: Learner) -> None:
    def only_one(_asked: Asked, site: FileSite) -> None:
        if site.open_now > 1:
            raise Odd  # closed without a word

    learner.site.begins = only_one
    learner.put("film.mp4", content(400_000))
    learner.want()
    report = learner.run()
    learner.check("film.mp4")
    assert report.bytes == 400_000
    assert learner.site.connections < 40


def test_a_page_of_a_wifi_in_the_middle_stops_the_run_and_is_no_part_of_the_file(learner: Learner) -> None:
    def portal(asked: Asked, _site: FileSite) -> None:
        if asked.start > 300_000:
            raise Reply(200, b"<html>Please sign in to this Wi-Fi</html>", Content_Type="text/html")

    learner.site.begins = portal
    learner.put("film.mp4", BIG)
    learner.want()
    report = learner.run()
    assert report.stopped == "portal"
    assert learner.file("film.mp4").state is FileState.QUEUED
    learner.site.begins = as_usual
    learner.run()
    learner.check("film.mp4")
    assert learner.site.is_sent_once("film.mp4") or learner.site.sent < len(BIG) * 1.2


# --- the site ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_to_wait_is_waited_for_and_gets_fewer_connections(learner: Learner, status: int) -> None:
    def full(_asked: Asked, site: FileSite) -> None:
        if site.sent > 300_000:
            raise Reply(status, b"", Retry_After="17")

    site = learner.site
    site.begins = full
    learner.put("film.mp4", BIG)
    for number in range(5):
        learner.put(f"talk-{number}.mp3", content(250_000 + number, number))
    learner.want()
    levels: list[int] = []
    learner.on_step = lambda _step: levels.append(learner.fetch._ramp.level)
    report = learner.run()
    level = learner.fetch._ramp.level
    assert level == max(1, max(levels) // 2)
    assert (report.stopped, report.failed) == ("busy", 0)
    names = list(site.served)
    assert set(learner.states(names)) <= {FileState.QUEUED, FileState.PRESENT}
    waiting = [learner.file(name) for name in names]
    assert learner.w.at_school.now() + timedelta(seconds=17) in {file.not_before for file in waiting}
    asked_before = len(site.asked)
    learner.w.clock.pass_time(16)
    again = learner.run()
    assert (again.stopped, again.rests_until) == ("resting", learner.w.at_school.now() + timedelta(seconds=1))
    assert len(site.asked) == asked_before  # the whole site rests, not only the file that was asked for
    site.begins, site.rate = as_usual, 4 * SLOW
    learner.w.clock.pass_time(6)  # of which nothing ever came, those wait a little longer than the site
    learner.run()
    learner.check(*names)
    assert learner.fetch._ramp.level == level  # how many are at work; those about to end come on top of it


@pytest.mark.parametrize("etag", ["sha1", "opaque"])
def test_a_file_that_changes_while_four_connections_bring_it_is_of_one_version(learner: Learner, etag: str) -> None:
    def changing(_asked: Asked, site: FileSite) -> None:
        served = site.served["film.mp4"]
        if site.open_now >= 4 and site.sent > 200_000 and served.content is BIG:
            served.content = newer
            served.etag = "sha1" if etag == "sha1" else "newer"

    newer = content(len(BIG), 1)
    learner.site.before_piece = changing
    learner.put("film.mp4", BIG, etag="sha1" if etag == "sha1" else "older")
    learner.want()
    report = learner.run()
    learner.check("film.mp4")
    assert learner.site.served["film.mp4"].content is newer
    assert report.bytes < 2 * len(BIG)


def test_a_token_that_ends_in_the_middle_stops_the_run_and_the_next_goes_on_with_what_is_here(
    learner: Learner,
) -> None:
    def ended(asked: Asked, site: FileSite) -> None:
        if site.sent > 300_000:
            raise Reply(200, SIGNED_OUT, Content_Type="application/json")

    site = learner.site
    site.begins = ended
    learner.put("film.mp4", BIG)
    learner.want()
    report = learner.run()
    assert report.stopped == "signed_out"
    waiting = learner.file("film.mp4")
    assert (waiting.state, waiting.problem) == (FileState.QUEUED, None)
    assert waiting.done_bytes >= 300_000
    site.begins = as_usual
    learner.quit()
    again = learner.run()
    learner.check("film.mp4")
    assert report.bytes + again.bytes == len(BIG)


# --- the learner ------------------------------------------------------------------------------------------------------


def test_pause_and_resume_cancel_and_a_new_order_while_four_connections_run(learner: Learner) -> None:
    site = learner.site
    names = ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]
    for number, name in enumerate(names):
        learner.put(name, content(300_000 + number, number))
    learner.want()
    with learner.running() as reports:
        lines_are_open(site, 3)
        learner.move("a.mp4", FileEvent.PAUSED)
        site.wait_for(lambda: not any(one.name == "a.mp4" for one in answering(learner)))
        learner.move("d.mp4", FileEvent.CANCELLED)
        with learner.w.store.library.write() as writer:
            files.place(writer, learner.file("c.mp4").key, -1, is_urgent=True)
        learner.move("a.mp4", FileEvent.RESUMED)
    learner.check("a.mp4", "b.mp4", "c.mp4")
    assert learner.file("d.mp4").state is FileState.ABSENT
    assert reports[0].stopped is None
    assert site.is_sent_once("b.mp4")
    wanted = sum(one.sent for one in site.asked if one.name != "d.mp4")
    assert wanted <= 3 * 300_003 + 4 * 64 * 1024  # what was on its way when it was paused


def answering(learner: Learner) -> list[Any]:
    """Return the files that are told to be under way."""
    return list(learner.steps[-1].files) if learner.steps else []


def test_a_file_that_is_paused_and_resumed_again_and_again_is_not_forgotten(learner: Learner) -> None:
    learner.put("a.mp4", content(300_000))
    learner.put("b.mp4", content(700_000, 1))
    learner.want()
    turns = 0

    def toggle(_step: object) -> None:
        nonlocal turns
        state = learner.file("a.mp4").state
        if state is FileState.RUNNING and turns < 6:
            learner.move("a.mp4", FileEvent.PAUSED)
            turns += 1
        elif state is FileState.PAUSED:
            learner.move("a.mp4", FileEvent.RESUMED)

    learner.on_step = toggle
    with learner.running() as reports:
        pass
    learner.on_step = lambda _step: None
    assert reports[0].stopped is None
    if learner.file("a.mp4").state is FileState.PAUSED:  # the other one was whole before anything resumed it
        learner.move("a.mp4", FileEvent.RESUMED)
    learner.run()
    learner.check("a.mp4", "b.mp4")
    assert turns >= 3


def test_posts_get_the_link_at_once(learner: Learner) -> None:
    learner.put("film.mp4", BIG)
    learner.want()
    wants = threading.Event()
    learner.should_yield = wants.is_set
    with learner.running() as reports:
        lines_are_open(learner.site)
        wants.set()
        begun = time.monotonic()
    assert time.monotonic() - begun < 1.5
    assert reports[0].stopped == "posts"
    wants.clear()
    here = learner.file("film.mp4").done_bytes
    assert 0 < here < len(BIG)
    again = learner.run()
    learner.check("film.mp4")
    assert again.bytes == len(BIG) - here


@dataclass
class Rules:
    """The learner's rules, as the tests turn them."""

    rate_limit: float | None = None
    most_connections: int = 8
    reason: Held | None = None
    only: str = ""
    named: frozenset[int] | None = None
    noted: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def held(self, file: LocalFile) -> Held | None:
        return self.reason if not self.only or self.only == file.name else None

    def begin(self, file: LocalFile) -> None:
        """Take no note: room is of no matter here."""

    def end(self, file: LocalFile, *, is_whole: bool) -> None:
        """Take no note."""

    def note(self, file: LocalFile, travelled: int) -> None:
        with self.lock:
            self.noted += travelled

    def note_news(self, travelled: int) -> None:
        """Downloads bring no news."""

    def flush(self) -> None:
        """Nothing is kept."""


def test_a_file_that_has_to_wait_in_the_middle_waits_and_the_others_go_on(learner: Learner) -> None:
    rules = learner.gate = Rules(only="a.mp4")
    learner.put("a.mp4", content(500_000))
    learner.put("b.mp4", content(600_000, 1))
    learner.want()
    with learner.running() as reports:
        lines_are_open(learner.site)
        rules.reason = Held(Hold.DAY_ALLOWANCE)
    report = reports[0]
    assert (report.stopped, report.held) == ("held", Held(Hold.DAY_ALLOWANCE))
    learner.check("b.mp4")
    waiting = learner.file("a.mp4")
    assert waiting.state is FileState.QUEUED
    rules.reason = None
    again = learner.run()
    learner.check("a.mp4")
    assert report.bytes + again.bytes == rules.noted == 1_100_000


def test_a_limit_holds_and_nothing_is_pulled_ahead_of_it(learner: Learner) -> None:
    learner.gate = Rules(rate_limit=100_000)
    learner.site.rate = None
    learner.put("film.mp4", content(500_000))
    learner.want()
    told: list[tuple[float, int, int]] = []
    learner.on_step = lambda step: told.append((time.monotonic(), step.done, learner.site.sent - step.done))
    learner.run()
    learner.check("film.mp4")
    (begun, before, _), (ended, after, _) = told[len(told) // 4], told[-2]  # the first moments may be a burst
    assert (after - before) / (ended - begun) == pytest.approx(100_000, rel=0.1)
    assert max(ahead for _, _, ahead in told) < 250_000


# --- the disk ---------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_at_any_moment_loses_no_file_and_says_why_it_waits(tmp_path: Path) -> None:
    """Call number n of the disk fails (reserve, write, sync, rename, folder, the list of names), for every n."""
    sizes = {"film.mp4": 700_000, "paper.pdf": 30_000, "words.vtt": 900}
    for fail_at in itertools.count():
        disk = FailingDisk(-1)
        with world(tmp_path / str(fail_at), disk=disk) as w, learning(w, furnish(w).forum.course) as learner:
            for number, (name, size) in enumerate(sizes.items()):
                learner.put(name, content(size, number))
            learner.want()
            disk.fail_after(fail_at)
            report = learner.run()
            if learner.states(list(sizes)) == [FileState.PRESENT] * 3:
                learner.check(*sizes)  # what failed was tried once more and got through
                if disk.calls <= disk.fails_at:
                    break
                continue
            assert report.stopped == "disk_full", fail_at
            waiting = [learner.file(name) for name in sizes if learner.file(name).state is not FileState.PRESENT]
            assert {file.state for file in waiting} <= {FileState.FAILED, FileState.QUEUED}
            told = [file for file in waiting if file.state is FileState.FAILED]
            assert told or not any(file.done_bytes for file in waiting), fail_at
            assert all(file.problem == "disk_full" and file.not_before is not None for file in told)
            w.clock.pass_time(3600)
            assert learner.run().stopped is None
            learner.check(*sizes)
            assert learner.site.sent <= sum(sizes.values()) + 256 * 1024, fail_at
    assert fail_at > 12


# --- memory -----------------------------------------------------------------------------------------------------------


class Endless(bytes):
    """A file of any length that takes a megabyte."""

    piece = content(1 << 20)
    size = 0

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, key: Any) -> Any:
        start = key.start % len(self.piece)
        return (self.piece[start:] + self.piece)[: key.stop - key.start]


def test_a_file_of_300_mb_takes_no_more_memory_than_one_of_20(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_site, "PIECE", 1 << 18)
    learner.site.rate = None
    learner.on_step = lambda _step: learner.steps.clear()
    high: list[int] = []
    for size in (20_000_000, 300_000_000):
        name = f"film-{size}.mp4"
        learner.put(name, content(10), etag="opaque")
        learner.want()
        with learner.w.store.library.write() as writer:
            writer.execute(schema.file.update().where(schema.file.c.name == name).values(size_bytes=size))
        learner.site.served[name].content = endless = Endless()
        endless.size = size
        learner.run()
        assert learner.file(name).state is FileState.PRESENT
        high.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert high[1] - high[0] < 24_000  # kB, of 280 MB more


def test_a_late_answer_to_an_earlier_try_leaves_the_new_one_alone(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply, "READ_QUEUE_EVERY_S", 0.2)  # the learner's retry is seen soon
    site, late = learner.site, threading.Event()
    gone = Reply(404, b'{"error":"Sorry","errorcode":"filenotfound"}', Content_Type="application/json")
    struck: list[Asked] = []

    def strike(asked: Asked, site: FileSite) -> None:
        if asked.name == "film.mp4" and site.open_now >= 3 and len(struck) < 2:
            struck.append(asked)
            if len(struck) == 1:
                late.wait(20)
            raise gone

    site.begins = strike
    learner.put("film.mp4", BIG)
    learner.put("talk.mp4", content(3_000_000, 1))
    learner.want()
    with learner.running() as reports:
        site.wait_for(lambda: learner.file("film.mp4").state is FileState.FAILED)
        learner.move("film.mp4", FileEvent.RESUMED)
        asked_before = len(site.asked)
        site.wait_for(lambda: any(one.name == "film.mp4" and one.sent for one in site.asked[asked_before:]))
        late.set()
    learner.check("film.mp4", "talk.mp4")
    assert reports[0].failed == 1
    assert not list(learner.w.store.blobs.parts.glob("*.part"))
