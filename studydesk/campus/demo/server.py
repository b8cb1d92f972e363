"""The campus on loopback: HTTP/1.1 with keep-alive, a thread per connection, each answer in one send."""

import sys
import threading
from collections import deque
from dataclasses import asdict, dataclass
from http.server import ThreadingHTTPServer
from socket import SHUT_RDWR, create_connection, socket
from typing import Any

from studydesk.campus.demo.handler import Handler
from studydesk.campus.demo.link import Link
from studydesk.campus.demo.routes import Incoming
from studydesk.campus.demo.school import School

_REMEMBERED = 20_000
_FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the campus saw it.

    Attributes:
        path: without the query, which carries tokens.
        function: the web-service function, "upload", or "" elsewhere.
        bytes: sent back for it, headers included.
        received: bytes of its body.
    """

    method: str
    path: str
    function: str
    bytes: int
    received: int


class Server(ThreadingHTTPServer):
    """Serves one school through one link."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, school: School, link: Link, *, packs: bool) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.school = school
        self.link = link
        self.packs = packs
        self.requests: deque[Request] = deque(maxlen=_REMEMBERED)
        self.stopping = threading.Event()
        self._open: set[socket] = set()
        self._open_lock = threading.Lock()
        self._serving: set[threading.Thread] = set()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def serve(self) -> None:
        """Serve until `stop`; waits in the system without polling."""
        while not self.stopping.is_set():
            self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread of its own, remembered so that `stop` can end it."""
        if self.stopping.is_set():
            self.shutdown_request(request)
            return
        thread = threading.Thread(target=self._serve_connection, args=(request, client_address), daemon=True)
        with self._open_lock:
            self._open.add(request)
            self._serving.add(thread)
        thread.start()

    def _serve_connection(self, request: socket, client_address: Any) -> None:
        try:
            self.process_request_thread(request, client_address)
        finally:
            with self._open_lock:
                self._open.discard(request)
                self._serving.discard(threading.current_thread())

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a client leave without a word; everything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def stop(self, thread: threading.Thread) -> None:
        """End `thread`, which runs `serve`, and every connection, then free the port."""
        self.stopping.set()
        self._wake()
        thread.join(_FAREWELL_S)
        self.server_close()
        self.end_connections()
        with self._open_lock:
            busy = list(self._serving)
        for other in busy:
            other.join(_FAREWELL_S)

    def _wake(self) -> None:
        try:
            create_connection(("127.0.0.1", self.port), timeout=_FAREWELL_S).close()
        except OSError:
            pass  # nobody listens any more, so nobody waits to be woken

    def end_connections(self, spared: socket | None = None) -> None:
        """Cut every open connection but `spared`, as a network that goes away does."""
        with self._open_lock:
            opened = [connection for connection in self._open if connection is not spared]
        for connection in opened:
            try:
                connection.shutdown(SHUT_RDWR)
            except OSError:
                pass  # it has just ended by itself

    def count(self, incoming: Incoming, function: str, sent: int) -> None:
        """Remember a request that the school saw, and how many bytes went back."""
        self.requests.append(Request(incoming.method, incoming.path, function, sent, incoming.body.taken))

    def forget(self) -> None:
        """Start counting anew."""
        self.requests.clear()

    def counted(self) -> dict[str, Any]:
        """Return the requests so far and their sums, as GET /_demo/requests shows them."""
        seen = list(self.requests)
        return {
            "count": len(seen),
            "bytes": sum(request.bytes for request in seen),
            "received": sum(request.received for request in seen),
            "requests": [asdict(request) for request in seen],
        }
