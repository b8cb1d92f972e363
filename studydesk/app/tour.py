"""One act of the tour: the window on a campus that runs in another process and is reached over the wire."""

import json
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from studydesk import app, paths
from studydesk.app.network import MoodleNetwork
from studydesk.app.services import Options
from studydesk.domain.campus import Campus
from studydesk.domain.forums import Post, as_html, as_text
from studydesk.domain.outside import Cancel
from studydesk.errors import StudyDeskError
from studydesk.policy import DEMO

# The answer that is lost is the one to a post: it is the kind of thing that blind re-sending doubles.
LOST = ("mod_forum_add_discussion_post",)
_PATIENCE_S = 10


class RemoteDemo:
    """The link switch of a campus in another process, as the demo menu wants it."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url, self.username, self.password = url, username, password

    @property
    def link_state(self) -> str:
        """What the link is like now."""
        return str(self._ask("GET", None)["state"])

    def set_link(self, state: str, count: int = 0) -> None:
        """Set the link; the answers that get lost are those to posts, and the link goes down with them.

        On a link that stays up the program looks at once and finds its post: nobody would see that it was in doubt.
        """
        told: dict[str, object] = {"state": state, "count": count or None}
        if state == "answers-lost":
            told |= {"only": LOST, "then": "down"}
        self._ask("POST", told)

    def change_post(self, begins: str, text: str) -> None:
        """Give the learner's post that begins so another text, as from another device. Raises LookupError."""
        network, closing = MoodleNetwork(DEMO, Cancel()), Cancel()
        campus = network.campus(self.url, network.token(self.url, self.username, self.password), cancel=closing)
        try:
            post = next(post for post in _posts(campus) if as_text(post.html).startswith(begins))
            campus.writes.edit_post(post.id, post.subject, as_html(text))
        except StopIteration as error:
            raise LookupError(begins) from error
        finally:
            closing.stop()

    def _ask(self, method: str, told: dict[str, object] | None) -> dict[str, object]:
        connection = HTTPConnection(str(urlsplit(self.url).netloc), timeout=_PATIENCE_S)
        try:
            connection.request(method, "/_demo/link", json.dumps(told) if told is not None else None)
            answer: dict[str, object] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer


def _posts(campus: Campus) -> Iterator[Post]:
    """Yield every post of the learner's courses."""
    courses = [course.id for course in campus.reads.courses()]
    for forum in campus.reads.forums(courses):
        for discussion in campus.reads.discussions(forum.id):
            answer = campus.reads.posts([discussion.id])[discussion.id]
            if not isinstance(answer, StudyDeskError):
                yield from answer


def act(home: Path | None, told: dict[str, object]) -> int:
    """Play one act; each thing that is found out is a line of JSON on standard output. Returns the exit code."""
    from studydesk.ui.tour import drive, order  # Qt, and only for the tour

    chosen = order.order(told)
    where = paths.of(home)
    demo = RemoteDemo(chosen.address, chosen.username, chosen.password)
    # The keyring belongs to the person who runs the tour; what the tour signs in with does not go there.
    return drive.drive(lambda: app.build(where, Options(use_keyring=False)), where, demo, chosen, _report)


def _report(fact: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(fact, ensure_ascii=False) + "\n")
    sys.stdout.flush()
