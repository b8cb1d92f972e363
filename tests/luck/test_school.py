"""Huge forums, learners taken out of courses, backups brought back, wrong clocks, and leaving with unsent work."""

from datetime import timedelta

import pytest

from studydesk.campus.moodle import reads
from studydesk.cli import exits
from studydesk.domain.downloads import FileState
from studydesk.domain.outbox import State
from tests.campus_content import LEARNER, course
from tests.luck.liar import Liar, say
from tests.luck.life import OPENING, REPLY, WORK, Life, check_plain

MANY = 510
TEN_YEARS = timedelta(days=3652)


# A forum of 500 pages


def test_a_forum_of_500_pages_is_read_whole_once_and_then_costs_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "_DISCUSSIONS", 1)  # one discussion a page, so that 500 pages take no minute
    act, forum = life.campus.office.act, life.forum()
    for number in range(MANY):
        subject = f"Question {number}"
        act("bojan", "mod_forum_add_discussion", forumid=forum, subject=subject, message=f"<p>On {number}.</p>")
    life.clock.pass_time(60)
    life.turns(1)
    pages = [r for r in life.campus.requests if r.function == "mod_forum_get_forum_discussions"]
    assert len(pages) >= 500
    rows = life.desk.discussions.forum(forum).discussions
    assert {f"Question {number}" for number in range(MANY)} <= {row.subject for row in rows}
    assert len(rows) == len({row.id for row in rows}) == MANY + 2
    assert life.desk.search.find("On 509")
    life.turns(1)
    life.campus.forget_requests()
    life.turns(1)
    assert all(r.function != "mod_forum_get_forum_discussions" for r in life.campus.requests)
    life.reply()
    assert life.go() == 0
    assert life.posts(REPLY) == 1


def test_a_forum_that_is_cut_off_in_the_middle_of_its_pages_forgets_nothing(
    behind: Life, liar: Liar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "_DISCUSSIONS", 1)
    before = {row.subject for row in behind.desk.discussions.forum(behind.forum()).discussions}
    act = behind.campus.office.act
    for number in range(5):
        act("bojan", "mod_forum_add_discussion", forumid=behind.forum(), subject=f"Q{number}", message="<p>?</p>")
    behind.clock.pass_time(60)
    liar.when("mod_forum_get_forum_discussions", say("502 Bad Gateway"), 1, after=3)
    behind.turns(1)
    assert before <= {row.subject for row in behind.desk.discussions.forum(behind.forum()).discussions}
    behind.turns(2)
    subjects = [row.subject for row in behind.desk.discussions.forum(behind.forum()).discussions]
    assert set(subjects) == before | {f"Q{number}" for number in range(5)}
    assert len(subjects) == len(set(subjects))


# One course the learner was taken out of


def test_a_course_the_learner_was_taken_out_of_stops_nothing(life: Life) -> None:
    life.campus.set_link("down")
    life.write_everything()
    life.campus.set_link("up")
    life.campus.office.set_enrolled(LEARNER[0], "ws", enrolled=False)
    life.turns(4)
    items = life.desk.outbox.items()
    assert {item.text for item in items} >= {REPLY, OPENING, WORK}  # refused or waiting, and every word kept
    for item in items:
        assert item.state is State.REJECTED
        words = life.state_words(item)
        check_plain(words)
        assert words.startswith("The school said no:")
        assert words.endswith("Your text is kept")
    told = life.cli("sync", "--wait", "0")
    check_plain(told.words)
    assert told.code == exits.LEFT
    life.campus.office.set_enrolled(LEARNER[0], "ws", enrolled=True)
    for item in life.desk.outbox.items():
        life.desk.outbox.retry(item.id)
    life.turns(6)
    life.check_once()


