"""Is the link useful? A probe says so, and nothing else does (sync.md, what a link is)."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from studydesk.domain.campus import Campus, Probe
from studydesk.domain.link import Link, LinkState
from studydesk.domain.outside import Clock
from studydesk.errors import CaptivePortal, NeverSent, NoAnswer, NotProcessed, SignedOut, StudyDeskError, UntrustedSite
from studydesk.policy import DEMO, Policy
from studydesk.sync.school_clock import SchoolClock

SLOW_S = 2.0  # a probe that took longer
SLOW_RATE = 8_000  # bytes per second, measured on files


def state_of(error: StudyDeskError, is_up: bool | None = None) -> LinkState:
    """Return what an error of a request says about the link; `is_up`: the operating system's word, None unknown."""
    match error:
        case UntrustedSite() | CaptivePortal():
            return LinkState.PORTAL
        case NeverSent():
            return LinkState.NO_CAMPUS if is_up else LinkState.NO_LINK
        case SignedOut():
            return LinkState.SIGNED_OUT
        case NotProcessed(reason="maintenance"):
            return LinkState.MAINTENANCE
        case NoAnswer() | NotProcessed():
            return LinkState.NO_CAMPUS
    raise error


def look(
    campus: Campus, before: Link, clock: Clock, school: SchoolClock, is_up: Callable[[], bool | None]
) -> tuple[Link, Probe | None]:
    """Return the link as one probe shows it, and the site's answer; the school's clock is noted on the way."""
    try:
        probe = campus.probe()
    except StudyDeskError as error:
        state = state_of(error, is_up())
        return replace(before, state=state, round_trip_s=None, checked_at=clock.now()), None
    if probe.server_time is not None:
        school.note(probe.server_time, clock.monotonic())
    slow = probe.round_trip_s > SLOW_S or (before.rate is not None and before.rate < SLOW_RATE)
    state = LinkState.SLOW if slow else LinkState.ONLINE
    if probe.maintenance is not None:
        state = LinkState.MAINTENANCE
    link = replace(
        before,
        state=state,
        round_trip_s=probe.round_trip_s,
        server_offset_s=school.offset_s(),
        checked_at=clock.now(),
    )
    return link, probe


def policy_for(probe: Probe, site_url: str, usual: Policy) -> Policy:
    """Return the demo's short waiting times only for a campus on this computer that says it is the demo."""
    return DEMO if probe.is_demo and is_loopback(site_url) else usual


def is_loopback(site_url: str) -> bool:
    """Whether an address names this very computer."""
    host = urlsplit(site_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
