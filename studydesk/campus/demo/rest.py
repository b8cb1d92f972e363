"""The web-service entry points: webservice/rest/server.php and lib/ajax/service.php."""

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from studydesk.campus.demo.answers import Answer, ajax_answer, html_page, json_answer
from studydesk.campus.demo.functions import perform, site
from studydesk.campus.demo.refusals import WireError, in_maintenance, invalid_parameter
from studydesk.campus.demo.school import Call, Json, School
from studydesk.campus.demo.tokens import person_of

_PROBE = "tool_mobile_get_public_config"
# What a request may carry beside the parameters of its function.
_ENVELOPE = frozenset({"wsfunction", "wstoken", "moodlewsrestformat", "moodlewssettingraw", "moodlewssettingfilter",
                       "moodlewssettingfileurl", "moodlewssettinglang"})  # fmt: skip


def answer_rest(school: School, given: Mapping[str, Any], *, packed: bool) -> Answer:
    """Return the answer of rest/server.php; a refusal is HTTP 200 too; without moodlewsrestformat=json all is XML."""
    is_json = given.get("moodlewsrestformat") == "json"
    try:
        result = _performed(school, given)
    except WireError as refusal:
        return json_answer(_shape(refusal), packed=packed) if is_json else _xml(_xml_refusal(refusal))
    return json_answer(result, packed=packed) if is_json else _xml(f"<RESPONSE>{_xml_value(result)}</RESPONSE>")


def _performed(school: School, given: Mapping[str, Any]) -> Json:
    if school.in_maintenance:
        raise in_maintenance()
    token = given.get("wstoken", "")
    person = person_of(school, token if isinstance(token, str) else "", is_rest=True)
    name = given.get("wsfunction")
    if not isinstance(name, str) or not name:
        raise invalid_parameter()
    parameters = {key: value for key, value in given.items() if key not in _ENVELOPE}
    return perform(Call(school, person, school.now()), name, parameters)


def _shape(refusal: WireError) -> Json:
    code = {} if refusal.code is None else {"errorcode": refusal.code}
    return {"exception": refusal.exception} | code | {"message": refusal.message}


def answer_ajax(school: School, body: bytes, *, packed: bool) -> Answer:
    """Return the answer of lib/ajax/service.php without a session: only the public config, the probe of a link."""
    try:
        requests = json.loads(body)
        names = [(int(request["index"]), str(request["methodname"])) for request in requests]
    except (ValueError, KeyError, TypeError):
        return html_page("Error", "The request could not be read.", status=404)
    answers = [
        {"error": False, "data": site.public_config(school)} if name == _PROBE else _login_needed(school)
        for _index, name in sorted(names)
    ]
    return ajax_answer(answers, packed=packed)


def _login_needed(school: School) -> Json:
    code = "servicerequireslogin"
    more = f"https://docs.moodle.org/405/en/error/moodle/{code}"
    message = "Web service is not available. (The session has been logged out or has expired.)"
    return {
        "error": True,
        "exception": {"message": message, "errorcode": code, "link": school.url, "moreinfourl": more},
    }


def _xml(body: str) -> Answer:
    text = f'<?xml version="1.0" encoding="UTF-8" ?>\n{body}\n'
    return Answer(200, [("Content-Type", "application/xml; charset=utf-8")], text.encode())


def _xml_refusal(refusal: WireError) -> str:
    code = f"\n<ERRORCODE>{escape(refusal.code)}</ERRORCODE>" if refusal.code else ""
    message = escape(refusal.message)
    return f'<EXCEPTION class="{refusal.exception}">{code}\n<MESSAGE>{message}</MESSAGE>\n</EXCEPTION>'


def _xml_value(value: Json) -> str:
    if isinstance(value, dict):
        keys = "".join(f'<KEY name="{escape(str(key))}">{_xml_value(item)}</KEY>' for key, item in value.items())
        return f"<SINGLE>{keys}</SINGLE>"
    if isinstance(value, list):
        return f"<MULTIPLE>{''.join(_xml_value(item) for item in value)}</MULTIPLE>"
    if value is None:
        return '<VALUE null="null"/>'
    return f"<VALUE>{escape(str(int(value) if isinstance(value, bool) else value))}</VALUE>"
