"""One connection to the campus: reads requests, lets the link do its worst, sends answers."""

from http.server import BaseHTTPRequestHandler
from socket import SHUT_WR
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from studydesk.campus.demo.answers import Answer, Piece, html_page
from studydesk.campus.demo.bodies import Body
from studydesk.campus.demo.link import SLOW_BYTES_PER_S, SLOW_DELAY_S, State
from studydesk.campus.demo.routes import Incoming, Outcome, answered
from studydesk.campus.demo.switches import ROOT, answer_switch
from studydesk.campus.demo.uploads import LARGEST_REQUEST

if TYPE_CHECKING:
    from studydesk.campus.demo.server import Server

MARK = ("X-StudyDesk-Demo", "1")
_CHUNK = 1 << 18
_TICK_S = 0.1
_LINGER_S = 2.0
_LONGEST_HOLD_S = 8.0


class Handler(BaseHTTPRequestHandler):
    """The requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "StudyDesk"
    disable_nagle_algorithm = True
    timeout = 300

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses carry tokens."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the campus' own time for the Date header: clients keep deadlines by it."""
        return super().date_time_string(self._server.school.now() if timestamp is None else timestamp)

    @property
    def _server(self) -> "Server":
        return cast("Server", self.server)

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_HEAD(self) -> None:
        """Answer a HEAD: everything but the body."""
        self._serve()

    def _serve(self) -> None:
        self._pace: float | None = None
        self._held_s = 0.0
        incoming = self._incoming()
        if incoming.path.startswith(ROOT):
            answer = answer_switch(self._server, incoming)
            if self._server.link.state == State.DOWN:
                self._server.end_connections(spared=self.connection)
            self._send(answer, incoming)
        else:
            self._serve_over_link(incoming)

    def _incoming(self) -> Incoming:
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        length = headers.get("content-length", "")
        body = Body(self.rfile, int(length) if length.isdigit() else 0, chunked=is_chunked, paced=self._hold_up)
        packed = self._server.packs and "gzip" in headers.get("accept-encoding", "")
        return Incoming(self.command, address.path, address.query, headers, body, packed)

    def _serve_over_link(self, incoming: Incoming) -> None:
        link = self._server.link
        met = link.meets()
        if link.loses_request(met):
            self.close_connection = True
            return
        if met is State.PORTAL:
            self._send(_portal(), incoming, is_campus=False)
            return
        if met is State.SLOW:
            self._pace = SLOW_BYTES_PER_S
            self._server.stopping.wait(SLOW_DELAY_S)
        outcome = self._failure() or answered(self._server.school, incoming)
        if link.loses_answer(met, outcome.function, writes=outcome.writes):
            self._lose(outcome, incoming)
            return
        self._send(outcome.answer, incoming, function=outcome.function)

    def _lose(self, outcome: Outcome, incoming: Incoming) -> None:
        """End the connection in place of an answer; of a file the first half still gets through."""
        self._server.count(incoming, outcome.function, 0)
        self.close_connection = True
        body = outcome.answer.body
        if isinstance(body, Piece) and self.command != "HEAD":
            self._send_file(self._head(outcome.answer, is_campus=True), Piece(body.path, body.start, body.length // 2))

    def _failure(self) -> Outcome | None:
        failures = self._server.school.failures
        if not failures:
            return None
        return Outcome(html_page("Error", "The server could not answer.", status=failures.pop(0)))

    def _hold_up(self, size: int) -> None:
        """Wait as long as `size` bytes take on a slow link, but for one request not longer than a client's patience.

        On loopback the sender's system takes a whole upload at once (120 kB in no time, measured) and its program then
        sees a server that is silent, which no slow link looks like.
        """
        if self._pace is not None:
            wait_s = min(size / self._pace, _LONGEST_HOLD_S - self._held_s)
            self._held_s += wait_s
            self._server.stopping.wait(wait_s)

    def _send(self, answer: Answer, incoming: Incoming, *, is_campus: bool = True, function: str | None = None) -> None:
        """Send an answer, headers and body (a file's first piece) together; one with a function is counted before."""
        if answer.closes:
            self.close_connection = True
        else:
            incoming.body.all(LARGEST_REQUEST)
        head = self._head(answer, is_campus=is_campus)
        has_body = self.command != "HEAD" and answer.status != 304
        if function is not None:
            self._server.count(incoming, function, len(head) + (answer.length if has_body else 0))
        if isinstance(answer.body, Piece) and has_body:
            self._send_file(head, answer.body)
        else:
            body = answer.body if has_body and isinstance(answer.body, bytes) else b""
            self._send_bytes(head + (_chunked(body) if answer.in_chunks and has_body else body))
        if answer.closes:
            self._linger()

    def _head(self, answer: Answer, *, is_campus: bool) -> bytes:
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", f"Server: {self.server_version}"]
        lines.append(f"Date: {self.date_time_string()}")
        if is_campus:
            lines.append(f"{MARK[0]}: {MARK[1]}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if answer.in_chunks:
            lines.append("Transfer-Encoding: chunked")
        elif answer.status != 304:
            lines.append(f"Content-Length: {answer.length}")
        lines.append(f"Connection: {'close' if self.close_connection else 'keep-alive'}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _send_file(self, head: bytes, piece: Piece) -> None:
        left = piece.length
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            while left or head:
                chunk = file.read(min(left, _CHUNK))
                left -= len(chunk)
                self._send_bytes(head + chunk)
                head = b""

    def _send_bytes(self, data: bytes) -> None:
        if self._pace is None:
            self.connection.sendall(data)
            return
        step = int(self._pace * _TICK_S)
        for start in range(0, len(data), step):
            self.connection.sendall(data[start : start + step])
            self._server.stopping.wait(_TICK_S)
            if self._server.stopping.is_set():
                raise ConnectionError("the campus closes")

    def _linger(self) -> None:
        """Let the rest of a refused body run out, as nginx does; a reset would take the answer away from its sender."""
        self.connection.shutdown(SHUT_WR)
        self.connection.settimeout(_LINGER_S)
        while self.connection.recv(_CHUNK):
            pass


def _chunked(body: bytes) -> bytes:
    """Return a body as one chunk and the end (RFC 9112 7.1)."""
    return (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"


def _portal() -> Answer:
    """Return the sign-in page that a Wi-Fi network puts in front of everything; it is not the campus speaking."""
    return html_page("Welcome to our Wi-Fi", "Please sign in to use this network.")
