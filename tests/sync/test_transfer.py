"""One file on its way: every byte once, and never bytes of two versions, however its connections come and go."""

import hashlib
import random
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from studydesk import paths
from studydesk.domain import ranges
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.errors import Corrupt, NoAnswer
from studydesk.store.blobs import Blobs
from studydesk.store.parts import PartFile
from studydesk.store.place import Place
from studydesk.store.transfers import Part
from studydesk.sync.transfer import LEAST_BYTES, MOST_VERSIONS, Span, Transfer, to_note

SIZE = 400_000
BLOCK, LEAST = 64 * 1024, LEAST_BYTES
ENOUGH = 400  # questions: more than any honest site needs for SIZE bytes


@dataclass
class Answer:
    """An answer of the site as domain.campus.Body, and the bytes that come with it."""

    status: int
    etag: str | None
    total_bytes: int | None
    start: int
    data: bytes
    accepts_ranges: bool = True

    def chunks(self, size: int = 65536) -> Iterable[bytes]:
        return [self.data]


def wanted_file(size: int, *, generated: bool = False) -> LocalFile:
    return LocalFile(
        1, AccountId("a"), CourseId(1), ActivityId(1), "u", "n", "/", size, "", Media.VIDEO, FileState.RUNNING,
        is_generated=generated,
    )  # fmt: skip


def bytes_of(seed: int, size: int = SIZE) -> bytes:
    return random.Random(seed).randbytes(size)


