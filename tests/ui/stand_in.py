"""A desk without a database: plausible content in the real dataclasses, for looking at pages and for quick tests.

It stands in only where a page is looked at in a state the demo campus cannot be brought to at will (a refusal, 300
activities, a full disk). What pages do together with the real services is tested with the real services.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from studydesk.domain.accounts import Account, SiteFacts
from studydesk.domain.changes import Subject
from studydesk.domain.downloads import Price
from studydesk.domain.ids import AccountId, ActivityId, CourseId, IntentId, PostId
from studydesk.domain.link import Link, LinkState
from studydesk.domain.outbox import State
from studydesk.errors import Invalid, NotFound, StudyDeskError, WrongPassword
from studydesk.paths import Paths
from studydesk.settings import Settings
from studydesk.study.views.conflicts import ConflictView, Restored
from studydesk.study.views.courses import ActivityRow, CourseCard, CourseView
from studydesk.study.views.outbox import ItemView
from studydesk.study.views.today import Continue, TodayView
from studydesk.study.views.unsent import Copied, Left
from studydesk.ui.services import Desk, Services, SyncControl
from tests.ui import stand_in_content as content
from tests.ui.feed import StandInFeed
from tests.ui.stand_in_downloads import StandInDownloads, StandInStorage

NOW = content.NOW
MB = content.MB


class FixedClock:
    """A clock that stands still, so that pictures are the same every time."""

    def now(self) -> datetime:
        """Return a Wednesday morning."""
        return NOW

    def monotonic(self) -> float:
        """Return seconds that never move."""
        return 0.0


@dataclass
class StandInLink:
    """A link that is whatever a test says."""

    current: Link = field(default_factory=lambda: Link(LinkState.ONLINE, 0.08, 180_000.0, 0.0, NOW))


class StandInAccounts:
    """One learner at one school; every sign-in with the password "right" works."""

    def __init__(self) -> None:
        self.here = [content.account()]
        self.signed_in = {self.here[0].id}
        self.waiting = 3
        self.error: StudyDeskError | None = None

    def all(self) -> list[Account]:
        return list(self.here)

    def current(self) -> Account | None:
        return self.here[0] if self.here else None

    def look(self, address: str) -> SiteFacts:
        if self.error:
            raise self.error
        if not address.strip():
            raise Invalid("address")
        return SiteFacts(address if "://" in address else f"https://{address}", "Baobab Open School")

    def sign_in(self, address: str, username: str, password: str) -> Account:
        if password != "right":
            raise WrongPassword
        self.here = [content.account()]
        self.signed_in.add(self.here[0].id)
        return self.here[0]

    def sign_in_with_token(self, address: str, pasted: str) -> Account:
        return self.sign_in(address, "", "right" if "token" in pasted else "")

    def move(self, account: AccountId, address: str, password: str) -> Account:
        facts = self.look(address)
        if password != "right":
            raise WrongPassword
        self.here = [replace(one, site_url=facts.url) if one.id == account else one for one in self.here]
        return next(one for one in self.here if one.id == account)

    def move_with_token(self, account: AccountId, address: str, pasted: str) -> Account:
        return self.move(account, address, "right" if "token" in pasted else "")

    def switch(self, account: AccountId) -> None:
        self.here.sort(key=lambda one: one.id != account)

    def sign_out(self, account: AccountId) -> None:
        self.signed_in.discard(account)

    def is_signed_in(self, account: AccountId) -> bool:
        return account in self.signed_in

    def unsent(self, account: AccountId | None = None) -> int:
        return self.waiting

    def remove(self, account: AccountId, *, even_unsent: bool = False) -> None:
        if self.waiting and not even_unsent:
            raise Invalid("unsent")
        self.here = [one for one in self.here if one.id != account]

    def tokens_are_in_keyring(self) -> bool:
        return False


class StandInPreferences:
    """Settings in memory."""

    def __init__(self) -> None:
        self.settings = Settings(language="en", theme="light")
        self.facts: dict[str, str] = {}

    def get(self) -> Settings:
        return self.settings

    def put(self, **changes: object) -> Settings:
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # names are checked by replace
        return self.settings

    def window(self, name: str) -> str:
        return self.facts.get(name, "")

    def keep_window(self, name: str, value: str) -> None:
        self.facts[name] = value


class StandInCourses:
    """Courses in memory; ticks and downloads change them."""

    def __init__(self, feed: StandInFeed, courses: list[CourseView]) -> None:
        self._feed = feed
        self.by_id = {view.card.id: view for view in courses}
        self.seen: list[ActivityId] = []

    def cards(self) -> list[CourseCard]:
        return [view.card for view in self.by_id.values()]

    def course(self, course: CourseId) -> CourseView:
        if course not in self.by_id:
            raise NotFound
        return self.by_id[course]

    def activity(self, activity: ActivityId) -> ActivityRow:
        for view in self.by_id.values():
            for section in view.sections:
                for row in section.activities:
                    if row.id == activity:
                        return row
        raise NotFound

    def set_done(self, activity: ActivityId, done: bool) -> None:
        self.change(activity, is_done=done, done_waiting=True)
        self._feed.publish(Subject.PROGRESS, Subject.OUTBOX)

    def opened(self, activity: ActivityId) -> None:
        self.seen.append(activity)

    def change(self, activity: ActivityId, **changes: object) -> None:
        """Put other values into an activity's row."""
        for key, view in self.by_id.items():
            sections = tuple(
                replace(
                    section,
                    activities=tuple(
                        replace(row, **changes) if row.id == activity else row  # type: ignore[arg-type]  # as above
                        for row in section.activities
                    ),
                )
                for section in view.sections
            )
            self.by_id[key] = replace(view, sections=sections)


