"""A planted bug: no answer counts as a refusal, and the learner has to see to it."""

from studydesk.domain import outbox
from studydesk.domain.outbox import Event, State

outbox.MOVES[State.SENDING, Event.NO_ANSWER] = State.REJECTED