class Shelf:
    """Opens the one part file, again and again; what is open is closed with the test."""

    def __init__(self, folder: Path) -> None:
        home = paths.of(folder)
        home.profile.mkdir(parents=True, exist_ok=True)
        self._blobs = Blobs(Place(home), home.uses)
        self._opened: list[PartFile] = []

    def part(self, known: Part | None = None) -> PartFile:
        self._opened.append(self._blobs.open_part(1, known.map if known else None))
        return self._opened[-1]

    def close(self) -> None:
        for part in self._opened:
            part.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Give the place of one part file."""
    made = Shelf(tmp_path)
    yield made
    made.close()


class Site:
    """A site with one file. Its versions have opaque names, or none, and all the same length: nothing else tells."""

    def __init__(self, names: bool = True) -> None:
        self.versions: list[bytes] = []
        self.names = names
        self.renew()

    def renew(self) -> None:
        """Put another version there."""
        self.versions.append(bytes_of(len(self.versions)))

    def back(self) -> None:
        """Put the version of before there again: a backup, or another server of the same site."""
        if len(self.versions) > 1:
            self.versions.append(self.versions[-2])

    def answer(self, start: int, stop: int | None, how: str) -> Answer:
        """Answer as PHP, nginx, and those that are worse, do."""
        content = self.versions[-1]
        name = f"v{self.versions.index(content)}" if self.names else None
        asks_part = start > 0 or stop is not None
        if how == "whole" or not asks_part or start >= len(content):
            return Answer(200, name, len(content), 0, content, accepts_ranges=how != "whole")
        if how == "endless":  # no length is told, and the end is told by closing
            return Answer(200, name, None, 0, content, accepts_ranges=False)
        if how == "elsewhere":
            return Answer(206, name, len(content), 7, content[7:stop])
        end = min(stop or len(content), start + 10_000) if how == "short" else stop
        return Answer(206, name, len(content), start, content[start:end])


@dataclass
class Open:
    """A connection: what it was asked, what it answered, and how much of that came."""

    span: Span
    answer: Answer | None = None
    came: int = 0


class Journey(RuleBasedStateMachine):
    """Connections ask, are answered, bring, are cut and end in any order; the file changes; the program dies."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shelf = Shelf(Path(self.folder.name))
        self.open: list[Open] = []
        self.noted: Part | None = None

    @initialize(names=st.booleans(), known_size=st.sampled_from([SIZE, 0, SIZE - 5000, SIZE + 9000]))
    def begin(self, names: bool, known_size: int) -> None:
        self.site = Site(names)
        self.file = wanted_file(known_size)
        self.transfer = self.opened()

    def opened(self) -> Transfer:
        return Transfer.of(self.file, self.noted, self.shelf.part(self.noted), forget=self.forget)

    def forget(self) -> None:
        self.noted = None

    # --- connections --------------------------------------------------------------------------------------------
    @rule(level=st.sampled_from([1, 2, 4, 8]))
    def claim(self, level: int) -> None:
        span = self.transfer.claim(BLOCK, LEAST, level)
        if span is not None:
            self.open.append(Open(span))

    @rule()
    def split(self) -> None:
        span = self.transfer.split(LEAST)
        if span is not None:
            self.open.append(Open(span))

    @precondition(lambda self: self.open)
    @rule(data=st.data(), how=st.sampled_from(["honest", "honest", "honest", "whole", "short", "elsewhere", "endless"]))
    def answer(self, data: st.DataObject, how: str) -> None:
        waiting = [one for one in self.open if one.answer is None]
        if not waiting:
            return
        one = data.draw(st.sampled_from(waiting))
        stop = one.span.stop if one.span.stop is None or one.span.stop < self.transfer.size_bytes else None
        one.answer = self.site.answer(one.span.at, stop, how)
        if self.transfer.admit(one.span, one.answer):
            if self.transfer.total_bytes:
                self.transfer.written.reserve(self.transfer.total_bytes)
        else:
            self.end(one)

    @precondition(lambda self: self.open)
    @rule(data=st.data(), size=st.integers(1, 70_000), is_cut=st.booleans())
    def bring(self, data: st.DataObject, size: int, is_cut: bool) -> None:
        """Some bytes come. The connection may have looked just before somebody else began anew: it writes blindly."""
        answered = [one for one in self.open if one.answer is not None]
        if not answered:
            return
        one = data.draw(st.sampled_from(answered))
        assert one.answer is not None
        piece = one.answer.data[one.came : one.came + size]
        self.transfer.write(one.span, piece)
        one.came += len(piece)
        is_out = one.came >= len(one.answer.data)
        if is_out and one.span.is_wanted:
            try:
                self.transfer.ended(one.span)
            except NoAnswer:
                pass  # what is missing is asked for again
        if is_out or is_cut or not one.span.is_wanted or one.span.is_done:
            self.end(one)

    def end(self, one: Open) -> None:
        self.transfer.let_go(one.span)
        self.open.remove(one)

    # --- the site and the program -------------------------------------------------------------------------------
    @rule(goes_back=st.booleans())
    def change(self, goes_back: bool) -> None:
        if goes_back:
            self.site.back()
        else:
            self.site.renew()

    @rule()
    def note(self) -> None:
        if self.transfer.is_answered:
            self.noted = to_note(self.transfer)

    @rule()
    def sync(self) -> None:
        self.transfer.written.sync()

    @rule(is_killed=st.booleans())
    def restart(self, is_killed: bool) -> None:
        """The program ends, in order or not, and begins again with what the library knows."""
        if not is_killed:
            self.note()
        self.transfer.written.close()
        self.open.clear()
        self.transfer = self.opened()

    # --- what always holds --------------------------------------------------------------------------------------
    @invariant()
    def the_bytes_are_of_one_version(self) -> None:
        have = self.transfer.have
        content = self.transfer.written.path.read_bytes()
        assert any(all(content[a:b] == version[a:b] for a, b in have) for version in self.site.versions), have

    @invariant()
    def nobody_brings_what_is_here_or_what_another_brings(self) -> None:
        wanted = [span for span in self.transfer.spans if span.is_wanted]
        ends = [(span.at, span.stop) for span in wanted if span.stop is not None]
        assert len(wanted) == 1 or len(ends) == len(wanted)
        taken = [*self.transfer.have, *((a, b) for a, b in ends if a < b)]
        assert ranges.size(ranges.joined(taken)) == sum(stop - start for start, stop in taken)

    def teardown(self) -> None:
        """From wherever it stands, an honest site finishes it, with a file that is one version from end to end."""
        try:
            if hasattr(self, "transfer"):
                for one in list(self.open):
                    self.end(one)
                assert brought(self.transfer, self.site) in {hashed_bytes(version) for version in self.site.versions}
        finally:
            self.shelf.close()
            self.folder.cleanup()


def hashed_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def brought(transfer: Transfer, site: Site) -> str:
    """Return the SHA-256 of a file that one honest connection has brought to its end."""
    for _ in range(ENOUGH):
        if transfer.is_complete:
            try:
                return transfer.finish().sha256
            except Corrupt:
                transfer.restart()
        span = transfer.claim(BLOCK, LEAST, 1)
        assert span is not None, "nobody can do anything, and it is not complete"
        stop = span.stop if span.stop is None or span.stop < transfer.size_bytes else None
        answer = site.answer(span.at, stop, "honest")
        if transfer.admit(span, answer):
            transfer.write(span, answer.data)
            transfer.ended(span)
        transfer.let_go(span)
    raise AssertionError("it never ends")


Journey.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestEveryByteOnceAndOfOneVersion = Journey.TestCase


