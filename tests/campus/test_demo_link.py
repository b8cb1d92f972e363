"""The link switch of the embedded campus: bad luck on demand."""

import time

import pytest
import requests

from studydesk.campus.demo import Campus
from studydesk.errors import Invalid
from tests.campus.school import FORUM, GAUGE, Json, Visitor


def _switch(campus: Campus, state: str, **more: Json) -> Json:
    answer = requests.post(f"{campus.url}/_demo/link", json={"state": state, **more}, timeout=10)
    assert answer.status_code == 200
    return answer.json()


def _alive(who: Visitor) -> bool:
    try:
        return "userid" in who("core_webservice_get_site_info")
    except requests.ConnectionError:
        return False


def _replies(who: Visitor) -> int:
    return len(who("mod_forum_get_discussion_posts", discussionid=GAUGE)["posts"])


def _reply(who: Visitor) -> requests.Response:
    return who.send("mod_forum_add_discussion_post", postid=2, subject="x", message="x")


def test_the_switch_can_be_read_and_set_in_every_state(campus: Campus) -> None:
    for state in ("slow", "lossy", "down", "portal", "answers-lost", "up"):
        assert _switch(campus, state) == {"state": state, "count": None}
        assert requests.get(f"{campus.url}/_demo/link", timeout=10).json() == {"state": state, "count": None}


def test_an_unknown_state_is_refused_and_changes_nothing(campus: Campus) -> None:
    refused: list[Json] = [{"state": "purple"}, {"count": 1}, [], {"state": "down", "count": "many"}]
    for wrong in refused:
        assert requests.post(f"{campus.url}/_demo/link", json=wrong, timeout=10).status_code == 400
    assert campus.link.state == "up"
    with pytest.raises(Invalid):
        campus.set_link("purple")


def test_down_ends_every_connection_without_an_answer_until_it_is_up_again(amina: Visitor, campus: Campus) -> None:
    _switch(campus, "down")
    assert [_alive(amina) for _ in range(3)] == [False] * 3
    with pytest.raises(requests.ConnectionError):
        _reply(amina)
    _switch(campus, "up")
    assert _alive(amina)
    assert _replies(amina) == 3


def test_down_set_in_the_program_cuts_connections_that_are_open(amina: Visitor, campus: Campus) -> None:
    campus.set_link("down")
    assert not _alive(amina)


def test_a_state_with_a_count_ends_by_itself(amina: Visitor, campus: Campus) -> None:
    assert _switch(campus, "down", count=2) == {"state": "down", "count": 2}
    assert [_alive(amina) for _ in range(4)] == [False, False, True, True]
    assert campus.link.state == "up"


def test_a_portal_answers_everything_with_its_own_page_and_does_not_say_it_is_the_campus(
    amina: Visitor, campus: Campus
) -> None:
    _switch(campus, "portal")
    for answer in (_reply(amina), amina.get(f"{campus.url}/webservice/pluginfile.php/1/a/b/c")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "X-StudyDesk-Demo" not in answer.headers
    _switch(campus, "up")
    assert _replies(amina) == 3


def test_a_lost_answer_is_lost_after_the_work_was_done_and_only_for_writes(amina: Visitor, campus: Campus) -> None:
    _switch(campus, "answers-lost", count=1)
    assert _replies(amina) == 3
    with pytest.raises(requests.ConnectionError):
        _reply(amina)
    assert campus.link.state == "up"
    assert _replies(amina) == 4
    assert _reply(amina).status_code == 200


def test_the_answer_to_an_upload_and_to_a_batch_with_a_write_can_be_lost_too(amina: Visitor, campus: Campus) -> None:
    campus.set_link("answers-lost", 2)
    with pytest.raises(requests.ConnectionError):
        amina.upload("a.txt", b"a", 777)
    written = {
        "function": "mod_forum_add_discussion",
        "arguments": f'{{"forumid":{FORUM},"subject":"x","message":"x"}}',
    }
    with pytest.raises(requests.ConnectionError):
        amina("tool_mobile_call_external_functions", requests=[written])
    assert amina.upload("a.txt", b"a", 777)[0]["errortype"] == "filenameexist"
    assert len(amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]) == 3


def test_the_loss_can_wait_for_one_function(amina: Visitor, campus: Campus) -> None:
    _switch(campus, "answers-lost", count=1, only=["mod_forum_add_discussion"])
    assert _reply(amina).status_code == 200
    with pytest.raises(requests.ConnectionError):
        amina("mod_forum_add_discussion", forumid=FORUM, subject="x", message="x")


def test_the_link_can_go_down_with_the_answer_that_is_lost(amina: Visitor, campus: Campus) -> None:
    _switch(campus, "answers-lost", count=1, then="down")
    with pytest.raises(requests.ConnectionError):
        _reply(amina)
    assert campus.link.state == "down"
    _switch(campus, "up")
    assert _replies(amina) == 4


def test_a_lossy_link_loses_some_requests_before_and_some_answers_after_the_work(
    amina: Visitor, campus: Campus
) -> None:
    campus.set_link("lossy")
    answered = 0
    for _attempt in range(60):
        try:
            answered += _reply(amina).status_code == 200
        except requests.ConnectionError:
            continue
    campus.set_link("up")
    done = _replies(amina) - 3
    assert 0 < answered < done < 60


def test_going_down_cuts_what_is_being_fetched_and_spares_the_switch(amina: Visitor, campus: Campus) -> None:
    _switch(campus, "slow")
    address = campus.office.activity("ws", "lecture")["context"]
    film = f"{campus.url}/webservice/pluginfile.php/{address}/mod_resource/content/0/lecture.mp4"
    got: list[bytes] = []

    def fetch() -> None:
        with amina.session.get(film, params={"token": amina.token}, stream=True, timeout=10) as answer:
            for piece in answer.iter_content(512):
                if not got:
                    assert _switch(campus, "down")["state"] == "down"
                got.append(piece)

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        fetch()
    assert 0 < len(b"".join(got)) < 204_800


def test_a_lossy_link_lets_half_of_a_file_through_sometimes(amina: Visitor, campus: Campus) -> None:
    address = campus.office.activity("ws", "lecture")["context"]
    film = f"{campus.url}/webservice/pluginfile.php/{address}/mod_resource/content/0/lecture.mp4"
    campus.set_link("lossy")
    seen = set()
    for _attempt in range(30):
        got = 0
        try:
            with amina.session.get(film, params={"token": amina.token}, stream=True, timeout=10) as answer:
                for piece in answer.iter_content(1024):
                    got += len(piece)
        except requests.RequestException:
            pass
        seen.add(got)
    assert seen == {0, 102_400, 204_800}


def test_a_slow_link_takes_its_time(amina: Visitor, campus: Campus) -> None:
    campus.set_link("slow")
    began = time.monotonic()
    answer = amina.send("core_enrol_get_users_courses", userid=amina.id)
    took = time.monotonic() - began
    assert took >= 0.3
    assert 2_000 < len(answer.content) / took * 8 < 60_000


def test_every_answer_of_the_campus_says_what_it_is_and_what_time_it_has(amina: Visitor, campus: Campus) -> None:
    for answer in (_reply(amina), requests.get(campus.url, timeout=10), requests.get(f"{campus.url}/x", timeout=10)):
        assert answer.headers["X-StudyDesk-Demo"] == "1"
        assert answer.headers["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT"
