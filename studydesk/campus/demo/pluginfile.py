"""webservice/pluginfile.php: files of the campus, with PHP's ranges and ETags and their quirks (moodle.md §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import unquote

from studydesk.campus.demo.access import is_enrolled, require_open
from studydesk.campus.demo.addresses import PLUGIN_FILE
from studydesk.campus.demo.answers import Answer, Piece, html_page, packed_file, page_refusal
from studydesk.campus.demo.database import COURSE, MODULE
from studydesk.campus.demo.ranges import asked_range, multipart_ranges
from studydesk.campus.demo.refusals import WireError, activity_closed, no_record
from studydesk.campus.demo.school import Call, Row
from studydesk.campus.demo.storage import Area

_OPEN_HEADERS = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Headers", "range"),
    ("Access-Control-Expose-Headers", "Content-Range"),
]
# Types that the measured site's nginx compresses on the way out, which also weakens their ETag.
_PACKED_TYPES = {"text/plain", "text/html", "text/vtt"}
_CHARSET = {"text/plain": "; charset=utf-8"}
_WITHOUT_ITEM = {("course", "overviewfiles"), ("mod_page", "content")}
_REVISIONED = {("mod_page", "content"), ("mod_resource", "content"), ("mod_folder", "content")}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is asked for: the request's headers by lower-case name, and two facts of the query."""

    headers: Mapping[str, str]
    downloads: bool
    packed: bool


@dataclass(frozen=True, slots=True)
class _Place:
    context: int
    component: str
    area: str
    rest: tuple[str, ...]


def answer_file(call: Call, path: str, wish: Wish) -> Answer:
    """Return the file that the address' `path` (after pluginfile.php) names; a refusal is 200 with JSON."""
    try:
        place = _place(path)
        _require_access(call, place)
        markup = _generated(call, place)
        if markup is not None:
            return _generated_answer(call, markup, wish)
        if place.component == "course" and place.area == "generated":
            return _picture()
        file = _find(call, place)
    except WireError as refusal:
        status = 404 if refusal.code == "filenotfound" else 200
        return page_refusal(refusal, packed=False, now=call.now, status=status)
    return _stored_answer(call, file, wish)


def login_page(url: str) -> Answer:
    """Return what plain pluginfile.php does without a browser session, token or not: 303 to the login page."""
    where = f"{url}/login/index.php"
    return html_page(
        "Redirect", "This page should automatically redirect.", status=303,
        headers=[("Location", where), ("X-Redirect-By", "Moodle")],
    )  # fmt: skip


def _place(path: str) -> _Place:
    parts = [unquote(part) for part in path.split("/") if part]
    if len(parts) < 4 or not parts[0].isdigit():
        raise _not_found()
    return _Place(int(parts[0]), parts[1], parts[2], tuple(parts[3:]))


def _not_found() -> WireError:
    return WireError("filenotfound", "Sorry, the requested file could not be found")


def _require_access(call: Call, place: _Place) -> None:
    context = call.database.row("SELECT * FROM context WHERE id = ?", place.context)
    if context is None:
        raise no_record("context")
    if context["level"] == COURSE:
        if not is_enrolled(call, context["instance"]):
            raise activity_closed()
    elif context["level"] == MODULE:
        module = call.database.row("SELECT * FROM activity WHERE id = ?", context["instance"])
        if module is None:
            raise no_record("context")
        require_open(call, module)
        _require_own(call, place)
    else:
        raise _not_found()


def _require_own(call: Call, place: _Place) -> None:
    """Let nobody but its author and teachers at what was handed in. Raises: WireError."""
    if place.component.startswith("assignsubmission_") and not call.is_teacher:
        owner = call.database.value("SELECT person FROM submission WHERE id = ?", place.rest[0])
        if owner != call.who:
            raise _not_found()


def _find(call: Call, place: _Place) -> Row:
    for area, path, name in _candidates(place):
        file = call.storage.find(area, path, name)
        if file is not None:
            return file
    raise _not_found()


def _candidates(place: _Place) -> list[tuple[Area, str, str]]:
    """Return where the file may lie: contents with a revision or without, everything else under its item."""
    kind = (place.component, place.area)
    found: list[tuple[Area, str, str]] = []

    def add(itemid: int, rest: tuple[str, ...]) -> None:
        if rest:
            folder = "/" + "".join(f"{part}/" for part in rest[:-1])
            found.append((Area(place.context, place.component, place.area, itemid), folder, rest[-1]))

    if kind in _REVISIONED and place.rest[0].isdigit():
        add(0, place.rest[1:])
    if kind in _WITHOUT_ITEM:
        add(0, place.rest)
    elif kind not in _REVISIONED and place.rest[0].isdigit():
        add(int(place.rest[0]), place.rest[1:])
    return found


