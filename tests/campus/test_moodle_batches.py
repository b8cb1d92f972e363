"""Several calls in one request: what stops, what goes on, and what is certain afterwards."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from studydesk.campus.moodle.campus import connect
from studydesk.domain.campus import NewPost
from studydesk.domain.ids import (
    ActivityId,
    CourseId,
    DiscussionId,
    DraftAreaId,
    PostId,
)
from studydesk.domain.outside import Cancel
from studydesk.errors import NoAnswer, NotProcessed, Refused
from studydesk.policy import DEMO
from tests.campus.loopback import Line, Request, serving
from tests.campus.recordings import BATCH, TOKEN, batched, recorded, replaying
from tests.shared import shared


@pytest.fixture(autouse=True)
def _recordings() -> None:
    """Skip in a plain clone: most answers here are read in the server's thread, which cannot."""
    shared("moodle-wire")


def _batching(bodies: dict[int, Any]) -> tuple[list[list[str]], Any]:
    """Return what is asked in each batch, and an answering that gives per course its body."""
    asked: list[list[str]] = []

    def answer(request: Request, line: Line) -> None:
        form = request.form
        if form["wsfunction"] != BATCH:
            line.json(recorded(form["wsfunction"]))
            return
        arguments = [json.loads(value) for name, value in form.items() if name.endswith("[arguments]")]
        keys = [next(iter(each.values())) for each in arguments]
        asked.append([str(key) for key in keys])
        waiting = iter(keys)
        line.json(batched(form, lambda _function: json.dumps(bodies[next(waiting)]).encode()))

    return asked, answer


CHANGED = {"instances": [{"contextlevel": "module", "id": 15, "updates": []}], "warnings": []}
GONE = {"errorcode": "errorcoursecontextnotvalid", "message": "You cannot"}


def test_fifty_courses_are_asked_for_updates_in_one_request() -> None:
    asked, answer = _batching(dict.fromkeys(range(2, 52), CHANGED))
    since = datetime(2026, 11, 23, 12, 0, 0, 900_000, tzinfo=UTC)
    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        campus.reads.site()
        told = campus.reads.updates({CourseId(course): since for course in range(2, 52)})
        campus.close()
        batch = server.requests[-1].form
    assert len(asked) == 1
    assert set(told.values()) == {frozenset({ActivityId(15)})}
    assert json.loads(batch["requests[0][arguments]"]) == {"courseid": 2, "since": int(since.timestamp())}


def test_a_course_that_fails_does_not_stop_the_others() -> None:
    asked, answer = _batching({2: CHANGED, 3: GONE, 4: CHANGED, 5: GONE, 6: CHANGED})
    since = datetime(2026, 11, 23, tzinfo=UTC)
    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        told = campus.reads.updates({CourseId(course): since for course in range(2, 7)})
        campus.close()
    assert asked == [["2", "3", "4", "5", "6"], ["4", "5", "6"], ["6"]]
    assert [isinstance(each, Refused) for each in told.values()] == [False, True, False, True, False]


def test_without_batches_calls_go_singly() -> None:
    info = json.loads(recorded("core_webservice_get_site_info"))
    info["functions"] = [each for each in info["functions"] if each["name"] != BATCH]
    told: dict[str, str | bytes] = {
        "core_webservice_get_site_info": json.dumps(info).encode(),
        "mod_forum_get_discussion_posts": "mod_forum_get_discussion_posts__d3_3replies",
        "mod_forum_add_discussion_post": "err__reply_in_locked_discussion",
    }
    with replaying(told) as (campus, server):
        threads = campus.reads.posts([DiscussionId(3), DiscussionId(4)])
        answers = campus.writes.add_posts([NewPost(PostId(1), "x", "x"), NewPost(PostId(2), "y", "y")])
        assert len(server.requests) == 4
    assert [len(thread) for thread in threads.values() if isinstance(thread, list)] == [4, 4]
    assert [type(answer) for answer in answers] == [Refused, NotProcessed]


def test_what_arrived_before_the_link_failed_is_kept() -> None:
    count = 0

    def answer(request: Request, line: Line) -> None:
        nonlocal count
        if request.form["wsfunction"] != BATCH:
            line.json(recorded("core_webservice_get_site_info"))
            return
        count += 1
        if count == 2:
            line.send("502 Bad Gateway")
            return
        line.json(batched(request.form, lambda _f: recorded("mod_forum_get_discussion_posts__d3_3replies")))

    with serving(answer) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        told = campus.reads.posts([DiscussionId(each) for each in range(1, 61)])
        campus.close()
    assert [type(each) for each in told.values()] == [list] * 25 + [NoAnswer] * 35
    assert count == 2


def _posting(answers: list[bytes | None]) -> Any:
    """Return an answering for batches of posts: per post its body, None = the answer is lost."""

    def answer(request: Request, line: Line) -> None:
        if request.form["wsfunction"] == "core_webservice_get_site_info":
            line.json(recorded("core_webservice_get_site_info"))
        elif None in answers:
            line.reset()
        else:
            waiting = iter(answers)
            line.json(batched(request.form, lambda _f: next(waiting)))

    return answer


def three_posts() -> list[NewPost]:
    return [NewPost(PostId(parent), "Re: x", f"<p>{parent}</p>", DraftAreaId(9)) for parent in (10, 11, 12)]


def test_posts_after_the_one_that_failed_were_not_processed() -> None:
    refused = recorded("err__reply_in_locked_discussion")
    with serving(_posting([b'{"postid": 71}', refused, b'{"postid": 73}'])) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        first, second, third = campus.writes.add_posts(three_posts())
        campus.close()
        form = server.requests[-1].form
    assert first == 71
    assert isinstance(second, Refused)
    assert isinstance(third, NotProcessed)
    assert third.reason == "not_reached"
    assert json.loads(form["requests[0][arguments]"]) == {
        "postid": 10,
        "subject": "Re: x",
        "message": "<p>10</p>",
        "messageformat": 1,
        "options": [{"name": "attachmentsid", "value": 9}],
    }


def test_a_batch_of_posts_whose_answer_is_lost_leaves_each_uncertain() -> None:
    with serving(_posting([None])) as server:
        campus = connect(server.url, TOKEN, policy=DEMO, cancel=Cancel())
        with pytest.raises(NoAnswer):
            campus.writes.add_posts(three_posts())
        campus.close()


def test_posts_that_a_shortened_batch_says_nothing_of_are_uncertain() -> None:
    told = json.dumps({"responses": [{"error": False, "data": '{"postid": 71}'}]}).encode()
    with replaying({BATCH: told}) as (campus, _):
        first, *rest = campus.writes.add_posts(three_posts())
    assert first == 71
    assert [type(each) for each in rest] == [NoAnswer, NoAnswer]
