"""What the teacher finds at the school: how often each thing that was written is there, read over the plain wire.

It shares nothing with the program's own client: what counts the copies must not share the client's faults.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

_PATIENCE_S = 20
_MANY = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What there is at the school; `texts` of posts and hand-ins as HTML, `names` of their files."""

    subjects: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[str, ...]

    def copies(self, written: str) -> int:
        """Return how often a subject, words of a text, or a file's name is there."""
        exact = self.subjects.count(written) + self.names.count(written)
        return exact + sum(written in text for text in self.texts)


class Teacher:
    """Signed in as the teacher."""

    def __init__(self, url: str, username: str, password: str) -> None:
        """Raises OSError when the campus cannot be reached, KeyError when it does not let the teacher in."""
        self._address = urlsplit(url)
        told = {"username": username, "password": password, "service": "moodle_mobile_app"}
        self._token = str(self._post("/login/token.php", told)["token"])

    def find(self) -> Found:
        """Return everything that people wrote in all forums and assignments of the teacher's courses."""
        courses = self._courses()
        subjects, texts, names = [], [], []
        for discussion in self._discussions(courses):
            subjects.append(str(discussion["name"]))
            for post in self._call("mod_forum_get_discussion_posts", discussionid=discussion["discussion"])["posts"]:
                texts.append(str(post["message"]))
                names += [str(file["filename"]) for file in post["attachments"]]
        for submission in self._submissions(courses):
            for part in submission["plugins"]:
                texts += [str(field["text"]) for field in part.get("editorfields", [])]
                names += [str(file["filename"]) for area in part.get("fileareas", []) for file in area["files"]]
        return Found(tuple(subjects), tuple(texts), tuple(names))

    def _courses(self) -> list[int]:
        me = self._call("core_webservice_get_site_info")["userid"]
        return [int(course["id"]) for course in self._call("core_enrol_get_users_courses", userid=me)]

    def _discussions(self, courses: list[int]) -> Iterator[dict[str, Any]]:
        for forum in self._call("mod_forum_get_forums_by_courses", **_list("courseids", courses)):
            page = 0
            while True:
                asked = {"forumid": forum["id"], "page": page, "perpage": _MANY}
                found = self._call("mod_forum_get_forum_discussions", **asked)["discussions"]
                yield from found
                page += 1
                if len(found) < _MANY:
                    break

    def _submissions(self, courses: list[int]) -> Iterator[dict[str, Any]]:
        answer = self._call("mod_assign_get_assignments", **_list("courseids", courses))
        ids = [int(task["id"]) for course in answer["courses"] for task in course["assignments"]]
        for task in self._call("mod_assign_get_submissions", **_list("assignmentids", ids))["assignments"]:
            yield from task["submissions"]

    def _call(self, function: str, **given: object) -> Any:
        told = {"wstoken": self._token, "wsfunction": function, "moodlewsrestformat": "json"} | given
        return self._post("/webservice/rest/server.php", told)

    def _post(self, path: str, told: dict[str, Any]) -> Any:
        connection = HTTPConnection(str(self._address.netloc), timeout=_PATIENCE_S)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(told), kind)
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


def _list(name: str, values: list[int]) -> dict[str, object]:
    return {f"{name}[{number}]": value for number, value in enumerate(values)}
