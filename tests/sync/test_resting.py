"""A site that wants to be left alone is, unless the learner says otherwise: then it is asked once."""

from datetime import timedelta

import pytest

from studydesk.domain.outside import Cancel
from studydesk.store import files
from studydesk.sync.courier import Courier, Outside
from tests.sync.conftest import Course
from tests.sync.fake_campus import Fault
from tests.sync.file_site import Asked, FileSite, Learner, Reply, as_usual
from tests.sync.test_refresh import want_all
from tests.sync.world import POLICY, World


def busy(_asked: Asked, _site: FileSite) -> None:
    raise Reply(503, b"", Retry_After="1800")


def rests(learner: Learner) -> bool:
    return learner.run().stopped == "resting"


@pytest.fixture
def resting(learner: Learner) -> Learner:
    """Give a learner who was told to come back in half an hour."""
    learner.put("a.pdf", b"a" * 30_000)
    learner.put("b.pdf", b"b" * 30_001)
    learner.want()
    learner.site.begins = busy
    assert learner.run().stopped == "busy"
    assert rests(learner)
    return learner


def press(learner: Learner, *names: str) -> None:
    """Do what "Download now anyway" does."""
    with learner.w.store.library.write() as w:
        for name in names:
            file = learner.file(name)
            files.forget_wait(w, file.key)
            files.place(w, file.key, file.rank, is_urgent=True)


def test_download_now_asks_once_and_then_the_site_rests_again(resting: Learner) -> None:
    asked_before = len(resting.site.asked)
    press(resting, "a.pdf", "b.pdf")
    assert resting.run().stopped == "busy"
    assert rests(resting)
    assert len(resting.site.asked) == asked_before + 1
    press(resting, "a.pdf", "b.pdf")
    resting.site.begins = as_usual
    assert resting.run().stopped is None
    resting.check("a.pdf", "b.pdf")


def test_somebody_who_looks_themselves_is_not_told_to_wait(resting: Learner) -> None:
    resting.site.begins = as_usual
    resting.fetch.ask_again(is_new_way=False)
    assert not rests(resting)
    resting.check("b.pdf")


@pytest.mark.parametrize(("reason", "asks"), [("learner", True), ("link", True), ("work", False)])
def test_a_look_of_the_learner_or_a_new_way_lets_downloads_ask_again_and_a_new_post_does_not(
    w: World, course: Course, reason: str, asks: bool
) -> None:
    for name in ("a.mp4", "b.mp4"):
        w.school.add_file(course.film, name, name.encode() * 40_000)
    courier = Courier(w.account, w.store, Outside(lambda: w.campus, w.clock, w.chance), POLICY, w.at_school)
    w.clock.pass_time(timedelta(minutes=20))
    courier.turn(Cancel())
    want_all(w, course.film)
    w.wire.script = lambda name, _number: Fault.BUSY if name == "file" else None
    courier.fetch_turn(Cancel())
    w.wire.calls.clear()
    courier.wake(reason)
    courier.fetch_turn(Cancel())
    assert ("file" in w.wire.calls) is asks