def test_one_course_that_refuses_does_not_stop_the_rest(behind: Life, liar: Liar) -> None:
    behind.campus.office.add_activity("ws", 2, course("x")["sections"][1]["activities"][0] | {"key": "more"})
    behind.clock.pass_time(60)
    refused = b'{"exception":"moodle_exception","errorcode":"errorcoursecontextnotvalid","message":"Not accessible."}'
    liar.when("core_course_get_contents", say("200 OK", refused, Content_Type="application/json"), 2)
    behind.reply()
    behind.turns(2)
    assert behind.posts(REPLY) == 1
    assert behind.desk.courses.cards()
    assert "We measured 23 mm." in {p.text for p in behind.desk.discussions.thread(behind.discussion()).posts}


# A server restored from a backup


def restored(life: Life) -> None:
    """Take everything of the learner's last minutes away at the school, as an older backup would."""
    database = life.campus.office._school.database
    born = int(database.value("SELECT value FROM site WHERE key = 'birth'"))
    with database.transaction():
        database.run("DELETE FROM post WHERE created > ?", born)
        database.run("DELETE FROM discussion WHERE id NOT IN (SELECT discussion FROM post)")


def test_posts_that_a_restored_server_lost_are_asked_for_and_never_sent_again_silently(life: Life) -> None:
    life.clock.pass_time(3600)
    life.reply()
    life.start()
    assert life.go() == 0
    restored(life)
    life.clock.pass_time(3600)
    act = life.campus.office.act
    first = next(p["id"] for p in life.all_posts() if p["subject"] == "Our rain gauge")
    act("bojan", "mod_forum_add_discussion_post", postid=first, subject="Re", message="<p>Hello?</p>")
    life.clock.pass_time(3600)
    life.turns(4)
    assert (life.posts(REPLY), life.posts(OPENING)) == (0, 0)
    items = life.desk.outbox.items()
    assert [item.state for item in items] == [State.CONFLICT, State.CONFLICT]
    for item in items:
        words = life.state_words(item)
        check_plain(words)
        assert "does not show it any more. Your text is kept. Choose" in words
    told = life.cli("outbox")
    assert "does not show it any more" in told.out
    again, leave = life.desk.outbox.items()
    life.desk.outbox.choose_mine(again.id)
    life.desk.outbox.choose_theirs(leave.id)
    assert life.go() == 0
    assert (life.posts(REPLY), life.posts(OPENING)) == (1, 0)
    assert leave.text in {item.text for item in life.desk.outbox.history()}


def test_what_the_learner_took_back_is_not_asked_for(life: Life) -> None:
    life.reply()
    assert life.go() == 0
    where = life.discussion()
    mine = next(post for post in life.desk.discussions.thread(where).posts if post.text == REPLY)
    assert mine.id
    life.desk.discussions.delete(where, mine.id)
    assert life.go() == 0
    life.turns(3)
    assert (life.states, life.posts(REPLY)) == ([], 0)


# A laptop clock that is ten years off


