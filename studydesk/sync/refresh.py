"""Bringing the library up to date: an unchanged account costs two requests, a changed course only itself."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.courses import Contents
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.errors import NotAvailable, StudyDeskError
from studydesk.policy import Policy
from studydesk.store import courses, events, marks
from studydesk.store.opening import Store
from studydesk.sync import details, identity
from studydesk.sync.asking import Asking, Scope
from studydesk.sync.ledger import Ledger
from studydesk.sync.looking_after import look_after
from studydesk.sync.reports import Progress, RefreshReport, silent
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.visits import Visits

GROUP = 10  # courses whose marks are committed together: an interrupted first refresh goes on, not again
EVENTS_EVERY = timedelta(hours=6)
EVENTS_BACK = timedelta(days=30)
_EVENTS = "events"


class Refresh:
    """Refreshes one account; `visits` are the courses that come before it."""

    def __init__(
        self,
        account: Account,
        campus: Campus,
        store: Store,
        clock: SchoolClock,
        ledger: Ledger,
        policy: Policy,
        *,
        count: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        """`count` hears of the bytes of files that are read on the way; those of answers are counted elsewhere."""
        self._account, self._campus, self._store = account, campus, store
        self._clock, self._ledger, self._policy = clock, ledger, policy
        self.visits = Visits(account, campus, store, clock, ledger, count)

    def run(
        self, cancel: Cancel, progress: Progress = silent, make_way: Callable[[], None] = lambda: None
    ) -> RefreshReport:
        """Ask what changed, fetch that, and return what was done. `make_way` is called before each question.

        Raises NeverSent, NoAnswer, NotProcessed, SignedOut, Cancelled, StorageFull: what was fetched before is kept.
        """
        asking = Asking(self._account, self._campus, self._store, cancel, progress, make_way)
        asked_at = self._clock.asked_at()
        if not identity.is_fresh(self._account, self._store, self._clock):
            asking.ask("site", lambda: identity.ask(self._account, self._campus, self._store, self._clock))
        known = self._courses(asking)
        details.catch_up(self._ledger, asking)
        look_after(self._ledger, asking)
        scopes = self._scopes(known, asking)
        scopes += self._structure({scope.course for scope in scopes}, asking)
        has_dates = False
        for start in range(0, len(scopes), GROUP):
            has_dates |= self._fetch(scopes[start : start + GROUP], asked_at, asking)
        self._events(has_dates, asking)
        self.visits.brought.clear()
        return asking.report

    def courses(self, cancel: Cancel, progress: Progress = silent) -> None:
        """Ask for the list of courses and nothing else."""
        self._courses(Asking(self._account, self._campus, self._store, cancel, progress))

    def _courses(self, asking: Asking) -> list[CourseId]:
        told = asking.ask("courses", asking.reads.courses)
        with self._store.library.write() as w:
            asking.report.removed_courses = courses.put_courses(w, self._account.id, told)
        return [course.id for course in told]

    def _scopes(self, known: Iterable[CourseId], asking: Asking) -> list[Scope]:
        with self._store.library.read() as r:
            since = marks.since(r, self._account.id)
        asked = {course: since[course] for course in known if course in since}
        new = [Scope(course, None) for course in known if course not in since]
        if not asked:
            return new
        try:
            answers = asking.ask("updates", lambda: asking.reads.updates(asked))
        except NotAvailable as error:
            asking.report.unavailable.add(error.function)
            return new + [Scope(course, None) for course in asked]
        return new + [scope for course in asked if (scope := _scope(course, answers.get(course), asking))]

    def _structure(self, but: set[CourseId], asking: Asking) -> list[Scope]:
        """Compare the courses checked longest ago in full: deletions are reported by nothing else."""
        with self._store.library.read() as r:
            turn = marks.oldest_checked(r, self._account.id, self._policy.structure_checks)
        found = []
        for course in turn:
            if course in but or course in self.visits.brought or course in asking.report.problems:
                continue
            told = asking.ask_of(course, "contents", asking.reads.contents, course, is_upkeep=True, is_part=False)
            new = self._keep(told, self._clock.asked_at()) if told else frozenset[ActivityId]()
            if new:
                found.append(Scope(course, new))
        return found

    def _keep(self, told: Contents, asked_at: datetime) -> frozenset[ActivityId]:
        """Keep a course's contents and return the activities that were not known before."""
        account = self._account.id
        with self._store.library.write() as w:
            before = {activity.id for activity in courses.activities(w, account, told.course)}
            courses.put_contents(w, account, told)
            marks.put_checked(w, account, told.course, asked_at)
        return frozenset(activity.id for activity in told.activities) - before

    def _fetch(self, scopes: list[Scope], asked_at: datetime, asking: Asking) -> bool:
        """Fetch what changed in some courses; return whether dates may have changed with it."""
        try:
            whole = self._contents(scopes, asked_at, asking)
            details.fetch(whole, self._ledger, asking)
        finally:
            self.visits.in_hand.clear()
        with self._store.library.write() as w:
            for scope, _ in whole:
                if scope.course not in asking.report.problems:
                    if not asking.report.has_lost:  # else it is asked for anew, as all are
                        marks.put_since(w, self._account.id, scope.course, asked_at)
                    asking.report.changed_courses.add(scope.course)
        return any(details.may_be_graded(scope, told) for scope, told in whole)

    def _contents(self, scopes: list[Scope], asked_at: datetime, asking: Asking) -> list[tuple[Scope, Contents]]:
        whole = []
        for scope in scopes:
            asking.make_way()  # the course may be opened, and brought, just before its turn
            if scope.activities is None and scope.course in self.visits.brought:
                continue
            told = asking.ask_of(scope.course, "contents", asking.reads.contents, scope.course, is_part=False)
            if told is not None:
                whole.append((scope.with_more(self._keep(told, asked_at)), told))
                self.visits.in_hand.add(scope.course)
        return whole

    def _events(self, is_changed: bool, asking: Asking) -> None:
        now = self._clock.now()
        with self._store.library.read() as r:
            last = marks.named(r, self._account.id).get(_EVENTS)
        if not is_changed and last is not None and timedelta(0) <= now - last < EVENTS_EVERY:
            return
        try:
            told = asking.ask(_EVENTS, lambda: asking.reads.events(now - EVENTS_BACK), is_upkeep=not is_changed)
        except NotAvailable as error:
            asking.report.unavailable.add(error.function)
            return
        with self._store.library.write() as w:
            events.put_events(w, self._account.id, told, since=now - EVENTS_BACK)
            marks.put_named(w, self._account.id, _EVENTS, now)


def _scope(course: CourseId, answer: frozenset[ActivityId] | StudyDeskError | None, asking: Asking) -> Scope | None:
    if isinstance(answer, StudyDeskError):
        asking.report.problems[course] = answer
        return None
    return Scope(course, answer) if answer else None
