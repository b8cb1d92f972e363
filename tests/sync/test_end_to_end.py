"""The main job over real HTTP: the Moodle client, the embedded campus, the real store, and answers lost on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.campus.demo import Campus
from studydesk.campus.moodle import signin
from studydesk.campus.moodle.campus import connect
from studydesk.domain.accounts import Account
from studydesk.domain.assignments import Assignment
from studydesk.domain.courses import Completion
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import IntentId, PostId, account_id
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import Item, State
from studydesk.domain.outside import Cancel
from studydesk.domain.work import Attachment, Intent, MarkDone, NewDiscussion, Reply, SaveSubmission, queue_of
from studydesk.policy import DEMO, Policy
from studydesk.store import assignments, courses, files, forums, outbox, search
from studydesk.store.opening import Store, open_store
from studydesk.sync.courier import Courier, Outside
from studydesk.sync.school_clock import SchoolClock
from tests.campus.school import BIRTH, GAUGE, Clock, Visitor, opened
from tests.campus_content import LEARNER, OTHER_LEARNER, jpeg
from tests.sync.school import VirtualClock
from tests.sync.world import SteadyChance

WRITES = [
    "mod_forum_add_discussion_post",
    "mod_forum_add_discussion",
    "mod_assign_save_submission",
    "mod_assign_submit_for_grading",
    "core_completion_update_activity_completion_status_manually",
    "upload",
    "tool_mobile_call_external_functions",
]


@dataclass
class Learner:
    """A learner's computer beside a served campus; both clocks move together."""

    campus: Campus
    campus_clock: Clock
    clock: VirtualClock
    store: Store
    account: Account
    courier: Courier
    chance: SteadyChance
    folder: Path

    def wait(self, seconds: float) -> None:
        self.clock.pass_time(seconds)
        self.campus_clock.now += seconds

    def queue(self, intent: Intent, *attachments: Attachment) -> IntentId:
        token = IntentId(self.chance.token())
        now = self.clock.now()
        item = Item(token, self.account.id, intent, queue_of(intent, token), "", State.QUEUED, now, now, attachments)
        with self.store.work.write() as w:
            outbox.add(w, item)
        return token

    def attach(self, name: str, content: bytes) -> Attachment:
        source = self.folder / "source"
        source.write_bytes(content)
        return self.store.attachments.take(source, name)

    def turns(self, number: int = 6) -> None:
        for _ in range(number):
            self.courier.wake("learner")
            self.courier.turn(Cancel())
            self.wait(20)

    def states(self) -> set[State]:
        with self.store.work.read() as r:
            return {item.state for item in outbox.items(r, self.account.id)}

    def assignment(self, title: str) -> Assignment:
        with self.store.library.read() as r:
            return next(a for a in assignments.assignments(r, self.account.id) if a.title == title)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    campus_clock, clock = Clock(), VirtualClock(datetime.fromtimestamp(BIRTH, UTC))
    with opened(tmp_path, campus_clock, seed=1) as campus:
        token = signin.sign_in(campus.url, *LEARNER, DEMO, Cancel())
        site = signin.welcome(campus.url, token, DEMO, Cancel())
        client = connect(campus.url, token, policy=DEMO, cancel=Cancel(), known=site)
        account = Account(
            account_id(campus.url, site.user), campus.url, site.name, site.user, "amina", "A", clock.now()
        )
        store = open_store(paths.of(tmp_path / "home"), now=clock.now())
        chance = SteadyChance()
        courier = Courier(account, store, Outside(lambda: client, clock, chance), Policy(), SchoolClock(clock))
        made = Learner(campus, campus_clock, clock, store, account, courier, chance, tmp_path)
        made.wait(60)
        made.turns(1)
        yield made
        client.close()
        store.close()


def write_everything(learner: Learner) -> dict[str, IntentId]:
    """Do, without a link, what a learner does."""
    with learner.store.library.read() as r:
        talk = next(f for f in forums.forums(r, learner.account.id) if f.title == "General discussion")
        gauge = next(d for d in forums.discussions(r, learner.account.id, talk.id) if d.id == GAUGE)
        manual = [a for a in courses.activities(r, learner.account.id) if a.completion is Completion.MANUAL]
    notes = learner.assignment("Field notes")
    reply = Reply(talk.id, gauge.id, gauge.first_post, None, "Re: Our rain gauge", "We had 21 mm & more")
    files = (learner.attach("a & b.txt", b"soil"), learner.attach("photo.jpg", jpeg(b"mine")))
    work = SaveSubmission(notes.id, notes.activity, "My field notes", (), "none:0", final=True, statement=True)
    return {
        "reply": learner.queue(reply),
        "second": learner.queue(Reply(talk.id, gauge.id, gauge.first_post, None, "Re", "And 4 mm today")),
        "with file": learner.queue(Reply(talk.id, gauge.id, gauge.first_post, None, "Re", "See the file"), files[0]),
        "discussion": learner.queue(NewDiscussion(talk.id, "Frost", "Did you have frost?")),
        "submission": learner.queue(work, *files),
        "tick": learner.queue(MarkDone(manual[0].course, manual[0].id, True)),
    }


