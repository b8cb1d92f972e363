"""This computer's zone knows its clock changes."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studydesk.app.zone import LocalZone

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="only here can a test move the computer's zone")


@pytest.fixture(params=["Europe/Berlin", "America/Havana", "Asia/Kabul"])
def there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """This computer stands in another country as long as the test lasts."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield ZoneInfo(request.param)
    monkeypatch.undo()
    time.tzset()


MINUTES = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, n, tzinfo=UTC) for n in (7, 28)] + [datetime(2026, 10, 24, tzinfo=UTC)]),
    st.integers(0, 4 * 1440),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MINUTES)
def test_instants_are_told_as_the_zone_tells_them(there: ZoneInfo, at: datetime) -> None:
    local, expected = at.astimezone(LocalZone()), at.astimezone(there)
    assert (local.replace(tzinfo=None), local.fold) == (expected.replace(tzinfo=None), expected.fold)
    assert local.utcoffset() == expected.utcoffset()
    assert local.astimezone(UTC) == at
    assert local.tzname() == expected.tzname()


def test_a_day_after_a_clock_change_is_a_day_by_the_wall_clock() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC).astimezone(LocalZone())
    assert (before + timedelta(days=1)).time() == before.time()
    assert before.tzinfo is not None
    assert before.tzinfo.dst(before) is None
    assert LocalZone().utcoffset(None) is None
    assert LocalZone().tzname(None) is None
