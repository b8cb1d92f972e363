"""Where the learner stopped, and what was read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, ActivityId, DiscussionId
from studydesk.domain.progress import Position
from studydesk.store.database import Reader, Writer
from studydesk.store.rows import Rows
from studydesk.store.work_schema import position as table
from studydesk.store.work_schema import read_mark

_POSITIONS = Rows(table, Position, "item")


def put_position(w: Writer, account: AccountId, position: Position) -> None:
    """Keep where the learner stopped."""
    if _POSITIONS.put(w, position, account=account, activity=position.activity):
        w.changed(Subject.PROGRESS, account)


def position(r: Reader, account: AccountId, activity: ActivityId, item: str = "") -> Position | None:
    """Return where the learner stopped in an item, None when it was never opened."""
    return _POSITIONS.one(r, account=account, activity=activity, item=item)


def positions(r: Reader, account: AccountId, limit: int | None = None) -> list[Position]:
    """Return positions, the last touched first."""
    return _POSITIONS.all(r, table.c.account == account, order=[table.c.updated_at.desc()], limit=limit)


def put_read(w: Writer, account: AccountId, discussion: DiscussionId, at: datetime) -> None:
    """Keep that posts up to `at` (school time) were read; never goes backwards."""
    row = insert(read_mark).values(account=account, discussion=discussion, at=at)
    keys = [read_mark.c.account, read_mark.c.discussion]
    newer = row.on_conflict_do_update(index_elements=keys, set_={"at": at}, where=read_mark.c.at < row.excluded.at)
    if w.execute(newer).rowcount:
        w.changed(Subject.PROGRESS, account)


def reads(r: Reader, account: AccountId) -> dict[DiscussionId, datetime]:
    """Return up to when each discussion was read."""
    found = r.execute(select(read_mark.c.discussion, read_mark.c.at).where(read_mark.c.account == account))
    return {DiscussionId(discussion): at for discussion, at in found}
