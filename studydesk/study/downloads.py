"""Downloads: choosing, pricing, ordering, pausing."""

from collections.abc import Collection, Iterable, Sequence

from studydesk.domain.downloads import WANTED_MEDIA, FileEvent, FileState, LocalFile, Price, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.store import courses, files
from studydesk.study import disk, queue, queued, shelf
from studydesk.study.learner import Learner
from studydesk.study.queue import Keys
from studydesk.study.views.downloads import DownloadRow, DownloadsView, Undo


class Downloads:
    """Downloads of one account. `want` only queues; the transfer lane does the rest.

    Where a method takes `key` and `course`: one file or some, or those of a course, or (with neither) all under way.
    """

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def view(self) -> DownloadsView:
        """Return the queue, what arrived, and what was used of the allowance."""
        return queued.view(self._learner)

    def rows(self) -> list[DownloadRow]:
        """Return what is queued, running, paused or failed in fetch order, then the last 50 finished."""
        return queued.rows(self._learner)

    def price(self, course: CourseId, what: What = What.ALL) -> Price:
        """Return what downloading a course would cost: missing files only."""
        return self._price(self._of_course(course, what))

    def price_of(self, keys: Iterable[int]) -> Price:
        """Return what downloading these files would cost."""
        return self._price(self._of_keys(keys))

    def price_of_activities(self, activities: Iterable[ActivityId]) -> Price:
        """Return what downloading these activities would cost together."""
        return self._price(self._of_activities(activities))

    def price_of_activity(self, activity: ActivityId) -> Price:
        """Return what downloading an activity would cost."""
        return self._price(self._of_activities([activity]))

    def missing(self, course: CourseId, what: What | Collection[ActivityId] = What.ALL) -> list[int]:
        """Return the files of a course, or of these activities of it, that are not here, whatever they wait for."""
        some = self._of_course(course, what) if isinstance(what, What) else self._of_activities(what)
        return [file.key for file in some if file.course == course and file.state is not FileState.PRESENT]

    def left(self, keys: Iterable[int]) -> Price:
        """Return what still has to travel of these files, of queued and paused ones too."""
        return disk.left(self._of_keys(keys), self._learner.link.current.rate)

    def want(self, course: CourseId, what: What = What.ALL) -> int:
        """Queue the missing files of a course; returns how many."""
        return self._move(self._of_course(course, what), FileEvent.WANTED)

    def want_activity(self, activity: ActivityId) -> int:
        """Queue the missing files of an activity; returns how many."""
        return self._move(self._of_activities([activity]), FileEvent.WANTED)

    def want_activities(self, activities: Iterable[ActivityId]) -> int:
        """Queue the missing files of these activities; returns how many."""
        return self._move(self._of_activities(activities), FileEvent.WANTED)

    def want_keys(self, keys: Iterable[int]) -> int:
        """Queue these files; returns how many were missing."""
        return self._move(self._of_keys(keys), FileEvent.WANTED)

    def pause(self, key: Keys = None, *, course: CourseId | None = None) -> None:
        """Let them wait until the learner goes on; one that is running stops within a second and keeps what came."""
        queue.move_all(self._learner, FileEvent.PAUSED, key, course)

    def resume(self, key: Keys = None, *, course: CourseId | None = None) -> None:
        """Go on with what is paused or failed."""
        queue.move_all(self._learner, FileEvent.RESUMED, key, course)

    def cancel(self, key: Keys = None, *, course: CourseId | None = None) -> Undo:
        """Take them out of the queue. What came of them stays for two minutes, so that `undo` goes on with it."""
        return queue.move_all(self._learner, FileEvent.CANCELLED, key, course)

    def start_now(self, key: Keys = None, *, course: CourseId | None = None) -> Undo:
        """Let them go at once, whatever hours, allowance and a paid link say; paused and failed ones too."""
        return queue.start_now(self._learner, key, course)

    def put_first(self, key: Keys = None, *, course: CourseId | None = None) -> Undo:
        """Let them go before all others."""
        return queue.put_first(self._learner, key, course)

    def put_last(self, key: Keys = None, *, course: CourseId | None = None) -> Undo:
        """Let them go after all others."""
        return queue.put_last(self._learner, key, course)

    def put_before(self, other: int, key: Keys = None, *, course: CourseId | None = None) -> Undo:
        """Let them go just before the file `other`."""
        return queue.put_before(self._learner, other, key, course)

    def undo(self, taken: Undo) -> int:
        """Put files back to where they stood before; returns how many. What has arrived meanwhile stays."""
        return queue.undo(self._learner, taken)

    def _price(self, some: Iterable[LocalFile]) -> Price:
        return disk.price(some, self._learner.link.current.rate)

    def _of_course(self, course: CourseId, what: What) -> list[LocalFile]:
        own = shelf.read(self._learner, course)
        return [f for some in own.files.values() for f in some if f.media in WANTED_MEDIA[what]]

    def _of_activities(self, activities: Iterable[ActivityId]) -> list[LocalFile]:
        with self._learner.store.library.read() as r:
            found = courses.activities_named(r, self._learner.id, list(activities))
        return [f for some in shelf.read_some(self._learner, found).files.values() for f in some]

    def _of_keys(self, keys: Iterable[int]) -> list[LocalFile]:
        with self._learner.store.library.read() as r:
            found = (files.file(r, key) for key in keys)
            return [file for file in found if file and file.account == self._learner.id]

    def _move(self, some: Sequence[LocalFile], event: FileEvent) -> int:
        """Move those files that `event` can happen to; returns how many."""
        if not some:
            return 0
        with self._learner.store.library.write() as w:
            return queue.move(w, some, event)
