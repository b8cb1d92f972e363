"""Fetching what the learner asked for: text first, over as many connections as the line is worth, resumed, verified."""

from collections.abc import Callable
from datetime import datetime

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.outside import Alone, Cancel, Chance, Clock, Hands
from studydesk.domain.pace import Ramp
from studydesk.domain.plan import Allows, Unlimited
from studydesk.policy import Policy
from studydesk.store import files
from studydesk.store.opening import Store
from studydesk.sync.haul import Haul
from studydesk.sync.porter import RESTLESS_S
from studydesk.sync.reports import FetchReport, Progress, silent
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.supply import Means
from studydesk.sync.troubles import Troubles


class Fetch:
    """Downloads of one account. Only for the holder of the profile's lock, one run at a time."""

    def __init__(
        self,
        account: Account,
        campus: Campus,
        store: Store,
        clock: SchoolClock,
        stopwatch: Clock,
        chance: Chance,
        policy: Policy,
        *,
        should_yield: Callable[[], bool] = lambda: False,
        hands: Hands | None = None,
        gate: Allows | None = None,
    ) -> None:
        """`hands`: who works beside the caller, None = nobody; `gate`: the learner's rules, None = there are none."""
        hands, gate = hands or Alone(), gate or Unlimited()
        self._means = Means(account, campus, store, clock, stopwatch, chance, policy, hands, gate, should_yield)
        self._troubles = Troubles(clock, chance, policy)
        self._ramp = Ramp()
        self._haul: Haul | None = None
        self._rests_until: datetime | None = None
        self._pressed: frozenset[int] = frozenset()  # files that were to go at once when the rest began

    def run(self, cancel: Cancel, progress: Progress = silent) -> FetchReport:
        """Fetch what is queued until nothing is left, posts want the link, or the link fails; return what was done.

        Raises Cancelled, and Corrupt or StorageFull of the library itself.
        """
        cancel.check()
        if self._means.should_yield():
            return FetchReport(stopped="posts")
        if self._rests_until is not None and self._means.clock.now() < self._rests_until and not self._is_pressed():
            return FetchReport(stopped="resting", rests_until=self._rests_until)
        self._take_up()
        self._troubles.begin()
        self._haul = Haul(self._means, self._ramp, self._troubles, cancel, progress)
        try:
            report = self._haul.run()
            self._rests_until = report.rests_until
            self._pressed = self._at_once() if report.rests_until is not None else frozenset()
            return report
        finally:
            self._haul = None

    def ask_again(self, *, is_new_way: bool) -> None:
        """Let the next run ask a site that wants to be left alone, once. From any thread."""
        self._rests_until = None
        if is_new_way:
            self.nudge()

    def nudge(self) -> None:
        """The way to the school changed: connections that bring nothing are opened anew. From any thread."""
        haul = self._haul
        if haul is not None:
            haul.nudge()
        else:
            self._means.campus.files.reopen(RESTLESS_S)

    def _is_pressed(self) -> bool:
        """Whether the learner has asked since the rest began that something goes at once: that is tried, once."""
        return not self._at_once() <= self._pressed

    def _at_once(self) -> frozenset[int]:
        with self._means.store.library.read() as r:
            waiting = files.files(r, self._means.account.id, states=(FileState.QUEUED,))
        return frozenset(file.key for file in waiting if file.is_urgent and file.not_before is None)

    def _take_up(self) -> None:
        """Put back what a crash left RUNNING, and what failed and may be tried again."""
        now = self._means.clock.now()
        with self._means.store.library.write() as w:
            for file in files.files(w, self._means.account.id, states=(FileState.RUNNING, FileState.FAILED)):
                if file.state is FileState.RUNNING:
                    files.move(w, file.key, file.state, FileEvent.INTERRUPTED)
                elif file.not_before is not None and file.not_before <= now:
                    files.move(w, file.key, file.state, FileEvent.RESUMED)
