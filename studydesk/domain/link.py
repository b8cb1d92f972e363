"""What is known about the way to the school."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkState(StrEnum):
    """Whether the link is useful, in the words of interface.md."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    SLOW = "slow"
    NO_LINK = "no_link"
    PORTAL = "portal"
    NO_CAMPUS = "no_campus"  # there is a link, the school does not answer
    MAINTENANCE = "maintenance"
    SERVICES_OFF = "services_off"  # the school answers, but lets no study program in now
    SIGNED_OUT = "signed_out"


USEFUL = frozenset({LinkState.ONLINE, LinkState.SLOW})


@dataclass(frozen=True, slots=True)
class Link:
    """The link as the last probe or request showed it.

    Attributes:
        round_trip_s: of the probe, seconds.
        rate: measured goodput of file transfers, bytes per second, None until measured.
        server_offset_s: school's clock minus this computer's, seconds, None until a Date header was seen.
        checked_at: by this computer's clock.
    """

    state: LinkState = LinkState.UNKNOWN
    round_trip_s: float | None = None
    rate: float | None = None
    server_offset_s: float | None = None
    checked_at: datetime | None = None
