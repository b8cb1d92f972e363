"""Every story with a misfortune at every place; the ordinary run takes others at each place, `stories` takes all."""

import pytest

from studydesk.errors import NeverSent, NoAnswer, StudyDeskError
from studydesk.sync import trip
from studydesk.sync.outcomes import Outcome, of_write
from tests.simulation.faults import LATE_AT_MOST_S, Fault, Mishap
from tests.simulation.scripts import STORIES
from tests.simulation.stories import SHARE, strokes, tell
from tests.simulation.telling import EXCUSES, OF_COMMITS, OF_FILES, OF_REQUESTS, Kind, Stroke, Telling, chance
from tests.simulation.wire import GRACE_S

BY_NAME = {story.name: story for story in STORIES}
LOST = Stroke(Kind(Fault.ANSWER_LOST), 1)  # the answer to the first reply


@pytest.mark.parametrize("name", BY_NAME)
def test_a_story_ends_as_told_whatever_goes_wrong_once(name: str) -> None:
    story = BY_NAME[name]
    row = tell(story, SHARE, STORIES.index(story))
    assert row.violations == []
    assert row.calls > 0
    assert row.disk > 0
    assert row.kinds.total() == row.plays - 1  # each misfortune did happen


def test_there_are_thirty_stories_and_each_has_its_own_name() -> None:
    assert len(BY_NAME) == len(STORIES) >= 30


def test_the_ordinary_run_meets_every_kind_of_misfortune_and_misses_no_place() -> None:
    met: set[Kind] = set()
    for turn, story in enumerate(STORIES):
        plain = Telling(story).tell_all()
        chosen = list(strokes(plain, SHARE, turn))
        met |= {stroke.kind for stroke in chosen}
        of_requests = {stroke.number for stroke in chosen if not stroke.is_of_disk}
        of_disk = {stroke.number for stroke in chosen if stroke.is_of_disk}
        assert (of_requests, of_disk) == (set(range(len(plain.calls))), set(range(len(plain.disk))))
    assert met == {*OF_REQUESTS, *OF_COMMITS, *OF_FILES}


def test_every_fault_of_a_request_is_among_the_misfortunes() -> None:
    assert {kind.what for kind in OF_REQUESTS if isinstance(kind.what, Fault)} == set(Fault)


def test_the_whole_product_takes_each_kind_at_each_place_once() -> None:
    plain = Telling(BY_NAME["replies with files"]).tell_all()
    whole = list(strokes(plain))
    assert len(whole) == len(set(whole))
    parts = [stroke for turn in range(len(OF_REQUESTS)) for stroke in strokes(plain, len(OF_REQUESTS), turn)]
    assert set(parts) == set(whole)


def test_a_late_request_comes_before_and_after_the_grace_and_open_ones_are_both_processed_and_not() -> None:
    late = [chance(kind).span(1, LATE_AT_MOST_S) for kind in OF_REQUESTS if kind.what is Fault.LATE]
    assert min(late) < 60 < sorted(late)[1] < GRACE_S < max(late)
    for what in (Fault.EMPTY_BODY, Fault.NO_CODE):
        assert {chance(kind).chance(0.5) for kind in OF_REQUESTS if kind.what is what} == {True, False}


def test_the_same_misfortune_leaves_the_same_trace() -> None:
    first, second = (Telling(BY_NAME["everything together"], Stroke(OF_REQUESTS[6], 4)).tell_all() for _ in "ab")
    assert first.outcome.trace == second.outcome.trace
    assert first.is_struck


def test_a_program_that_sends_again_blindly_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def blindly(error: StudyDeskError) -> Outcome:
        return of_write(NeverSent("lookup") if isinstance(error, NoAnswer) else error)

    monkeypatch.setattr(trip, "of_write", blindly)
    told = Telling(BY_NAME["posts without markers"], LOST).tell_all()
    assert {one.invariant for one in told.outcome.violations} == {"I2", "END"}


def test_an_end_that_nothing_excuses_is_a_violation() -> None:
    story = BY_NAME["reply"]
    other = type(story)(story.name, story.happens, story.seen, ["another answer"])
    (found,) = Telling(other, LOST).tell_all().outcome.violations
    assert (found.invariant, found.words) == ("END", "['one answer'] instead of ['another answer']")


@pytest.mark.parametrize("what", EXCUSES)
def test_an_end_is_excused_only_once_the_excuse_has_happened(what: Fault | Mishap) -> None:
    story = BY_NAME["reply"]
    other = type(story)(story.name, story.happens, story.seen, ["another answer"])
    never = Telling(other, Stroke(Kind(what), 1000)).tell_all()
    assert [one.invariant for one in never.outcome.violations] == ["END"]
    assert never.excuse == ""
    struck = Telling(other, Stroke(Kind(what), 0)).tell_all()
    assert struck.excuse == EXCUSES[what]
