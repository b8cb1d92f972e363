"""The outbox on disk: kept whole, changed only by compare-and-set, in order."""

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import MOVES, UNSENT, Event, Item, NotAllowed, Problem, Receipt, State, after
from studydesk.domain.work import (
    KINDS,
    DeletePost,
    EditPost,
    Intent,
    MarkDone,
    NewDiscussion,
    Reply,
    SaveSubmission,
    View,
)
from studydesk.paths import Paths
from studydesk.store import drafts, outbox
from studydesk.store.opening import Store, open_store
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.values import ANA, BEN, T0

INTENTS: list[Intent] = [
    Reply(ForumId(1), DiscussionId(2), PostId(3), None, "Re: ö", 'a "quoted"\n\ntext 🙂'),
    Reply(ForumId(1), None, None, IntentId("p"), "", ""),
    NewDiscussion(ForumId(1), "s", "t"),
    EditPost(DiscussionId(2), PostId(3), "s", "t", "base"),
    DeletePost(DiscussionId(2), PostId(3)),
    SaveSubmission(AssignmentId(4), ActivityId(5), None, ("a.txt", "b.txt"), "draft:0", True, True),
    SaveSubmission(AssignmentId(4), ActivityId(5), "", (), ""),
    MarkDone(CourseId(6), ActivityId(5), False),
    View(CourseId(6), ActivityId(5), Kind.PAGE, 8),
]


def put(store: Store, *items: Item) -> None:
    with store.work.write() as w:
        for item in items:
            outbox.add(w, item)


def kept(store: Store, name: str = "x") -> Item:
    with store.work.read() as r:
        found = outbox.item(r, IntentId(name))
    assert found is not None
    return found


def test_every_kind_of_intent_is_covered_here() -> None:
    assert {type(intent) for intent in INTENTS} == set(KINDS)


@pytest.mark.parametrize("intent", INTENTS, ids=lambda intent: type(intent).__name__)
def test_an_item_comes_back_equal_after_a_restart(store: Store, home: Paths, intent: Intent) -> None:
    whole = v.item(
        "x",
        intent,
        State.SENT,
        attempts=3,
        not_before=T0,
        first_sent_at=T0,
        uncertain_since=T0 + timedelta(microseconds=1),
        problem=Problem("closed", "Cerrado"),
        receipt=Receipt(77, T0, "0" * 64),
    )
    put(store, whole, v.item("y", intent))
    store.close()
    again = open_store(home, now=NOW)
    assert kept(again) == whole
    assert kept(again, "y") == v.item("y", intent)
    again.close()


def test_items_come_in_the_order_they_were_written(store: Store) -> None:
    put(store, v.item("z"), v.item("a", state=State.SENT), v.item("m"), v.item("b", account=BEN))
    with store.work.read() as r:
        assert [item.id for item in outbox.items(r, ANA)] == ["z", "a", "m"]
        assert [item.id for item in outbox.items(r, ANA, [State.SENT])] == ["a"]
        assert [item.id for item in outbox.receipts(r, ANA)] == ["a"]
        assert (outbox.unsent_count(r), outbox.unsent_count(r, ANA), outbox.unsent_count(r, BEN)) == (3, 2, 1)
        assert outbox.item(r, IntentId("none")) is None


def test_items_found_sending_are_told_for_all_accounts(store: Store) -> None:
    put(store, v.item("a", state=State.SENDING), v.item("b", state=State.SENDING, account=BEN), v.item("c"))
    with store.work.read() as r:
        assert [item.id for item in outbox.sending(r)] == ["a", "b"]


def test_the_same_intent_cannot_be_put_in_twice(store: Store) -> None:
    put(store, v.item("x"))
    with pytest.raises(sqlite3.IntegrityError):
        put(store, v.item("x"))


def test_the_database_itself_refuses_an_unknown_state(store: Store) -> None:
    put(store, v.item("x"))
    for state in State:
        with store.work.write() as w:
            w.execute(text("UPDATE outbox SET state = :state"), {"state": state.value})
    for unknown in ("", "Queued", "signed_out", "lost"):
        with pytest.raises(IntegrityError, match="state_is_known"), store.work.write() as w:
            w.execute(text("UPDATE outbox SET state = :state"), {"state": unknown})


def test_a_move_publishes_and_a_lost_race_does_not(store: Store, changes: list[Change]) -> None:
    queued = v.item("x")
    put(store, queued)
    sending = after(queued, Event.STARTED, NOW)
    changes.clear()
    with store.work.write() as w:
        assert outbox.move(w, queued, sending)
    assert changes == [Change(Subject.OUTBOX, ANA)]
    changes.clear()
    with store.work.write() as w:
        assert not outbox.move(w, queued, after(queued, Event.WITHDRAWN, NOW))
    assert changes == []
    assert kept(store) == sending


