"""A school that has another address now: all goes along, nothing comes twice, and no other one is taken for it."""

import json
from pathlib import Path

import pytest

from studydesk.campus.demo import Campus
from studydesk.cli import exits
from studydesk.domain.accounts import Account
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import account_id
from studydesk.errors import Invalid, WrongPassword
from studydesk.store import files
from tests.campus_content import LEARNER, OTHER_LEARNER, write_content
from tests.luck.liar import Liar, cut, drop
from tests.luck.life import REPLY, Life, check_plain

VIDEO_BYTES, HERE = 204_800, 100_000


def the_account(life: Life) -> Account:
    (account,) = life.services.accounts.all()
    return account


def present(life: Life) -> set[str]:
    """Return the addresses, without the host, of all files whose bytes are here; of discussions too."""
    with life.services.store.library.read() as r:
        found = files.files(r, the_account(life).id, states=[FileState.PRESENT])
    return {file.url.partition("/webservice/")[2] or file.url.partition("/pluginfile.php/")[2] for file in found}


def test_downloads_go_on_at_the_new_address_and_no_byte_comes_twice(behind: Life, liar: Liar) -> None:
    lecture = behind.activity("lecture")
    behind.desk.downloads.want_activity(lecture)
    liar.when("file", cut(HERE), after=2)  # its captions come first
    liar.when("file", drop, 1000, after=2)
    behind.fetch()
    half = next(row for row in behind.desk.downloads.rows() if row.done_bytes)
    assert half.done_bytes == HERE
    moved = move(behind, liar)
    behind.campus.forget_requests()
    behind.clock.pass_time(700)
    behind.turns(1)
    behind.fetch(2)
    assert {row.state for row in behind.desk.downloads.rows()} == {FileState.PRESENT}
    sent = [r for r in behind.campus.requests if r.path.endswith("lecture.mp4")]
    assert sum(request.bytes for request in sent) <= VIDEO_BYTES - HERE + 1000 * len(sent)
    assert behind.desk.lectures.lecture(lecture).file.path.read_bytes() == bytes(range(256)) * 800
    assert moved.site_url == behind.campus.url


def test_what_is_here_stays_here_and_costs_nothing(behind: Life, liar: Liar) -> None:
    with behind.services.store.library.read() as r:  # those of discussions and assignments too
        behind.desk.downloads.want_keys([file.key for file in files.files(r, the_account(behind).id)])
    behind.fetch(2)
    here, page = present(behind), behind.desk.reading.page(behind.activity("soil"))
    thread = behind.desk.discussions.thread(behind.discussion())
    assert here
    move(behind, liar)
    first = int(str(thread.posts[0].key).removeprefix("p"))
    behind.campus.office.act(
        "bojan", "mod_forum_add_discussion_post", postid=first, subject="Re: Our rain gauge", message="<p>And here?</p>"
    )
    behind.campus.forget_requests()
    behind.clock.pass_time(60)
    behind.turns(3)  # the discussion has changed: its files are listed anew
    behind.fetch(2)
    assert [r.path for r in behind.campus.requests if "pluginfile" in r.path] == []
    assert present(behind) == here
    assert behind.desk.reading.page(behind.activity("soil")) == page
    now = behind.desk.discussions.thread(behind.discussion()).posts
    assert [post.html for post in now[: len(thread.posts)]] == [post.html for post in thread.posts]
    assert len(now) == len(thread.posts) + 1
    with behind.services.store.library.read() as r:
        urls = {file.url for file in files.files(r, the_account(behind).id)}
    assert all(url.startswith(f"{behind.campus.url}/") for url in urls)


def test_what_waits_to_be_sent_goes_to_the_new_address_once(behind: Life, liar: Liar) -> None:
    liar.when("*", drop, 1000)
    behind.turns(1)
    behind.write_everything()
    behind.turns(1)
    liar.heal()
    move(behind, liar)
    assert behind.go() == 0
    behind.check_once()
    assert behind.posts(REPLY) == 1


def test_the_account_stays_the_same_one_and_whoever_has_the_old_address_is_another(behind: Life, liar: Liar) -> None:
    accounts = behind.services.accounts
    before, old = the_account(behind), liar.url
    moved = move(behind, liar)
    assert (moved.id, moved.added_at) == (before.id, before.added_at)
    accounts.sign_out(moved.id)
    assert accounts.sign_in(behind.campus.url, *LEARNER).id == before.id
    liar.heal()
    other = accounts.sign_in(old, *LEARNER)
    assert other.id not in (before.id, account_id(old, before.user))
    assert {account.id: account.site_url for account in accounts.all()} == {
        before.id: behind.campus.url, other.id: old,
    }  # fmt: skip
    assert accounts.sign_in(old, *LEARNER).id == other.id


def test_moving_twice_changes_nothing_more(behind: Life, liar: Liar) -> None:
    move(behind, liar)
    again = behind.services.accounts.move(the_account(behind).id, behind.campus.url, LEARNER[1])
    assert again == the_account(behind)


def test_somebody_elses_key_moves_nothing(behind: Life, liar: Liar) -> None:
    before = the_account(behind)
    other = behind.services.accounts.sign_in(behind.campus.url, *OTHER_LEARNER)
    token = behind.services._tokens.get(other.id)  # the only way to one without a browser
    assert token is not None
    with pytest.raises(Invalid, match="other_user"):
        behind.services.accounts.move_with_token(before.id, behind.campus.url, token)
    assert before in behind.services.accounts.all()


def test_a_wrong_password_moves_nothing(behind: Life) -> None:
    before = the_account(behind)
    with pytest.raises(WrongPassword):
        behind.services.accounts.move(before.id, behind.campus.url, "wrong")
    assert the_account(behind) == before


def test_an_account_that_is_there_already_is_not_doubled(behind: Life) -> None:
    first = the_account(behind)
    behind.services.accounts.sign_in(behind.campus.url, *LEARNER)
    with pytest.raises(Invalid, match="already_there"):
        behind.services.accounts.move(first.id, behind.campus.url, LEARNER[1])


def test_another_school_with_the_same_person_is_not_taken_for_it(behind: Life, tmp_path: Path) -> None:
    write_content(tmp_path / "content2")
    plan = tmp_path / "content2" / "campus.json"
    told = json.loads(plan.read_text("utf-8"))
    told["courses"][0]["short_name"] = "OTHER"
    plan.write_text(json.dumps(told), "utf-8")
    before = the_account(behind)
    with Campus(tmp_path / "content2", tmp_path / "campus2") as other:
        with pytest.raises(Invalid, match="other_site"):
            behind.services.accounts.move(before.id, other.url, LEARNER[1])
        said = behind.cli("campus", "move", LEARNER[0], other.url, "--password-stdin", stdin=LEARNER[1] + "\n")
    assert said.code == exits.NOT_POSSIBLE
    check_plain(said.words)
    assert "Your courses are not at this address" in said.words
    assert the_account(behind) == before


def test_the_terminal_moves_a_school(behind: Life, liar: Liar) -> None:
    liar.when("*", drop, 1000)
    said = behind.cli("campus", "move", LEARNER[0], behind.campus.url, "--password-stdin", stdin=LEARNER[1] + "\n")
    assert said.code == exits.DONE, said
    check_plain(said.words.replace(behind.campus.url, ""))
    assert "is at" in said.words
    assert the_account(behind).site_url == behind.campus.url
    assert behind.go() == 0


def move(life: Life, liar: Liar) -> Account:
    """Let the old address die and the learner sign in at the new one."""
    liar.when("*", drop, 100_000)
    return life.services.accounts.move(the_account(life).id, life.campus.url, LEARNER[1])
