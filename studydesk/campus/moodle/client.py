"""Requests to one site: what goes out, and answers that have passed the error border."""

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies

from studydesk import __version__
from studydesk.campus.moodle import border
from studydesk.campus.moodle.addresses import may_be_private
from studydesk.campus.moodle.connection import Adapter, Pending, system_trust
from studydesk.domain.outside import Cancel
from studydesk.errors import BadAnswer, Cancelled, NoAnswer, StudyDeskError, UntrustedSite
from studydesk.policy import Policy

# urllib3 writes whole addresses into its log, and those of files hold the token.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

Observer = Callable[[datetime, float], None]
Meter = Callable[[int], None]

_AHEAD_S, _LEAST_AHEAD_BYTES, _MOST_AHEAD_BYTES = 1.0, 8 * 1024, 1024 * 1024
_MOST_ANSWER_BYTES = 256 * 1024 * 1024  # a gigabyte of JSON is an attack or a mistake, not a course


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer as it came.

    Attributes:
        round_trip_s: until the headers were here.
    """

    status: int
    phrase: str
    headers: Mapping[str, str]
    body: bytes
    round_trip_s: float


class Client:
    """Requests to one site, over kept connections for reads and a fresh one for each write.

    Attributes:
        site_url: without a trailing slash.
    """

    def __init__(
        self,
        site_url: str,
        policy: Policy,
        cancel: Cancel,
        observe: Observer | None = None,
        meter: Meter | None = None,
    ) -> None:
        """`meter` hears of the bytes of forms sent and answers read; who reads a file's body counts that himself."""
        self.site_url = site_url.rstrip("/")
        self.cancel = cancel
        self._policy = policy
        self._observe, self._meter = observe, meter
        self._is_secure = self.site_url.startswith("https://")
        if not self._is_secure and not may_be_private(self.site_url):
            raise UntrustedSite("plain")
        self._lock = threading.Lock()
        self._trust: ssl.SSLContext | None = None
        self._kept: Adapter | None = None
        self._was_answered = False
        self._pending = Pending()

    def reopen(self, waiting_s: float) -> None:
        """Close kept connections that are idle, and those of reads that have waited so long for an answer to begin.

        Such a read asks once more, over a new connection. From any thread.
        """
        self.close()
        self._pending.end(waiting_s)

    def close(self) -> None:
        """Close the kept connections."""
        with self._lock:
            kept, self._kept = self._kept, None
        if kept:
            kept.close()

    def post(self, path: str, data: Any, *, is_write: bool, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form (pairs) or a body (bytes, or an iterable with a length) and return the answer, whatever it is.

        Raises:
            NeverSent: no byte of the request left. NoAnswer: some may have. Cancelled: asked to stop; of a write only
                while nothing had left yet.
        """
        request = self._prepared("POST", path, data, {"Accept-Encoding": "gzip", **(headers or {})})
        if is_write:
            return self._written(request)
        with self._exchange(self._kept_adapter(), request, self._policy.read_s) as (response, round_trip_s):
            return self._whole(response, round_trip_s)

    def _written(self, request: requests.PreparedRequest) -> Answer:
        request.headers["Connection"] = "close"
        adapter = self._adapter(pending=None)  # what may have been done is not cut short
        try:
            with self._exchange(adapter, request, self._policy.write_s, is_write=True) as (response, round_trip_s):
                return self._whole(response, round_trip_s, is_write=True)
        finally:
            adapter.close()

    @contextmanager
    def get(
        self, url: str, headers: Mapping[str, str], rate: float | None = None
    ) -> Iterator[tuple[requests.Response, float]]:
        """Open a file's address; the body is read by the caller through `guarded`, at most at `rate` bytes a second."""
        request = self._prepared("GET", url, None, headers)
        if rate is None:
            with self._exchange(self._kept_adapter(), request, self._policy.read_s) as opened:
                yield opened
            return
        # A connection of its own: what the system would take in advance is what the limit is to keep off the line.
        ahead = int(min(max(rate * _AHEAD_S, _LEAST_AHEAD_BYTES), _MOST_AHEAD_BYTES))
        slow = self._adapter(pending=self._pending, receive_bytes=ahead)
        try:
            with self._exchange(slow, request, self._policy.read_s) as opened:
                yield opened
        finally:
            slow.close()

    @property
    def stall_s(self) -> float:
        """How long a body may bring nothing before it counts as cut."""
        return self._policy.read_s

    def guarded(self, chunks: Iterable[bytes], *, is_write: bool = False) -> Iterator[bytes]:
        """Yield the bytes of a body as they come, with foreign errors translated."""
        arriving = iter(chunks)
        while True:
            failure: StudyDeskError | None = None
            chunk: bytes | None = None
            try:
                chunk = next(arriving, None)
            except border.FOREIGN as error:
                failure = border.translated(error)
            if failure is not None:
                raise self._told(failure, is_write)
            if chunk is None:
                return
            yield chunk

    def observed(self, headers: Mapping[str, str], round_trip_s: float) -> datetime | None:
        """Report the site's clock, once it is known that the site itself has answered, and return it."""
        server_time = border.date(headers.get("Date", ""))
        if server_time and self._observe:
            self._observe(server_time, round_trip_s)
        return server_time

    def _prepared(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> requests.PreparedRequest:
        url = path if path.startswith(("http://", "https://")) else f"{self.site_url}{path}"
        named = {"User-Agent": f"StudyDesk/{__version__}", "Accept": "*/*", **headers}
        failure: StudyDeskError
        try:
            return requests.Request(method, url, data=data, headers=named).prepare()
        except border.FOREIGN as error:
            failure = border.never_sent(error)
        raise failure

    @contextmanager
    def _exchange(
        self, adapter: Adapter, request: requests.PreparedRequest, stall_s: float, *, is_write: bool = False
    ) -> Iterator[tuple[requests.Response, float]]:
        self.cancel.check()
        started = time.monotonic()
        response, failure = self._sent(adapter, request, stall_s)
        if failure is not None and failure.args == ("cut",) and self._was_answered and not is_write:
            # A kept connection may have been closed by the other side long ago; that says nothing about the link.
            self.cancel.check()
            response, failure = self._sent(adapter, request, stall_s)
        if response is None:
            # Not within the handler: what urllib3 raised holds the address and must not hang on ours as its context.
            raise self._told(failure or NoAnswer("cut"), is_write)
        self._was_answered = True
        try:
            yield response, time.monotonic() - started
        finally:
            response.close()

    def _sent(
        self, adapter: Adapter, request: requests.PreparedRequest, stall_s: float
    ) -> tuple[requests.Response | None, StudyDeskError | None]:
        """Return the response once its headers are here, or why there is none."""
        timeout = (self._policy.connect_s, stall_s)
        try:
            return adapter.send(request, stream=True, timeout=timeout, verify=True, proxies=self._proxies()), None
        except border.FOREIGN as error:
            return None, border.translated(error)

    def _told(self, failure: StudyDeskError, is_write: bool) -> StudyDeskError:
        """Return the failure, or Cancelled for a read; a write that may have left stays NoAnswer even when stopped."""
        return Cancelled() if self.cancel.is_stopped and not is_write else failure

    def _whole(self, response: requests.Response, round_trip_s: float, *, is_write: bool = False) -> Answer:
        parts: list[bytes] = []
        size = 0
        try:
            for chunk in self.guarded(response.raw.stream(65536, decode_content=True), is_write=is_write):
                parts.append(chunk)
                size += len(chunk)
                if size > _MOST_ANSWER_BYTES:
                    raise BadAnswer("too long")
        finally:
            if self._meter:  # what came over the line, before it was unpacked
                self._meter(response.raw.tell() + int(response.request.headers.get("Content-Length") or 0))
        return Answer(response.status_code, response.reason or "", response.headers, b"".join(parts), round_trip_s)

    def _kept_adapter(self) -> Adapter:
        with self._lock:
            if self._kept is None:
                self._kept = self._adapter(pending=self._pending)
            return self._kept

    def _adapter(self, *, pending: Pending | None, receive_bytes: int | None = None) -> Adapter:
        if self._is_secure and self._trust is None:
            self._trust = system_trust()
        return Adapter(self.cancel, self._policy.write_s, self._trust, pending=pending, receive_bytes=receive_bytes)

    def _proxies(self) -> dict[str, str]:
        """Return the system's proxies; what is on this computer or a private network is asked directly."""
        host = urlsplit(self.site_url).hostname or ""
        if not self._is_secure or may_be_private(self.site_url):
            return {}
        return dict(get_environ_proxies(f"https://{host}"))
