"""The recorded logs of measurements: those that hold answers are decoded, the others are named with the reason."""

import json
from collections.abc import Callable
from typing import Any

from studydesk.campus.moodle import border, site_wire, wire
from studydesk.campus.moodle.campus import connect
from studydesk.campus.moodle.service import decoded
from studydesk.domain.outside import Cancel
from studydesk.errors import NotAvailable, NotProcessed, Refused, SignedOut, StudyDeskError
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, serving
from tests.campus.recordings import TOKEN
from tests.campus.school import Json

Check = Callable[[Json], None]
_RECORDED_SITE = "http://127.0.0.1:8088"
ADDRESS = "/webservice/pluginfile.php/22/mod_resource/content/0/reader.pdf"

# What each kind of trouble with a token is to the program, per endpoint: the class, or the code of a Refused, or None.
LIVES: dict[str, tuple[Any, Any, Any, Any]] = {
    "normal": (None, None, None, None),
    "expired_token": (SignedOut, SignedOut, SignedOut, None),
    "revoked_token": (SignedOut, SignedOut, SignedOut, None),
    "suspended_user": (SignedOut, SignedOut, SignedOut, "invalidlogin"),
    "after_unsuspend": (None, None, None, None),
    "must_change_password": ("errorcoursecontextnotvalid", "forcepasswordchangenotice", None, None),
    "password_changed_by_admin": (None, None, None, "invalidlogin"),
    "unenrolled_from_course": ("errorcoursecontextnotvalid", "requireloginerror", None, None),
    "maintenance_mode_cli": (NotProcessed,) * 4,
    "maintenance_mode_admin_setting": (NotProcessed,) * 4,
    "enablemobilewebservice_0_only": (None, None, None, None),
    "enablewebservices_0": (NotProcessed, SignedOut, SignedOut, NotAvailable),
    "site_policy_not_agreed": ("errorcoursecontextnotvalid", "sitepolicynotagreed", None, None),
}
_CLI_MAINTENANCE = "Moodle under maintenance"  # the words beside 503, which the log of these four did not keep

# Expected of a file's answer: the class, the code of a Refused, or None where it is a file.
ANSWERS: dict[str, Any] = {
    "no_token": "missingparam",
    "bad_token": SignedOut,
    "token_of_unenrolled_course_file_T5_ok": None,
    "plain_pluginfile_without_webservice_no_cookie": "requireloginerror",
    "tokenpluginfile": None,
    "tokenpluginfile_bad_key": "filenotfound",
    "token_as_path_authorization_header": "missingparam",
    "no_such_file": "filenotfound",
    "no_such_context": "invalidrecord",
    "file_of_a_course_not_enrolled": "requireloginerror",
    "file_of_Opens_next_month": "requireloginerror",
    "file_of_Hidden_page": "requireloginerror",
    "forum_attachment_url_as_given_with_token": "requireloginerror",
    "forum_attachment_url_rewritten": None,
    "courseimage_generated_svg_rewritten": None,
    "courseimage_overview_rewritten": None,
    "userpicture_theme_image_no_token": None,
    "no_forcedownload": None,
    "offline_param": None,
    "page_index_html_body": None,
    "book_chapter_body": None,
}


def _is(problem: StudyDeskError | None, expected: Any) -> bool:
    if isinstance(expected, str):
        return isinstance(problem, Refused) and problem.code == expected
    return problem is None if expected is None else type(problem) is expected


def _lives(told: Json) -> None:
    assert set(told) == set(LIVES)
    for life, endpoints in told.items():
        for endpoint, expected in zip(("rest", "file", "upload", "login"), LIVES[life], strict=True):
            answer = endpoints[endpoint]
            phrase = _CLI_MAINTENANCE if answer["status"] == 503 else ""
            headers = {"Content-Type": answer.get("ctype", "application/json")} if answer["status"] == 200 else {}
            problem = border.unwelcome(answer["status"], phrase, headers, answer["body"].encode(), endpoint)
            assert _is(problem, expected), f"{life}, {endpoint}: {problem!r}"


def _uploads(told: Json) -> None:
    expected = {
        "bad_token": SignedOut,
        "204MB_over_php_limit_200M": "upload_error_ini_size",
        "230MB_over_nginx_limit_210m": NotProcessed,
    }
    for name, answer in told.items():
        headers = {"Content-Type": "text/html" if answer["body"].startswith("<") else "application/json"}
        problem = border.unwelcome(answer["status"], "", headers, answer["body"].encode(), "upload")
        assert _is(problem, expected.get(name)), f"{name}: {problem!r}"
        if problem is None:
            files = decoded(answer["body"].encode(), list[site_wire.UploadedFile])
            assert all(file.filename and file.itemid for file in files), name


def _lockout(told: Json) -> None:
    for name, (status, answer) in told.items():
        if name == "old token while locked out":
            assert answer.startswith('{"sitename"')  # the log kept its beginning: the token goes on working
            continue
        problem = border.unwelcome(status, "", {}, json.dumps(answer).encode(), "token")
        assert _is(problem, "invalidlogin"), name


