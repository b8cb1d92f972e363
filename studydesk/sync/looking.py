"""Is the link useful? A probe says so, and nothing else does (sync.md, what a link is)."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from studydesk.campus import link
from studydesk.domain.campus import Campus, Probe
from studydesk.domain.link import Link, LinkState
from studydesk.domain.outside import Clock
from studydesk.errors import Cancelled, Corrupt, StorageFull, StudyDeskError
from studydesk.policy import DEMO, Policy
from studydesk.sync.school_clock import SchoolClock


def state_of(error: StudyDeskError, is_up: bool | None) -> LinkState:
    """Return what a failed request says about the link. Raises the error itself where it says nothing about it."""
    if isinstance(error, Cancelled | StorageFull | Corrupt):
        raise error
    return link.state(error, has_network=is_up)


def look(
    campus: Campus, before: Link, clock: Clock, school: SchoolClock, is_up: Callable[[], bool | None]
) -> tuple[Link, Probe | None]:
    """Return the link as one probe shows it, and the site's answer; the school's clock is noted on the way."""
    try:
        probe = campus.probe()
    except StudyDeskError as error:
        return replace(before, state=state_of(error, is_up()), round_trip_s=None, checked_at=clock.now()), None
    if probe.server_time is not None:
        school.note(probe.server_time, clock.monotonic())
    seen = replace(
        before,
        state=link.state(probe, rate=before.rate),
        round_trip_s=probe.round_trip_s,
        server_offset_s=school.offset_s(),
        checked_at=clock.now(),
    )
    return seen, probe


def policy_for(probe: Probe, site_url: str, usual: Policy) -> Policy:
    """Return the demo's short waiting times only for a campus on this computer that says it is the demo.

    Whatever else was chosen, the demo's grace never reaches another site.
    """
    if probe.is_demo and is_loopback(site_url):
        return DEMO
    return Policy() if usual == DEMO else usual


def is_loopback(site_url: str) -> bool:
    """Whether an address names this very computer."""
    host = urlsplit(site_url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
