"""Submissions: `[]` is the answer to nearly everything, and what it did to the files is the fact (moodle.md §4)."""

import secrets

import pytest

from studydesk.domain.assignments import Status
from studydesk.domain.campus import SubmissionDraft
from studydesk.domain.ids import AssignmentId, DraftAreaId
from studydesk.errors import NoAnswer, Refused
from tests.campus.school import Json
from tests.contract.site import Site
from tests.contract.survey import Task

FILES = (("notes.csv", b"day,mm\n1,12\n"), ("n2.txt", b"second file!"))
HELD = [("n2.txt", 12), ("notes.csv", 12)]


@pytest.fixture
def task(campus: Site) -> Task:
    """Return an assignment in which the learner has saved a text and two files."""
    found = campus.task()
    assert campus.learner.save(found.id, "<p>t1</p>", campus.learner.draft(*FILES)) == []
    assert held(campus, found) == ("draft", HELD, "<p>t1</p>")
    return found


def held(campus: Site, task: Task) -> tuple[str, list[tuple[str, int]], str]:
    """Return what the site holds of the work: its status, names with sizes, and the text."""
    status, files, text = campus.learner.handed_in(task.id)
    return status, sorted(files), text


def attempt(campus: Site, task: Task) -> Json:
    """Return the last attempt as the site tells it."""
    return campus.learner("mod_assign_get_submission_status", assignid=task.id)["lastattempt"]


def test_a_work_that_was_never_begun_has_no_submission(campus: Site) -> None:
    """Stands first: the suite cannot undo that it wrote into the assignment of a real site."""
    task = campus.need(campus.places.task, "open assignment with text, files and a draft")
    told = attempt(campus, task)
    if campus.is_real and "submission" in told:
        pytest.skip("the site's assignment was touched before")
    assert "submission" not in told
    assert (told["canedit"], told["cansubmit"]) == (True, False)
    assert campus.desk.reads.submission(AssignmentId(task.id)).status is Status.NONE


def test_saving_the_same_draft_again_is_harmless(campus: Site, task: Task) -> None:
    area = campus.learner.draft(*FILES)
    for _time in range(2):
        assert campus.learner.save(task.id, "<p>t2</p>", area) == []
        assert held(campus, task) == ("draft", HELD, "<p>t2</p>")


def test_a_repeated_save_moves_timemodified_and_not_timecreated(campus: Site, task: Task) -> None:
    """Why a work that is there already is never saved again: the repeat can make it late."""
    before = attempt(campus, task)["submission"]
    campus.wait(2)
    assert campus.learner.save(task.id, "<p>t1</p>") == []
    after = attempt(campus, task)["submission"]
    assert after["timemodified"] >= before["timemodified"] + 2
    assert (after["id"], after["timecreated"]) == (before["id"], before["timecreated"])


def test_reading_the_status_moves_nothing(campus: Site, task: Task) -> None:
    before = attempt(campus, task)["submission"]
    campus.wait(2)
    assert attempt(campus, task)["submission"] == before


@pytest.mark.parametrize("area", [None, 0])
def test_files_that_are_not_sent_are_kept(campus: Site, task: Task, area: int | None) -> None:
    assert campus.learner.save(task.id, "<p>t3</p>", area) == []
    assert held(campus, task) == ("draft", HELD, "<p>t3</p>")


def test_the_program_keeps_the_files_when_it_saves_a_text_alone(campus: Site, task: Task) -> None:
    campus.desk.writes.save_submission(AssignmentId(task.id), SubmissionDraft("<p>t3</p>", None))
    assert held(campus, task) == ("draft", HELD, "<p>t3</p>")


def test_a_new_area_replaces_all_that_was_there(campus: Site, task: Task) -> None:
    assert campus.learner.save(task.id, "<p>t4</p>", campus.learner.draft(("only.txt", b"1"))) == []
    assert held(campus, task) == ("draft", [("only.txt", 1)], "<p>t4</p>")


def test_an_area_that_never_was_removes_every_file_and_is_told_as_success(campus: Site, task: Task) -> None:
    assert campus.learner.save(task.id, "<p>t5</p>", 1 + secrets.randbelow(999_999_999)) == []
    assert held(campus, task) == ("draft", [], "<p>t5</p>")


def test_an_area_that_was_emptied_removes_every_file(campus: Site, task: Task) -> None:
    area = campus.learner.draft(("a.txt", b"a"))
    files = [{"filepath": "/", "filename": "a.txt"}]
    campus.learner("core_files_delete_draft_files", draftitemid=area, files=files)
    assert campus.learner.save(task.id, "<p>t6</p>", area) == []
    assert held(campus, task) == ("draft", [], "<p>t6</p>")


