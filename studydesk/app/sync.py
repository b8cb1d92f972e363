"""The courier of one account as the window and the command line drive it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from studydesk.app.feed import Feed
from studydesk.app.measured import MeasuredRate
from studydesk.app.outside import ThreadHands
from studydesk.app.zone import LocalZone
from studydesk.credentials import Tokens
from studydesk.domain.accounts import Account, Network
from studydesk.domain.campus import Campus
from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import CourseId
from studydesk.domain.link import Link
from studydesk.domain.outside import Cancel, Chance, Clock
from studydesk.domain.plan import Rules
from studydesk.errors import Cancelled, Invalid, StudyDeskError
from studydesk.policy import Policy
from studydesk.store import sites
from studydesk.store.opening import Store
from studydesk.study.preferences import Preferences, rules
from studydesk.sync.courier import Courier, Outside, SyncState
from studydesk.sync.gate import Gate
from studydesk.sync.leftovers import Leftovers
from studydesk.sync.reports import Progress, silent
from studydesk.sync.school_clock import SchoolClock

NOT_OURS = timedelta(seconds=60)  # how soon to look whether the lock's holder has gone
STILL_FETCHING = timedelta(seconds=5)  # how soon to look whether an earlier run of downloads has ended
A_MOMENT = timedelta(seconds=1)
TO_REST_S = 60  # how long a run of downloads may take to notice that it is to rest: one read of a silent link


class Sync:
    """What the machine does by itself for one account. `turn` in the sync lane, `fetch` in the transfer lane."""

    def __init__(
        self,
        *,
        account: Account,
        store: Store,
        network: Network,
        tokens: Tokens,
        preferences: Preferences,
        feed: Feed,
        clock: Clock,
        chance: Chance,
        policy: Policy,
        is_up: Callable[[], bool | None],
        is_metered: Callable[[], bool | None] = lambda: None,
        holds: Callable[[], bool],
        auto_refresh: bool = True,
    ) -> None:
        self.account = account
        self.school = SchoolClock(clock)
        self._store, self._network, self._tokens, self._feed = store, network, tokens, feed
        self._clock, self._policy, self._holds = clock, policy, holds
        self._line = Cancel()
        self._fetching = threading.Lock()
        self._run = Cancel()  # of the downloads under way
        self.gate = _gate(account, store, clock, lambda: rules(preferences.get(), is_metered()))
        self._leftovers = Leftovers(store, clock)
        self._hands = ThreadHands()
        self._unsubscribe = feed.subscribe(self._heard)
        outside = Outside(
            campus=self._campus,
            clock=clock,
            chance=chance,
            is_up=is_up,
            marks_posts=lambda: preferences.get().markers,
            hands=self._hands,
            refreshes=lambda: auto_refresh and preferences.get().auto_refresh,
            visits=lambda: auto_refresh,
            gate=self.gate,
        )
        self._courier = Courier(account, store, outside, policy, self.school)
        self._measured = MeasuredRate(preferences, account.id)
        self._courier.link = replace(self._courier.link, rate=self._measured.kept)
        self._told = self._courier.link.state

    @property
    def link(self) -> Link:
        """The link as last seen."""
        return self._courier.link

    @property
    def current(self) -> Link:
        """The link as last seen, by the name that study/ knows."""
        return self._courier.link

    def state(self) -> SyncState:
        """Return what is going on now."""
        return self._courier.state()

    def turn(self, cancel: Cancel, progress: Progress = silent) -> timedelta:
        """Do what is due now (probe, deliver, refresh). NETWORK; sync lane. Returns how long to wait.

        Raises Cancelled, StorageFull, Corrupt; matters of the link are no errors, they are in `link`.
        """
        if not self._holds():
            return NOT_OURS
        with self._stopped_by(cancel):
            return self._courier.turn(cancel, progress)

    def fetch(self, cancel: Cancel, progress: Progress = silent) -> timedelta:
        """Fetch what is queued. NETWORK; transfer lane. Returns how long to wait. Raises as `turn`.

        One run at a time: a window that is drawn anew (another language) begins one while that of before goes on, and
        two would write into one part file.
        """
        if not self._holds():
            return NOT_OURS
        if not self._fetching.acquire(blocking=False):
            return STILL_FETCHING
        run = self._run = Cancel()
        cancel.add(run.stop)
        try:
            with self._stopped_by(cancel):
                wait = self._courier.fetch_turn(run, progress)
            self._measured.note(self._courier.link.rate)
            kept = self._leftovers.free()
            return wait if kept is None else min(wait, kept + A_MOMENT)
        except Cancelled:
            cancel.check()
            return STILL_FETCHING  # only made to rest
        finally:
            cancel.remove(run.stop)
            self._fetching.release()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Hold downloads as long as the block lasts; one under way stops at its next piece and goes on after it.

        Raises Invalid("downloading") when it does not stop in time.
        """
        for _ in range(TO_REST_S):
            self._run.stop()  # again: a run may have begun just now
            if self._fetching.acquire(timeout=1):
                break
        else:
            raise Invalid("downloading")
        try:
            yield
        finally:
            self._fetching.release()

    def now(
        self,
        cancel: Cancel,
        progress: Progress,
        wait: Callable[[timedelta], None],
        patience: timedelta,
        *,
        refreshes: bool = True,
    ) -> int:
        """Deliver and refresh at once, waiting at most `patience` for answers in doubt; returns what is left unsent."""
        with self._stopped_by(cancel):
            return self._courier.sync_now(cancel, progress, wait, patience, refreshes=refreshes)

    def deliver(self, cancel: Cancel, progress: Progress = silent) -> None:
        """Probe and send what waits, once, without looking for news."""
        if self._holds():
            with self._stopped_by(cancel):
                self._courier.turn(cancel, progress)

    def wake(self, reason: str = "") -> None:
        """Something happened: `work` (the default), `link`, `learner`, `signed_in`. The next turn looks again."""
        self._courier.wake(reason or "work")

    def want_course(self, course: CourseId) -> None:
        """Have a course whose contents are not here brought next, its first page before the rest of it."""
        self._courier.wanted.course(course)
        self.wake()

    def want_list(self) -> None:
        """Have the list of courses asked for next, and nothing of them."""
        self._courier.wanted.list()
        self.wake()

    def problem_with(self, course: CourseId) -> StudyDeskError | None:
        """Return why a course that was wanted could not be brought, None when nothing was in the way."""
        report = self._courier.wanted.report
        return report.problems.get(course) if report else None

    def close(self) -> None:
        """Close the sockets, and let the threads of downloads go."""
        self._line.stop()
        self._hands.close()
        self._unsubscribe()

    def _heard(self, changes: list[Change]) -> None:
        """What the learner allows holds at once."""
        if any(change.subject in (Subject.SETTINGS, Subject.LINK) for change in changes):
            self.gate.look_again()

    def _campus(self) -> Campus | None:
        """Return a campus with the token of now, None while signed out."""
        token = self._tokens.get(self.account.id)
        if token is None:
            return None
        with self._store.library.read() as r:
            known = sites.site(r, self.account.id)
        self._line = Cancel()
        return self._network.campus(
            self.account.site_url,
            token,
            cancel=self._line,
            policy=self._policy,
            observe=self._observed,
            meter=self.gate.note_news,
            known=known,
        )

    def _observed(self, server_time: datetime, _round_trip_s: float) -> None:
        self.school.note(server_time, self._clock.monotonic())

    @contextmanager
    def _stopped_by(self, cancel: Cancel) -> Iterator[None]:
        """Let `cancel` close the sockets too (a blocked read would hold the process for its whole time-out)."""

        def cut() -> None:
            self._line.stop()
            self._courier.wake("signed_in")  # what is cut cannot be used again: a new campus next time

        cancel.add(cut)
        try:
            yield
            self.gate.keep()
        finally:
            cancel.remove(cut)
            if self._courier.link.state is not self._told:
                self._told = self._courier.link.state
                self._feed.publish([Change(Subject.LINK, self.account.id)])


def _gate(account: Account, store: Store, clock: Clock, allowed: Callable[[], Rules]) -> Gate:
    """Return the gate of an account, in this computer's own zone."""
    return Gate(account.id, store, clock, allowed, LocalZone(), ThreadHands().lock())
