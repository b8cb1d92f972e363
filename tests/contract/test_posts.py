"""Posts: no idempotency, what cleaning leaves, what a reader learns of them, and what can be taken back."""

from email.utils import parsedate_to_datetime

import pytest

from studydesk.domain.campus import NewPost
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import DiscussionId, PostId
from studydesk.domain.outbox import marked, markers
from studydesk.errors import NoAnswer, Refused
from tests.campus.school import Json
from tests.contract.leaving import comes_true, sent_and_left
from tests.contract.site import Site

MARKER = "sd-abcdefghijklmnopqrstuvwxyz"


def message_of(campus: Site, written: str) -> str:
    """Return what the site shows of a message that was posted."""
    told = campus.replied(campus.started(), written)
    posts = campus.thread(told["post"]["discussionid"])
    return str(next(post["message"] for post in posts if post["id"] == told["postid"]))


def test_a_repeated_reply_makes_two_posts(campus: Site) -> None:
    first = campus.started()
    one, two = campus.replied(first, "<p>The same.</p>"), campus.replied(first, "<p>The same.</p>")
    assert one["postid"] != two["postid"]
    posts = campus.thread(one["post"]["discussionid"])
    assert [post["message"] for post in posts[1:]] == ["<p>The same.</p>"] * 2


def test_a_repeated_discussion_is_two_discussions(campus: Site) -> None:
    one, two = campus.started(), campus.started()
    assert campus.discussion_of(one) != campus.discussion_of(two)


@pytest.mark.parametrize("stay_s", [0.0, 0.03])
def test_a_reply_is_made_though_its_sender_is_gone_before_the_answer(campus: Site, stay_s: float) -> None:
    first = campus.started()
    discussion = campus.discussion_of(first)
    words = {"postid": first, "subject": "Re: gone", "message": "<p>Gone.</p>"}
    sent_and_left(campus.learner, "mod_forum_add_discussion_post", stay_s, **words)
    assert comes_true(lambda: len(campus.thread(discussion)) == 2)


def test_a_batch_of_replies_is_done_though_its_sender_is_gone_before_the_answer(campus: Site) -> None:
    first = campus.started()
    discussion = campus.discussion_of(first)
    requests = [
        {
            "function": "mod_forum_add_discussion_post",
            "arguments": f'{{"postid":{first},"subject":"Re: {n}","message":"<p>{n}</p>"}}',
        }
        for n in range(3)
    ]
    sent_and_left(campus.learner, "tool_mobile_call_external_functions", 0.0, requests=requests)
    assert comes_true(lambda: len(campus.thread(discussion)) == 4)


@pytest.mark.parametrize("tag", ["div", "p", "span"])
def test_a_class_survives_cleaning(campus: Site, tag: str) -> None:
    assert f'<{tag} class="{MARKER}">' in message_of(campus, f'<{tag} class="{MARKER}">Words</{tag}>')


def test_the_programs_own_marker_is_found_on_the_post_it_made(campus: Site) -> None:
    first = campus.started()
    written = marked("<p>Two\nlines &amp; more.</p>", MARKER)
    (made,) = campus.desk.writes.add_posts([NewPost(PostId(first), "Re: marked", written)])
    discussion = DiscussionId(campus.discussion_of(first))
    campus.thread(discussion)
    posts = campus.desk.reads.posts([discussion])[discussion]
    assert isinstance(posts, list)
    (ours,) = [post for post in posts if MARKER in markers(post.html)]
    assert ours.id == made
    assert ours.author_id == campus.desk.reads.site().user
    assert fingerprint(ours.html) == fingerprint(written)


@pytest.mark.parametrize(
    ("written", "stays", "goes"),
    [
        (f"<p>a<!-- {MARKER} -->b</p>", "ab", MARKER),
        (f'<p data-sd="{MARKER}">a</p>', "a", MARKER),
        ("<p>a<script>alert(1)</script>b</p>", "ab", "alert"),
        ('<p onclick="alert(1)">a</p>', "a", "alert"),
        ("<p>a<br>b</p>", "a<br />b", "<br>"),
    ],
    ids=["comment", "data", "script", "handler", "break"],
)
def test_what_cleaning_takes_away(campus: Site, written: str, stays: str, goes: str) -> None:
    shown = message_of(campus, written)
    assert stays in shown
    assert goes not in shown


@pytest.mark.parametrize("style", ["display:none", "visibility:hidden"])
def test_hidden_text_becomes_visible(campus: Site, style: str) -> None:
    shown = message_of(campus, f'<p>a</p><p style="{style}">secret</p>')
    assert "secret" in shown
    assert style not in shown.replace(" ", "")


def test_plain_text_comes_back_as_html(campus: Site) -> None:
    told = campus.replied(campus.started(), "5 < 6\nand more", messageformat=2)
    assert told["post"]["messageformat"] == 1
    assert "5 &lt; 6" in told["post"]["message"]
    assert "<br />" in told["post"]["message"]


def test_posts_are_listed_with_author_parent_and_the_sites_time(campus: Site) -> None:
    first = campus.started()
    told = campus.replied(first)
    answer = campus.learner.send("mod_forum_get_discussion_posts", discussionid=told["post"]["discussionid"])
    posts = {post["id"]: post for post in answer.json()["posts"]}
    reply = posts[told["postid"]]
    assert (reply["author"]["id"], reply["parentid"]) == (campus.learner.id, first)
    assert (reply["discussionid"], reply["hasparent"]) == (told["post"]["discussionid"], True)
    assert (posts[first]["parentid"], posts[first]["hasparent"]) == (None, False)
    assert reply["timecreated"] <= seconds(answer.headers["Date"]) <= reply["timecreated"] + 20
    assert reply["timemodified"] == reply["timecreated"]
    campus.thread(told["post"]["discussionid"])


