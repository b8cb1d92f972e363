"""One connection to the campus: reads requests, lets the link do its worst, sends answers."""

import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from studydesk.campus.demo.answers import Answer, Piece, html_page, json_answer, page_refusal
from studydesk.campus.demo.bodies import Body
from studydesk.campus.demo.forms import fields, nested
from studydesk.campus.demo.functions import writes
from studydesk.campus.demo.link import SLOW_BYTES_PER_S, SLOW_DELAY_S, State
from studydesk.campus.demo.pluginfile import Wish, answer_file, login_page
from studydesk.campus.demo.refusals import WireError, in_maintenance
from studydesk.campus.demo.rest import answer_ajax, answer_rest
from studydesk.campus.demo.school import Call
from studydesk.campus.demo.tokens import answer_login, missing, person_of
from studydesk.campus.demo.uploads import LARGEST_REQUEST, answer_upload
from studydesk.errors import Invalid

if TYPE_CHECKING:
    from studydesk.campus.demo.server import Server

MARK = ("X-StudyDesk-Demo", "1")
_LONGEST_FORM = 64 << 20
_CHUNK = 1 << 18
_TICK_S = 0.1
_WEBSERVICE_FILE = "/webservice/pluginfile.php"
_KEY_FILE = "/tokenpluginfile.php"