class StandInOutbox:
    """Things in every state."""

    def __init__(self, feed: StandInFeed) -> None:
        self._feed = feed
        self.all = {item.id: item for item in content.outbox()}
        self.asked: list[tuple[str, IntentId]] = []

    def items(self) -> list[ItemView]:
        return [one for one in self.all.values() if one.state not in (State.SENT, State.DISCARDED)]

    def history(self, limit: int | None = 200, words: str = "") -> list[ItemView]:
        past = [one for one in self.all.values() if one.state in (State.SENT, State.DISCARDED)]
        return [one for one in past if words.casefold() in f"{one.title} {one.text}".casefold()][:limit]

    def conflict(self, item: IntentId) -> ConflictView | None:
        return content.conflict(self.all[item])

    def restored(self) -> Restored | None:
        found = [one for one in self.items() if one.problem and one.problem.code == "missing_there"]
        return Restored(tuple(found), False, NOW - timedelta(hours=20)) if len(found) > 1 else None

    def send_all_again(self, items: tuple[IntentId, ...]) -> int:
        for item in items:
            self._move("again", item, State.QUEUED, {"edit", "withdraw", "copy"})
        return len(items)

    def leave_all_out(self, items: tuple[IntentId, ...]) -> int:
        for item in items:
            self._move("out", item, State.DISCARDED, {"restore", "copy"})
        return len(items)

    def export(self, file: Path, words: str = "") -> int:
        file.write_text("\n".join(one.title for one in self.history(words=words)), "utf-8")
        return len(self.history(words=words))

    def save_files(self, item: IntentId, folder: Path) -> Copied:
        return Copied(folder, 1, len(self.all[item].attachments), ())

    def count(self) -> int:
        return len(self.items())

    def item(self, item: IntentId) -> ItemView:
        return self.all[item]

    def retry(self, item: IntentId) -> None:
        self._move("retry", item, State.QUEUED, {"edit", "withdraw", "copy"})

    def withdraw(self, item: IntentId) -> None:
        self._move("withdraw", item, State.DISCARDED, {"restore", "copy"})

    def restore(self, item: IntentId) -> None:
        self._move("restore", item, State.QUEUED, {"edit", "withdraw", "copy"})

    def edit(self, item: IntentId, subject: str | None, text: str, seen: str | None = None) -> None:
        if not text.strip():
            raise Invalid("empty")
        self.all[item] = replace(self.all[item], text=text, subject=subject or self.all[item].subject)
        self._move("edit", item, State.QUEUED, {"edit", "withdraw", "copy"})

    def choose_mine(self, item: IntentId, seen: str | None = None) -> None:
        self._move("mine", item, State.QUEUED, {"withdraw", "copy"})

    def choose_theirs(self, item: IntentId, post: PostId | None = None) -> None:
        self._move(f"this {post}" if post else "theirs", item, State.DISCARDED, {"restore", "copy"})

    def choose_both(self, item: IntentId, seen: str | None = None) -> None:
        self._move("both", item, State.QUEUED, {"withdraw", "copy"})

    def _move(self, what: str, item: IntentId, state: State, can: set[str]) -> None:
        self.asked.append((what, item))
        self.all[item] = replace(self.all[item], state=state, can=frozenset(can), problem=None)
        self._feed.publish(Subject.OUTBOX)


