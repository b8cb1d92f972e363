"""One account's courier: looks at the link, carries the outbox, brings what is new, fetches files."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus, Probe
from studydesk.domain.link import USEFUL, Link, LinkState
from studydesk.domain.outside import Alone, Cancel, Chance, Clock, Hands
from studydesk.domain.plan import Allows, Unlimited
from studydesk.errors import NeverSent, NoAnswer, NotAvailable, NotProcessed, Refused, SignedOut
from studydesk.policy import Policy
from studydesk.store.opening import Store
from studydesk.sync import looking, recovery
from studydesk.sync.backlog import Backlog
from studydesk.sync.deliver import Deliver
from studydesk.sync.fetch import Fetch
from studydesk.sync.ledger import Ledger
from studydesk.sync.loop import LONGEST, Loop
from studydesk.sync.refresh import Refresh
from studydesk.sync.reports import DeliverReport, FetchReport, Progress, RefreshReport, Step, silent
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.waiting import Waiting
from studydesk.sync.wanted import Wanted

MAKE_ROOM = timedelta(seconds=2)
_HALTS = {
    "link": LinkState.NO_CAMPUS,
    "portal": LinkState.PORTAL,
    "busy": LinkState.NO_CAMPUS,
    "maintenance": LinkState.MAINTENANCE,
    "services_off": LinkState.SERVICES_OFF,
    "signed_out": LinkState.SIGNED_OUT,
}


@dataclass(frozen=True, slots=True)
class Outside:
    """What a courier needs of the world.

    Attributes:
        campus: returns the account's campus, None while there is no token.
        is_up: the operating system's word on the link, None where it says nothing; it starts a probe, no more.
        marks_posts, refreshes: the learner's choices, asked anew each time.
        visits: whether it brings what was opened earlier, or in another process.
        hands: who works beside a run of downloads; gate: what of them the learner's rules let travel.
    """

    campus: Callable[[], Campus | None]
    clock: Clock
    chance: Chance
    is_up: Callable[[], bool | None] = lambda: None
    marks_posts: Callable[[], bool] = lambda: True
    refreshes: Callable[[], bool] = lambda: True
    visits: Callable[[], bool] = lambda: True
    hands: Hands = field(default_factory=Alone)
    gate: Allows = field(default_factory=Unlimited)


@dataclass(frozen=True, slots=True)
class SyncState:
    """What is going on, for the window: `doing` is "" or a code of Step, `stopped` as in the last FetchReport."""

    link: Link
    doing: str = ""
    detail: str = ""
    done: int = 0
    total: int = 0
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """Those who work on one campus under one policy."""

    campus: Campus
    policy: Policy
    deliver: Deliver
    refresh: Refresh
    fetch: Fetch


class Courier:
    """Does what the machine does by itself for one account.

    `turn` belongs to the sync lane, `fetch_turn` to the transfer lane; both only for the profile lock's holder.
    """

    def __init__(self, account: Account, store: Store, outside: Outside, policy: Policy, school: SchoolClock) -> None:
        self.account = account
        self.link = Link()
        self.delivered: DeliverReport | None = None
        self.refreshed: RefreshReport | None = None
        self.fetched: FetchReport | None = None  # of the last turn of downloads, None where it did not come to a run
        self._store, self._outside, self._policy, self._school = store, outside, policy, school
        self.wanted = Wanted(account, store, school, outside.visits)
        self._backlog = Backlog(account, store, school)
        self._waiting = Waiting(Ledger(account.id, store.work, school, outside.chance, policy), school)
        self._loop = Loop(outside.chance, policy)
        self._crew: Crew | None = None
        self._step = Step("")
        self._wants_link = False
        self._is_recovered = not recovery.is_due(account, store)

    def state(self) -> SyncState:
        """Return what is going on now; from any thread."""
        step, last = self._step, self.fetched
        return SyncState(self.link, step.doing, step.detail, step.done, step.total, last.stopped if last else None)

    def wake(self, reason: str = "work") -> None:
        """Note that something happened (`work`, `link`, `learner`, `signed_in`); the next turn looks again."""
        self._loop.wake(reason)
        self._wants_link = self._wants_link or reason == "work"
        if reason in ("link", "learner") and self._crew is not None:
            self._crew.fetch.ask_again(is_new_way=reason == "link")
        if reason == "signed_in":
            self._crew = None
            self.link = replace(self.link, state=LinkState.UNKNOWN)

    def turn(self, cancel: Cancel, progress: Progress = silent) -> timedelta:
        """Do what is due (probe, deliver, refresh) and return how long nothing is to be done.

        Raises Cancelled, StorageFull, Corrupt. Matters of the link are no errors: they are in `state()`.
        """
        tell = self._telling(progress)
        try:
            return self._turn(cancel, tell)
        finally:
            self._wants_link = False
            self._step = Step("")

    def fetch_turn(self, cancel: Cancel, progress: Progress = silent) -> timedelta:
        """Fetch what is queued and return how long nothing is to be done. Raises as `turn` does."""
        self.fetched = None
        if not self._backlog.any():
            return LONGEST
        if self.link.state not in USEFUL and not self._look():
            return self._wait()
        crew = self._crew
        if crew is None:
            return self._wait()
        report = self.fetched = crew.fetch.run(cancel, self._telling(progress))
        self._step = Step("")
        return self._after_fetch(report)

    def sync_now(
        self,
        cancel: Cancel,
        progress: Progress,
        wait: Callable[[timedelta], None],
        patience: timedelta,
        *,
        refreshes: bool = True,
    ) -> int:
        """Deliver and refresh now, waiting at most `patience` in all for answers in doubt; return what is unsent."""
        self.wake("learner" if refreshes else "link")
        left = patience
        while True:
            self.turn(cancel, progress)
            soon = self._waiting.next_item()
            if soon is None or soon > left or self.link.state not in USEFUL:
                return len(self._waiting.unsent())
            pause = max(soon, timedelta(milliseconds=50))
            wait(pause)
            left -= pause

    def _turn(self, cancel: Cancel, progress: Progress) -> timedelta:
        if self.link.state is LinkState.SIGNED_OUT and self._crew is not None:
            return LONGEST
        clock = self._outside.clock
        plan = self._loop.plan(clock.monotonic(), self._waiting.has_work(), self._outside.refreshes())
        if (plan.probe or self._crew is None) and not self._look():
            return self._wait()
        crew = self._crew
        if crew is None:
            return self._wait()
        was_lost = not self._is_recovered
        try:
            if was_lost:  # without the library, what waits has no forum and no assignment to go to
                self._refresh(crew, cancel, progress)
            if plan.deliver:
                self._deliver(crew, cancel, progress)
            self._wants_link = False
            if self.link.state in USEFUL:
                self._making_way(crew, cancel, progress)()
            if plan.refresh and not was_lost and self.link.state in USEFUL:
                self._refresh(crew, cancel, progress)
        except (NeverSent, NoAnswer, NotProcessed, SignedOut, NotAvailable, Refused) as error:
            self._note(looking.state_of(error, self._outside.is_up()))
        return self._wait()

    def _deliver(self, crew: Crew, cancel: Cancel, progress: Progress) -> None:
        self.delivered = self._waiting.delivered = crew.deliver.run(cancel, progress)
        if self.delivered.stopped:
            self._note(_HALTS[self.delivered.stopped])

    def _refresh(self, crew: Crew, cancel: Cancel, progress: Progress) -> None:
        if not self._is_recovered:
            recovery.rebuild(self._store, cancel)
        self.refreshed = crew.refresh.run(cancel, progress, self._making_way(crew, cancel, progress))
        self._loop.note_refreshed(self._outside.clock.monotonic())
        if not self._is_recovered:
            recovery.finish(self.account, self._store)
            self._is_recovered = True

    def _making_way(self, crew: Crew, cancel: Cancel, progress: Progress) -> Callable[[], None]:
        """Return what comes between two questions: first what the learner wrote, then the course they opened."""

        def make_way() -> None:
            if self._wants_link and self._is_recovered and self._waiting.has_work():
                self._wants_link = False
                self._deliver(crew, cancel, progress)
            self._wants_link = False
            self.wanted.bring(crew.refresh, cancel, progress, make_way)

        return make_way

    def _look(self) -> bool:
        """Probe; return whether the link is useful and somebody is there to work on it."""
        campus = self._crew.campus if self._crew else self._outside.campus()
        if campus is None:
            self._note(LinkState.SIGNED_OUT)
            return False
        self._step = Step("looking")
        clock = self._outside.clock
        self.link, probe = looking.look(campus, self.link, clock, self._school, self._outside.is_up)
        is_useful = self.link.state in USEFUL
        self._loop.note_link(clock.monotonic(), is_useful)
        if is_useful and probe is not None:
            self._crew = self._hire(campus, probe)
        return is_useful

    def _hire(self, campus: Campus, probe: Probe) -> Crew:
        policy = looking.policy_for(probe, campus.site_url, self._policy)
        if self._crew is not None and self._crew.campus is campus and self._crew.policy == policy:
            return self._crew
        self._loop.policy = policy
        store, school, outside = self._store, self._school, self._outside
        clock, chance, count = outside.clock, outside.chance, outside.gate.note_news
        those = (self.account, campus, store, school, chance, policy)
        deliver = Deliver(*those, marks_posts=outside.marks_posts, count=count)
        refresh = Refresh(self.account, campus, store, school, deliver.ledger, policy, count=count)
        fetch = Fetch(
            *(self.account, campus, store, school, clock, chance, policy),
            should_yield=self._is_link_wanted,
            hands=outside.hands,
            gate=outside.gate,
        )
        return Crew(campus, policy, deliver, refresh, fetch)

    def _is_link_wanted(self) -> bool:
        """Whether downloads are to make room: for posts, and for a course of which nothing can be read yet."""
        return self._wants_link or (self._crew is not None and self._crew.refresh.visits.is_urgent)

    def _note(self, state: LinkState) -> None:
        self.link = replace(self.link, state=state, checked_at=self._outside.clock.now())
        self._loop.note_link(self._outside.clock.monotonic(), is_useful=False)

    def _wait(self) -> timedelta:
        if self.link.state is LinkState.SIGNED_OUT:
            return LONGEST
        return self._loop.wait(self._outside.clock.monotonic(), *self._waiting.now())

    def _after_fetch(self, report: FetchReport) -> timedelta:
        if report.rate is not None:
            self.link = replace(self.link, rate=report.rate)
        if report.stopped in _HALTS:
            self._note(_HALTS[report.stopped])
        if report.stopped == "posts":
            return MAKE_ROOM
        if report.stopped in _HALTS:
            return self._wait()
        return self._backlog.wait(report)

    def _telling(self, progress: Progress) -> Progress:
        def tell(step: Step) -> None:
            self._step = step
            progress(step)

        return tell
