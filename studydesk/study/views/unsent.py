"""What would be left behind: everything a learner wrote that is not at the school."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from studydesk.domain.ids import AccountId
from studydesk.domain.outbox import Problem, State
from studydesk.domain.work import Attachment, IntentKind


@dataclass(frozen=True, slots=True)
class Left:
    """A thing in the outbox or a draft, of any account.

    Attributes:
        school: the name of the school it is for.
        kind: None for a draft.
        state: None for a draft.
        created_at: when it was written, or last changed; this computer's clock.
        problem, next_try_at, checking_at, sent_at, done, is_final: as in ItemView.
    """

    account: AccountId
    school: str
    kind: IntentKind | None
    title: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    state: State | None
    created_at: datetime
    problem: Problem | None = None
    next_try_at: datetime | None = None
    checking_at: datetime | None = None
    sent_at: datetime | None = None
    done: bool | None = None
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was saved.

    Attributes:
        place: the folder or file it is in.
        things, files: how many are in it.
        lacking: names of attached files that are not on this computer any more, or damaged.
    """

    place: Path
    things: int
    files: int
    lacking: tuple[str, ...]
