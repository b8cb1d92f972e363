"""Leaving from a terminal: a list of what is unsent, a copy of it, a second word; and the outbox with its history."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.campus.demo import Campus
from studydesk.cli import exits
from studydesk.domain.forums import as_text
from studydesk.domain.outside import Cancel
from tests.campus_content import LEARNER
from tests.cli.conftest import Run, told
from tests.study import test_conflicts as there
from tests.study.conftest import Learning, opened

Out = pytest.CaptureFixture[str]


@pytest.fixture
def waiting(signed_in: Run, campus: Campus, tmp_path: Path, capsys: Out) -> Run:
    """Return a way to run commands, with an answer that waits because there is no link."""
    reply(signed_in, capsys, tmp_path, "23 mm here too.", later=True)
    return signed_in


def reply(run: Run, capsys: Out, folder: Path, text: str, *, later: bool = False) -> None:
    assert run("--json", "discussions") == exits.DONE
    forums = [one["forum"]["id"] for one in json.loads(capsys.readouterr().out)]
    rows: list[dict[str, object]] = []
    for forum in forums:
        assert run("--json", "discussions", "--forum", str(forum)) == exits.DONE
        rows += json.loads(capsys.readouterr().out)["discussions"]
    where = next(row["id"] for row in rows if row["subject"] == "Our rain gauge")
    (folder / "answer.txt").write_text(text)
    (folder / "rain.csv").write_text("day,mm\n")
    words = ["post", "--discussion", str(where), "--message-file", str(folder / "answer.txt")]
    assert run(*words, "--attach", str(folder / "rain.csv"), *(["--later"] if later else [])) == exits.DONE
    capsys.readouterr()


@pytest.mark.parametrize("words", [("campus", "remove", LEARNER[0]), ("campus", "sign-out", LEARNER[0]), ("clean-up",)])
def test_leaving_with_unsent_work_lists_it_and_changes_nothing(
    waiting: Run, capsys: Out, words: tuple[str, ...]
) -> None:
    assert waiting(*words) == exits.NOT_POSSIBLE
    said = told(capsys)
    assert "1 thing is not at the school yet:" in said
    assert "Answer in a forum: Our rain gauge  [Waiting to send]" in said
    assert "--copy FILE.zip" in said
    assert "--even-unsent" in said
    assert waiting("--json", "campus", "list") == exits.DONE
    (account,) = json.loads(capsys.readouterr().out)
    assert (account["is_signed_in"], account["unsent"]) == (True, 1)


def test_a_copy_is_saved_first_and_leaving_still_wants_a_second_word(
    waiting: Run, capsys: Out, tmp_path: Path
) -> None:
    copy = tmp_path / "mine"
    assert waiting("clean-up", "--copy", str(copy)) == exits.NOT_POSSIBLE
    said = told(capsys)
    assert f"1 thing was saved in {copy}" in said
    assert "Use --copy" not in said
    assert (copy / "01 Answer in a forum - Our rain gauge" / "rain.csv").is_file()
    assert waiting("clean-up", "--even-unsent") == exits.NOT_POSSIBLE
    assert "Say --yes" in told(capsys)
    assert waiting("outbox") == exits.DONE
    assert "Our rain gauge" in told(capsys)


def test_a_clean_up_leaves_nothing_of_the_program_and_everything_of_the_learner(
    waiting: Run, capsys: Out, tmp_path: Path
) -> None:
    own = tmp_path / "home" / "my own notes.txt"
    own.write_text("not StudyDesk's")
    assert waiting("clean-up", "--even-unsent", "--yes") == exits.DONE
    assert "Everything of StudyDesk was removed" in told(capsys)
    assert [one.name for one in (tmp_path / "home").iterdir()] == [own.name]
    assert waiting("clean-up") == exits.DONE
    assert "nothing of StudyDesk here" in told(capsys)


def test_course_files_that_were_moved_go_too(signed_in: Run, capsys: Out, tmp_path: Path) -> None:
    assert signed_in("download", "WS101") == exits.DONE
    (tmp_path / "drive").mkdir()
    assert signed_in("storage", "--move", str(tmp_path / "drive")) == exits.DONE
    assert any((tmp_path / "drive").rglob("*"))
    assert signed_in("clean-up", "--yes") == exits.DONE
    told(capsys)
    assert list((tmp_path / "drive").iterdir()) == []  # the folder itself is the learner's
    assert not (tmp_path / "home").exists()


def test_the_history_is_listed_searched_and_exported(signed_in: Run, capsys: Out, tmp_path: Path) -> None:
    reply(signed_in, capsys, tmp_path, "23 mm here too.")
    assert signed_in("outbox", "history") == exits.DONE
    said = told(capsys)
    assert "Number at the school: " in said
    assert "SHA-256: " in said
    assert signed_in("outbox", "history", "--search", "nothing like it") == exits.DONE
    assert "Nothing of this kind was sent." in told(capsys)
    assert signed_in("outbox", "history", "--export", str(tmp_path / "sent.csv")) == exits.DONE
    assert "1 thing was written to" in told(capsys)
    assert "23 mm here too." in (tmp_path / "sent.csv").read_text("utf-8-sig")
    assert signed_in("outbox", "history", "--export", str(tmp_path / "nowhere" / "x.csv")) == exits.NOT_POSSIBLE
    said = told(capsys)
    assert f"There is no folder {tmp_path / 'nowhere'}." in said
    assert "disk" not in said
    assert signed_in("outbox", "history", "--export", str(tmp_path)) == exits.NOT_POSSIBLE
    assert "Choose another name." in told(capsys)


def test_the_files_of_a_thing_can_be_saved(waiting: Run, capsys: Out, tmp_path: Path) -> None:
    assert waiting("--json", "outbox") == exits.DONE
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert waiting("outbox", "files", item["id"][:8], str(tmp_path / "nowhere")) == exits.NOT_POSSIBLE
    (tmp_path / "out").mkdir()
    assert waiting("outbox", "files", item["id"][:8], str(tmp_path / "out")) == exits.DONE
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["rain.csv"]


def test_both_versions_of_a_conflict_are_shown_and_can_be_joined(tmp_path: Path, capsys: Out, run: Run) -> None:
    learning = opened(tmp_path)
    item = conflicting(learning)
    learning.services.close()
    assert run("outbox", "show", item[:8]) == exits.DONE
    said = told(capsys)
    assert "We had [34] mm [on Monday]." in said
    assert "We had [43] mm." in said
    assert f"studydesk outbox both {item[:8]}" in said
    assert run("outbox", "retry", item[:8]) == exits.NOT_POSSIBLE
    said = told(capsys)
    assert "choose first" in said
    for choice in ("mine", "theirs", "both"):
        assert f"studydesk outbox {choice} {item[:8]}" in said
    assert run("outbox", "both", item[:8]) == exits.DONE
    assert run("sync", "--send-only") == exits.DONE
    assert run("outbox", "history") == exits.DONE
    learning.campus.stop()


def test_what_can_be_done_with_a_missing_thing_is_named(tmp_path: Path, capsys: Out, run: Run) -> None:
    learning = opened(tmp_path)
    learning.sync.turn(Cancel())
    there.answer(learning, "23 mm here too.")
    learning.go()
    number = there.posted(learning, "23 mm here too.")
    learning.campus.office.act("tesfaye", "mod_forum_delete_post", postid=number)
    there.elsewhere(learning)
    learning.go()
    (item,) = learning.desk.outbox.items()
    learning.services.close()
    assert run("outbox", "show", item.id[:8]) == exits.DONE
    said = told(capsys)
    assert "does not show it any more" in said
    for choice in ("mine", "theirs"):
        assert f"studydesk outbox {choice} {item.id[:8]}" in said
    assert "outbox both" not in said
    assert run("outbox", "retry", item.id[:8]) == exits.DONE
    assert "[Waiting to send]" in told(capsys)
    learning.campus.stop()


def test_a_refused_thing_is_shown_with_the_schools_own_words_and_what_can_be_done(
    tmp_path: Path, capsys: Out, run: Run
) -> None:
    learning = opened(tmp_path)
    learning.sync.turn(Cancel())
    there.answer(learning, "23 mm here too.")
    learning.campus.office.set_settings("ws", "talk", cut_off=1)
    learning.campus.office.act(
        "tesfaye", "mod_forum_set_lock_state", forumid=learning.forum(),
        discussionid=learning.discussion(there.RAIN), targetstate=0,
    )
    assert learning.go() == 1
    (item,) = learning.desk.outbox.items()
    assert item.problem is not None
    learning.services.close()
    assert run("outbox", "show", item.id[:8]) == exits.DONE
    said = told(capsys)
    own_words = as_text(item.problem.message)
    assert own_words
    assert own_words in said
    for command in ("retry", "withdraw"):
        assert f"studydesk outbox {command} {item.id[:8]}" in said
    assert "studydesk outbox copy FILE.zip" in said
    assert "23 mm here too." in said
    learning.campus.stop()


def conflicting(learning: Learning) -> str:
    """Bring an edit into conflict and return its id."""
    learning.sync.turn(Cancel())
    there.answer(learning, "We had 34 mm.")
    learning.go()
    number = there.posted(learning, "We had 34 mm.")
    learning.desk.discussions.edit(learning.discussion(there.RAIN), number, "Re: Rain", "We had 34 mm on Monday.")
    learning.campus.office.act(
        "amina", "mod_forum_update_discussion_post", postid=number, subject="Re: Rain", message="<p>We had 43 mm.</p>"
    )
    learning.go()
    (item,) = learning.desk.outbox.items()
    return item.id


def test_work_whose_account_was_lost_is_not_removed_unasked(waiting: Run, capsys: Out, tmp_path: Path) -> None:
    with closing(sqlite3.connect(paths.of(tmp_path / "home").work)) as work, work:
        work.execute("DELETE FROM account")
    assert waiting("doctor", "--offline") == exits.DISK
    assert "The account of 1 thing is lost. Sign in again to see it." in told(capsys)
    assert waiting("clean-up", "--yes") == exits.NOT_POSSIBLE
    assert "Answer in a forum: Our rain gauge" in told(capsys)
    assert paths.of(tmp_path / "home").work.exists()


def test_a_rescue_gives_the_account_back_and_one_that_finds_nothing_says_how_to_go_on(
    waiting: Run, capsys: Out, tmp_path: Path
) -> None:
    at = paths.of(tmp_path / "home")
    with closing(sqlite3.connect(at.work)) as work, work:
        work.execute("DELETE FROM account")
        work.execute("DROP TABLE alembic_version")
    shutil.rmtree(at.journal)
    shutil.rmtree(at.backups)
    assert waiting("doctor", "--rescue") == exits.DISK
    told(capsys)
    assert waiting("outbox") == exits.DONE
    assert "Brought back after damage. Checking at the school in" in told(capsys)
    at.work.write_bytes(b"nothing" * 900)
    shutil.rmtree(at.journal)
    shutil.rmtree(at.backups)
    assert waiting("doctor", "--rescue") == exits.DISK
    said = told(capsys)
    assert "Nothing of your own work could be brought back" in said
    assert "The damaged file is kept as work.db." in said
    assert waiting("doctor", "--recover") == exits.NOT_POSSIBLE
    assert "There is no copy of your work on this computer." in told(capsys)


def test_recover_says_of_when_the_copy_is_and_what_it_holds(waiting: Run, capsys: Out, tmp_path: Path) -> None:
    assert waiting("status") in (exits.DONE, exits.LEFT)  # the first copy was empty; now there is one of the work
    told(capsys)
    assert waiting("doctor", "--recover") == exits.DONE
    said = told(capsys)
    assert "It was made on " in said
    assert "It holds: " in said
    assert " in the outbox and its history, 0 drafts." in said
