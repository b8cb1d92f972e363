"""Which entry point of the campus answers a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from studydesk.campus.demo.answers import Answer, html_page, page_refusal
from studydesk.campus.demo.bodies import Body
from studydesk.campus.demo.forms import fields, nested
from studydesk.campus.demo.functions import writes
from studydesk.campus.demo.pluginfile import Wish, answer_file, login_page
from studydesk.campus.demo.refusals import WireError, in_maintenance
from studydesk.campus.demo.rest import answer_ajax, answer_rest
from studydesk.campus.demo.school import Call, School
from studydesk.campus.demo.tokens import answer_login, missing, person_of
from studydesk.campus.demo.uploads import LARGEST_REQUEST, answer_upload

LONGEST_FORM = 64 << 20
_SERVICE_FILE = "/webservice/pluginfile.php"
_KEY_FILE = "/tokenpluginfile.php"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request on its way in.

    Attributes:
        path: as sent, still percent-encoded.
        headers: by lower-case name.
        packed: whether JSON and text may go back gzipped.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Body
    packed: bool

    def form(self) -> dict[str, Any]:
        """Return query and form fields together; other kinds of bodies are not read, as in Moodle."""
        body = self.body.all(LONGEST_FORM)
        pairs = fields(self.query)
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            pairs += fields(body.decode("utf-8", "replace"))
        return nested(pairs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request.

    Attributes:
        function: the web-service function, "upload", or "" elsewhere.
        writes: whether something may have changed at the school.
    """

    answer: Answer
    function: str = ""
    writes: bool = False


def answered(school: School, incoming: Incoming) -> Outcome:
    """Return what the school answers. Raises: ConnectionError if the sender leaves in the middle."""
    path, packed = incoming.path, incoming.packed
    if path.startswith("/webservice/rest/server.php"):
        given = incoming.form()
        function = str(given.get("wsfunction", ""))
        return Outcome(answer_rest(school, given, packed=packed), function, writes(function, given))
    if path.startswith("/webservice/upload.php"):
        return Outcome(_upload(school, incoming), "upload", writes=True)
    if path == "/login/token.php":
        return Outcome(answer_login(school, incoming.form(), packed=packed), "login")
    if path in ("/lib/ajax/service.php", "/lib/ajax/service-nologin.php"):
        return Outcome(answer_ajax(school, incoming.body.all(LONGEST_FORM), packed=packed), "ajax")
    if path.startswith(_SERVICE_FILE):
        return Outcome(_file(school, incoming), "file")
    if path.startswith(_KEY_FILE):
        return Outcome(_file_by_key(school, incoming), "file")
    if path.startswith(("/pluginfile.php", "/draftfile.php")):
        return Outcome(login_page(school.url))
    if path in ("/", "/login/index.php"):
        return Outcome(html_page(school.site("name"), "This is the demo campus of StudyDesk."))
    return Outcome(html_page("Error", "The page was not found.", status=404))


def _upload(school: School, incoming: Incoming) -> Answer:
    length = incoming.headers.get("content-length", "0")
    if length.isdigit() and int(length) > LARGEST_REQUEST:
        page = html_page("413 Request Entity Too Large", "nginx", status=413)
        return Answer(413, page.headers, page.body, closes=True)
    kind = incoming.headers.get("content-type", "")
    return answer_upload(school, incoming.body, kind, nested(fields(incoming.query)), packed=incoming.packed)


def _file(school: School, incoming: Incoming) -> Answer:
    given = incoming.form()
    try:
        if school.in_maintenance:
            raise in_maintenance()
        if "token" not in given:
            raise missing("token")
        person = person_of(school, str(given["token"]), is_rest=False)
    except WireError as refusal:
        return page_refusal(refusal, packed=incoming.packed, now=school.now())
    path = incoming.path.removeprefix(_SERVICE_FILE)
    return answer_file(Call(school, person, school.now()), path, _wish(incoming, given))


def _file_by_key(school: School, incoming: Incoming) -> Answer:
    key, _slash, rest = incoming.path.removeprefix(f"{_KEY_FILE}/").partition("/")
    person = school.database.row("SELECT * FROM person WHERE access_key = ?", unquote(key))
    if person is None:
        return html_page("Error", "Incorrect key", status=404)
    return answer_file(Call(school, person, school.now()), f"/{rest}", _wish(incoming, incoming.form()))


def _wish(incoming: Incoming, given: Mapping[str, Any]) -> Wish:
    return Wish(incoming.headers, str(given.get("forcedownload", "0")) == "1", incoming.packed)
