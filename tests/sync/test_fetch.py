"""Files arrive whole or not at all, and no byte travels twice without need: over real HTTP on loopback."""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, NeverSent, NoAnswer, Refused, StorageFull
from studydesk.store import files, search
from studydesk.store.parts import Blob, PartFile
from studydesk.sync.fetch import Fetch
from studydesk.sync.porter import LEAST_BLOCK_BYTES
from studydesk.sync.reports import FetchReport, Step
from tests.sync.conftest import Course
from tests.sync.world import World

CHUNK = 64 * 1024
BIG = bytes(range(256)) * 4096  # 1 MB
BLOCK = LEAST_BLOCK_BYTES  # what is asked for at once as long as no rate is known
ALL_BLOCKS = [f"bytes={at}-{at + BLOCK - 1}" for at in range(0, len(BIG) - BLOCK, BLOCK)]
ALL_BLOCKS.append(f"bytes={len(BIG) - BLOCK}-")


@dataclass
class Served:
    """How the server answers for one path."""

    content: bytes
    cut_at: list[int] = field(default_factory=list)
    ranges: bool = True
    etag: str | None = "sha1"
    refusal: bytes | None = None
    sent: int = 0
    requests: list[str] = field(default_factory=list)
    claims: int | None = None

    @property
    def tag(self) -> str | None:
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest() if self.etag == "sha1" else self.etag


class Handler(BaseHTTPRequestHandler):
    """PHP's way of serving: SHA-1 ETags, ranges, no If-Range, refusals with 200; and cuts at byte k."""

    protocol_version = "HTTP/1.1"
    served: dict[str, Served]

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        served = self.served[self.path]
        wanted = self.headers.get("Range")
        served.requests.append(wanted or "all")
        if served.refusal is not None:
            self._head(200, len(served.refusal), None, "application/json")
            self.wfile.write(served.refusal)
            return
        if served.tag and self.headers.get("If-None-Match") == f'"{served.tag}"':
            self._head(304, None, served.tag)
            return
        first, last = wanted.removeprefix("bytes=").split("-") if wanted and served.ranges else ("0", "")
        start = int(first) if int(first) < len(served.content) else 0
        body = served.content[start : int(last) + 1 if last else None]
        is_part = bool(wanted) and served.ranges and int(first) < len(served.content)
        self._head(
            206 if is_part else 200, served.claims or len(body), served.tag, start=start, total=len(served.content)
        )
        if served.cut_at:
            body = body[: served.cut_at.pop(0)]
            self.close_connection = True
        served.sent += len(body)
        self.wfile.write(body)
        self.wfile.flush()

    def _head(
        self, status: int, length: int | None, tag: str | None, kind: str = "video/mp4", start: int = 0, total: int = 0
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if tag:
            self.send_header("ETag", f'"{tag}"')
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{start + (length or 0) - 1}/{total}")
        elif self.served[self.path].ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.end_headers()


class HttpBody:
    """domain.campus.Body over the standard library's client."""

    def __init__(self, answer: HTTPResponse) -> None:
        self._answer = answer
        self.status = answer.status
        self.etag = (answer.headers.get("ETag") or "").strip('"') or None
        told = answer.headers.get("Content-Range")
        self.start = int(told.split()[1].split("-")[0]) if told else 0
        length = answer.headers.get("Content-Length")
        self.total_bytes = int(told.rsplit("/", 1)[1]) if told else int(length) if length else None
        self.accepts_ranges = answer.status == 206 or answer.headers.get("Accept-Ranges") == "bytes"

    def chunks(self, size: int = 65536) -> Iterable[bytes]:
        try:
            while data := self._answer.read1(size):
                yield data
        except (HTTPException, OSError) as error:
            raise NoAnswer from error


class HttpFiles:
    """domain.campus.Files over the standard library's client."""

    @contextmanager
    def open(
        self,
        url: str,
        *,
        start: int = 0,
        stop: int | None = None,
        etag: str | None = None,
        rate: float | None = None,
    ) -> Iterator[HttpBody]:
        place = urlsplit(url)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=5)
        end = "" if stop is None else str(stop - 1)
        headers = {"Range": f"bytes={start}-{end}"} if start or stop is not None else {}
        if etag:
            headers["If-None-Match"] = f'"{etag}"'
        try:
            connection.request("GET", place.path, headers=headers)
            answer = connection.getresponse()
            if answer.headers.get("Content-Type") == "application/json":
                raise Refused("filenotfound", "gone")
            yield HttpBody(answer)
        except ConnectionRefusedError as error:
            raise NeverSent from error
        finally:
            connection.close()


