"""The queue as shown: rows, courses, what holds them, and what was used of the allowance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studydesk.domain.downloads import FileState, LocalFile, Price
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.domain.plan import Held, monday
from studydesk.store import courses, files, usage
from studydesk.study import queue
from studydesk.study.learner import Learner
from studydesk.study.views.downloads import CourseQueue, DownloadRow, DownloadsView, Usage

_FINISHED_SHOWN = 50
_GOES_BY_ITSELF = (FileState.RUNNING, FileState.QUEUED)


@dataclass(frozen=True, slots=True)
class _Names:
    courses: dict[CourseId, str]
    activities: dict[ActivityId, str]


def rows(learner: Learner) -> list[DownloadRow]:
    """Return what is under way in the order it will go, then the last 50 finished."""
    waiting, done = _rows(learner)
    return [*waiting, *done]


def view(learner: Learner) -> DownloadsView:
    """Return the downloads of an account."""
    waiting, done = _rows(learner)
    moving = [row for row in waiting if row.state in _GOES_BY_ITSELF]
    left, rate = sum(row.left_bytes for row in moving), learner.link.current.rate
    return DownloadsView(
        rows=tuple(waiting),
        queues=tuple(_queues(waiting)),
        finished=tuple(done),
        usage=_usage(learner),
        price=Price(len(moving), left, left / rate if rate else None),
        rules=learner.limits.rules,
        held=_held(waiting),
    )


def names(learner: Learner, keys: Iterable[int]) -> tuple[str, ...]:
    """Return what these files of the account are called, in the order of the alphabet."""
    with learner.store.library.read() as r:
        known = [file for key in keys if (file := files.file(r, key)) and file.account == learner.id]
        titles = {one.id: one.title for one in courses.activities_named(r, learner.id, {f.activity for f in known})}
    return tuple(sorted(_name(file, titles.get(file.activity, "")) for file in known))


def _name(file: LocalFile, activity_title: str) -> str:
    """Return what a file is called: a page is a file of the name index.html, which says nothing."""
    return file.title or (activity_title if file.is_generated else file.name)


def _rows(learner: Learner) -> tuple[list[DownloadRow], list[DownloadRow]]:
    with learner.store.library.read() as r:
        some, done = queue.in_order(r, learner), files.finished(r, learner.id, _FINISHED_SHOWN)
        named = courses.activities_named(r, learner.id, {file.activity for file in (*some, *done)})
        known = courses.courses(r, learner.id)
    names = _Names({one.id: one.full_name for one in known}, {one.id: one.title for one in named})
    waiting = [_row(f, names, learner.limits.held(f) if f.state is FileState.QUEUED else None) for f in some]
    return waiting, [_row(file, names) for file in done]


def _row(file: LocalFile, names: _Names, held: Held | None = None) -> DownloadRow:
    activity_title = names.activities.get(file.activity, "")
    return DownloadRow(
        key=file.key,
        name=_name(file, activity_title),
        course=file.course,
        course_title=names.courses.get(file.course, ""),
        activity=file.activity,
        activity_title=activity_title,
        state=file.state,
        total_bytes=file.size_bytes,
        done_bytes=file.done_bytes,
        problem=file.problem,
        not_before=file.not_before,
        media=file.media,
        rank=file.rank,
        is_urgent=file.is_urgent,
        held=held,
    )


def _queues(some: Iterable[DownloadRow]) -> list[CourseQueue]:
    of_course: dict[CourseId, list[DownloadRow]] = defaultdict(list)
    for row in some:
        of_course[row.course].append(row)
    return [_queue(own) for own in of_course.values()]


def _queue(own: Sequence[DownloadRow]) -> CourseQueue:
    states = [row.state for row in own]
    return CourseQueue(
        course=own[0].course,
        title=own[0].course_title,
        files=len(own),
        left_bytes=sum(row.left_bytes for row in own),
        done_bytes=sum(row.done_bytes for row in own),
        running=states.count(FileState.RUNNING),
        waiting=states.count(FileState.QUEUED),
        paused=states.count(FileState.PAUSED),
        failed=states.count(FileState.FAILED),
        is_urgent=any(row.is_urgent for row in own),
        held=_held(own),
    )


def _held(some: Sequence[DownloadRow]) -> Held | None:
    """Return why the first one waits, when nothing runs and all that wait are held."""
    moving = [row for row in some if row.state in _GOES_BY_ITSELF]
    return moving[0].held if moving and all(row.held for row in moving) else None


def _usage(learner: Learner) -> Usage:
    rules, used = learner.limits.rules, learner.limits.used
    today = learner.limits.here().date()
    with learner.store.work.read() as r:
        of_course, of_media = usage.by_course(r, monday(today), today), usage.by_media(r, monday(today), today)
    titles: dict[tuple[AccountId, CourseId], str] = {}
    with learner.store.library.read() as r:
        for account in {account for account, _ in of_course}:
            titles |= {(account, one.id): one.full_name for one in courses.courses(r, account)}
    named: dict[str | None, int] = defaultdict(int)
    for (account, course), count in of_course.items():
        named["" if course == usage.NO_COURSE else titles.get((account, course))] += count
    return Usage(
        today_bytes=used.day_bytes,
        week_bytes=used.week_bytes,
        day_allowance=rules.day_bytes,
        week_allowance=rules.week_bytes,
        by_course=tuple(sorted(named.items(), key=lambda one: (-one[1], one[0] or ""))),
        by_media=tuple(sorted(of_media.items(), key=lambda one: (-one[1], one[0].value))),
    )