def seconds(date: str) -> int:
    """Return an HTTP date as Unix seconds."""
    return int(parsedate_to_datetime(date).timestamp())


def test_posts_come_newest_first_unless_asked_otherwise(campus: Site) -> None:
    first = campus.started()
    discussion = campus.discussion_of(first)
    campus.wait(1)
    second = campus.replied(first)["postid"]
    as_is = campus.learner("mod_forum_get_discussion_posts", discussionid=discussion)["posts"]
    assert [post["id"] for post in as_is] == [second, first]
    assert [post["id"] for post in campus.thread(discussion)] == [first, second]


def test_an_empty_message_and_an_empty_subject_are_accepted(campus: Site) -> None:
    first = campus.started()
    assert campus.replied(first, "", "Re: nothing")["post"]["message"] == ""
    assert campus.replied(first, "<p>x</p>", "")["post"]["subject"] == ""


def test_a_subject_of_256_characters_is_an_error_of_the_database_and_makes_no_post(campus: Site) -> None:
    first = campus.started()
    assert campus.replied(first, subject="S" * 256)["errorcode"] == "dmlwriteexception"
    assert len(campus.thread(campus.discussion_of(first))) == 1
    with pytest.raises(NoAnswer):
        campus.desk.writes.add_posts([NewPost(PostId(first), "S" * 256, "<p>x</p>")])
    assert campus.replied(first, subject="S" * 255)["post"]["subject"] == "S" * 255


def test_a_draft_area_may_be_used_for_a_second_post(campus: Site) -> None:
    first = campus.started()
    options = [{"name": "attachmentsid", "value": campus.learner.draft(("table.csv", b"day,mm\n1,12\n"))}]
    for _time in range(2):
        told = campus.replied(first, options=options)
        assert [file["filename"] for file in told["post"]["attachments"]] == ["table.csv"]


def test_an_attachment_is_fetched_with_webservice_in_its_address_and_without_leads_to_the_login_page(
    campus: Site,
) -> None:
    options = [{"name": "attachmentsid", "value": campus.learner.draft(("table.csv", b"day,mm\n1,12\n"))}]
    (file,) = campus.replied(campus.started(), options=options)["post"]["attachments"]
    address = file["url"].partition("?")[0]
    assert "/webservice/" not in address
    bare = campus.learner.get(address)
    assert bare.status_code == 303
    assert "/login/" in bare.headers["Location"]
    whole = campus.learner.get(address.replace("/pluginfile.php/", "/webservice/pluginfile.php/"))
    assert whole.content == b"day,mm\n1,12\n"


def test_an_own_post_is_deleted_once_and_the_second_time_it_is_no_post(campus: Site) -> None:
    made = campus.replied(campus.started())["postid"]
    assert campus.learner("mod_forum_delete_post", postid=made) == {"status": True, "warnings": []}
    assert campus.learner("mod_forum_delete_post", postid=made)["errorcode"] == "invalidpostid"
    with pytest.raises(Refused) as caught:
        campus.desk.writes.delete_post(PostId(made))
    assert caught.value.code == "invalidpostid"


def test_an_answered_post_is_not_deleted(campus: Site) -> None:
    made = campus.replied(campus.started())["postid"]
    campus.replied(made)
    refused = campus.learner("mod_forum_delete_post", postid=made)
    assert refused["errorcode"] == "couldnotdeletereplies"


def test_a_young_post_of_ones_own_may_be_changed_and_one_of_others_not(campus: Site) -> None:
    made = campus.replied(campus.started())
    assert made["post"]["capabilities"]["edit"] is True
    changed: Json = {"postid": made["postid"], "subject": "Re: other", "message": "<p>Other.</p>"}
    assert campus.learner("mod_forum_update_discussion_post", **changed)["status"] is True
    discussion = made["post"]["discussionid"]
    shown = next(post for post in campus.thread(discussion) if post["id"] == made["postid"])
    assert (shown["subject"], shown["message"]) == ("Re: other", "<p>Other.</p>")
    teacher = campus.need(campus.teacher, "teacher whose post is not the learner's to change")
    foreign = teacher("mod_forum_add_discussion_post", postid=made["postid"], subject="Re", message="<p>Good.</p>")
    refused = campus.learner("mod_forum_update_discussion_post", postid=foreign["postid"], message="<p>Mine.</p>")
    teacher("mod_forum_delete_post", postid=foreign["postid"])
    assert refused["errorcode"] == "cannotupdatepost"


def test_a_locked_discussion_takes_no_reply_and_target_state_zero_locks(campus: Site) -> None:
    teacher = campus.need(campus.teacher, "teacher who locks a discussion")
    first = campus.started()
    discussion = campus.discussion_of(first)
    given = {"forumid": campus.places.forum, "discussionid": discussion}
    assert teacher("mod_forum_set_lock_state", **given, targetstate=0)["locked"] is True
    assert campus.replied(first)["errorcode"] == "nopostforum"
    assert campus.thread(discussion)[0]["capabilities"]["reply"] is False
    assert teacher("mod_forum_set_lock_state", **given, targetstate=1)["locked"] is False
    assert "postid" in campus.replied(first)


def test_a_news_forum_takes_no_discussion_of_a_learner(campus: Site) -> None:
    news = campus.need(campus.places.news, "news forum")
    refused = campus.learner("mod_forum_add_discussion", forumid=news, subject="x", message="<p>x</p>")
    assert refused["errorcode"] == "cannotcreatediscussion"


def test_a_reply_to_no_post_is_refused(campus: Site) -> None:
    assert campus.replied(999_999_999)["errorcode"] == "invalidparentpostid"