@dataclass
class Site:
    """The server and the world beside it."""

    w: World
    url: str
    served: dict[str, Served]
    shelf: Activity

    def put(self, name: str, content: bytes, *, generated: bool = False, **how: object) -> Served:
        """Serve a file, list it in the course and want it."""
        made = Served(content, **how)  # type: ignore[arg-type]  # the tests name real fields
        self.served[f"/{name}"] = made
        real = self.w.school.add_file(self.shelf, name, content, generated=generated)
        told, _ = self.w.school.state.files.pop(real)
        self.w.school.state.files[f"{self.url}/{name}"] = (replace(told, url=f"{self.url}/{name}"), content)
        self.sync()
        return made

    def sync(self) -> None:
        self.w.clock.pass_time(60)
        self.w.refresh_once()
        with self.w.store.library.write() as writer:
            for file in files.files(writer, self.w.account.id, states=(FileState.ABSENT, FileState.STALE)):
                files.move(writer, file.key, file.state, FileEvent.WANTED)

    def fetch(self, cancel: Cancel | None = None, progress: list[Step] | None = None) -> FetchReport:
        self.w.campus.files = HttpFiles()  # type: ignore[assignment]  # the same protocol over real HTTP
        steps = progress if progress is not None else []
        w = self.w
        fetch = Fetch(w.account, w.campus, w.store, w.at_school, w.clock, w.chance, w.policy)
        return fetch.run(cancel or Cancel(), steps.append)

    def file(self, name: str) -> LocalFile:
        with self.w.store.library.read() as r:
            return next(f for f in files.files(r, self.w.account.id) if f.name == name)

    def bytes_of(self, name: str) -> bytes:
        sha256 = self.file(name).sha256
        assert sha256 is not None
        return self.w.store.blobs.path(sha256).read_bytes()


@pytest.fixture
def site(w: World, course: Course) -> Iterator[Site]:
    """A real HTTP server for the files of the course."""
    served: dict[str, Served] = {}
    handler = type("Bound", (Handler,), {"served": served})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    shelf = w.school.add_activity(course.forum.course, Kind.FOLDER, "Shelf", Completion.NONE)
    try:
        yield Site(w, f"http://127.0.0.1:{server.server_port}", served, shelf)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_a_file_arrives_whole_and_is_named_by_its_hash(site: Site) -> None:
    served = site.put("film.mp4", BIG)
    report = site.fetch()
    assert (report.present, report.bytes, report.stopped) == (1, len(BIG), None)
    assert site.file("film.mp4").state is FileState.PRESENT
    assert site.bytes_of("film.mp4") == BIG
    assert served.requests == ALL_BLOCKS
    assert served.sent == len(BIG)


@pytest.mark.parametrize("cuts", [[1], [100_000], [64 * 1024], [300_000, 1, 200_000], [len(BIG) - 1]])
def test_after_a_cut_it_goes_on_where_it_stopped(site: Site, cuts: list[int]) -> None:
    served = site.put("film.mp4", BIG, cut_at=list(cuts))
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG
    assert served.sent == len(BIG)  # not one byte twice while the program runs


def test_a_killed_program_asks_at_most_for_one_chunk_again(site: Site) -> None:
    served = site.put("film.mp4", BIG)
    cancel = Cancel()
    steps: list[Step] = []

    class Killer(list[Step]):
        def append(self, step: Step) -> None:
            steps.append(step)
            if step.done >= 500_000:
                raise KeyboardInterrupt  # nothing of ours runs after this, as with kill -9

    with pytest.raises(KeyboardInterrupt):
        site.fetch(cancel, Killer())
    here = site.file("film.mp4")
    assert here.state is FileState.RUNNING
    assert here.done_bytes >= 500_000
    asked_before = len(served.requests)
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG
    assert served.requests[asked_before].startswith(f"bytes={here.done_bytes}-")
    assert steps[-1].done - here.done_bytes <= CHUNK


