"""The way in: addresses as people type them, what a site says of itself, tokens typed and pasted."""

import base64
import json
from typing import Any

import pytest

from studydesk.campus.moodle import signin
from studydesk.campus.moodle.signin import SiteFacts, Token
from studydesk.domain.outside import Cancel
from studydesk.errors import (
    CaptivePortal,
    Invalid,
    NeverSent,
    NotACampus,
    NotProcessed,
    SignedOut,
    StudyDeskError,
    UntrustedSite,
    WrongPassword,
)
from studydesk.policy import DEMO
from tests.campus.loopback import Answering, Line, Request, serving
from tests.campus.recordings import recorded

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("typed", "candidates"),
    [
        ("school.example", ["https://school.example", "https://school.example/moodle"]),
        ("  School.Example/ ", ["https://school.example", "https://school.example/moodle"]),
        ("https://school.example/login/index.php", ["https://school.example", "https://school.example/moodle"]),
        ("https://school.example/moodle/course/view.php?id=3#s", ["https://school.example/moodle"]),
        ("school.example/learn/my/", ["https://school.example/learn"]),
        ("school.example/mymoodle", ["https://school.example/mymoodle"]),
        ("http://school.example/moodle", ["https://school.example/moodle"]),
        ("https://amina:secret@school.example/x", ["https://school.example/x"]),
        ("http://192.168.4.1/moodle", ["http://192.168.4.1/moodle", "https://192.168.4.1/moodle"]),
        ("127.0.0.1:8080/m", ["https://127.0.0.1:8080/m", "http://127.0.0.1:8080/m"]),
        ("moodlebox.local/m", ["https://moodlebox.local/m", "http://moodlebox.local/m"]),
        ("http://[::1]:80/m", ["http://[::1]:80/m", "https://[::1]:80/m"]),
        ("", []),
        ("ftp://school.example", []),
        ("https://", []),
        ("amina@school.example", ["https://school.example", "https://school.example/moodle"]),
        ("school.example:99999", []),
        ("two words.example", ["https://twowords.example", "https://twowords.example/moodle"]),
    ],
)
def test_what_an_address_may_mean(typed: str, candidates: list[str]) -> None:
    assert signin.normalise(typed) == candidates


def config(**changes: Any) -> Answering:
    """Answer the public config of a recorded site with changes; its address is where it is served."""
    told = json.loads(recorded("tool_mobile_get_public_config__nologin"))

    def answer(request: Request, line: Line) -> None:
        root = f"http://{request.headers['host']}"
        told[0]["data"] |= {"wwwroot": root, "httpswwwroot": root, **changes}
        line.json(json.dumps(told).encode())

    return answer


def find(answer: Answering, folder: str = "") -> SiteFacts:
    with serving(answer) as server:
        return signin.public_config(server.url + folder, DEMO, Cancel())


def test_a_site_says_what_it_is() -> None:
    facts = find(config(sitename="Green &amp; School"))
    assert (facts.name, facts.maintenance, facts.needs_browser) == ("Green & School", None, False)
    assert (facts.is_demo, facts.is_encrypted) == (False, True)
    assert facts.launch_url.endswith("/admin/tool/mobile/launch.php")


def test_a_site_tells_its_own_address() -> None:
    facts = find(config(wwwroot="http://localhost:8088/learn", httpswwwroot=None))
    assert facts.url == "http://localhost:8088/learn"


def test_a_public_address_without_encryption_is_not_taken_over_from_a_site() -> None:
    facts = find(config(wwwroot="http://school.example", httpswwwroot="http://school.example"))
    assert facts.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("kind", "browser"), [(1, False), (2, True), (3, True), ("2", True)])
def test_single_sign_on_is_told(kind: Any, browser: bool) -> None:
    assert find(config(typeoflogin=kind)).needs_browser is browser


def test_maintenance_is_told_with_its_message() -> None:
    facts = find(config(maintenanceenabled=1, maintenancemessage="<p>Back at <b>six</b></p>"))
    assert facts.maintenance == "Back at six"


