"""Hand-ins at the embedded campus: every dangerous row of the measured matrix (moodle.md §4)."""

import json

import pytest

from studydesk.campus.demo import Campus
from tests.campus.school import BIRTH, DIARY, MAP, NOTES, PROMISE, Clock, Json, Visitor
from tests.shared import shared

FILES = (("notes.pdf", b"%PDF notes"), ("n2.txt", b"second file!"))


@pytest.fixture
def saved(amina: Visitor) -> Visitor:
    """Return a learner with text and two files saved as a draft."""
    assert amina.save(NOTES, "<p>t1</p>", amina.draft(*FILES)) == []
    return amina


def _names(who: Visitor) -> list[str]:
    return [name for name, _size in who.handed_in(NOTES)[1]]


def _submit(who: Visitor, assign: int, accepted: int = 0) -> Json:
    return who("mod_assign_submit_for_grading", assignmentid=assign, acceptsubmissionstatement=accepted)


def test_text_and_files_in_their_own_drafts_are_both_saved(saved: Visitor) -> None:
    assert saved.handed_in(NOTES) == ("draft", [("notes.pdf", 10), ("n2.txt", 12)], "<p>t1</p>")


def test_a_never_touched_assignment_has_no_submission_at_all(amina: Visitor) -> None:
    answer = amina("mod_assign_get_submission_status", assignid=NOTES)
    assert "submission" not in answer["lastattempt"]
    assert (answer["lastattempt"]["canedit"], answer["lastattempt"]["cansubmit"]) == (True, False)


def test_saving_the_same_again_keeps_everything_and_moves_the_time(saved: Visitor, clock: Clock) -> None:
    def modified() -> int:
        status = saved("mod_assign_get_submission_status", assignid=NOTES)
        return int(status["lastattempt"]["submission"]["timemodified"])

    before = modified()
    clock.now += 60
    assert saved.save(NOTES, "<p>t1</p>") == []
    assert _names(saved) == ["notes.pdf", "n2.txt"]
    assert modified() == before + 60


@pytest.mark.parametrize("draft", [None, 0])
def test_files_are_kept_when_no_draft_or_zero_is_sent(draft: int | None, saved: Visitor) -> None:
    assert saved.save(NOTES, "<p>t3</p>", draft) == []
    assert _names(saved) == ["notes.pdf", "n2.txt"]


def test_a_new_draft_replaces_all_earlier_files(saved: Visitor) -> None:
    saved.save(NOTES, "<p>t5</p>", saved.draft(("only.txt", b"1")))
    assert _names(saved) == ["only.txt"]


def test_a_draft_that_never_existed_wipes_the_hand_in(saved: Visitor) -> None:
    assert saved.save(NOTES, "<p>t9</p>", 123456789) == []
    assert saved.handed_in(NOTES) == ("draft", [], "<p>t9</p>")


def test_a_draft_of_another_person_wipes_the_hand_in(saved: Visitor, bojan: Visitor) -> None:
    foreign = bojan.draft(("b.txt", b"not yours"))
    assert saved.save(NOTES, "<p>t9</p>", foreign) == []
    assert _names(saved) == []


def test_a_draft_emptied_since_wipes_the_hand_in(saved: Visitor) -> None:
    draft = saved.draft(("gone.txt", b"1"))
    emptied = [{"filepath": "/", "filename": "gone.txt"}]
    assert saved("core_files_delete_draft_files", draftitemid=draft, files=emptied)["parentpaths"] == ["/"]
    assert saved.save(NOTES, "<p>t9</p>", draft) == []
    assert _names(saved) == []


def test_one_draft_for_text_and_files_deletes_the_files(saved: Visitor) -> None:
    draft = saved.draft(*FILES)
    assert saved.save(NOTES, "<p>t8</p>", draft, text_draft=draft) == []
    assert saved.handed_in(NOTES) == ("draft", [], "<p>t8</p>")


def test_a_file_over_the_limit_is_dropped_without_a_word(amina: Visitor) -> None:
    assert amina.save(NOTES, "<p>t7</p>", amina.draft(("big.bin", b"x" * 20_001), ("n2.txt", b"ok"))) == []
    assert _names(amina) == ["n2.txt"]


def test_of_more_files_than_allowed_the_first_are_kept(amina: Visitor) -> None:
    draft = amina.draft(*((f"m{number}.txt", b"m") for number in range(5)))
    assert amina.save(NOTES, "<p>t6</p>", draft) == []
    assert _names(amina) == ["m0.txt", "m1.txt", "m2.txt"]


def test_empty_text_with_real_files_is_saved(amina: Visitor) -> None:
    assert amina.save(NOTES, "", amina.draft(("n.txt", b"n"))) == []
    assert _names(amina) == ["n.txt"]


def test_empty_text_with_an_empty_draft_changes_nothing(saved: Visitor) -> None:
    warning = saved.save(NOTES, "<p>&nbsp;</p>", 999_999)[0]
    assert (warning["warningcode"], warning["item"]) == ("couldnotsavesubmission", "Nothing was submitted")
    assert saved.handed_in(NOTES)[2] == "<p>t1</p>"


def test_files_only_where_text_is_enabled_too_fails_and_changes_nothing(saved: Visitor) -> None:
    answer = saved.save(NOTES, None, saved.draft(("new.txt", b"n")))
    assert answer["errorcode"] == "dmlwriteexception"
    assert _names(saved) == ["notes.pdf", "n2.txt"]


