"""Accounts: one learner on one site, and what is known of a site before signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from studydesk.domain.campus import Campus, Site
from studydesk.domain.ids import AccountId, UserId
from studydesk.domain.outside import Cancel
from studydesk.policy import Policy


@dataclass(frozen=True, slots=True)
class Account:
    """One learner on one site.

    Attributes:
        site_url: without a trailing slash.
        is_demo: the site is the embedded campus on loopback.
    """

    id: AccountId
    site_url: str
    site_name: str
    user: UserId
    username: str
    full_name: str
    added_at: datetime
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What stands behind an address, asked before anybody signs in.

    Attributes:
        url: the site's own address, without a trailing slash.
        warnings: codes `wording` has sentences for, e.g. `insecure_http`.
    """

    url: str
    name: str
    is_demo: bool = False
    warnings: tuple[str, ...] = ()


class Network(Protocol):
    """The way to campuses: what app.build gets, so that tests and the simulation can bring their own."""

    def look(self, address: str) -> SiteFacts:
        """Return what is behind an address. Raises NotACampus, UntrustedSite, NeverSent, NoAnswer, Invalid."""
        ...

    def token(self, site_url: str, username: str, password: str) -> str:
        """Return a token. Raises WrongPassword and the errors of every request."""
        ...

    def token_in(self, pasted: str) -> str:
        """Return the token in what a learner pasted: bare, or a `scheme://token=…` address. Raises Invalid."""
        ...

    def welcome(self, site_url: str, token: str) -> Site:
        """Return the site as the token's holder sees it. Raises SignedOut, NotACampus("too_old")."""
        ...

    def campus(
        self,
        site_url: str,
        token: str,
        *,
        cancel: Cancel | None = None,
        policy: Policy | None = None,
        observe: Callable[[datetime, float], None] | None = None,
        meter: Callable[[int], None] | None = None,
        known: Site | None = None,
    ) -> Campus:
        """Return the campus of one signed-in learner; nothing travels yet.

        `cancel` closes its sockets; `observe` gets the school's time and the round trip, in seconds, of each answer;
        `meter` the bytes of what was asked and answered, files apart (it must not raise); `known` is what the site said
        of itself last.
        """
        ...
