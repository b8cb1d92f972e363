"""What the last probe, or its failure, says about the link, and how far the clocks differ."""

from datetime import datetime, timedelta

from studydesk.domain.campus import Probe
from studydesk.domain.link import LinkState
from studydesk.errors import (
    CaptivePortal,
    NeverSent,
    NotAvailable,
    NotProcessed,
    SignedOut,
    StudyDeskError,
    UntrustedSite,
)

SLOW_ROUND_TRIP_S = 2.0  # from here on a learner notices every request
SLOW_RATE = 8_000.0  # bytes per second: 64 kbit/s
_NO_WAY = frozenset({"lookup", "unreachable"})


def state(outcome: Probe | StudyDeskError, *, rate: float | None = None, has_network: bool | None = None) -> LinkState:
    """Return what a probe's answer or failure means.

    `rate` is the measured goodput in bytes per second, `has_network` the operating system's word; None = not known.
    A certificate that is not trusted counts as a portal: that is how one looks from https (sync.md, what a link is).
    """
    if isinstance(outcome, Probe):
        if outcome.maintenance is not None:
            return LinkState.MAINTENANCE
        is_slow = outcome.round_trip_s > SLOW_ROUND_TRIP_S or (rate is not None and rate < SLOW_RATE)
        return LinkState.SLOW if is_slow else LinkState.ONLINE
    match outcome:
        case SignedOut():
            return LinkState.SIGNED_OUT
        case CaptivePortal():
            return LinkState.PORTAL
        case UntrustedSite(args=("certificate",)):
            return LinkState.PORTAL
        case NotProcessed(reason="maintenance"):
            return LinkState.MAINTENANCE
        case NotProcessed(reason="services_off") | NotAvailable():
            return LinkState.SERVICES_OFF
        case NeverSent() if _is_cut_off(outcome, has_network):
            return LinkState.NO_LINK
    return LinkState.NO_CAMPUS


def _is_cut_off(error: NeverSent, has_network: bool | None) -> bool:
    """Return whether there is no way to anywhere, and not only none to the school.

    A failed look-up is the usual sign, but also that of a school whose name is gone: the system's word decides.
    """
    if has_network is not None:
        return not has_network
    return not error.args or error.args[0] in _NO_WAY


def server_offset(server_time: datetime, received_at: datetime, round_trip_s: float) -> timedelta:
    """Return how far the school's clock is ahead of this one, to about a second and half a round trip.

    A Date header is cut to whole seconds and was written about half a round trip before it was received.
    """
    return server_time + timedelta(seconds=0.5 + round_trip_s / 2) - received_at
