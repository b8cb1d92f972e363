"""The command line and the embedded campus as separate processes, and the teacher's look over the wire."""

import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

Json = Any  # the JSON border
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class School:
    """`studydesk demo --campus-only` in a process of its own."""

    def __init__(self, home: Path) -> None:
        command = [sys.executable, "-m", "studydesk", "--home", str(home), "demo", "--campus-only", "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.first: Json = json.loads(self._process.stdout.readline())
        self.url: str = self.first["url"]

    def password(self, username: str) -> str:
        """Return somebody's password."""
        return str(next(a["password"] for a in self.first["accounts"] if a["username"] == username))

    def set_link(self, state: str, count: int | None = None) -> None:
        """Set the link switch over the wire."""
        body = json.dumps({"state": state, **({"count": count} if count else {})}).encode()
        _OPENER.open(urllib.request.Request(f"{self.url}/_demo/link", body), timeout=20).close()

    def teacher(self) -> "Teacher":
        """Return the teacher, signed in."""
        name = next(a["username"] for a in self.first["accounts"] if a["role"] == "teacher")
        form = {"username": name, "password": self.password(name), "service": "moodle_mobile_app"}
        return Teacher(self.url, _sent(f"{self.url}/login/token.php", form)["token"])

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=20)
        assert self._process.stdout is not None
        self._process.stdout.close()


class Teacher:
    """What the school really has, asked as the teacher."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    def ask(self, function: str, **given: str | int) -> Json:
        """Return the answer of a web-service function."""
        form = {"wstoken": self._token, "wsfunction": function, **{key: str(value) for key, value in given.items()}}
        return _sent(f"{self._url}/webservice/rest/server.php?moodlewsrestformat=json", form)

    def copies(self, forum: int, words: str) -> int:
        """Return how many living posts of a forum say exactly these words (or carry them in their markup)."""
        discussions = self.ask("mod_forum_get_forum_discussions", forumid=forum)["discussions"]
        numbers = [discussion["discussion"] for discussion in discussions]
        posts = [
            post
            for number in numbers
            for post in self.ask("mod_forum_get_discussion_posts", discussionid=number)["posts"]
        ]
        return sum(words in post["message"] for post in posts if not post.get("isdeleted"))

    def submissions(self, assignment: int) -> list[Json]:
        """Return what learners handed in."""
        answer = self.ask("mod_assign_get_submissions", **{"assignmentids[0]": assignment})
        return [one for one in answer["assignments"][0]["submissions"] if one["status"] != "new"]


def _sent(address: str, form: dict[str, str]) -> Json:
    with _OPENER.open(address, urllib.parse.urlencode(form).encode(), timeout=20) as answer:
        return json.loads(answer.read())


def studydesk(home: Path, *arguments: str, stdin: str = "", code: int | None = 0) -> Json:
    """Run a command with --json in a process of its own and return its answer; `code` is the exit code it must have."""
    command = [sys.executable, "-m", "studydesk", "--home", str(home), "--json", *arguments]
    env = {name: value for name, value in os.environ.items() if name != "STUDYDESK_HOME"}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, env=env, check=False)
    assert code is None or done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout) if done.stdout else None
