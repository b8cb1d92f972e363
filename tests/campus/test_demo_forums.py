"""Forums of the embedded campus: nothing is idempotent, and what is written comes back changed."""

import pytest

from studydesk.campus.demo import Campus
from tests.campus.school import BIRTH, FORUM, GAUGE, LOCKED, Clock, Json, Visitor
from tests.campus_content import jpeg


def _posts(who: Visitor, discussion: int = GAUGE) -> list[Json]:
    answer = who("mod_forum_get_discussion_posts", discussionid=discussion, sortby="created", sortdirection="ASC")
    posts: list[Json] = answer["posts"]
    return posts


def _reply(who: Visitor, message: str = "<p>Words</p>", **more: Json) -> Json:
    return who("mod_forum_add_discussion_post", postid=2, subject="Re: x", message=message, **more)


def test_the_same_reply_sent_twice_is_two_posts_with_ids_in_sequence(amina: Visitor) -> None:
    first, second = _reply(amina)["postid"], _reply(amina)["postid"]
    assert second == first + 1
    assert [post["id"] for post in _posts(amina)][-2:] == [first, second]


def test_the_same_discussion_started_twice_is_two_discussions(amina: Visitor) -> None:
    made = [amina("mod_forum_add_discussion", forumid=FORUM, subject="x", message="x") for _ in range(2)]
    assert made[1]["discussionid"] == made[0]["discussionid"] + 1


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<div class="sd-ABCDEFGH">My words</div>', '<div class="sd-ABCDEFGH">My words</div>'),
        ('<p class="a">x</p><span class="b">y</span>', '<p class="a">x</p><span class="b">y</span>'),
        ('<p data-mark="1">x</p><!-- mark -->', "<p>x</p>"),
        ("<p>a<script>alert(1)</script>. Line<br>two</p>", "<p>a. Line<br />two</p>"),
        ('<p onclick="x()">a <a href="javascript:x()">b</a></p>', "<p>a <a>b</a></p>"),
        ('<p style="display:none">hidden</p>', "<p>hidden</p>"),
        ("<p>a &amp; b</p>", "<p>a &amp; b</p>"),
        ("", ""),
    ],
)
def test_what_is_written_comes_back_cleaned(written: str, shown: str, amina: Visitor) -> None:
    assert _reply(amina, written)["post"]["message"] == shown


def test_plain_text_comes_back_as_html(amina: Visitor) -> None:
    answer = _reply(amina, "Plain text\nwith a newline & <b>tag</b>", messageformat=2)
    assert answer["post"]["message"] == "Plain text<br />\nwith a newline &amp; &lt;b&gt;tag&lt;/b&gt;"
    assert answer["post"]["messageformat"] == 1


def test_an_empty_subject_is_accepted_and_255_characters_too(amina: Visitor) -> None:
    assert amina("mod_forum_add_discussion_post", postid=2, subject="", message="x")["post"]["replysubject"] == "Re: "
    answer = amina("mod_forum_add_discussion_post", postid=2, subject="S" * 255, message="x")
    assert len(answer["post"]["subject"]) == 255


def test_posts_come_newest_first_unless_asked_otherwise(amina: Visitor, clock: Clock) -> None:
    clock.now += 10
    _reply(amina)
    ascending = [post["id"] for post in _posts(amina)]
    descending = [post["id"] for post in amina("mod_forum_get_discussion_posts", discussionid=GAUGE)["posts"]]
    assert descending == ascending[::-1]


def test_discussions_come_in_pages_and_past_the_end_there_are_none(amina: Visitor) -> None:
    for number in range(5):
        amina("mod_forum_add_discussion", forumid=FORUM, subject=f"n{number}", message="x")

    def page(number: int) -> list[str]:
        answer = amina("mod_forum_get_forum_discussions", forumid=FORUM, page=number, perpage=3)
        return [discussion["name"] for discussion in answer["discussions"]]

    every = [one["name"] for one in amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]]
    assert page(0) + page(1) + page(2) == every
    assert len(every) == 7
    assert page(3) == []


def test_a_post_can_be_edited_for_thirty_minutes(amina: Visitor, clock: Clock) -> None:
    made = _reply(amina)["postid"]
    clock.now += 1800
    assert amina("mod_forum_update_discussion_post", postid=made, message="<p>new</p>")["status"] is True
    assert _posts(amina)[-1]["message"] == "<p>new</p>"
    clock.now += 1
    assert amina("mod_forum_update_discussion_post", postid=made, message="x")["errorcode"] == "cannotupdatepost"
    assert amina("mod_forum_delete_post", postid=made)["errorcode"] == "cannotdeletepost"
    assert _posts(amina)[-1]["capabilities"] == _posts(amina)[-1]["capabilities"] | {"edit": False, "delete": False}


def test_an_answered_post_cannot_be_deleted(amina: Visitor, bojan: Visitor) -> None:
    made = _reply(amina)["postid"]
    bojan("mod_forum_add_discussion_post", postid=made, subject="x", message="x")
    assert amina("mod_forum_delete_post", postid=made)["errorcode"] == "couldnotdeletereplies"


def test_deleting_the_first_post_deletes_the_discussion(amina: Visitor) -> None:
    made = amina("mod_forum_add_discussion", forumid=FORUM, subject="x", message="x")["discussionid"]
    first = _posts(amina, made)[0]["id"]
    amina("mod_forum_delete_post", postid=first)
    assert "exception" in amina("mod_forum_get_discussion_posts", discussionid=made)
    assert len(amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]) == 2


