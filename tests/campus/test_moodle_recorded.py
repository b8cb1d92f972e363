"""Every recorded answer of a real Moodle decodes typed, or is the exact error."""

import re

import pytest

from studydesk.campus.moodle import api, border, site_wire
from studydesk.campus.moodle.campus import MoodleCampus
from studydesk.campus.moodle.service import decoded
from studydesk.domain.campus import SubmissionDraft
from studydesk.domain.courses import Kind
from studydesk.domain.ids import AssignmentId
from studydesk.errors import (
    BadAnswer,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
)
from tests.campus.recordings import Recording, recordings, replaying

CALLS: list[api.Call[object]] = [
    api.site_info(),
    api.users_courses(3),
    api.course_contents(2),
    api.activity_contents(2, 6),
    api.module_by_instance("book", 1),
    api.updates_since(2, 0),
    api.pages([2]),
    api.forums([2]),
    api.discussions(2, 0, 10),
    api.posts(3),
    api.add_post(10, "x", "x"),
    api.add_discussion(2, "x", "x"),
    api.update_post(1, "x", "x"),
    api.delete_post(1),
    api.assignments([2]),
    api.submission_status(1),
    api.save_submission(1, "x", None),
    api.submit_for_grading(1, False),
    api.unused_draft_area(),
    api.draft_files(3, 5),
    api.action_events(0, None, 20),
    api.upcoming_events(),
    api.calendar_events([2], 0, 1),
    api.grade_items(2, 3),
    api.completion(2, 3),
    api.set_completion(4, True),
    api.batch([]),
    *(call for kind in Kind if (call := api.view(kind, 1))),
]
TYPES = {call.function: call.answer for call in CALLS}

# The others and why they are not asked for.
NOT_USED = {
    "said better by get_contents and pages": (
        "core_course_get_course_module core_course_check_updates core_enrol_get_enrolled_users "
        "core_course_get_enrolled_courses_by_timeline_classification mod_book_get_books_by_courses "
        "mod_folder_get_folders_by_courses mod_label_get_labels_by_courses mod_resource_get_resources_by_courses "
        "mod_url_get_urls_by_courses core_calendar_get_action_events_by_courses "
        "core_calendar_get_calendar_monthly_view gradereport_overview_get_course_grades "
        "gradereport_user_get_grades_table mod_forum_get_forum_access_information mod_forum_can_add_discussion"
    ),
    "of kinds that are opened on the web": (
        "mod_choice_get_choice_options mod_choice_get_choice_results mod_choice_get_choices_by_courses "
        "mod_choice_submit_choice_response mod_feedback_get_feedbacks_by_courses mod_feedback_get_items "
        "mod_glossary_get_entries_by_letter mod_glossary_get_glossaries_by_courses "
        "mod_h5pactivity_get_h5pactivities_by_courses mod_lesson_get_lessons_by_courses mod_lesson_get_pages "
        "mod_quiz_get_attempt_data mod_quiz_get_attempt_review mod_quiz_get_attempt_summary "
        "mod_quiz_get_quiz_access_information mod_quiz_get_quiz_required_qtypes mod_quiz_get_quizzes_by_courses "
        "mod_quiz_get_user_attempts mod_quiz_get_user_best_grade mod_quiz_process_attempt mod_quiz_save_attempt "
        "mod_quiz_start_attempt mod_scorm_get_scorm_scoes mod_scorm_get_scorms_by_courses"
    ),
    "messages, people and notes are not part of this program": (
        "core_message_get_conversation_messages core_message_get_conversations core_message_get_messages "
        "core_message_get_unread_conversation_counts core_message_send_instant_messages "
        "core_message_send_messages_to_conversation message_popup_get_popup_notifications "
        "core_notes_get_course_notes core_user_get_users_by_field core_group_get_course_user_groups"
    ),
    "teachers' or the web's own": (
        "mod_assign_get_submissions core_calendar_create_calendar_events core_calendar_get_allowed_event_types "
        "core_course_view_course mod_assign_view_submission_status mod_forum_view_forum_discussion "
        "mod_forum_set_lock_state core_files_delete_draft_files mod_forum_prepare_draft_area_for_post "
        "tool_mobile_get_config"
    ),
    "no function of a service": "login_token tool_mobile_get_public_config upload",
}
UNUSED = {name for names in NOT_USED.values() for name in names.split()}