def test_the_demo_campus_says_so_on_loopback() -> None:
    told = recorded("tool_mobile_get_public_config__nologin")
    header = {"Content-Type": "application/json", "X-StudyDesk-Demo": "1"}
    assert find(lambda _r, line: line.send("200 OK", told, header)).is_demo


def test_a_site_that_moved_is_followed_once() -> None:
    site = config()

    def answer(request: Request, line: Line) -> None:
        if request.path.startswith("/new/"):
            site(request, line)
        else:
            target = f"http://{request.headers['host']}/new{request.target}"
            line.send("301 Moved Permanently", b"", {"Location": target})

    with serving(answer) as server:
        signin.public_config(server.url, DEMO, Cancel())
        assert [request.path for request in server.requests] == [
            "/lib/ajax/service-nologin.php",
            "/new/lib/ajax/service-nologin.php",
        ]


def says(status: str, body: bytes, kind: str = "application/json") -> Answering:
    return lambda _request, line: line.send(status, body, {"Content-Type": kind})


def ajax_error(code: str) -> bytes:
    return json.dumps([{"error": True, "exception": {"errorcode": code, "message": "m"}}]).encode()


PAGE = b"<!DOCTYPE html><html>Our bakery</html>"
# An answer, or what differs from the recorded config: that is read in the test, for a plain clone has no recordings.
NO_CAMPUS: list[tuple[str, Answering | dict[str, int], type[StudyDeskError], str | None]] = [
    ("a web page", says("200 OK", PAGE, "text/html"), NotACampus, "not_moodle"),
    ("nothing there", says("404 Not Found", PAGE, "text/html"), NotACampus, "not_moodle"),
    ("other JSON", says("200 OK", b'{"hello": 1}'), NotACampus, "not_moodle"),
    ("an empty list", says("200 OK", b"[]"), NotACampus, "not_moodle"),
    ("web services off", {"enablewebservices": 0}, NotACampus, "services_off"),
    ("mobile service off", {"enablemobilewebservice": 0}, NotACampus, "services_off"),
    ("protocol off", says("403 Forbidden", b""), NotACampus, "services_off"),
    ("function refused", says("200 OK", ajax_error("servicenotavailable")), NotACampus, "services_off"),
    ("function unknown", says("200 OK", ajax_error("invalidrecord")), NotACampus, "services_off"),
    ("maintenance", says("200 OK", ajax_error("sitemaintenance")), NotProcessed, "maintenance"),
    (
        "closed from the command line",
        says("503 Moodle under maintenance", PAGE, "text/html"),
        NotProcessed,
        "maintenance",
    ),
]


@pytest.mark.parametrize(("what", "answer", "expected", "reason"), NO_CAMPUS)
def test_what_is_no_campus(
    what: str, answer: Answering | dict[str, int], expected: type[StudyDeskError], reason: str | None
) -> None:
    answering = config(**answer) if isinstance(answer, dict) else answer
    with pytest.raises(StudyDeskError) as caught:
        find(answering)
    assert type(caught.value) is expected, what
    assert isinstance(caught.value, NotACampus | NotProcessed)
    assert caught.value.reason == reason


def test_of_several_candidates_the_one_that_answers_is_taken() -> None:
    site = config()

    def answer(request: Request, line: Line) -> None:
        if request.path.startswith("/moodle/"):
            site(request, line)
        else:
            line.send("404 Not Found", PAGE, {"Content-Type": "text/html"})

    with serving(answer) as server:
        facts = signin.find_site(server.url, DEMO, Cancel())
        assert [request.path.removesuffix("/lib/ajax/service-nologin.php") for request in server.requests] == [
            "",
            "/moodle",
        ]
    assert facts.name == "Live test Moodle"


def test_an_address_that_answers_otherwise_is_no_campus_and_one_that_does_not_was_never_sent() -> None:
    with serving(says("404 Not Found", PAGE, "text/html")) as server, pytest.raises(NotACampus) as caught:
        signin.find_site(server.url, DEMO, Cancel())
    assert caught.value.reason == "not_moodle"
    with pytest.raises(NeverSent):
        signin.find_site("no-such-school.invalid", DEMO, Cancel())
    with pytest.raises(Invalid) as invalid:
        signin.find_site("ftp://x", DEMO, Cancel())
    assert invalid.value.reason == "address"