# --- answers ----------------------------------------------------------------------------------------------------------

OLD, NEW = bytes_of(1), bytes_of(2)
HERE = 100_000


def part_of(content: bytes, start: int, etag: str | None, total: int | None = None) -> Answer:
    return Answer(206, etag, total or len(content), start, content[start : start + BLOCK])


def whole_of(content: bytes, etag: str | None, *, accepts: bool = True) -> Answer:
    return Answer(200, etag, len(content), 0, content, accepts_ranges=accepts)


@dataclass
class Then:
    """What is to follow: whether the answer goes on, what is still here, from where its bytes go, whether in pieces."""

    goes_on: bool
    here: int
    at: int
    takes_ranges: bool | None


FRESH: dict[str, tuple[Answer, Then]] = {
    "a part": (part_of(NEW, 0, "new"), Then(True, 0, 0, True)),
    "the whole": (whole_of(NEW, "new"), Then(True, 0, 0, True)),
    "the whole without a name": (whole_of(NEW, None), Then(True, 0, 0, False)),
    "the whole, no ranges": (whole_of(NEW, "new", accepts=False), Then(True, 0, 0, False)),
    "the whole without a length": (Answer(200, "new", None, 0, NEW, accepts_ranges=False), Then(True, 0, 0, False)),
    "a part without a name": (part_of(NEW, 0, None), Then(False, 0, 0, False)),
    "a part from elsewhere": (part_of(NEW, 7, "new"), Then(False, 0, 0, None)),
    "a part of nobody knows how much": (Answer(206, "new", None, 0, NEW[:BLOCK]), Then(False, 0, 0, None)),
}
BEGUN: dict[str, tuple[Answer, Then]] = {
    "the next part": (part_of(OLD, HERE, "old"), Then(True, HERE, HERE, True)),
    "a part of another version": (part_of(NEW, HERE, "new"), Then(False, 0, HERE, None)),
    "a part of another length": (part_of(OLD, HERE, "old", SIZE + 1), Then(False, 0, HERE, None)),
    "a part from elsewhere": (part_of(OLD, HERE + 7, "old"), Then(False, 0, HERE, None)),
    "a part that lost its name": (part_of(OLD, HERE, None), Then(False, 0, HERE, False)),
    "the whole of the same": (whole_of(OLD, "old", accepts=False), Then(True, 0, 0, False)),
    "the whole of another": (whole_of(NEW, "new"), Then(True, 0, 0, True)),
    "a shorter one": (whole_of(NEW[:5000], "new"), Then(True, 0, 0, True)),
}


@pytest.mark.parametrize("case", FRESH)
def test_what_a_first_answer_means(shelf: Shelf, case: str) -> None:
    answer, then = FRESH[case]
    transfer = Transfer(wanted_file(SIZE), shelf.part())
    check(transfer, answer, then)


@pytest.mark.parametrize("case", BEGUN)
def test_what_an_answer_means_for_a_file_that_was_begun(shelf: Shelf, case: str) -> None:
    answer, then = BEGUN[case]
    transfer = begun(shelf, "old")
    check(transfer, answer, then)


@pytest.mark.parametrize("case", BEGUN)
def test_what_an_answer_means_while_others_bring_the_rest(shelf: Shelf, case: str) -> None:
    answer, then = BEGUN[case]
    transfer = begun(shelf, "old")
    first = transfer.claim(BLOCK, LEAST, 2)
    assert first is not None
    assert transfer.admit(first, part_of(OLD, first.at, "old"))
    transfer.write(first, OLD[HERE : HERE + 1000])
    beside = transfer.claim(BLOCK, LEAST, 2)
    assert beside is not None
    moved = Answer(answer.status, answer.etag, answer.total_bytes, answer.start, answer.data, answer.accepts_ranges)
    if answer.status == 206:
        moved.start += beside.at - HERE
    goes_on = transfer.admit(beside, moved)
    assert goes_on is (then.goes_on and answer.status == 206)  # a whole file where others bring the rest: alone, anew
    late = transfer.write(first, OLD[HERE + 1000 : HERE + 2000])
    assert late == (1000 if goes_on else 0)
    assert first.is_wanted is goes_on
    transfer.let_go(beside)
    transfer.let_go(first)
    site = Site()
    site.versions = [NEW]
    assert brought(transfer, site) == hashed_bytes(NEW)


def begun(shelf: Shelf, etag: str | None) -> Transfer:
    with shelf.part() as written:
        written.append(OLD[:HERE])
        noted = Part(1, "u", etag, SIZE, (), written.map.written)
    return Transfer.of(wanted_file(SIZE), noted, shelf.part(noted))


