"""Who the learner is at a school."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.ids import AccountId, UserId


@dataclass(frozen=True, slots=True)
class Account:
    """One person on one site. Whether a token is known is the credentials' business, not this value's.

    Attributes:
        id: `ids.account_id(site_url, user)`.
        added_at: when the learner first signed in here, by this computer's clock.
        is_demo: the embedded campus; its shorter waiting times may be used on loopback.
    """

    id: AccountId
    site_url: str
    site_name: str
    user: UserId
    username: str
    full_name: str
    added_at: datetime
    is_demo: bool = False
