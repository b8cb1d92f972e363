"""The exhaustive stories can fail: each planted bug is caught by what the school holds in the end.

The protocol has layers: with the markers in place, copies that one broken layer makes are adopted or taken back by the
next. So the bugs that double posts are planted together with a site policy that keeps no markers.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from studydesk.domain.forums import as_html
from studydesk.domain.outbox import Event, Item, Problem
from studydesk.errors import StudyDeskError
from studydesk.sync import handin, outcomes, posting, starting, submitting, trip
from studydesk.sync.handin import Verdict
from studydesk.sync.ledger import Ledger
from studydesk.sync.lookup import Sight
from studydesk.sync.outcomes import Outcome
from tests.sync.fake_campus import Fault
from tests.sync.test_exhaustive import STORIES, play
from tests.sync.world import world

Patch = Callable[[pytest.MonkeyPatch], None]


def no_markers(patch: pytest.MonkeyPatch) -> None:
    """Posts travel without their markers."""
    patch.setattr(posting, "html_of", lambda _item, words, _trip: as_html(words))
    patch.setattr(starting, "html_of", lambda _item, words, _trip: as_html(words))


def blind_resending(patch: pytest.MonkeyPatch) -> None:
    """No answer is taken for "never sent"."""
    no_markers(patch)
    real = outcomes.of_write

    def of_write(error: StudyDeskError) -> Outcome:
        outcome = real(error)
        return Outcome(Event.NEVER_SENT, Problem("x")) if outcome.event is Event.NO_ANSWER else outcome

    patch.setattr(trip, "of_write", of_write)


def no_looking(patch: pytest.MonkeyPatch) -> None:
    """A look-up never finds anything."""
    no_markers(patch)
    patch.setattr(posting, "sight", lambda *_: Sight())
    patch.setattr(starting, "sight", lambda *_: Sight())


def no_grace(patch: pytest.MonkeyPatch) -> None:
    """The look-up comes at once, before what is late can have arrived."""
    no_markers(patch)
    real = Ledger._after

    def after(self: Ledger, item: Item, outcome: Outcome) -> Item:

        moved = real(self, item, outcome)
        return replace(moved, not_before=None) if outcome.event is Event.NO_ANSWER else moved

    patch.setattr(Ledger, "_after", after)


def always_saving(patch: pytest.MonkeyPatch) -> None:
    """What the school holds already is saved again."""

    def judge(_item: Item, _intent: object, _server: object, _own: object, _tolerance: timedelta) -> Verdict:
        return Verdict.SAVE

    patch.setattr(handin, "judge", judge)


def no_draft_check(patch: pytest.MonkeyPatch) -> None:
    """Saving with a draft area nobody filled."""
    patch.setattr(submitting, "fill", lambda *_: 1)


def no_own_versions(patch: pytest.MonkeyPatch) -> None:
    """My own save before looks like somebody else's."""
    patch.setattr(submitting, "own_versions", lambda *_: frozenset[datetime]())


def never_submitting(patch: pytest.MonkeyPatch) -> None:
    """The step after the save is forgotten."""
    patch.setattr(handin, "must_submit", lambda *_: False)


PLANTED: list[tuple[Patch, str, Fault]] = [
    (blind_resending, "replies", Fault.ANSWER_LOST),
    (no_looking, "replies", Fault.ANSWER_LOST),
    (no_looking, "discussion", Fault.CUT),
    (no_grace, "discussion", Fault.LATE),
    (always_saving, "submission", Fault.ANSWER_LOST),
    (no_draft_check, "submission", Fault.LOST),
    (no_own_versions, "two versions", Fault.LOST),
    (never_submitting, "submission", Fault.LOST),
]


@pytest.mark.parametrize(("plant", "story", "fault"), PLANTED)
def test_a_planted_bug_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Patch, story: str, fault: Fault
) -> None:
    plant(monkeypatch)
    with world(tmp_path) as w, pytest.raises(AssertionError):
        play(w, STORIES[story], fault, tmp_path)
