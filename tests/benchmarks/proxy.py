"""A TCP proxy with a round-trip time: every byte waits half of it each way, and connecting costs one whole."""

import contextlib
import socket
import threading
import time
from collections import deque
from types import TracebackType
from urllib.parse import urlsplit


class DelayProxy:
    """A proxy on loopback; `lead_to` says in front of what, and `round_trip_s` may change at any time.

    Delay only: bandwidth is not limited, so the bytes of a case cost nothing here and round trips are what is measured.
    """

    def __init__(self, round_trip_s: float) -> None:
        self._target = ("127.0.0.1", 0)
        self.round_trip_s = round_trip_s
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: list[socket.socket] = []
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address clients use."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def lead_to(self, target: str) -> None:
        """Pass on what comes to `target` ("http://127.0.0.1:PORT")."""
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)

    def __enter__(self) -> "DelayProxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sock in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                sock.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(self._target)
        for sock in (client, server):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(sock)
        # Loopback accepts at once; a real line spends one round trip on the handshake.
        for source, sink, first in ((client, server, self.round_trip_s), (server, client, 0.0)):
            queue: deque[tuple[float, bytes]] = deque()
            ready = threading.Condition()
            threading.Thread(target=self._read, args=(source, queue, ready, first), daemon=True).start()
            threading.Thread(target=self._write, args=(sink, queue, ready), daemon=True).start()

    def _read(
        self, source: socket.socket, queue: deque[tuple[float, bytes]], ready: threading.Condition, first: float
    ) -> None:
        opened = time.monotonic()
        data = b"-"
        while data:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            due = max(time.monotonic(), opened + first) + self.round_trip_s / 2
            with ready:
                queue.append((due, data))
                ready.notify()

    @staticmethod
    def _write(sink: socket.socket, queue: deque[tuple[float, bytes]], ready: threading.Condition) -> None:
        while True:
            with ready:
                while not queue:
                    ready.wait()
                due, data = queue.popleft()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    sink.shutdown(socket.SHUT_WR)
                    return
                sink.sendall(data)
            except OSError:
                return
