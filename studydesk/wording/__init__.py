"""States and errors as sentences, and the one translation system of window and command line.

`tr` and `ntr` are here at once; the sentences bring the domain's values along (30 ms) and are loaded when first asked
for, because the window is painted before.
"""

import importlib
from typing import TYPE_CHECKING

from studydesk.wording.speech import ntr, tr, use

if TYPE_CHECKING:  # at run time `__getattr__` below finds them
    from studydesk.wording.downloads import held
    from studydesk.wording.problems import Message, error, in_their_words, invalid, problem, why_not
    from studydesk.wording.receipts import as_text, how_to_check, moment, receipt, restored, standing, times
    from studydesk.wording.states import (
        clock,
        disk_state,
        draft_state,
        intent_kind,
        is_off,
        kind,
        left_kind,
        left_state,
        link_detail,
        link_state,
        price,
        status,
        waiting,
        writing_state,
    )
    from studydesk.wording.units import clock_time, date, day, decimal, duration, money, percent, size, when
else:
    _ROOMS = {
        "held": "downloads",
        **dict.fromkeys(("Message", "error", "in_their_words", "invalid", "problem", "why_not"), "problems"),
        **dict.fromkeys(("disk_state", "draft_state", "intent_kind", "kind", "link_detail", "link_state"), "states"),
        **dict.fromkeys(("is_off", "left_kind", "left_state"), "states"),
        **dict.fromkeys(("as_text", "how_to_check", "moment", "receipt", "restored", "standing", "times"), "receipts"),
        **dict.fromkeys(("clock", "price", "status", "waiting", "writing_state"), "states"),
        **dict.fromkeys(("clock_time", "date", "day", "decimal", "duration"), "units"),
        **dict.fromkeys(("money", "percent", "size", "when"), "units"),
    }

    def __getattr__(name: str) -> object:
        """Return a sentence's function, loading its module (PEP 562)."""
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)
        globals()[name] = found
        return found


__all__ = [
    "Message",
    "as_text",
    "clock",
    "clock_time",
    "date",
    "day",
    "decimal",
    "disk_state",
    "draft_state",
    "duration",
    "error",
    "held",
    "how_to_check",
    "in_their_words",
    "intent_kind",
    "invalid",
    "is_off",
    "kind",
    "left_kind",
    "left_state",
    "link_detail",
    "link_state",
    "moment",
    "money",
    "ntr",
    "percent",
    "price",
    "problem",
    "receipt",
    "restored",
    "size",
    "standing",
    "status",
    "times",
    "tr",
    "use",
    "waiting",
    "when",
    "why_not",
    "writing_state",
]
