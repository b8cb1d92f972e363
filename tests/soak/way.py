"""The way from one laptop to the school: a proxy on loopback that does everything bad lines do."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlsplit

from tests.soak import exchange
from tests.soak.door import Door
from tests.soak.exchange import Asked, Told
from tests.soak.luck import CALM, LATEST_S, WRITES, Luck, Strike, draw, weather

_LINGERS_S = 4.0
_ARE_WRITES = 0.3  # of the requests with a body, about: before the body is read nobody can tell
_EXCUSED_S = 1.5  # a write that took so long past the break may have come after the grace of 2 s
_PORTAL = b"<!DOCTYPE html><html><body><h1>Welcome to our Wi-Fi</h1></body></html>"
_PAGE = {"Content-Type": "text/html"}


class Way:
    """One laptop's way.

    Attributes:
        met: how often each kind of luck was met. struck: how often each kind of strike ended a process.
        excused: markers of posts that reached the school so late that no grace can cover it.
    """

    def __init__(self, target: str, chance: random.Random, kill: Callable[[], int]) -> None:
        """`kill` ends the laptop's processes and returns how many."""
        self.met: Counter[str] = Counter()
        self.struck: Counter[str] = Counter()
        self.excused: set[str] = set()
        self._target, self._chance, self._kill = urlsplit(target).netloc, chance, kill
        self._lock = threading.Lock()
        self._weather = CALM
        self._strike: tuple[Strike, int] | None = None
        self._is_closing = threading.Event()
        self._door = Door(chance, self._serve)
        self.port = self._door.port
        self.url = f"http://127.0.0.1:{self.port}"

    def change(self) -> None:
        """Let the weather change."""
        with self._lock:
            self._weather = weather(self._chance)
            is_down = self._weather.is_down
        if is_down:
            self.met["nobody listens, for a while"] += 1
            self._door.shut()
        else:
            self._door.open()

    def heal(self) -> None:
        """Be an honest way from now on."""
        with self._lock:
            self._weather, self._strike = CALM, None
        self._door.open()

    def arm(self, strike: Strike, after: int) -> None:
        """Let the computer go off at the write that comes after so many others."""
        with self._lock:
            self._strike = (strike, after)

    def disarm(self) -> None:
        """Take it back, if it did not happen."""
        with self._lock:
            self._strike = None

    def close(self) -> None:
        """Stop listening."""
        self._is_closing.set()
        self._door.shut()

    def __enter__(self) -> "Way":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(60)
        with client, suppress(OSError):  # whoever is killed leaves without a word
            while head := exchange.head(client):
                if not self._pass(client, head) or "close" in head.headers.get("connection", ""):
                    return

    def _pass(self, client: socket.socket, head: exchange.Head) -> bool:
        """Do what luck wants with one request; return whether the connection goes on."""
        early = self._luck_of_body(head)
        if early is not None:
            if early is Luck.CUT_BODY:
                exchange.body(client, head, self._below(head.length))
            exchange.reset(client)
            return False
        body = exchange.body(client, head)
        if body is None:
            return False
        asked = Asked(head, body)
        is_write = not WRITES.isdisjoint(asked.functions)
        strike = self._struck(asked) if is_write else None
        if strike is not None:
            self._go_off(client, asked, strike)
            return False
        with self._lock:
            luck = draw(self._chance, self._weather, is_write)
        if luck in (Luck.CUT_HEAD, Luck.CUT_BODY):
            luck = Luck.LOST  # it is too late for that now
        return self._happen(client, asked, luck)

    def _luck_of_body(self, head: exchange.Head) -> Luck | None:
        """Return whether the line breaks before it can be known what is asked."""
        with self._lock:
            may_write = head.target.startswith("/webservice/upload.php") or self._chance.random() < _ARE_WRITES
            luck = draw(self._chance, self._weather, may_write) if head.length else Luck.NONE
        if luck not in (Luck.CUT_HEAD, Luck.CUT_BODY):
            return None
        self.met[luck] += 1
        return luck

    def _struck(self, asked: Asked) -> Strike | None:
        with self._lock:
            if self._strike is None:
                return None
            strike, after = self._strike
            self._strike = (strike, after - 1) if after else None
            return None if after else strike

    def _go_off(self, client: socket.socket, asked: Asked, strike: Strike) -> None:
        """Let the laptop's processes die at this very moment."""
        if strike in (Strike.BEFORE, Strike.ON_THE_WAY):
            self._note(strike)
            if strike is Strike.ON_THE_WAY:
                self._forward_late(asked, 0.0)
        elif strike is Strike.DONE:
            self._forward(asked)
            self._note(strike)
        else:
            told = self._forward(asked)
            client.sendall(told.head(len(told.body)) + told.body)
            time.sleep(self._within(0.03))
            self._note(strike)

    def _note(self, strike: Strike) -> None:
        self.struck[strike] += self._kill()

    def _happen(self, client: socket.socket, asked: Asked, luck: Luck) -> bool:
        if luck is not Luck.NONE:
            self.met[luck] += 1
        if luck is Luck.NONE:
            told = self._forward(asked)
            client.sendall(told.head(len(told.body)) + told.body)
            return True
        if luck is Luck.LATE:
            exchange.reset(client)
            self._forward_late(asked, self._within(LATEST_S))
        elif luck in _SAID_BEFORE or luck is Luck.BUSY:
            _say(client, self._instead(luck))
        elif luck in _SAID_AFTER:
            self._forward(asked)
            _say(client, self._instead(luck))
        elif luck in (Luck.STALLED_BEFORE, Luck.STALLED_AFTER):
            if luck is Luck.STALLED_AFTER:
                self._forward(asked)
            self._is_closing.wait(self._within(_LINGERS_S))
            exchange.reset(client)
        elif luck is Luck.LOST:
            exchange.reset(client)
        else:
            self._break_answer(client, self._forward(asked), luck)
        return False

    def _break_answer(self, client: socket.socket, told: Told, luck: Luck) -> None:
        part = told.body[: self._below(len(told.body))]
        if luck is Luck.ANSWER_CUT:
            client.sendall(told.head(len(told.body)) + part)
        elif luck is Luck.ANSWER_SHORT:
            client.sendall(told.head(len(part)) + part)
        elif luck is Luck.ANSWER_EMPTY:
            client.sendall(told.head(0))
        else:
            exchange.reset(client)

    def _instead(self, luck: Luck) -> Told:
        """Return what somebody on the way says in the school's place."""
        if luck in (Luck.ERROR_BEFORE, Luck.ERROR_AFTER):
            return Told(self._one_of("502 Bad Gateway", "503 Service Unavailable"), _PAGE, b"<html>Sorry</html>")
        if luck in (Luck.PORTAL_BEFORE, Luck.PORTAL_AFTER):
            return Told("200 OK", _PAGE, _PORTAL)
        if luck is Luck.BUSY:
            return Told("429 Too Many Requests", {"Retry-After": "1"}, b"")
        json = {"Content-Type": "application/json"}
        return Told("200 OK", json, b"" if luck is Luck.EMPTY_BEFORE else b'{"postid": 1')

    def _forward(self, asked: Asked) -> Told:
        return exchange.forwarded(asked, self._target, f"127.0.0.1:{self.port}")

    def _forward_late(self, asked: Asked, wait_s: float) -> None:
        """Let the school have it after the learner's side has given up."""
        broken_at = time.monotonic()
        time.sleep(wait_s)
        self._forward(asked)
        if time.monotonic() - broken_at > _EXCUSED_S:
            self.excused |= asked.markers

    def _within(self, most_s: float) -> float:
        with self._lock:
            return self._chance.uniform(0.0, most_s)

    def _below(self, length: int) -> int:
        with self._lock:
            return self._chance.randrange(length) if length else 0

    def _one_of(self, *choices: str) -> str:
        with self._lock:
            return self._chance.choice(choices)


_SAID_BEFORE = frozenset({Luck.ERROR_BEFORE, Luck.PORTAL_BEFORE, Luck.EMPTY_BEFORE, Luck.SHORT_BEFORE})
_SAID_AFTER = frozenset({Luck.ERROR_AFTER, Luck.PORTAL_AFTER})


def _say(client: socket.socket, told: Told) -> None:
    client.sendall(told.head(len(told.body)) + told.body)
