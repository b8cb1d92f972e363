"""How bytes pass through the proxy: late, in turn, and up to a byte at which a connection ends."""

import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from tests.benchmarks.link.heard import Answers

RESETS = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST
_LARGEST_READ = 65_536
_FULL = 1 << 20  # bytes a way without a rate may hold; with a rate it is what the way itself holds and a little
_STEP_S = 0.02  # with a rate: how much is sent at once, and how far a late turn may be made up for


class End(StrEnum):
    """How a connection ends."""

    CLOSE = "close"  # FIN: like a server that has said all
    RESET = "reset"  # RST


@dataclass
class Way:
    """One direction of a connection: what was read and is not yet due.

    Attributes:
        first_at: before this instant nothing sets out.
        waiting: (due, bytes); empty bytes are the end of the stream.
        answers: what passes, as far as it is HTTP.
        is_blocked: the sink takes no more for now. is_read, is_done: the end was read, and passed on.
    """

    source: socket.socket
    sink: socket.socket
    first_at: float
    waiting: deque[tuple[float, bytes]] = field(default_factory=deque)
    held: int = 0
    answers: Answers = field(default_factory=Answers)
    is_blocked: bool = False
    is_read: bool = False
    is_done: bool = False


@dataclass
class Connection:
    """A client's connection and the server's, and the two ways between them."""

    up: Way
    down: Way
    is_over: bool = False

    def end(self, how: End) -> None:
        """End both sides."""
        self.is_over = True
        for sock in (self.up.source, self.up.sink):
            if how is End.RESET:
                with suppress(OSError):  # it may be over already
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)
            sock.close()


class Passage:
    """The rules of one proxy and what they have let through.

    Attributes:
        round_trip_s: every byte waits half of it each way, and connecting costs one whole.
        rate: bytes per second each way, shared by all connections; None is unlimited.
    """

    def __init__(self, round_trip_s: float, rate: float | None) -> None:
        self.round_trip_s, self.rate = round_trip_s, rate
        self._lock = threading.Lock()  # over everything that bytes pass by
        self._cut: tuple[int, End] | None = None
        self._passed = {"up": 0, "down": 0}
        self._bodies = 0
        self._free_at = {"up": 0.0, "down": 0.0}

    @property
    def to_client(self) -> int:
        """Bytes that have gone to clients."""
        with self._lock:
            return self._passed["down"]

    @property
    def to_server(self) -> int:
        """Bytes that have gone to the server."""
        with self._lock:
            return self._passed["up"]

    @property
    def bodies(self) -> int:
        """Bytes that have gone to clients as bodies of files (see heard.Answers)."""
        with self._lock:
            return self._bodies

    def cut_after(self, size_bytes: int, how: End = End.CLOSE) -> None:
        """Once `size_bytes` more have gone to clients, end the connection that carried the last of them."""
        with self._lock:
            self._cut = (size_bytes, how)

    def _full(self) -> int:
        """Return how much a way may hold before it reads no more."""
        return _FULL if self.rate is None else int(self.rate * (self.round_trip_s / 2 + 2 * _STEP_S)) + 4096

    def _read(self, way: Way, ready: Set[object]) -> None:
        if way.sink in ready:
            way.is_blocked = False
        if way.source not in ready or way.is_read:
            return
        most = _LARGEST_READ if self.rate is None else max(1024, int(self.rate * _STEP_S))
        try:
            data = way.source.recv(most)
        except BlockingIOError:
            return
        way.is_read = not data
        way.held += len(data)
        way.waiting.append((max(time.monotonic(), way.first_at) + self.round_trip_s / 2, data))

    def _write(self, name: str, way: Way, connection: Connection) -> float | None:
        """Send what is due; return when there is more to do, None if that is not a question of time."""
        while way.waiting and not way.is_blocked and not connection.is_over:
            due, data = way.waiting[0]
            now = time.monotonic()
            at = due if self.rate is None else max(due, self._free_at[name])
            if at > now:
                return at
            if not data:
                way.waiting.popleft()
                way.sink.shutdown(socket.SHUT_WR)
                way.is_done = True
                continue
            sent = self._send(way, data, is_down=name == "down")
            if sent and self.rate is not None:
                self._free_at[name] = max(self._free_at[name], now - _STEP_S) + sent / self.rate
            way.held -= sent
            if sent == len(data):
                way.waiting.popleft()
            else:
                way.waiting[0] = (due, data[sent:])
            if self._is_cut(sent, is_down=name == "down"):
                assert self._cut is not None
                connection.end(self._cut[1])
                self._cut = None
        return None

    def _send(self, way: Way, data: bytes, *, is_down: bool) -> int:
        """Return how much the sink has taken."""
        most = len(data) if self._cut is None or not is_down else self._cut[0]
        try:
            sent = way.sink.send(data[:most]) if most else 0
        except BlockingIOError:
            way.is_blocked = True
            return 0
        self._passed["down" if is_down else "up"] += sent
        self._bodies += way.answers.bodies_in(data[:sent]) if is_down else 0
        return sent

    def _is_cut(self, sent: int, *, is_down: bool) -> bool:
        """Count towards the cut; return whether this was its byte."""
        if self._cut is None or not is_down:
            return False
        self._cut = (self._cut[0] - sent, self._cut[1])
        return self._cut[0] <= 0