def test_a_file_changed_in_the_middle_begins_anew_and_the_old_one_stays_usable(site: Site) -> None:
    served = site.put("film.mp4", BIG)
    site.fetch()
    newer = bytes(reversed(BIG)) + b"more"
    served.content, served.cut_at = newer, [200_000]
    site.w.school.change_file(f"{site.url}/film.mp4", newer)
    site.sync()
    cancel = Cancel()
    with pytest.raises(Cancelled):
        site.fetch(cancel, stop_at(cancel, 100_000))
    assert site.bytes_of("film.mp4") == BIG  # the old bytes are still offered
    newest = b"again other" + newer
    served.content, served.requests, served.sent = newest, [], 0
    site.fetch()
    assert site.bytes_of("film.mp4") == newest
    assert served.sent == len(newest) + BLOCK  # only the question that found the third version was for nothing


def stop_at(cancel: Cancel, done: int) -> list[Step]:
    class Stopper(list[Step]):
        def append(self, step: Step) -> None:
            if step.done >= done:
                cancel.stop()

    return Stopper()


def test_a_complete_part_is_not_asked_for_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    served = site.put("film.mp4", BIG)

    def dies(_part: PartFile) -> Blob:
        """The process ends between the last byte and the rename; a real kill cannot be timed that well."""
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PartFile, "finish", dies)
        with pytest.raises(KeyboardInterrupt):
            site.fetch()
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG
    assert served.requests == ALL_BLOCKS


def test_a_short_body_is_an_error_and_not_a_file(site: Site) -> None:
    site.put("film.mp4", BIG, cut_at=[1000, 0, 0, 0, 0], claims=None)
    report = site.fetch()
    assert report.present == 0
    assert site.file("film.mp4").state is FileState.QUEUED
    assert site.file("film.mp4").sha256 is None


def test_a_refusal_that_comes_as_200_with_json_is_no_file(site: Site) -> None:
    site.put("film.mp4", BIG, refusal=b'{"error":"x","errorcode":"filenotfound"}')
    good = site.put("good.mp4", b"good")
    report = site.fetch()
    assert (report.failed, report.present) == (1, 1)
    failed = site.file("film.mp4")
    assert (failed.state, failed.problem, failed.sha256) == (FileState.FAILED, "gone", None)
    assert good.sent == 4


def test_text_without_ranges_begins_anew_and_is_whole(site: Site) -> None:
    served = site.put("notes.txt", BIG, ranges=False, cut_at=[300_000])
    site.fetch()
    assert site.bytes_of("notes.txt") == BIG
    assert served.sent == len(BIG) + 300_000


def test_opaque_etags_resume_too(site: Site) -> None:
    served = site.put("film.mp4", BIG, etag="5f3-a1", cut_at=[300_000])
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG
    assert served.sent == len(BIG)


def test_bytes_that_do_not_match_their_etag_are_never_offered(site: Site) -> None:
    site.put("film.mp4", BIG, etag="0" * 40)
    report = site.fetch()
    assert report.failed == 1
    assert (site.file("film.mp4").problem, site.file("film.mp4").sha256) == ("corrupt", None)
    assert site.file("film.mp4").not_before is None  # each try costs all of it: the learner decides


def test_a_file_that_is_here_already_costs_one_conditional_request(site: Site) -> None:
    site.put("film.mp4", BIG)
    site.fetch()
    copy = site.put("copy of film.mp4".replace(" ", "-"), BIG)
    report = site.fetch()
    assert (report.reused, report.bytes, copy.sent) == (1, 0, 0)
    assert site.bytes_of("copy-of-film.mp4") == BIG


def test_another_file_of_the_same_size_is_not_mistaken_for_one_that_is_here(site: Site) -> None:
    site.put("film.mp4", BIG)
    site.fetch()
    other = bytes(reversed(BIG))
    site.put("other.mp4", other)
    site.fetch()
    assert site.bytes_of("other.mp4") == other


def test_generated_pages_come_whole_each_time(site: Site) -> None:
    served = site.put("index.html", b"<p>chapter one</p>", generated=True, etag=None)
    site.fetch()
    assert site.bytes_of("index.html") == b"<p>chapter one</p>"
    assert served.requests == ["all"]


def test_chapters_of_a_book_become_findable(site: Site) -> None:
    w = site.w
    site.shelf = w.school.add_activity(site.shelf.course, Kind.BOOK, "The soil book")
    site.put("index.html", b"<h1>Humus</h1><p>Worms are <b>farmers</b></p>", generated=True, etag=None)
    site.fetch()
    with w.store.library.read() as r:
        hits = search.search(r, w.account.id, "farmers")
    assert [(hit.kind, hit.ref) for hit in hits] == [(search.HitKind.CHAPTER, f"{site.shelf.id}/0")]


