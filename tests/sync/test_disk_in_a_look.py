"""A disk that fails while the school is asked about an unanswered write: nothing was decided, so it is asked again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest

from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import State
from studydesk.errors import DriveGone, StorageFailed, StorageFull, StudyDeskError
from studydesk.store.database import Database, Writer
from tests.sync.conftest import Course
from tests.sync.fake_campus import Fault, no_faults
from tests.sync.world import AMINA, World

GRACE_OVER = 11 * 60
DISK = [StorageFull(), StorageFailed("library.db"), DriveGone("courses")]


def _reply(w: World, course: Course) -> IntentId:
    return w.reply(course.hello, "one")


def _beginning(w: World, course: Course) -> IntentId:
    return w.start(course.forum, "Mine", "one")


def _work(w: World, course: Course) -> IntentId:
    return w.hand_in(course.essay, "one")


WRITES = {"add_posts": _reply, "add_discussion": _beginning, "save_submission": _work}


@contextmanager
def failing(library: Database, error: StudyDeskError, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the library take nothing in this block."""

    def refuse(_self: Database) -> Writer:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(library, "write", partial(refuse, library))
        yield


@pytest.mark.parametrize("error", DISK, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("name", WRITES)
def test_a_disk_that_fails_during_a_look_leaves_it_in_doubt(
    w: World, course: Course, monkeypatch: pytest.MonkeyPatch, name: str, error: StudyDeskError
) -> None:
    item = WRITES[name](w, course)
    w.wire.script = lambda call, _number: Fault.ANSWER_LOST if call == name else Fault.LOST if call == "posts" else None
    w.deliver_once()
    assert w.state(item) is State.UNCERTAIN
    w.wire.script = no_faults
    w.clock.pass_time(GRACE_OVER)
    with failing(w.store.library, error, monkeypatch), suppress(type(error)):
        w.deliver_once()
    # Of a discussion only what is seen of it is kept there: it has its receipt before.
    assert w.state(item) is (State.SENT if name == "add_discussion" else State.UNCERTAIN)
    w.settle()
    assert w.state(item) is State.SENT
    held = w.school.submission(AMINA, course.essay.id)
    assert w.copies("one") + (fingerprint(held.text_html) == "one") == 1
    assert w.school.state.saves == (name == "save_submission")


def test_a_disk_that_fails_before_a_write_is_said_as_it_is(
    w: World, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = _work(w, course)
    with failing(w.store.library, StorageFailed("library.db"), monkeypatch):
        w.deliver_once()
    kept = w.item(item)
    assert kept.problem is not None
    assert (kept.state, kept.problem.code) == (State.QUEUED, "disk_failed")
    w.settle()
    assert w.state(item) is State.SENT
