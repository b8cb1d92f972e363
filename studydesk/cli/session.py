"""One command at work: the opened profile, the account it is about, and the way to the school."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from studydesk import app, paths, wording
from studydesk.app.desk import Desk
from studydesk.app.services import Options, Services
from studydesk.app.sync import Sync
from studydesk.cli import answer
from studydesk.domain.accounts import Account
from studydesk.domain.courses import Course
from studydesk.domain.ids import ActivityId
from studydesk.domain.link import USEFUL
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.errors import Invalid, NoAccount, NotFound, ProfileInUse, StorageFailed, StorageFull, StudyDeskError
from studydesk.store import courses
from studydesk.sync.reports import Step
from studydesk.wording import tr

OURS = ("en", "es")
_SOONEST_S = 0.5


@dataclass(frozen=True, slots=True)
class Session:
    """One command at work."""

    services: Services
    arguments: argparse.Namespace
    cancel: Cancel

    @property
    def as_json(self) -> bool:
        """Whether the answer is wanted as JSON."""
        return bool(self.arguments.json)

    @property
    def account(self) -> Account:
        """The account the command is about. Raises NoAccount when there is none, NotFound for an unknown name."""
        named = self.arguments.account
        if named:
            return self.named(named)
        current = self.services.accounts.current()
        if current is None:
            raise NoAccount
        return current

    def named(self, name: str) -> Account:
        """Return the account of a user name or id. Raises NotFound, Invalid("several") when it fits more than one."""
        found = [a for a in self.services.accounts.all() if name in (a.id, a.username)]
        if not found:
            raise NotFound(name, "account", [account.username for account in self.services.accounts.all()])
        if len(found) > 1:
            raise Invalid("several")
        return found[0]

    @property
    def desk(self) -> Desk:
        """The desk of the account."""
        return self.services.desk_of(self.account)

    @property
    def sync(self) -> Sync:
        """The sync of the account."""
        return self.services.sync_of(self.account)

    @property
    def disk_trouble(self) -> StudyDeskError | None:
        """What the disk did to the last run of downloads, None when nothing."""
        troubles = {"disk_full": StorageFull(), "disk_failed": StorageFailed("")}
        return troubles.get(self.sync.state().stopped or "")

    @property
    def now(self) -> datetime:
        """School time as far as known."""
        return self.sync.school.now()

    def course(self, name: str) -> Course:
        """Return the course of an id, short name or full name.

        Raises NotFound, and Invalid("several") for a full name that more than one has.
        """
        with self.services.store.library.read() as r:
            known = courses.courses(r, self.account.id)
        for course in known:
            if name == str(course.id) or name.casefold() == course.short_name.casefold():
                return course
        of_name = [course for course in known if name.casefold() == course.full_name.casefold()]
        if len(of_name) > 1:
            raise Invalid("several")
        if not of_name:
            raise NotFound(name, "course", [course.short_name for course in known])
        return of_name[0]

    def activity_of(self, course: Course, activity: ActivityId) -> ActivityId:
        """Return it, if it is one of that course. Raises NotFound."""
        with self.services.store.library.read() as r:
            found = courses.activity(r, self.account.id, activity)
        if found is None or found.course != course.id:
            raise NotFound(activity, "activity", [course.full_name])
        return activity

    def must_hold(self) -> None:
        """Return when this process may remove things. Raises ProfileInUse beside another window."""
        if not self.services.try_hold():
            raise ProfileInUse

    def tell(self, step: Step) -> None:
        """Show what is going on, and say at once what can be read."""
        if step.doing == "readable" and step.activity is not None:
            self._say_readable(step.activity)
            return
        answer.progress(self.as_json)(_progress(step))

    def link_words(self) -> str:
        """Return the link in words; where it is not useful, also what that means for the learner."""
        state = wording.link_state(self.sync.link)
        if not self.is_online:
            return f"{state}. {wording.link_detail(self.sync.link)}"
        clock = wording.clock(self.sync.link)
        return f"{state}. {clock}" if clock else state

    def _say_readable(self, activity: ActivityId) -> None:
        title = self.desk.courses.activity(activity).title
        words = tr("You can read now: {title} (studydesk read {number})").format(title=title, number=activity)
        answer.progress(self.as_json)("")
        print(words, file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def carry(self, patience: timedelta = timedelta(0), *, refreshes: bool = True) -> int:
        """Send what waits and look for news; return what is left unsent. NETWORK, unless another window does it.

        Views are sent too but not counted: the learner neither wrote them nor can do anything about them.
        `patience`: how long to wait in all for answers in doubt, also when a lost answer looks like a lost link.
        """
        if not self.services.try_hold():
            return self.desk.outbox.count()
        deadline = time.monotonic() + patience.total_seconds()
        while True:
            remaining = timedelta(seconds=max(0.0, deadline - time.monotonic()))
            left = self.sync.now(self.cancel, self.tell, _sleep, remaining, refreshes=refreshes)
            pause = self._in_doubt_for() if left else None
            if pause is None or time.monotonic() + pause > deadline:
                break
            time.sleep(pause)
        answer.progress(self.as_json)("")
        return self.desk.outbox.count()

    def _in_doubt_for(self) -> float | None:
        """Return the seconds until something that was tried already is due again, None when nothing was."""
        items = [item for item in self.desk.outbox.items() if item.state in (State.QUEUED, State.UNCERTAIN)]
        times = [item.checking_at or item.next_try_at for item in items if item.checking_at or item.problem]
        waits = [(at - self.now).total_seconds() for at in times if at]
        return max(_SOONEST_S, min(waits)) if waits else None

    @property
    def is_online(self) -> bool:
        """Whether the last look found the school."""
        return self.sync.link.state in USEFUL


def _progress(step: Step) -> str:
    """Return a step as a line: of downloads how far all of it is, "47 % · 1 MB/s · 2 min left · lecture.mp4"."""
    share = wording.percent(step.done / step.total) if step.total else ""
    if step.doing != "fetching":
        return f"{_doing(step.doing)} {step.detail} {share}".rstrip()
    said = [share or _doing(step.doing)]
    if step.rate:
        said.append(tr("{size}/s").format(size=wording.size(round(step.rate))))
    if step.rate and step.total:
        said.append(tr("{span} left").format(span=wording.duration((step.total - step.done) / step.rate)))
    return " · ".join([*said, step.detail] if step.detail else said)


def _doing(code: str) -> str:
    words = {
        "looking": tr("Looking for the school"),
        "visiting": tr("Bringing the course"),
        "refreshing": tr("Looking for news"),
        "sending": tr("Sending"),
        "uploading": tr("Uploading"),
        "fetching": tr("Downloading"),
    }
    return words.get(code, code)


def _sleep(span: timedelta) -> None:
    time.sleep(max(0.0, span.total_seconds()))


@contextmanager
def opened(arguments: argparse.Namespace, home: Path | None, auto_refresh: bool = True) -> Iterator[Session]:
    """Open the profile for one command. Raises DatabaseTooNew, WorkDamaged, StorageFull."""
    services = app.build(paths.of(home), Options(auto_refresh=auto_refresh))
    cancel = Cancel()
    try:
        speak(services.preferences.get().language)
        yield Session(services, arguments, cancel)
    finally:
        cancel.stop()
        services.close()


def speak(language: str) -> None:
    """Speak the learner's language; "system" is that of the terminal, where we speak it."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")
    system = told.split("_")[0].split(".")[0].lower()
    chosen = language if language != "system" else system
    wording.use(chosen if chosen in OURS else "en", paths.resources() / "translations")


Command = Callable[[Session], answer.Answer]
