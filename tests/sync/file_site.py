"""A real site on loopback that serves the files of a course, as fast, as lying and as moody as a test wants."""

import hashlib
import itertools
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from studydesk.app.outside import SystemClock, ThreadHands
from studydesk.campus.moodle.campus import connect
from studydesk.domain.campus import Site
from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.ids import UserId
from studydesk.domain.outside import Cancel
from studydesk.domain.plan import Allows
from studydesk.policy import Policy
from studydesk.store import files
from studydesk.sync.fetch import Fetch
from studydesk.sync.reports import FetchReport, Step
from tests.sync.world import AMINA, World

PIECE = 4096
TOKEN = "0123456789abcdef0123456789abcdef"
_SMALL_BUFFER = 16_384  # so little lies in the system that what was sent is what was read, nearly


@dataclass(eq=False)
class Asked:
    """A request for a file and how far its answer is.

    Attributes:
        number: of all requests, from 0; stop: None = to the end.
        sent: bytes of the body that left.
    """

    number: int
    name: str
    start: int
    stop: int | None
    connection: int
    sent: int = 0


@dataclass
class Served:
    """A file as the site has it; `etag`: "sha1", another, or None."""

    content: bytes
    etag: str | None = "sha1"
    ranges: bool = True

    @property
    def tag(self) -> str | None:
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest() if self.etag == "sha1" else self.etag


class Odd(Exception):
    """This request is not answered as usual: the act has done it, and the connection ends."""


class Reply(Exception):
    """This request is answered with something that is no file."""

    def __init__(self, status: int, body: bytes = b"", **headers: str) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers


Act = Callable[["Asked", "FileSite"], None]


def as_usual(_asked: Asked, _site: "FileSite") -> None:
    """Answer every request."""


@dataclass
class FileSite:
    """What the tests set and see.

    Attributes:
        begins: called before an answer; raises Reply or Odd, or waits. before_piece: before each piece of a body.
        rate: bytes per second of each connection; first_byte_s: how long every answer takes to begin.
        asked: all requests. open_now, most_open: answers under way.
    """

    url: str = ""
    served: dict[str, Served] = field(default_factory=dict)
    begins: Act = as_usual
    before_piece: Act = as_usual
    rate: float | None = None
    first_byte_s: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    open_now: int = 0
    most_open: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sent(self) -> int:
        """How many bytes of bodies left."""
        return sum(one.sent for one in self.asked)

    def spans(self, name: str) -> list[tuple[int, int]]:
        """Return which bytes of a file were sent, in order; none twice means that they do not overlap."""
        return sorted((one.start, one.start + one.sent) for one in self.asked if one.name == name and one.sent)

    def is_sent_once(self, name: str) -> bool:
        """Whether no byte of a file was sent twice."""
        spans = self.spans(name)
        return all(before[1] <= after[0] for before, after in itertools.pairwise(spans))

    def wait_for(self, is_so: Callable[[], bool], seconds: float = 20.0) -> None:
        """Return when it is so."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, "it never happened"
            time.sleep(0.005)


class Handler(BaseHTTPRequestHandler):
    """Serves as PHP does (moodle.md section 3), in pieces."""

    protocol_version = "HTTP/1.1"
    site: FileSite

    def setup(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SMALL_BUFFER)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()
        with self.site.lock:
            self.number = self.site.connections
            self.site.connections += 1

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        site = self.site
        name = urlsplit(self.path).path.rsplit("/", 1)[-1]
        wanted = self.headers.get("Range", "")
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        with site.lock:
            asked = Asked(len(site.asked), name, int(first or 0), int(last) + 1 if last else None, self.number)
            site.asked.append(asked)
            site.open_now += 1
            site.most_open = max(site.most_open, site.open_now)
        try:
            time.sleep(site.first_byte_s)
            site.begins(asked, site)
            self._answer(asked, bool(wanted))
        except Reply as reply:
            self._reply(reply)
        except (Odd, OSError):
            self.close_connection = True
        finally:
            with site.lock:
                site.open_now -= 1

    def _answer(self, asked: Asked, asks_part: bool) -> None:
        served = self.site.served[asked.name]
        content, tag = served.content, served.tag
        if tag and self.headers.get("If-None-Match") == f'"{tag}"':
            self._reply(Reply(304, ETag=f'"{tag}"'))
            return
        is_part = asks_part and served.ranges and asked.start < len(content)
        if not is_part:
            asked.start, asked.stop = 0, None
        stop = len(content) if asked.stop is None else min(asked.stop, len(content))
        self.send_response(206 if is_part else 200)
        self.send_header("Content-Type", "video/mp4")
        self.send_header("Content-Disposition", 'inline; filename="x"')
        self.send_header("Content-Length", str(stop - asked.start))
        if tag:
            self.send_header("ETag", f'"{tag}"')
        if is_part:
            self.send_header("Content-Range", f"bytes {asked.start}-{stop - 1}/{len(content)}")
        elif served.ranges:
            self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        begun = time.monotonic()
        for at in range(asked.start, stop, PIECE):
            self.site.before_piece(asked, self.site)
            piece = content[at : min(at + PIECE, stop)]
            self.wfile.write(piece)
            asked.sent += len(piece)
            if self.site.rate:
                time.sleep(max(0.0, begun + asked.sent / self.site.rate - time.monotonic()))

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        for header, value in reply.headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(reply.body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error of the site's."""


