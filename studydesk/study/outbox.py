"""The outbox as the learner sees and handles it."""

from studydesk.domain.ids import IntentId
from studydesk.study.views.outbox import ItemView


class Outbox:
    """What waits and what was sent, of one account."""

    def items(self) -> list[ItemView]:
        """Return everything not at the school yet, oldest first."""
        raise NotImplementedError

    def history(self, limit: int = 200) -> list[ItemView]:
        """Return what was sent or withdrawn, newest first."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many things wait (views of activities are not counted: the learner did not write them)."""
        raise NotImplementedError

    def item(self, item: IntentId) -> ItemView:
        """Return one. Raises NotFound."""
        raise NotImplementedError

    def retry(self, item: IntentId) -> None:
        """Try again at the next chance. Raises Invalid("not_now") in a state that does not allow it."""
        raise NotImplementedError

    def withdraw(self, item: IntentId) -> None:
        """Take it out; its words stay in the history. Raises Invalid("not_now") while it may be on its way."""
        raise NotImplementedError

    def restore(self, item: IntentId) -> None:
        """Undo a withdrawal. Raises Invalid("not_now")."""
        raise NotImplementedError

    def edit(self, item: IntentId, subject: str | None, text: str) -> None:
        """Change its words; None keeps the subject. Raises Invalid (`empty`, `not_now`, …)."""
        raise NotImplementedError

    def choose_mine(self, item: IntentId) -> None:
        """CONFLICT: send mine in spite of what the school has."""
        raise NotImplementedError

    def choose_theirs(self, item: IntentId) -> None:
        """CONFLICT: what the school has is right; mine goes to the history."""
        raise NotImplementedError
