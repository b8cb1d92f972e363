"""What the composition root gives to the window, as protocols: ui/ may not import `app`, and tests have a stand-in."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from studydesk.domain.changes import Change
from studydesk.domain.ids import CourseId
from studydesk.domain.link import Link
from studydesk.domain.outside import Cancel, Clock
from studydesk.paths import Paths

if TYPE_CHECKING:  # these bring SQLAlchemy along; the window is painted before they are loaded
    from studydesk.domain.accounts import Account
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
    from studydesk.study.storage import Storage
    from studydesk.study.today import Today
    from studydesk.study.unsent import Unsent


class Desk(Protocol):
    """One account's services."""

    account: "Account"
    courses: "Courses"
    reading: "Reading"
    lectures: "Lectures"
    discussions: "Discussions"
    assignments: "Assignments"
    outbox: "Outbox"
    today: "Today"
    agenda: "Agenda"
    grades: "Grades"
    search: "Search"
    downloads: "Downloads"
    storage: "Storage"


class SyncControl(Protocol):
    """What the machine does by itself for one account; `turn` and `fetch` run in their lanes."""

    @property
    def link(self) -> Link:
        """The link as last seen; costs nothing."""
        ...

    def turn(self, cancel: Cancel, progress: Callable[[object], None]) -> timedelta: ...

    def fetch(self, cancel: Cancel, progress: Callable[[object], None]) -> timedelta: ...

    def want_course(self, course: CourseId) -> None:
        """Have a course that is not here brought before anything else; writes to the disk, asks nobody."""
        ...

    def wake(self, reason: str = "") -> None:
        """Note what happened: `work`, `link`, `learner` or `signed_in`; the next turn looks again."""
        ...


class ChangeFeed(Protocol):
    """Tells what was written, from the writing thread."""

    def subscribe(self, listener: Callable[[list[Change]], None], /) -> object: ...


class Services(Protocol):
    """A profile, opened."""

    paths: Paths
    clock: Clock
    accounts: "Accounts"
    preferences: "Preferences"
    unsent: "Unsent"
    holds_lock: bool

    @property
    def feed(self) -> ChangeFeed: ...

    def desk(self) -> Desk | None: ...

    def sync(self) -> SyncControl | None: ...

    def say_metered(self, is_metered: bool | None) -> None:
        """Tell whether the system says that the link is paid by the megabyte; None where it cannot tell."""
        ...

    def tidy(self) -> None:
        """Free what is no longer needed; in the sync lane."""
        ...

    def close(self) -> None: ...
