"""The comparison finds each thing that must not be, shown on one made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.journal import Act, End, Entry, Journal
from tests.soak.school import LEARNERS, Found, Post, Work, plain
from tests.soak.verdict import Shelf, Verdict, judge

DESK, TALK, TASK, READING = "one/amina", "7", 3, 40
MARKER = "sd-" + "a" * 26
FILES = {"table.csv": "1f"}
SENT = ("sent", "")


def wrote(number: int, act: Act = Act.REPLY, token: str = "w-a", end: End = End.KEPT, **more: object) -> Entry:
    text = f"{token} version-1" if act is not Act.TICK else ""
    place = {Act.SUBMIT: str(TASK), Act.TICK: str(READING)}.get(act, TALK)
    item = f"item-{number}" if end is End.KEPT else ""
    entry = Entry(number, DESK, act, token, place, text=text, end=end, item=item)
    return replace(entry, **more)  # type: ignore[arg-type]  # fields by name


def post(number: int, said: str = "w-a", **more: object) -> Post:
    return replace(Post(number, 7, "amina", f"{said} version-1", {}), **more)  # type: ignore[arg-type]  # as above


def found(
    *posts: Post,
    work: Work | None = None,
    ticks: frozenset[int] = frozenset(),
    came_twice: frozenset[str] = frozenset(),
) -> Found:
    works = {("amina", TASK): work} if work else {}
    return Found(posts, works, dict.fromkeys(LEARNERS, ticks), came_twice)


def judged(entries: Sequence[Entry], there: Found, states: dict[str, tuple[str, str]] | None = None) -> Verdict:
    items = {entry.item: SENT for entry in entries if entry.item} | (states or {})
    return judge(entries, there, {TASK: True}, [Shelf(DESK, items)], set())


def test_everything_in_its_place_is_no_violation() -> None:
    entries = [
        wrote(1, files=FILES),
        wrote(2, token="w-b"),
        wrote(3, Act.SUBMIT, "w-c", files=FILES, final=True),
        wrote(4, Act.TICK, "tick", done=True),
        wrote(5, token="w-d", end=End.UNKNOWN),
        wrote(6, token="w-e", end=End.UNKNOWN),
        wrote(7, token="w-f", end=End.REFUSED),
    ]
    there = found(
        post(11, files=FILES),
        post(12, "w-b"),
        post(13, "w-e"),
        Post(1, 7, "chipo", "Begin here.", {}),
        work=Work("submitted", "w-c version-1", FILES),
        ticks=frozenset({READING}),
    )
    assert judged(entries, there).violations == []


def test_an_acknowledged_post_that_is_nowhere_is_lost() -> None:
    assert len(judged([wrote(1)], found()).lost) == 1


def test_an_acknowledged_item_that_is_not_even_in_the_history_is_lost() -> None:
    verdict = judge([wrote(1)], found(post(11)), {}, [Shelf(DESK, {})], set())
    assert len(verdict.lost) == 1


@pytest.mark.parametrize("end", [End.KEPT, End.UNKNOWN])
def test_two_copies_are_a_duplicate_acknowledged_or_not(end: End) -> None:
    assert len(judged([wrote(1, end=end)], found(post(11), post(12))).duplicated) == 1


def test_a_copy_that_was_taken_back_again_is_a_duplicate_too_unless_no_grace_covers_it() -> None:
    there = found(post(11), came_twice=frozenset({MARKER}))
    assert len(judged([wrote(1)], there).duplicated) == 1
    excused = judge([wrote(1)], there, {}, [Shelf(DESK, {"item-1": SENT})], {MARKER})
    assert (excused.duplicated, len(excused.excused)) == ([], 1)


def test_a_hand_in_saved_again_is_a_duplicate() -> None:
    there = replace(found(work=Work("draft", "w-a version-1", {})), saved_again=("w-a version-1",))
    assert len(judged([wrote(1, Act.SUBMIT)], there).duplicated) == 1


@pytest.mark.parametrize("state", ["queued", "sending", "uncertain", "rejected", "conflict"])
def test_what_still_waits_is_stuck_and_not_lost(state: str) -> None:
    verdict = judged([wrote(1)], found(), {"item-1": (state, "")})
    assert (len(verdict.stuck), verdict.lost) == (1, [])


def test_a_withdrawn_post_at_the_school_is_found() -> None:
    entries = [wrote(1), wrote(2, Act.WITHDRAW)]
    assert judged(entries, found()).violations == []
    assert len(judged(entries, found(post(11))).other) == 1
    entries.append(wrote(3, Act.RESTORE))
    assert judged(entries, found(post(11))).violations == []
    assert len(judged(entries, found()).lost) == 1


def test_after_a_withdrawal_that_was_killed_it_may_be_there_or_not() -> None:
    entries = [wrote(1), wrote(2, Act.WITHDRAW, end=End.UNKNOWN)]
    assert judged(entries, found()).violations == []
    assert judged(entries, found(post(11))).violations == []


@pytest.mark.parametrize(
    "wrong",
    [Post(11, 7, "bojan", "w-a version-1", {}), post(11, text="w-a version-0"), post(11, files=FILES)],
    ids=["author", "words", "files"],
)
def test_a_post_of_somebody_else_or_with_other_words_or_files_is_found(wrong: Post) -> None:
    assert len(judged([wrote(1)], found(wrong)).other) == 1


def test_new_words_count_once_they_are_acknowledged() -> None:
    entries = [wrote(1), wrote(2, Act.REWORD, text="w-a version-2")]
    assert judged(entries, found(post(11, text="w-a version-2"))).violations == []
    assert len(judged(entries, found(post(11))).other) == 1
    entries.append(wrote(3, Act.AMEND, end=End.UNKNOWN, text="w-a version-3"))
    for version in (2, 3):
        assert judged(entries, found(post(11, text=f"w-a version-{version}"))).violations == []


def test_a_post_that_nobody_wrote_is_found() -> None:
    assert len(judged([], found(post(11))).other) == 1
    assert len(judged([wrote(1, end=End.REFUSED)], found(post(11))).other) == 1


def test_answers_in_another_order_than_they_were_written_are_found() -> None:
    entries = [wrote(1), wrote(2, token="w-b")]
    assert len(judged(entries, found(post(12), post(11, "w-b"))).other) == 1
    elsewhere = [wrote(1), wrote(2, token="w-b", place="8")]
    assert judged(elsewhere, found(post(12), post(11, "w-b"))).violations == []


@pytest.mark.parametrize(
    "work",
    [
        None,
        Work("draft", "w-a version-1", FILES),
        Work("submitted", "w-a version-0", FILES),
        Work("submitted", "w-a version-1", {}),
    ],
    ids=["nothing", "not final", "other words", "no file"],
)
def test_a_hand_in_that_is_not_the_last_acknowledged_one_is_lost(work: Work | None) -> None:
    entries = [wrote(1, Act.SUBMIT, "w-0"), wrote(2, Act.SUBMIT, "w-a", files=FILES, final=True)]
    assert len(judged(entries, found(work=work)).lost) == 1


def test_a_hand_in_of_two_laptops_may_be_the_last_of_either() -> None:
    entries = [wrote(1, Act.SUBMIT, "w-a"), wrote(2, Act.SUBMIT, "w-b", desk="two/amina")]
    for token in ("w-a", "w-b"):
        assert judged(entries, found(work=Work("draft", f"{token} version-1", {}))).violations == []


def test_a_hand_in_that_nobody_made_is_found() -> None:
    assert len(judged([], found(work=Work("draft", "w-a", {}))).other) == 1


def test_a_tick_that_is_not_as_it_was_left_is_lost() -> None:
    entries = [wrote(1, Act.TICK, done=True), wrote(2, Act.TICK, done=False)]
    assert judged(entries, found()).violations == []
    assert len(judged(entries, found(ticks=frozenset({READING}))).lost) == 1
    assert len(judged(entries[:1], found()).lost) == 1


def test_a_damaged_file_and_a_download_that_never_ends_are_found() -> None:
    verdict = judge([], found(), {}, [Shelf(DESK, {}, ("work.db: row missing",), ("film.pdf",))], set())
    assert (len(verdict.other), len(verdict.stuck)) == (1, 1)


def test_the_journal_gives_back_what_was_noted_and_calls_the_rest_unknown(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    first = journal.begin(DESK, Act.REPLY, "w-a", TALK, text="w-a", files=FILES)
    journal.begin(DESK, Act.TICK, "tick", str(READING), done=True)
    journal.end(first, End.KEPT, "abc")
    kept, unknown = journal.entries()
    assert (kept.end, kept.item, kept.files, kept.learner) == (End.KEPT, "abc", FILES, "amina")
    assert (unknown.act, unknown.end, unknown.item, unknown.done) == (Act.TICK, End.UNKNOWN, "", True)


def test_the_words_of_a_post_are_read_without_the_program() -> None:
    assert plain(f'<div class="{MARKER}"><p>a &lt; b<br />c</p>\n<p>d</p></div>') == "a < b c d"
