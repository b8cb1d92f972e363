"""Back and forward, as in a browser."""

from studydesk.ui.history import KEPT, History
from studydesk.ui.pages import Place, Target

TODAY, COURSES, OUTBOX = (Target(place) for place in (Place.TODAY, Place.COURSES, Place.OUTBOX))


def test_back_and_forward_walk_the_visits() -> None:
    history = History()
    for target in (TODAY, COURSES, OUTBOX):
        history.go(target)
    assert (history.back(), history.back(), history.back()) == (COURSES, TODAY, None)
    assert (history.forward(), history.current, history.can_forward) == (COURSES, COURSES, True)


def test_going_somewhere_new_forgets_what_was_ahead() -> None:
    history = History()
    history.go(TODAY)
    history.go(COURSES)
    history.back()
    history.go(OUTBOX)
    assert history.forward() is None
    assert history.back() == TODAY


def test_the_same_target_again_is_no_new_visit() -> None:
    history = History()
    history.go(TODAY)
    history.go(TODAY)
    assert not history.can_back


def test_a_search_being_typed_is_one_visit() -> None:
    history = History()
    history.go(TODAY)
    history.go(Target(Place.SEARCH, text="wa"))
    history.replace(Target(Place.SEARCH, text="water"))
    assert history.current == Target(Place.SEARCH, text="water")
    assert history.back() == TODAY


def test_the_history_does_not_grow_for_ever() -> None:
    history = History()
    for number in range(KEPT * 2):
        history.go(Target(Place.SEARCH, text=str(number)))
    steps = 0
    while history.back() is not None:
        steps += 1
    assert steps == KEPT - 1
