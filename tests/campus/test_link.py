"""What a probe says about the link, and how far the clocks differ."""

from datetime import UTC, datetime, timedelta

import pytest

from studydesk.campus.link import server_offset, state
from studydesk.domain.campus import Probe
from studydesk.domain.link import LinkState
from studydesk.errors import (
    BadAnswer,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotACampus,
    NotProcessed,
    SignedOut,
    StudyDeskError,
    UntrustedSite,
)

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "has_network", "expected"),
    [
        (Probe(NOW, 0.2), None, LinkState.ONLINE),
        (Probe(NOW, 0.2, maintenance=""), None, LinkState.MAINTENANCE),
        (Probe(None, 3.0), None, LinkState.SLOW),
        (NeverSent("lookup"), None, LinkState.NO_LINK),
        (NeverSent("lookup"), True, LinkState.NO_CAMPUS),
        (NeverSent("unreachable"), None, LinkState.NO_LINK),
        (NeverSent("refused"), None, LinkState.NO_CAMPUS),
        (NeverSent("timeout"), None, LinkState.NO_CAMPUS),
        (NeverSent("timeout"), False, LinkState.NO_LINK),
        (NeverSent("tls"), True, LinkState.NO_CAMPUS),
        (NeverSent(), None, LinkState.NO_LINK),
        (UntrustedSite("certificate"), None, LinkState.PORTAL),
        (UntrustedSite("certificate"), True, LinkState.PORTAL),
        (CaptivePortal("page"), None, LinkState.PORTAL),
        (CaptivePortal("redirect"), True, LinkState.PORTAL),
        (NotProcessed("maintenance"), None, LinkState.MAINTENANCE),
        (NotProcessed("busy"), None, LinkState.NO_CAMPUS),
        (NotProcessed("database"), None, LinkState.NO_CAMPUS),
        (NoAnswer("stalled"), None, LinkState.NO_CAMPUS),
        (BadAnswer("empty"), None, LinkState.NO_CAMPUS),
        (NotACampus("services_off"), None, LinkState.NO_CAMPUS),
        (SignedOut("invalidtoken"), None, LinkState.SIGNED_OUT),
    ],
)
def test_what_a_probe_means(outcome: Probe | StudyDeskError, has_network: bool | None, expected: LinkState) -> None:
    assert state(outcome, has_network=has_network) is expected


@pytest.mark.parametrize(
    ("rate", "expected"), [(None, LinkState.ONLINE), (7_999, LinkState.SLOW), (8_000, LinkState.ONLINE)]
)
def test_a_link_that_carries_little_is_slow(rate: float | None, expected: LinkState) -> None:
    assert state(Probe(NOW, 0.2), rate=rate) is expected


@pytest.mark.parametrize("ahead_s", [0, 90, -86400 * 3650])
def test_the_schools_clock_is_known_to_about_a_second(ahead_s: int) -> None:
    written = NOW + timedelta(seconds=ahead_s)
    received = NOW + timedelta(seconds=0.3)
    offset = server_offset(written.replace(microsecond=0), received, 0.6)
    assert abs(offset.total_seconds() - ahead_s) <= 0.5
