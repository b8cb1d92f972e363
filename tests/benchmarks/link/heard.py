"""What a listener at the learner's end of a line can have heard: bytes in order, and which of them are file bodies."""

import struct
from dataclasses import dataclass, field

_TCP, _SYN = 6, 0x02
_ROUND = 1 << 32
_HALF = 1 << 31
_HEAD_END = b"\r\n\r\n"
_BEGINNING = b"HTTP/1."


@dataclass
class Heard:
    """All connections of one direction together.

    Attributes:
        payload: bytes that a program can have read: in order, each once, whatever the line repeated.
        bodies: those of them that are bodies of files, not heads of answers nor answers of the web service.
    """

    payload: int = 0
    bodies: int = 0
    _flows: dict[bytes, "_Flow"] = field(default_factory=dict)

    def packet(self, packet: bytes) -> None:
        """Take in one IP packet that was delivered; what is not TCP over IPv4 does not count."""
        if packet[0] >> 4 != 4 or packet[9] != _TCP:
            return
        head = (packet[0] & 15) * 4
        total = struct.unpack_from("!H", packet, 2)[0]
        sequence = struct.unpack_from("!I", packet, head + 4)[0]
        key = packet[12:20] + packet[head : head + 4]
        if packet[head + 13] & _SYN:
            self._flows[key] = _Flow((sequence + 1) % _ROUND)
            return
        flow = self._flows.get(key)
        data = packet[head + (packet[head + 12] >> 4) * 4 : total]
        if flow is not None and data:
            for piece in flow.arrived(sequence, data):
                self.payload += len(piece)
                self.bodies += flow.answers.bodies_in(piece)


class _Flow:
    """One direction of one connection, put in order."""

    def __init__(self, expected: int) -> None:
        self._expected = expected
        self._early: dict[int, bytes] = {}
        self.answers = Answers()

    def arrived(self, sequence: int, data: bytes) -> list[bytes]:
        """Return what can be read now that this segment has come."""
        if (sequence - self._expected) % _ROUND < _HALF:
            known = self._early.get(sequence, b"")
            self._early[sequence] = max(known, data, key=len)
        else:
            behind = (self._expected - sequence) % _ROUND
            if behind < len(data):
                self._early[self._expected] = data[behind:]
        pieces: list[bytes] = []
        while (start := self._next()) is not None:
            piece = self._early.pop(start)[(self._expected - start) % _ROUND :]
            if piece:
                pieces.append(piece)
                self._expected = (self._expected + len(piece)) % _ROUND
        return pieces

    def _next(self) -> int | None:
        """Return an early segment that begins at or before what is expected (one that was cut anew overlaps)."""
        return next((s for s in self._early if (self._expected - s) % _ROUND < _HALF), None)


class Answers:
    """Follows the HTTP answers of a connection far enough to tell bodies of files from the rest.

    An answer without a length (none of the servers here sends one) counts as a body to its end. What does not begin
    like an answer (requests, other protocols) has no bodies.
    """

    def __init__(self) -> None:
        self._head = b""
        self._left: int | None = 0
        self._is_file = False

    def bodies_in(self, data: bytes) -> int:
        """Return how many of these next bytes belong to bodies of files."""
        found = 0
        while data:
            if self._left == 0:
                data = self._more_head(data)
                continue
            taken = len(data) if self._left is None else min(self._left, len(data))
            found += taken if self._is_file else 0
            data = data[taken:]
            if self._left is not None:
                self._left -= taken
        return found

    def _more_head(self, data: bytes) -> bytes:
        """Read on in a head; return what comes after it."""
        self._head += data
        if not self._head.startswith(_BEGINNING[: len(self._head)]):
            self._left, self._head = None, b""
            return b""
        head, end, rest = self._head.partition(_HEAD_END)
        if not end:
            return b""
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = first.split(" ")[1]
        length = fields.get("content-length")
        self._left = 0 if status in ("304", "204", "100") else None if length is None else int(length)
        self._is_file = "json" not in fields.get("content-type", "") and status in ("200", "206")
        self._head = b""
        return rest
