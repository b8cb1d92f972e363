"""The school goes away in the middle: signed out, in maintenance, pages in place of answers, answers cut short."""

import pytest
from _pytest.mark.structures import ParameterSet

from studydesk.cli import exits
from studydesk.domain.downloads import FileState
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.store import files
from tests.campus.loopback import Line, Request
from tests.campus_content import LEARNER
from tests.luck.liar import CLI_MAINTENANCE, PORTAL, Act, Forward, Liar, after, cut, drop, say, shortened, swallow
from tests.luck.life import REPLY, Life, check_plain

BATCH = "tool_mobile_call_external_functions"
REFRESH = ["core_course_get_contents", "mod_forum_get_forums_by_courses", "mod_forum_get_discussion_posts", BATCH]
WRITES = [
    "mod_forum_add_discussion_post",
    "mod_forum_add_discussion",
    "mod_assign_save_submission",
    "mod_assign_submit_for_grading",
    "core_completion_update_activity_completion_status_manually",
    "upload",
]
HTML = say("200 OK", b"<!DOCTYPE html><html><body>Error</body></html>", Content_Type="text/html")
EMPTY = say("200 OK", b"", Content_Type="application/json")
BROKEN = say("500 Internal Server Error", b"<html><body>Oops</body></html>", Content_Type="text/html")
BAD_GATEWAY = say("502 Bad Gateway", b"<html><body>502</body></html>", Content_Type="text/html")
ADMIN_MAINTENANCE = say(
    "200 OK", b'{"exception":"moodle_exception","errorcode":"sitemaintenance","message":"Undergoing maintenance"}',
    Content_Type="application/json",
)  # fmt: skip

BAD = {
    "page": HTML, "empty": EMPTY, "500": BROKEN, "502": BAD_GATEWAY, "cut in half": cut(), "no body": cut(0),
    "one byte": cut(1), "ended early": shortened, "request lost": drop, "answer lost": swallow,
}  # fmt: skip


def crossed(functions: list[str], every: int = 1) -> list[ParameterSet]:
    """Return functions with bad answers, of all pairs each `every`-th: all of them are in tests/sync, in memory."""
    pairs = [(function, name) for function in functions for name in BAD]
    return [pytest.param(function, BAD[name], id=f"{function}-{name}") for function, name in pairs[::every]]


def texts(life: Life) -> set[str]:
    """Return what can be read in the gauge discussion now."""
    return {post.text for post in life.desk.discussions.thread(life.discussion()).posts}


def revoke(life: Life) -> Act:
    """Return an act: the school ends the learner's token just before this request."""
    return after(lambda: life.campus.office.revoke_tokens(LEARNER[0]))


# Token revoked in the middle


@pytest.mark.parametrize("function", ["core_enrol_get_users_courses", *REFRESH])
def test_a_token_revoked_in_the_middle_of_a_refresh_keeps_what_is_here(behind: Life, liar: Liar, function: str) -> None:
    behind.reply()
    behind.campus.office.rename("ws", "talk", "Talk of the week")
    liar.when(function, revoke(behind))
    behind.turns(2)
    assert behind.sync.link.state is LinkState.SIGNED_OUT
    check_plain(behind.link_words)
    assert "sign in again" in behind.link_words
    assert "kept and sent later" in behind.link_words
    assert "We measured 23 mm." in texts(behind)
    assert behind.desk.outbox.count() + behind.posts(REPLY) == 1
    behind.services.accounts.sign_in(behind.url, *LEARNER)
    assert behind.go() == 0
    assert behind.posts(REPLY) == 1


@pytest.mark.parametrize("function", WRITES)
def test_a_token_revoked_in_the_middle_of_sending_loses_nothing(behind: Life, liar: Liar, function: str) -> None:
    behind.write_everything()
    liar.when(function, revoke(behind))
    behind.turns(2)
    assert behind.sync.link.state is LinkState.SIGNED_OUT
    assert behind.desk.outbox.count() > 0
    assert set(behind.states) <= {State.QUEUED, State.UNCERTAIN}
    behind.check_kept()
    for item in behind.desk.outbox.items():
        check_plain(behind.state_words(item))
    behind.services.accounts.sign_in(behind.url, *LEARNER)
    assert behind.go() == 0
    behind.check_once()


