"""Storage: what takes the space, what is kept, what may go, and whether all of it is whole."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from studydesk.domain.courses import Course
from studydesk.domain.downloads import FILE_MOVES, FileEvent
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.errors import Invalid, NotFound, ProfileInUse
from studydesk.settings import Settings
from studydesk.store import checking, courses, files, moving, pins, space
from studydesk.store.blobs import Blobs
from studydesk.store.pins import Pins
from studydesk.store.space import Holding
from studydesk.study import freeing, queued
from studydesk.study.learner import Learner
from studydesk.study.views.storage import (
    CheckReport,
    CourseStorage,
    Freeable,
    Freed,
    MoveReport,
    StorageProgress,
    StorageStep,
    StorageView,
)

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Outside:
    """What storage and accounts need of the program around them.

    Attributes:
        settings: the learner's choices.
        holds: whether this process may write, be it by taking the lock over; another window may have it.
        rest: holds all downloads as long as the block lasts.
    """

    settings: Callable[[], Settings]
    holds: Callable[[], bool]
    rest: Callable[[], AbstractContextManager[None]]


class Storage:
    """The space that the courses of one account take."""

    def __init__(self, learner: Learner, outside: Outside) -> None:
        self._learner = learner
        self._outside = outside

    def view(self) -> StorageView:
        """Return what takes the space, what is free, and what could be freed."""
        settings, blobs = self._outside.settings(), self._learner.store.blobs
        free = blobs.place.free_bytes()
        with self._learner.store.library.read() as r:
            total = space.stored_bytes(r)
        return StorageView(
            courses=tuple(self._courses()),
            total_bytes=total,
            free_bytes=free,
            budget_bytes=int(settings.storage_budget_mb * MB) or None,
            reserve_bytes=int(settings.disk_reserve_mb * MB),
            suggestions=self.suggestions() if free is not None else (),
            place=blobs.place.folder,
            other_bytes=_others(blobs),
            moving_to=moving.moving_to(blobs.place),
        )

    def suggestions(self) -> tuple[Freeable, ...]:
        """Return what could be freed, in the order to free it: what is over, what is done, what was long not opened."""
        return freeing.suggestions(self._learner, freeing.read(self._learner))

    def freeable(self, course: CourseId, activities: Sequence[ActivityId] = ()) -> list[Freeable]:
        """Return what may be freed of a course as one line, or of these activities of it as a line each.

        What must stay in a course is left out of it. Raises NotFound, and Invalid as `free_activity` does.
        """
        found = freeing.read(self._learner)
        for activity in activities:
            self._must_be_known(course, activity)
            self._must_be_free(found, course, activity)
        return freeing.named(self._learner, found, course, activities)

    def free(self, chosen: Iterable[Freeable]) -> Freed:
        """Delete the files of these from this computer, but for what must stay; they can be downloaded again.

        Raises ProfileInUse beside another window, as all that frees: what it is downloading is known to it alone.
        """
        found = freeing.read(self._learner)
        some = (
            found.of_course(one.course) if one.activity is None else found.mine.get(one.activity, [])
            for one in chosen
        )
        return self._free(list(chain.from_iterable(some)))

    def free_course(self, course: CourseId) -> Freed:
        """Delete the files of a course from this computer, but for what must stay (pins, unsent work)."""
        return self._free(freeing.read(self._learner).of_course(course))

    def free_activity(self, activity: ActivityId) -> Freed:
        """Delete the files of an activity from this computer.

        Raises Invalid: `pinned`, or `needed` when something unsent is about it or a part of it is on its way.
        """
        found = freeing.read(self._learner)
        self._must_be_free(found, self._course_of(activity), activity)
        return self._free(found.mine.get(activity, []))

    def want_back(self, freed: Freed) -> int:
        """Undo a freeing as far as it can be: queue the same files again; return how many."""
        with self._learner.store.library.write() as w:
            found = [file for file in (files.file(w, key) for key in freed.keys) if file]
            return sum(
                files.move(w, file.key, file.state, FileEvent.WANTED)
                for file in found
                if file.account == self._learner.id and (file.state, FileEvent.WANTED) in FILE_MOVES
            )

    def pins(self) -> Pins:
        """Return what is always kept."""
        with self._learner.store.work.read() as r:
            return pins.pins(r, self._learner.id)

    def pin(self, course: CourseId, activity: ActivityId | None = None) -> bool:
        """Always keep a course, or one activity of it; return whether that is new. Undone by `unpin`.

        Raises NotFound for a course or activity that is not known.
        """
        self._must_be_known(course, activity)
        with self._learner.store.work.write() as w:
            return pins.pin(w, self._learner.id, course, activity)

    def unpin(self, course: CourseId, activity: ActivityId | None = None) -> bool:
        """Keep it no longer; return whether it was kept. Undone by `pin`."""
        with self._learner.store.work.write() as w:
            return pins.unpin(w, self._learner.id, course, activity)

    def check(self, cancel: Cancel, progress: StorageProgress, *, repairs: bool = True) -> CheckReport:
        """Read every downloaded file of this profile and queue again what is damaged or lost; long. Not the network.

        May be stopped and begun again at any time. `repairs` False: only look.

        Raises Cancelled, DriveGone, and ProfileInUse when it is to repair beside another window.
        """
        self._must_hold(repairs)
        store = self._learner.store
        if repairs:
            moving.finish(store.blobs, cancel, _telling(progress))
        found = checking.check(store, cancel, lambda done, total: progress(StorageStep("checking", done, total)),
                               repairs=repairs)
        return CheckReport(
            checked=found.checked,
            bytes=found.bytes,
            damaged=found.damaged,
            missing=found.missing,
            queued=found.queued,
            orphans=found.orphans,
            orphan_bytes=found.orphan_bytes,
            names=queued.names(self._learner, found.keys),
        )

    def move(self, to: Path | None, cancel: Cancel, progress: StorageProgress) -> MoveReport:
        """Move all downloaded files of this computer's profiles to a drive (None: back home), or go on with that; long.

        May be stopped and begun again at any time; studying goes on meanwhile.

        Raises Cancelled, Invalid (as `store.moving.move`), StorageFull, StorageFailed, DriveGone, ProfileInUse.
        """
        self._must_hold(True)
        store = self._learner.store
        done = moving.move(store.blobs, to, self._outside.rest, cancel, _telling(progress))
        again = sum(checking.repair(store, sha256) for sha256 in sorted(done.damaged))
        return MoveReport(done.moved, done.bytes, damaged=len(done.damaged), left=done.left, queued=again)

    def _courses(self) -> list[CourseStorage]:
        with self._learner.store.library.read() as r:
            known = courses.courses(r, self._learner.id)
            present, absent = space.present(r, self._learner.id), space.absent(r, self._learner.id)
        kept, now = self.pins().courses, self._learner.school.now()

        def shown(course: Course) -> CourseStorage:
            own = present.get(course.id, {})
            here = sum(own.values())
            return CourseStorage(
                course=course.id,
                title=course.full_name,
                present_bytes=here,
                total_bytes=here + absent.get(course.id, 0),
                by_media=tuple(sorted(own.items(), key=lambda one: (-one[1], one[0]))),
                is_pinned=course.id in kept,
                is_finished=freeing.is_over(course, now),
            )

        return [shown(course) for course in known]

    def _free(self, some: Sequence[Holding]) -> Freed:
        self._must_hold(True)
        store = self._learner.store
        store.blobs.place.need()
        with store.library.write() as w:
            keys = tuple(one.key for one in some if files.move(w, one.key, one.state, FileEvent.FREED))
        return Freed(store.sweep(), keys)

    def _must_hold(self, needs: bool) -> None:
        if needs and not self._outside.holds():
            raise ProfileInUse

    @staticmethod
    def _must_be_free(found: freeing.Freeing, course: CourseId, activity: ActivityId) -> None:
        if activity in found.kept:
            raise Invalid("needed")
        if found.pins.keeps(course, activity):
            raise Invalid("pinned")

    def _must_be_known(self, course: CourseId, activity: ActivityId | None) -> None:
        if activity is not None and self._course_of(activity) != course:
            raise NotFound(activity)
        with self._learner.store.library.read() as r:
            if courses.course(r, self._learner.id, course) is None:
                raise NotFound(course)

    def _course_of(self, activity: ActivityId) -> CourseId:
        with self._learner.store.library.read() as r:
            found = courses.activity(r, self._learner.id, activity)
        if found is None:
            raise NotFound(activity)
        return found.course


def _telling(progress: StorageProgress) -> Callable[[str, int, int], None]:
    return lambda doing, done, total: progress(StorageStep(doing, done, total))


def _others(blobs: Blobs) -> int:
    """Return the bytes that only other profiles keep."""
    found = (blobs.path(sha256) for sha256 in blobs.named() - blobs.used())
    return sum(file.stat().st_size for file in found if file.is_file())
