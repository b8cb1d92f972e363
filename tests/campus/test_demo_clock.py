"""Times of the demo's content: spans from the campus' birth, and times of day on this computer's clock."""

from datetime import UTC, datetime

import pytest

from studydesk.campus.demo.clock import instant
from studydesk.errors import PackageRejected

BIRTH = int(datetime(2026, 11, 23, 23, 33, 7, tzinfo=UTC).timestamp())


def test_a_span_counts_from_the_birth() -> None:
    assert instant("+1d2h", BIRTH) - BIRTH == 26 * 3600
    assert instant("-90m", BIRTH) - BIRTH == -90 * 60
    assert instant(None, BIRTH) == 0


def test_a_time_of_day_is_that_of_this_computers_clock() -> None:
    local = datetime.fromtimestamp(instant("+6d@08:30", BIRTH)).astimezone()
    wanted = datetime.fromtimestamp(BIRTH + 6 * 86400).astimezone()
    assert (local.date(), local.hour, local.minute, local.second) == (wanted.date(), 8, 30, 0)


@pytest.mark.parametrize("wrong", ["3d", "+", "+@18:00", "+3d@24:00", "+3d@9:00", "soon"])
def test_what_is_no_time_is_refused(wrong: str) -> None:
    with pytest.raises(PackageRejected):
        instant(wrong, BIRTH)
