"""An honest way to the school until a test says otherwise: a real server that forwards, cuts, swaps and swallows."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from studydesk.campus.demo import Campus
from tests.campus.loopback import Line, Request, serving

_REWRITTEN = ("json", "html")
_OWN = {"content-length", "connection", "transfer-encoding"}


@dataclass(frozen=True)
class Answer:
    """What the school said, as it goes on to the learner."""

    status: str
    headers: dict[str, str]
    body: bytes


Forward = Callable[[], Answer]
Act = Callable[[Request, Line, Forward], None]


@dataclass
class Liar:
    """The server in between.

    Attributes:
        asked: what went through it, as `kind` names it, oldest first.
    """

    url: str = ""
    asked: list[str] = field(default_factory=list)
    rules: list[tuple[str, Act, list[int]]] = field(default_factory=list)

    def when(self, what: str, act: Act, count: int = 1, after: int = 0) -> None:
        """Do `act` with the next `count` requests of a kind (a function's name, upload, file, login, probe, or *).

        The first `after` of them pass.
        """
        self.rules.append((what, act, [after, count]))

    def heal(self) -> None:
        """Forward honestly from now on."""
        self.rules.clear()

    def rule(self, kinds: list[str]) -> Act | None:
        """Return what is to be done with a request, counted."""
        for what, act, left in self.rules:
            if what != "*" and what not in kinds:
                continue
            if left[0] > 0:
                left[0] -= 1
            elif left[1] > 0:
                left[1] -= 1
                return act
        return None


def kind(request: Request) -> list[str]:
    """Return what a request is; of a batch also what is in it."""
    path = request.path
    if path.endswith("/server.php"):
        form = request.form
        inner = [value for name, value in form.items() if name.endswith("[function]")]
        return [form.get("wsfunction", ""), *inner]
    named = {"/upload.php": "upload", "/token.php": "login", "-nologin.php": "probe"}
    return [next((name for ending, name in named.items() if path.endswith(ending)), "file")]


@contextmanager
def lying(campus: Campus) -> Iterator[Liar]:
    """Run a liar before a school."""
    liar = Liar()

    def answer(request: Request, line: Line) -> None:
        kinds = kind(request)
        liar.asked.append(kinds[0])
        act = liar.rule(kinds) or honest
        act(request, line, lambda: _forwarded(request, campus.url, liar.url))

    with serving(answer) as server:
        liar.url = server.url
        yield liar


def _forwarded(request: Request, there: str, here: str) -> Answer:
    """Pass a request on and return the answer, with the liar's address in place of the school's."""
    school = http.client.HTTPConnection(str(urlsplit(there).netloc), timeout=20)
    try:
        headers = {name: value for name, value in request.headers.items() if name not in {"host", "connection"}}
        school.request(request.method, request.target, request.body, headers | {"accept-encoding": "identity"})
        told = school.getresponse()
        body = told.read()
    finally:
        school.close()
    kept = {name: value for name, value in told.getheaders() if name.lower() not in _OWN}
    if any(word in kept.get("Content-Type", "") for word in _REWRITTEN):
        body = body.replace(urlsplit(there).netloc.encode(), urlsplit(here).netloc.encode())
    return Answer(f"{told.status} {told.reason}", kept, body)


# What may be done with a request


def honest(_request: Request, line: Line, forward: Forward) -> None:
    """Pass it on."""
    told = forward()
    line.send(told.status, told.body, told.headers)


def cut(at: int | None = None) -> Act:
    """Pass it on, and let only the first `at` bytes of the answer's body through (None: half of it)."""

    def act(_request: Request, line: Line, forward: Forward) -> None:
        told = forward()
        headers = {**told.headers, "Content-Length": str(len(told.body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        kept = told.body[: len(told.body) // 2 if at is None else at]
        line.socket.sendall(f"HTTP/1.1 {told.status}\r\n{head}\r\n".encode() + kept)
        raise ConnectionError("cut on purpose")

    return act


def shortened(request: Request, line: Line, forward: Forward) -> None:
    """Pass it on, and end half of the answer's body as if it were whole (a proxy that was restarted)."""
    told = forward()
    line.send(told.status, told.body[: len(told.body) // 2], told.headers)


def swallow(_request: Request, line: Line, forward: Forward) -> None:
    """Pass it on and lose the answer."""
    forward()
    line.reset()
    raise ConnectionError("lost on purpose")


def drop(_request: Request, line: Line, _forward: Forward) -> None:
    """Lose the request."""
    line.reset()
    raise ConnectionError("lost on purpose")


def say(status: str, body: bytes = b"", **headers: str) -> Act:
    """Answer oneself; the school hears nothing. _ stands for - in names of headers."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}

    def act(_request: Request, line: Line, _forward: Forward) -> None:
        line.send(status, body, told)

    return act


def after(do: Callable[[], None]) -> Act:
    """Let something happen at the school, then pass the request on."""

    def act(request: Request, line: Line, forward: Forward) -> None:
        do()
        honest(request, line, forward)

    return act


PORTAL = say("200 OK", b"<!DOCTYPE html><html><body>Welcome to our Wi-Fi</body></html>", Content_Type="text/html")
# Moodle: lib/setup.php, the maintenance of the command line: a page, before anything is done.
CLI_MAINTENANCE = say(
    "503 Moodle under maintenance", b"<html><body>Back at noon.</body></html>", Content_Type="text/html",
    Retry_After="600",
)  # fmt: skip
