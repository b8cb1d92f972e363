"""The life of one intent, from the learner's click to a receipt: states, events and the moves between them.

A dict of moves and a pure `after`; the database keeps the same states in a CHECK constraint.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from studydesk.domain.ids import AccountId, IntentId
from studydesk.domain.work import Attachment, Intent, text_of


class State(StrEnum):
    """Where an intent stands."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    DISCARDED = "discarded"


class Event(StrEnum):
    """What happens to an intent."""

    STARTED = "started"
    ACCEPTED = "accepted"
    NEVER_SENT = "never_sent"
    NOT_PROCESSED = "not_processed"
    SIGNED_OUT = "signed_out"
    NO_ANSWER = "no_answer"
    FOUND = "found"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    BASE_CHANGED = "base_changed"
    VANISHED = "vanished"  # the school had it and has it no more: restored from a backup, or taken away there
    EDITED = "edited"
    RETRIED = "retried"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


MOVES: dict[tuple[State, Event], State] = {
    (State.QUEUED, Event.STARTED): State.SENDING,
    (State.SENDING, Event.ACCEPTED): State.SENT,
    (State.SENDING, Event.NEVER_SENT): State.QUEUED,
    (State.SENDING, Event.NOT_PROCESSED): State.QUEUED,
    (State.SENDING, Event.SIGNED_OUT): State.QUEUED,
    (State.SENDING, Event.NO_ANSWER): State.UNCERTAIN,
    (State.SENDING, Event.REFUSED): State.REJECTED,
    (State.SENDING, Event.BASE_CHANGED): State.CONFLICT,
    (State.UNCERTAIN, Event.FOUND): State.SENT,
    (State.UNCERTAIN, Event.MISSING): State.QUEUED,
    (State.UNCERTAIN, Event.AMBIGUOUS): State.CONFLICT,
    (State.UNCERTAIN, Event.REFUSED): State.REJECTED,  # its discussion or assignment is gone: it can never be found
    (State.SENT, Event.VANISHED): State.CONFLICT,  # never sent again silently: the learner says
    (State.QUEUED, Event.EDITED): State.QUEUED,
    (State.REJECTED, Event.EDITED): State.QUEUED,
    (State.CONFLICT, Event.EDITED): State.QUEUED,
    (State.QUEUED, Event.RETRIED): State.QUEUED,
    (State.REJECTED, Event.RETRIED): State.QUEUED,
    (State.CONFLICT, Event.RETRIED): State.QUEUED,
    (State.CONFLICT, Event.FOUND): State.SENT,  # the learner says: that one there is mine
    (State.QUEUED, Event.WITHDRAWN): State.DISCARDED,
    (State.REJECTED, Event.WITHDRAWN): State.DISCARDED,
    (State.CONFLICT, Event.WITHDRAWN): State.DISCARDED,
    (State.DISCARDED, Event.RESTORED): State.QUEUED,
}

UNSENT = frozenset({State.QUEUED, State.SENDING, State.UNCERTAIN, State.REJECTED, State.CONFLICT})


class NotAllowed(ValueError):
    """This event cannot happen in this state (a withdrawn item cannot be withdrawn again, …)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an intent is not at the school yet: a code `wording` has a sentence for, and the site's own words."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that the school has it: the site's id and time, and the hash `sealed` gives of what was sent."""

    server_id: int
    server_time: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One intent in the outbox.

    Attributes:
        id: the client id; also the random part of the marker.
        queue: see `work.queue_of`.
        title: what the learner sees in the list (the discussion's subject, the assignment's name).
        created_at: by this computer's clock; `created_server_at`: by the school's clock as far as known.
        attempts: how often sending began.
        not_before: do not try before this instant (school time); None = now.
        uncertain_since: when the last unanswered try ended (school time), for the grace and the search window.
        first_sent_at: school time of the first try; a copy on the site cannot be older.
    """

    id: IntentId
    account: AccountId
    intent: Intent
    queue: str
    title: str
    state: State
    created_at: datetime
    created_server_at: datetime
    attachments: tuple[Attachment, ...] = ()
    attempts: int = 0
    not_before: datetime | None = None
    first_sent_at: datetime | None = None
    uncertain_since: datetime | None = None
    problem: Problem | None = None
    receipt: Receipt | None = None

    @property
    def marker(self) -> str:
        """The class that a wrapper `<div>` carries on the site."""
        return f"sd-{self.id}"


def backoff(attempts: int, jitter: float, first: timedelta, most: timedelta) -> timedelta:
    """Return how long to wait after `attempts` tries: doubling, at most `most`, times `jitter` in 0.5–1.0."""
    doubled = first * (1 << min(max(attempts - 1, 0), 20))
    return min(doubled, most) * jitter


def after(
    item: Item,
    event: Event,
    now: datetime,
    *,
    not_before: datetime | None = None,
    problem: Problem | None = None,
    receipt: Receipt | None = None,
) -> Item:
    """Return the item as it is after `event` at `now` (school time).

    Raises:
        NotAllowed: when the event cannot happen in this state.
    """
    try:
        state = MOVES[item.state, event]
    except KeyError as error:
        raise NotAllowed(f"{event} in {item.state}") from error
    moved = replace(item, state=state, not_before=not_before, problem=problem, receipt=receipt or item.receipt)
    if event is Event.STARTED:
        return replace(moved, attempts=item.attempts + 1, first_sent_at=item.first_sent_at or now)
    if event is Event.NO_ANSWER:
        return replace(moved, uncertain_since=now)
    if event in (Event.EDITED, Event.RETRIED, Event.RESTORED):
        return replace(moved, attempts=0)
    return moved


def marked(html: str, marker: str) -> str:
    """Return the post's HTML inside the wrapper that proves whose it is (sync.md, protocol step 5)."""
    return f'<div class="{marker}">{html}</div>'


_MARKER = re.compile(r"""class\s*=\s*["'][^"']*\b(sd-[a-z2-7]{26})\b""")


def markers(html: str) -> frozenset[str]:
    """Return the markers of ours that a post carries."""
    return frozenset(_MARKER.findall(html))


def sealed(item: Item) -> str:
    """Return the SHA-256 of what the learner sent: the words in UTF-8, then a new line and its SHA-256 for each file.

    Of the learner's words and not of the school's HTML, which changes on the way: so anybody can compute it again.
    The words end with their last letter: whether a new line follows it nobody can see.
    """
    parts = [text_of(item.intent).rstrip(), *(file.sha256 for file in item.attachments)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