def test_too_many_words_are_refused_with_markup_inside_the_item(saved: Visitor) -> None:
    path = shared("moodle-wire") / "warn__save_submission_over_wordlimit.json"
    expected = json.loads(path.read_text(encoding="utf-8"))["response"]
    expected[0]["item"] = expected[0]["item"].replace("500 words", "50 words").replace("600 words", "51 words")
    assert saved.save(NOTES, f"<p>{'word ' * 51}</p>") == expected
    assert saved.handed_in(NOTES)[2] == "<p>t1</p>"


def test_after_handing_in_saving_and_submitting_again_are_warned_of(saved: Visitor) -> None:
    assert _submit(saved, NOTES) == []
    late = saved.save(NOTES, "<p>after</p>")
    recorded = shared("moodle-wire") / "warn__save_submission_after_submit.json"
    assert late == json.loads(recorded.read_text(encoding="utf-8"))["response"]
    assert _submit(saved, NOTES)[0]["warningcode"] == "couldnotsubmitforgrading"
    attempt = saved("mod_assign_get_submission_status", assignid=NOTES)["lastattempt"]
    assert (attempt["canedit"], attempt["cansubmit"]) == (False, False)
    assert saved.handed_in(NOTES)[2] == "<p>t1</p>"


def test_an_empty_work_can_be_handed_in_and_then_not_be_saved(amina: Visitor) -> None:
    assert _submit(amina, PROMISE, accepted=1) == []
    assert amina.handed_in(PROMISE) == ("submitted", [], "")
    assert amina.save(PROMISE, "<p>late</p>")[0]["warningcode"] == "couldnotsavesubmission"


def test_without_drafts_a_save_is_the_hand_in_and_can_be_changed(amina: Visitor) -> None:
    amina.save(DIARY, "<p>12 mm</p>")
    assert amina.handed_in(DIARY)[0] == "submitted"
    assert amina.save(DIARY, "<p>13 mm</p>") == []
    assert amina.handed_in(DIARY)[2] == "<p>13 mm</p>"


def test_due_dates_let_late_work_in_and_cut_offs_do_not(amina: Visitor, clock: Clock) -> None:
    clock.now = BIRTH + 4 * 86400 + 1
    assert amina.save(NOTES, "<p>late</p>") == []
    clock.now = BIRTH + 8 * 86400
    assert amina.save(NOTES, "<p>last second</p>") == []
    clock.now += 1
    assert amina.save(NOTES, "<p>too late</p>")[0]["warningcode"] == "couldnotsavesubmission"
    assert _submit(amina, NOTES)[0]["warningcode"] == "couldnotsubmitforgrading"


def test_before_it_opens_nothing_can_be_saved(amina: Visitor, campus: Campus, clock: Clock) -> None:
    campus.office.set_settings("ws", "notes", opens=int(clock.now) + 60)
    assert amina.save(NOTES, "<p>early</p>")[0]["warningcode"] == "couldnotsavesubmission"


def test_a_grade_by_the_teacher_is_seen_with_its_feedback(amina: Visitor, teacher: Visitor) -> None:
    amina.save(DIARY, "<p>12 mm</p>")
    comment = {"assignfeedbackcomments_editor": {"text": "<p>Clear.</p>", "format": 1}}
    given = {"assignmentid": DIARY, "userid": amina.id, "grade": 41.25, "attemptnumber": -1, "addattempt": 0,
             "workflowstate": "", "applytoall": 0, "plugindata": comment}  # fmt: skip
    assert amina("mod_assign_save_grade", **given)["errorcode"] == "nopermissions"
    assert teacher("mod_assign_save_grade", **given) is None
    status = amina("mod_assign_get_submission_status", assignid=DIARY)
    assert status["feedback"]["gradefordisplay"] == "41.25&nbsp;/&nbsp;50.00"
    assert status["feedback"]["plugins"][0]["editorfields"][0]["text"] == "<p>Clear.</p>"
    items = amina("gradereport_user_get_grade_items", courseid=2)["usergrades"][0]["gradeitems"]
    assert [item["graderaw"] for item in items if item["itemname"] == "Rain diary"] == [41.25]
    grades = amina("gradereport_overview_get_course_grades")["grades"]
    assert grades == [{"courseid": 2, "grade": "82.50", "rawgrade": "82.50000"}]


def test_the_work_of_others_is_not_served_but_to_teachers(saved: Visitor, bojan: Visitor, teacher: Visitor) -> None:
    work = teacher("mod_assign_get_submissions", assignmentids=[NOTES])["assignments"][0]["submissions"][0]
    address = work["plugins"][1]["fileareas"][0]["files"][0]["fileurl"]
    assert saved.get(address).content == teacher.get(address).content == b"%PDF notes"
    assert bojan.get(address).json()["errorcode"] == "filenotfound"


def test_files_only_assignments_need_no_text(amina: Visitor, campus: Campus) -> None:
    campus.office.set_settings("ws", "map", cut_off=0)
    assert amina.save(MAP, None, amina.draft(("map.png", b"png"))) == []
    assert amina.handed_in(MAP)[:2] == ("submitted", [("map.png", 3)])


def test_handed_in_work_leaves_the_list_of_things_to_do(saved: Visitor) -> None:
    def names() -> list[str]:
        answer = saved("core_calendar_get_action_events_by_timesort", timesortfrom=BIRTH)
        return [event["name"] for event in answer["events"]]

    assert "Field notes is due" in names()
    _submit(saved, NOTES)
    assert "Field notes is due" not in names()