OK = "decodes"
# What each refusal is; `decodes` where the site says it in a normal answer.
REFUSALS: dict[str, object] = {
    "err__GET_request_works": SignedOut,
    "err__add_discussion_closed_forum": "cannotcreatediscussion",
    "err__add_discussion_news_forum": "cannotcreatediscussion",
    "err__add_post_no_such_parent": "invalidparentpostid",
    "err__assignments_of_course_not_enrolled_gives_warning": OK,
    "err__bad_parameter_type": "invalidparameter",
    "err__course_does_not_exist": "invalidrecord",
    "err__course_not_enrolled": "errorcoursecontextnotvalid",
    "err__database_down": NotProcessed,
    "err__default_format_is_xml": BadAnswer,
    "err__delete_post_twice": "invalidpostid",
    "err__discussion_not_visible": NoAnswer,
    "err__empty_token": SignedOut,
    "err__extra_parameter": "invalidparameter",
    "err__forums_of_course_not_enrolled": OK,
    "err__function_not_in_mobile_service": SignedOut,  # `service` asks only for what is listed, then it is the token
    "err__grade_items_of_another_user": "nopermissiontoviewgrades",
    "err__invalid_token": SignedOut,
    "err__json_body": SignedOut,
    "err__login_admin": OK,
    "err__login_unknown_service": NotAvailable,
    "err__login_unknown_user": "invalidlogin",
    "err__login_username_uppercase": OK,
    "err__login_wrong_password": "invalidlogin",
    "err__manual_completion_on_automatic": "cannotmanualctrack",
    "err__manual_completion_on_untracked": "cannotmanualctrack",
    "err__missing_parameter": "invalidparameter",
    "err__mod_quiz_get_attempt_data_timed_without_password": "The password entered was incorrect",
    "err__mod_quiz_get_attempt_data_without_preflight": (
        "Please check and confirm that you do not have any unsaved work."
    ),
    "err__mod_quiz_process_attempt_finished_already": "attemptalreadyclosed",
    "err__mod_quiz_start_attempt_closed": OK,
    "err__mod_quiz_start_attempt_needs_password": "The password entered was incorrect",
    "err__mod_quiz_start_attempt_twice": "Please check and confirm that you do not have any unsaved work.",
    "err__mod_quiz_start_attempt_twice_confirmed": "attemptstillinprogress",
    "err__mod_quiz_start_attempt_wrong_password": "The password entered was incorrect",
    "err__no_function": "invalidparameter",
    "err__no_token": SignedOut,
    "err__pages_of_course_not_enrolled_gives_warning": OK,
    "err__php_fpm_down": NoAnswer,
    "err__reply_in_closed_forum": "nopostforum",
    "err__reply_in_locked_discussion": "nopostforum",
    "err__save_submission_no_such_assign": "invalidrecord",
    "err__tool_mobile_get_autologin_key_app_user_agent": "httpsrequired",
    "err__tool_mobile_get_autologin_key_http_and_no_app_user_agent": "apprequired",
    "err__unknown_function": NotAvailable,
    "err__update_other_users_post": "cannotupdatepost",
    "warn__mod_assign_get_submissions_student": OK,
    "warn__save_after_submit_bigfile": OK,
    "warn__save_submission_after_submit": OK,
    "warn__save_submission_over_wordlimit": OK,
    "warn__save_submission_past_cutoff": OK,
    "warn__submit_for_grading_nothing_saved": OK,
    "warn__submit_for_grading_nothing_saved_no_statement": OK,
    "warn__submit_for_grading_past_cutoff": OK,
    "warn__submit_for_grading_twice": OK,
    "warn__submit_for_grading_without_statement": OK,
    # Refused, but recorded under the name of their function.
    "mod_assign_save_submission__only_files_no_text": NoAnswer,
    "mod_quiz_process_attempt__stale_again": "submissionoutofsequencefriendlymessage",
    "core_notes_get_course_notes": "nopermissions",
    "mod_forum_add_discussion__throttled_3": "forumblockingtoomanyposts",
    "mod_forum_add_discussion__throttled_4": "forumblockingtoomanyposts",
    "mod_forum_add_discussion_post__long_subject": NoAnswer,
}


