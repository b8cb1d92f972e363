"""One run to the school with the outbox: what every sender needs, and what was seen on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus
from studydesk.domain.forums import Post
from studydesk.domain.ids import DiscussionId
from studydesk.domain.outbox import Event, Item, State
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, StudyDeskError
from studydesk.policy import Policy
from studydesk.store.opening import Store
from studydesk.sync.ledger import Ledger
from studydesk.sync.outcomes import Outcome, is_passing, of_preparation, of_write
from studydesk.sync.reports import DeliverReport, Progress, Step
from studydesk.sync.school_clock import SchoolClock


class Rest(Exception):
    """The run ends here; the rest of the outbox waits. `reason`: `link`, `busy` or `signed_out`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trip:
    """What a run carries.

    Attributes:
        seen: discussions read during this run, by id; forgotten when something is sent there.
        count: hears of the bytes of files that are read on the way.
        touched: discussions to be read once more at the end, to check what arrived.
        marks_posts: whether posts carry their marker (the learner's or the school's choice).
    """

    account: Account
    campus: Campus
    store: Store
    ledger: Ledger
    clock: SchoolClock
    policy: Policy
    cancel: Cancel
    progress: Progress
    marks_posts: bool = True
    report: DeliverReport = field(default_factory=DeliverReport)
    seen: dict[DiscussionId, Sequence[Post]] = field(default_factory=dict)
    touched: set[DiscussionId] = field(default_factory=set)
    count: Callable[[int], None] = lambda _bytes: None

    def tell(self, doing: str, item: Item, done: int = 0, total: int = 0) -> None:
        """Report what is happening to an item."""
        self.progress(Step(doing, item.title, done, total))

    def failed(self, items: Sequence[Item], error: StudyDeskError) -> None:
        """Settle SENDING items whose decisive write failed; end the run where the error says so.

        A request that was cancelled may have left: it has no answer.
        """
        outcome = of_write(error)
        for item in items:
            self.note(self.ledger.settle(item, outcome))
        if isinstance(error, Cancelled):
            raise error
        if outcome.stops:
            raise Rest(outcome.stops)

    def unready(self, item: Item, error: StudyDeskError) -> None:
        """Let an item wait whose preparation or look-up failed: nothing was decided at the school."""
        if isinstance(error, Cancelled):
            raise error
        outcome = of_preparation(error)
        self.note(self.ledger.postpone(item, outcome))
        if outcome.stops:
            raise Rest(outcome.stops)

    def unfound(self, item: Item, error: StudyDeskError) -> None:
        """Let an UNCERTAIN item wait whose look-up failed; where its place is gone it can never be found."""
        if is_passing(error):
            self.unready(item, error)
            return
        self.note(self.ledger.settle(item, Outcome(Event.REFUSED, of_preparation(error).problem)))

    def note(self, item: Item | None) -> None:
        """Put an item's new state into the report, in the place of an earlier one."""
        lists = {
            State.SENT: self.report.sent,
            State.UNCERTAIN: self.report.uncertain,
            State.REJECTED: self.report.rejected,
            State.CONFLICT: self.report.conflicts,
        }
        if item is None or item.state not in lists:
            return
        for ids in lists.values():
            if item.id in ids:
                ids.remove(item.id)
        lists[item.state].append(item.id)
