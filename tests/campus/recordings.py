"""The recorded answers of a real Moodle, and a server that gives them again."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.outside import Cancel
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, Server, serving
from tests.shared import shared

TOKEN = "0123456789abcdef0123456789abcdef"
BATCH = "tool_mobile_call_external_functions"


@dataclass(frozen=True)
class Recording:
    """A recorded call.

    Attributes:
        function: the web-service function, "" where it was none.
    """

    name: str
    function: str
    status: int
    headers: dict[str, str]
    body: bytes


def recording(path: Path) -> Recording:
    """Return a recorded call from its file."""
    told = json.loads(path.read_text(encoding="utf-8"))
    body = told["body"] if "body" in told else told["response"]
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = dict(line.split(": ", 1) for line in told.get("headers", []) if ": " in line)
    return Recording(path.stem, _function(told.get("request")), told["status"], headers, raw)


def _function(request: Any) -> str:
    if not isinstance(request, dict):
        return ""
    form = {pair[0]: pair[1] for pair in request.get("data", [])} if "data" in request else {}
    return str(request.get("wsfunction") or form.get("wsfunction") or "")


def recordings() -> list[Recording]:
    """Return all recorded calls; measurement logs begin with _ and are none."""
    folder = shared("moodle-wire")
    return [recording(path) for path in sorted(folder.glob("[!_]*.json"))]


def recorded(name: str) -> bytes:
    """Return the body of one recorded answer."""
    return recording(shared("moodle-wire") / f"{name}.json").body


@contextmanager
def replaying(answers: Mapping[str, str | bytes]) -> Iterator[tuple[MoodleCampus, Server]]:
    """Give a campus whose site answers each function with a recording (by name) or with bytes; batches work too."""
    named = {"core_webservice_get_site_info": "core_webservice_get_site_info", **answers}
    # Read here and not where it is asked for: only the test's own thread can skip in a plain clone.
    known = {function: told if isinstance(told, bytes) else recorded(told) for function, told in named.items()}

    def body(function: str) -> bytes:
        return known[function]

    def answer(request: Request, line: Line) -> None:
        form = request.form
        if form.get("wsfunction") != BATCH or BATCH in known:
            line.json(body(form["wsfunction"]))
            return
        line.json(batched(form, body))

    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        yield campus, server
        campus.close()


def batched(form: Mapping[str, str], body: Any) -> bytes:
    """Return a batch's answer, up to its first error, from the bodies of its functions."""
    responses: list[dict[str, Any]] = []
    position = 0
    while function := form.get(f"requests[{position}][function]"):
        told = body(function).decode()
        is_error = '"errorcode"' in told[:200] or '"exception"' in told[:20]
        responses.append({"error": True, "exception": told} if is_error else {"error": False, "data": told})
        if is_error:
            break
        position += 1
    return json.dumps({"responses": responses}).encode()
