"""Files of a site: parts, conditions and refusals that look like files."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlencode

import requests

from studydesk.campus.moodle import border, waiting
from studydesk.campus.moodle.addresses import downloadable
from studydesk.campus.moodle.client import Client
from studydesk.errors import BadAnswer, CaptivePortal, NoAnswer, NotProcessed, Refused, StudyDeskError

_SHA1 = re.compile(r"[0-9a-f]{40}")
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_MOST_REFUSAL_BYTES = 1024 * 1024
BEAT_S = 1.0


class MoodleBody:
    """Implements domain.campus.Body over an open response."""

    def __init__(self, client: Client, response: requests.Response) -> None:
        headers = response.headers
        self.status = response.status_code
        self.etag = plain_etag(headers.get("ETag"))
        self.etag_is_sha1 = bool(self.etag and _SHA1.fullmatch(self.etag))
        self.start, self.total_bytes = _extent(response)
        self.accepts_ranges = self.status == 206 or "bytes" in headers.get("Accept-Ranges", "").lower()
        self._client = client
        self._response = response
        self._promised = headers.get("Content-Length") if not headers.get("Content-Encoding") else None

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        """Yield the bytes as they arrive, at most `size` at once.

        Raises: NoAnswer when the body is cut or stalls: also where fewer bytes come than were promised.
        """
        if self.status == 304:
            return
        received = 0
        can_watch = self._promised is not None and size >= io.DEFAULT_BUFFER_SIZE
        watch = partial(waiting.arrives, self._response) if can_watch else None
        for chunk in self._client.guarded(_arriving(self._response, size, watch, self._client.stall_s)):
            received += len(chunk)
            yield chunk
        if self._promised is not None and self._promised.isdigit() and received != int(self._promised):
            raise NoAnswer("cut")


class MoodleFiles:
    """Implements domain.campus.Files.

    Ranges and conditions are only defined for GET (RFC 9110 13.1.2, 14.2), so the token goes into the address and the
    address into no log, no error and no redirect.
    """

    def __init__(self, client: Client, token: str) -> None:
        self._client = client
        self._token = token

    @contextmanager
    def open(
        self,
        url: str,
        *,
        start: int = 0,
        stop: int | None = None,
        etag: str | None = None,
        rate: float | None = None,
    ) -> Iterator[MoodleBody]:
        """Ask for a file's bytes; where the site has fewer than `start`, the body begins at 0 again.

        Raises: Refused("foreign_address") for addresses of other sites: they never see the token.
        """
        address = self._with_token(url)
        headers = _conditions(start, stop, etag)
        with self._client.get(address, headers, rate) as (response, round_trip_s):
            if response.status_code != 416:
                yield self._body(response, round_trip_s)
                return
        # nginx says so where PHP sends the whole file (measured, moodle.md section 3): the file became shorter.
        with self._client.get(address, _conditions(0, None, None), rate) as (response, round_trip_s):
            yield self._body(response, round_trip_s)

    def reopen(self, waiting_s: float) -> None:
        """Close idle connections, and those of reads that have waited so long for an answer to begin."""
        self._client.reopen(waiting_s)

    def _with_token(self, url: str) -> str:
        address = downloadable(url)
        if not address.startswith(f"{self._client.site_url}/"):
            raise Refused("foreign_address")
        return f"{address}{'&' if '?' in address else '?'}{urlencode({'token': self._token})}"

    def _body(self, response: requests.Response, round_trip_s: float) -> MoodleBody:
        problem = self._problem(response)
        if problem is not None:
            raise problem
        self._client.observed(response.headers, round_trip_s)
        return MoodleBody(self._client, response)

    def _problem(self, response: requests.Response) -> StudyDeskError | None:
        """Return why an answer is no file; the site's refusals are JSON, mostly with status 200 (moodle.md §3)."""
        status, headers = response.status_code, response.headers
        if 300 <= status < 400 and status != 304:
            return self._redirected(headers.get("Location", ""))
        if status in (206, 304) or (status == 200 and not _is_suspect(headers)):
            return None
        body = b"".join(self._client.guarded(_limited(response)))
        refused = border.unwelcome(status, response.reason or "", headers, body, "file")
        if status == 404 and isinstance(refused, BadAnswer):
            return Refused("filenotfound")
        if status == 503 and type(refused) is NoAnswer:  # nothing was to be done but to send it: the site rests
            return NotProcessed("busy", border.retry_after(headers))
        return refused or BadAnswer("file")

    def _redirected(self, location: str) -> StudyDeskError:
        if location.startswith(f"{self._client.site_url}/login/"):
            return Refused("requireloginerror")
        return CaptivePortal("redirect")


def plain_etag(told: str | None) -> str | None:
    """Return an ETag without W/ and quotes: what a server sent compressed is W/ for it alone (moodle.md section 3)."""
    return told.strip().removeprefix("W/").strip('"') or None if told else None


def _conditions(start: int, stop: int | None, etag: str | None) -> dict[str, str]:
    headers = {"Accept-Encoding": "identity"}  # else ranges and ETags mean something else
    if start or stop is not None:
        headers["Range"] = f"bytes={start}-{'' if stop is None else stop - 1}"
    if etag:
        headers["If-None-Match"] = f'"{etag}"'
    return headers


def _extent(response: requests.Response) -> tuple[int, int | None]:
    """Return where a body starts and how long the whole file is. Raises: BadAnswer for a part that does not say."""
    headers = response.headers
    if response.status_code == 206:
        told = _CONTENT_RANGE.match(headers.get("Content-Range", ""))
        if not told:
            raise BadAnswer("range")
        return int(told[1]), None if told[2] == "*" else int(told[2])
    length = headers.get("Content-Length", "")
    is_whole = response.status_code == 200 and length.isdigit() and not headers.get("Content-Encoding")
    return 0, int(length) if is_whole else None


def _arriving(
    response: requests.Response, size: int, watch: Callable[[float], bool] | None = None, stall_s: float = 0.0
) -> Iterator[bytes]:
    """Yield what has arrived, at once: waiting until `size` bytes are there would lose them to a cut.

    `watch` waits until something is there to read, at most so many seconds; with it b"" tells of a second without.
    """
    silent_s = 0.0
    data = response.raw.read1(size, decode_content=True)  # what came with the headers lies in a buffer nobody can watch
    while data:
        yield data
        while watch is not None and not watch(BEAT_S):
            silent_s += BEAT_S
            if silent_s >= stall_s:
                raise NoAnswer("stalled")
            yield b""
        silent_s = 0.0
        data = response.raw.read1(size, decode_content=True)


def _limited(response: requests.Response) -> Iterator[bytes]:
    received = 0
    for chunk in _arriving(response, 65536):
        received += len(chunk)
        yield chunk
        if received > _MOST_REFUSAL_BYTES:
            return


def _is_suspect(headers: Mapping[str, str]) -> bool:
    """Return whether an answer may be a refusal or a page made elsewhere: Moodle names every file (recorded).

    Any web server gives its pages an ETag ("back at noon"): only one that names the content proves something.
    """
    kind = headers.get("Content-Type", "").lower()
    is_named = headers.get("Content-Disposition") or _SHA1.fullmatch(plain_etag(headers.get("ETag")) or "")
    return not is_named and ("json" in kind or "html" in kind or not kind)
