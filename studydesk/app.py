"""The composition root: everything is put together here, once, without Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.changes import Change
from studydesk.domain.link import Link
from studydesk.domain.outside import Cancel, Clock
from studydesk.paths import Paths
from studydesk.study.accounts import Accounts
from studydesk.study.agenda import Agenda
from studydesk.study.assignments import Assignments
from studydesk.study.courses import Courses
from studydesk.study.discussions import Discussions
from studydesk.study.downloads import Downloads
from studydesk.study.grades import Grades
from studydesk.study.lectures import Lectures
from studydesk.study.outbox import Outbox
from studydesk.study.preferences import Preferences
from studydesk.study.reading import Reading
from studydesk.study.search import Search
from studydesk.study.today import Today


@dataclass(slots=True, eq=False)
class Desk:
    """Everything one account can do, from disk only."""

    account: Account
    courses: Courses
    reading: Reading
    lectures: Lectures
    discussions: Discussions
    assignments: Assignments
    outbox: Outbox
    today: Today
    agenda: Agenda
    grades: Grades
    search: Search
    downloads: Downloads


class Feed:
    """Tells subscribers what was written, after commit, on the thread that wrote it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[list[Change]], None]] = []

    def subscribe(self, listener: Callable[[list[Change]], None]) -> Callable[[], None]:
        """Call `listener` for every batch of changes; the answer ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, changes: Sequence[Change]) -> None:
        """Tell everybody."""
        for listener in list(self._listeners):
            listener(list(changes))


class LinkMonitor:
    """What is known of the way to the school; the courier writes it, screens read it."""

    def __init__(self) -> None:
        self.current = Link()


class Sync:
    """What the machine does by itself for one account."""

    def turn(self, cancel: Cancel, progress: Callable[[object], None]) -> timedelta:
        """Do what is due now (probe, deliver, refresh). NETWORK; sync lane. Returns how long to wait."""
        raise NotImplementedError

    def fetch(self, cancel: Cancel, progress: Callable[[object], None]) -> timedelta:
        """Fetch what is queued. NETWORK; transfer lane. Returns how long to wait."""
        raise NotImplementedError

    def wake(self, reason: str = "") -> None:
        """Something happened (new work, the link changed, the learner asks): the next turn looks again at once."""
        raise NotImplementedError


class Services:
    """One profile, opened.

    Attributes:
        holds_lock: False beside another running StudyDesk: reads and queues only, delivering is left to the holder.
    """

    paths: Paths
    clock: Clock
    accounts: Accounts
    preferences: Preferences
    feed: Feed
    link: LinkMonitor
    holds_lock: bool

    def desk(self) -> Desk | None:
        """Return the desk of the current account, None before the first sign-in."""
        raise NotImplementedError

    def sync(self) -> Sync | None:
        """Return the sync of the current account, None before the first sign-in."""
        raise NotImplementedError

    def close(self) -> None:
        """Close everything; state is safe on disk at any moment."""
        raise NotImplementedError


def build(paths: Paths) -> Services:
    """Open the profile and put everything together. Raises DatabaseTooNew, Corrupt, StorageFull."""
    raise NotImplementedError
