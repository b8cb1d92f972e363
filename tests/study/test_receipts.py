"""The history: searched, exported, and receipts that anybody can check."""

import csv
import hashlib
from pathlib import Path

import pytest

from studydesk import wording
from studydesk.study.discussions import reply_key
from tests.study.conftest import Learning

RAIN = "Our rain gauge"
TEXT = '=SUM(1) said <she>, "twice".\nÑandú.'


@pytest.fixture
def sent(learning: Learning, tmp_path: Path) -> Learning:
    """Give a learner whose answer with a file, and a tick, are at the school."""
    desk, where = learning.desk, learning.discussion(RAIN)
    key = reply_key(where, desk.discussions.thread(where).posts[0].key)
    desk.discussions.keep_draft(key, "", TEXT)
    (tmp_path / "rain.csv").write_text("day,mm\n1,23\n")
    desk.discussions.attach(key, tmp_path / "rain.csv")
    desk.discussions.reply(where, key.rpartition(":")[2])
    desk.courses.set_done(learning.activity("reader"), True)
    assert learning.go() == 0
    return learning


def test_the_hash_of_a_receipt_can_be_computed_from_the_words_and_the_files_alone(
    sent: Learning, tmp_path: Path
) -> None:
    item = next(one for one in sent.desk.outbox.history() if one.text)
    assert item.receipt is not None
    of_file = hashlib.sha256((tmp_path / "rain.csv").read_bytes()).hexdigest()
    assert item.receipt.sha256 == hashlib.sha256(f"{TEXT}\n{of_file}".encode()).hexdigest()
    facts = dict(wording.receipt(item))
    assert facts["SHA-256"] == item.receipt.sha256
    assert facts["Number at the school"] == str(item.receipt.server_id)
    assert facts["Size"] == f"{len(TEXT.encode()) + 12} bytes"
    assert {
        "Written, by your clock",
        "Written, school's clock",
        "Received, school's clock",
    } <= facts.keys()


def test_a_text_from_a_file_has_the_hash_of_its_words_without_the_new_line_at_its_end(learning: Learning) -> None:
    desk, where = learning.desk, learning.discussion(RAIN)
    key = reply_key(where, desk.discussions.thread(where).posts[0].key)
    desk.discussions.keep_draft(key, "", "23 mm here too.\n")
    desk.discussions.reply(where, key.rpartition(":")[2])
    assert learning.go() == 0
    (item,) = desk.outbox.history()
    assert item.receipt is not None
    assert item.receipt.sha256 == hashlib.sha256(b"23 mm here too.").hexdigest()
    assert item.size_bytes == len(b"23 mm here too.")
    assert "no new line after it" in wording.how_to_check()


def test_a_tick_has_a_receipt_without_a_hash_of_nothing(sent: Learning) -> None:
    tick = next(one for one in sent.desk.outbox.history() if not one.text)
    facts = dict(wording.receipt(tick))
    assert "SHA-256" not in facts
    assert "Number at the school" in facts


def test_the_history_can_be_searched_by_words_and_names_of_files(sent: Learning) -> None:
    outbox = sent.desk.outbox
    assert [item.text for item in outbox.history(words="ñandú TWICE")] == [TEXT]
    assert [item.text for item in outbox.history(words="rain.csv")] == [TEXT]
    assert outbox.history(words="nothing of this kind") == []
    assert len(outbox.history()) == 2


def test_the_table_has_one_line_each_and_no_cell_is_a_formula(sent: Learning, tmp_path: Path) -> None:
    assert sent.desk.outbox.export(tmp_path / "history.csv") == 2
    with (tmp_path / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == ["completion", "reply"]
    assert rows[1]["text"] == f"'{TEXT}"
    assert len(rows[1]["sha256"]) == 64
    assert rows[0]["sha256"] == ""


@pytest.mark.parametrize("name", ["history.html", "history.md", "history.txt"])
def test_pages_for_people_hold_the_words_the_receipt_and_how_to_check_it(
    sent: Learning, tmp_path: Path, name: str
) -> None:
    assert sent.desk.outbox.export(tmp_path / name, "ñandú") == 1
    said = (tmp_path / name).read_text("utf-8")
    assert "Ñandú." in said
    assert ("<she>" in said) is not name.endswith("html")
    assert "To check it" in said
    item = next(one for one in sent.desk.outbox.history() if one.text)
    assert item.receipt is not None
    assert item.receipt.sha256 in said
