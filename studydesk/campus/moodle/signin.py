"""The way in: which site an address means, what it says of itself, and a token for a name and a password."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NewType
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import msgspec

from studydesk.campus.moodle import border, site_wire
from studydesk.campus.moodle.addresses import is_encrypted, is_loopback, may_be_private
from studydesk.campus.moodle.client import Answer, Client
from studydesk.campus.moodle.service import Service, decoded
from studydesk.domain.campus import Probe, Site
from studydesk.domain.outside import Cancel
from studydesk.errors import (
    BadAnswer,
    CaptivePortal,
    Invalid,
    NeverSent,
    NotACampus,
    NotAvailable,
    NotProcessed,
    Refused,
    StudyDeskError,
    WrongPassword,
)
from studydesk.policy import Policy

Token = NewType("Token", str)

SERVICE = "moodle_mobile_app"
_CONFIG = "tool_mobile_get_public_config"
_AJAX = f"/lib/ajax/service-nologin.php?info={_CONFIG}"
_AJAX_BODY = msgspec.json.encode([{"index": 0, "methodname": _CONFIG, "args": {}}])
_REST = "/webservice/rest/server.php?moodlewsrestformat=json"
# The first part of a path that belongs to Moodle and not to the folder it lives in.
_INSIDE = re.compile(
    r"/(login|my|course|user|mod|admin|calendar|grade|message|webservice|pluginfile\.php|index\.php|local|blog|auth)"
    r"(/|$).*"
)
_TOKEN = re.compile(r"[0-9A-Za-z]{20,128}")
# Without these there is nothing to study: older than 3.9, or a service cut down to something else.
_NEEDED = frozenset(
    {
        "core_enrol_get_users_courses",
        "core_course_get_contents",
        "core_course_get_updates_since",
        "mod_forum_get_discussion_posts",
    }
)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a site says of itself to anybody.

    Attributes:
        url: the address to use from now on, as the site itself writes it.
        maintenance: its message while it is under maintenance (may be ""), else None.
        needs_browser: signing in happens on a web page (single sign-on); a name and password may still work.
        launch_url: where the web page sign-in starts, "" if not told.
        is_encrypted: False is worth a warning: others in the same network can read along.
    """

    url: str
    name: str
    maintenance: str | None
    needs_browser: bool
    launch_url: str
    is_demo: bool
    is_encrypted: bool


def normalise(address: str) -> list[str]:
    """Return the site addresses that a typed or pasted one may mean, best first; [] if it cannot be one.

    https:// is tried first; http:// only for this computer and private networks.
    """
    text = "".join(address.split()).strip("<>\"'")
    scheme, _, rest = text.rpartition("://")
    if not rest or scheme.lower() not in ("", "http", "https"):
        return []
    try:
        parts = urlsplit(f"https://{rest}")
    except ValueError:  # half a pair of brackets
        return []
    host = _host(parts.netloc)
    if host is None:
        return []
    folder = _INSIDE.sub("", parts.path).rstrip("/")
    schemes = ["http", "https"] if scheme.lower() == "http" else ["https", "http"]
    if not may_be_private(f"http://{host}"):
        schemes = ["https"]
    folders = [folder] if folder else ["", "/moodle"]
    return [urlunsplit((each, host, where, "", "")) for where in folders for each in schemes]


def _host(netloc: str) -> str | None:
    """Return host and port in lower case, None if that is none; a name and password in an address are dropped."""
    host = netloc.rpartition("@")[2].lower()
    try:
        parts = urlsplit(f"https://{host}")
        is_one = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return host if is_one and re.fullmatch(r"[\w.\-\[\]:]+", host) else None


def find_site(address: str, policy: Policy, cancel: Cancel) -> SiteFacts:
    """Return the site that an address means.

    Raises:
        Invalid("address"): it is none.
        NotACampus: `not_moodle` if something else answers, `services_off` if it is a Moodle that lets no program in.
        NeverSent, NoAnswer: as the first candidate failed.
    """
    failures: list[StudyDeskError] = []
    for candidate in normalise(address):
        try:
            return public_config(candidate, policy, cancel)
        except NotACampus as error:
            if error.reason != "not_moodle":
                raise
            failures.append(error)
        except (NeverSent, CaptivePortal, BadAnswer, Refused) as error:
            failures.append(error)
    raise _most_telling(failures) if failures else Invalid("address")


