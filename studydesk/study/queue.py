"""The learner's own order of downloads: what goes first, what goes now, and taking a choice back."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from studydesk.domain.changes import Subject
from studydesk.domain.downloads import FILE_MOVES, FileEvent, FileState, LocalFile
from studydesk.domain.ids import CourseId
from studydesk.store import files
from studydesk.store.database import Reader, Writer
from studydesk.study.learner import Learner
from studydesk.study.views.downloads import Before, Undo

Keys: TypeAlias = int | Collection[int] | None
UNDER_WAY = frozenset({FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED})


def in_order(r: Reader, learner: Learner) -> list[LocalFile]:
    """Return all that is under way: running ones, then in the order they will go, then paused and failed ones."""
    running = files.files(r, learner.id, states=(FileState.RUNNING,))
    queued = files.queued(r, learner.id, due_from=learner.school.now())
    return running + queued + files.files(r, learner.id, states=(FileState.PAUSED, FileState.FAILED))


def move(w: Writer, some: Iterable[LocalFile], event: FileEvent) -> int:
    """Move those files that `event` can happen to; return how many."""
    able = [file for file in some if (file.state, event) in FILE_MOVES]
    return sum(files.move(w, file.key, file.state, event) for file in able)


def move_all(learner: Learner, event: FileEvent, key: Keys, course: CourseId | None) -> Undo:
    """Move what is under way, as `of` finds it, to whatever it stands at by now; return how it stood.

    Looked up in the same transaction: the transfer lane starts and puts back files all the time.
    """
    with learner.store.library.write() as w:
        some = of(w, learner, key, course)
        move(w, some, event)
    return snapshot(some)


def snapshot(some: Iterable[LocalFile]) -> Undo:
    """Return how these files stand, so that it can be had again."""
    return Undo(tuple(Before(file.key, file.state, file.rank, file.is_urgent) for file in some))


def put_first(learner: Learner, key: Keys, course: CourseId | None) -> Undo:
    """Let these go before all others that are not urgent, in the order among themselves that they have."""
    with learner.store.library.write() as w:
        some = of(w, learner, key, course)
        rank = min((file.rank for file in _under_way(w, learner)), default=0) - 1
        return _put(w, learner, some, rank)


def put_last(learner: Learner, key: Keys, course: CourseId | None) -> Undo:
    """Let these go after all others, in the order among themselves that they have."""
    with learner.store.library.write() as w:
        some = of(w, learner, key, course)
        rank = max((file.rank for file in _under_way(w, learner)), default=0) + 1
        return _put(w, learner, some, rank)


def put_before(learner: Learner, other: int, key: Keys, course: CourseId | None) -> Undo:
    """Let these go just before the file `other`; nothing happens when that is not in the queue any more."""
    with learner.store.library.write() as w:
        some = of(w, learner, key, course)
        moved = {file.key for file in some}
        queue = [file for file in in_order(w, learner) if file.key not in moved]
        at = next((index for index, file in enumerate(queue) if file.key == other), None)
        if at is None:
            return Undo()
        # Those before it step back together, so that they keep their order among themselves; it needs no new numbers
        # for those behind it, and what is wanted later still falls into its natural place among them.
        rank, ahead = queue[at].rank, [file for file in queue[:at] if file.rank <= queue[at].rank]
        before = snapshot([*ahead, *some])
        for file in ahead:
            files.place(w, file.key, file.rank - 2, file.is_urgent)
        _put(w, learner, some, rank - 1)
        return before


def start_now(learner: Learner, key: Keys, course: CourseId | None) -> Undo:
    """Let these go at once, whatever hours, allowance and a paid link say; paused and failed ones too."""
    with learner.store.library.write() as w:
        some = of(w, learner, key, course)
        for file in some:
            if file.state in (FileState.PAUSED, FileState.FAILED):
                files.move(w, file.key, file.state, FileEvent.RESUMED)
            elif file.state is FileState.QUEUED and file.not_before is not None:
                files.forget_wait(w, file.key)
            files.place(w, file.key, file.rank, is_urgent=True)
        w.changed(Subject.FILES, learner.id)
        return snapshot(some)


def undo(learner: Learner, taken: Undo) -> int:
    """Put files back to where they stood; return how many. What has arrived meanwhile, or is gone, stays so."""
    count = 0
    with learner.store.library.write() as w:
        for before in taken.before:
            file = files.file(w, before.key)
            if file is None or file.account != learner.id:
                continue
            count += _back(w, file, before)
        w.changed(Subject.FILES, learner.id)
    return count


def _back(w: Writer, file: LocalFile, before: Before) -> bool:
    state = file.state
    if state in (FileState.ABSENT, FileState.STALE):
        files.move(w, file.key, state, FileEvent.WANTED)
        state = FileState.QUEUED
    if state not in UNDER_WAY:
        return False
    if before.state is FileState.PAUSED and (state, FileEvent.PAUSED) in FILE_MOVES:
        files.move(w, file.key, state, FileEvent.PAUSED)
    files.place(w, file.key, before.rank, before.is_urgent)
    return True


def _put(w: Writer, learner: Learner, some: Sequence[LocalFile], rank: int) -> Undo:
    for file in some:
        files.place(w, file.key, rank, file.is_urgent)
    w.changed(Subject.FILES, learner.id)
    return snapshot(some)


def _under_way(r: Reader, learner: Learner) -> list[LocalFile]:
    return files.files(r, learner.id, states=UNDER_WAY)


def of(r: Reader, learner: Learner, key: Keys, course: CourseId | None) -> list[LocalFile]:
    """Return what is under way: one file or some, those of a course, or all."""
    keys = {key} if isinstance(key, int) else key
    some = files.files(r, learner.id, course=course, states=UNDER_WAY)
    return [file for file in some if keys is None or file.key in keys]
