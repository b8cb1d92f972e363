"""One profile, opened: its accounts, desks and couriers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from studydesk.app.desk import Desk, make_desk
from studydesk.app.feed import Feed
from studydesk.app.network import MoodleNetwork
from studydesk.app.outside import SystemChance, SystemClock
from studydesk.app.sync import Sync
from studydesk.credentials import Tokens
from studydesk.domain.accounts import Account, Network
from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import AccountId
from studydesk.domain.link import Link
from studydesk.domain.outside import Cancel, Chance, Clock
from studydesk.errors import ProfileInUse, StorageFailed, StorageFull
from studydesk.paths import Paths
from studydesk.policy import DEMO, Policy
from studydesk.store.disk import Disk, RealDisk
from studydesk.store.lock import ProfileLock
from studydesk.store.opening import Store, open_store
from studydesk.study.accounts import Accounts
from studydesk.study.preferences import Preferences
from studydesk.study.storage import Outside
from studydesk.study.unsent import Unsent
from studydesk.sync import identity
from studydesk.sync.leftovers import Leftovers


@dataclass(frozen=True, slots=True)
class Options:
    """What tests and the command line may choose.

    Attributes:
        network: makes the way to schools from a policy and a way to stop; None = real Moodle sites.
        is_up: the operating system's word on the link, None where it says nothing.
        is_metered: its word on whether the link is paid by the megabyte, None where it says nothing; from any thread.
        takes_lock: False: only look and queue, even when nobody else has the profile open.
        use_keyring: False keeps tokens in the file.
        auto_refresh: False: look for news only when asked, whatever the learner chose for the window.
        disk: what course files and attachments are written to, so that a full one can be tried.
    """

    clock: Clock = field(default_factory=SystemClock)
    chance: Chance = field(default_factory=SystemChance)
    policy: Policy = field(default_factory=Policy)
    network: Callable[[Policy, Cancel], Network] = MoodleNetwork
    is_up: Callable[[], bool | None] = lambda: None
    is_metered: Callable[[], bool | None] = lambda: None
    takes_lock: bool = True
    use_keyring: bool = True
    auto_refresh: bool = True
    disk: Disk = field(default_factory=RealDisk)


class LinkMonitor:
    """What is known of the way to the school of the current account."""

    def __init__(self, services: "Services") -> None:
        self._services = services

    @property
    def current(self) -> Link:
        """The link as last seen; unknown before the first sign-in."""
        sync = self._services.sync()
        return sync.link if sync else Link()


class Services:
    """One profile, opened. May be used from any thread.

    Attributes:
        holds_lock: False beside another running StudyDesk: reads and queues only, delivering is left to the holder.
    """

    def __init__(self, paths: Paths, options: Options, store: Store, feed: Feed, lock: ProfileLock) -> None:
        self.paths = paths
        self.clock: Clock = options.clock
        self.feed = feed
        self.holds_lock = lock.is_held
        self._options, self._store, self._lock = options, store, lock
        self._closing = Cancel()
        self._tokens = Tokens(paths.tokens, use_keyring=options.use_keyring)
        self._network = options.network(options.policy, self._closing)
        self.preferences = Preferences(store.work)
        self._around = Outside(self.preferences.get, self.try_hold, self.resting)
        self.accounts = Accounts(store, self._tokens, self._network, options.clock, self._around)
        self.unsent = Unsent(store, options.clock)
        self.link = LinkMonitor(self)
        self._syncs: dict[AccountId, Sync] = {}
        self._desks: dict[AccountId, Desk] = {}
        self._is_metered = options.is_metered
        feed.subscribe(self._heard)

    @property
    def store(self) -> Store:
        """The profile's disk, for the command line's doctor."""
        return self._store

    def desk(self) -> Desk | None:
        """Return the desk of the current account, None before the first sign-in."""
        account = self.accounts.current()
        return self.desk_of(account) if account else None

    def desk_of(self, account: Account) -> Desk:
        """Return the desk of an account."""
        if account.id not in self._desks or self._desks[account.id].account != account:
            sync = self.sync_of(account)
            policy = self._policy(account)
            options = self._options
            self._desks[account.id] = make_desk(
                account, self._store, self.paths, options.clock, options.chance, policy, sync, self._around
            )
        return self._desks[account.id]

    def sync(self) -> Sync | None:
        """Return the sync of the current account, None before the first sign-in."""
        account = self.accounts.current()
        return self.sync_of(account) if account else None

    def sync_of(self, account: Account) -> Sync:
        """Return the sync of an account."""
        if account.id not in self._syncs or self._syncs[account.id].account != account:
            if account.id in self._syncs:
                self._syncs[account.id].close()  # its downloads would go on at the old address
            self._syncs[account.id] = Sync(
                account=account,
                store=self._store,
                network=self._network,
                tokens=self._tokens,
                preferences=self.preferences,
                feed=self.feed,
                clock=self._options.clock,
                chance=self._options.chance,
                policy=self._policy(account),
                is_up=self._options.is_up,
                is_metered=lambda: self._is_metered(),
                holds=self.try_hold,
                auto_refresh=self._options.auto_refresh,
            )
        return self._syncs[account.id]

    def try_hold(self) -> bool:
        """Return whether this process may deliver; takes the lock over when its holder has gone."""
        if not self.holds_lock and self._options.takes_lock:
            _acquire(self._lock)
            self.holds_lock = self._lock.is_held
        return self.holds_lock

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Hold the downloads of all accounts as long as the block lasts; those under way go on after it."""
        with ExitStack() as stack:
            for sync in list(self._syncs.values()):
                stack.enter_context(sync.resting())
            yield

    def say_metered(self, is_metered: bool | None) -> None:
        """Tell whether the system says that the link is paid by the megabyte; None where it cannot tell."""
        if is_metered is not self._is_metered():
            self._is_metered = lambda: is_metered
            self.feed.publish([Change(Subject.LINK)])

    def tidy(self) -> None:
        """Free copies of files that were sent or withdrawn long ago, and what came of cancelled downloads.

        Only the lock's holder does.

        By the schools' time as last heard: a clock that jumped ten years ahead must not make files look old.
        """
        heard = [identity.last_heard(account, self._store) for account in self.accounts.all()]
        times = [at for at in heard if at is not None]
        if not self.holds_lock:
            return
        try:
            Leftovers(self._store, self.clock).free(at_once=True)
            if times:
                self._store.release_attachments(min(max(times), self.clock.now()))
        except (StorageFailed, StorageFull):  # what cannot be tidied today must not keep anybody from studying
            pass

    def close(self) -> None:
        """Close everything; state is safe on disk at any moment."""
        self._closing.stop()
        for sync in self._syncs.values():
            sync.close()
        self._store.close()
        self._lock.release()
        self.holds_lock = False

    def _policy(self, account: Account) -> Policy:
        return DEMO if account.is_demo else self._options.policy

    def _heard(self, changes: list[Change]) -> None:
        """A sign-in gives a new token: whoever holds an old one must look again."""
        for change in changes:
            if change.subject is Subject.ACCOUNTS:
                for sync in list(self._syncs.values()):
                    sync.wake("signed_in")
        if not self.holds_lock:
            self._tell_holder()

    def _tell_holder(self) -> None:
        """Let the window that holds the profile know that something was written: it delivers and downloads."""
        try:
            self.paths.beside.write_text(str(self.clock.now()), "utf-8")
        except OSError:  # it looks by itself at its next turn, within a quarter of an hour
            pass


def build(paths: Paths, options: Options) -> Services:
    """Open the profile. Raises DatabaseTooNew, WorkDamaged, StorageFull."""
    feed = Feed()
    lock = ProfileLock(paths.lock)
    if options.takes_lock:
        _acquire(lock)
    try:
        clock = options.clock
        store = open_store(
            paths, now=clock.now(), today=lambda: clock.now().date(), publish=feed.publish, disk=options.disk
        )
    except BaseException:
        lock.release()
        raise
    services = Services(paths, options, store, feed, lock)
    services.tidy()
    return services


def _acquire(lock: ProfileLock) -> None:
    try:
        lock.acquire()
    except ProfileInUse:
        return  # beside a running window we read and queue