def test_state_zero_locks_and_anything_else_unlocks(amina: Visitor, teacher: Visitor) -> None:
    teacher("mod_forum_set_lock_state", forumid=FORUM, discussionid=GAUGE, targetstate=0)
    assert _reply(amina)["errorcode"] == "nopostforum"
    assert not any(post["capabilities"]["reply"] for post in _posts(amina))
    teacher("mod_forum_set_lock_state", forumid=FORUM, discussionid=GAUGE, targetstate=5)
    assert "postid" in _reply(amina)
    assert "errorcode" in amina("mod_forum_set_lock_state", forumid=FORUM, discussionid=LOCKED, targetstate=1)


def test_an_attachment_address_leads_to_the_login_page_until_webservice_is_put_in(amina: Visitor) -> None:
    draft = amina.draft(("notes & more.pdf", b"%PDF-1.4 words"))
    post = _reply(amina, options=[{"name": "attachmentsid", "value": draft}])["post"]
    attachment = post["attachments"][0]
    assert attachment["filename"] == "notes  more.pdf"
    as_given = amina.get(attachment["url"])
    assert (as_given.status_code, as_given.headers["Location"]) == (303, f"{amina.campus.url}/login/index.php")
    mended = amina.get(attachment["url"].replace("/pluginfile.php", "/webservice/pluginfile.php"))
    assert mended.content == b"%PDF-1.4 words"


def test_a_draft_may_be_used_for_a_second_post(amina: Visitor) -> None:
    options = [{"name": "attachmentsid", "value": amina.draft(("a.txt", b"a"))}]
    assert [len(_reply(amina, options=options)["post"]["attachments"]) for _ in range(2)] == [1, 1]


def test_attachments_over_the_limits_are_dropped_without_a_word(amina: Visitor) -> None:
    draft = amina.draft(("big.bin", b"x" * 100_001), ("1.txt", b"1"), ("2.txt", b"2"), ("3.txt", b"3"))
    post = _reply(amina, options=[{"name": "attachmentsid", "value": draft}])["post"]
    assert [file["filename"] for file in post["attachments"]] == ["1.txt", "2.txt"]


def test_a_picture_inside_the_text_is_served_with_the_post(amina: Visitor) -> None:
    draft = amina.draft(("in.gif", b"GIF89a"))
    me = amina("core_files_get_unused_draft_itemid")["contextid"]
    source = f"{amina.campus.url}/draftfile.php/{me}/user/draft/{draft}/in.gif"
    options = [{"name": "inlineattachmentsid", "value": draft}]
    post = _reply(amina, f'<p><img src="{source}" alt="x"></p>', options=options)["post"]
    address = f"{amina.campus.url}/webservice/pluginfile.php/"
    assert address in post["message"]
    assert amina.get(post["message"].split('src="')[1].split('"')[0]).content == b"GIF89a"


def test_the_draft_for_editing_holds_what_is_attached(amina: Visitor) -> None:
    made = _reply(amina, options=[{"name": "attachmentsid", "value": amina.draft(("a.txt", b"a"))}])["postid"]
    prepared = amina("mod_forum_prepare_draft_area_for_post", postid=made, area="attachment")
    assert [file["filename"] for file in prepared["files"]] == ["a.txt"]
    options = [{"name": "attachmentsid", "value": prepared["draftitemid"]}]
    amina("mod_forum_update_discussion_post", postid=made, message="<p>new</p>", options=options)
    assert [file["filename"] for file in _posts(amina)[-1]["attachments"]] == ["a.txt"]


def test_only_teachers_start_in_a_news_forum(amina: Visitor, teacher: Visitor) -> None:
    assert amina("mod_forum_can_add_discussion", forumid=1)["status"] is False
    assert teacher("mod_forum_can_add_discussion", forumid=1)["status"] is True
    assert "discussionid" in teacher("mod_forum_add_discussion", forumid=1, subject="x", message="x")


def test_times_are_seconds_of_the_campus_clock(amina: Visitor, clock: Clock) -> None:
    clock.now = BIRTH + 100.9
    assert _reply(amina)["post"]["timecreated"] == BIRTH + 100


def test_a_batch_stops_at_the_first_error_and_what_was_done_stays_done(amina: Visitor, campus: Campus) -> None:
    requests = [
        ("mod_forum_add_discussion_post", '{"postid": 2, "subject": "batched", "message": "<p>b</p>"}'),
        ("mod_forum_add_discussion_post", '{"postid": 999999, "subject": "x", "message": "x"}'),
        ("core_completion_update_activity_completion_status_manually", '{"cmid": 3, "completed": true}'),
    ]
    sent = [{"function": function, "arguments": arguments} for function, arguments in requests]
    answer = amina("tool_mobile_call_external_functions", requests=sent)
    assert [response["error"] for response in answer["responses"]] == [False, True]
    assert '"postid":' in answer["responses"][0]["data"]
    assert '"errorcode":"invalidparentpostid"' in answer["responses"][1]["exception"]
    assert _posts(amina)[-1]["subject"] == "batched"
    statuses = amina("core_completion_get_activities_completion_status", courseid=2, userid=amina.id)["statuses"]
    assert [status["state"] for status in statuses if status["cmid"] == 3] == [0]


def test_a_jpeg_attached_to_a_post_is_not_the_one_that_was_sent(amina: Visitor) -> None:
    sent = jpeg()
    post = _reply(amina, options=[{"name": "attachmentsid", "value": amina.draft(("p.jpg", sent))}])["post"]
    served = amina.get(post["attachments"][0]["url"].replace("/pluginfile.php", "/webservice/pluginfile.php")).content
    assert served != sent
    assert len(served) == post["attachments"][0]["filesize"] != len(sent)
    assert b"secret place" not in served
