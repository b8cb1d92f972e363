"""The error border: every foreign error and every unwelcome answer becomes one of `errors`, here and nowhere else."""

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
import requests
import urllib3

from studydesk.domain.forums import as_text
from studydesk.errors import (
    BadAnswer,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
    UntrustedSite,
)

FOREIGN = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    msgspec.MsgspecError,
    ValueError,  # json, unicode, a TLS socket closed by a Cancel, a header that cannot be written
)

_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
# Bad requests that no byte of went out.
_UNSENDABLE = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidProxyURL,
    urllib3.exceptions.LocationValueError,
)

# Moodle: webservice/lib.php authenticate_user; moodle.md section 2.
_SIGNED_OUT = frozenset(
    {
        "invalidtoken",
        "wsaccessusersuspended",
        "wsaccessuserdeleted",
        "wsaccessuserunconfirmed",
        "wsaccessuserexpired",
        "wsaccessusernologin",
    }
)
# The certain ones, each measured (moodle.md section 1): nothing was done.
_NOT_PROCESSED = {"sitemaintenance": "maintenance", "dbconnectionfailed": "database"}
# An error that came up in the middle: something may be stored already. `invalidresponse` even comes after the function
# has done its work (Moodle: lib/externallib.php clean_returnvalue), `generalexceptionmessage` is how a batch names an
# error of PHP itself (Moodle: lib/setuplib.php get_exception_info).
_UNKNOWN = frozenset({"generalexceptionmessage", "invalidresponse", "codingerror"})
# Web services are off, or this service is.
_NOT_OFFERED = frozenset({"servicenotavailable", "enablewsdescription"})

_MOST_PATIENCE = timedelta(hours=1)  # then the site is asked again, whatever it said

_PLACEHOLDER = re.compile(r"\s*[-–:]?\s*\{\$a(?:->\w+)?\}")


class Trouble(msgspec.Struct):
    """An error as Moodle's endpoints write it; all of it may be missing (moodle.md section 1)."""

    exception: str | None = None
    errorcode: str | None = None
    message: str | None = None
    error: str | bool | None = None

    @property
    def is_real(self) -> bool:
        """Whether this is an error at all, and not the start of a normal answer."""
        return self.exception is not None or self.errorcode is not None or isinstance(self.error, str)

    @property
    def text(self) -> str:
        """The site's sentence as plain text."""
        told = self.message or (self.error if isinstance(self.error, str) else "")
        return plain(_PLACEHOLDER.sub("", told))


def plain(markup: str | None) -> str:
    """Return HTML of a label or message as one line of plain text."""
    return " ".join(as_text(markup or "").split())


def never_sent(error: BaseException) -> NeverSent:
    """Return what a failure before the first byte means; the argument of NeverSent says where it failed."""
    chain = list(_chain(error))
    if any(isinstance(link, ssl.SSLCertVerificationError) for link in chain):
        return UntrustedSite("certificate")
    for link in chain:
        if isinstance(link, ssl.SSLError):
            return NeverSent("tls")
        if isinstance(link, socket.gaierror | UnicodeError):
            return NeverSent("lookup")
        if isinstance(link, TimeoutError):
            return NeverSent("timeout")
        if isinstance(link, ConnectionRefusedError):
            return NeverSent("refused")
        if isinstance(link, OSError) and link.errno in _UNREACHABLE:
            return NeverSent("unreachable")
    return NeverSent("failed")


