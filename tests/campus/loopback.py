"""A real HTTP server on loopback whose every answer, and every failure to answer, is written in the test."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """A request as it came in.

    Attributes:
        connection: number of the connection it came over, from 0.
        size: bytes of the body, also where it was not kept.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    size: int = 0

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query))


@dataclass
class Line:
    """The open connection, for an answer to do with as it likes."""

    socket: socket.socket
    released: threading.Event

    def send(self, status: str, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        """Send a whole answer."""
        told = {"Date": "Mon, 23 Nov 2026 15:56:48 GMT", "Content-Length": str(len(body)), **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self.socket.sendall(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)

    def json(self, body: bytes, status: str = "200 OK") -> None:
        self.send(status, body, {"Content-Type": "application/json"})

    def reset(self) -> None:
        """Close with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def stall(self) -> None:
        """Say nothing until the test is over."""
        self.released.wait(20)


Answering = Callable[[Request, Line], None]


@dataclass
class Server:
    """What a test sees of its server."""

    url: str
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def accepting_nobody() -> Iterator[str]:
    """Yield the address of a listener whose queue is full: a connection to it times out."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        try:
            yield f"http://127.0.0.1:{full.getsockname()[1]}"
        finally:
            for caller in waiting:
                caller.close()


@contextmanager
def serving(
    answer: Answering, *, wrap: Callable[[socket.socket], socket.socket] | None = None, keeps_bodies: bool = True
) -> Iterator[Server]:
    """Run a server until the block ends; `wrap` may put TLS around each connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if wrap else "http"
    server = Server(f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
    open_lines: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connected, _ = listening.accept()
            except OSError:
                return
            number = len(open_lines)
            open_lines.append(connected)
            threading.Thread(target=serve, args=(connected, number), daemon=True).start()

    def serve(connected: socket.socket, number: int) -> None:
        try:
            secured = wrap(connected) if wrap else connected
            with secured:
                while request := _read(secured, number, keeps_bodies):
                    server.requests.append(request)
                    answer(request, Line(secured, server.released))
                    if "close" in request.headers.get("connection", ""):
                        return
        except OSError:
            return

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.released.set()
        # On Linux closing alone does not wake an accept() that waits in another thread.
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        accepting.join(5)
        for connected in open_lines:
            connected.close()


def _read(connected: socket.socket, number: int, keeps_body: bool) -> Request | None:
    received = b""
    while b"\r\n\r\n" not in received:
        more = connected.recv(65536)
        if not more:
            return None
        received += more
        if received[0] == 0x16:  # the first byte of a TLS handshake: like any plain server, hang up on it
            return None
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    kept, size = bytearray(body), len(body)
    while size < length:
        more = connected.recv(65536)
        if not more:
            return None
        size += len(more)
        kept += more if keeps_body else b""
    method, target, _ = first.split(" ", 2)
    return Request(method, target, headers, bytes(kept), number, size)
