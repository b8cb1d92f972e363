"""How states are drawn: the part that the first paint needs."""

from dataclasses import dataclass

from studydesk.domain.link import LinkState


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is drawn: an icon and the token of its colour (which is a text colour: muted, ok, warn, bad)."""

    icon: str
    tone: str


LINK: dict[LinkState, Sign] = {
    LinkState.UNKNOWN: Sign("link-unknown", "muted"),
    LinkState.ONLINE: Sign("link-online", "ok"),
    LinkState.SLOW: Sign("link-slow", "warn"),
    LinkState.NO_LINK: Sign("link-none", "muted"),
    LinkState.PORTAL: Sign("link-portal", "warn"),
    LinkState.NO_CAMPUS: Sign("link-no-campus", "warn"),
    LinkState.MAINTENANCE: Sign("link-maintenance", "warn"),
    LinkState.SERVICES_OFF: Sign("link-maintenance", "warn"),
    LinkState.SIGNED_OUT: Sign("signed-out", "warn"),
}
