"""What may travel when: every rule at its edges, and nights in which clocks are changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.domain.plan import Held, Hold, Hours, Rules, Used, held, hours, monday, opening

BERLIN, KABUL, HAVANA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kabul"), ZoneInfo("America/Havana")
ZONES = (BERLIN, KABUL, HAVANA, ZoneInfo("Africa/Cairo"), ZoneInfo("America/Bogota"), UTC)
NIGHT = Hours(time(22), time(6))
ROOM = Used(free_bytes=10**12)
FILE = LocalFile(
    key=1,
    account=AccountId("a" * 16),
    course=CourseId(1),
    activity=ActivityId(2),
    url="https://school.example/pluginfile.php/1/a.mp4",
    name="a.mp4",
    path="/",
    size_bytes=1000,
    mime="video/mp4",
    media=Media.VIDEO,
    state=FileState.QUEUED,
)
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=BERLIN)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("22:00-06:00", Hours(time(22), time(6))),
        ("9:05-17:30", Hours(time(9, 5), time(17, 30))),
        (" 22:00 – 06:00 ", Hours(time(22), time(6))),
        ("22:00-22:00", None),
        ("24:00-06:00", None),
        ("22-6", None),
        ("22:00-06:60", None),
        ("", None),
        ("22:00-06:00-07:00", None),
    ],
)
def test_hours_are_read_or_refused(words: str, meant: Hours | None) -> None:
    assert hours(words) == meant


@pytest.mark.parametrize(
    ("span", "now", "is_open"),
    [
        ("09:00-17:00", time(8, 59, 59, 999_999), False),
        ("09:00-17:00", time(9), True),
        ("09:00-17:00", time(16, 59, 59), True),
        ("09:00-17:00", time(17), False),
        ("22:00-06:00", time(21, 59), False),
        ("22:00-06:00", time(22), True),
        ("22:00-06:00", time(23, 59, 59), True),
        ("22:00-06:00", time(0), True),
        ("22:00-06:00", time(5, 59, 59), True),
        ("22:00-06:00", time(6), False),
        ("00:00-06:00", time(0), True),
        ("00:00-06:00", time(23, 59), False),
        ("18:00-00:00", time(23, 59, 59), True),
        ("18:00-00:00", time(0), False),
    ],
)
def test_hours_begin_at_their_first_minute_and_end_before_their_last(span: str, now: time, is_open: bool) -> None:
    found = hours(span)
    assert found is not None
    assert found.covers(now) is is_open


@given(st.times(), st.times(), st.times())
def test_two_spans_that_meet_cover_every_moment_once(first: time, second: time, now: time) -> None:
    if first != second:
        assert Hours(first, second).covers(now) != Hours(second, first).covers(now)


MB = 1_000_000
NIGHTLY = Rules(hours=NIGHT)
PAID = Rules(is_metered=True, metered_media=frozenset({Media.TEXT}))
EVERYTHING = Rules(
    hours=NIGHT,
    day_bytes=0,
    week_bytes=0,
    is_metered=True,
    metered_media=frozenset(),
    budget_bytes=0,
    reserve_bytes=MB,
)


@pytest.mark.parametrize(
    ("file", "rules", "used", "why"),
    [
        (FILE, Rules(), ROOM, None),
        # The disk.
        (FILE, Rules(), Used(), Hold.DRIVE_GONE),
        (FILE, Rules(reserve_bytes=MB), Used(free_bytes=MB + 1000), None),
        (FILE, Rules(reserve_bytes=MB), Used(free_bytes=MB + 999), Hold.RESERVE),
        (FILE, Rules(), Used(free_bytes=1000), None),
        (FILE, Rules(), Used(free_bytes=999), Hold.RESERVE),
        # What was begun has its room already: it goes on, also where others took what is kept free.
        (replace(FILE, done_bytes=1), Rules(reserve_bytes=MB), Used(free_bytes=MB), None),
        (replace(FILE, done_bytes=1), Rules(reserve_bytes=MB), Used(free_bytes=MB - 1), None),
        (replace(FILE, state=FileState.RUNNING), Rules(reserve_bytes=MB), Used(free_bytes=0), None),
        # What courses may take; what is being fetched, and what came of it, is counted in `stored_bytes`.
        (FILE, Rules(budget_bytes=MB), replace(ROOM, stored_bytes=MB - 1000), None),
        (FILE, Rules(budget_bytes=MB), replace(ROOM, stored_bytes=MB - 999), Hold.BUDGET),
        (replace(FILE, done_bytes=500), Rules(budget_bytes=MB), replace(ROOM, stored_bytes=MB - 500), None),
        (replace(FILE, done_bytes=500), Rules(budget_bytes=MB), replace(ROOM, stored_bytes=MB - 499), Hold.BUDGET),
        (replace(FILE, state=FileState.RUNNING), Rules(budget_bytes=MB), replace(ROOM, stored_bytes=MB + 1), None),
        # A link that is paid by the megabyte.
        (FILE, PAID, ROOM, Hold.METERED),
        (replace(FILE, media=Media.TEXT), PAID, ROOM, None),
        (FILE, replace(PAID, is_metered=False), ROOM, None),
        (FILE, replace(PAID, metered_media=frozenset(Media)), ROOM, None),
        (replace(FILE, media=Media.TEXT), replace(PAID, metered_media=frozenset()), ROOM, Hold.METERED),
        # The allowance: exactly used up is used up.
        (FILE, Rules(day_bytes=MB), replace(ROOM, day_bytes=MB - 1), None),
        (FILE, Rules(day_bytes=MB), replace(ROOM, day_bytes=MB), Hold.DAY_ALLOWANCE),
        (FILE, Rules(week_bytes=MB), replace(ROOM, week_bytes=MB - 1), None),
        (FILE, Rules(week_bytes=MB), replace(ROOM, week_bytes=MB), Hold.WEEK_ALLOWANCE),
        (FILE, Rules(day_bytes=MB, week_bytes=MB), replace(ROOM, week_bytes=MB, day_bytes=MB), Hold.DAY_ALLOWANCE),
        # The order in which they are told.
        (FILE, EVERYTHING, Used(), Hold.DRIVE_GONE),
        (FILE, EVERYTHING, Used(free_bytes=0), Hold.RESERVE),
        (FILE, EVERYTHING, ROOM, Hold.BUDGET),
        (FILE, replace(EVERYTHING, budget_bytes=None), ROOM, Hold.HOURS),
        (FILE, replace(EVERYTHING, budget_bytes=None, hours=None), ROOM, Hold.METERED),
        (FILE, replace(EVERYTHING, budget_bytes=None, hours=None, is_metered=False), ROOM, Hold.DAY_ALLOWANCE),
        # What the learner wants now goes, but not onto a disk without room.
        (replace(FILE, is_urgent=True), replace(EVERYTHING, budget_bytes=None), ROOM, None),
        (replace(FILE, is_urgent=True), EVERYTHING, ROOM, Hold.BUDGET),
        (replace(FILE, is_urgent=True), EVERYTHING, Used(free_bytes=0), Hold.RESERVE),
        (replace(FILE, is_urgent=True), Rules(), Used(), Hold.DRIVE_GONE),
    ],
)
def test_a_file_is_held_by(file: LocalFile, rules: Rules, used: Used, why: Hold | None) -> None:
    found = held(file, rules, used, NOON)
    assert (found.why if found else None) is why


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("rules", "used", "now", "until"),
    [
        (NIGHTLY, ROOM, NOON, berlin(25, 22)),
        (NIGHTLY, ROOM, berlin(25, 6), berlin(25, 22)),
        (NIGHTLY, ROOM, berlin(25, 21, 59), berlin(25, 22)),
        (Rules(hours=Hours(time(9), time(10))), ROOM, berlin(25, 10), berlin(26, 9)),
        (Rules(hours=Hours(time(9), time(10))), ROOM, berlin(25, 8), berlin(25, 9)),
        (Rules(day_bytes=0), ROOM, NOON, berlin(26, 0)),
        (Rules(day_bytes=0), ROOM, berlin(25, 0), berlin(26, 0)),
        (Rules(week_bytes=0), ROOM, NOON, berlin(30, 0)),
        (Rules(week_bytes=0), ROOM, berlin(29, 23, 59), berlin(30, 0)),
        (Rules(week_bytes=0), ROOM, berlin(30, 0), berlin(7, 0, month=12)),
        (PAID, ROOM, NOON, None),
        (Rules(), Used(), NOON, None),
        (Rules(budget_bytes=0), ROOM, NOON, None),
    ],
)
def test_it_waits_until(rules: Rules, used: Used, now: datetime, until: datetime | None) -> None:
    found = held(FILE, rules, used, now)
    assert found is not None
    assert found.until == until


def test_hours_that_clocks_skip_open_when_clocks_have_jumped() -> None:
    # 29 March 2026: 02:00 becomes 03:00.
    before = berlin(29, 1, 30, month=3)
    assert opening(Hours(time(2, 30), time(4)), before) == berlin(29, 3, month=3)
    # Hours that lie wholly in the hour that is skipped do not come that night.
    assert opening(Hours(time(2, 15), time(2, 45)), before) == berlin(30, 2, 15, month=3)


def test_hours_that_come_twice_open_twice() -> None:
    # 25 October 2026: 03:00 becomes 02:00 again.
    span = Hours(time(2, 30), time(2, 45))
    assert opening(span, berlin(25, 2, month=10)).fold == 0
    again = opening(span, berlin(25, 2, 50, month=10))
    assert (again.time(), again.fold) == (time(2, 30), 1)
    # Closed at 02:30, and open again when it is 02:00 once more.
    again = opening(Hours(time(1, 30), time(2, 30)), berlin(25, 2, 40, month=10))
    assert (again.time(), again.fold) == (time(2, 0), 1)
    # In the second 02:15 it is not 02:30 yet, whatever the first time round was.
    again = opening(span, berlin(25, 2, 15, month=10, fold=1))
    assert (again.time(), again.fold) == (time(2, 30), 1)


def test_a_day_whose_midnight_is_skipped_begins_after_it() -> None:
    # Havana, 8 March 2026: 00:00 becomes 01:00.
    now = datetime(2026, 3, 7, 20, tzinfo=HAVANA)
    found = held(FILE, Rules(day_bytes=0), ROOM, now)
    assert found == Held(Hold.DAY_ALLOWANCE, datetime(2026, 3, 8, 1, tzinfo=HAVANA))


SINCE_2020 = st.integers(0, 18 * 365 * 86_400)
INSTANTS = st.builds(lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), SINCE_2020)
CLOCK_CHANGES = st.sampled_from([datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)])
NEAR_CHANGES = st.builds(lambda at, minutes: at + timedelta(minutes=minutes), CLOCK_CHANGES, st.integers(0, 600))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(st.one_of(INSTANTS, NEAR_CHANGES), st.sampled_from(ZONES), MINUTES, MINUTES)
def test_hours_open_at_the_first_minute_they_are_said_to(at: datetime, zone: ZoneInfo, start: time, end: time) -> None:
    if start == end:
        return
    span, now = Hours(start, end), at.astimezone(zone)
    found = held(FILE, Rules(hours=span), ROOM, now)
    if found is None:
        assert span.covers(now.time())
        return
    assert found.until is not None
    until = found.until.astimezone(UTC)
    assert found.until.utcoffset() is not None
    assert at < until <= at + timedelta(days=2)
    assert held(FILE, Rules(hours=span), ROOM, until.astimezone(zone)) is None
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute < until:
        assert held(FILE, Rules(hours=span), ROOM, minute.astimezone(zone)) is not None
        minute += timedelta(minutes=17)


@given(INSTANTS, st.sampled_from(ZONES), st.booleans())
def test_an_allowance_comes_back_within_a_week(at: datetime, zone: ZoneInfo, of_day: bool) -> None:
    rules = Rules(day_bytes=0) if of_day else Rules(week_bytes=0)
    found = held(FILE, rules, ROOM, at.astimezone(zone))
    assert found is not None
    assert found.until is not None
    until = found.until.astimezone(UTC)
    # A week in which clocks are put back has an hour more.
    assert at < until <= at + timedelta(days=1 if of_day else 7, hours=1)
    last, first = (until - timedelta(microseconds=1)).astimezone(zone).date(), until.astimezone(zone).date()
    today = at.astimezone(zone).date()
    assert (last, first) == (today, today + timedelta(days=1)) or not of_day
    assert of_day or (monday(last), first) == (monday(today), monday(today) + timedelta(days=7))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 29), date(2026, 11, 23)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2027, 1, 1), date(2026, 12, 28)),
    ],
)
def test_a_week_begins_on_monday(day: date, first: date) -> None:
    assert monday(day) == first
