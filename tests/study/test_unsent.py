"""What is not at the school: listed before somebody leaves, and saved as a copy for people and programs."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from studydesk.domain.ids import AccountId
from studydesk.domain.outbox import State
from studydesk.domain.work import IntentKind
from studydesk.errors import Invalid, StorageFailed
from studydesk.study.discussions import reply_key, start_key
from tests.campus_content import OTHER_LEARNER
from tests.study.conftest import Learning

RAIN = "Our rain gauge"


@pytest.fixture
def away(learning: Learning, tmp_path: Path) -> Learning:
    """Give a learner without a link: an answer with a file and a tick wait, a discussion and work are drafts."""
    learning.campus.set_link("down")
    desk, where = learning.desk, learning.discussion(RAIN)
    key = reply_key(where, desk.discussions.thread(where).posts[0].key)
    desk.discussions.keep_draft(key, "", "23 mm here too.\nAnd <b>warm</b>.")
    (tmp_path / "rain.csv").write_text("day,mm\n1,23\n")
    desk.discussions.attach(key, tmp_path / "rain.csv")
    desk.discussions.reply(where, key.rpartition(":")[2])
    desk.courses.set_done(learning.activity("reader"), True)
    desk.courses.opened(learning.activity("soil"))
    desk.discussions.keep_draft(start_key(learning.forum()), "Who has a rope?", "We need 20 m.")
    desk.assignments.keep_draft(learning.assignment("notes"), text="Sand above clay.")
    return learning


def test_what_waits_and_what_is_a_draft_is_listed_and_what_was_opened_is_not(away: Learning) -> None:
    things = away.services.unsent.things()
    assert [(one.kind, one.title, one.state) for one in things] == [
        (IntentKind.REPLY, RAIN, State.QUEUED),
        (IntentKind.COMPLETION, "Course reader", State.QUEUED),
        (None, "Who has a rope?", None),
        (None, "Field notes", None),
    ]
    assert {one.school for one in things} == {"Test Campus"}
    assert len(away.services.unsent.things(has_drafts=False)) == 2
    assert away.services.unsent.things(AccountId("nobody")) == []


def test_the_copy_can_be_read_by_people_and_by_programs(away: Learning, tmp_path: Path) -> None:
    saved = away.services.unsent.save_copy(tmp_path / "copy")
    assert (saved.place, saved.things, saved.files, saved.lacking) == (tmp_path / "copy", 4, 1, ())
    folder = tmp_path / "copy" / f"01 Answer in a forum - {RAIN}"
    assert (folder / "text.txt").read_text("utf-8") == "23 mm here too.\nAnd <b>warm</b>."
    assert (folder / "rain.csv").read_text() == "day,mm\n1,23\n"
    page = (tmp_path / "copy" / "index.html").read_text("utf-8")
    assert "And &lt;b&gt;warm&lt;/b&gt;." in page
    assert "Waiting to send" in page
    told = json.loads((tmp_path / "copy" / "unsent.json").read_text("utf-8"))
    assert [one["kind"] for one in told["things"]] == ["reply", "completion", "draft", "draft"]
    file = told["things"][0]["files"][0]
    assert file["sha256"] == hashlib.sha256((folder / "rain.csv").read_bytes()).hexdigest()
    assert told["things"][0]["saved_files"] == [f"{folder.name}/rain.csv"]


def test_the_copy_can_be_one_file_and_replaces_an_earlier_one(away: Learning, tmp_path: Path) -> None:
    (tmp_path / "mine.zip").write_text("an earlier copy")
    away.services.unsent.save_copy(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as packed:
        assert f"01 Answer in a forum - {RAIN}/rain.csv" in packed.namelist()
        assert packed.testzip() is None
    assert sorted(file.name for file in tmp_path.glob("*studydesk*")) == []


def test_a_folder_that_is_there_is_left_alone(away: Learning, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(Invalid, match="place_taken"):
        away.services.unsent.save_copy(tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_copy_that_cannot_be_written_says_so_and_leaves_nothing_behind(away: Learning, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageFailed):
        away.services.unsent.save_copy(tmp_path / "file" / "copy")
    assert [one.name for one in tmp_path.glob(".studydesk-*")] == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_saved(away: Learning, tmp_path: Path) -> None:
    for kept in away.services.paths.attachments.iterdir():
        kept.unlink()
    saved = away.services.unsent.save_copy(tmp_path / "copy")
    assert (saved.things, saved.files, saved.lacking) == (4, 0, ("rain.csv",))


def test_another_account_has_its_own_list(away: Learning) -> None:
    first = away.desk.account.id
    away.campus.set_link("up")
    other = away.services.accounts.sign_in(away.campus.url, *OTHER_LEARNER)
    assert away.services.unsent.things(other.id) == []
    assert len(away.services.unsent.things(first)) == len(away.services.unsent.things()) == 4


def test_the_files_of_a_thing_can_be_saved_beside_others_of_their_name(away: Learning, tmp_path: Path) -> None:
    item = away.desk.outbox.items()[0]
    folder = tmp_path / "files"
    folder.mkdir()
    for _ in range(2):
        assert away.desk.outbox.save_files(item.id, folder).files == 1
    assert sorted(file.name for file in folder.iterdir()) == ["rain (2).csv", "rain.csv"]