def test_the_area_of_somebody_else_removes_every_file(campus: Site, task: Task) -> None:
    teacher = campus.need(campus.teacher, "second person with a draft area")
    assert campus.learner.save(task.id, "<p>t7</p>", teacher.draft(("key.txt", b"answers"))) == []
    assert held(campus, task) == ("draft", [], "<p>t7</p>")


def test_one_area_for_text_and_files_removes_the_files(campus: Site, task: Task) -> None:
    area = campus.learner.draft(*FILES)
    assert campus.learner.save(task.id, "<p>t8</p>", area, text_draft=area) == []
    assert held(campus, task) == ("draft", [], "<p>t8</p>")


def test_files_without_a_text_are_an_error_of_the_database_and_nothing_is_changed(campus: Site, task: Task) -> None:
    area = campus.learner.draft(("a.txt", b"a"))
    assert campus.learner.save(task.id, None, area)["errorcode"] == "dmlwriteexception"
    assert held(campus, task) == ("draft", HELD, "<p>t1</p>")
    with pytest.raises(NoAnswer):
        campus.desk.writes.save_submission(AssignmentId(task.id), SubmissionDraft(None, DraftAreaId(area)))


def test_an_empty_text_with_files_is_saved(campus: Site, task: Task) -> None:
    assert campus.learner.save(task.id, "", campus.learner.draft(*FILES)) == []
    assert held(campus, task) == ("draft", HELD, "")


def test_neither_text_nor_files_is_warned_of_and_changes_nothing(campus: Site, task: Task) -> None:
    (warning,) = campus.learner.save(task.id, "", 0)
    assert warning["warningcode"] == "couldnotsavesubmission"
    assert held(campus, task) == ("draft", HELD, "<p>t1</p>")
    with pytest.raises(Refused) as caught:
        campus.desk.writes.save_submission(AssignmentId(task.id), SubmissionDraft("", DraftAreaId(0)))
    assert caught.value.code == "couldnotsavesubmission"


def test_files_beyond_the_number_allowed_are_dropped_without_a_word(campus: Site, task: Task) -> None:
    files = [(f"m{number}.txt", b"m") for number in range(task.most_files + 2)]
    assert campus.learner.save(task.id, "<p>t9</p>", campus.learner.draft(*files)) == []
    assert held(campus, task)[1] == [(name, 1) for name, _ in files[: task.most_files]]


def test_a_file_over_the_limit_is_dropped_without_a_word_and_the_others_are_kept(campus: Site, task: Task) -> None:
    if campus.is_real and not 0 < task.most_bytes <= 6 << 20:
        pytest.skip("the site's assignment takes files larger than the suite sends over a line (6 MiB)")
    large = ("large.csv", b"0" * (task.most_bytes + 1))
    assert campus.learner.save(task.id, "<p>t9</p>", campus.learner.draft(large, FILES[1])) == []
    assert held(campus, task) == ("draft", [("n2.txt", 12)], "<p>t9</p>")


def test_a_work_is_handed_in_once_and_the_second_time_only_warned_of(campus: Site, task: Task) -> None:
    before = attempt(campus, task)
    assert (before["canedit"], before["cansubmit"]) == (True, True)
    assert campus.hand_in(task) == []
    (warning,) = campus.hand_in(task)
    assert (warning["warningcode"], warning["itemid"]) == ("couldnotsubmitforgrading", task.id)
    with pytest.raises(Refused) as caught:
        campus.desk.writes.submit_for_grading(AssignmentId(task.id), True)
    assert caught.value.code == "couldnotsubmitforgrading"
    assert held(campus, task) == ("submitted", HELD, "<p>t1</p>")


def test_what_is_handed_in_is_neither_edited_nor_handed_in_again_and_the_status_says_so(
    campus: Site, task: Task
) -> None:
    assert campus.hand_in(task) == []
    after = attempt(campus, task)
    assert (after["canedit"], after["cansubmit"]) == (False, False)
    (warning,) = campus.learner.save(task.id, "<p>late</p>")
    assert warning["warningcode"] == "couldnotsavesubmission"
    assert held(campus, task) == ("submitted", HELD, "<p>t1</p>")
    told = campus.desk.reads.submission(AssignmentId(task.id))
    assert (told.status, told.can_edit, told.can_submit) == (Status.SUBMITTED, False, False)


def test_the_assignment_that_is_not_there_has_no_record(campus: Site) -> None:
    assert campus.learner.save(999_999_999, "<p>x</p>", 1)["errorcode"] == "invalidrecord"