def translated(error: BaseException) -> StudyDeskError:
    """Return what a foreign error means. `connection` has raised NeverSent itself where nothing was sent."""
    for link in _chain(error):
        if isinstance(link, StudyDeskError):
            return link
        if isinstance(link, _UNSENDABLE):
            return NeverSent("address")
    if isinstance(error, msgspec.MsgspecError | UnicodeError):
        return BadAnswer("unreadable")
    if any(isinstance(link, urllib3.exceptions.DecodeError) for link in _chain(error)):
        return BadAnswer("unreadable")
    if any(isinstance(link, TimeoutError | urllib3.exceptions.TimeoutError) for link in _chain(error)):
        return NoAnswer("stalled")
    return NoAnswer("cut")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Walk through causes, contexts and what urllib3 and requests wrap as arguments."""
    waiting, seen = [error], set[int]()
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        inner = [link.__cause__, link.__context__, getattr(link, "reason", None), *link.args]
        waiting.extend(item for item in inner if isinstance(item, BaseException))


def unwelcome(
    status: int, phrase: str, headers: Mapping[str, str], body: bytes, function: str
) -> StudyDeskError | None:
    """Return what is wrong with an answer as a whole, None if it can be a web service's.

    The body comes first: Moodle answers its refusals with 200, and some with 404 (moodle.md section 1).
    """
    told = trouble(body)
    if told is not None:
        return refusal(told, function)
    if status != 200:
        return _by_status(status, phrase, headers, body)
    if _is_page(headers, body):
        return CaptivePortal("page")
    return None if body.strip() else BadAnswer("empty")


def trouble(body: bytes) -> Trouble | None:
    """Return the error an answer consists of, None if it is something else."""
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        told = msgspec.json.decode(body, type=Trouble)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return told if told.is_real else None


def refusal(told: Trouble, function: str) -> StudyDeskError:
    """Return what an error of the site means for the caller of `function`.

    `accessexception` is both "token expired" and "function not allowed" (moodle.md section 2). The callers of this
    package ask only for functions that the site has listed for this learner (`service`), so here it is the token;
    inside a batch the token has been accepted already and `service` reads it as NotAvailable.
    """
    code = (told.errorcode or "").strip()
    if not code or code.startswith(("dml", "ddl")) or code in _UNKNOWN:
        return NoAnswer("unknown")
    if code in _SIGNED_OUT or code == "accessexception":
        return SignedOut(code)
    if code in _NOT_PROCESSED:
        return NotProcessed(_NOT_PROCESSED[code])
    if code in _NOT_OFFERED or (code == "invalidrecord" and "external_functions" in told.text):
        return NotAvailable(function)
    return Refused(code, told.text)


def _by_status(status: int, phrase: str, headers: Mapping[str, str], body: bytes) -> StudyDeskError:
    if status == 413:
        return NotProcessed("too_large")
    if status == 429:
        return NotProcessed("busy", retry_after(headers))
    if status == 503 and "under maintenance" in phrase:
        # Moodle: lib/setup.php answers so before it does anything (CLI maintenance).
        return NotProcessed("maintenance", retry_after(headers))
    if status in (407, 511) or 300 <= status < 400:
        return CaptivePortal("redirect" if status < 400 else "page")
    if status == 403 and not body.strip():
        return NotProcessed("services_off")  # measured, moodle.md section 1: the learner's work waits until they are on
    return NoAnswer(f"status {status}") if status >= 500 else BadAnswer(f"status {status}")


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    kind = headers.get("Content-Type", "").lower()
    start = body.lstrip()[:15].lower()
    return "html" in kind or (not kind and start.startswith((b"<!doctype html", b"<html")))


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> timedelta | None:
    """Return how long the site asks to wait (RFC 9110 10.2.3: seconds or a date), None if it does not say.

    At most an hour: a slip in a site's settings, or in its clock, must not stop a learner for days.
    """
    told = headers.get("Retry-After", "").strip()
    if told.isdigit():
        return min(timedelta(seconds=int(told[:7])), _MOST_PATIENCE)
    when = date(told)
    since = now or date(headers.get("Date", ""))
    return min(max(when - since, timedelta()), _MOST_PATIENCE) if when and since else None


def date(told: str) -> datetime | None:
    """Return an HTTP date as an aware UTC instant, None where it is none."""
    try:
        when = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