def check(transfer: Transfer, answer: Answer, then: Then) -> None:
    span = transfer.claim(BLOCK, LEAST, 1)
    assert span is not None
    assert transfer.admit(span, answer) is then.goes_on
    assert transfer.here_bytes == then.here
    assert (transfer.takes_ranges, span.at) == (then.takes_ranges, then.at)


def test_bytes_without_a_name_are_not_continued_by_the_next_program(shelf: Shelf) -> None:
    transfer = begun(shelf, None)  # nobody can tell whether the site still has that version
    site = Site(names=False)
    site.versions = [NEW]
    assert brought(transfer, site) == hashed_bytes(NEW)


def test_a_whole_file_that_comes_to_the_first_byte_ends_what_others_bring_of_another(shelf: Shelf) -> None:
    transfer = Transfer(wanted_file(SIZE), shelf.part())
    first = transfer.claim(BLOCK, LEAST, 2)
    assert first is not None
    assert transfer.admit(first, part_of(OLD, 0, "old"))
    beside = transfer.claim(BLOCK, LEAST, 2)
    assert beside is not None
    assert transfer.admit(beside, part_of(OLD, beside.at, "old"))
    transfer.let_go(first)  # cut before its first byte
    again = transfer.claim(BLOCK, LEAST, 2)
    assert again is not None
    assert again.at == 0
    goes_on = transfer.admit(again, whole_of(NEW, "new"))
    assert not beside.is_wanted
    assert transfer.write(beside, OLD[beside.at : beside.at + 1000]) == 0
    if goes_on:
        transfer.write(again, NEW)
        transfer.ended(again)
        assert transfer.finish().sha256 == hashed_bytes(NEW)


def test_a_site_that_cannot_make_up_its_mind_sends_the_file_whole(shelf: Shelf) -> None:
    """Two servers that give one file different names take turns: in pieces it would never end."""
    transfer = Transfer(wanted_file(SIZE), shelf.part())
    paid = 0
    for number in range(ENOUGH):
        if transfer.is_complete:
            break
        span = transfer.claim(BLOCK, LEAST, 4)
        assert span is not None
        name = ("left", "right")[number % 2]
        stop = span.stop if span.stop is None or span.stop < transfer.size_bytes else None
        answer = whole_of(OLD, name) if not span.at and stop is None else part_of(OLD, span.at, name)
        if transfer.admit(span, answer):
            transfer.write(span, answer.data)
            paid += len(answer.data)
            transfer.ended(span)
        transfer.let_go(span)
    assert transfer.finish().sha256 == hashed_bytes(OLD)
    assert paid <= SIZE + (MOST_VERSIONS + 1) * BLOCK


@pytest.mark.parametrize("more", [0, 3000])
def test_a_file_of_unknown_length_that_was_killed_at_its_end_is_finished(shelf: Shelf, more: int) -> None:
    with shelf.part() as written:
        written.append(OLD)
        noted = Part(1, "u", "old", None, (), written.map.written)
    transfer = Transfer.of(wanted_file(SIZE - more), noted, shelf.part(noted))
    site = Site()
    site.versions = [OLD]
    assert brought(transfer, site) == hashed_bytes(OLD)


def test_what_is_known_of_a_version_is_forgotten_before_its_bytes_go(shelf: Shelf) -> None:
    """Killed in between, the next program would take zeros of the new part file for bytes of the old one."""
    seen: list[int] = []
    written = shelf.part()
    transfer = Transfer(wanted_file(SIZE), written, forget=lambda: seen.append(written.path.stat().st_size))
    written.append(OLD[:HERE])
    transfer.restart()
    assert seen == [HERE]


@pytest.mark.parametrize("level", [1, 2, 4, 8])
def test_stretches_cover_the_file_and_are_worth_a_request(shelf: Shelf, level: int) -> None:
    transfer = begun(shelf, "old")
    first = transfer.claim(BLOCK, LEAST, level)
    assert first is not None
    assert transfer.admit(first, part_of(OLD, first.at, "old"))
    spans: list[Any] = [first]
    while (span := transfer.claim(BLOCK, LEAST, level)) is not None:
        spans.append(span)
    covered = sorted((span.at, span.stop) for span in spans)
    assert ranges.joined([*transfer.have, *covered]) == ((0, SIZE),)
    assert sum(stop - start for start, stop in covered) == SIZE - HERE
    assert all(stop - start >= LEAST for start, stop in covered)