def token(status: str, body: bytes, kind: str = "application/json; charset=utf-8") -> Token:
    with serving(says(status, body, kind)) as server:
        found = signin.sign_in(server.url, "amina", "water & soil", DEMO, Cancel())
        (request,) = server.requests
        assert request.target == "/login/token.php"
        assert request.form == {"username": "amina", "password": "water & soil", "service": "moodle_mobile_app"}
    return found


def test_a_name_and_a_password_become_a_token() -> None:
    assert token("200 OK", json.dumps({"token": KEY, "privatetoken": None}).encode()) == KEY


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("200 OK", "err__login_wrong_password", WrongPassword),
        ("200 OK", "err__login_unknown_user", WrongPassword),
        ("200 OK", "err__login_unknown_service", NotACampus),
        ("200 OK", "err__database_down", NotProcessed),
        ("404 Not Found", b"<html>", NotACampus),
        ("200 OK", PAGE, CaptivePortal),
    ],
)
def test_a_sign_in_that_fails(status: str, body: str | bytes, expected: type[StudyDeskError]) -> None:
    raw = recorded(body) if isinstance(body, str) else body
    with pytest.raises(StudyDeskError) as caught:
        token(status, raw, "text/html" if raw == PAGE else "application/json")
    assert type(caught.value) is expected


def test_a_password_never_goes_over_an_open_line_to_a_public_site() -> None:
    with pytest.raises(UntrustedSite):
        signin.sign_in("http://school.example", "amina", "secret", DEMO, Cancel())


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


SIGNATURE = "a" * 32


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f" {KEY[:16]}\n{KEY[16:]} ",
        f"moodlemobile://token={packed(f'{SIGNATURE}:::{KEY}')}",
        f"moodlemobile://token={packed(f'{SIGNATURE}:::{KEY}:::{KEY}')}",
        f"studydesk://token={packed(f'{SIGNATURE}:::{KEY}')}".replace("=", "%3D").replace("token%3D", "token="),
        f"token={packed(f'{SIGNATURE}:::{KEY}:::x').rstrip('=')}",
    ],
)
def test_a_token_is_found_in_what_was_pasted(pasted: str) -> None:
    assert signin.from_pasted(pasted) == KEY


@pytest.mark.parametrize(
    "pasted", ["", "hello", "https://school.example", "moodlemobile://token=", "moodlemobile://token=!!!!",
               f"moodlemobile://token={packed('no token here')}", f"token={packed(f'{SIGNATURE}:::short')}"]
)  # fmt: skip
def test_what_holds_no_token_is_invalid(pasted: str) -> None:
    with pytest.raises(Invalid) as caught:
        signin.from_pasted(pasted)
    assert caught.value.reason == "token"


def test_the_single_sign_on_page_is_asked_for_our_own_passport() -> None:
    facts = find(config(launchurl="https://school.example/admin/tool/mobile/launch.php"))
    assert signin.launch_url(facts, "a b/c") == (
        "https://school.example/admin/tool/mobile/launch.php"
        "?service=moodle_mobile_app&passport=a%20b%2Fc&urlscheme=moodlemobile"
    )


def welcomed(body: bytes) -> Any:
    with serving(says("200 OK", body)) as server:
        return signin.welcome(server.url, Token(KEY), DEMO, Cancel())


def test_a_token_is_welcomed_with_its_learner() -> None:
    assert welcomed(recorded("core_webservice_get_site_info")).username == "student1"


def test_a_site_without_what_is_needed_is_too_old() -> None:
    info = json.loads(recorded("core_webservice_get_site_info"))
    info["functions"] = [each for each in info["functions"] if each["name"] != "mod_forum_get_discussion_posts"]
    with pytest.raises(NotACampus) as caught:
        welcomed(json.dumps(info).encode())
    assert caught.value.reason == "too_old"


def test_a_foreign_token_is_not_welcome() -> None:
    with pytest.raises(SignedOut):
        welcomed(recorded("err__invalid_token"))