def test_a_token_revoked_in_the_middle_of_downloads_goes_on_after_signing_in(behind: Life, liar: Liar) -> None:
    behind.desk.downloads.want(behind.course)
    liar.when("file", revoke(behind), after=2)
    behind.fetch()
    assert behind.sync.link.state is LinkState.SIGNED_OUT
    rows = behind.desk.downloads.rows()
    assert {row.state for row in rows} == {FileState.PRESENT, FileState.QUEUED}
    behind.services.accounts.sign_in(behind.url, *LEARNER)
    behind.fetch(2)
    assert {row.state for row in behind.desk.downloads.rows()} == {FileState.PRESENT}


def test_the_terminal_says_that_one_is_signed_out(life: Life) -> None:
    life.reply()
    life.campus.office.revoke_tokens(LEARNER[0])
    said = life.cli("sync", "--wait", "0")
    check_plain(said.words)
    assert said.code == exits.LEFT
    assert "Signed out at school" in said.out
    assert "sign in again" in said.out
    assert "kept and sent later" in said.out
    said = life.cli("refresh")
    assert said.code == exits.NOT_SIGNED_IN
    assert "You are signed out at the school. Everything on this computer is safe. Sign in again." in said.err
    assert life.add(life.url).code == exits.DONE
    assert life.cli("sync").code == exits.DONE
    assert life.posts(REPLY) == 1


# Maintenance


@pytest.mark.parametrize("page", [ADMIN_MAINTENANCE, CLI_MAINTENANCE], ids=["admin page", "terminal"])
@pytest.mark.parametrize("function", ["*", "mod_forum_add_discussion_post", "mod_assign_save_submission", "upload"])
def test_maintenance_is_said_and_everything_goes_when_it_is_over(
    behind: Life, liar: Liar, page: Act, function: str
) -> None:
    behind.write_everything()
    liar.when(function, page, 1000)
    behind.turns(3)
    assert behind.sync.link.state is LinkState.MAINTENANCE, behind.link_words
    check_plain(behind.link_words)
    assert "School under maintenance" in behind.link_words
    assert "kept and sent later" in behind.link_words
    assert set(behind.states) == {State.QUEUED}
    behind.check_kept()
    liar.heal()
    behind.turns(3, each_s=4000)
    behind.check_once()


@pytest.mark.parametrize("page", [ADMIN_MAINTENANCE, CLI_MAINTENANCE], ids=["admin page", "terminal"])
def test_the_terminal_says_that_the_school_is_under_maintenance(behind: Life, liar: Liar, page: Act) -> None:
    behind.reply()
    liar.when("*", page, 1000)
    said = behind.cli("sync", "--wait", "0")
    check_plain(said.words)
    assert (said.code, "School under maintenance" in said.out) == (exits.LEFT, True)
    assert "kept and sent later" in said.out
    said = behind.cli("refresh")
    check_plain(said.words)
    assert (said.code, "The school is under maintenance." in said.err) == (exits.NO_LINK, True)
    said = behind.cli("download", "WS101")
    check_plain(said.words)
    assert said.code == exits.LEFT
    assert "School under maintenance" in said.out
    liar.heal()
    assert behind.cli("sync").code == exits.DONE
    assert behind.posts(REPLY) == 1


def test_web_services_switched_off_while_one_is_signed_in_are_said(behind: Life, liar: Liar) -> None:
    behind.reply()
    liar.when("*", say("403 Forbidden"), 1000)
    behind.turns(2)
    check_plain(behind.link_words)
    assert "let study programs in" in behind.link_words
    assert "kept and sent later" in behind.link_words
    assert behind.states == [State.QUEUED]
    said = behind.cli("refresh")
    check_plain(said.words)
    assert said.code == exits.NO_LINK
    assert "does not let study programs in" in said.err
    liar.heal()
    behind.turns(3, each_s=4000)
    assert (behind.states, behind.posts(REPLY)) == ([], 1)


# HTML instead of JSON, and answers cut in the middle


