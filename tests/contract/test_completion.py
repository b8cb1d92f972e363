"""Completion: states that may be sent twice, and those that only a visit changes."""

from collections.abc import Iterator

import pytest

from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.errors import Refused
from tests.campus.school import Json
from tests.contract.site import Site

_SET = "core_completion_update_activity_completion_status_manually"


def state(campus: Site, activity: int) -> Json:
    """Return the completion of an activity as the site tells it."""
    asked = {"courseid": campus.places.course, "userid": campus.learner.id}
    told = campus.learner("core_completion_get_activities_completion_status", **asked)["statuses"]
    return next(each for each in told if each["cmid"] == activity)


@pytest.fixture
def tick(campus: Site) -> Iterator[int]:
    """Return an activity that is marked by hand, unmarked; afterwards it is as it was."""
    activity = campus.need(campus.places.ticked, "activity that is marked by hand")
    before = state(campus, activity)["state"]
    campus.learner(_SET, cmid=activity, completed=0)
    yield activity
    campus.learner(_SET, cmid=activity, completed=before)


def test_a_mark_sent_twice_is_one_mark_and_keeps_its_time(campus: Site, tick: int) -> None:
    assert campus.learner(_SET, cmid=tick, completed=1) == {"status": True, "warnings": []}
    first = state(campus, tick)
    campus.wait(2)
    assert campus.learner(_SET, cmid=tick, completed=1) == {"status": True, "warnings": []}
    assert state(campus, tick) == first
    assert first["state"] == 1


def test_a_mark_is_taken_away_and_that_twice_too(campus: Site, tick: int) -> None:
    campus.desk.writes.set_done(ActivityId(tick), True)
    for _time in range(2):
        campus.desk.writes.set_done(ActivityId(tick), False)
        assert campus.desk.reads.completion(CourseId(campus.places.course))[ActivityId(tick)] is False


def test_an_automatic_one_cannot_be_set(campus: Site) -> None:
    viewed = campus.need(campus.places.viewed, "activity that is complete when viewed")
    assert campus.learner(_SET, cmid=viewed.activity, completed=1)["errorcode"] == "cannotmanualctrack"
    with pytest.raises(Refused) as caught:
        campus.desk.writes.set_done(ActivityId(viewed.activity), True)
    assert caught.value.code == "cannotmanualctrack"


def test_one_without_tracking_cannot_be_set(campus: Site) -> None:
    untracked = campus.need(campus.places.untracked, "activity without completion")
    assert campus.learner(_SET, cmid=untracked, completed=1)["errorcode"] == "cannotmanualctrack"


def test_fetching_its_file_does_not_complete_an_activity_and_viewing_does(campus: Site) -> None:
    viewed = campus.need(campus.places.viewed, "activity that is complete when viewed")
    before = state(campus, viewed.activity)["state"]
    if viewed.file is not None:
        assert campus.learner.get(viewed.file).status_code == 200
        assert state(campus, viewed.activity)["state"] == before
    for _time in range(2):
        campus.desk.writes.view(Kind(viewed.kind), viewed.instance)
        assert state(campus, viewed.activity)["state"] == 1
