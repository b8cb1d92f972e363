"""Signing in and what becomes of tokens (moodle.md §2)."""

import secrets
from collections.abc import Mapping
from typing import Any

from studydesk.campus.demo.answers import Answer, page_answer, page_refusal
from studydesk.campus.demo.refusals import WireError, access_refused, in_maintenance, invalid_token
from studydesk.campus.demo.school import Row, School

SERVICE = "moodle_mobile_app"
LIFETIME_S = 12 * 7 * 86400


def person_of(school: School, token: str, *, is_rest: bool) -> Row:
    """Return whose token it is.

    Raises: WireError; the first use of an expired token on REST is `accessexception` and ends it, then `invalidtoken`.
    """
    row = school.database.row("SELECT * FROM token WHERE token = ?", token)
    if row is None:
        raise invalid_token()
    if row["expires"] <= school.now():
        with school.database.transaction():
            school.database.run("DELETE FROM token WHERE token = ?", token)
        raise access_refused() if is_rest else invalid_token()
    person = school.person(row["person"])
    assert person is not None
    if person["suspended"]:
        message = f"Refused web service access for suspended username: {person['username']}"
        raise WireError("wsaccessusersuspended", message if is_rest else "error/wsaccessusersuspended")
    return person


def answer_login(school: School, given: Mapping[str, Any], *, packed: bool) -> Answer:
    """Return the answer of login/token.php; signing in twice gives the same token."""
    try:
        token = _signed_in(school, given)
    except WireError as refusal:
        return page_refusal(refusal, packed=packed, now=school.now())
    return page_answer({"token": token, "privatetoken": None}, packed=packed, now=school.now())


def _signed_in(school: School, given: Mapping[str, Any]) -> str:
    if school.in_maintenance:
        raise in_maintenance()
    for name in ("username", "password", "service"):
        if not isinstance(given.get(name), str):
            raise missing(name)
    if given["service"] != SERVICE:
        message = "Web service is not available. (It doesn't exist or might be disabled.)"
        raise WireError("servicenotavailable", message)
    person = school.database.row("SELECT * FROM person WHERE username = ?", given["username"].strip().lower())
    knows = person is not None and person["password"] is not None
    if person is None or not knows or person["suspended"] or person["password"] != given["password"]:
        raise WireError("invalidlogin", "Invalid login, please try again")
    return token_for(school, int(person["id"]))


def token_for(school: School, person: int) -> str:
    """Return the person's token, made if there is none that is still good."""
    with school.database.transaction():
        now = school.now()
        found = school.database.value("SELECT token FROM token WHERE person = ? AND expires > ?", person, now)
        if found is not None:
            return str(found)
        made = secrets.token_hex(16)
        school.database.run("INSERT INTO token VALUES (?, ?, ?)", made, person, now + LIFETIME_S)
        return made


def missing(parameter: str) -> WireError:
    """Return the refusal of a page that needs this parameter."""
    return WireError("missingparam", f"A required parameter ({parameter}) was missing")