def test_a_file_that_only_ever_comes_in_pieces_waits_longer_and_longer(site: Site) -> None:
    served = site.put("notes.txt", BIG, ranges=False, cut_at=[300_000] * 50)
    site.fetch()
    assert site.file("notes.txt").not_before is not None
    assert served.sent <= 2 * 300_000


def test_text_travels_before_documents_and_media(site: Site) -> None:
    for name in ("film.mp4", "talk.mp3", "paper.pdf", "words.vtt"):
        site.put(name, name.encode() * 30_000)  # a small document travels with the text
    steps: list[Step] = []
    site.fetch(progress=steps)
    order = list(dict.fromkeys(step.detail for step in steps))
    assert order == ["words.vtt", "paper.pdf", "talk.mp3", "film.mp4"]


def test_posts_go_before_bulk(site: Site) -> None:
    site.put("film.mp4", BIG)
    w = site.w
    w.campus.files = HttpFiles()  # type: ignore[assignment]  # the same protocol over real HTTP
    asked: list[int] = []
    fetch = Fetch(
        w.account, w.campus, w.store, w.at_school, w.clock, w.chance, w.policy,
        should_yield=lambda: asked.append(1) or len(asked) == 4,  # type: ignore[func-returns-value]  # a counter
    )  # fmt: skip
    report = fetch.run(Cancel())
    assert report.stopped == "posts"
    assert site.file("film.mp4").state is FileState.QUEUED
    assert 0 < site.file("film.mp4").done_bytes < len(BIG)


def test_a_paused_file_stops_and_keeps_what_it_has(site: Site) -> None:
    served = site.put("film.mp4", BIG)
    key = site.file("film.mp4").key

    class Pauser(list[Step]):
        def append(self, step: Step) -> None:
            if 200_000 <= step.done < 300_000:
                with site.w.store.library.write() as w:
                    files.move(w, key, FileState.RUNNING, FileEvent.PAUSED)

    site.fetch(progress=Pauser())
    assert site.file("film.mp4").state is FileState.PAUSED
    with site.w.store.library.write() as w:
        files.move(w, key, FileState.PAUSED, FileEvent.RESUMED)
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG
    assert served.sent < len(BIG) + 1024 * 1024


def test_a_full_disk_lets_the_file_wait_with_its_reason(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.put("film.mp4", BIG)
    real = PartFile.add

    def full(part: PartFile, at: int, data: bytes, beginning: int | None = None) -> bool:
        """No disk here can be filled on demand without privileges, so the write says so."""
        if part.length > 300_000:
            raise StorageFull(len(data))
        return real(part, at, data, beginning)

    monkeypatch.setattr(PartFile, "add", full)
    report = site.fetch()
    waiting = site.file("film.mp4")
    assert report.stopped == "disk_full"
    assert (waiting.state, waiting.problem) == (FileState.FAILED, "disk_full")
    assert waiting.not_before is not None
    monkeypatch.setattr(PartFile, "add", real)
    site.w.clock.pass_time(3600)
    site.fetch()
    assert site.bytes_of("film.mp4") == BIG


def test_a_dead_server_is_a_matter_of_the_link_and_not_of_the_file(site: Site) -> None:
    site.url = "http://127.0.0.1:9"  # nobody listens there
    site.put("film.mp4", BIG)
    report = site.fetch()
    assert report.stopped == "link"
    assert site.file("film.mp4").state is FileState.QUEUED


def test_one_file_without_answers_does_not_stop_the_others(site: Site) -> None:
    site.put("a.pdf", b"x" * 100, cut_at=[0] * 20)
    site.put("b.pdf", b"fine")
    report = site.fetch()
    assert report.present == 1
    assert site.file("b.pdf").state is FileState.PRESENT
    assert site.file("a.pdf").state is FileState.QUEUED


def test_the_rate_is_measured(site: Site) -> None:
    site.put("film.mp4", BIG)
    clock = site.w.clock

    class Ticking(list[Step]):
        def append(self, step: Step) -> None:
            clock.seconds += 0.5

    report = site.fetch(progress=Ticking())
    assert report.rate is not None
    assert 20_000 < report.rate < 1_000_000
