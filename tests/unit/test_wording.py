"""Sentences a learner reads: states, times, sizes and errors."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from studydesk import errors, wording
from studydesk.domain.assignments import Status
from studydesk.domain.courses import Kind
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.link import Link, LinkState
from studydesk.domain.outbox import Problem, State
from studydesk.domain.work import IntentKind
from studydesk.study.views.courses import DiskState
from studydesk.wording import units

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Thing:
    """As much of a thing in the outbox as the sentence needs."""

    state: State
    problem: Problem | None = None
    next_try_at: datetime | None = None
    checking_at: datetime | None = None
    sent_at: datetime | None = None


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (1234, "1.2 kB"),
        (12_000_000, "12 MB"),
        (999_499, "999 kB"),
        (999_600, "1 MB"),
        (1_500_000_000, "1.5 GB"),
        (5_000_000_000_000, "5000 GB"),
    ],
)
def test_sizes_are_short(count: int, words: str) -> None:
    assert wording.size(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (5, "less than a minute"),
        (180, "about 3 min"),
        (6600, "about 1 h 50 min"),
        (7200, "about 2 h"),
        (40_000, "about 11 h"),
        (260_000, "about 3 days"),
    ],
)
def test_spans_are_rough(seconds: float | None, words: str) -> None:
    assert wording.duration(seconds) == words


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=30), "in 30 minutes, today 13:30"),
        (timedelta(hours=20), "in 20 hours, tomorrow 09:00"),
        (timedelta(days=2, hours=5), "in 2 days, Wed 18:00"),
        (timedelta(days=5, hours=20), "in 6 days, Sun 09:00"),
        (timedelta(hours=-37), "1 day ago, yesterday 00:00"),
        (timedelta(days=20), "in 20 days, Sun 13 Dec 13:00"),
        (timedelta(days=60), "in 60 days, Fri 22 Jan 2027 13:00"),
        (timedelta(hours=-3), "3 hours ago, today 10:00"),
        (timedelta(seconds=10), "just now, today 13:00"),
    ],
)
def test_instants_say_how_far_away_they_are(after: timedelta, words: str) -> None:
    assert wording.when(NOW + after, NOW, UTC) == words


def test_instants_are_shown_in_the_learners_own_zone() -> None:
    nairobi = timezone(timedelta(hours=3))
    assert wording.when(NOW + timedelta(hours=9), NOW, nairobi) == "in 9 hours, tomorrow 01:00"


@pytest.mark.parametrize(
    ("disk", "words"),
    [
        (DiskState(None), "On this computer"),
        (DiskState(FileState.PRESENT, 100, 100), "On this computer"),
        (DiskState(FileState.RUNNING, 21_000_000, 0, 9_000_000), "Downloading 42 %, 12 MB left"),
        (DiskState(FileState.ABSENT, 12_000_000), "Not downloaded · 12 MB"),
        (DiskState(FileState.ABSENT), "Not downloaded"),
        (DiskState(FileState.STALE, 3_000_000, 3_000_000), "Newer version at school · 3 MB"),
        (DiskState(FileState.FAILED, 5, problem="gone"), "Could not be downloaded: it is not there any more."),
        (DiskState(FileState.QUEUED, 5_000_000, not_before=NOW.replace(hour=22)), "Waiting for 22:00"),
        (DiskState(FileState.QUEUED, 5_000_000), "Waiting to download · 5 MB"),
        (DiskState(FileState.PAUSED, 5_000_000, 0, 1_000_000), "Paused · 4 MB left"),
    ],
)
def test_what_is_on_disk_is_told_in_the_words_of_the_design(disk: DiskState, words: str) -> None:
    assert wording.disk_state(disk, tz=UTC) == words


def test_what_cannot_be_opened_here_needs_the_internet() -> None:
    assert wording.disk_state(DiskState(None), opens_here=False) == "Needs the internet"


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (Thing(State.QUEUED), "Waiting to send"),
        (Thing(State.SENDING), "Sending"),
        (
            Thing(State.UNCERTAIN, checking_at=NOW + timedelta(minutes=8)),
            "Sent, but no answer came back. Checking at the school in 8 min",
        ),
        (Thing(State.UNCERTAIN), "Sent, but no answer came back. Checking at the school at the next chance"),
        (Thing(State.SENT, sent_at=NOW), "At the school since 13:00"),
        (Thing(State.SENT, sent_at=NOW - timedelta(days=2)), "At the school since Sat 21 Nov 13:00"),
        (
            Thing(State.REJECTED, Problem("cannotcreatediscussion")),
            "The school said no: the forum is closed. Your text is kept",
        ),
        (Thing(State.REJECTED, Problem("strange", "Kein Platz")), "The school said no: Kein Platz. Your text is kept"),
        (Thing(State.CONFLICT), "Changed at the school too. Choose"),
        (
            Thing(State.QUEUED, Problem("busy"), next_try_at=NOW + timedelta(minutes=5)),
            "Waiting to send. The school is busy. Next try in 5 min",
        ),
    ],
)
def test_what_was_written_is_told_in_the_words_of_the_design(thing: Thing, words: str) -> None:
    assert wording.writing_state(thing, NOW, UTC) == words


def test_every_state_and_kind_has_words() -> None:
    assert len({wording.link_state(Link(state)) for state in LinkState}) == len(LinkState)
    assert all(wording.link_detail(Link(state)) for state in LinkState)
    assert all(wording.writing_state(Thing(state), NOW) for state in State)
    assert all(wording.disk_state(DiskState(state)) for state in FileState)
    assert all(wording.kind(kind) for kind in Kind)
    assert all(wording.intent_kind(kind) for kind in IntentKind)
    assert all(wording.status(status) for status in Status)


def test_a_price_names_bytes_time_and_money() -> None:
    assert wording.price(Price(2, 84_000_000, 6600), 0.05) == "84 MB, about 1 h 50 min, costs 4.20"
    assert wording.price(Price(2, 84_000_000)) == "84 MB"


def _errors(of: type[errors.StudyDeskError]) -> list[type[errors.StudyDeskError]]:
    known = (kind for kind in of.__subclasses__() if kind.__module__ == errors.__name__)  # tests may have their own
    return [of, *(deeper for kind in known for deeper in _errors(kind))]


_MADE: dict[type[errors.StudyDeskError], errors.StudyDeskError] = {
    errors.NotProcessed: errors.NotProcessed("maintenance"),
    errors.NotACampus: errors.NotACampus("not_moodle"),
    errors.NotAvailable: errors.NotAvailable("mod_x_get_y"),
    errors.Refused: errors.Refused("nopostforum", "no"),
    errors.Corrupt: errors.Corrupt("ab" * 32),
    errors.StorageFailed: errors.StorageFailed("work.db"),
    errors.DriveGone: errors.DriveGone("courses"),
    errors.WorkDamaged: errors.WorkDamaged("work.db", (Path("a"),)),
    errors.WorkGone: errors.WorkGone("work.db", Path("profile"), Path("work.db")),
    errors.PackageRejected: errors.PackageRejected("zip_bomb"),
    errors.Invalid: errors.Invalid("empty"),
}


@pytest.mark.parametrize("kind", _errors(errors.StudyDeskError), ids=lambda kind: kind.__name__)
def test_every_error_says_what_happened_and_what_is_safe_without_codes_or_shouting(
    kind: type[errors.StudyDeskError],
) -> None:
    said = wording.error(_MADE.get(kind) or kind())
    assert said.happened.endswith(".")
    assert kind is errors.StudyDeskError or "inside StudyDesk" not in said.happened
    assert said.safe or isinstance(_MADE.get(kind), errors.NotACampus)
    assert "!" not in str(said)
    assert "_" not in str(said)


def test_a_full_disk_says_how_much_to_free() -> None:
    said = wording.error(errors.StorageFull(200_000_000))
    assert str(said) == "The disk is full. What was saved before is safe. Free 200 MB to go on."


@pytest.mark.parametrize("reason", ["empty", "too_many_files", "file_too_large", "too_many_words", "subject_too_long"])
def test_what_is_not_possible_names_the_limit(reason: str) -> None:
    words = wording.invalid(reason, 5_000_000)
    assert words != wording.invalid("no such reason")
    assert reason == "empty" or "5" in words


def test_an_unknown_language_falls_back_to_english(tmp_path: Path) -> None:
    wording.use("tlh", tmp_path)
    assert wording.tr("Sending") == "Sending"
    assert wording.tr("") == ""


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([776, 106, 67, 51], ["78 %", "10 %", "7 %", "5 %"]),
        ([1, 1, 1], ["34 %", "33 %", "33 %"]),
        ([1_000_000, 1], ["100 %", "0 %"]),
        ([5], ["100 %"]),
        ([0, 0], ["0 %", "0 %"]),
        ([], []),
    ],
)
def test_the_parts_of_a_whole_add_up(counts: list[int], told: list[str]) -> None:
    assert units.shares(counts) == told
