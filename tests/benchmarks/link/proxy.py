"""A TCP proxy whose way is as slow and as unreliable as a test wants; every switch works while bytes are passing."""

import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Set
from types import TracebackType
from urllib.parse import urlsplit

from tests.benchmarks.link.passage import RESETS, Connection, End, Passage, Way

# So little waits in the system for a client that does not read that what is counted is what the client has got. Reno
# because it sends at once; BBR, the default of some machines, would pace the proxy by what it remembers of loopback.
_SMALL_BUFFER = 65_536
_CONNECT_S, _FAREWELL_S = 5.0, 10.0


class Proxy(Passage):
    """A proxy, on loopback or wherever its listener is; `lead_to` says in front of what.

    Attributes:
        is_stalled: nothing passes, and nothing ends.
        refuses: new connections are reset at once.
        connections: how many were accepted.
    """

    def __init__(
        self, round_trip_s: float = 0.0, rate: float | None = None, listener: socket.socket | None = None
    ) -> None:
        """Listen on loopback, or on the given socket, whose connections then keep the system's own buffers."""
        super().__init__(round_trip_s, rate)
        self.is_stalled = self.refuses = False
        self.connections = 0
        self._target = ("127.0.0.1", 0)
        self._is_small = listener is None
        self._listener = listener or socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.setblocking(False)
        host, port = self._listener.getsockname()
        self.url = f"http://{host}:{port}"
        self._open: deque[Connection] = deque()
        self._woken, self._waker = socket.socketpair()
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)
        self._thread.start()

    def lead_to(self, target: str) -> None:
        """Pass on what comes to `target` ("http://127.0.0.1:PORT")."""
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)

    def end_all(self, how: End = End.RESET) -> None:
        """End every connection that is open now."""
        with self._lock:
            for connection in self._open:
                connection.end(how)
            self._open.clear()
        self._wake()

    def stall(self, is_stalled: bool = True) -> None:
        """Let nothing pass any more, or let it pass again."""
        self.is_stalled = is_stalled
        self._wake()

    def close(self) -> None:
        """Stop listening and end every connection."""
        self._is_closing = True
        self._wake()
        self._thread.join(_FAREWELL_S)
        self.end_all(End.CLOSE)
        for sock in (self._listener, self._woken, self._waker):
            sock.close()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wake(self) -> None:
        self._waker.send(b"!")

    def _run(self) -> None:
        wait: float | None = None
        while not self._is_closing:
            with selectors.PollSelector() as selector:
                selector.register(self._listener, selectors.EVENT_READ)
                selector.register(self._woken, selectors.EVENT_READ)
                with self._lock:
                    self._watch(selector)
                ready = {key.fileobj for key, _ in selector.select(wait)}
            if self._woken in ready:
                self._woken.recv(4096)
            if self._listener in ready:
                self._accept()
            with self._lock:
                wait = self._pass_on(ready)

    def _watch(self, selector: selectors.BaseSelector) -> None:
        """Wait for what can be read into a way that has room, and for sinks that were full."""
        if self.is_stalled:
            return
        full = self._full()
        for connection in self._open:
            wanted: dict[socket.socket, int] = {}
            for way in (connection.up, connection.down):
                if not way.is_read and way.held < full:
                    wanted[way.source] = wanted.get(way.source, 0) | selectors.EVENT_READ
                if way.is_blocked:
                    wanted[way.sink] = wanted.get(way.sink, 0) | selectors.EVENT_WRITE
            for sock, events in wanted.items():
                selector.register(sock, events)

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        self.connections += 1
        try:
            if self.refuses:
                raise ConnectionRefusedError
            server = socket.create_connection(self._target, timeout=_CONNECT_S)
        except OSError:  # what a client sees of a server that is not there
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)
            client.close()
            return
        for sock in (client, server):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setblocking(False)
        if self._is_small:
            if hasattr(socket, "TCP_CONGESTION"):  # Linux and FreeBSD
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SMALL_BUFFER)
        now = time.monotonic()
        with self._lock:
            # Loopback accepts at once; a real line spends one round trip on the handshake.
            self._open.append(Connection(Way(client, server, now + self.round_trip_s), Way(server, client, now)))

    def _pass_on(self, ready: Set[object]) -> float | None:
        """Read and write what can be; return for how long nothing more can be, None for ever."""
        if self.is_stalled:
            return None
        self._open.rotate(1)  # the first one has the best chance at the rate
        waits: list[float] = []
        for connection in self._open:
            ways = (("up", connection.up), ("down", connection.down))
            try:
                for _, way in ways:
                    self._read(way, ready)
                waits += [w for name, way in ways if (w := self._write(name, way, connection)) is not None]
            except OSError:
                connection.end(End.RESET)  # one side is gone; so is the other
            if not connection.is_over and connection.up.is_done and connection.down.is_done:
                connection.end(End.CLOSE)
        self._open = deque(connection for connection in self._open if not connection.is_over)
        return max(0.0, min(waits) - time.monotonic()) if waits else None
