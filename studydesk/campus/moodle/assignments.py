"""Assignments and submissions: from the wire to the domain."""

import re

from studydesk.campus.moodle import wire, work_wire
from studydesk.campus.moodle.addresses import downloadable
from studydesk.campus.moodle.border import plain
from studydesk.campus.moodle.courses import instant, words
from studydesk.domain.assignments import Assignment, BriefFile, Status, Submission
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId

_STATUS = {"draft": Status.DRAFT, "submitted": Status.SUBMITTED, "reopened": Status.REOPENED}


def assignment(told: work_wire.Assignment) -> Assignment:
    """Return an assignment with its rules."""
    settings = _settings(told)
    accepts = not told.nosubmissions
    return Assignment(
        id=AssignmentId(told.id),
        activity=ActivityId(told.cmid),
        course=CourseId(told.course),
        title=words(told.name),
        brief_html=told.intro or "",
        files=tuple(brief_file(file) for file in told.introattachments if file.address),
        opens_at=instant(told.allowsubmissionsfromdate),
        due_at=instant(told.duedate),
        cut_off_at=instant(told.cutoffdate),
        takes_text=accepts and settings.get("onlinetext.enabled") == "1",
        takes_files=accepts and settings.get("file.enabled") == "1",
        max_files=_number(settings.get("file.maxfilesubmissions")) or 1,
        max_bytes=_number(settings.get("file.maxsubmissionsizebytes")),
        word_limit=_word_limit(settings),
        file_types=_endings(settings.get("file.filetypeslist", "")),
        has_drafts=bool(told.submissiondrafts),
        needs_statement=bool(told.requiresubmissionstatement),
        is_team=bool(told.teamsubmission),
        max_grade=told.grade if told.grade and told.grade > 0 else None,  # below 0 it names a scale
        modified_at=instant(told.timemodified),
    )


def submission(assignment: AssignmentId, told: work_wire.SubmissionStatus) -> Submission:
    """Return what the site holds of the learner's work, with its feedback."""
    attempt = told.lastattempt or work_wire.Attempt()
    work = attempt.submission or attempt.teamsubmission or work_wire.Work(status="new")
    feedback = told.feedback or work_wire.Feedback()
    status = _STATUS.get(work.status, Status.NONE)
    grade = plain(feedback.gradefordisplay)
    return Submission(
        assignment=assignment,
        status=status,
        text_html=_text(work.plugins, "onlinetext"),
        files=_files(work.plugins, "submission_files"),
        modified_at=None if status is Status.NONE else instant(work.timemodified),
        can_edit=bool(attempt.canedit),
        can_submit=bool(attempt.cansubmit),
        is_locked=bool(attempt.locked),
        is_graded=bool(attempt.graded),
        grade=grade if grade and grade != "-" else None,
        graded_at=instant(feedback.gradeddate),
        feedback_html=_text(feedback.plugins, "comments"),
        feedback_files=_files(feedback.plugins, None),
        extension_due_at=instant(attempt.extensionduedate),
    )


def brief_file(told: wire.File) -> BriefFile:
    """Return a file of an assignment or a submission."""
    return BriefFile(
        url=downloadable(told.address),
        name=told.filename,
        size_bytes=told.filesize or 0,
        mime=told.mimetype or "",
        modified_at=instant(told.timemodified),
    )


def stored_file(told: wire.Stored) -> BriefFile:
    """Return a file of a draft area."""
    return BriefFile(
        url=downloadable(told.url or ""),
        name=told.filename,
        size_bytes=told.filesize or 0,
        modified_at=instant(told.timemodified),
    )


def _settings(told: work_wire.Assignment) -> dict[str, str]:
    """Return the settings of the submission plug-ins, named "file.enabled"."""
    return {f"{s.plugin}.{s.name}": s.value or "" for s in told.configs if s.subtype == "assignsubmission"}


def _word_limit(settings: dict[str, str]) -> int | None:
    if settings.get("onlinetext.wordlimitenabled") != "1":
        return None
    return _number(settings.get("onlinetext.wordlimit")) or None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _endings(told: str) -> tuple[str, ...]:
    """Return the allowed endings in lower case, () = all or unknown.

    Teachers may also choose groups ("document") and MIME types; which endings these mean is the site's own table, so
    then nothing is refused here and the site decides.
    """
    allowed = [entry.removeprefix("*").lower() for entry in re.split(r"[\s,;:]+", told) if entry]
    return tuple(allowed) if all(entry.startswith(".") for entry in allowed) else ()


def _text(plugins: list[work_wire.Plugin], kind: str) -> str:
    return next((e.text or "" for p in plugins if p.type == kind for e in p.editorfields if e.name == kind), "")


def _files(plugins: list[work_wire.Plugin], area: str | None) -> tuple[BriefFile, ...]:
    """Return the files of an area (None = of all), each once."""
    areas = (a for plugin in plugins for a in plugin.fileareas if area in (None, a.area))
    return tuple(brief_file(file) for a in areas for file in a.files if file.address)
