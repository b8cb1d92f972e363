"""What `wording.writing_state` needs to know of something the learner wrote that is shown in its own place."""

from dataclasses import dataclass
from datetime import datetime

from studydesk.domain.outbox import Problem, State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post or a discussion of the learner's own stands; the outbox knows the times."""

    state: State
    problem: Problem | None
    next_try_at: datetime | None = None
    checking_at: datetime | None = None
    sent_at: datetime | None = None