def _wrong_passwords(told: Json) -> None:
    for status, code, _ms in told:
        body = json.dumps({"error": "Invalid login, please try again", "errorcode": code}).encode()
        assert _is(border.unwelcome(status, "", {}, body, "token"), "invalidlogin")


def _updates(told: Json) -> None:
    answers = {name: answer for name, answer in told.items() if "instances" in answer}
    assert set(told) - set(answers) == {"replace_file"}  # addresses and sizes before and after
    for name, answer in answers.items():
        updates = decoded(json.dumps(answer).encode(), wire.Updates)
        assert len(updates.instances) == len(answer["instances"]), name


def _sent(line: Line, answer: Json, body: bytes, site: str) -> None:
    """Send an answer with the headers that were recorded, word for word but for the address of the site."""
    told = [header.replace(_RECORDED_SITE, site) for header in answer["headers"][1:]]
    headers = [header for header in told if not header.lower().startswith("connection")]
    if any(header.lower().startswith("transfer-encoding") for header in headers):
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    lines = "".join(f"{header}\r\n" for header in [answer["headers"][0], *headers])
    line.socket.sendall(f"{lines}\r\n".encode() + body)


def _kept(answer: Json) -> bytes:
    """Return the body of a recorded answer, or as many bytes where the log kept only their number."""
    body = answer.get("body")
    if isinstance(body, dict):
        return json.dumps(body).encode()
    has_text = (isinstance(body, str) and not body.startswith("<")) or answer["status"] >= 300
    text = str(body).encode() if has_text and body else b""
    return text[: answer["body_bytes"]].ljust(answer["body_bytes"], b" ")


def _file_answers(told: Json) -> None:
    assert set(told) == set(ANSWERS)
    for name, answer in told.items():
        problem: StudyDeskError | None = None

        def give(_request: Request, line: Line, answer: Json = answer) -> None:
            _sent(line, answer, _kept(answer), server.url)

        with serving(give) as server:
            desk = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
            try:
                with desk.files.open(f"{server.url}{ADDRESS}") as body:
                    assert body.status == 200, name
            except StudyDeskError as error:
                problem = error
            finally:
                desk.close()
        assert _is(problem, ANSWERS[name]), f"{name}: {problem!r}"


# How the program asks where the recorded request is one it makes; the others are conditions it never sends.
ASKED: dict[str, dict[str, Any]] = {
    "GET": {},
    "Range_0-99": {"stop": 100},
    "Range_half_to_end": {"start": 1},
    "Range_past_end": {"start": 1},
    "If-None-Match_same": {"etag": "x"},
    "If-None-Match_other": {"etag": "x"},
    "GET_accept_gzip": {},  # a proxy may pack though nobody asked
}


def _served(told: Json) -> None:
    for kind, variants in told.items():
        for variant, asked in ASKED.items():
            if variant in variants:
                _one_served(f"{kind}, {variant}", variants, variants[variant], asked)


def _one_served(name: str, variants: Json, answer: Json, asked: dict[str, Any]) -> None:
    whole = variants["GET"]

    def give(request: Request, line: Line) -> None:
        is_again = answer["status"] == 416 and "range" not in request.headers
        chosen = whole if is_again else answer
        _sent(line, chosen, b"" if chosen["status"] == 304 else bytes(chosen["body_bytes"]), server.url)

    with serving(give) as server:
        desk = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        with desk.files.open(f"{server.url}{ADDRESS}", **asked) as body:
            told = whole if answer["status"] == 416 else answer
            headers = {h.split(": ")[0].lower(): h.split(": ")[-1] for h in told["headers"][1:]}
            assert body.status == told["status"], name
            assert body.etag == (headers["etag"].split('"')[1] if "etag" in headers else None), name
            assert body.etag_is_sha1 is (bool(variants["etag_is_sha1"])), name
            if "content-encoding" in headers:
                assert body.total_bytes is None, name  # the log kept no bytes that could be unpacked
            elif body.status != 304:
                assert body.total_bytes == whole["body_bytes"], name
                ranges = headers.get("content-range", "bytes 0-")
                assert body.start == int(ranges.removeprefix("bytes ").partition("-")[0]), name
                assert sum(map(len, body.chunks())) == told["body_bytes"], name
        desk.close()


NUMBERS = "times and sizes only: no answer is in it"
OUTCOMES = "what became of hand-ins, read out of answers: test_handing_in.py and test_demo_assignments.py play it again"
LOGS: dict[str, Check | str] = {
    "_assign_draft_cases": OUTCOMES,
    "_assign_save_matrix": OUTCOMES,
    "_file_errors_and_variants": _file_answers,
    "_file_serving": _served,
    "_file_serving_xaccel": _served,
    "_lockout_threshold_3": _lockout,
    "_measure_50_discussions": NUMBERS,
    "_measure_50_discussions_keepalive": NUMBERS,
    "_page_html_forms": "texts of pages cut out of answers: no answer is in it",
    "_sync_cost": NUMBERS,
    "_token_lifecycle": _lives,
    "_updates_since_matrix": _updates,
    "_upload_edges": _uploads,
    "_vanishing_client": "whether posts were made, and their ids: no answer is in it",
    "_wrong_passwords": _wrong_passwords,
}
