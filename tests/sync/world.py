"""A learner, a computer and a school in memory, put together for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from studydesk import paths
from studydesk.domain.accounts import Account
from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.forums import Discussion, Forum, Post, fingerprint
from studydesk.domain.ids import IntentId, PostId, UserId, account_id
from studydesk.domain.outbox import Item, State
from studydesk.domain.outside import Cancel
from studydesk.domain.work import (
    Attachment,
    EditPost,
    Intent,
    MarkDone,
    NewDiscussion,
    Reply,
    SaveSubmission,
    queue_of,
)
from studydesk.errors import Cancelled
from studydesk.policy import Policy
from studydesk.store import outbox
from studydesk.store.disk import Disk
from studydesk.store.opening import Store, open_store
from studydesk.sync.deliver import Deliver
from studydesk.sync.fetch import Fetch
from studydesk.sync.refresh import Refresh
from studydesk.sync.reports import DeliverReport, FetchReport, RefreshReport
from studydesk.sync.school_clock import SchoolClock
from tests.sync.fake_campus import FakeCampus, Wire
from tests.sync.school import SITE, School, VirtualClock

AMINA = UserId(3)
BRUNO = UserId(4)
POLICY = Policy()
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class SteadyChance:
    """Chance without surprises: ids count up, waiting times are full."""

    def __init__(self) -> None:
        self._count = 0

    def token(self) -> str:
        self._count += 1
        number, letters = self._count, ""
        for _ in range(26):
            number, digit = divmod(number, 32)
            letters = _ALPHABET[digit] + letters
        return letters

    def jitter(self) -> float:
        return 1.0


@dataclass
class World:
    """One learner's computer (a real store) and the school."""

    store: Store
    clock: VirtualClock
    school: School
    wire: Wire
    campus: FakeCampus
    account: Account
    at_school: SchoolClock
    chance: SteadyChance
    deliver: Deliver
    refresh: Refresh
    folder: Path
    policy: Policy = POLICY
    journal: list[IntentId] = field(default_factory=list)

    # --- what the learner does ----------------------------------------------------------------------------------
    def queue(self, intent: Intent, *attachments: Attachment) -> IntentId:
        """Do what study does: one committed row with everything."""
        token = IntentId(self.chance.token())
        item = Item(
            token,
            self.account.id,
            intent,
            queue_of(intent, token),
            "a title",
            State.QUEUED,
            self.clock.now(),
            self.at_school.now(),
            tuple(attachments),
        )
        with self.store.work.write() as w:
            outbox.add(w, item)
        self.journal.append(token)
        return token

    def reply(
        self, discussion: Discussion, text: str, *attachments: Attachment, parent: PostId | None = None
    ) -> IntentId:
        top = parent or discussion.first_post
        return self.queue(Reply(discussion.forum, discussion.id, top, None, "Re: Hello", text), *attachments)

    def reply_to_unsent(self, parent: IntentId, text: str) -> IntentId:
        above = self.item(parent).intent
        assert isinstance(above, Reply | NewDiscussion)
        discussion = above.discussion if isinstance(above, Reply) else None
        return self.queue(Reply(above.forum, discussion, None, parent, "Re: Hello", text))

    def start(self, forum: Forum, subject: str, text: str, *attachments: Attachment) -> IntentId:
        return self.queue(NewDiscussion(forum.id, subject, text), *attachments)

    def edit(self, post: Post, text: str) -> IntentId:
        return self.queue(EditPost(post.discussion, post.id, post.subject, text, fingerprint(post.html)))

    def hand_in(
        self,
        rules: Assignment,
        text: str,
        *attachments: Attachment,
        keep: tuple[str, ...] = (),
        final: bool = False,
        base: str | None = None,
    ) -> IntentId:
        seen = base or Submission(rules.id).version
        intent = SaveSubmission(rules.id, rules.activity, text, keep, seen, final=final, statement=True)
        return self.queue(intent, *attachments)

    def tick(self, activity: int, done: bool = True) -> IntentId:
        found = next(a for a in self.school.state.activities.values() if a.id == activity)
        return self.queue(MarkDone(found.course, found.id, done))

    def attach(self, name: str, content: bytes) -> Attachment:
        source = self.folder / f"source-{len(list(self.folder.iterdir()))}"
        source.write_bytes(content)
        return self.store.attachments.take(source, name)

    # --- what the machine does ----------------------------------------------------------------------------------
    def look(self) -> None:
        """Probe, so that the school's time is known."""
        self.at_school.note(self.school.clock.true, self.clock.monotonic())

    def deliver_once(self) -> DeliverReport:
        return self.deliver.run(Cancel())

    def refresh_once(self) -> RefreshReport:
        self.wire.calls.clear()
        return self.refresh.run(Cancel())

    def fetch(self, campus: FakeCampus | None = None) -> FetchReport:
        fetch = Fetch(
            self.account, campus or self.campus, self.store, self.at_school, self.clock, self.chance, self.policy
        )
        return fetch.run(Cancel())

    def settle(self, rounds: int = 12) -> None:
        """Let time pass and deliver and refresh until nothing moves any more."""
        for _ in range(rounds):
            self.clock.pass_time(timedelta(minutes=11))
            self.wire.arrive()
            try:
                self.deliver.run(Cancel())
                self.refresh.run(Cancel())
            except Cancelled:
                raise

    # --- what can be seen ---------------------------------------------------------------------------------------
    def item(self, item: IntentId) -> Item:
        with self.store.work.read() as r:
            found = outbox.item(r, item)
        assert found is not None
        return found

    def state(self, item: IntentId) -> State:
        return self.item(item).state

    def copies(self, text: str) -> int:
        """How many living posts at the school say this."""
        return sum(fingerprint(post.html) == text for post in self.school.state.posts.values())


@contextmanager
def world(
    folder: Path, clock: VirtualClock | None = None, school: School | None = None, disk: Disk | None = None
) -> Iterator[World]:
    """A new computer beside a school."""
    time = clock or VirtualClock()
    place = school or School(time)
    account = Account(account_id(SITE, AMINA), SITE, "School", AMINA, "amina", "Amina", time.now())
    folder.mkdir(parents=True, exist_ok=True)
    store = open_store(paths.of(folder / "home"), now=time.now(), disk=disk)
    try:
        yield assemble(store, time, place, account, folder)
    finally:
        store.close()


def assemble(store: Store, clock: VirtualClock, school: School, account: Account, folder: Path) -> World:
    """Put a program together around an open store; also what a restart does."""
    wire, at_school, chance = Wire(school), SchoolClock(clock), SteadyChance()
    campus = FakeCampus(wire, account.user)
    deliver = Deliver(account, campus, store, at_school, chance, POLICY)
    refresh = Refresh(account, campus, store, at_school, deliver.ledger, POLICY)
    made = World(store, clock, school, wire, campus, account, at_school, chance, deliver, refresh, folder)
    made.look()
    return made