def judged(told: Recording) -> StudyDeskError | None:
    """Return what the border makes of an answer."""
    problem = border.unwelcome(told.status, "", told.headers, told.body, told.function)
    if problem is None and told.body.startswith(b"<"):
        with pytest.raises(BadAnswer) as caught:
            decoded(told.body, object)
        return caught.value
    return problem


def test_each_recording_of_a_function_in_use_decodes_or_is_the_error_written_here() -> None:
    for told in recordings():
        expected = REFUSALS.get(told.name, OK)
        problem = judged(told)
        if expected is OK:
            assert problem is None, told.name
        elif isinstance(expected, str):
            assert isinstance(problem, Refused), told.name
            assert problem.code == expected, told.name
        else:
            assert type(problem) is expected, told.name
        if problem is None and told.function in TYPES:
            decoded(told.body, TYPES[told.function])


def test_each_recorded_function_is_used_or_named_with_a_reason() -> None:
    unknown = {told.name.partition("__")[0] for told in recordings() if not told.name.startswith(("err__", "warn__"))}
    assert unknown - set(TYPES) - UNUSED == {"core_completion_update_manually"}  # short for the function that sets it
    assert not UNUSED & set(TYPES)


def test_each_refusal_is_in_the_table() -> None:
    names = {told.name for told in recordings()}
    assert {name for name in names if name.startswith(("err__", "warn__"))} <= set(REFUSALS)
    assert set(REFUSALS) <= names


def test_sign_in_config_and_uploads_decode() -> None:
    by_name = {told.name: told.body for told in recordings()}
    assert decoded(by_name["login_token"], site_wire.Token).token == "REDACTED"
    assert decoded(by_name["tool_mobile_get_public_config"], site_wire.PublicConfig).typeoflogin == 1
    ajax = decoded(by_name["tool_mobile_get_public_config__nologin"], list[site_wire.AjaxItem])
    assert ajax[0].data is not None
    assert ajax[0].data.wwwroot == "http://127.0.0.1:8088"
    for name, body in by_name.items():
        if name.startswith("upload__"):
            assert decoded(body, list[site_wire.UploadedFile])[0].filename, name


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("warn__save_after_submit_bigfile", "couldnotsavesubmission", "The due date for this assignment"),
        ("warn__save_submission_after_submit", "couldnotsavesubmission", "The due date for this"),
        ("warn__save_submission_over_wordlimit", "couldnotsavesubmission", "word limit"),
        ("warn__save_submission_past_cutoff", "couldnotsavesubmission", "The due date for this assignment has now"),
        ("mod_assign_save_submission__all_empty", "couldnotsavesubmission", "Nothing was submitted"),
    ],
)
def test_a_save_that_was_only_warned_about_is_refused(name: str, code: str, says: str) -> None:
    with replaying({"mod_assign_save_submission": name}) as (campus, _):
        refused = _refused_save(campus)
    assert refused.code == code
    assert says in refused.message
    assert not re.search("[<&]", refused.message)


def _refused_save(campus: MoodleCampus) -> Refused:
    with pytest.raises(Refused) as caught:
        campus.writes.save_submission(AssignmentId(1), SubmissionDraft("<p>x</p>", None))
    return caught.value


@pytest.mark.parametrize(
    "name",
    [
        "warn__submit_for_grading_nothing_saved_no_statement",
        "warn__submit_for_grading_past_cutoff",
        "warn__submit_for_grading_twice",
        "warn__submit_for_grading_without_statement",
    ],
)
def test_a_hand_in_that_was_only_warned_about_is_refused(name: str) -> None:
    with replaying({"mod_assign_submit_for_grading": name}) as (campus, _), pytest.raises(Refused) as caught:
        campus.writes.submit_for_grading(AssignmentId(1), False)
    assert caught.value.code == "couldnotsubmitforgrading"
    assert caught.value.message == "Could not submit assignment for grading."