def _generated(call: Call, place: _Place) -> str | None:
    """Return the page that is made for this request, or None if the address names a stored file."""
    if place.rest[-1] != "index.html":
        return None
    if (place.component, place.area) == ("mod_page", "content") and len(place.rest) <= 2:
        body = call.database.value("SELECT body FROM activity WHERE context = ?", place.context)
        return f'<div class="no-overflow">{_local(str(body))}</div>'
    if (place.component, place.area) == ("mod_book", "chapter"):
        chapter = call.database.row(
            "SELECT chapter.* FROM chapter JOIN activity ON activity.id = activity"
            " WHERE context = ? AND chapter.id = ?",
            place.context, place.rest[0],
        )  # fmt: skip
        if chapter is None:
            raise _not_found()
        return (
            f'<h3>{chapter["number"]}. {chapter["title"]}</h3><div class="no-overflow">{_local(chapter["body"])}</div>'
        )
    return None


def _local(markup: str) -> str:
    """Return the HTML with the addresses of its files relative to it."""
    return markup.replace(f"{PLUGIN_FILE}/", "")


def _generated_answer(call: Call, markup: str, wish: Wish) -> Answer:
    """Return a page made just now: no ETag, no ranges, Last-Modified is this second."""
    headers = [
        ("Content-Type", "text/html;charset=UTF-8"),
        ("Vary", "Accept-Encoding"),
        *_OPEN_HEADERS,
        ("Content-Disposition", 'attachment; filename="index.html"'),
        ("Cache-Control", "private, must-revalidate, pre-check=0, post-check=0, max-age=0, no-transform"),
        ("Last-Modified", formatdate(call.now, usegmt=True)),
    ]
    body = markup.encode()
    return packed_file(headers, body) if wish.packed else Answer(200, [*headers, ("Accept-Ranges", "none")], body)


def _picture() -> Answer:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 6"><path d="M0 0H10V6H0Z" fill="#8ee"/></svg>'
    return Answer(200, [("Content-Type", "image/svg+xml"), *_OPEN_HEADERS], svg.encode())


def _stored_answer(call: Call, file: Row, wish: Wish) -> Answer:
    path, size, mime = call.storage.content(file["sha1"]), int(file["size"]), str(file["mime"])
    etag = f'"{file["sha1"]}"'
    is_text = mime == "text/plain"
    quoted = file["name"].replace('"', "")
    headers = [
        ("Content-Type", mime + _CHARSET.get(mime, ";charset=UTF-8" if mime.startswith("text/") else "")),
        *_OPEN_HEADERS,
        ("Content-Disposition", f'{"attachment" if wish.downloads else "inline"}; filename="{quoted}"'),
        ("Cache-Control", "private, max-age=21600, no-transform"),
        ("Last-Modified", formatdate(file["modified"], usegmt=True)),
    ]
    if _is_known(wish.headers, etag, file["modified"]):
        return Answer(304, [*headers[1:], ("Etag", etag)])
    asked = [] if is_text else asked_range(wish.headers.get("range"), size)
    if wish.packed and mime in _PACKED_TYPES and not asked:
        return packed_file([*headers, ("Etag", f"W/{etag}")], path.read_bytes())
    headers += [("Etag", etag), ("Accept-Ranges", "none" if is_text else "bytes")]
    if not asked:
        return Answer(200, headers, Piece(path, 0, size))
    if len(asked) > 1:
        kind, body = multipart_ranges(path, asked, size, mime)
        return Answer(206, [("Content-Type", kind), *headers[1:]], body)
    start, end = asked[0]
    return Answer(
        206, [*headers, ("Content-Range", f"bytes {start}-{end}/{size}")], Piece(path, start, end - start + 1)
    )


def _is_known(headers: Mapping[str, str], etag: str, modified: int) -> bool:
    """Return whether the asker has it: the ETag quoted or bare, but not weak; or the same time."""
    known = headers.get("if-none-match")
    if known is not None:
        return known.strip() in (etag, etag.strip('"'))
    since = headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return int(parsedate_to_datetime(since).timestamp()) >= modified
    except ValueError:
        return False
