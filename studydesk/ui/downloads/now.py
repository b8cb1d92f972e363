"""What downloads are doing now: one honest sentence, and what the learner can do about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studydesk import wording
from studydesk.domain.downloads import FileState
from studydesk.domain.link import USEFUL, Link, LinkState
from studydesk.domain.plan import Held, Hold, Rules
from studydesk.study.views.downloads import DownloadRow, DownloadsView
from studydesk.sync.reports import Step
from studydesk.ui.widgets.badge import LINK
from studydesk.ui.widgets.signs import Sign
from studydesk.wording import ntr, tr
from studydesk.wording import queue as sentences
from studydesk.wording.downloads import held as in_words
from studydesk.wording.queue import ASKED_TO_WAIT

# A rule that is the learner's own; a link or a full disk cannot be talked out of it.
MAY_BE_OVERRULED = frozenset({Hold.HOURS, Hold.METERED, Hold.DAY_ALLOWANCE, Hold.WEEK_ALLOWANCE})


class Way(StrEnum):
    """The one thing that helps now."""

    PAUSE = "pause"
    GO_ON = "go_on"
    TRY_AGAIN = "try_again"
    SIGN_IN = "sign_in"
    FREE = "free"
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class Doing:
    """What the head of the page says.

    Attributes:
        done, total: bytes of everything on its way.
        anyway: the learner's own rules hold it back, and may be set aside this once.
    """

    title: str
    detail: str
    sign: Sign
    way: Way
    done: int = 0
    total: int = 0
    anyway: bool = False

    @property
    def share(self) -> float:
        """How much is here, 0.0–1.0."""
        return self.done / self.total if self.total else 0.0


def doing(view: DownloadsView, link: Link, step: Step | None, posts: int, now: datetime) -> Doing:
    """Return what is going on; `step` is the newest of a transfer under way, `posts` how many things go first."""
    rows = view.rows
    done, total = sum(row.done_bytes for row in rows), sum(row.total_bytes for row in rows)
    if any(row.state is FileState.RUNNING for row in rows):
        return running(step, done, total, link.rate)
    title, detail, sign, way, anyway = _waits(view, link, posts, now)
    if not detail or sign.icon == "waiting":
        detail = " ".join(part for part in (detail, _size_waits(view)) if part)
    return Doing(title, detail, sign, way, done, total, anyway)


def running(step: Step | None, done: int, total: int, rate: float | None) -> Doing:
    """Return what is said while bytes travel."""
    if step is not None and step.total:
        done, total, rate = step.done, step.total, step.rate or rate
    words = sentences.progress(done, total, rate)
    return Doing(tr("Downloading"), words, Sign("download", "accent"), Way.PAUSE, done, total)


def _waits(view: DownloadsView, link: Link, posts: int, now: datetime) -> tuple[str, str, Sign, Way, bool]:
    waiting = [row for row in view.rows if row.state is FileState.QUEUED]
    if not waiting:
        return _stands(view.rows)
    if view.held is not None and view.held.why is not Hold.METERED:
        return _held(view.held, view.rules)
    asked = [row for row in waiting if row.problem in ASKED_TO_WAIT and (row.not_before or now) > now]
    if asked and link.state in USEFUL | {LinkState.NO_CAMPUS}:  # a site that rests answers in its way
        return _rests(asked)
    if link.state not in USEFUL:
        title, detail = sentences.link_waits(link.state)
        way = Way.SIGN_IN if link.state is LinkState.SIGNED_OUT else Way.PAUSE
        return title, detail, LINK[link.state], way, False
    if view.held is not None:
        return _held(view.held, view.rules)
    if posts:
        detail = tr("What you wrote is sent first. Downloads go on right after.")
        return tr("Posts go first"), detail, Sign("send", "accent"), Way.PAUSE, False
    until = min((row.not_before for row in waiting if row.not_before is not None), default=None)
    if until is not None and until > now and all(row.not_before is not None for row in waiting):
        return _rests(waiting)
    return tr("Starting"), "", Sign("waiting", "muted"), Way.PAUSE, False


def _rests(waiting: list[DownloadRow]) -> tuple[str, str, Sign, Way, bool]:
    """Everything waits for a time: that of the first of these."""
    times = [(row.not_before, row.problem) for row in waiting if row.not_before is not None]
    until, why = min(times, key=lambda one: one[0])
    detail = wording.problem(why) if why and why not in ASKED_TO_WAIT else ""
    return sentences.server_waits(why, until), detail, Sign("waiting", "warn"), Way.PAUSE, False


def _stands(rows: tuple[DownloadRow, ...]) -> tuple[str, str, Sign, Way, bool]:
    """Nothing moves by itself: all is paused or failed."""
    if any(row.state is FileState.PAUSED for row in rows):
        return tr("Paused"), "", Sign("pause", "muted"), Way.GO_ON, False
    failed = len(rows)
    title = ntr("{n} file could not be downloaded", "{n} files could not be downloaded", failed)
    again = min((row.next_try for row in rows if row.next_try is not None), default=None)
    detail = tr("Next try at {time}").format(time=wording.clock_time(again)) if again is not None else ""
    return title, detail, Sign("problem", "bad"), Way.TRY_AGAIN, False


def _held(held: Held, rules: Rules) -> tuple[str, str, Sign, Way, bool]:
    tone = "warn" if held.why in (Hold.BUDGET, Hold.RESERVE, Hold.DRIVE_GONE) else "muted"
    way = {Hold.BUDGET: Way.FREE, Hold.RESERVE: Way.FREE, Hold.DRIVE_GONE: Way.LOOK_AGAIN}.get(held.why, Way.PAUSE)
    sign = Sign("conflict" if tone == "warn" else "waiting", tone)
    title, _dot, more = in_words(held, rules).partition(". ")
    return title, more, sign, way, held.why in MAY_BE_OVERRULED


def _size_waits(view: DownloadsView) -> str:
    left = sum(row.left_bytes for row in view.rows)
    words = ntr("{n} file waits, {size}", "{n} files wait, {size}", len(view.rows))
    return words.format(size=wording.size(left))
