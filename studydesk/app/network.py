"""The way to real schools: the Moodle client as `domain.accounts.Network` wants it."""

from collections.abc import Callable
from datetime import datetime

from studydesk.domain.accounts import SiteFacts
from studydesk.domain.campus import Campus, Site
from studydesk.domain.outside import Cancel
from studydesk.policy import Policy


class MoodleNetwork:
    """Finds, enters and reaches Moodle sites."""

    def __init__(self, policy: Policy, closing: Cancel) -> None:
        self._policy = policy
        self._closing = closing

    def look(self, address: str) -> SiteFacts:
        """Return what is behind an address. Raises NotACampus, UntrustedSite, NeverSent, NoAnswer, Invalid."""
        from studydesk.campus.moodle import signin  # requests: 50 ms that the first screen does not need

        found = signin.find_site(address, self._policy, self._closing)
        warnings = {
            "insecure_http": not found.is_encrypted,
            "needs_browser": found.needs_browser,
            "maintenance": found.maintenance is not None,
        }
        return SiteFacts(found.url, found.name, found.is_demo, tuple(code for code, is_so in warnings.items() if is_so))

    def token(self, site_url: str, username: str, password: str) -> str:
        """Return a token. Raises WrongPassword and the errors of every request."""
        from studydesk.campus.moodle import signin  # requests: 50 ms that the first screen does not need

        return signin.sign_in(site_url, username, password, self._policy, self._closing)

    def token_in(self, pasted: str) -> str:
        """Return the token in what a learner pasted. Raises Invalid("token")."""
        from studydesk.campus.moodle import signin  # requests: 50 ms that the first screen does not need

        return signin.from_pasted(pasted)

    def welcome(self, site_url: str, token: str) -> Site:
        """Return the site as the token's holder sees it. Raises SignedOut, NotACampus("too_old")."""
        from studydesk.campus.moodle import signin  # requests: 50 ms that the first screen does not need

        return signin.welcome(site_url, signin.Token(token), self._policy, self._closing)

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
        """Return the campus of one signed-in learner; nothing travels yet. `cancel` closes its sockets."""
        from studydesk.campus.moodle import campus  # requests: 50 ms that the first screen does not need

        return campus.connect(
            site_url,
            token,
            policy=policy or self._policy,
            cancel=cancel or self._closing,
            observe=observe,
            meter=meter,
            known=known,
        )