class StandInToday:
    """A usual morning."""

    def __init__(self, courses: StandInCourses, outbox: StandInOutbox) -> None:
        self._courses, self._outbox = courses, outbox
        self.is_empty = False

    def view(self) -> TodayView:
        if self.is_empty:
            return TodayView(NOW, "Amina", (), (), (), (), None, (), 0, False, False)
        lecture, page = self._courses.activity(ActivityId(102)), self._courses.activity(ActivityId(104))
        return TodayView(
            now=NOW,
            first_name="Amina",
            continue_=(
                Continue(lecture, "Water and Soil", "lecture-1.mp4", 0.43, 412_000, 955_000),
                Continue(page, "Water and Soil", "", 0.6, 0.6, 1.0),
            ),
            due=content.due(),
            waiting=tuple(self._outbox.items()[:3]),
            discussions=content.discussions(),
            missing=Price(2, 84 * MB, 6600.0),
            missing_keys=(11, 12),
            due_this_week=3,
            has_courses=True,
            has_downloads=True,
        )


class StandInSync:
    """Does nothing, and remembers that it was asked."""

    def __init__(self, link: StandInLink) -> None:
        self.woken: list[str] = []
        self.wanted: list[CourseId] = []
        self.turns = 0
        self._link = link

    @property
    def link(self) -> Link:
        return self._link.current

    def turn(self, cancel: object, progress: object) -> timedelta:
        self.turns += 1
        return timedelta(minutes=15)

    def fetch(self, cancel: object, progress: object) -> timedelta:
        return timedelta(minutes=15)

    def want_course(self, course: CourseId) -> None:
        self.wanted.append(course)

    def wake(self, reason: str = "") -> None:
        self.woken.append(reason)


class StandInDesk:
    """One account's services; the parts of the other pages are added by `stand_in_more`."""

    def __init__(self, home: Path, feed: StandInFeed, courses: list[CourseView] | None = None) -> None:
        self.account = content.account()
        self.courses = StandInCourses(feed, courses or content.courses())
        self.outbox = StandInOutbox(feed)
        self.today = StandInToday(self.courses, self.outbox)
        self.downloads = StandInDownloads(feed)
        self.storage = StandInStorage(home, feed)

    def as_desk(self) -> Desk:
        """Return it as what pages take."""
        return cast(Desk, self)


class StandInUnsent:
    """What the stand-in outbox has that is not at the school, and one draft."""

    def __init__(self, outbox: StandInOutbox) -> None:
        self._outbox = outbox
        self.saved: list[Path] = []

    def things(self, account: AccountId | None = None, *, has_drafts: bool = True) -> list[Left]:
        found = [content.left(one) for one in self._outbox.items()]
        return [*found, content.draft_left()] if has_drafts and found else found

    def save_copy(self, target: Path, account: AccountId | None = None) -> Copied:
        self.saved.append(target)
        return Copied(target, len(self.things(account)), 1, ())


class StandInServices:
    """A profile that never touches the disk."""

    def __init__(self, home: Path, courses: list[CourseView] | None = None) -> None:
        self.paths = Paths(home=home, profile=home / "profiles" / "default")
        self.clock = FixedClock()
        self.accounts = StandInAccounts()
        self.preferences = StandInPreferences()
        self.feed = StandInFeed()
        self.link = StandInLink()
        self.holds_lock = True
        self.the_desk = StandInDesk(home, self.feed, courses)
        self.the_sync = StandInSync(self.link)
        self.unsent = StandInUnsent(self.the_desk.outbox)
        self.is_closed = False

    def desk(self) -> Desk | None:
        return self.the_desk.as_desk() if self.accounts.here else None

    def sync(self) -> SyncControl | None:
        return cast(SyncControl, self.the_sync) if self.accounts.here else None

    def tidy(self) -> None:
        self.is_tidy = True

    def close(self) -> None:
        self.is_closed = True

    def as_services(self) -> Services:
        """Return it as what the window takes."""
        return cast(Services, self)
