"""Two versions of one thing, posts that may be the learner's, and a school that went back to an older copy."""

import hashlib
import time
from dataclasses import replace
from pathlib import Path

import pytest

from studydesk import wording
from studydesk.domain.forums import as_html
from studydesk.domain.ids import IntentId, PostId
from studydesk.domain.outbox import State
from studydesk.errors import Invalid, NotFound
from studydesk.study import versions
from studydesk.study.discussions import reply_key, start_key
from studydesk.study.views.conflicts import About, ConflictView, Standing
from tests.study.conftest import Learning

RAIN = "Our rain gauge"


def answer(learning: Learning, text: str, subject: str = RAIN, parent: int = 0) -> IntentId:
    """Queue an answer to a post of a discussion."""
    where = learning.discussion(subject)
    key = learning.desk.discussions.thread(where).posts[parent].key
    learning.desk.discussions.keep_draft(reply_key(where, key), "", text)
    return learning.desk.discussions.reply(where, key)


def posted(learning: Learning, text: str, subject: str = RAIN) -> PostId:
    """Return the number of a post at the school by its words."""
    posts = learning.desk.discussions.thread(learning.discussion(subject)).posts
    return next(post.id for post in posts if post.text == text and post.id)


def later(learning: Learning, hours: int = 1) -> None:
    """Let time go by at the school: what happens within one second there is not told as a change."""
    learning.campus.set_clock(lambda: time.time() + 3600 * hours)


def only(learning: Learning) -> ConflictView:
    """Return the conflict of the one thing in the outbox."""
    (item,) = learning.desk.outbox.items()
    view = learning.desk.outbox.conflict(item.id)
    assert view is not None
    return view


@pytest.fixture
def changed_post(learning: Learning) -> Learning:
    """Give a learner whose edit meets another version of the post at the school."""
    answer(learning, "We had 34 mm.")
    assert learning.go() == 0
    number = posted(learning, "We had 34 mm.")
    learning.desk.discussions.edit(learning.discussion(RAIN), number, "Re: Rain", "We had 34 mm on Monday.")
    learning.campus.office.act(
        "amina", "mod_forum_update_discussion_post", postid=number, subject="Re: Rain", message="<p>We had 43 mm.</p>"
    )
    assert learning.go() == 1
    return learning


def test_the_versions_are_compared_word_by_word(changed_post: Learning) -> None:
    view = only(changed_post)
    assert view.about is About.CHANGED
    assert view.choices == frozenset({"mine", "theirs", "both", "edit"})
    assert view.theirs is not None
    assert (view.mine.text, view.theirs.text) == ("We had 34 mm on Monday.", "We had 43 mm.")
    assert view.theirs.at is not None
    changes = [(piece.one, piece.other) for piece in view.pieces if not piece.is_same]
    assert changes == [("34 ", "43 "), ("on Monday", "")]


def test_both_puts_mine_below_what_the_school_has(changed_post: Learning) -> None:
    (item,) = changed_post.desk.outbox.items()
    changed_post.desk.outbox.choose_both(item.id, only(changed_post).seen)
    assert changed_post.go() == 0
    assert "We had 43 mm.\n\nWe had 34 mm on Monday." in [
        post.text for post in changed_post.desk.discussions.thread(changed_post.discussion(RAIN)).posts
    ]


def test_what_is_edited_in_a_conflict_is_sent_and_no_conflict_again(changed_post: Learning) -> None:
    (item,) = changed_post.desk.outbox.items()
    changed_post.desk.outbox.edit(item.id, None, "It was 38 mm, we both misread it.", only(changed_post).seen)
    assert changed_post.go() == 0
    assert posted(changed_post, "It was 38 mm, we both misread it.")


def test_trying_again_is_no_way_around_a_choice(changed_post: Learning) -> None:
    outbox = changed_post.desk.outbox
    (item,) = outbox.items()
    with pytest.raises(Invalid, match="choose_first"):
        outbox.retry(item.id)
    assert [one.state for one in outbox.items()] == [State.CONFLICT]
    outbox.choose_mine(item.id)
    assert changed_post.go() == 0


def test_theirs_puts_mine_into_the_history_and_can_be_undone(changed_post: Learning) -> None:
    outbox = changed_post.desk.outbox
    (item,) = outbox.items()
    outbox.choose_theirs(item.id)
    assert outbox.items() == []
    assert next((one.text, one.state) for one in outbox.history()) == ("We had 34 mm on Monday.", State.DISCARDED)
    outbox.restore(item.id)
    assert changed_post.go() == 1
    assert [one.state for one in outbox.items()] == [State.CONFLICT]


