"""A sender that is gone before the answer comes: sync.md calls it the ordinary case."""

import socket
import ssl
import struct
import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from tests.campus.school import Json, Visitor, form

_PATIENCE_S = 10.0


def sent_and_left(who: Visitor, function: str, stay_s: float, **given: Json) -> None:
    """Send a whole request, and reset the connection `stay_s` later without having read anything."""
    pairs = [("wsfunction", function), ("wstoken", who.token)]
    for name, value in given.items():
        pairs += form(name, value)
    body = urlencode(pairs).encode()
    told = urlsplit(f"{who.campus.url}/webservice/rest/server.php?moodlewsrestformat=json")
    head = (
        f"POST {told.path}?{told.query} HTTP/1.1\r\nHost: {told.netloc}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    is_secure = told.scheme == "https"
    connected = socket.create_connection((told.hostname or "", told.port or (443 if is_secure else 80)), timeout=20)
    if is_secure:
        connected = ssl.create_default_context().wrap_socket(connected, server_hostname=told.hostname)
    with connected:
        connected.sendall(head.encode() + body)
        time.sleep(stay_s)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def comes_true(state: Callable[[], bool]) -> bool:
    """Return whether something becomes true within some seconds of real time."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if state():
            return True
        time.sleep(0.02)
    return False
