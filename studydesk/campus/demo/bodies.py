"""Request bodies as they arrive: by length or in chunks, and multipart forms that never lie in memory whole."""

from collections.abc import Callable
from typing import Protocol

_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 16


class Source(Protocol):
    """What a body is read from: the buffered side of a socket."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, fewer only at the end."""

    def readline(self, limit: int, /) -> bytes:
        """Return one line."""


class Body:
    """One request body; reading past its end returns b"".

    Attributes:
        taken: how many bytes were read so far.
    """

    def __init__(self, source: Source, length: int | None, *, chunked: bool, paced: Callable[[int], None]) -> None:
        self._source = source
        self._left = length or 0
        self._chunked = chunked
        self._paced = paced
        self.taken = 0

    def read(self, size: int = _CHUNK) -> bytes:
        """Return up to `size` bytes, b"" at the end. Raises: ConnectionError if the sender left in the middle."""
        if self._chunked and not self._left:
            self._next_chunk()
        if not self._left:
            return b""
        piece = self._source.read(min(size, self._left, _CHUNK))
        if not piece:
            raise ConnectionError("the body was cut")
        self._left -= len(piece)
        self.taken += len(piece)
        self._paced(len(piece))
        if self._chunked and not self._left:
            self._source.readline(_LONGEST_LINE)
        return piece

    def all(self, limit: int) -> bytes:
        """Return the rest. Raises: ConnectionError if it is cut, or more than `limit` bytes."""
        pieces = []
        while piece := self.read():
            pieces.append(piece)
            if self.taken > limit:
                raise ConnectionError("the body is too long")
        return b"".join(pieces)

    def _next_chunk(self) -> None:
        line = self._source.readline(_LONGEST_LINE)
        try:
            self._left = int(line.split(b";")[0], 16)
        except ValueError as error:
            raise ConnectionError("the body was cut") from error
        if not self._left:
            self._chunked = False
            while self._source.readline(_LONGEST_LINE) not in (b"\r\n", b"\n", b""):
                pass


Sink = Callable[[bytes], object]


class Multipart:
    """A multipart body read part by part: `begin`, then `headers` and `content` as long as there is another part."""

    def __init__(self, body: Body, boundary: bytes) -> None:
        self._body = body
        self._delimiter = b"\r\n--" + boundary
        self._held = b"\r\n"
        self._until(self._delimiter, lambda _piece: None)

    def headers(self) -> dict[str, str] | None:
        """Return the headers of the next part by lower-case name, or None after the last. Raises: ConnectionError."""
        while len(self._held) < 2:
            self._fill()
        if self._held.startswith(b"--"):
            while self._body.read():
                pass
            return None
        collected: list[bytes] = []
        self._until(b"\r\n\r\n", collected.append)
        found: dict[str, str] = {}
        for line in b"".join(collected).decode("utf-8", "replace").split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                found[name.strip().lower()] = value.strip()
        return found

    def content(self, sink: Sink) -> None:
        """Pass the content of the part to `sink` in pieces. Raises: ConnectionError if the sender left."""
        self._until(self._delimiter, sink)

    def _until(self, marker: bytes, sink: Sink) -> None:
        while True:
            found = self._held.find(marker)
            if found >= 0:
                sink(self._held[:found])
                self._held = self._held[found + len(marker) :]
                return
            keep = len(marker) - 1
            if len(self._held) > keep:
                sink(self._held[:-keep])
                self._held = self._held[-keep:]
            self._fill()

    def _fill(self) -> None:
        piece = self._body.read()
        if not piece:
            raise ConnectionError("the form was cut")
        self._held += piece
