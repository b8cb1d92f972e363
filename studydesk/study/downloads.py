"""Downloads: choosing, pricing, pausing, freeing."""

from collections.abc import Iterable

from studydesk.domain.downloads import Price, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.study.views.downloads import CourseStorage, DownloadRow


class Downloads:
    """Downloads of one account. `want` only queues; the transfer lane does the rest."""

    def rows(self) -> list[DownloadRow]:
        """Return what is queued, running, paused or failed in fetch order, then the last 50 finished."""
        raise NotImplementedError

    def price(self, course: CourseId, what: What = What.ALL) -> Price:
        """Return what downloading a course would cost: missing files only."""
        raise NotImplementedError

    def price_of(self, keys: Iterable[int]) -> Price:
        """Return what downloading these files would cost."""
        raise NotImplementedError

    def price_of_activity(self, activity: ActivityId) -> Price:
        """Return what downloading an activity would cost."""
        raise NotImplementedError

    def want(self, course: CourseId, what: What = What.ALL) -> int:
        """Queue the missing files of a course; returns how many."""
        raise NotImplementedError

    def want_activity(self, activity: ActivityId) -> int:
        """Queue the missing files of an activity; returns how many."""
        raise NotImplementedError

    def want_keys(self, keys: Iterable[int]) -> int:
        """Queue these files; returns how many were missing."""
        raise NotImplementedError

    def pause(self, key: int | None = None) -> None:
        """Pause one download, or all."""
        raise NotImplementedError

    def resume(self, key: int | None = None) -> None:
        """Go on with one paused or failed download, or all."""
        raise NotImplementedError

    def cancel(self, key: int | None = None) -> None:
        """Take one download out of the queue, or all."""
        raise NotImplementedError

    def free_activity(self, activity: ActivityId) -> int:
        """Delete its files from this computer; returns bytes freed. They can be downloaded again."""
        raise NotImplementedError

    def free_course(self, course: CourseId) -> int:
        """Delete its files from this computer; returns bytes freed. They can be downloaded again."""
        raise NotImplementedError

    def storage(self) -> list[CourseStorage]:
        """Return what each course takes."""
        raise NotImplementedError
