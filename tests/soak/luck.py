"""What may happen to a request on its way, and how often: drawn anew with the weather."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Luck(StrEnum):
    """What happens to one request.

    The ones from `LOST` on are told apart by whether the school has done what was asked: `…_AFTER` says yes.
    """

    NONE = "passes"
    CUT_HEAD = "cut before its body"
    CUT_BODY = "cut in its body"
    LOST = "lost before the school"
    LATE = "delivered after the line broke"
    ANSWER_LOST = "done, answer lost"
    ANSWER_CUT = "done, answer cut"
    ANSWER_SHORT = "done, answer cut as if whole"
    ANSWER_EMPTY = "done, empty answer"
    ERROR_BEFORE = "502 or 503 before it was done"
    ERROR_AFTER = "502 or 503 after it was done"
    BUSY = "429"
    PORTAL_BEFORE = "Wi-Fi page before it was done"
    PORTAL_AFTER = "Wi-Fi page after it was done"
    EMPTY_BEFORE = "empty answer before it was done"
    SHORT_BEFORE = "cut JSON before it was done"
    STALLED_BEFORE = "silence before it was done"
    STALLED_AFTER = "silence after it was done"


class Strike(StrEnum):
    """When the computer goes off while something is being written at the school."""

    BEFORE = "killed before the school had it, and it never came"
    ON_THE_WAY = "killed while the school was about to have it"
    DONE = "killed when the school had done it"
    ANSWERED = "killed just after the answer"


WRITES = frozenset(
    {
        "mod_forum_add_discussion_post",
        "mod_forum_add_discussion",
        "mod_forum_update_discussion_post",
        "mod_forum_delete_post",
        "mod_assign_save_submission",
        "mod_assign_submit_for_grading",
        "core_completion_update_activity_completion_status_manually",
        "upload",
    }
)
# Late within the grace of the demo (2 s, of which the seconds of the Date header may take one).
LATEST_S = 0.6
_SLOW = frozenset({Luck.STALLED_BEFORE, Luck.STALLED_AFTER})


@dataclass(frozen=True, slots=True)
class Weather:
    """How bad the way is for a while: shares of 1.

    Attributes:
        writes, reads: how often a request that writes, or one that reads, meets bad luck.
        kinds: the bad luck that is about.
        is_down: nobody listens at all.
    """

    writes: float
    reads: float
    kinds: tuple[Luck, ...]
    is_down: bool = False


CALM = Weather(0.0, 0.0, (Luck.LOST,))


def weather(chance: random.Random) -> Weather:
    """Return other weather: mostly some of everything, at times one thing only, at times no line."""
    bad = [luck for luck in Luck if luck is not Luck.NONE]
    often = [luck for luck in bad if luck not in _SLOW] * 3 + list(_SLOW)
    kinds = tuple(chance.sample(often, 8))
    drawn = chance.random()
    if drawn < 0.08:
        return Weather(0.0, 0.0, kinds, is_down=True)
    if drawn < 0.25:
        return Weather(0.8, 0.02, kinds)  # reads pass: an answer that is lost can be looked for at once
    return Weather(chance.uniform(0.2, 0.8), chance.choice([0.0, 0.05, 0.15]), kinds)


def draw(chance: random.Random, weather: Weather, is_write: bool) -> Luck:
    """Return what happens to a request."""
    share = weather.writes if is_write else weather.reads
    return chance.choice(weather.kinds) if chance.random() < share else Luck.NONE
