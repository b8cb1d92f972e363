"""What is the campus' own and no part of Moodle: /_demo/link and /_demo/requests."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from studydesk.campus.demo.answers import Answer, html_page, json_answer
from studydesk.campus.demo.link import Link, State
from studydesk.campus.demo.routes import LONGEST_FORM, Incoming
from studydesk.errors import Invalid

ROOT = "/_demo/"


class Counted(Protocol):
    """What the switches belong to: the server, and a stand-in in tests."""

    link: Link

    def counted(self) -> dict[str, Any]:
        """Return the requests so far and their sums."""

    def forget(self) -> None:
        """Start counting anew."""


def answer_switch(server: Counted, incoming: Incoming) -> Answer:
    """Return the answer to what is asked of a switch; it works whatever the link is like."""
    body = incoming.body.all(LONGEST_FORM)
    if incoming.path == f"{ROOT}link":
        if incoming.method == "POST" and not _set(server.link, body):
            states = ", ".join(State)
            wrong = {"error": f"send state, one of: {states}; and if you like count, only, functions, and then"}
            refused = json_answer(wrong, packed=False)
            return Answer(400, refused.headers, refused.body)
        return json_answer({"state": server.link.state, "count": server.link.left}, packed=False)
    if incoming.path == f"{ROOT}requests":
        return json_answer(server.counted(), packed=incoming.packed)
    if incoming.path == f"{ROOT}requests/reset" and incoming.method == "POST":
        server.forget()
        return json_answer({"count": 0}, packed=False)
    return html_page("Error", "There is no such switch.", status=404)


def _set(link: Link, body: bytes) -> bool:
    """Set the link as a JSON body says and return whether it could be understood."""
    try:
        asked: Mapping[str, Any] = json.loads(body)
        count = asked.get("count")
        only = frozenset(str(name) for name in asked.get("only", []))
        then = str(asked.get("then", State.UP))
        link.set(str(asked["state"]), None if count is None else int(count), only, then)
    except (ValueError, KeyError, TypeError, AttributeError, Invalid):
        return False
    return True