def test_a_wifi_page_instead_of_the_school_is_a_matter_of_the_link(behind: Life, liar: Liar) -> None:
    behind.write_everything()
    behind.desk.downloads.want(behind.course)
    liar.when("*", PORTAL, 1000)
    behind.turns(2)
    behind.fetch(2)
    assert behind.sync.link.state is LinkState.PORTAL
    check_plain(behind.link_words)
    assert "This Wi-Fi wants you to sign in" in behind.link_words
    assert "Open a web browser" in behind.link_words
    assert set(behind.states) == {State.QUEUED}
    assert {row.state for row in behind.desk.downloads.rows()} == {FileState.QUEUED}
    said = behind.cli("refresh")
    check_plain(said.words)
    assert (said.code, "Wi-Fi" in said.err) == (exits.NO_LINK, True)
    liar.heal()
    behind.turns(3)
    behind.fetch(2)
    behind.check_once()
    assert {row.state for row in behind.desk.downloads.rows()} == {FileState.PRESENT}


@pytest.mark.parametrize(
    ("function", "act"), crossed(["core_course_get_contents", "mod_forum_get_discussion_posts"], every=3)
)
def test_a_bad_answer_to_a_read_loses_nothing(behind: Life, liar: Liar, function: str, act: Act) -> None:
    behind.campus.office.act(
        "bojan", "mod_forum_add_discussion_post", postid=first_post(behind), subject="Re", message="<p>News.</p>"
    )
    before = texts(behind)
    liar.when(function, act, 2)
    behind.turns(2)
    assert texts(behind) >= before
    assert behind.sync.link.state in set(LinkState) - {LinkState.SIGNED_OUT}
    check_plain(behind.link_words)
    liar.heal()
    behind.turns(2)
    assert "News." in texts(behind)
    behind.services.store.library.check()


@pytest.mark.parametrize(("function", "act"), crossed(WRITES, every=7))
def test_a_bad_answer_to_a_write_loses_and_doubles_nothing(behind: Life, liar: Liar, function: str, act: Act) -> None:
    behind.write_everything()
    liar.when(function, act)
    behind.turns(1)
    behind.check_kept()
    for item in behind.desk.outbox.items():
        assert item.state in (State.QUEUED, State.UNCERTAIN)
        check_plain(behind.state_words(item))
    behind.turns(6)
    behind.check_once()


def test_an_answer_in_doubt_is_said_so(behind: Life, liar: Liar) -> None:
    behind.reply()

    def swallow_and_go(request: Request, line: Line, forward: Forward) -> None:
        liar.when("*", drop, 1000)
        swallow(request, line, forward)

    liar.when("mod_forum_add_discussion_post", swallow_and_go)
    behind.sync.turn(Cancel())
    (item,) = behind.desk.outbox.items()
    assert item.state is State.UNCERTAIN
    words = behind.state_words(item)
    assert words.startswith("Sent, but no answer came back. Checking at the school")


@pytest.mark.parametrize("act", [*BAD.values(), PORTAL], ids=[*BAD, "portal"])
def test_a_bad_answer_to_a_download_is_never_taken_for_the_file(behind: Life, liar: Liar, act: Act) -> None:
    behind.desk.downloads.want(behind.course)
    liar.when("file", act, 4)
    behind.fetch(1)
    for row in behind.desk.downloads.rows():
        assert row.state in (FileState.PRESENT, FileState.QUEUED) or row.problem == "corrupt"
    liar.heal()
    behind.desk.downloads.resume()
    behind.fetch(3)
    rows = behind.desk.downloads.rows()
    assert {row.state for row in rows} == {FileState.PRESENT}
    check_whole(behind)


def first_post(life: Life) -> int:
    """Return the number of the first post of the gauge discussion."""
    return next(int(post["id"]) for post in life.all_posts() if post["subject"] == "Our rain gauge")


def check_whole(life: Life) -> None:
    """Assert that every file here is, byte for byte, what its name says, and none of them is a page of an error."""
    store = life.services.store
    with store.library.read() as r:
        found = [file for file in files.files(r, life.desk.account.id) if file.sha256]
    assert found
    for file in found:
        assert file.sha256
        store.blobs.verify(file.sha256)
        content = store.blobs.path(file.sha256).read_bytes()
        assert b"Wi-Fi" not in content
        assert b"Oops" not in content
        if not file.is_generated:
            assert len(content) == file.size_bytes, file.name
