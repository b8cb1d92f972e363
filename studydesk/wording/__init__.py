"""States and errors as sentences, and the one translation system of window and command line."""

from studydesk.wording.problems import Message, error, invalid, problem, why_not
from studydesk.wording.speech import ntr, tr, use
from studydesk.wording.states import (
    disk_state,
    draft_state,
    intent_kind,
    kind,
    link_detail,
    link_state,
    price,
    status,
    waiting,
    writing_state,
)
from studydesk.wording.units import clock_time, date, day, duration, money, percent, size, when

__all__ = [
    "Message",
    "clock_time",
    "date",
    "day",
    "disk_state",
    "draft_state",
    "duration",
    "error",
    "intent_kind",
    "invalid",
    "kind",
    "link_detail",
    "link_state",
    "money",
    "ntr",
    "percent",
    "price",
    "problem",
    "size",
    "status",
    "tr",
    "use",
    "waiting",
    "when",
    "why_not",
    "writing_state",
]