def test_a_choice_made_of_an_older_version_does_not_count(changed_post: Learning) -> None:
    (item,) = changed_post.desk.outbox.items()
    seen = only(changed_post).seen
    number = posted(changed_post, "We had 34 mm on Monday.")  # as the thread shows it, with my change over it
    changed_post.campus.office.act(
        "amina", "mod_forum_update_discussion_post", postid=number, subject="Re: Rain", message="<p>It was dry.</p>"
    )
    elsewhere(changed_post)
    changed_post.go()
    for choose in (changed_post.desk.outbox.choose_mine, changed_post.desk.outbox.choose_both):
        with pytest.raises(Invalid, match="changed_again"):
            choose(item.id, seen)
    with pytest.raises(Invalid, match="changed_again"):
        changed_post.desk.outbox.edit(item.id, None, "mine", seen)
    assert [one.state for one in changed_post.desk.outbox.items()] == [State.CONFLICT]


# -- hand-ins ------------------------------------------------------------------------------------------------------


def attach(learning: Learning, folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    learning.desk.assignments.attach(learning.assignment("notes"), folder / name)


@pytest.fixture
def changed_work(learning: Learning, tmp_path: Path) -> Learning:
    """Give a learner who handed in from two devices: text and files differ, one file is the same in both."""
    assignments, notes = learning.desk.assignments, learning.assignment("notes")
    assignments.keep_draft(notes, text="Sand above clay.")
    attach(learning, tmp_path / "a", "plan.pdf", b"%PDF the first plan")
    attach(learning, tmp_path / "a", "map.pdf", b"%PDF the map")
    assignments.submit(notes)
    assert learning.go() == 0
    learning.campus.set_link("down")
    assignments.keep_draft(notes, text="Sand above red clay.", keep=("map.pdf",))
    attach(learning, tmp_path / "b", "plan.pdf", b"%PDF the second plan, longer")
    assignments.submit(notes)
    learning.campus.set_link("up")
    later(learning)
    learning.campus.office.act(
        "amina",
        "mod_assign_save_submission",
        assignmentid=notes,
        plugindata={"onlinetext_editor": {"text": "<p>Sand above clay and stone.</p>", "format": 1, "itemid": 0}},
    )
    assert learning.go() == 1
    assert [item.state for item in learning.desk.outbox.items()] == [State.CONFLICT]
    return learning


def test_the_files_of_both_are_named_with_how_they_stand_to_each_other(changed_work: Learning) -> None:
    view = only(changed_work)
    assert view.theirs is not None
    assert {(file.name, file.standing) for file in view.mine.files} == {
        ("plan.pdf", Standing.OTHER),
        ("map.pdf", Standing.SAME),
    }
    assert {(file.name, file.standing) for file in view.theirs.files} == {
        ("plan.pdf", Standing.OTHER),
        ("map.pdf", Standing.SAME),
    }


def test_files_of_one_name_and_size_are_never_called_the_same_unless_their_bytes_were_compared(
    changed_work: Learning, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignments, notes = changed_work.desk.assignments, changed_work.assignment("notes")
    (item,) = changed_work.desk.outbox.items()
    changed_work.desk.outbox.withdraw(item.id)
    attach(changed_work, tmp_path / "c", "plan.pdf", b"%PDF the other plan")
    assert len(b"%PDF the other plan") == len(b"%PDF the first plan")
    assignments.submit(notes)
    later(changed_work, 2)
    changed_work.campus.office.act(
        "amina",
        "mod_assign_save_submission",
        assignmentid=notes,
        plugindata={"onlinetext_editor": {"text": "<p>Stone.</p>", "format": 1, "itemid": 0}},
    )
    changed_work.go()
    there = versions.files_there
    monkeypatch.setattr(  # a school whose files carry no hash
        versions, "files_there", lambda *of: tuple(replace(file, sha1=None) for file in there(*of))
    )
    (plan,) = [file for file in only(changed_work).mine.files if file.name == "plan.pdf"]
    assert plan.standing is Standing.ALIKE
    assert "was not compared" in wording.standing(plan.standing)
    assert "probably" not in wording.standing(plan.standing)


def test_both_keeps_every_file_of_both(changed_work: Learning) -> None:
    (item,) = changed_work.desk.outbox.items()
    changed_work.desk.outbox.choose_both(item.id)
    assert changed_work.go() == 0
    there = changed_work.desk.assignments.task(changed_work.assignment("notes"))
    assert there.submitted_text == "Sand above clay and stone.\n\nSand above red clay."
    assert there.submission is not None
    assert {(file.name, file.size_bytes) for file in there.submission.files} == {
        ("plan.pdf", len(b"%PDF the first plan")),
        ("plan (2).pdf", len(b"%PDF the second plan, longer")),
        ("map.pdf", len(b"%PDF the map")),
    }


def test_both_is_refused_where_the_assignment_takes_fewer_files_and_nothing_changes(
    changed_work: Learning,
) -> None:
    changed_work.campus.office.set_settings("ws", "notes", files=2)
    later(changed_work, 2)
    changed_work.go()
    (item,) = changed_work.desk.outbox.items()
    assert only(changed_work).choices == frozenset({"mine", "theirs", "edit"})
    with pytest.raises(Invalid, match="too_many_files"):
        changed_work.desk.outbox.choose_both(item.id)
    assert [one.state for one in changed_work.desk.outbox.items()] == [State.CONFLICT]


# -- several that could be it --------------------------------------------------------------------------------------


@pytest.fixture
def several(learning: Learning) -> Learning:
    """Give a learner whose answer got lost, with two posts at the school that say the same without a marker."""
    learning.services.preferences.put(markers=False)
    answer(learning, "23 mm here too.")
    where = learning.discussion(RAIN)
    first = learning.desk.discussions.thread(where).posts[0].id
    learning.campus.set_link("answers-lost", 1)
    learning.go(0)
    learning.campus.office.act(
        "amina", "mod_forum_add_discussion_post", postid=first, subject="Re", message=as_html("23 mm here too.")
    )
    assert learning.go() == 1
    return learning


def test_the_posts_it_could_be_are_shown_and_one_can_be_named(several: Learning) -> None:
    (item,) = several.desk.outbox.items()
    view = only(several)
    assert view.about is About.SEVERAL
    assert view.choices == frozenset({"this", "mine", "theirs"})
    assert [one.text for one in view.candidates] == ["23 mm here too."] * 2
    with pytest.raises(NotFound):
        several.desk.outbox.choose_theirs(item.id, PostId(1))
    several.desk.outbox.choose_theirs(item.id, view.candidates[1].post)
    (sent,) = several.desk.outbox.history()
    assert sent.receipt is not None
    assert sent.receipt.server_id == view.candidates[1].post
    assert sent.receipt.sha256 == hashlib.sha256(b"23 mm here too.").hexdigest()
    assert several.go() == 0


def test_a_post_that_another_answer_has_a_receipt_for_is_no_candidate(several: Learning) -> None:
    (item,) = several.desk.outbox.items()
    taken = only(several).candidates[0].post
    several.desk.outbox.choose_theirs(item.id, taken)
    parent = several.desk.discussions.thread(several.discussion(RAIN)).posts[0].id
    several.campus.set_link("answers-lost", 1)
    answer(several, "23 mm here too.")
    several.go(0)
    several.campus.office.act(
        "amina", "mod_forum_add_discussion_post", postid=parent, subject="Re", message=as_html("23 mm here too.")
    )
    several.go()
    view = only(several)
    assert taken not in [one.post for one in view.candidates]


# -- a school that went back to an older copy ----------------------------------------------------------------------


def go_back(learning: Learning, since: int) -> None:
    """Take every post and discussion above a number away at the school, as an older backup would."""
    database = learning.campus.office._school.database
    with database.transaction():
        database.run("DELETE FROM post WHERE id > ?", since)
        database.run("DELETE FROM discussion WHERE id NOT IN (SELECT discussion FROM post)")


def newest(learning: Learning) -> int:
    return int(learning.campus.office._school.database.value("SELECT max(id) FROM post"))


def elsewhere(learning: Learning, subject: str = RAIN) -> None:
    """Let somebody else answer an hour later, so that the next refresh reads the discussion again."""
    later(learning)
    first = learning.desk.discussions.thread(learning.discussion(subject)).posts[0].id
    learning.campus.office.act(
        "bojan", "mod_forum_add_discussion_post", postid=first, subject="Re", message="<p>Hello?</p>"
    )


@pytest.fixture
def gone_back(learning: Learning) -> Learning:
    """Give a learner whose discussion, answer to it and two more answers the school has lost."""
    before = newest(learning)
    discussions = learning.desk.discussions
    answer(learning, "23 mm here too.")
    answer(learning, "And it was warm.")
    discussions.keep_draft(start_key(learning.forum()), "Who has a rope?", "We need 20 m.")
    own = discussions.start(learning.forum())
    below = discussions.thread(own).posts[0].key
    discussions.keep_draft(reply_key(own, below), "", "Best a thick one.")
    discussions.reply(own, below)
    assert learning.go() == 0
    go_back(learning, before)
    elsewhere(learning)
    learning.go()
    learning.go()
    return learning


def test_several_things_lost_at_once_look_like_an_older_copy(gone_back: Learning) -> None:
    found = gone_back.desk.outbox.restored()
    assert found is not None
    assert {item.text for item in found.missing} == {
        "23 mm here too.",
        "And it was warm.",
        "We need 20 m.",
        "Best a thick one.",
    }
    assert found.since == min(item.receipt.server_time for item in found.missing if item.receipt)
    assert {item.state for item in found.missing} == {State.CONFLICT}


def test_all_can_be_sent_again_and_answers_follow_what_they_answer(gone_back: Learning) -> None:
    outbox = gone_back.desk.outbox
    found = outbox.restored()
    assert found is not None
    assert outbox.send_all_again(found.ids) == 4
    assert outbox.restored() is None
    assert gone_back.go() == 0
    again = gone_back.desk.discussions.thread(gone_back.discussion("Who has a rope?")).posts
    assert [(post.text, post.depth) for post in again] == [("We need 20 m.", 0), ("Best a thick one.", 1)]
    there = [post.text for post in gone_back.desk.discussions.thread(gone_back.discussion(RAIN)).posts]
    assert (there.count("23 mm here too."), there.count("And it was warm.")) == (1, 1)


def test_all_can_be_left_out_and_stay_in_the_history(gone_back: Learning) -> None:
    outbox = gone_back.desk.outbox
    found = outbox.restored()
    assert found is not None
    assert outbox.leave_all_out(found.ids) == 4
    assert (outbox.items(), outbox.restored()) == ([], None)
    assert len([item for item in outbox.history() if item.state is State.DISCARDED]) == 4


def test_one_post_that_somebody_took_away_is_no_older_copy(learning: Learning) -> None:
    answer(learning, "23 mm here too.")
    assert learning.go() == 0
    number = posted(learning, "23 mm here too.")
    learning.campus.office.act("tesfaye", "mod_forum_delete_post", postid=number)
    elsewhere(learning)
    learning.go()
    (item,) = learning.desk.outbox.items()
    assert item.problem is not None
    assert item.problem.code == "missing_there"
    assert learning.desk.outbox.restored() is None
    view = only(learning)
    assert view.about is About.MISSING
    assert view.choices == frozenset({"mine", "theirs", "edit"})
    learning.desk.outbox.retry(item.id)
    assert learning.go() == 0
    assert posted(learning, "23 mm here too.") != number


def test_a_branch_that_a_moderator_took_away_counts_once(learning: Learning) -> None:
    answer(learning, "23 mm here too.")
    assert learning.go() == 0
    number = posted(learning, "23 mm here too.")
    posts = [post.id for post in learning.desk.discussions.thread(learning.discussion(RAIN)).posts]
    answer(learning, "No, 24.", parent=posts.index(number))
    assert learning.go() == 0
    learning.campus.office.act("tesfaye", "mod_forum_delete_post", postid=number)
    elsewhere(learning)
    learning.go()
    assert len(learning.desk.outbox.items()) == 2
    assert learning.desk.outbox.restored() is None


def test_a_number_that_was_handed_out_again_leaves_no_doubt(learning: Learning) -> None:
    before = newest(learning)
    answer(learning, "23 mm here too.")
    assert learning.go() == 0
    go_back(learning, before)
    database = learning.campus.office._school.database
    with database.transaction():
        database.run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'post'", before)
    elsewhere(learning)
    learning.go()
    found = learning.desk.outbox.restored()
    assert found is not None
    assert (found.is_sure, len(found.missing)) == (True, 1)


def test_work_that_the_school_lost_is_sent_again_with_the_files_it_had_kept(
    learning: Learning, tmp_path: Path
) -> None:
    assignments, notes = learning.desk.assignments, learning.assignment("notes")
    attach(learning, tmp_path / "a", "first.pdf", b"%PDF the first plan")
    assignments.keep_draft(notes, text="one")
    assignments.submit(notes)
    assert learning.go() == 0
    later(learning)
    attach(learning, tmp_path / "a", "second.pdf", b"%PDF the second")
    assignments.keep_draft(notes, text="one and two")
    assignments.submit(notes)
    assert learning.go() == 0
    database = learning.campus.office._school.database
    with database.transaction():
        database.run("DELETE FROM submission WHERE assign = ?", int(notes))
        database.run("DELETE FROM file WHERE component = 'assignsubmission_file'")
    later(learning, 30)  # a day after it was sent it is looked for
    learning.go()
    (item,) = learning.desk.outbox.items()  # the first hand-in, which it had replaced, is not asked for
    assert (item.text, item.state) == ("one and two", State.CONFLICT)
    assert learning.desk.outbox.restored() is None  # one piece of work, whatever of it is missing
    learning.desk.outbox.choose_mine(item.id)
    assert learning.go() == 0
    there = assignments.task(notes)
    assert there.submitted_text == "one and two"
    assert there.submission is not None
    assert {file.name for file in there.submission.files} == {"first.pdf", "second.pdf"}
