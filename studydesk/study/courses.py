"""Courses, their activities, and ticking them off."""

from studydesk.domain.ids import ActivityId, CourseId
from studydesk.study.views.courses import ActivityRow, CourseCard, CourseView


class Courses:
    """The courses of one account."""

    def cards(self) -> list[CourseCard]:
        """Return all courses, hidden ones last."""
        raise NotImplementedError

    def course(self, course: CourseId) -> CourseView:
        """Return a course with its sections and activities. Raises NotFound."""
        raise NotImplementedError

    def activity(self, activity: ActivityId) -> ActivityRow:
        """Return one activity. Raises NotFound."""
        raise NotImplementedError

    def set_done(self, activity: ActivityId, done: bool) -> None:
        """Queue a tick or untick; an unsent one for the same activity is replaced. Raises Invalid("not_manual")."""
        raise NotImplementedError

    def opened(self, activity: ActivityId) -> None:
        """Note that the learner opened it: queues a view once where completion is automatic and not reached."""
        raise NotImplementedError
