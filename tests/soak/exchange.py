"""HTTP by hand, for whoever must be able to break off at any byte."""

import http.client
import re
import socket
import struct
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

_LONGEST_HEAD = 64 * 1024
_RESET = struct.pack("ii", 1, 0)
_OWN = {"content-length", "connection", "transfer-encoding"}
_NAMED = re.compile(rb"sd-[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Head:
    """A request up to its body, and what of the body came with it."""

    method: str
    target: str
    headers: dict[str, str]
    length: int
    begun: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole request."""

    head: Head
    body: bytes

    @property
    def functions(self) -> list[str]:
        """The web-service functions in it, also those of a batch; `upload` is the upload."""
        path = urlsplit(self.head.target).path
        if path.endswith("/upload.php"):
            return ["upload"]
        if not path.endswith("/server.php"):
            return []
        form = parse_qsl(self.body.decode("utf-8", "replace"))
        return [value for name, value in form if name == "wsfunction" or name.endswith("[function]")]

    @property
    def markers(self) -> frozenset[str]:
        """The markers of posts in it."""
        return frozenset(marker.decode() for marker in _NAMED.findall(self.body))


@dataclass(frozen=True, slots=True)
class Told:
    """The school's answer."""

    status: str
    headers: dict[str, str]
    body: bytes

    def head(self, length: int) -> bytes:
        """Return its head for a body that is said to be so long."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return f"HTTP/1.1 {self.status}\r\n{lines}Content-Length: {length}\r\n\r\n".encode("latin-1")


def head(client: socket.socket) -> Head | None:
    """Return the next request's head, None when the client has gone."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = client.recv(65536)
        if not more or len(received) > _LONGEST_HEAD:
            return None
        received += more
    text, _, begun = received.partition(b"\r\n\r\n")
    first, *lines = text.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, target, _ = first.split(" ", 2)
    return Head(method, target, headers, int(headers.get("content-length", "0")), begun)


def body(client: socket.socket, head: Head, most: int | None = None) -> bytes | None:
    """Return the request's body, or at least its first `most` bytes; None when the client went before its end."""
    wanted = head.length if most is None else min(most, head.length)
    received = bytearray(head.begun)
    while len(received) < wanted:
        more = client.recv(65536)
        if not more:
            return None
        received += more
    return bytes(received)


def forwarded(asked: Asked, there: str, here: str) -> Told:
    """Pass a request on to the school at `there` and return the answer, with `here` in place of its address."""
    school = http.client.HTTPConnection(there, timeout=30)
    try:
        kept = {n: v for n, v in asked.head.headers.items() if n not in ("host", "connection", "accept-encoding")}
        school.request(asked.head.method, asked.head.target, asked.body, kept)
        answer = school.getresponse()
        content = answer.read()
    finally:
        school.close()
    headers = {name: value for name, value in answer.getheaders() if name.lower() not in _OWN}
    if any(word in headers.get("Content-Type", "") for word in ("json", "html")):
        content = content.replace(there.encode(), here.encode())
    elif asked.head.method == "HEAD":
        return Told(f"{answer.status} {answer.reason}", headers | {"Content-Length": str(answer.length)}, b"")
    return Told(f"{answer.status} {answer.reason}", headers, content)


def reset(client: socket.socket) -> None:
    """End a connection as a line that breaks: what is on its way is gone."""
    try:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    finally:
        client.close()
