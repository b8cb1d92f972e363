"""The answers about assignments and what was handed in; typed as in `wire`."""

from msgspec import Struct

from studydesk.campus.moodle.wire import File


class Setting(Struct):
    """One setting of a plug-in of an assignment."""

    plugin: str
    subtype: str
    name: str
    value: str | None = ""


class Assignment(Struct):
    id: int
    cmid: int
    course: int
    name: str
    nosubmissions: int | None = 0
    submissiondrafts: int | None = 0
    duedate: int | None = 0
    allowsubmissionsfromdate: int | None = 0
    cutoffdate: int | None = 0
    grade: float | None = None
    timemodified: int | None = 0
    teamsubmission: int | None = 0
    requiresubmissionstatement: int | None = 0
    configs: list[Setting] = []
    intro: str | None = ""
    introattachments: list[File] = []


class AssignmentCourse(Struct):
    id: int
    assignments: list[Assignment]


class Assignments(Struct):
    """mod_assign_get_assignments."""

    courses: list[AssignmentCourse]


class Editor(Struct):
    name: str
    text: str | None = ""


class Area(Struct):
    area: str
    files: list[File] = []


class Plugin(Struct):
    """A kind of submission or feedback with what it holds."""

    type: str
    fileareas: list[Area] = []
    editorfields: list[Editor] = []


class Work(Struct):
    status: str
    timemodified: int | None = 0
    plugins: list[Plugin] = []


class Attempt(Struct):
    """The last attempt; `submission` is missing while nothing was ever begun, in groups it is `teamsubmission`."""

    submission: Work | None = None
    teamsubmission: Work | None = None
    locked: bool | None = False
    graded: bool | None = False
    canedit: bool | None = False
    cansubmit: bool | None = False
    extensionduedate: int | None = None


class Feedback(Struct):
    gradefordisplay: str | None = None
    gradeddate: int | None = None
    plugins: list[Plugin] = []


class SubmissionStatus(Struct):
    """mod_assign_get_submission_status."""

    lastattempt: Attempt | None = None
    feedback: Feedback | None = None
