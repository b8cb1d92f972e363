"""Batches: several functions in one request (tool_mobile_call_external_functions)."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from studydesk.campus.demo.parameters import structure, text
from studydesk.campus.demo.refusals import WireError, invalid_parameter
from studydesk.campus.demo.school import Json

BATCH = "tool_mobile_call_external_functions"
_SETTINGS = {"settingraw", "settingfileurl", "settingfilter", "settinglang"}


def encoded(answer: Json) -> str:
    """Return JSON as PHP writes it: slashes and everything beyond ASCII escaped, no spaces."""
    return json.dumps(answer, separators=(",", ":")).replace("/", "\\/")


def batch(requests: list[Mapping[str, Any]], url: str, run: Callable[[str, Mapping[str, Any]], Json]) -> Json:
    """Return the answers, JSON strings inside JSON, up to and including the first error: the rest never runs.

    Each request is a unit of its own; what came before an error stays done. `run` takes a function and its arguments.
    """
    responses: list[Json] = []
    for request in requests:
        if set(request) - _SETTINGS - {"function", "arguments"}:
            raise invalid_parameter()
        name = text(request.get("function", ""))
        try:
            responses.append({"error": False, "data": encoded(run(name, _given(request)))})
        except WireError as refusal:
            responses.append({"error": True, "exception": encoded(_refusal(refusal, url))})
            break
    return {"responses": responses}


def functions_in(requests: list[Mapping[str, Any]]) -> list[str]:
    """Return the names of the functions that a batch asks for."""
    return [str(request.get("function", "")) for request in requests]


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return structure(json.loads(text(request.get("arguments", "{}")) or "{}"))
    except ValueError as error:
        raise invalid_parameter() from error


def _refusal(refusal: WireError, url: str) -> Json:
    if refusal.code == "accessexception":
        return {"errorcode": "accessexception", "module": "webservice"}
    code = refusal.code or "generalexceptionmessage"
    more = f"https://docs.moodle.org/405/en/error/moodle/{code}"
    return {"message": refusal.message, "errorcode": code, "link": f"{url}/", "moreinfourl": more}