def _most_telling(failures: list[StudyDeskError]) -> StudyDeskError:
    """Return the failure to tell: that something else answers says more than that nothing does."""
    return next((failure for failure in failures if isinstance(failure, NotACampus)), failures[0])


def public_config(url: str, policy: Policy, cancel: Cancel) -> SiteFacts:
    """Return what the site at exactly this address says of itself.

    Raises: NotACampus, NeverSent (UntrustedSite), NoAnswer, NotProcessed.
    """
    client = Client(url, policy, cancel)
    try:
        answer = client.post(_AJAX, _AJAX_BODY, is_write=False, headers={"Content-Type": "application/json"})
        moved = _moved(url, answer)
        if moved:
            client.close()
            client = Client(moved, policy, cancel)
            answer = client.post(_AJAX, _AJAX_BODY, is_write=False, headers={"Content-Type": "application/json"})
        return _facts(client.site_url, answer, _config(client, answer))
    finally:
        client.close()


def _moved(url: str, answer: Answer) -> str | None:
    """Return the site's new address when it sends the request on to itself elsewhere (https, www), else None."""
    location = answer.headers.get("Location", "")
    path = _AJAX.partition("?")[0]
    if not 300 <= answer.status < 400 or not location.startswith(("https://", "http://")) or path not in location:
        return None
    moved = location.partition(path)[0]
    return moved if moved != url else None


def _config(client: Client, answer: Answer) -> site_wire.PublicConfig:
    """Return the public config of an answer. Raises: NotACampus, NotProcessed, NoAnswer."""
    problem = border.unwelcome(answer.status, answer.phrase, answer.headers, answer.body, _CONFIG)
    if _is_switched_off(problem):
        raise NotACampus("services_off")
    if isinstance(problem, BadAnswer | CaptivePortal | Refused):
        raise NotACampus("not_moodle") from problem
    if problem is not None:
        raise problem
    try:
        item = decoded(answer.body, list[site_wire.AjaxItem])[0]
    except (BadAnswer, IndexError) as error:
        raise NotACampus("not_moodle") from error
    if item.data is not None:
        if not item.data.enablewebservices or not item.data.enablemobilewebservice:
            raise NotACampus("services_off")
        return item.data
    told = item.exception or site_wire.Problem()
    raise _refused_config(border.refusal(border.Trouble(errorcode=told.errorcode, message=told.message), _CONFIG))


def _is_switched_off(problem: StudyDeskError | None) -> bool:
    is_off = isinstance(problem, NotProcessed) and problem.reason == "services_off"
    return is_off or isinstance(problem, NotAvailable)


def _refused_config(problem: StudyDeskError) -> StudyDeskError:
    if isinstance(problem, NotAvailable | Refused):
        return NotACampus("services_off")  # Moodle, but without what programs need
    return problem


def _facts(url: str, answer: Answer, config: site_wire.PublicConfig) -> SiteFacts:
    own = (config.httpswwwroot or config.wwwroot).rstrip("/")
    # A site behind a proxy may call itself http:// (or by a name only it knows): then what has worked is kept.
    usable = own if own.startswith("https://") or may_be_private(own) else url
    return SiteFacts(
        url=usable if urlsplit(usable).scheme == urlsplit(url).scheme else url,
        name=border.plain(config.sitename),
        maintenance=border.plain(config.maintenancemessage) if config.maintenanceenabled else None,
        needs_browser=config.typeoflogin in (2, 3),
        launch_url=config.launchurl or "",
        is_demo=_is_demo(url, answer),
        is_encrypted=is_encrypted(url),
    )


