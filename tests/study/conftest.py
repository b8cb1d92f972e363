"""A learner at a small embedded campus: real HTTP, real databases, signed in and refreshed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.app.desk import Desk
from studydesk.app.services import Options, Services, build
from studydesk.app.sync import Sync
from studydesk.campus.demo import Campus
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId
from studydesk.domain.outside import Cancel
from studydesk.sync.reports import silent
from tests.campus_content import LEARNER, write_content


@dataclass
class Learning:
    """One learner's profile and the campus behind it."""

    campus: Campus
    services: Services

    @property
    def desk(self) -> Desk:
        desk = self.services.desk()
        assert desk is not None
        return desk

    @property
    def sync(self) -> Sync:
        sync = self.services.sync()
        assert sync is not None
        return sync

    @property
    def course(self) -> CourseId:
        return self.desk.courses.cards()[0].id

    def activity(self, key: str) -> ActivityId:
        return ActivityId(self.campus.office.activity("ws", key)["id"])

    def forum(self, key: str = "talk") -> ForumId:
        return ForumId(self.campus.office.activity("ws", key)["instance"])

    def assignment(self, key: str) -> AssignmentId:
        return AssignmentId(self.campus.office.activity("ws", key)["instance"])

    def discussion(self, subject: str) -> DiscussionId:
        rows = self.desk.discussions.forum(self.forum()).discussions
        return next(row.id for row in rows if row.subject == subject and row.id)

    def go(self, patience_s: float = 8) -> int:
        """Deliver and refresh; returns what is left unsent."""
        import time  # the only place of these tests that waits, for the demo's grace of two seconds

        return self.sync.now(
            Cancel(), silent, lambda span: time.sleep(span.total_seconds()), timedelta(seconds=patience_s)
        )

    def download(self) -> None:
        """Download everything."""
        self.desk.downloads.want(self.course)
        self.sync.fetch(Cancel())


def opened(folder: Path) -> Learning:
    """Return a learner that is signed in to a small campus; the library is empty still."""
    write_content(folder / "content")
    campus = Campus(folder / "content", folder / "campus")
    campus.start()
    services = build(paths.of(folder / "home"), Options(use_keyring=False))
    services.accounts.sign_in(campus.url, *LEARNER)
    return Learning(campus, services)


@pytest.fixture
def learning(tmp_path: Path) -> Iterator[Learning]:
    """Give a learner whose courses were refreshed."""
    made = opened(tmp_path)
    made.sync.turn(Cancel())
    yield made
    made.services.close()
    made.campus.stop()


@pytest.fixture(scope="module")
def downloaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learning]:
    """Give a learner with the whole course on this computer; for tests that only read."""
    made = opened(tmp_path_factory.mktemp("downloaded"))
    made.sync.turn(Cancel())
    made.download()
    yield made
    made.services.close()
    made.campus.stop()
