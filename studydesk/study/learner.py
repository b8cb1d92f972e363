"""What every part of study/ is given: one account, its store, and the outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from studydesk.domain.accounts import Account
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import AccountId
from studydesk.domain.link import Link
from studydesk.domain.outside import Chance, Clock
from studydesk.domain.plan import Held, Rules, Used
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


class Limits(Protocol):
    """What downloads may do now: the same answers that the transfers get."""

    @property
    def rules(self) -> Rules:
        """What the learner allows."""
        ...

    @property
    def used(self) -> Used:
        """What counts against it."""
        ...

    def here(self) -> datetime:
        """Return now by the learner's own clock, in their zone."""
        ...

    def held(self, file: LocalFile) -> Held | None:
        """Return why a file has to wait although there is a link, None when it may travel."""
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
    limits: Limits
    policy: Policy

    @property
    def id(self) -> AccountId:
        """The account's id."""
        return self.account.id
