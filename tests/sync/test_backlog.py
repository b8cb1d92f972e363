"""How long nothing is to be done after a run of downloads."""

from datetime import timedelta

from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.plan import Held, Hold
from studydesk.store import files
from studydesk.sync.backlog import Backlog
from studydesk.sync.loop import LONGEST
from studydesk.sync.reports import FetchReport
from tests.sync.file_site import Learner

HELD = FetchReport(stopped="held", held=Held(Hold.BUDGET))


def wait_after(learner: Learner, report: FetchReport) -> timedelta:
    return Backlog(learner.w.account, learner.w.store, learner.w.at_school).wait(report)


def waits(learner: Learner, event: FileEvent, seconds: float) -> None:
    """Let the film wait until so many seconds from now."""
    film = learner.file("film.mp4")
    until = learner.w.at_school.now() + timedelta(seconds=seconds)
    with learner.w.store.library.write() as writer:
        files.move(writer, film.key, film.state, FileEvent.STARTED)
        files.move(writer, film.key, FileState.RUNNING, event, not_before=until)


def test_a_file_whose_time_has_come_and_that_the_rules_hold_is_not_looked_at_every_two_seconds(
    learner: Learner,
) -> None:
    learner.put("film.mp4", b"film")
    learner.want()
    waits(learner, FileEvent.INTERRUPTED, 5)
    assert timedelta(seconds=4) < wait_after(learner, HELD) <= timedelta(seconds=5)
    learner.w.clock.pass_time(7)
    assert wait_after(learner, HELD) == timedelta(seconds=2)  # the run may have ended just before
    learner.w.clock.pass_time(60)
    assert wait_after(learner, HELD) == LONGEST


def test_a_file_that_failed_and_is_due_is_tried_at_once(learner: Learner) -> None:
    learner.put("film.mp4", b"film")
    learner.want()
    waits(learner, FileEvent.FAILED, 60)
    learner.w.clock.pass_time(600)
    assert wait_after(learner, HELD) == timedelta(seconds=2)
