"""Grades by course."""

from studydesk.study.views.today import CourseGrades


class Grades:
    """Grades of one account."""

    def all(self) -> list[CourseGrades]:
        """Return the courses that have grades."""
        raise NotImplementedError