@pytest.mark.parametrize("error", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_a_clock_ten_years_off_changes_nothing_but_is_said(newcomer: Life, error: timedelta) -> None:
    newcomer.clock.error = error
    newcomer.enter()
    newcomer.desk.downloads.want(newcomer.course)
    newcomer.fetch()
    assert {row.state for row in newcomer.desk.downloads.rows()} == {FileState.PRESENT}
    newcomer.campus.set_link("down")
    newcomer.write_everything()
    newcomer.turns(2)
    newcomer.quit()  # the school's time is not known after a start without a link
    newcomer.turns(1)
    newcomer.check_kept()
    newcomer.campus.set_link("answers-lost", 2)
    newcomer.turns(8)
    newcomer.check_once()
    words = newcomer.link_words
    check_plain(words)
    assert "The clock of this computer is" in words
    assert ("fast." if error > timedelta(0) else "slow.") in words
    assert "set the clock right" in words
    newcomer.clock.error = timedelta(0)
    newcomer.quit()
    newcomer.turns(2)
    assert "clock" not in newcomer.link_words
    newcomer.check_once()


@pytest.mark.parametrize("error", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_a_clock_that_jumps_in_the_middle_neither_loses_nor_doubles(life: Life, error: timedelta) -> None:
    life.write_everything()
    life.campus.set_link("answers-lost", 2)
    life.turns(1)
    life.clock.error = error
    life.quit()
    life.turns(8, each_s=120)
    life.check_once()


@pytest.mark.parametrize("error", [TEN_YEARS, -TEN_YEARS], ids=["ahead", "behind"])
def test_a_wrong_clock_clears_no_file_away(life: Life, error: timedelta) -> None:
    life.campus.set_link("down")
    item = life.reply(REPLY, life.file("well.csv"))
    life.desk.outbox.withdraw(item)
    life.clock.error = error
    life.quit()
    life.services.tidy()
    life.desk.outbox.restore(item)
    life.campus.set_link("up")
    life.turns(3, each_s=200)
    assert (life.states, life.posts(REPLY)) == ([], 1)


def test_copies_of_the_learners_work_are_made_after_a_clock_was_ahead(life: Life) -> None:
    life.quit()
    (first,) = life.paths.backups.glob("work-*.db")
    for day in range(60):
        ahead = life.clock.true + TEN_YEARS + timedelta(days=day)
        (life.paths.backups / f"work-{ahead:%Y-%m-%d}.db").write_bytes(first.read_bytes())
    for _ in range(3):
        life.quit()
        life.clock.pass_time(86_400)
        today = f"work-{life.clock.now():%Y-%m-%d}.db"
        life.services.store.work.check()
        assert (life.paths.backups / today).exists()


# Leaving with something unsent


def test_an_account_with_unsent_work_is_not_removed_without_asking(life: Life) -> None:
    life.campus.set_link("down")
    life.reply()
    told = life.cli("campus", "remove", LEARNER[0], "--yes")
    check_plain(told.words)
    assert told.code == exits.NOT_POSSIBLE
    assert "1 thing is not at the school yet" in told.err
    assert "was not sent yet. Nothing was changed." in told.err
    assert "--even-unsent" in told.err
    assert [item.text for item in life.desk.outbox.items()] == [REPLY]
    told = life.cli("campus", "remove", LEARNER[0], "--even-unsent", "--yes")
    assert told.code == exits.DONE
    assert life.services.accounts.all() == []


def test_signing_out_with_unsent_work_asks_first_and_keeps_it(life: Life) -> None:
    life.campus.set_link("down")
    life.reply()
    told = life.cli("campus", "sign-out", LEARNER[0])
    check_plain(told.words)
    assert told.code == exits.NOT_POSSIBLE
    assert "1 thing is not at the school yet" in told.err
    assert "--even-unsent" in told.err
    assert life.services.accounts.is_signed_in(life.desk.account.id)
    told = life.cli("campus", "sign-out", LEARNER[0], "--even-unsent")
    check_plain(told.words)
    assert told.code == exits.DONE
    assert "1 thing waits to be sent" in told.out
    assert [item.text for item in life.desk.outbox.items()] == [REPLY]
    life.campus.set_link("up")
    assert life.add(life.url).code == exits.DONE
    assert life.go() == 0
    assert life.posts(REPLY) == 1


def test_switching_with_unsent_work_says_so_and_sends_it_as_the_right_person(life: Life) -> None:
    life.campus.set_link("down")
    life.reply()
    life.campus.set_link("up")
    told = life.add(life.url, *("bojan", "clay-loam-3"))
    assert told.code == exits.DONE
    life.turns(2)
    assert life.posts(REPLY) == 0  # not with another person's key
    told = life.cli("campus", "switch", LEARNER[0])
    check_plain(told.words)
    life.campus.set_link("down")
    told = life.cli("campus", "switch", "bojan")
    check_plain(told.words)
    assert "1 thing waits to be sent" in told.out
    life.campus.set_link("up")
    assert life.cli("--account", LEARNER[0], "sync").code == exits.DONE
    assert life.posts(REPLY) == 1
    sent = next(p for p in life.all_posts() if "knots" in p["message"])
    assert sent["author"]["fullname"] == "Amina Okello"
