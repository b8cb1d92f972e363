"""Replies reach the school once, in order, whatever happens to answers."""

from datetime import timedelta

import pytest

from studydesk.domain.downloads import FileState
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import PostId
from studydesk.domain.outbox import State
from studydesk.domain.work import Reply
from studydesk.store import files as library_files
from studydesk.store import forums, outbox
from tests.sync.conftest import Course
from tests.sync.fake_campus import Fault, Script
from tests.sync.world import AMINA, BRUNO, POLICY, World

GRACE = POLICY.grace + timedelta(seconds=1)


def once(name: str, fault: Fault) -> Script:
    """The first call of this name meets the fault."""
    left = [fault]
    return lambda called, _n: left.pop() if called == name and left else None


def always(name: str, fault: Fault) -> Script:
    return lambda called, _n: fault if called == name else None


def once_each(**faults: Fault) -> Script:
    """The first call of each of these names meets its fault."""
    return lambda called, _n: faults.pop(called, None)


def test_a_reply_arrives_with_its_marker_and_has_a_receipt(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    report = w.deliver_once()
    sent = w.item(item)
    assert report.sent == [item]
    assert sent.state is State.SENT
    assert sent.receipt is not None
    assert f'class="{sent.marker}"' in w.school.state.posts[sent.receipt.server_id].html  # type: ignore[index]  # a post's id


def test_reply_is_not_sent_twice_when_the_answer_is_lost(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = once_each(add_posts=Fault.ANSWER_LOST, posts=Fault.LOST)
    assert w.deliver_once().uncertain == [item]
    w.clock.pass_time(GRACE)
    assert w.deliver_once().sent == [item]
    assert w.copies("I am here") == 1


def test_a_post_that_the_check_sees_needs_no_grace_and_those_behind_it_go_on(w: World, course: Course) -> None:
    items = [w.reply(course.hello, f"number {n}") for n in range(7)]
    w.wire.script = once("add_posts", Fault.ANSWER_LOST)
    report = w.deliver_once()
    assert report.sent == items
    assert report.uncertain == []
    assert all(w.copies(f"number {n}") == 1 for n in range(7))


def test_before_the_grace_is_over_nothing_is_looked_up_or_sent(w: World, course: Course) -> None:
    w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LATE)
    w.deliver_once()
    w.clock.pass_time(POLICY.grace - timedelta(seconds=5))
    w.wire.calls.clear()
    w.deliver_once()
    assert w.wire.calls == []


def test_a_lost_request_is_sent_again_after_the_grace(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LOST)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    assert w.deliver_once().sent == [item]
    assert w.copies("I am here") == 1


def test_a_request_delivered_late_within_the_grace_makes_no_second_post(w: World, course: Course) -> None:
    w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LATE)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.copies("I am here") == 1


def test_a_copy_that_arrives_after_the_grace_is_taken_back(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LATE)
    w.deliver_once()
    held = w.wire.late
    w.wire.late = []
    w.clock.pass_time(GRACE)
    w.deliver_once()
    w.clock.pass_time(120)
    w.wire.late = held
    w.wire.arrive()
    assert w.copies("I am here") == 2
    w.refresh_once()
    report = w.deliver_once()
    assert w.copies("I am here") == 1
    assert len(report.taken_back) == 1
    receipt = w.item(item).receipt
    assert receipt is not None
    assert receipt.server_id in w.school.state.posts


def test_a_copy_somebody_answered_stays_and_is_told(w: World, course: Course) -> None:
    w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LATE)
    w.deliver_once()
    held, w.wire.late = w.wire.late, []
    w.clock.pass_time(GRACE)
    w.deliver_once()
    w.wire.late = held
    w.wire.arrive()
    late = max(w.school.state.posts)
    w.school.reply(BRUNO, late, "Re", "<p>Welcome</p>")
    w.clock.pass_time(60)
    w.refresh_once()
    assert w.deliver_once().taken_back == []
    assert w.copies("I am here") == 2


