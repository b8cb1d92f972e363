"""Work begun before something else happened: other devices' work and newer words are not lost."""

from datetime import datetime

import pytest

from studydesk.domain.outbox import State
from studydesk.sync.school_clock import SchoolClock
from tests.study.conftest import Learning


def test_work_another_device_saved_after_the_draft_was_begun_is_a_conflict(learning: Learning) -> None:
    assignments, notes = learning.desk.assignments, learning.assignment("notes")
    assignments.keep_draft(notes, text="mine")
    learning.campus.office.act(
        "amina",
        "mod_assign_save_submission",
        assignmentid=notes,
        plugindata={"onlinetext_editor": {"text": "<p>elsewhere</p>", "format": 1, "itemid": 0}},
    )
    assert learning.go() == 0
    assert assignments.task(notes).submitted_text == "elsewhere"
    assignments.submit(notes)
    assert learning.go() == 1
    assert learning.desk.outbox.items()[0].state is State.CONFLICT
    assert assignments.task(notes).submitted_text == "elsewhere"


def test_words_typed_while_the_older_ones_are_handed_in_stay_a_draft(
    learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignments, notes = learning.desk.assignments, learning.assignment("notes")
    assignments.keep_draft(notes, text="older")
    check = SchoolClock.now

    def now(clock: SchoolClock) -> datetime:
        monkeypatch.setattr(SchoolClock, "now", check)  # a hook, not a mock: it is asked between reading and queueing
        assignments.keep_draft(notes, text="newer")
        return check(clock)

    monkeypatch.setattr(SchoolClock, "now", now)
    assignments.submit(notes)
    assert assignments.task(notes).draft.text == "newer"
    assert [item.text for item in learning.desk.outbox.items()] == ["older"]
