"""What holds downloads, in words."""

from datetime import UTC, datetime

import pytest

from studydesk import wording
from studydesk.domain.courses import Media
from studydesk.domain.plan import Held, Hold, Rules

AT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
RULES = Rules(
    day_bytes=200_000_000,
    week_bytes=1_000_000_000,
    budget_bytes=5_000_000_000,
    reserve_bytes=300_000_000,
    metered_media=frozenset({Media.TEXT}),
)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (Held(Hold.HOURS, AT), "Waiting for 22:00"),
        (Held(Hold.DAY_ALLOWANCE, AT), "Today's 200 MB are used up; goes on at midnight"),
        (Held(Hold.WEEK_ALLOWANCE, AT), "This week's 1 GB are used up; goes on next Monday"),
        (Held(Hold.METERED), "This link is paid by the megabyte. Only text travels by itself."),
        (
            Held(Hold.BUDGET),
            "Courses may take 5 GB on this computer, and there is no room left for this. Free some space.",
        ),
        (Held(Hold.RESERVE), "The disk is nearly full: 300 MB of it stay free. Free some space."),
        (Held(Hold.DRIVE_GONE), "The drive with your courses is not here: plug it in."),
    ],
)
def test_what_holds_a_download_is_said_with_its_figure(held: Held, words: str) -> None:
    assert wording.held(held, RULES, UTC) == words


@pytest.mark.parametrize("why", Hold)
def test_it_is_said_without_figures_too(why: Hold) -> None:
    said = wording.held(Held(why))
    assert len(said) > 5
    assert "None" not in said
    assert "!" not in said


def test_what_travels_over_a_paid_link_is_what_the_learner_chose() -> None:
    def said(*media: Media) -> str:
        return wording.held(Held(Hold.METERED), Rules(metered_media=frozenset(media)))

    assert said().endswith("Nothing travels by itself.")
    assert said(Media.TEXT, Media.DOCUMENT).endswith("Only text and documents travel by themselves.")
