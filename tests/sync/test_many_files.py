"""Many small files over a fast line: none is cut into pieces without need, and none waits for another without need."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from studydesk.domain.courses import Completion, Kind
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.outside import Alone, Cancel
from studydesk.domain.pace import Flow, Ramp
from studydesk.domain.plan import Held, Hold, Unlimited
from studydesk.store import files, transfers
from studydesk.store.blobs import Blob
from studydesk.sync import supply
from studydesk.sync.gauge import Gauge
from studydesk.sync.porter import Line
from studydesk.sync.reports import FetchReport, Step
from studydesk.sync.supply import Means, Supply
from studydesk.sync.transfer import MOST_LEAST_BYTES, Span, Transfer
from tests.sync.conftest import Course
from tests.sync.world import World

LENGTH = 500_000
BLOCK, LEAST, LEVEL = 8 * LENGTH, LENGTH, 2


@dataclass
class Desk:
    """A learner who wants files of one course, and what hands them out."""

    w: World
    course: Course

    def __post_init__(self) -> None:
        w = self.w
        self.means = Means(
            w.account, w.campus, w.store, w.at_school, w.clock, w.chance, w.policy, Alone(), Unlimited(), lambda: False
        )
        self.told = 0
        self.supply = Supply(self.means, self._tell)

    def want(self, *contents: tuple[str, bytes]) -> None:
        """Let the course have these files, all wanted: each in a folder of its own, so that names may repeat."""
        for name, content in contents:
            shelf = self.w.school.add_activity(self.course.forum.course, Kind.FOLDER, "Shelf", Completion.NONE)
            self.w.school.add_file(shelf, name, content)
        self.w.clock.pass_time(60)
        self.w.refresh_once()
        with self.w.store.library.write() as w:
            for file in files.files(w, self.w.account.id, states=(FileState.ABSENT,)):
                files.move(w, file.key, file.state, FileEvent.WANTED)

    def next(self) -> Transfer | None:
        """Return the file that a free connection brings."""
        work = self.supply.claim(BLOCK, LEAST, LEVEL)
        return work.transfer if isinstance(work, Span) else work

    def arrive(self, transfer: Transfer, content: bytes) -> Blob:
        """Let all of a file come."""
        transfer.written.append(content)
        blob = transfer.written.finish()
        self.supply.retire(transfer, blob)
        return blob

    def _tell(self) -> None:
        self.told += 1


@pytest.fixture
def desk(w: World, course: Course) -> Iterator[Desk]:
    """Give a learner whose course has nothing to download yet."""
    made = Desk(w, course)
    yield made
    for one in list(made.supply.active.values()):
        made.supply.retire(one)


def content(number: int) -> bytes:
    return bytes([number]) * LENGTH


def test_a_file_of_the_same_length_waits_until_one_question_can_prove_it(desk: Desk) -> None:
    desk.want(("a.pdf", content(1)), ("b.pdf", content(1)))
    first = desk.next()
    assert first is not None
    assert not first.may_be_here
    assert desk.next() is None
    told = desk.told
    desk.arrive(first, content(1))
    second = desk.next()
    assert second is not None
    assert second.may_be_here
    assert desk.told == told + 1  # the library knows of the first before anybody asks for the second


def test_files_of_one_length_come_together_once_they_turned_out_to_differ(desk: Desk) -> None:
    desk.want(*((f"{number}.pdf", content(number)) for number in range(4)))
    for number in range(2):
        one = desk.next()
        assert one is not None
        assert desk.next() is None
        desk.arrive(one, content(number))
    together = [desk.next(), desk.next()]
    assert [one is not None and not one.may_be_here for one in together] == [True, True]


def test_namesakes_of_one_length_wait_for_each_other_even_then(desk: Desk) -> None:
    desk.want(("a.pdf", content(1)), ("b.pdf", content(2)), ("same.pdf", content(3)), ("same.pdf", content(3)))
    for number in (1, 2):
        one = desk.next()
        assert one is not None
        desk.arrive(one, content(number))
    first = desk.next()
    assert first is not None
    assert first.file.name == "same.pdf"
    assert desk.next() is None
    desk.arrive(first, content(3))
    second = desk.next()
    assert second is not None
    assert second.may_be_here


def test_a_small_file_that_is_whole_is_not_begun_again_while_it_waits_for_its_name(desk: Desk) -> None:
    desk.want(("a.pdf", b"a" * 1000), ("b.pdf", b"b" * 1001), ("c.pdf", b"c" * 1002))
    first = desk.next()
    assert first is not None
    with desk.w.store.library.write() as w:
        for file in files.queued(w, desk.w.account.id):
            files.place(w, file.key, 1 if file.key == first.file.key else 0, is_urgent=False)
    desk.w.clock.pass_time(6)  # the queue is read again, while the library has not heard of the first
    second = desk.next()
    assert second is not None
    blob = desk.arrive(first, b"a" * 1000)
    third = desk.next()
    assert third is not None
    assert {second.file.key, third.file.key}.isdisjoint({first.file.key})
    assert desk.next() is None
    desk.supply.batch.publish()
    assert desk.w.store.blobs.path(blob.sha256).read_bytes() == b"a" * 1000


def test_what_an_earlier_run_brought_may_be_here(desk: Desk, tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.write_bytes(content(1))
    blob = Blob(hashlib.sha256(content(1)).hexdigest(), hashlib.sha1(content(1)).hexdigest(), LENGTH)
    desk.w.store.blobs.adopt(before, blob.sha256)
    with desk.w.store.library.write() as w:
        transfers.put_blob(w, blob)
    desk.want(("a.pdf", content(1)), ("b.pdf", b"short"))
    found = {one.file.name: one.may_be_here for one in (desk.next(), desk.next()) if one is not None}
    assert found == {"a.pdf": True, "b.pdf": False}


@pytest.mark.parametrize(("rate", "is_cut"), [(25_000, True), (400_000, True), (60_000_000, False)])
def test_a_small_file_is_cut_into_pieces_only_where_a_piece_takes_longer_than_asking(
    desk: Desk, rate: int, is_cut: bool
) -> None:
    alone = Alone()
    line = Line(desk.means, Cancel(), lambda: None, FetchReport(), Ramp(), LENGTH, alone.lock(), alone.lock())
    line.flow.received(0, line.now())
    desk.w.clock.pass_time(4)
    line.flow.received(4 * rate, line.now())
    _, least, _ = line.blocks()
    assert (least < LENGTH) is is_cut
    assert (least <= MOST_LEAST_BYTES) is is_cut


def test_what_comes_is_counted_and_its_rate_read_by_one_connection_at_a_time(desk: Desk) -> None:
    counting, alone = Watched(), Alone()
    line = Line(desk.means, Cancel(), lambda: None, FetchReport(), Ramp(), LENGTH, alone.lock(), counting)
    line.flow = WatchedFlow(counting)
    desk.want(("a.pdf", content(1)))
    transfer = desk.next()
    assert transfer is not None
    line.took(transfer, 1000)
    line.blocks()
    line.has_room(desk.supply)
    steps: list[Step] = []
    Gauge(desk.supply, line.rate, steps.append).say(transfer)
    assert (counting.times, len(steps)) == (4, 1)


@dataclass
class Watched:
    """A lock that tells whether it is held."""

    is_held: bool = False
    times: int = 0

    def __enter__(self) -> None:
        self.is_held, self.times = True, self.times + 1

    def __exit__(self, *_: object) -> None:
        self.is_held = False


class WatchedFlow(Flow):
    """A flow that is touched with its lock only: a collision of threads cannot be had at will."""

    def __init__(self, lock: Watched) -> None:
        super().__init__()
        self._lock = lock

    def received(self, size_bytes: int, now: float) -> None:
        assert self._lock.is_held
        super().received(size_bytes, now)

    def rate(self, now: float) -> float | None:
        assert self._lock.is_held
        return super().rate(now)


class NoFilms(Unlimited):
    """Films wait for another link."""

    def held(self, file: LocalFile) -> Held | None:
        return Held(Hold.METERED) if file.name.endswith(".mp4") else None


def test_what_may_travel_is_found_behind_many_files_that_have_to_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.want(*((f"{number}.mp4", bytes([number]) * 300) for number in range(30)), ("a.pdf", b"a"), ("b.pdf", b"bb"))
    with desk.w.store.library.write() as w:
        for file in files.files(w, desk.w.account.id):
            files.place(w, file.key, 1 if file.name.endswith(".pdf") else 0, is_urgent=False)
    monkeypatch.setattr(supply, "AT_ONCE", 5)
    desk.supply = Supply(replace(desk.means, gate=NoFilms()), desk._tell)
    found = [desk.next(), desk.next()]
    assert [one and one.file.name for one in found] == ["a.pdf", "b.pdf"]
    assert desk.next() is None
    assert desk.supply.held == Held(Hold.METERED)


def test_a_file_that_no_connection_got_further_with_comes_after_the_others_until_it_grows(desk: Desk) -> None:
    desk.want(("a.mp4", bytes(4 * BLOCK)), ("b.mp4", b"b" * (4 * BLOCK + 1)))
    first = desk.next()
    assert first is not None
    first.takes_ranges = first.is_answered = True
    first.stuck_at = first.here_bytes
    other = desk.next()
    assert other is not None
    assert other is not first
    assert desk.next() is first  # nobody knows yet whether the other one comes in stretches
    first.written.add(0, b"a")
    other.takes_ranges = other.is_answered = True
    assert desk.next() is first
