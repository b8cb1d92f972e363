"""A plain client of the embedded campus for its tests: what goes over the wire, nothing of the program's own client."""

from pathlib import Path
from typing import Any, Protocol

import requests

from studydesk.campus.demo import Campus
from tests.campus_content import LEARNER, OTHER_LEARNER, TEACHER, write_content

Json = Any  # the JSON border
BIRTH = 1_800_000_000
FORUM, NEWS = 2, 1  # instances in campus_content.course
GAUGE, LOCKED = 2, 3  # discussions
NOTES, MAP, DIARY, PROMISE = 1, 2, 3, 4  # assignments


class Clock:
    """The campus' time, moved by hand."""

    def __init__(self) -> None:
        self.now = float(BIRTH)

    def __call__(self) -> float:
        """Return the time as Unix seconds."""
        return self.now


def form(name: str, value: Json) -> list[tuple[str, str]]:
    """Return a value as PHP's form fields."""
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in form(f"{name}[{key}]", item)]
    if isinstance(value, list):
        return [pair for key, item in enumerate(value) for pair in form(f"{name}[{key}]", item)]
    if isinstance(value, bool):
        return [(name, str(int(value)))]
    return [(name, str(value))]


class Served(Protocol):
    """Something with an address, without a slash at its end: the embedded campus, or a site elsewhere."""

    @property
    def url(self) -> str: ...


class Visitor:
    """One person of the campus on one connection."""

    def __init__(self, campus: Served, username: str, password: str) -> None:
        self.campus = campus
        self.username, self.password = username, password
        self.session = requests.Session()
        self.session.trust_env = False
        sent = {"username": username, "password": password, "service": "moodle_mobile_app"}
        self.token = self.session.post(f"{campus.url}/login/token.php", data=sent, timeout=10).json()["token"]
        self.id = self("core_webservice_get_site_info")["userid"]

    def send(self, function: str, **given: Json) -> requests.Response:
        """Return the raw answer of a web-service function."""
        pairs = [("wsfunction", function), ("wstoken", self.token)]
        for name, value in given.items():
            pairs += form(name, value)
        address = f"{self.campus.url}/webservice/rest/server.php?moodlewsrestformat=json"
        return self.session.post(address, data=pairs, timeout=20)

    def __call__(self, function: str, **given: Json) -> Json:
        """Return the decoded answer of a web-service function, refusals included."""
        answer = self.send(function, **given)
        assert answer.status_code == 200
        return answer.json()

    def upload(self, name: str, content: bytes, itemid: int = 0, **more: str) -> Json:
        """Return the decoded answer of an upload."""
        data = {"token": self.token, "itemid": str(itemid), "filearea": "draft", **more}
        files = {"file_1": (name, content)}
        return self.session.post(f"{self.campus.url}/webservice/upload.php", data=data, files=files, timeout=20).json()

    def draft(self, *files: tuple[str, bytes]) -> int:
        """Upload files into one new draft area and return its id."""
        itemid = 0
        for name, content in files:
            itemid = self.upload(name, content, itemid)[0]["itemid"]
        return itemid

    def get(self, address: str, **headers: str) -> requests.Response:
        """Return a file with the token in the query; _ stands for - in header names; no gzip, no redirect followed."""
        sent = {"Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.session.get(address, params={"token": self.token}, headers=sent, timeout=20, allow_redirects=False)

    def save(self, assign: int, text: str | None, draft: int | None = None, text_draft: int = 0) -> Json:
        """Return the answer of save_submission."""
        data: Json = {}
        if text is not None:
            data["onlinetext_editor"] = {"text": text, "format": 1, "itemid": text_draft}
        if draft is not None:
            data["files_filemanager"] = draft
        return self("mod_assign_save_submission", assignmentid=assign, plugindata=data)

    def handed_in(self, assign: int) -> tuple[str, list[tuple[str, int]], str]:
        """Return (status, files with sizes, text) of one's own submission, as the campus shows it."""
        submission = self("mod_assign_get_submission_status", assignid=assign)["lastattempt"]["submission"]
        files: list[tuple[str, int]] = []
        text = ""
        for plugin in submission["plugins"]:
            if plugin["type"] == "file":
                files = [(file["filename"], file["filesize"]) for file in plugin["fileareas"][0]["files"]]
            if plugin["type"] == "onlinetext":
                text = plugin["editorfields"][0]["text"]
        return submission["status"], files, text

    def close(self) -> None:
        """End the connection."""
        self.session.close()


def opened(folder: Path, clock: Clock, **more: Any) -> Campus:
    """Return a small campus, not started, in `folder`/content and `folder`/state."""
    content = folder / "content"
    if not content.exists():
        write_content(content)
    return Campus(content, folder / "state", clock=clock, **more)


PEOPLE = {"amina": LEARNER, "bojan": OTHER_LEARNER, "teacher": TEACHER}
