"""Batches: in order, not atomic, and over at the first error (sync.md, step 10)."""

import json

from studydesk.domain.campus import NewPost
from studydesk.domain.ids import PostId
from studydesk.errors import NotProcessed, Refused, StudyDeskError
from tests.campus.school import Json
from tests.contract.site import Site

NOWHERE = 999_999_999


def batch(campus: Site, *calls: tuple[str, Json]) -> list[Json]:
    """Return the responses of a batch."""
    requests = [{"function": function, "arguments": json.dumps(arguments)} for function, arguments in calls]
    responses: list[Json] = campus.learner("tool_mobile_call_external_functions", requests=requests)["responses"]
    return responses


def reply(parent: int, message: str) -> tuple[str, Json]:
    """Return the call that answers a post."""
    return "mod_forum_add_discussion_post", {"postid": parent, "subject": "Re", "message": f"<p>{message}</p>"}


def test_a_batch_stops_at_the_first_error_and_what_came_before_stays(campus: Site) -> None:
    first = campus.started()
    responses = batch(campus, reply(first, "one"), reply(NOWHERE, "two"), reply(first, "three"))
    assert [response["error"] for response in responses] == [False, True]
    assert "data" not in responses[1]
    thread = campus.thread(campus.discussion_of(first))
    assert [post["message"] for post in thread[1:]] == ["<p>one</p>"]


def test_a_mark_behind_an_error_is_not_set(campus: Site) -> None:
    ticked = campus.need(campus.places.ticked, "activity that is marked by hand")
    asked = {"courseid": campus.places.course, "userid": campus.learner.id}

    def state() -> int:
        told = campus.learner("core_completion_get_activities_completion_status", **asked)["statuses"]
        return int(next(each["state"] for each in told if each["cmid"] == ticked))

    before = state()
    other = {"cmid": ticked, "completed": not before}
    batch(campus, reply(NOWHERE, "no"), ("core_completion_update_activity_completion_status_manually", other))
    assert state() == before


def test_answers_and_errors_are_json_texts_inside_json(campus: Site) -> None:
    info: tuple[str, Json] = ("core_webservice_get_site_info", {})
    done, failed = batch(campus, info, reply(NOWHERE, "no"))
    assert json.loads(done["data"])["userid"] == campus.learner.id
    told = json.loads(failed["exception"])
    assert told["errorcode"] == "invalidparentpostid"
    assert "exception" not in told


def test_a_function_outside_the_service_is_an_access_exception_and_stops_the_batch_too(campus: Site) -> None:
    nothing: Json = {}
    responses = batch(campus, ("core_user_create_users", {"users": []}), ("core_webservice_get_site_info", nothing))
    (refused,) = responses
    assert json.loads(refused["exception"])["errorcode"] == "accessexception"


def test_five_posts_of_one_request_arrive_in_their_order(campus: Site) -> None:
    first = campus.started()
    posts = [NewPost(PostId(first), "Re", f"<p>{number}</p>") for number in range(5)]
    answers = campus.desk.writes.add_posts(posts)
    thread = campus.thread(campus.discussion_of(first))
    ids = sorted(post["id"] for post in thread[1:])
    assert answers == ids
    assert [next(post["message"] for post in thread if post["id"] == each) for each in ids] == [p.html for p in posts]


def test_the_program_learns_which_posts_were_never_reached(campus: Site) -> None:
    first = campus.started()
    parents = (first, NOWHERE, first)
    answers = campus.desk.writes.add_posts([NewPost(PostId(parent), "Re", "<p>x</p>") for parent in parents])
    thread = campus.thread(campus.discussion_of(first))
    made, refused, unreached = answers
    assert [post["id"] for post in thread[1:]] == [made]
    assert isinstance(refused, Refused)
    assert refused.code == "invalidparentpostid"
    assert isinstance(unreached, StudyDeskError)
    assert isinstance(unreached, NotProcessed)
    assert unreached.args == ("not_reached",)