def _is_demo(url: str, answer: Answer) -> bool:
    """Return whether this is the embedded campus: it says so, and it is on this computer."""
    return bool(answer.headers.get("X-StudyDesk-Demo")) and is_loopback(url)


def probe(client: Client) -> Probe:
    """Return whether the site is useful now.

    Raises: CaptivePortal when something else answers, NotProcessed("services_off"); NeverSent, NoAnswer.
    """
    answer = client.post(_AJAX, _AJAX_BODY, is_write=False, headers={"Content-Type": "application/json"})
    maintenance: str | None = None
    try:
        config = _config(client, answer)
        maintenance = border.plain(config.maintenancemessage) if config.maintenanceenabled else None
    except NotACampus as error:
        if error.reason == "services_off":
            raise NotProcessed("services_off") from error
        raise CaptivePortal("page") from error  # a Moodle was here when the learner signed in
    except NotProcessed as error:
        if error.reason != "maintenance":
            raise
        maintenance = ""
    server_time = client.observed(answer.headers, answer.round_trip_s)
    return Probe(server_time, answer.round_trip_s, _is_demo(client.site_url, answer), maintenance)


def sign_in(url: str, username: str, password: str, policy: Policy, cancel: Cancel) -> Token:
    """Return a token for a name and a password; the site gives the same one each time for 12 weeks.

    Raises:
        WrongPassword: unknown, wrong, suspended or locked out: the site does not tell which.
        NotACampus: `services_off`, or `not_moodle` if something else answers.
        NotProcessed, NeverSent, NoAnswer.
    """
    client = Client(url, policy, cancel)
    form = [("username", username), ("password", password), ("service", SERVICE)]
    answer = client.post("/login/token.php", form, is_write=True)
    problem = border.unwelcome(answer.status, answer.phrase, answer.headers, answer.body, "token")
    if isinstance(problem, Refused) and problem.code == "invalidlogin":
        raise WrongPassword
    if _is_switched_off(problem):
        raise NotACampus("services_off")
    if isinstance(problem, BadAnswer) and answer.status == 404:
        raise NotACampus("not_moodle")
    if problem is not None:
        raise problem
    return Token(decoded(answer.body, site_wire.Token).token)


def welcome(url: str, token: Token, policy: Policy, cancel: Cancel) -> Site:
    """Return the site as a token's holder sees it, once it is clear that it can be used.

    Raises: SignedOut if the token is not good here, NotACampus("too_old") if the site lacks what is needed.
    """
    client = Client(url, policy, cancel)
    try:
        site = Service(client, token).site()
    finally:
        client.close()
    if not site.functions >= _NEEDED:
        raise NotACampus("too_old")
    return site


def launch_url(facts: SiteFacts, passport: str) -> str:
    """Return the web page where a single sign-on begins; it ends at an address with `token=` (see from_pasted).

    `passport` is a random text that the site signs its answer with.
    """
    base = facts.launch_url or f"{facts.url}/admin/tool/mobile/launch.php"
    return f"{base}?service={SERVICE}&passport={quote(passport, safe='')}&urlscheme=moodlemobile"


def from_pasted(text: str) -> Token:
    """Return the token in what a learner pasted: the token itself, or the address a single sign-on ended at.

    That address holds base64 of "signature:::token" or "signature:::token:::private token"
    (Moodle: admin/tool/mobile/launch.php).

    Raises: Invalid("token") if there is none in it.
    """
    pasted = "".join(text.split())
    if _TOKEN.fullmatch(pasted):
        return Token(pasted)
    for candidate in _packed(pasted):
        parts = candidate.split(":::")
        if len(parts) in (2, 3) and _TOKEN.fullmatch(parts[1]):
            return Token(parts[1])
    raise Invalid("token")


def _packed(pasted: str) -> Iterator[str]:
    """Yield what may be unpacked from an address; browsers and mail programs escape the = of base64."""
    _, found, packed = pasted.partition("token=")
    if not found:
        return
    packed = unquote(packed).split("&")[0].strip("/\"'<>").rstrip("=")
    try:
        yield base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return
