"""Which items may go: order within a queue, and no queue waits for another."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.ids import AccountId, ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import Item, State
from studydesk.domain.queues import due, next_time
from studydesk.domain.work import EditPost, Intent, MarkDone, NewDiscussion, Reply, SaveSubmission, queue_of

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def reply(discussion: int | None = 1, to: str | None = None) -> Reply:
    where = None if discussion is None else DiscussionId(discussion)
    parent = PostId(10) if to is None else None
    return Reply(ForumId(1), where, parent, None if to is None else IntentId(to), "Re", "words")


def item(name: str, state: State = State.QUEUED, intent: Intent | None = None, at: datetime | None = None) -> Item:
    words = intent or reply()
    number = IntentId(name)
    return Item(number, AccountId("a"), words, queue_of(words, number), "t", state, NOW, NOW, not_before=at)


def names(items: Sequence[Item]) -> str:
    return "".join(one.id for one in items)


def save(assignment: int = 1) -> SaveSubmission:
    return SaveSubmission(AssignmentId(assignment), ActivityId(2), "words", (), "")


@pytest.mark.parametrize(
    ("first", "goes"),
    [
        (State.QUEUED, "a"),
        (State.UNCERTAIN, "a"),
        (State.SENDING, ""),
        (State.SENT, "b"),
        (State.DISCARDED, "b"),
        (State.REJECTED, "b"),
        (State.CONFLICT, "b"),
    ],
)
def test_what_goes_when_another_post_of_the_discussion_is_before_it(first: State, goes: str) -> None:
    assert names(due([item("a", first), item("b")], NOW)) == goes


@pytest.mark.parametrize("state", [State.QUEUED, State.UNCERTAIN])
def test_an_item_that_waits_for_its_time_holds_its_queue_and_no_other(state: State) -> None:
    waiting = [item("a", state, at=LATER), item("b"), item("c", intent=reply(2))]
    assert names(due(waiting, NOW)) == "c"
    assert names(due(waiting, LATER)) == "ac"


@pytest.mark.parametrize("stuck", [State.REJECTED, State.CONFLICT])
def test_a_stuck_post_holds_only_its_answers(stuck: State) -> None:
    items = [item("a", stuck), item("b", intent=reply(to="a")), item("c", intent=reply(to="b")), item("d")]
    assert names(due(items, NOW)) == "d"


@pytest.mark.parametrize("stuck", [State.REJECTED, State.CONFLICT])
def test_a_stuck_submission_holds_later_ones_of_its_assignment(stuck: State) -> None:
    items = [item("a", stuck, save()), item("b", intent=save()), item("c", intent=save(2))]
    assert names(due(items, NOW)) == "c"


def test_a_stuck_edit_holds_later_edits_of_the_same_post_only() -> None:
    def edit(post: int) -> EditPost:
        return EditPost(DiscussionId(1), PostId(post), "s", "t", "b")

    items = [item("a", State.CONFLICT, edit(1)), item("b", intent=edit(1)), item("c", intent=edit(2))]
    assert names(due(items, NOW)) == "c"


def test_a_refused_tick_does_not_hold_the_next_one() -> None:
    tick = MarkDone(CourseId(1), ActivityId(2), True)
    assert names(due([item("a", State.REJECTED, tick), item("b", intent=tick)], NOW)) == "b"


def test_an_answer_waits_until_the_post_it_answers_is_at_the_school() -> None:
    answer = item("b", intent=reply(to="a"))
    assert names(due([item("a"), answer], NOW, per_queue=5)) == "a"
    assert names(due([item("a", State.SENT), answer], NOW)) == "b"


def test_an_answer_in_a_discussion_that_waits_goes_after_it() -> None:
    start = item("a", intent=NewDiscussion(ForumId(1), "s", "t"))
    first = item("b", intent=reply(None, to="a"))
    deeper = item("c", intent=reply(None, to="b"))  # its queue has another name than the discussion's
    assert first.queue == start.queue != deeper.queue
    assert names(due([start, first, deeper], NOW, per_queue=5)) == "a"


def test_a_batch_is_a_run_of_queued_posts_of_one_discussion() -> None:
    items = [item(name) for name in "abcdefg"]
    assert names(due(items, NOW, per_queue=5)) == "abcde"
    assert names(due(items, NOW)) == "a"
    assert names(due([items[0], item("x", State.UNCERTAIN), items[1]], NOW, per_queue=5)) == "a"
    assert names(due([item("x", State.UNCERTAIN), items[1]], NOW, per_queue=5)) == "x"
    assert names(due([items[0], item("x", at=LATER), items[1]], NOW, per_queue=5)) == "a"
    assert names(due([items[0], item("x", State.REJECTED), items[1]], NOW, per_queue=5)) == "ab"
    assert names(due([items[0], item("x", State.SENDING), items[1]], NOW, per_queue=5)) == "a"


def test_next_time_is_the_first_instant_at_which_something_is_due() -> None:
    much_later = LATER + timedelta(hours=1)
    assert next_time([], NOW) is None
    assert next_time([item("a")], NOW) is None
    assert next_time([item("a", State.REJECTED)], NOW) is None
    assert next_time([item("a", at=LATER)], NOW) == LATER
    # b's own time comes first, but it stands behind a.
    assert next_time([item("a", at=much_later), item("b", at=LATER)], NOW) == much_later
    assert next_time([item("a", at=much_later), item("b", at=LATER, intent=reply(2))], NOW) == LATER


INTENTS = st.one_of(
    st.builds(reply, st.integers(1, 3), st.none() | st.sampled_from(["i0", "i1", "i2"])),
    st.builds(save, st.integers(1, 2)),
)
SHAPES = st.lists(st.tuples(st.sampled_from(State), INTENTS, st.none() | st.just(NOW) | st.just(LATER)), max_size=12)


def built(shapes: list[tuple[State, Intent, datetime | None]]) -> list[Item]:
    return [item(f"i{n}", state, intent, at) for n, (state, intent, at) in enumerate(shapes)]


@given(SHAPES, st.integers(1, 5))
def test_order_is_kept_within_every_queue(shapes: list[tuple[State, Intent, datetime | None]], most: int) -> None:
    items = built(shapes)
    chosen = due(items, NOW, most)
    for one in chosen:
        assert one.state in (State.QUEUED, State.UNCERTAIN)
        assert one.not_before is None or one.not_before <= NOW
        before = [other for other in items[: items.index(one)] if other.queue == one.queue]
        moving = [other for other in before if other.state in (State.QUEUED, State.SENDING, State.UNCERTAIN)]
        overtaken = [other for other in moving if other not in chosen and not held(other, items)]
        assert overtaken == []
        assert all(other.state is State.QUEUED for other in before if other in chosen)
    for queue in {one.queue for one in chosen}:
        assert len([one for one in chosen if one.queue == queue]) <= most


def held(one: Item, items: Sequence[Item]) -> bool:
    """Whether an item waits for the learner, itself or through what it depends on (said again, the slow way)."""
    for earlier in items[: items.index(one)]:
        answers = isinstance(one.intent, Reply) and one.intent.parent_intent == earlier.id
        saves_again = isinstance(one.intent, SaveSubmission) and one.queue == earlier.queue
        unsent = earlier.state not in (State.SENT, State.DISCARDED)
        stuck = earlier.state in (State.REJECTED, State.CONFLICT) or held(earlier, items)
        if (answers or saves_again) and unsent and stuck:
            return True
    return False


@given(SHAPES, SHAPES)
def test_no_queue_waits_for_another(
    shapes: list[tuple[State, Intent, datetime | None]], more: list[tuple[State, Intent, datetime | None]]
) -> None:
    """Items of other queues never take anything away from what is due."""
    items = built(shapes)
    queues = {one.queue for one in items}
    others = [
        one
        for n, (state, intent, at) in enumerate(more)
        if (one := item(f"o{n}", state, intent, at)).queue not in queues
    ]
    assert [one for one in due([*others, *items], NOW) if one.queue in queues] == due(items, NOW)


@given(SHAPES)
def test_something_is_due_unless_everything_waits_for_a_time_a_person_or_an_answer(
    shapes: list[tuple[State, Intent, datetime | None]],
) -> None:
    items = built(shapes)
    free = [
        one
        for one in items
        if one.state is State.QUEUED
        and one.not_before is None
        and not (isinstance(one.intent, Reply) and one.intent.parent_intent)
        and all(other.queue != one.queue for other in items if other is not one)
    ]
    assert set(names(free)) <= set(names(due(items, NOW)))
