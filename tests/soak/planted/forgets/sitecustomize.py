"""A planted bug: what had no answer is put away as if the learner had withdrawn it."""

from studydesk.domain import outbox
from studydesk.domain.outbox import Event, State

outbox.MOVES[State.SENDING, Event.NO_ANSWER] = State.DISCARDED