class Handler(BaseHTTPRequestHandler):
    """The requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "StudyDesk"
    disable_nagle_algorithm = True
    timeout = 300

    def log_message(self, format: str, *args: Any) -> None:  # the base class's name
        """Say nothing: addresses carry tokens."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the campus' own time for the Date header: clients keep deadlines by it."""
        return super().date_time_string(self._server.school.now() if timestamp is None else timestamp)

    @property
    def _server(self) -> "Server":
        return cast("Server", self.server)

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def do_HEAD(self) -> None:
        """Answer a HEAD: everything but the body."""
        self._serve()

    def _serve(self) -> None:
        address = urlsplit(self.path)
        self._path = unquote(address.path) if not address.path.startswith(_WEBSERVICE_FILE) else address.path
        self._query = nested(fields(address.query))
        self._function = ""
        self._writes = False
        self._pace: float | None = None
        is_chunked = "chunked" in self.headers.get("Transfer-Encoding", "").lower()
        length = self.headers.get("Content-Length")
        self._body = Body(
            self.rfile, int(length) if length and length.isdigit() else 0, chunked=is_chunked, paced=self._hold_up
        )
        if self._path.startswith("/_demo/"):
            self._send(self._controls())
            return
        self._serve_over_link()

    def _serve_over_link(self) -> None:
        link = self._server.link
        met = link.meets()
        if link.loses_request(met):
            self.close_connection = True
            return
        if met is State.PORTAL:
            self._send(_portal(), is_campus=False)
            return
        if met is State.SLOW:
            self._pace = SLOW_BYTES_PER_S
            self._server.stopping.wait(SLOW_DELAY_S)
        answer = self._failure() or self._routed()
        if link.loses_answer(met, self._function, writes=self._writes):
            self._count(0)
            self.close_connection = True
            return
        self._send(answer)

    def _failure(self) -> Answer | None:
        failures = self._server.school.failures
        if not failures:
            return None
        return html_page("Error", "The server could not answer.", status=failures.pop(0))

    @property
    def _packed(self) -> bool:
        return self._server.packs and "gzip" in self.headers.get("Accept-Encoding", "")

    def _routed(self) -> Answer:
        school, path = self._server.school, self._path
        if path.startswith("/webservice/rest/server.php"):
            given = self._form()
            self._function = str(given.get("wsfunction", ""))
            self._writes = writes(self._function, given)
            return answer_rest(school, given, packed=self._packed)
        if path.startswith("/webservice/upload.php"):
            return self._upload()
        if path == "/login/token.php":
            return answer_login(school, self._form(), packed=self._packed)
        if path in ("/lib/ajax/service.php", "/lib/ajax/service-nologin.php"):
            self._function = str(self._query.get("info", "ajax"))
            return answer_ajax(school, self._body.all(_LONGEST_FORM), packed=self._packed)
        if path.startswith((_WEBSERVICE_FILE, _KEY_FILE)):
            return self._file()
        if path.startswith(("/pluginfile.php", "/draftfile.php")):
            return login_page(school.url)
        if path in ("/", "/login/index.php"):
            return html_page(school.site("name"), "This is the demo campus of StudyDesk.")
        return html_page("Error", "The page was not found.", status=404)

    def _form(self) -> dict[str, Any]:
        """Return query and form fields together; other kinds of bodies are not read, as in Moodle."""
        body = self._body.all(_LONGEST_FORM)
        kind = self.headers.get("Content-Type", "")
        pairs = fields(urlsplit(self.path).query)
        if kind.startswith("application/x-www-form-urlencoded"):
            pairs += fields(body.decode("utf-8", "replace"))
        return nested(pairs)

    def _upload(self) -> Answer:
        self._function, self._writes = "upload", True
        length = self.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) > LARGEST_REQUEST:
            page = html_page("413 Request Entity Too Large", "nginx", status=413)
            return Answer(413, page.headers, page.body, closes=True)
        kind = self.headers.get("Content-Type", "")
        return answer_upload(self._server.school, self._body, kind, self._query, packed=self._packed)

    def _file(self) -> Answer:
        school = self._server.school
        given = self._form()
        headers = {name.lower(): value for name, value in self.headers.items()}
        downloads = str(given.get("forcedownload", "0")) == "1"
        wish = Wish(headers, downloads, self._packed)
        if self._path.startswith(_KEY_FILE):
            return self._file_by_key(wish)
        try:
            if school.in_maintenance:
                raise in_maintenance()
            if "token" not in given:
                raise missing("token")
            person = person_of(school, str(given["token"]), is_rest=False)
        except WireError as refusal:
            return page_refusal(refusal, packed=self._packed)
        return answer_file(Call(school, person, school.now()), self._path.removeprefix(_WEBSERVICE_FILE), wish)

    def _file_by_key(self, wish: Wish) -> Answer:
        school = self._server.school
        key, _slash, rest = self._path.removeprefix(f"{_KEY_FILE}/").partition("/")
        person = school.database.row("SELECT * FROM person WHERE access_key = ?", key)
        if person is None:
            return html_page("Error", "Incorrect key", status=404)
        return answer_file(Call(school, person, school.now()), f"/{rest}", wish)

    def _controls(self) -> Answer:
        """Answer what concerns the switch and the counters; it works whatever the link is like."""
        server = self._server
        body = self._body.all(_LONGEST_FORM)
        if self._path == "/_demo/link":
            if self.command == "POST":
                refusal = self._switch(body)
                if refusal is not None:
                    return refusal
            return json_answer({"state": server.link.state, "count": server.link.left}, packed=False)
        if self._path == "/_demo/requests":
            return json_answer(server.counted(), packed=self._packed)
        if self._path == "/_demo/requests/reset":
            server.requests.clear()
            return json_answer({"count": 0}, packed=False)
        return html_page("Error", "There is no such switch.", status=404)

    def _switch(self, body: bytes) -> Answer | None:
        try:
            asked: Mapping[str, Any] = json.loads(body)
            count = asked.get("count")
            only = frozenset(str(name) for name in asked.get("only", []))
            self._server.link.set(str(asked["state"]), None if count is None else int(count), only)
        except (ValueError, KeyError, TypeError, AttributeError, Invalid):
            states = ", ".join(State)
            wrong = json_answer(
                {"error": f"send state, one of: {states}; and count, a number, if you like"}, packed=False
            )
            return Answer(400, wrong.headers, wrong.body)
        return None

    def _hold_up(self, size: int) -> None:
        """Wait as long as `size` bytes take on a slow link."""
        if self._pace is not None:
            self._server.stopping.wait(size / self._pace)

    def _send(self, answer: Answer, *, is_campus: bool = True) -> None:
        """Send an answer; headers and body (a file's first piece) go out together."""
        self._discard_rest(answer)
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", f"Server: {self.server_version}"]
        lines.append(f"Date: {self.date_time_string()}")
        if is_campus:
            lines.append(f"{MARK[0]}: {MARK[1]}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if answer.status != 304:
            lines.append(f"Content-Length: {answer.length}")
        lines.append(f"Connection: {'close' if self.close_connection else 'keep-alive'}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        has_body = self.command != "HEAD" and answer.status != 304
        self._count(len(head) + (answer.length if has_body else 0))
        if isinstance(answer.body, Piece) and has_body:
            self._send_file(head, answer.body)
        else:
            self._send_bytes(head + (answer.body if has_body and isinstance(answer.body, bytes) else b""))

    def _discard_rest(self, answer: Answer) -> None:
        """Read what is left of the request's body, or give up the connection where that would be much."""
        if answer.closes:
            self.close_connection = True
            return
        self._body.all(LARGEST_REQUEST)

    def _count(self, sent: int) -> None:
        if not self._path.startswith("/_demo/"):
            self._server.count(self.command, self._path, self._function, sent, self._body.taken)

    def _send_file(self, head: bytes, piece: Piece) -> None:
        left = piece.length
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            first = file.read(min(left, _CHUNK))
            left -= len(first)
            self._send_bytes(head + first)
            while left:
                chunk = file.read(min(left, _CHUNK))
                left -= len(chunk)
                self._send_bytes(chunk)

    def _send_bytes(self, data: bytes) -> None:
        if self._pace is None:
            self.connection.sendall(data)
            return
        step = int(self._pace * _TICK_S)
        for start in range(0, len(data), step):
            self.connection.sendall(data[start : start + step])
            self._server.stopping.wait(_TICK_S)
            if self._server.stopping.is_set():
                raise ConnectionError("the campus closes")


def _portal() -> Answer:
    """Return the sign-in page that a Wi-Fi network puts in front of everything; it is not the campus speaking."""
    return html_page("Welcome to our Wi-Fi", "Please sign in to use this network.")
