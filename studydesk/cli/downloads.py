"""Commands about downloads: choosing, the price, the order, and what is used."""

import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from studydesk import wording
from studydesk.cli import answer, bringing, exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.courses import Course
from studydesk.domain.downloads import WANTED_MEDIA, FileState, Price, What
from studydesk.domain.ids import ActivityId
from studydesk.domain.link import LinkState
from studydesk.domain.plan import Hold
from studydesk.errors import Invalid, NotFound
from studydesk.store import files
from studydesk.study.queue import UNDER_WAY
from studydesk.study.views.downloads import DownloadRow, DownloadsView
from studydesk.wording import ntr, tr
from studydesk.wording import queue as queue_words
from studydesk.wording import storage as storage_words

ASKS_ABOVE_BYTES = 1_000_000
_LEFT = frozenset({FileState.QUEUED, FileState.RUNNING, FileState.FAILED})
_GOES_BY_ITSELF = (FileState.QUEUED, FileState.RUNNING)
_LOOKS_EVERY_S = 30.0  # while it waits for its hours: the clock may be set, a laptop may have slept


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command is about.

    Attributes:
        course: None = of any course.
        what: kinds of files, or activities.
        keys: single files; empty = all that `what` says.
    """

    course: Course | None
    what: What | tuple[ActivityId, ...]
    keys: frozenset[int]

    def fits(self, row: DownloadRow) -> bool:
        """Whether a file in the queue is meant."""
        if self.course is not None and row.course != self.course.id:
            return False
        if self.keys:
            return row.key in self.keys
        return row.media in WANTED_MEDIA[self.what] if isinstance(self.what, What) else row.activity in self.what


def download(session: Session) -> Answer:
    """Download a course or parts of it, or change what waits."""
    chosen = _chosen(session)
    if session.arguments.change:
        return _changed(session, chosen)
    if chosen.course is not None and not bringing.bring(session, chosen.course):
        return bringing.later(session, chosen.course)
    if not session.arguments.price and not session.arguments.queue:
        session.services.store.blobs.place.need()  # what is here cannot be told, nor anything kept, without its drive
    keys = _missing(session, chosen)
    price = session.desk.downloads.left(keys)
    lines = [_said(session, chosen, price)]
    if session.arguments.price:
        return Answer({"price": price}, lines)
    if not _agreed(session, price, lines[0]):
        return Answer({"price": price, "queued": 0}, [tr("Nothing was queued.")])
    queued = session.desk.downloads.want_keys(keys)
    if session.arguments.now:
        session.desk.downloads.start_now(keys)
    value: dict[str, object] = {"price": price, "queued": queued}
    if session.arguments.queue or not session.services.try_hold():
        lines.append(ntr("{n} file queued.", "{n} files queued.", queued))
        if not session.arguments.queue:
            lines.append(
                tr("StudyDesk is at work already. Its window downloads them by itself; after a command: studydesk sync")
            )
        return Answer(value, lines)
    session.sync.gate.only_for_now(session.arguments.at, session.arguments.limit_rate, keys)
    _fetch(session, keys)
    return _downloaded(session, keys, value, lines)


def downloads(session: Session) -> Answer:
    """List what is on its way."""
    view = session.desk.downloads.view()
    if not view.rows:
        return Answer(view, [tr("Nothing is on its way."), _used(view)])
    lines = [f"{row.key:>6}  {_standing(session, view, row)}" for row in view.rows]
    left = session.desk.downloads.left([row.key for row in view.rows])
    price = wording.price(left, session.services.preferences.get().price_per_mb)
    lines.append(tr("Left: {price}").format(price=price))
    if view.held is not None:
        lines.append(wording.held(view.held, view.rules))
    return Answer(view, [*lines, _used(view)])


def usage(session: Session) -> Answer:
    """Show how much data downloads used."""
    view = session.desk.downloads.view()
    used, per_mb = view.usage, session.services.preferences.get().price_per_mb
    lines = [_used(view)]
    if per_mb:
        cost = wording.money(used.week_bytes / 1e6 * per_mb)
        lines.append(tr("At your price, this week cost {money}.").format(money=cost))
    named = [(storage_words.used_for(title), count) for title, count in used.by_course]
    if named:
        lines += [tr("This week by course:"), *(f"   {title}: {wording.size(count)}" for title, count in named)]
    if used.by_media:
        lines += [tr("This week by kind:"), f"   {storage_words.by_media(used.by_media)}"]
    return Answer(used, lines)


def _used(view: DownloadsView) -> str:
    used = view.usage
    today = _against(used.today_bytes, used.day_allowance)
    week = _against(used.week_bytes, used.week_allowance)
    return tr("Used today: {today}; this week: {week}").format(today=today, week=week)


def _against(count: int, allowance: int | None) -> str:
    return wording.size(count) if allowance is None else storage_words.of_total(count, allowance)


def _chosen(session: Session) -> Choice:
    """Return what was typed. Raises NotFound for a course or file that is not known, Invalid."""
    typed = session.arguments
    if typed.course is None and not typed.change and not typed.file:
        raise Invalid("no_course")
    course = bringing.named(session, typed.course) if typed.course is not None else None
    _must_know_files(session, course)
    return Choice(course, _kinds(typed.what), frozenset(typed.file))


def _must_know_files(session: Session, course: Course | None) -> None:
    with session.services.store.library.read() as r:
        for key in session.arguments.file:
            known = files.file(r, key)
            is_meant = course is None or (known is not None and known.course == course.id)
            if known is None or known.account != session.account.id or not is_meant:
                raise NotFound(key, "file")


def _kinds(words: Sequence[str]) -> What | tuple[ActivityId, ...]:
    if len(words) == 1 and words[0] in set(What):
        return What(words[0])
    if not all(word.isdigit() for word in words):
        raise Invalid("kinds")
    return tuple(ActivityId(int(word)) for word in words)


def _missing(session: Session, chosen: Choice) -> frozenset[int]:
    """Return the files that were named and are not here. Raises NotFound for an activity of another course."""
    if chosen.keys or chosen.course is None:
        return chosen.keys
    if not isinstance(chosen.what, What):
        for activity in chosen.what:
            session.activity_of(chosen.course, activity)
    return frozenset(session.desk.downloads.missing(chosen.course.id, chosen.what))


def _said(session: Session, chosen: Choice, price: Price) -> str:
    cost = wording.price(price, session.services.preferences.get().price_per_mb)
    return f"{chosen.course.full_name}: {cost}" if chosen.course else cost


def _agreed(session: Session, price: Price, said: str) -> bool:
    """Whether it may be queued: a person is asked what costs more than a moment, a script never waits for an answer."""
    is_asked = answer.is_asked(session.as_json) and not session.arguments.yes
    if not is_asked or price.size_bytes <= ASKS_ABOVE_BYTES:
        return True
    return answer.says_yes(f"{said}. {tr('Download it?')}")


def _changed(session: Session, chosen: Choice) -> Answer:
    if chosen.course is not None:
        _missing(session, chosen)
    rows, own = _left(session, chosen), session.desk.downloads
    if not rows:
        return Answer({"changed": 0, "rows": []}, [tr("Nothing is waiting.")])
    ways: dict[str, Callable[[Sequence[int]], object]] = {
        "pause": own.pause,
        "resume": own.resume,
        "cancel": own.cancel,
        "first": own.put_first,
        "last": own.put_last,
    }
    ways[session.arguments.change]([row.key for row in rows])
    view = own.view()
    keys = {row.key for row in rows}
    left = [row for row in view.rows if row.key in keys]
    said = {
        "pause": ntr("{n} file is paused.", "{n} files are paused.", len(rows)),
        "resume": ntr("{n} file is in the queue again.", "{n} files are in the queue again.", len(rows)),
        "cancel": ntr("{n} download cancelled", "{n} downloads cancelled", len(rows)),
        "first": ntr("{n} file is first in the queue now.", "{n} files are first in the queue now.", len(rows)),
        "last": ntr("{n} file is last in the queue now.", "{n} files are last in the queue now.", len(rows)),
    }
    lines = [said[session.arguments.change], *_what_next(session, left)]
    lines += [f"{row.key:>6}  {_standing(session, view, row)}" for row in left]
    return Answer({"changed": len(rows), "rows": left}, lines)


def _what_next(session: Session, changed: Sequence[DownloadRow]) -> Iterator[str]:
    """Yield what is to be done so that what was changed goes on."""
    stopped = sum(row.state in (FileState.PAUSED, FileState.FAILED) for row in changed)
    if session.arguments.change in ("first", "last") and stopped:
        yield ntr("{n} of them waits for --resume.", "{n} of them wait for --resume.", stopped)
    if session.arguments.change == "resume" and session.services.holds_lock:
        yield tr("studydesk sync goes on with it.")


def _fetch(session: Session, keys: Collection[int]) -> None:
    """Fetch these files; with --at, also wait for the hours to open, and in them for a link that was lost."""
    while True:
        wait = session.sync.fetch(session.cancel, session.tell)
        rows = [row for row in session.desk.downloads.rows() if row.key in keys]
        opens_at = _opens_at(session, rows)
        if opens_at is None and not _goes_on(session, rows):
            answer.progress(session.as_json)("")
            return
        until = opens_at or session.services.clock.now() + wait
        words = tr("Waiting for {time}").format(time=wording.clock_time(until))
        print(words, file=sys.stderr, flush=True)
        wait_until(until, session.services.clock.now, time.sleep)
        if opens_at is not None:
            session.sync.wake("link")


def _goes_on(session: Session, rows: Sequence[DownloadRow]) -> bool:
    """Whether it is the time of --at and something is left that comes by itself: one cut must not cost the night."""
    hours, sync = session.arguments.at, session.sync
    if hours is None or not hours.covers(sync.gate.here().time()) or sync.link.state is LinkState.SIGNED_OUT:
        return False
    left = [row for row in rows if row.state in _LEFT and row.held is None]
    return any(row.state is not FileState.FAILED or row.next_try is not None for row in left)


def _opens_at(session: Session, rows: Sequence[DownloadRow]) -> datetime | None:
    """Return when the hours of --at open, None when something else, or nothing, is waited for."""
    held = [row.held for row in rows if row.state in _GOES_BY_ITSELF] if session.arguments.at else []
    first = held[0] if held and all(held) else None
    return first.until if first is not None and first.why is Hold.HOURS else None


def wait_until(at: datetime, now: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
    """Return when it is `at`, by the clock as it is then."""
    while (left := at - now()) > timedelta(0):
        sleep(min(left.total_seconds(), _LOOKS_EVERY_S))


def _left(session: Session, chosen: Choice) -> list[DownloadRow]:
    return [row for row in session.desk.downloads.rows() if row.state in UNDER_WAY and chosen.fits(row)]


def _downloaded(session: Session, keys: Collection[int], value: dict[str, object], lines: list[str]) -> Answer:
    view = session.desk.downloads.view()
    left = [row for row in view.rows if row.key in keys]
    lines += [f"   {_standing(session, view, row)}" for row in left]
    code = exits.LEFT if left else exits.DONE
    trouble = session.disk_trouble
    if left and trouble is not None:
        lines.append(str(wording.error(trouble)))
        code = exits.of(trouble)
    elif left and not (session.is_online and any(row.held or row.next_try or row.problem for row in left)):
        lines.append(session.link_words())  # else each of them has said why it waits, and "Online" would be a riddle
    if left:
        lines.append(tr("What is missing stays queued; studydesk sync goes on with it."))
    else:
        lines.append(tr("On this computer"))
    others = len(view.rows) - len(left)
    if others:
        wait = ntr("{n} other file waits: studydesk sync", "{n} other files wait: studydesk sync", others)
        lines.append(wait)
    return Answer(value | {"left": left, "held": view.held}, lines, code)


def _standing(session: Session, view: DownloadsView, row: DownloadRow) -> str:
    if row.state is FileState.RUNNING and session.services.holds_lock:  # nobody fetches: the program was killed
        stopped = queue_words.stopped_at(row.done_bytes, row.total_bytes)
        return f"{row.name} ({row.course_title}): {stopped}"
    held = wording.held(row.held, view.rules) if row.held is not None else ""
    state = queue_words.file_state(
        row.state, row.done_bytes, row.total_bytes, why=row.problem, next_try=row.next_try, held=held
    )
    return f"{row.name} ({row.course_title}): {state}"