def test_words_edited_meanwhile_are_never_sent_in_their_old_form(store: Store) -> None:
    queued = v.item("x")
    put(store, queued)
    edited = replace(queued, intent=v.reply("Because it rises"))
    with store.work.write() as w:
        assert outbox.replace_intent(w, queued, edited)
    with store.work.write() as w:  # deliver read the item before the learner edited it: same state, same attempts
        assert not outbox.move(w, queued, after(queued, Event.STARTED, NOW))
    with store.work.write() as w:
        assert not outbox.move(w, replace(edited, attachments=()), after(edited, Event.STARTED, NOW))
        assert outbox.move(w, edited, after(edited, Event.STARTED, NOW))


@pytest.mark.parametrize("state", State)
def test_words_of_items_on_their_way_or_there_are_fixed(store: Store, state: State) -> None:
    there = v.item("x", state=state)
    put(store, there)
    edited = replace(there, intent=v.reply("other"))
    with store.work.write() as w:
        if state in (State.SENDING, State.UNCERTAIN, State.SENT):
            with pytest.raises(NotAllowed):
                outbox.replace_intent(w, there, edited)
        else:
            assert outbox.replace_intent(w, there, edited)
    assert (kept(store) == there) is (state in (State.SENDING, State.UNCERTAIN, State.SENT))


def test_of_many_threads_exactly_one_starts_an_item(store: Store) -> None:
    queued = v.item("x")
    put(store, queued)
    won: list[int] = []

    def start(number: int) -> None:
        with store.work.write() as w:
            if outbox.move(w, queued, after(queued, Event.STARTED, NOW + timedelta(seconds=number))):
                won.append(number)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert kept(store).first_sent_at == NOW + timedelta(seconds=won[0])


@given(st.lists(st.tuples(st.sampled_from(Event), st.booleans()), max_size=25))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_compare_and_set_follows_the_newest_state_only(store: Store, steps: list[tuple[Event, bool]]) -> None:
    """Two hands move one item, one of them with an old copy: the row always equals the newest accepted move."""
    with store.work.write() as w:
        w.execute(text("DELETE FROM outbox"))
    newest = old = v.item("x")
    put(store, newest)
    for event, with_old_copy in steps:
        seen = old if with_old_copy else newest
        if (seen.state, event) not in MOVES:
            continue
        moved = after(seen, event, NOW)
        same = (seen.state, seen.attempts) == (newest.state, newest.attempts)
        with store.work.write() as w:
            assert outbox.move(w, seen, moved) is same
        if same:
            old, newest = newest, moved
        assert kept(store) == newest


def test_due_reads_the_account_it_is_asked_for(store: Store) -> None:
    later = NOW + timedelta(minutes=1)
    put(store, v.item("a"), v.item("b", account=BEN), v.item("c", v.reply(discussion=8), not_before=later))
    with store.work.read() as r:
        assert [item.id for item in outbox.due(r, ANA, NOW)] == ["a"]
        assert [item.id for item in outbox.due(r, ANA, later)] == ["a", "c"]
        assert outbox.next_time(r, ANA, NOW) is None  # one is due now
    with store.work.write() as w:
        outbox.move(w, v.item("a"), after(v.item("a"), Event.WITHDRAWN, NOW))
    with store.work.read() as r:
        assert outbox.next_time(r, ANA, NOW) == later


def test_attachments_of_all_work_but_what_was_sent_long_ago_are_in_use(store: Store) -> None:
    def named(name: str, state: State, days: int) -> Item:
        files = (replace(v.item("x").attachments[0], sha256=name * 64),)
        receipt = Receipt(1, NOW - timedelta(days=days), "0" * 64) if state is State.SENT else None
        written = NOW - timedelta(days=400)  # weeks may pass between writing and sending
        return replace(v.item(name, state=state), attachments=files, created_server_at=written, receipt=receipt)

    put(
        store,
        named("a", State.QUEUED, 400),
        named("b", State.SENT, 89),
        named("c", State.SENT, 91),
        named("d", State.DISCARDED, 91),
        named("e", State.CONFLICT, 91),
    )
    with store.work.write() as w:
        drafts.put(w, drafts.Draft(ANA, "k", "", "", NOW, named("f", State.SENT, 0).attachments))
    with store.work.read() as r:
        assert {sha256[0] for sha256 in outbox.attachments_in_use(r, NOW)} == set("abdef")


def test_unsent_states_are_all_but_sent_and_discarded() -> None:
    assert set(State) - UNSENT == {State.SENT, State.DISCARDED}
