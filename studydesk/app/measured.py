"""The measured rate of the way to a school, kept from one start of the program to the next."""

from studydesk.domain.ids import AccountId
from studydesk.study.preferences import Preferences

NOT_WORTH_KEEPING = 1.1  # a rate that differs less from the one that was kept


class MeasuredRate:
    """What one account's downloads brought, in bytes a second."""

    def __init__(self, preferences: Preferences, account: AccountId) -> None:
        self._preferences, self._account = preferences, account
        self.kept = preferences.rate(account)

    def note(self, rate: float | None) -> None:
        """Keep a rate as it was just measured; None = nothing was."""
        kept = self.kept
        if rate and (kept is None or not kept / NOT_WORTH_KEEPING < rate < kept * NOT_WORTH_KEEPING):
            self._preferences.keep_rate(self._account, rate)
            self.kept = rate
