"""Downloads: choosing, pricing, pausing, freeing."""

from collections.abc import Iterable, Sequence

from studydesk.domain.downloads import FILE_MOVES, WANTED_MEDIA, FileEvent, FileState, LocalFile, Price, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.store import courses, files
from studydesk.store.database import Reader
from studydesk.study import disk, shelf
from studydesk.study.learner import Learner
from studydesk.study.views.downloads import CourseStorage, DownloadRow

_UNDER_WAY = frozenset({FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED})
_FINISHED_SHOWN = 50


class Downloads:
    """Downloads of one account. `want` only queues; the transfer lane does the rest."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def rows(self) -> list[DownloadRow]:
        """Return what is queued, running, paused or failed in fetch order, then the last 50 finished."""
        with self._learner.store.library.read() as r:
            some = files.files(r, self._learner.id, states=_UNDER_WAY)
            order = {file.key: index for index, file in enumerate(files.queued(r, self._learner.id))}
            some.sort(key=lambda file: (file.state is not FileState.RUNNING, order.get(file.key, len(order))))
            done = files.finished(r, self._learner.id, _FINISHED_SHOWN)
            titles = {course.id: course.full_name for course in courses.courses(r, self._learner.id)}
            names = {file.activity: self._title(r, file.activity) for file in (*some, *done)}
        return [_row(file, titles, names) for file in (*some, *done)]

    def price(self, course: CourseId, what: What = What.ALL) -> Price:
        """Return what downloading a course would cost: missing files only."""
        return self._price(self._of_course(course, what))

    def price_of(self, keys: Iterable[int]) -> Price:
        """Return what downloading these files would cost."""
        return self._price(self._of_keys(keys))

    def price_of_activity(self, activity: ActivityId) -> Price:
        """Return what downloading an activity would cost."""
        return self._price(self._of_activity(activity))

    def want(self, course: CourseId, what: What = What.ALL) -> int:
        """Queue the missing files of a course; returns how many."""
        return self._move(self._of_course(course, what), FileEvent.WANTED)

    def want_activity(self, activity: ActivityId) -> int:
        """Queue the missing files of an activity; returns how many."""
        return self._move(self._of_activity(activity), FileEvent.WANTED)

    def want_keys(self, keys: Iterable[int]) -> int:
        """Queue these files; returns how many were missing."""
        return self._move(self._of_keys(keys), FileEvent.WANTED)

    def pause(self, key: int | None = None) -> None:
        """Pause one download, or all."""
        self._move(self._chosen(key), FileEvent.PAUSED)

    def resume(self, key: int | None = None) -> None:
        """Go on with one paused or failed download, or all."""
        self._move(self._chosen(key), FileEvent.RESUMED)

    def cancel(self, key: int | None = None) -> None:
        """Take one download out of the queue, or all."""
        self._move(self._chosen(key), FileEvent.CANCELLED)

    def free_activity(self, activity: ActivityId) -> int:
        """Delete its files from this computer; returns bytes freed. They can be downloaded again."""
        return self._free(self._of_activity(activity))

    def free_course(self, course: CourseId) -> int:
        """Delete its files from this computer; returns bytes freed. They can be downloaded again."""
        return self._free(self._of_course(course, What.ALL))

    def storage(self) -> list[CourseStorage]:
        """Return what each course takes."""
        with self._learner.store.library.read() as r:
            known = courses.courses(r, self._learner.id)
            local = files.files(r, self._learner.id)
        return [
            CourseStorage(
                course=course.id,
                title=course.full_name,
                present_bytes=sum(f.size_bytes for f in local if f.course == course.id and f.state in disk.USABLE),
                total_bytes=sum(f.size_bytes for f in local if f.course == course.id),
            )
            for course in known
        ]

    def _price(self, some: Iterable[LocalFile]) -> Price:
        return disk.price(some, self._learner.link.current.rate)

    def _of_course(self, course: CourseId, what: What) -> list[LocalFile]:
        own = shelf.read(self._learner, course)
        return [f for some in own.files.values() for f in some if f.media in WANTED_MEDIA[what]]

    def _of_activity(self, activity: ActivityId) -> list[LocalFile]:
        return shelf.read_activity(self._learner, activity).files.get(activity, [])

    def _of_keys(self, keys: Iterable[int]) -> list[LocalFile]:
        with self._learner.store.library.read() as r:
            found = (files.file(r, key) for key in keys)
            return [file for file in found if file and file.account == self._learner.id]

    def _chosen(self, key: int | None) -> list[LocalFile]:
        if key is not None:
            return self._of_keys([key])
        with self._learner.store.library.read() as r:
            return files.files(r, self._learner.id, states=_UNDER_WAY)

    def _move(self, some: Sequence[LocalFile], event: FileEvent) -> int:
        """Move those files that `event` can happen to; returns how many."""
        able = [file for file in some if (file.state, event) in FILE_MOVES]
        if not able:
            return 0
        with self._learner.store.library.write() as w:
            return sum(files.move(w, file.key, file.state, event) for file in able)

    def _free(self, some: Sequence[LocalFile]) -> int:
        self._move(some, FileEvent.FREED)
        return self._learner.store.sweep()

    def _title(self, r: Reader, activity: ActivityId) -> str:
        found = courses.activity(r, self._learner.id, activity)
        return found.title if found else ""


def _row(file: LocalFile, titles: dict[CourseId, str], names: dict[ActivityId, str]) -> DownloadRow:
    return DownloadRow(
        key=file.key,
        name=file.title or (names.get(file.activity, "") if file.is_generated else file.name),
        course=file.course,
        course_title=titles.get(file.course, ""),
        activity=file.activity,
        activity_title=names.get(file.activity, ""),
        state=file.state,
        total_bytes=file.size_bytes,
        done_bytes=file.done_bytes,
        problem=file.problem,
        not_before=file.not_before,
    )