def copies(visitor: Visitor) -> dict[str, int]:
    """Count each text on the campus as another learner sees it over the wire."""
    found: dict[str, int] = {}
    for discussion in visitor("mod_forum_get_forum_discussions", forumid=2)["discussions"]:
        for post in visitor("mod_forum_get_discussion_posts", discussionid=discussion["discussion"])["posts"]:
            words = fingerprint(post["message"])
            found[words] = found.get(words, 0) + 1
    return found


def check_everything_is_there_once(learner: Learner) -> None:
    other, same = Visitor(learner.campus, *OTHER_LEARNER), Visitor(learner.campus, *LEARNER)
    counted = copies(other)
    texts = ("We had 21 mm & more", "And 4 mm today", "See the file", "Did you have frost?")
    assert {text: counted.get(text, 0) for text in texts} == dict.fromkeys(texts, 1)
    status, handed, text = same.handed_in(learner.assignment("Field notes").id)
    assert (status, fingerprint(text)) == ("submitted", "My field notes")
    assert [name for name, _ in handed] == ["a  b.txt", "photo.jpg"]
    assert learner.states() == {State.SENT}
    other.close()
    same.close()


def test_what_was_written_offline_arrives_once(learner: Learner) -> None:
    learner.campus.link.set("down")
    write_everything(learner)
    learner.turns(3)
    assert learner.courier.link.state in (LinkState.NO_LINK, LinkState.NO_CAMPUS)
    assert learner.states() == {State.QUEUED}
    learner.campus.link.set("up")
    learner.turns(4)
    check_everything_is_there_once(learner)


@pytest.mark.parametrize("function", WRITES)
def test_a_lost_answer_makes_no_second_copy(learner: Learner, function: str) -> None:
    write_everything(learner)
    learner.campus.link.set("answers-lost", 1, only=frozenset({function}))
    learner.turns(8)
    assert learner.campus.link.state == "up"  # the answer was lost
    check_everything_is_there_once(learner)


def test_every_answer_lost_for_a_while_makes_no_second_copy(learner: Learner) -> None:
    write_everything(learner)
    learner.campus.link.set("answers-lost", 6)
    learner.turns(16)
    check_everything_is_there_once(learner)


def test_a_lossy_link_delivers_once_in_the_end(learner: Learner) -> None:
    write_everything(learner)
    learner.campus.link.set("lossy")
    learner.turns(8)
    learner.campus.link.set("up")
    learner.turns(10)
    check_everything_is_there_once(learner)


def test_a_captive_portal_is_no_fault_of_what_waits(learner: Learner) -> None:
    write_everything(learner)
    learner.campus.link.set("portal")
    learner.turns(3)
    assert learner.courier.link.state is LinkState.PORTAL
    assert learner.states() == {State.QUEUED}
    learner.campus.link.set("up")
    learner.turns(4)
    check_everything_is_there_once(learner)


def test_a_course_is_downloaded_and_searchable(learner: Learner) -> None:
    with learner.store.library.write() as w:
        for file in files.files(w, learner.account.id):
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
    learner.courier.fetch_turn(Cancel())
    with learner.store.library.read() as r:
        states = {file.name: file.state for file in files.files(r, learner.account.id)}
        assert set(states.values()) == {FileState.PRESENT}, states
        assert search.search(r, learner.account.id, "silt")  # a chapter of the book
        assert search.search(r, learner.account.id, "measured")  # a post


def test_an_unchanged_account_costs_two_requests_on_the_wire(learner: Learner) -> None:
    learner.turns(2)
    learner.campus.forget_requests()
    learner.courier.wake("learner")
    learner.courier.turn(Cancel())
    report = learner.courier.refreshed
    assert report is not None
    asked = len(learner.campus.requests) - report.structure_requests - 1  # the probe
    assert asked <= 2


def test_files_are_kept_when_one_is_added(learner: Learner) -> None:
    notes = learner.assignment("Field notes")
    first = SaveSubmission(notes.id, notes.activity, "one", (), "none:0")
    learner.queue(first, learner.attach("a.txt", b"aaa"), learner.attach("photo.jpg", jpeg(b"mine")))
    learner.turns(2)
    with learner.store.library.read() as r:
        seen = assignments.submission(r, learner.account.id, notes.id)
    assert seen is not None
    second = SaveSubmission(notes.id, notes.activity, "two", ("a.txt", "photo.jpg"), seen.version)
    learner.queue(second, learner.attach("b.txt", b"bb"))
    learner.turns(2)
    same = Visitor(learner.campus, *LEARNER)
    status, handed, text = same.handed_in(notes.id)
    assert (status, fingerprint(text)) == ("draft", "two")
    assert sorted(name for name, _ in handed) == ["a.txt", "b.txt", "photo.jpg"]
    same.close()


def test_the_demos_short_grace_is_used_on_loopback_only(learner: Learner) -> None:
    with learner.store.library.read() as r:
        gauge = forums.discussion(r, learner.account.id, forums.discussions(r, learner.account.id)[-1].id)
    assert gauge is not None
    learner.queue(Reply(gauge.forum, gauge.id, PostId(gauge.first_post), None, "Re", "hi"))
    learner.campus.link.set("answers-lost", 1)
    assert learner.courier.turn(Cancel()) <= timedelta(seconds=3)
