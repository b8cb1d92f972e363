"""Once a day: is what was sent lately still at the school? Nothing there tells of a restore (moodle.md, 5)."""

from datetime import timedelta

from studydesk.domain.ids import AssignmentId, ForumId
from studydesk.domain.work import NewDiscussion, Reply, SaveSubmission
from studydesk.store import assignments, forums, marks
from studydesk.sync import details, missing
from studydesk.sync.asking import Asking
from studydesk.sync.ledger import Ledger

EVERY = timedelta(days=1)
LOOKED_AFTER = timedelta(days=60)  # then a term is over
_MARK = "looked after"


def look_after(ledger: Ledger, asking: Asking) -> None:
    """Ask about each forum and assignment that something was sent to lately. Raises as Refresh.run does."""
    now = ledger.now()
    with asking.store.library.read() as r:
        last = marks.named(r, asking.account.id).get(_MARK)
    if last is not None and timedelta(0) <= now - last < EVERY:
        return
    if last is not None:  # a day after the first time: what is new was read back when it was sent
        recent = [i for i in ledger.settled() if i.receipt and now - i.receipt.server_time < LOOKED_AFTER]
        intents = [item.intent for item in recent]
        for forum in sorted({intent.forum for intent in intents if isinstance(intent, Reply | NewDiscussion)}):
            _look_at_forum(forum, ledger, asking)
        for work in sorted({intent.assignment for intent in intents if isinstance(intent, SaveSubmission)}):
            _look_at_work(work, ledger, asking)
    with asking.store.library.write() as w:
        marks.put_named(w, asking.account.id, _MARK, now)


def _look_at_forum(forum: ForumId, ledger: Ledger, asking: Asking) -> None:
    with asking.store.library.read() as r:
        known = forums.forum(r, asking.account.id, forum)
    if known is None:
        return
    told = asking.ask_of(known.course, "discussions", asking.reads.discussions, forum, is_upkeep=True)
    if told is None:
        return
    wanted = details.take_listing(known, told, ledger, asking)
    settled, me = ledger.settled(), asking.account.user
    with asking.store.library.read() as r:
        for one in missing.places(settled) & {one.id for one in told}:
            if missing.of_discussion(settled, me, one, forums.posts(r, asking.account.id, one)):
                wanted.add(one)
    details.read_posts(sorted(wanted), ledger, asking, is_upkeep=True)


def _look_at_work(assignment: AssignmentId, ledger: Ledger, asking: Asking) -> None:
    with asking.store.library.read() as r:
        known = assignments.assignment(r, asking.account.id, assignment)
    if known is None:
        return
    told = asking.ask_of(known.course, "submission", asking.reads.submission, assignment, is_upkeep=True)
    if told is not None:
        details.take_submission(told, ledger, asking)
