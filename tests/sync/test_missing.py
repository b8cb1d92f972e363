"""What a restored school lost is asked about, wherever it was, and nothing else is."""

from datetime import timedelta

from studydesk.domain.courses import Kind
from studydesk.domain.ids import DiscussionId, PostId
from studydesk.domain.outbox import State
from studydesk.domain.work import DeletePost, View
from tests.sync.conftest import Course
from tests.sync.world import BRUNO, World

DAY = timedelta(days=1, hours=1)


def look_again(w: World) -> None:
    """Let the day pass after which the program looks after what it sent."""
    for _ in range(2):
        w.refresh_once()
        w.clock.pass_time(DAY)
        w.look()
    w.refresh_once()


def test_a_hand_in_that_the_school_lost_is_asked_about(w: World, course: Course) -> None:
    backup = w.school.snapshot()
    item = w.hand_in(course.essay, "my essay")
    w.deliver_once()
    w.school.restore(backup)
    look_again(w)
    found = w.item(item)
    assert found.state is State.CONFLICT
    assert found.problem is not None
    assert found.problem.code == "missing_there"


def test_a_hand_in_that_is_there_is_left_alone(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "my essay")
    w.deliver_once()
    look_again(w)
    assert w.state(item) is State.SENT


def test_earlier_words_at_the_school_are_a_loss_even_if_somebody_touched_the_work_since(
    w: World, course: Course
) -> None:
    first = w.hand_in(course.essay, "first words")
    w.deliver_once()
    backup = w.school.snapshot()
    w.clock.pass_time(60)
    base = w.school.submission(w.account.user, course.essay.id).version
    second = w.hand_in(course.essay, "second words", base=base)
    w.deliver_once()
    w.school.restore(backup)
    w.clock.pass_time(3600)
    key = (w.account.user, course.essay.id)
    held = w.school.state.submissions[key]
    w.school.state.submissions[key] = type(held)(
        **{name: getattr(held, name) for name in held.__slots__} | {"modified_at": w.school.now}
    )
    look_again(w)
    assert (w.state(first), w.state(second)) == (State.SENT, State.CONFLICT)


def test_a_post_taken_back_hides_no_loss_beside_it(w: World, course: Course) -> None:
    backup = w.school.snapshot()
    start = w.start(course.forum, "Mine", "beginning")
    w.deliver_once()
    made = w.item(start).receipt
    assert made is not None
    first = next(p for p in w.school.state.posts.values() if p.discussion == made.server_id)
    own = w.school.state.discussions[DiscussionId(made.server_id)]
    one, two = w.reply(own, "one", parent=first.id), w.reply(own, "two", parent=first.id)
    w.deliver_once()
    gone = w.item(two).receipt
    assert gone is not None
    w.queue(DeletePost(own.id, PostId(gone.server_id)))
    w.deliver_once()
    w.clock.pass_time(3600)
    w.school.restore(backup)
    look_again(w)
    assert (w.state(start), w.state(one), w.state(two)) == (State.CONFLICT, State.CONFLICT, State.SENT)


def test_many_views_do_not_crowd_out_what_was_written(w: World, course: Course) -> None:
    backup = w.school.snapshot()
    item = w.reply(course.hello, "I am here")
    w.deliver_once()
    for _ in range(210):
        w.queue(View(course.forum.course, course.film.id, Kind.RESOURCE, course.film.instance))
    w.deliver_once()
    w.school.restore(backup)
    look_again(w)
    assert w.state(item) is State.CONFLICT


def test_a_number_that_the_school_hands_out_again_belongs_to_the_last(w: World, course: Course) -> None:
    w.school.keeps_markers = False
    backup = w.school.snapshot()
    first = w.reply(course.hello, "one")
    w.deliver_once()
    w.school.restore(backup)
    w.clock.pass_time(60)
    second = w.reply(course.hello, "two")
    w.deliver_once()
    numbers = [receipt.server_id for one in (first, second) if (receipt := w.item(one).receipt)]
    assert numbers[0] == numbers[1]
    look_again(w)
    assert (w.state(first), w.state(second)) == (State.CONFLICT, State.SENT)


def test_what_is_asked_for_anew_after_a_loss_is_everything(w: World, course: Course) -> None:
    backup = w.school.snapshot()
    w.reply(course.hello, "one")
    w.deliver_once()
    w.school.restore(backup)
    w.clock.pass_time(timedelta(hours=1))
    w.school.reply(BRUNO, course.hello.first_post, "Re", "<p>later</p>")
    w.refresh_once()
    asked = w.refresh_once().requests
    assert {"contents", "forums", "assignments"} <= set(asked)
