"""The life of an intent, held against the table of the design, written again here."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.ids import AccountId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import (
    MOVES,
    UNSENT,
    Event,
    Item,
    NotAllowed,
    Problem,
    Receipt,
    State,
    after,
    backoff,
    marked,
)
from studydesk.domain.work import Reply

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

# Rows: states; columns: events; "." = cannot happen. q queued, s sending, u uncertain, S sent, r rejected, c conflict,
# d discarded.
LETTERS = {
    "q": State.QUEUED,
    "s": State.SENDING,
    "u": State.UNCERTAIN,
    "S": State.SENT,
    "r": State.REJECTED,
    "c": State.CONFLICT,
    "d": State.DISCARDED,
}
COLUMNS = [
    Event.STARTED,
    Event.ACCEPTED,
    Event.NEVER_SENT,
    Event.NOT_PROCESSED,
    Event.SIGNED_OUT,
    Event.NO_ANSWER,
    Event.FOUND,
    Event.MISSING,
    Event.AMBIGUOUS,
    Event.REFUSED,
    Event.BASE_CHANGED,
    Event.VANISHED,
    Event.EDITED,
    Event.RETRIED,
    Event.WITHDRAWN,
    Event.RESTORED,
]
EXPECTED = {
    "q": "s...........qqd.",
    "s": ".Sqqqu...rc.....",
    "u": "......Sqcr......",
    "S": "...........c....",
    "r": "............qqd.",
    "c": "......S.....qqd.",
    "d": "...............q",
}


def item(state: State = State.QUEUED, **other: object) -> Item:
    words = Reply(ForumId(1), DiscussionId(2), PostId(3), None, "s", "t")
    return Item(IntentId("x" * 26), AccountId("a"), words, "discussion:2", "t", state, NOW, NOW, **other)  # type: ignore[arg-type]  # fields by name


def test_the_table_here_names_every_state_and_event() -> None:
    assert set(LETTERS.values()) == set(State)
    assert set(COLUMNS) == set(Event)
    assert {len(row) for row in EXPECTED.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("start", LETTERS)
@pytest.mark.parametrize("event", COLUMNS)
def test_every_event_in_every_state(start: str, event: Event) -> None:
    expected = EXPECTED[start][COLUMNS.index(event)]
    before = item(LETTERS[start])
    if expected == ".":
        assert (before.state, event) not in MOVES
        with pytest.raises(NotAllowed):
            after(before, event, NOW)
    else:
        assert after(before, event, NOW).state is LETTERS[expected]


@pytest.mark.parametrize("state", State)
def test_no_event_changes_what_the_learner_wrote(state: State) -> None:
    before = item(state)
    for event in Event:
        if (state, event) in MOVES:
            moved = after(before, event, NOW, problem=Problem("p"), not_before=NOW)
            assert (moved.id, moved.intent, moved.attachments) == (before.id, before.intent, before.attachments)


def test_what_was_sent_stays_sent() -> None:
    assert {event for start, event in MOVES if start is State.SENT} == {Event.VANISHED}
    assert {state for (_, event), state in MOVES.items() if event in (Event.ACCEPTED, Event.FOUND)} == {State.SENT}


def test_a_lost_answer_is_never_sent_again_without_a_look() -> None:
    assert MOVES[State.SENDING, Event.NO_ANSWER] is State.UNCERTAIN
    assert {event for (start, event), to in MOVES.items() if start is State.UNCERTAIN and to is State.QUEUED} == {
        Event.MISSING
    }


def test_starting_counts_and_remembers_the_first_time() -> None:
    first = after(item(), Event.STARTED, NOW)
    assert (first.attempts, first.first_sent_at) == (1, NOW)
    later = NOW + timedelta(hours=1)
    second = after(after(first, Event.NEVER_SENT, later), Event.STARTED, later)
    assert (second.attempts, second.first_sent_at) == (2, NOW)


def test_no_answer_remembers_when_the_grace_begins() -> None:
    uncertain = after(item(State.SENDING), Event.NO_ANSWER, NOW, not_before=NOW + timedelta(minutes=10))
    assert (uncertain.uncertain_since, uncertain.not_before) == (NOW, NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("state", "event"),
    [(State.QUEUED, Event.EDITED), (State.REJECTED, Event.RETRIED), (State.DISCARDED, Event.RESTORED)],
)
def test_the_learners_own_step_starts_the_waiting_times_over(state: State, event: Event) -> None:
    fresh = after(item(state, attempts=9, not_before=NOW, problem=Problem("closed")), event, NOW)
    assert (fresh.attempts, fresh.not_before, fresh.problem) == (0, None, None)


def test_a_receipt_is_kept_through_later_moves() -> None:
    receipt = Receipt(5, NOW, "0" * 64)
    assert after(item(State.SENDING), Event.ACCEPTED, NOW, receipt=receipt).receipt == receipt
    assert after(item(State.CONFLICT, receipt=receipt), Event.FOUND, NOW).receipt == receipt


def test_unsent_is_everything_the_learner_may_still_lose() -> None:
    assert {letter for letter, state in LETTERS.items() if state in UNSENT} == set("qsurc")


FIRST, MOST = timedelta(seconds=5), timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 5), (1, 5), (2, 10), (3, 20), (9, 1280), (10, 2560), (11, 3600), (10_000, 3600)]
)
def test_waiting_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert backoff(attempts, 1.0, FIRST, MOST) == timedelta(seconds=seconds)


@given(st.integers(0, 10**9), st.floats(0.5, 1.0))
def test_no_waiting_time_is_shorter_than_half_the_first_or_longer_than_the_most(attempts: int, jitter: float) -> None:
    assert FIRST / 2 <= backoff(attempts, jitter, FIRST, MOST) <= MOST


def test_the_marker_is_a_class_around_the_words() -> None:
    assert marked("<p>a</p>", item().marker) == f'<div class="sd-{"x" * 26}"><p>a</p></div>'
