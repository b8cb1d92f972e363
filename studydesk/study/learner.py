"""What every part of study/ is given: one account, its store, and the outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from studydesk.domain.accounts import Account
from studydesk.domain.ids import AccountId
from studydesk.domain.link import Link
from studydesk.domain.outside import Chance, Clock
from studydesk.policy import Policy
from studydesk.store.opening import Store


class SchoolTime(Protocol):
    """The school's time, as well as it is known."""

    def now(self) -> datetime:
        """Return it, aware, UTC."""
        ...


class LinkFacts(Protocol):
    """What is known of the way to the school."""

    @property
    def current(self) -> Link:
        """The link as last seen."""
        ...


@dataclass(frozen=True, slots=True)
class Learner:
    """One learner at work: the account, the store and the outside.

    Attributes:
        clock: this computer's; `school`: what deadlines are measured by.
    """

    account: Account
    store: Store
    clock: Clock
    school: SchoolTime
    chance: Chance
    link: LinkFacts
    policy: Policy

    @property
    def id(self) -> AccountId:
        """The account's id."""
        return self.account.id
