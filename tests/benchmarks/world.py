"""A school in a process of its own, and a profile that has been there, for the cases to measure on."""

import json
import os
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests import campus_content

ROOT = Path(__file__).resolve().parents[2]
# As `demo --campus-only`, with a content folder of our choice and with or without compressed answers.
_SERVE = """
import sys
from pathlib import Path
from studydesk.campus.demo import Campus
with Campus(Path(sys.argv[1]), Path(sys.argv[2]), packs=sys.argv[3] == "packed") as campus:
    print(campus.url, flush=True)
    for address in sys.stdin:
        campus.set_address(address.strip())
        print(address.strip(), flush=True)
"""


class Front(Protocol):
    """What stands before a school, and by whose address the school calls itself."""

    @property
    def url(self) -> str:
        """The address clients use."""

    def lead_to(self, target: str) -> None:
        """Pass on what comes to the school at `target`."""


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a measured process: offscreen, its own home, no system keyring, bytecode kept."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "STUDYDESK_HOME": str(home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="studydesk-bench-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def school(content: Path, state: Path, packed: bool = True, line: Front | None = None) -> Iterator[str]:
    """Yield the address of an embedded campus that runs in its own process.

    `packed`: it compresses its answers. `line`: it calls itself by this line's address, and learners come through it.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(content), str(state), "packed" if packed else "plain"],
        cwd=ROOT,
        env=environment(state),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            url = process.stdout.readline().strip()
            if line is not None:
                line.lead_to(url)
                process.stdin.write(line.url + "\n")
                process.stdin.flush()
                process.stdout.readline()
            yield url
        finally:
            process.terminate()


def command(home: Path, *arguments: str, stdin: str = "", check: bool = True) -> Any:
    """Return what the command line answers with --json, as it would for a school's script.

    Raises RuntimeError on any exit code but 0, unless `check` is False.
    """
    done = subprocess.run(
        [sys.executable, "-m", "studydesk", "--home", str(home), *arguments, "--json"],
        cwd=ROOT,
        env=environment(home),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None


def sign_in(home: Path, url: str) -> None:
    """Sign in as the learner of the made-up content and take in everything but the files."""
    username, password = campus_content.LEARNER
    command(home, "campus", "add", url, "--user", username, "--password-stdin", stdin=password + "\n")
    command(home, "refresh")


def token(url: str, username: str, password: str) -> str:
    """Return a person's token, as any client of the wire gets one."""
    answer = _post(f"{url}/login/token.php", username=username, password=password, service="moodle_mobile_app")
    return str(answer["token"])


def call(url: str, token: str, function: str, **arguments: Any) -> Any:
    """Return what a web-service function answers; flat arguments only."""
    answer = _post(
        f"{url}/webservice/rest/server.php?moodlewsrestformat=json", wstoken=token, wsfunction=function, **arguments
    )
    if isinstance(answer, dict) and "exception" in answer:
        raise RuntimeError(f"{function}: {answer}")
    return answer


def _post(address: str, **fields: Any) -> Any:
    with urllib.request.urlopen(address, data=urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
        return json.loads(answer.read())


def demo(url: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Return what the embedded campus answers on its own paths (`/_demo/…`); POSTs when there is a body."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data=data), timeout=10) as answer:
        return json.loads(answer.read() or b"null")
