"""The page of grades: each course with its total, then line by line."""

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.study.views.reading import LinkTo
from studydesk.study.views.today import CourseGrades, GradeRow
from studydesk.ui import links
from studydesk.ui.context import Context
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line
from studydesk.wording import tr


class GradesPage(ListPage):
    """Shows the grades as the school writes them."""

    subjects = frozenset({Subject.GRADES})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Grades"))

    def reload(self) -> None:
        """Read the grades."""
        self.context.read(self, self.context.desk.grades.all, self._show)

    def _show(self, courses: list[CourseGrades]) -> None:
        lines: list[Line] = []
        for course in courses:
            lines.append(Line(course.title, is_heading=True))
            lines += [grade_line(row) for row in course.rows]
            if course.total is not None:
                lines.append(grade_line(course.total))
        self.say_facts(tr("As the school had them when you last had a link.") if lines else "")
        text = tr("Grades stand here as soon as a teacher gives one.")
        self.put(lines, "grades", tr("No grades yet"), text)

    def open_line(self, payload: object) -> None:
        """Read the whole feedback, with a way to the activity."""
        if not isinstance(payload, GradeRow):
            return
        grade = payload.grade
        said = tr("Grade {grade}").format(grade=grade.shown) if grade.shown else tr("No grade yet")
        dialog = Dialog(self, grade.title, said, payload.feedback)
        if grade.activity is not None:
            dialog.button("open", tr("Open the activity"))
        dialog.button("close", tr("Close"), "primary").setFocus()
        dialog.exec()
        if dialog.choice == "open" and grade.activity is not None:
            links.go(self.context, self, grade.activity, LinkTo(activity=grade.activity))


def grade_line(row: GradeRow) -> Line:
    """Return a grade as a line."""
    grade = row.grade
    parts = [
        tr("out of {range}").format(range=grade.range.split("–")[-1].strip()) if grade.range else "",
        grade.percentage,
    ]
    if grade.graded_at is not None:
        parts.append(wording.date(grade.graded_at))
    if row.feedback:
        parts.append(row.feedback.split("\n")[0])
    return Line(
        title=tr("Whole course") if grade.is_total else grade.title,
        meta=" · ".join(part for part in parts if part),
        icon="star" if grade.is_total else "grades",
        tone="accent" if grade.is_total else "muted",
        end=grade.shown or tr("No grade yet"),
        end_tone="text" if grade.shown else "muted",
        is_strong=grade.is_total,
        payload=row,
    )