def test_a_post_in_which_the_learner_quotes_their_own_is_not_taken_for_a_copy(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.deliver_once()
    receipt = w.item(item).receipt
    assert receipt is not None
    mine = PostId(receipt.server_id)
    quote = f"<blockquote>{w.school.state.posts[mine].html}</blockquote><p>And I stay.</p>"  # written in a browser
    w.school.reply(AMINA, mine, "Re", quote)
    w.reply(course.hello, "And I too")
    report = w.deliver_once()
    assert report.taken_back == []
    assert report.surplus == []
    assert any("And I stay." in post.html for post in w.school.state.posts.values() if not post.is_deleted)


def test_without_markers_the_fingerprint_finds_the_post(w: World, course: Course) -> None:
    w.school.keeps_markers = False
    item = w.reply(course.hello, "I am   here & there")
    w.wire.script = once("add_posts", Fault.ANSWER_LOST)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.copies("I am here & there") == 1


def test_two_posts_that_could_be_it_are_shown_to_the_learner(w: World, course: Course) -> None:
    w.school.keeps_markers = False
    item = w.reply(course.hello, "Yes")
    w.wire.script = once("add_posts", Fault.ANSWER_LOST)
    w.deliver_once()
    w.school.reply(AMINA, course.hello.first_post, "Re: Hello", "<p>Yes</p>")
    w.clock.pass_time(GRACE)
    assert w.deliver_once().conflicts == [item]


def test_never_sent_costs_the_item_no_attempt_and_waits_briefly(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = always("add_posts", Fault.NEVER_SENT)
    for _ in range(6):
        assert w.deliver_once().stopped == "link"
        w.clock.pass_time(30)
    waiting = w.item(item)
    assert (waiting.state, waiting.attempts) == (State.QUEUED, 0)
    assert waiting.not_before is not None
    assert waiting.not_before - w.at_school.now() <= POLICY.item_backoff_first


def test_a_refused_reply_keeps_its_words_and_the_schools_reason(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = always("add_posts", Fault.REFUSED)
    assert w.deliver_once().rejected == [item]
    refused = w.item(item)
    assert isinstance(refused.intent, Reply)
    assert refused.intent.text == "I am here"
    assert refused.problem is not None
    assert refused.problem.message == "Sorry, you do not have permission"


def test_signed_out_ends_the_run_and_keeps_everything_queued(w: World, course: Course) -> None:
    first, second = w.reply(course.hello, "one"), w.start(course.forum, "New", "two")
    w.wire.script = lambda name, _n: Fault.SIGNED_OUT if name.startswith("add") else None
    assert w.deliver_once().stopped == "signed_out"
    assert {w.state(first), w.state(second)} == {State.QUEUED}


def test_twenty_replies_travel_in_four_requests_and_one_check(w: World, course: Course) -> None:
    items = [w.reply(course.hello, f"number {n}") for n in range(20)]
    w.deliver_once()
    assert [w.state(item) for item in items] == [State.SENT] * 20
    assert w.wire.calls == ["add_posts"] * 4 + ["posts"]
    words = [fingerprint(post.html) for post in w.school.state.posts.values() if post.author_id == AMINA]
    assert words == [f"number {n}" for n in range(20)]


def test_a_batch_that_stops_goes_on_behind_its_end(w: World, course: Course) -> None:
    items = [w.reply(course.hello, f"number {n}") for n in range(7)]
    w.wire.script = once_batch_cut()
    w.deliver_once()
    assert [w.state(item) for item in items] == [State.SENT] * 7
    assert all(w.copies(f"number {n}") == 1 for n in range(7))


def once_batch_cut() -> Script:
    return lambda name, number: Fault.BATCH_CUT if name == "add_posts" and number == 0 else None


def test_a_refused_post_in_a_batch_stops_nobody_behind_it(w: World, course: Course) -> None:
    bad = w.reply(course.hello, "to a post that is gone", parent=999)  # type: ignore[arg-type]  # an unknown id
    good = [w.reply(course.hello, f"number {n}") for n in range(3)]
    w.deliver_once()
    assert w.state(bad) is State.REJECTED
    assert [w.state(item) for item in good] == [State.SENT] * 3


def test_an_uncertain_reply_holds_its_discussion_and_no_other(w: World, course: Course) -> None:
    other = w.school.state.discussions[w.school.start(BRUNO, course.forum.id, "Other", "<p>x</p>", None)]
    first, second = w.reply(course.hello, "one"), None
    w.wire.script = once("add_posts", Fault.LOST)
    w.deliver_once()
    second, third = w.reply(course.hello, "two"), w.reply(other, "three")
    w.deliver_once()
    assert (w.state(first), w.state(second), w.state(third)) == (State.UNCERTAIN, State.QUEUED, State.SENT)
    w.clock.pass_time(GRACE)
    w.deliver_once()
    order = [fingerprint(p.html) for p in w.school.state.posts.values() if p.author_id == AMINA]
    assert order == ["three", "one", "two"]


def test_replies_to_my_own_unsent_posts_follow_their_parents(w: World, course: Course) -> None:
    top = w.start(course.forum, "Mine", "first")
    below = w.reply_to_unsent(top, "second")
    deeper = w.reply_to_unsent(below, "third")
    w.deliver_once()
    assert [w.state(item) for item in (top, below, deeper)] == [State.SENT] * 3
    posts = {fingerprint(post.html): post for post in w.school.state.posts.values()}
    assert posts["second"].parent == posts["first"].id
    assert posts["third"].parent == posts["second"].id
    assert posts["third"].discussion == posts["first"].discussion


def test_a_reply_waits_while_its_parent_is_refused(w: World, course: Course) -> None:
    parent = w.reply(course.hello, "one")
    child = w.reply_to_unsent(parent, "two")
    stranger = w.reply(course.hello, "three")
    refusing = [Fault.REFUSED]
    w.wire.script = lambda name, _n: refusing.pop() if name == "add_posts" and refusing else None
    w.deliver_once()
    assert (w.state(parent), w.state(child)) == (State.REJECTED, State.QUEUED)
    assert w.state(stranger) is State.SENT


def test_attachments_are_uploaded_checked_and_posted(w: World, course: Course) -> None:
    files = (w.attach("notes.txt", b"water"), w.attach("a & b.txt", b"soil"))
    item = w.reply(course.hello, "see these", *files)
    w.deliver_once()
    sent = w.item(item)
    assert sent.receipt is not None
    told = w.school.state.posts[sent.receipt.server_id].files  # type: ignore[index]  # a post's id
    assert {(file.name, file.size_bytes) for file in told} == {("notes.txt", 5), ("a  b.txt", 4)}


def test_a_cut_upload_goes_on_with_what_is_missing(w: World, course: Course) -> None:
    item = w.reply(course.hello, "see", w.attach("a.txt", b"1"), w.attach("b.txt", b"22"))
    uploads = [None, Fault.NEVER_SENT]
    w.wire.script = lambda name, _n: uploads.pop(0) if name == "upload" and uploads else None
    w.deliver_once()
    w.clock.pass_time(60)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.wire.calls.count("upload") == 3
    assert w.wire.calls.count("new_draft_area") == 1


def test_a_forgotten_draft_area_is_not_built_upon(w: World, course: Course) -> None:
    item = w.reply(course.hello, "see", w.attach("a.txt", b"1"))
    w.wire.script = once("add_posts", Fault.NEVER_SENT)
    w.deliver_once()
    w.school.state.drafts.clear()
    w.clock.pass_time(60)
    w.deliver_once()
    sent = w.item(item)
    assert sent.receipt is not None
    assert [f.name for f in w.school.state.posts[sent.receipt.server_id].files] == ["a.txt"]  # type: ignore[index]  # its id


def test_the_files_of_a_post_of_ours_do_not_travel_back(w: World, course: Course) -> None:
    w.reply(course.hello, "see", w.attach("a & b.txt", b"soil"), w.attach("photo.jpg", b"light"))
    started = w.start(course.forum, "New", "see", w.attach("c.txt", b"rain"))
    w.deliver_once()
    assert w.state(started) is State.SENT
    with w.store.library.read() as r:
        local = {file.name: file for file in library_files.files(r, w.account.id) if file.url.find("/post/") > 0}
    assert local["a  b.txt"].state is FileState.PRESENT
    assert local["c.txt"].state is FileState.PRESENT
    assert w.store.blobs.path(local["c.txt"].sha256 or "").read_bytes() == b"rain"
    assert local["photo.jpg"].state is FileState.ABSENT  # the school wrote it anew: those are other bytes


def test_two_attachments_that_become_one_name_are_refused(w: World, course: Course) -> None:
    item = w.reply(course.hello, "see", w.attach("a&b.txt", b"1"), w.attach("ab.txt", b"2"))
    w.deliver_once()
    problem = w.item(item).problem
    assert problem is not None
    assert problem.code == "same_name"
    assert "add_posts" not in w.wire.calls


def test_a_discussion_whose_answer_was_lost_is_found_again(w: World, course: Course) -> None:
    item = w.start(course.forum, "Mine", "first")
    w.wire.script = once("add_discussion", Fault.ANSWER_LOST)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.copies("first") == 1


def test_a_new_discussion_is_in_the_library_at_once(w: World, course: Course) -> None:
    item = w.start(course.forum, "Mine", "first")
    w.deliver_once()
    receipt = w.item(item).receipt
    assert receipt is not None
    with w.store.library.read() as r:
        shown = forums.posts(r, w.account.id, receipt.server_id)  # type: ignore[arg-type]  # a discussion's id
    assert [post.parent for post in shown] == [None]


def test_an_edit_replaces_the_words_and_keeps_the_marker(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am her")
    w.deliver_once()
    receipt = w.item(item).receipt
    assert receipt is not None
    post = w.school.state.posts[receipt.server_id]  # type: ignore[index]  # a post's id
    edit = w.edit(post, "I am here")
    w.deliver_once()
    assert w.state(edit) is State.SENT
    assert w.item(item).marker in w.school.state.posts[post.id].html
    assert fingerprint(w.school.state.posts[post.id].html) == "I am here"


def test_an_edit_of_words_changed_there_is_a_conflict(w: World, course: Course) -> None:
    post = w.school.state.posts[w.school.reply(AMINA, course.hello.first_post, "Re", "<p>old</p>")]
    edit = w.edit(post, "mine")
    w.school.edit(AMINA, post.id, "Re", "<p>theirs</p>")
    w.deliver_once()
    assert w.state(edit) is State.CONFLICT
    assert w.copies("theirs") == 1


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.LOST, Fault.LATE, Fault.CUT])
def test_an_edit_without_an_answer_is_done_once_and_confirmed(w: World, course: Course, fault: Fault) -> None:
    post = w.school.state.posts[w.school.reply(AMINA, course.hello.first_post, "Re", "<p>old</p>")]
    edit = w.edit(post, "new")
    w.wire.script = once("edit_post", fault)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(edit) is State.SENT
    assert w.copies("new") == 1


def test_sending_found_at_start_becomes_uncertain(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.deliver.ledger.start([w.item(item)])
    assert w.state(item) is State.SENDING
    assert w.deliver.reclaim() == 1
    assert w.state(item) is State.UNCERTAIN
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.copies("I am here") == 1


def test_a_reply_to_a_discussion_that_is_gone_is_refused_not_stuck(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = once("add_posts", Fault.LOST)
    w.deliver_once()
    del w.school.state.discussions[course.hello.id]
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(item) is State.REJECTED


def test_a_post_missing_after_a_restore_is_told_and_not_sent_again(w: World, course: Course) -> None:
    backup = w.school.snapshot()
    item = w.reply(course.hello, "I am here")
    w.deliver_once()
    w.school.restore(backup)
    w.clock.pass_time(60)
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>later</p>")
    w.clock.pass_time(660)  # what is younger than the grace may not be shown yet
    report = w.refresh_once()
    w.deliver_once()
    assert len(report.missing) == 1
    assert w.state(item) is State.CONFLICT  # the learner is asked
    assert w.copies("I am here") == 0


def test_refresh_adopts_an_unanswered_post_before_the_grace_is_over(w: World, course: Course) -> None:
    item = w.reply(course.hello, "I am here")
    w.wire.script = once_each(add_posts=Fault.ANSWER_LOST, posts=Fault.LOST)
    w.deliver_once()
    w.clock.pass_time(30)
    assert w.refresh_once().adopted == [item]
    assert w.state(item) is State.SENT


def test_another_sites_campus_is_turned_down(w: World) -> None:
    from studydesk.sync.deliver import Deliver
    from tests.sync.fake_campus import FakeCampus

    other = FakeCampus(w.wire, AMINA, "https://elsewhere.example")
    with pytest.raises(ValueError, match="not the account's"):
        Deliver(w.account, other, w.store, w.at_school, w.chance, w.policy)


def test_nothing_is_sent_with_another_persons_token(w: World, course: Course) -> None:
    from tests.sync.fake_campus import FakeReads

    item = w.reply(course.hello, "I am here")
    w.clock.pass_time(timedelta(days=2))
    w.campus.reads = FakeReads(w.wire, BRUNO)
    assert w.deliver_once().stopped == "signed_out"
    assert w.state(item) is State.QUEUED
    assert "add_posts" not in w.wire.calls


def test_an_older_copy_of_the_work_database_sends_nothing_again(w: World, course: Course) -> None:
    old = [w.reply(course.hello, "I am here"), w.start(course.forum, "Mine", "first")]
    before = [w.item(item) for item in old]
    w.deliver_once()
    w.clock.pass_time(60)
    w.refresh_once()
    with w.store.work.write() as writer:
        for item, was in zip(old, before, strict=True):
            assert outbox.move(writer, w.item(item), was)
    w.deliver_once()
    assert (w.copies("I am here"), w.copies("first")) == (1, 1)
    assert [w.state(item) for item in old] == [State.SENT, State.SENT]
