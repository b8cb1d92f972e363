"""Grades by course."""

from studydesk.domain.courses import Grade
from studydesk.store import courses, grades
from studydesk.study import html
from studydesk.study.learner import Learner
from studydesk.study.views.today import CourseGrades, GradeRow


class Grades:
    """Grades of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def all(self) -> list[CourseGrades]:
        """Return the courses that have grades."""
        with self._learner.store.library.read() as r:
            found = grades.grades(r, self._learner.id)
            known = courses.courses(r, self._learner.id)
        result = []
        for course in known:
            own = [grade for grade in found if grade.course == course.id]
            if own:
                total = next((_row(grade) for grade in own if grade.is_total), None)
                rows = tuple(_row(grade) for grade in own if not grade.is_total)
                result.append(CourseGrades(course.id, course.full_name, total, rows))
        return result


def _row(grade: Grade) -> GradeRow:
    return GradeRow(grade, html.plain(grade.feedback_html) if grade.feedback_html else "")