@contextmanager
def serving_files() -> Iterator[FileSite]:
    """Run a site without files."""
    site = FileSite()
    server = _Server(("127.0.0.1", 0), type("Bound", (Handler,), {"site": site}))
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.released.set()
        site.begins = site.before_piece = _over
        server.shutdown()
        socketserver.TCPServer.server_close(server)  # the other one waits for threads
        thread.join(5)


def _over(_asked: Asked, _site: FileSite) -> None:
    raise Odd


@dataclass
class Learner:
    """The learner's computer before such a site, with threads, real time for seconds, and the real client.

    Attributes:
        steps: all that was told of the last run.
    """

    w: World
    site: FileSite
    shelf: Activity
    gate: Allows | None = None
    should_yield: Callable[[], bool] = lambda: False
    on_step: Callable[[Step], None] = lambda _step: None
    policy: Policy = field(default_factory=lambda: Policy(connect_s=5.0, read_s=20.0))
    hands: ThreadHands = field(default_factory=ThreadHands)
    cancel: Cancel = field(default_factory=Cancel)
    steps: list[Step] = field(default_factory=list)
    _fetch: Fetch | None = None

    def put(self, name: str, content: bytes, **how: object) -> Served:
        """Serve a file and list it in the course; `want` asks for it."""
        made = self.site.served[name] = Served(content, **how)  # type: ignore[arg-type]  # the tests name real fields
        real = self.w.school.add_file(self.shelf, name, content)
        told, _ = self.w.school.state.files.pop(real)
        url = f"{self.site.url}/webservice/pluginfile.php/9/{name}"
        self.w.school.state.files[url] = (replace(told, url=url), content)
        return made

    def want(self) -> None:
        """Look at the course and ask for everything."""
        self.w.clock.pass_time(60)
        self.w.refresh_once()
        with self.w.store.library.write() as writer:
            for file in files.files(writer, self.w.account.id, states=(FileState.ABSENT, FileState.STALE)):
                files.move(writer, file.key, file.state, FileEvent.WANTED)

    @property
    def fetch(self) -> Fetch:
        """The downloads of the program that runs now: what it learned of the line stays over its runs."""
        if self._fetch is None:
            w = self.w
            known = Site(self.site.url, "School", UserId(AMINA), "amina", "Amina", frozenset())
            campus = connect(self.site.url, TOKEN, policy=self.policy, cancel=self.cancel, known=known)
            self._fetch = Fetch(
                *(w.account, campus, w.store, w.at_school, SystemClock(), w.chance, self.policy),
                should_yield=lambda: self.should_yield(), hands=self.hands, gate=self.gate,
            )  # fmt: skip
        return self._fetch

    def run(self) -> FetchReport:
        """Let the downloads run once."""
        self.steps.clear()

        def told(step: Step) -> None:
            self.steps.append(step)
            self.on_step(step)

        return self.fetch.run(self.cancel, told)

    @contextmanager
    def running(self) -> Iterator[list[FetchReport]]:
        """Run beside the block; its report is there after it."""
        reports: list[FetchReport] = []
        thread = threading.Thread(target=lambda: reports.append(self.run()), daemon=True)
        thread.start()
        try:
            yield reports
        finally:
            thread.join(40)
            assert not thread.is_alive(), "it never ended"

    def quit(self) -> None:
        """End the program: the next run knows nothing of this one."""
        self._fetch = None

    def move(self, name: str, event: FileEvent) -> None:
        """Let the learner do something to a download."""
        with self.w.store.library.write() as writer:
            file = next(f for f in files.files(writer, self.w.account.id) if f.name == name)
            assert files.move(writer, file.key, file.state, event), (name, file.state)

    def file(self, name: str) -> LocalFile:
        with self.w.store.library.read() as r:
            return next(f for f in files.files(r, self.w.account.id) if f.name == name)

    def states(self, names: Sequence[str]) -> list[FileState]:
        return [self.file(name).state for name in names]

    def check(self, *names: str) -> None:
        """Assert that these files are here, byte for byte what the site has now."""
        for name in names:
            file = self.file(name)
            assert (file.state, name) == (FileState.PRESENT, name)
            assert file.sha256 is not None
            assert self.w.store.blobs.path(file.sha256).read_bytes() == self.site.served[name].content, name


@contextmanager
def learning(w: World, course: object) -> Iterator[Learner]:
    """Yield a learner before such a site."""
    shelf = w.school.add_activity(course, Kind.FOLDER, "Shelf", Completion.NONE)  # type: ignore[arg-type]
    with serving_files() as site:
        learner = Learner(w, site, shelf)
        try:
            yield learner
        finally:
            learner.cancel.stop()
            learner.hands.close()
