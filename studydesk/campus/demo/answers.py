"""An answer on its way out: status, headers, and a body in memory or on disk."""

import gzip
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from studydesk.campus.demo.functions.mobile import encoded
from studydesk.campus.demo.refusals import WireError
from studydesk.campus.demo.school import Json

_PRIVATE = [
    ("Cache-Control", "private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("Pragma", "no-cache"),
    ("Accept-Ranges", "none"),
    ("Access-Control-Allow-Origin", "*"),
]
# What login/token.php, upload.php and refusals of pluginfile.php say (recorded); the answers of AJAX say nothing of it.
_NEVER_KEPT = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cache-Control", "no-store, no-cache, must-revalidate"),
    ("Cache-Control", "post-check=0, pre-check=0"),
    ("Pragma", "no-cache"),
    ("Expires", "Mon, 20 Aug 1969 09:23:00 GMT"),
    ("Accept-Ranges", "none"),
]
JSON = "application/json; charset=utf-8"
_REASONS = {
    200: "OK", 206: "Partial content", 303: "See Other", 304: "Not Modified", 404: "not found",
    413: "Request Entity Too Large", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file on disk, in bytes."""

    path: Path
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out.

    Attributes:
        closes: whether the connection ends with it.
        in_chunks: whether it goes out without telling its length before, as what nginx packs on its way does.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes | Piece = b""
    closes: bool = False
    in_chunks: bool = False

    @property
    def length(self) -> int:
        """The length of the body in bytes."""
        return self.body.length if isinstance(self.body, Piece) else len(self.body)

    @property
    def reason(self) -> str:
        """The words beside the status, as Moodle and its nginx write them."""
        return _REASONS.get(self.status, "Error")


def json_answer(answer: Json, *, packed: bool) -> Answer:
    """Return an answer of a web service, gzipped if `packed`."""
    return _json(answer, [("Content-Type", "application/json"), *_PRIVATE], packed=packed)


def ajax_answer(answer: Json, *, packed: bool) -> Answer:
    """Return an answer of lib/ajax/service.php."""
    return _json(answer, [("Content-Type", JSON)], packed=packed)


def page_answer(answer: Json, *, packed: bool, now: int, content_type: str = JSON) -> Answer:
    """Return an answer of login/token.php or upload.php; `now` is the Unix second, which it gives as its own age."""
    headers = [("Content-Type", content_type), *_NEVER_KEPT, ("Last-Modified", formatdate(now, usegmt=True))]
    return _json(answer, headers, packed=packed)


def _json(answer: Json, headers: list[tuple[str, str]], *, packed: bool) -> Answer:
    body = encoded(answer).encode("ascii")
    headers = [*headers, ("Vary", "Accept-Encoding")]
    if packed and len(body) >= 20:  # nginx: gzip_min_length and gzip_comp_level at their defaults
        return Answer(200, [*headers, ("Content-Encoding", "gzip")], gzip.compress(body, 1, mtime=0))
    return Answer(200, headers, body)


def packed_file(headers: list[tuple[str, str]], content: bytes) -> Answer:
    """Return a text file as the measured site's nginx packs it: no length, and not a word of ranges (recorded)."""
    return Answer(
        200, [*headers, ("Content-Encoding", "gzip")], gzip.compress(content, 1, mtime=0), in_chunks=True
    )


def page_refusal(
    refusal: WireError, *, packed: bool, now: int, status: int = 200, content_type: str = JSON
) -> Answer:
    """Return a refusal as login/token.php, upload.php and pluginfile.php give it."""
    empty = {"stacktrace": None, "debuginfo": None, "reproductionlink": None}
    told = {"error": refusal.message, "errorcode": refusal.code or ""} | empty
    answer = page_answer(told, packed=packed, now=now, content_type=content_type)
    return Answer(status, answer.headers, answer.body)


def html_page(title: str, text: str, *, status: int = 200, headers: list[tuple[str, str]] | None = None) -> Answer:
    """Return a page for people, which a client must not take for an answer."""
    body = (
        f'<!DOCTYPE html>\n<html lang="en" xml:lang="en">\n<head><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<p>{text}</p>\n</body>\n</html>\n"
    )
    return Answer(status, [("Content-Type", "text/html; charset=utf-8"), *(headers or [])], body.encode())
