"""Facts that need an administrator's hands or a clock that jumps: checked at the embedded campus only."""

import pytest

from studydesk.domain.campus import SubmissionDraft
from studydesk.domain.ids import AssignmentId, CourseId, PostId
from studydesk.errors import NoAnswer, NotProcessed, Refused, SignedOut
from tests.contract.conftest import Embedded
from tests.contract.leaving import comes_true

MINUTE = 60


def test_a_post_may_be_changed_and_deleted_until_the_thirtieth_minute_and_not_after(embedded: Embedded) -> None:
    site, learner = embedded.site, embedded.site.learner
    first = site.started()
    early, late = site.replied(first)["postid"], site.replied(first)["postid"]
    embedded.clock.now += 30 * MINUTE
    assert learner("mod_forum_update_discussion_post", postid=early, message="<p>Other.</p>")["status"] is True
    assert learner("mod_forum_delete_post", postid=early)["status"] is True
    embedded.clock.now += 1
    may = next(post["capabilities"] for post in site.thread(site.discussion_of(first)) if post["id"] == late)
    assert (may["edit"], may["delete"], may["reply"]) == (False, False, True)
    refused = learner("mod_forum_update_discussion_post", postid=late, message="<p>Other.</p>")
    assert refused["errorcode"] == "cannotupdatepost"
    assert learner("mod_forum_delete_post", postid=late)["errorcode"] == "cannotdeletepost"
    with pytest.raises(Refused) as caught:
        site.desk.writes.delete_post(PostId(late))
    assert caught.value.code == "cannotdeletepost"


def test_an_expired_token_is_an_access_exception_once_and_invalid_from_then_on(embedded: Embedded) -> None:
    embedded.campus.office.expire_tokens("amina")
    codes = [embedded.site.learner("core_webservice_get_site_info")["errorcode"] for _time in range(2)]
    assert codes == ["accessexception", "invalidtoken"]


def test_an_expired_token_is_invalid_to_files_and_uploads_at_once(embedded: Embedded) -> None:
    stored = embedded.site.need(embedded.site.places.binary, "stored file")
    embedded.campus.office.expire_tokens("amina")
    assert embedded.site.learner.get(stored.address).json()["errorcode"] == "invalidtoken"
    assert embedded.site.learner.upload("a.txt", b"a")["errorcode"] == "invalidtoken"


def test_the_program_reads_both_as_signed_out_and_a_new_token_is_another(embedded: Embedded) -> None:
    before = embedded.campus.office.token("amina")
    embedded.campus.office.expire_tokens("amina")
    for _time in range(2):
        with pytest.raises(SignedOut):
            embedded.site.desk.reads.courses()
    assert embedded.campus.office.token("amina") != before


def test_a_token_lives_twelve_weeks_from_its_making_however_much_it_is_used(embedded: Embedded) -> None:
    learner = embedded.site.learner
    embedded.clock.now += 12 * 7 * 24 * 3600 - 1
    assert learner("core_webservice_get_site_info")["userid"] == learner.id
    embedded.clock.now += 1
    assert learner("core_webservice_get_site_info")["errorcode"] == "accessexception"


def test_out_of_a_course_its_functions_say_so_in_two_ways_and_the_words_stay(embedded: Embedded) -> None:
    site = embedded.site
    first = site.started()
    embedded.campus.office.set_enrolled("amina", "ws", False)
    told = site.learner("core_course_get_contents", courseid=site.places.course)
    assert told["errorcode"] == "errorcoursecontextnotvalid"
    assert site.replied(first)["errorcode"] == "requireloginerror"
    assert site.learner("core_webservice_get_site_info")["userid"] == site.learner.id
    with pytest.raises(Refused):
        site.desk.reads.contents(CourseId(site.places.course))


def test_maintenance_is_status_200_and_nothing_is_done(embedded: Embedded) -> None:
    site = embedded.site
    first = site.started()
    discussion = site.discussion_of(first)
    embedded.campus.office.set_maintenance(True)
    answer = site.learner.send("mod_forum_add_discussion_post", postid=first, subject="x", message="<p>x</p>")
    assert (answer.status_code, answer.json()["errorcode"]) == (200, "sitemaintenance")
    with pytest.raises(NotProcessed):
        site.desk.writes.delete_post(PostId(first))
    embedded.campus.office.set_maintenance(False)
    assert len(site.thread(discussion)) == 1


def test_past_the_cut_off_a_save_is_warned_of_in_a_normal_answer(embedded: Embedded) -> None:
    site, task = embedded.site, embedded.site.task()
    embedded.clock.now += 30 * 24 * 3600
    (warning,) = site.learner.save(task.id, "<p>late</p>")
    assert warning["warningcode"] == "couldnotsavesubmission"
    assert site.learner("mod_assign_get_submission_status", assignid=task.id)["lastattempt"]["canedit"] is False
    with pytest.raises(Refused):
        site.desk.writes.save_submission(AssignmentId(task.id), SubmissionDraft("<p>late</p>", None))


def test_submitting_where_nothing_was_saved_hands_in_an_empty_work(embedded: Embedded) -> None:
    site, task = embedded.site, embedded.site.task()
    assert site.hand_in(task) == []
    assert site.learner.handed_in(task.id) == ("submitted", [], "")


def test_what_was_deleted_hidden_or_newly_restricted_is_not_reported(embedded: Embedded) -> None:
    site, office = embedded.site, embedded.campus.office
    asked = {"courseid": site.places.course, "since": int(embedded.clock.now)}
    embedded.clock.now += 5
    office.set_hidden("ws", "soil", True)
    office.set_restriction("ws", "reader", "<p>Not yet</p>")
    office.delete_activity("ws", "portal")
    assert site.learner("core_course_get_updates_since", **asked)["instances"] == []
    listed = site.learner("core_course_get_contents", courseid=site.places.course)
    names = [module["name"] for section in listed for module in section["modules"]]
    assert "Soils portal" not in names
    assert "What is soil?" not in names


def test_a_write_whose_answer_is_lost_is_unanswered_to_the_program_and_done_at_the_site(embedded: Embedded) -> None:
    site = embedded.site
    made = site.replied(site.started())
    discussion = made["post"]["discussionid"]
    embedded.campus.set_link("answers-lost", 1)
    with pytest.raises(NoAnswer):
        site.desk.writes.edit_post(PostId(made["postid"]), "Re: changed", "<p>Changed.</p>")
    assert comes_true(lambda: site.thread(discussion)[1]["message"] == "<p>Changed.</p>")
