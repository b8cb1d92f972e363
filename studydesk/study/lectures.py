"""Lectures: video and audio with captions, resumed where the learner stopped."""

from studydesk.domain.ids import ActivityId, CourseId
from studydesk.study.views.reading import Lecture


class Lectures:
    """Lectures of one account."""

    def lecture(self, activity: ActivityId, key: int | None = None) -> Lecture:
        """Return a lecture ready to play; `key` picks a file, None the main one. Raises NotFound when not here."""
        raise NotImplementedError

    def keep(self, activity: ActivityId, name: str, at_ms: int, length_ms: int) -> None:
        """Keep where the learner is in the lecture file `name`."""
        raise NotImplementedError

    def keep_speed(self, course: CourseId, speed: float) -> None:
        """Keep the speed lectures of a course play at."""
        raise NotImplementedError
