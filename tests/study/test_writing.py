"""Writing without a link, and what of it the screens show: ticks, answers, discussions, hand-ins, the outbox."""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from studydesk.domain.assignments import Status
from studydesk.domain.outbox import State
from studydesk.domain.work import IntentKind
from studydesk.errors import Invalid, NotFound
from studydesk.store import drafts
from studydesk.store.database import Writer
from studydesk.study.discussions import reply_key, start_key
from tests.study.conftest import Learning


@pytest.fixture
def away(learning: Learning) -> Learning:
    """Give a learner whose link is down."""
    learning.campus.set_link("down")
    return learning


def reply(learning: Learning, text: str = "23 mm here too.", parent: str = "") -> str:
    """Queue an answer to our rain gauge and return its intent."""
    where = learning.discussion("Our rain gauge")
    key = parent or learning.desk.discussions.thread(where).posts[0].key
    learning.desk.discussions.keep_draft(reply_key(where, key), "", text)
    return learning.desk.discussions.reply(where, key)


def meanwhile(monkeypatch: pytest.MonkeyPatch, job: Callable[[], object]) -> Thread:
    """Let `job` begin in another thread while the next draft is being changed, and go on as soon as it may."""
    store, begun = drafts.put, Thread(target=job)

    def put(w: Writer, draft: drafts.Draft) -> None:
        monkeypatch.setattr(drafts, "put", store)  # a hook, not a mock: between reading and writing is no other way in
        begun.start()
        begun.join(0.3)
        store(w, draft)

    monkeypatch.setattr(drafts, "put", put)
    return begun


def test_words_typed_while_a_file_is_added_to_a_post_are_kept(
    away: Learning, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    discussions = away.desk.discussions
    (tmp_path / "rain.csv").write_text("23")
    discussions.keep_draft("k", "", "old")
    other = meanwhile(monkeypatch, lambda: discussions.keep_draft("k", "", "new"))
    discussions.attach("k", tmp_path / "rain.csv")
    other.join()
    draft = discussions.draft("k")
    assert draft is not None
    assert (draft.text, [file.name for file in draft.attachments]) == ("new", ["rain.csv"])


def test_words_typed_while_a_file_is_added_to_a_hand_in_are_kept(
    away: Learning, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assignments, notes = away.desk.assignments, away.assignment("notes")
    (tmp_path / "rain.csv").write_text("23")
    assignments.keep_draft(notes, text="old")
    other = meanwhile(monkeypatch, lambda: assignments.keep_draft(notes, text="new"))
    assignments.attach(notes, tmp_path / "rain.csv")
    other.join()
    draft = assignments.task(notes).draft
    assert (draft.text, [file.name for file in draft.attachments]) == ("new", ["rain.csv"])


def test_a_tick_shows_at_once_and_only_the_last_one_is_sent(away: Learning) -> None:
    courses, reader = away.desk.courses, away.activity("reader")
    courses.set_done(reader, True)
    row = courses.activity(reader)
    assert (row.is_done, row.done_waiting) == (True, True)
    assert courses.cards()[0].done == 1
    courses.set_done(reader, False)
    courses.set_done(reader, True)
    assert [item.kind for item in away.desk.outbox.items()] == [IntentKind.COMPLETION]
    away.campus.set_link("up")
    assert away.go() == 0
    row = courses.activity(reader)
    assert (row.is_done, row.done_waiting) == (True, False)


def test_what_the_school_ticks_cannot_be_ticked_here(learning: Learning) -> None:
    with pytest.raises(Invalid, match="not_manual"):
        learning.desk.courses.set_done(learning.activity("soil"), True)


def test_opening_what_the_school_ticks_is_told_once_and_opens_what_waited_for_it(away: Learning) -> None:
    courses, page = away.desk.courses, away.activity("soil")
    courses.opened(page)
    courses.opened(page)
    assert away.desk.outbox.count() == 0  # the learner wrote nothing
    assert away.services.accounts.unsent() == 1
    away.campus.set_link("up")
    assert away.go() == 0
    away.go()
    assert courses.activity(page).is_done
    courses.opened(page)
    assert away.services.accounts.unsent() == 0
    assert courses.activity(away.activity("later")).restriction is None


def test_an_answer_stands_in_its_thread_before_it_is_sent(away: Learning) -> None:
    where = away.discussion("Our rain gauge")
    intent = reply(away)
    thread = away.desk.discussions.thread(where)
    mine = next(post for post in thread.posts if post.intent == intent)
    assert (mine.id, mine.depth, mine.state, mine.is_mine) == (None, 1, State.QUEUED, True)
    assert mine.text == "23 mm here too."
    away.campus.set_link("up")
    assert away.go() == 0
    there = [post for post in away.desk.discussions.thread(where).posts if post.text == "23 mm here too."]
    assert [(post.intent, post.state) for post in there] == [(None, None)]
    assert there[0].id is not None


def test_answers_to_answers_that_wait_arrive_in_order(away: Learning) -> None:
    where = away.discussion("Our rain gauge")
    first = reply(away, "one")
    second = reply(away, "two", first)
    third = reply(away, "three", second)
    depths = [post.depth for post in away.desk.discussions.thread(where).posts if post.intent in (first, second, third)]
    assert depths == [1, 2, 3]
    away.campus.set_link("up")
    assert away.go() == 0
    posts = {post.text: post for post in away.desk.discussions.thread(where).posts}
    assert posts["three"].parent_key == posts["two"].key
    assert posts["two"].parent_key == posts["one"].key


def test_a_discussion_and_an_answer_in_it_wait_together(away: Learning, tmp_path: Path) -> None:
    discussions, forum = away.desk.discussions, away.forum()
    photo = tmp_path / "roof.csv"
    photo.write_bytes(b"a,b\n")
    discussions.keep_draft(start_key(forum), "Which roof?", "Mine is tin.")
    discussions.attach(start_key(forum), photo)
    started = discussions.start(forum)
    assert discussions.draft(start_key(forum)) is None
    row = discussions.forum(forum).discussions[0]
    assert (row.id, row.intent, row.subject) == (None, started, "Which roof?")
    root = discussions.thread(started).posts[0].key
    discussions.keep_draft(reply_key(started, root), "", "And thatch?")
    discussions.reply(started, root)
    assert [post.depth for post in discussions.thread(started).posts] == [0, 1]
    away.campus.set_link("up")
    assert away.go() == 0
    arrived = discussions.thread(started)  # by the old name
    assert arrived.discussion.id is not None
    assert [post.text for post in arrived.posts] == ["Mine is tin.", "And thatch?"]
    assert [file.name for file in arrived.posts[0].files] == ["roof.csv"]


def test_a_draft_is_kept_as_it_is_typed_and_after_a_restart(learning: Learning, tmp_path: Path) -> None:
    discussions = learning.desk.discussions
    key = start_key(learning.forum())
    discussions.keep_draft(key, "Half a tit", "")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    discussions.attach(key, empty)
    kept = discussions.keep_draft(key, "Half a title", "and some words")
    assert [(file.name, file.size_bytes) for file in kept.attachments] == [("empty.txt", 0)]
    assert discussions.draft(key) == kept
    assert discussions.detach(key, kept.attachments[0].sha256, "empty.txt").attachments == ()
    discussions.drop_draft(key)
    assert discussions.draft(key) is None


@pytest.mark.parametrize(
    ("subject", "text", "files", "reason"),
    [
        ("A", "  \n", 0, "empty"),
        ("  ", "words", 0, "no_subject"),
        ("x" * 256, "words", 0, "subject_too_long"),
        ("A", "words", 3, "too_many_files"),
    ],
)
def test_what_the_forum_would_not_take_is_said_before_and_stays_a_draft(
    learning: Learning, tmp_path: Path, subject: str, text: str, files: int, reason: str
) -> None:
    discussions, forum = learning.desk.discussions, learning.forum()
    discussions.keep_draft(start_key(forum), subject, text)
    for number in range(files):
        (tmp_path / f"{number}.txt").write_text("x")
        discussions.attach(start_key(forum), tmp_path / f"{number}.txt")
    with pytest.raises(Invalid, match=reason):
        discussions.start(forum)
    kept = discussions.draft(start_key(forum))
    assert kept is not None
    assert kept.text == text
    assert learning.desk.outbox.count() == 0


def test_a_file_too_large_for_the_forum_is_refused_here(learning: Learning, tmp_path: Path) -> None:
    discussions, forum = learning.desk.discussions, learning.forum()
    large = tmp_path / "large.bin"
    large.write_bytes(b"x" * 100_001)
    discussions.keep_draft(start_key(forum), "A", "words")
    discussions.attach(start_key(forum), large)
    with pytest.raises(Invalid) as refused:
        discussions.start(forum)
    assert (refused.value.reason, refused.value.limit) == ("file_too_large", 100_000)


def test_an_attachment_that_is_no_file_is_told(learning: Learning, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no_file"):
        learning.desk.discussions.attach("x", tmp_path / "nothing")
    with pytest.raises(Invalid, match="no_file"):
        learning.desk.discussions.attach("x", tmp_path)


def test_a_locked_discussion_and_a_teachers_forum_take_nothing(learning: Learning) -> None:
    locked = learning.discussion("Closed talk")
    thread = learning.desk.discussions.thread(locked)
    assert (thread.may_reply, thread.why_not) == (False, "locked")
    learning.desk.discussions.keep_draft(reply_key(locked, thread.posts[0].key), "", "words")
    with pytest.raises(Invalid, match="closed"):
        learning.desk.discussions.reply(locked, thread.posts[0].key)
    news = learning.desk.discussions.forum(learning.forum("news"))
    assert (news.may_start, news.why_not) == (False, "news")


def test_news_is_what_others_wrote_since_the_learner_looked(learning: Learning) -> None:
    where = learning.discussion("Our rain gauge")
    row = next(row for row in learning.desk.discussions.recent() if row.id == where)
    assert row.unread == 1  # one of three posts is by somebody else
    learning.desk.discussions.mark_read(where)
    assert where not in {row.id for row in learning.desk.discussions.recent()}
    learning.campus.office.act(
        "bojan", "mod_forum_add_discussion_post", postid=2, subject="Re:", message="<p>Today 4 mm.</p>", messageformat=1
    )
    learning.go()
    assert next(row for row in learning.desk.discussions.recent() if row.id == where).unread == 1
    assert [post.text for post in learning.desk.discussions.thread(where).posts if post.is_new] == ["Today 4 mm."]


def test_an_own_post_can_be_changed_and_taken_back(away: Learning) -> None:
    away.campus.set_link("up")
    reply(away, "fist words")
    away.go()
    where = away.discussion("Our rain gauge")
    discussions = away.desk.discussions
    post = next(p for p in discussions.thread(where).posts if p.text == "fist words")
    assert post.id is not None
    assert post.can_edit
    away.campus.set_link("down")
    first = discussions.edit(where, post.id, post.subject, "first wrods")
    assert discussions.edit(where, post.id, post.subject, "first words") == first
    shown = next(p for p in discussions.thread(where).posts if p.id == post.id)
    assert (shown.text, shown.pending, shown.can_edit) == ("first words", "edit", False)
    away.campus.set_link("up")
    assert away.go() == 0
    assert any(p.text == "first words" for p in discussions.thread(where).posts)
    discussions.delete(where, post.id)
    assert away.go() == 0
    assert not any(p.text == "first words" and not p.is_deleted for p in discussions.thread(where).posts)


def test_somebody_elses_post_cannot_be_changed(learning: Learning) -> None:
    where = learning.discussion("Our rain gauge")
    other = next(p for p in learning.desk.discussions.thread(where).posts if not p.is_mine)
    assert other.id is not None
    with pytest.raises(Invalid, match="not_editable"):
        learning.desk.discussions.edit(where, other.id, "x", "y")


def test_something_in_the_outbox_can_be_edited_withdrawn_and_restored(away: Learning) -> None:
    intent = reply(away, "one")
    outbox = away.desk.outbox
    item = outbox.items()[0]
    assert item.can == {"edit", "withdraw", "retry", "copy"}
    assert item.where == "Water and Soil 1 · General discussion"
    outbox.edit(item.id, None, "two")
    assert outbox.item(item.id).text == "two"
    outbox.withdraw(item.id)
    assert outbox.items() == []
    past = outbox.history()[0]
    assert (past.id, past.text) == (intent, "two")
    assert past.can == {"restore", "copy"}
    with pytest.raises(Invalid, match="not_now"):
        outbox.withdraw(item.id)
    outbox.restore(item.id)
    with pytest.raises(Invalid, match="empty"):
        outbox.edit(item.id, None, "  ")
    away.campus.set_link("up")
    assert away.go() == 0
    sent = outbox.history()[0]
    assert sent.state is State.SENT
    assert sent.sent_at is not None
    with pytest.raises(NotFound):
        outbox.item("nothing")  # type: ignore[arg-type]  # a name that is none


def test_a_refusal_keeps_the_words_and_lets_the_learner_go_on(away: Learning) -> None:
    reply(away, "precious words")
    away.campus.office.set_settings("ws", "talk", cut_off=1)
    where = away.discussion("Our rain gauge")
    away.campus.office.act(
        "tesfaye", "mod_forum_set_lock_state", forumid=away.forum(), discussionid=where, targetstate=0
    )
    away.campus.set_link("up")
    assert away.go() == 1
    item = away.desk.outbox.items()[0]
    assert item.state is State.REJECTED
    assert item.text == "precious words"
    assert item.can == {"edit", "retry", "withdraw", "copy"}
    away.campus.office.act(
        "tesfaye", "mod_forum_set_lock_state", forumid=away.forum(), discussionid=where, targetstate=1
    )
    away.campus.office.set_settings("ws", "talk", cut_off=0)
    away.desk.outbox.retry(item.id)
    assert away.go() == 0


def test_a_post_that_changed_at_the_school_too_is_the_learners_choice(away: Learning) -> None:
    away.campus.set_link("up")
    reply(away, "mine")
    away.go()
    where, discussions = away.discussion("Our rain gauge"), away.desk.discussions
    post = next(p for p in discussions.thread(where).posts if p.text == "mine")
    assert post.id is not None
    discussions.edit(where, post.id, post.subject, "mine, better")
    away.campus.office.act(
        "amina", "mod_forum_update_discussion_post", postid=post.id, subject=post.subject, message="<p>elsewhere</p>"
    )
    assert away.go() == 1
    item = away.desk.outbox.items()[0]
    assert (item.state, item.theirs) == (State.CONFLICT, "elsewhere")
    away.desk.outbox.choose_mine(item.id)
    assert away.go() == 0
    assert any(p.text == "mine, better" for p in discussions.thread(where).posts)


def work(learning: Learning, folder: Path, name: str = "plan.pdf", size: int = 900) -> None:
    """Attach a file to the draft of the field notes."""
    file = folder / name
    file.write_bytes(b"%PDF" + b"x" * size)
    learning.desk.assignments.attach(learning.assignment("notes"), file)


def due_row(learning: Learning, title: str) -> tuple[bool, bool, bool]:
    """Return what Today says of a deadline: (at the school, on its way, nothing left to do)."""
    row = next(row for row in learning.desk.today.view().due if row.title == title)
    return row.is_handed_in, row.waits, row.is_settled


def test_work_is_drafted_queued_and_handed_in(away: Learning, tmp_path: Path) -> None:
    assignments, notes = away.desk.assignments, away.assignment("notes")
    task = assignments.task(notes)
    assert (task.row.status, task.may_submit, task.draft.updated_at) == (Status.NONE, True, None)
    assignments.keep_draft(notes, text="Sand above clay.", final=True)
    work(away, tmp_path)
    draft = assignments.task(notes).draft
    assert (draft.text, [file.name for file in draft.attachments], draft.final) == (
        "Sand above clay.",
        ["plan.pdf"],
        True,
    )
    assert assignments.task(notes).upload.files == 1
    assert {row.title for row in assignments.tasks() if row.draft_exists} == {"Field notes"}
    assignments.submit(notes)
    waiting = assignments.task(notes)
    assert waiting.waiting is not None
    assert waiting.row.waiting is State.QUEUED
    assert waiting.draft.text == "Sand above clay."
    assert due_row(away, "Field notes") == (False, True, True)
    away.campus.set_link("up")
    assert away.go() == 0
    assert due_row(away, "Field notes") == (True, False, True)
    there = assignments.task(notes)
    assert there.row.status is Status.SUBMITTED
    assert there.submission is not None
    assert [file.name for file in there.submission.files] == ["plan.pdf"]
    assert there.submitted_text == "Sand above clay."
    assert (there.may_submit, there.why_not) == (False, "handed_in")


def test_a_file_added_later_keeps_those_handed_in_before(learning: Learning, tmp_path: Path) -> None:
    assignments, notes = learning.desk.assignments, learning.assignment("notes")
    assignments.keep_draft(notes, text="one")
    work(learning, tmp_path, "first.pdf")
    assignments.submit(notes)
    assert learning.go() == 0
    assert assignments.task(notes).draft.keep == ("first.pdf",)
    work(learning, tmp_path, "second.pdf", 500)
    assignments.submit(notes)
    assert learning.go() == 0
    submission = assignments.task(notes).submission
    assert submission is not None
    assert {file.name for file in submission.files} == {"first.pdf", "second.pdf"}
    assignments.detach(notes, "first.pdf")
    assignments.submit(notes)
    assert learning.go() == 0
    after = assignments.task(notes).submission
    assert after is not None
    assert [file.name for file in after.files] == ["second.pdf"]


def test_a_hand_in_that_waits_is_replaced_by_a_better_one(away: Learning) -> None:
    assignments, notes = away.desk.assignments, away.assignment("notes")
    assignments.keep_draft(notes, text="one")
    first = assignments.submit(notes)
    assignments.keep_draft(notes, text="two")
    assert assignments.submit(notes) == first
    assert [item.text for item in away.desk.outbox.items()] == ["two"]


@pytest.mark.parametrize(
    ("key", "text", "reason"),
    [
        ("notes", " ", "empty"),
        ("notes", "word " * 51, "too_many_words"),
        ("map", "", "closed"),
    ],
)
def test_work_the_school_would_not_take_is_told_before_and_stays_a_draft(
    learning: Learning, key: str, text: str, reason: str
) -> None:
    assignment = learning.assignment(key)
    learning.desk.assignments.keep_draft(assignment, text=text)
    with pytest.raises(Invalid, match=reason):
        learning.desk.assignments.submit(assignment)
    assert learning.desk.assignments.task(assignment).draft.text == text
    assert learning.desk.outbox.count() == 0


def test_files_over_the_limits_are_told_before(learning: Learning, tmp_path: Path) -> None:
    notes = learning.assignment("notes")
    work(learning, tmp_path, "large.pdf", 30_000)
    with pytest.raises(Invalid, match="file_too_large"):
        learning.desk.assignments.submit(notes)
    learning.desk.assignments.detach(notes, "large.pdf")
    for number in range(4):
        work(learning, tmp_path, f"{number}.pdf")
    with pytest.raises(Invalid, match="too_many_files"):
        learning.desk.assignments.submit(notes)


def test_a_statement_must_be_confirmed_by_the_learner(learning: Learning) -> None:
    promise = learning.assignment("promise")
    learning.desk.assignments.keep_draft(promise, text="My own work.", final=True)
    with pytest.raises(Invalid, match="statement"):
        learning.desk.assignments.submit(promise)
    learning.desk.assignments.keep_draft(promise, statement=True)
    learning.desk.assignments.submit(promise)
    assert learning.go() == 0
    assert learning.desk.assignments.task(promise).row.status is Status.SUBMITTED


def test_a_grade_and_feedback_arrive(learning: Learning) -> None:
    notes = learning.assignment("notes")
    learning.desk.assignments.keep_draft(notes, text="one", final=True)
    learning.desk.assignments.submit(notes)
    learning.go()
    learning.campus.office.grade("ws", "notes", "amina", 87.0, "<p>Good <script>x</script>eyes.</p>")
    learning.go()
    task = learning.desk.assignments.task(notes)
    assert task.row.grade is not None
    assert "87" in task.row.grade
    assert task.feedback_html == "<p>Good eyes.</p>"
    grades = learning.desk.grades.all()[0]
    assert any("87" in row.grade.shown for row in grades.rows)


def test_today_shows_what_is_due_waits_and_can_be_continued(away: Learning) -> None:
    lecture = away.activity("lecture")
    reply(away)
    away.desk.lectures.keep(lecture, "lecture.mp4", 30_000, 120_000)
    view = away.desk.today.view()
    assert view.first_name == "Amina"
    assert [(row.activity.id, row.item, row.share) for row in view.continue_] == [(lecture, "lecture.mp4", 0.25)]
    due = {row.title: row for row in view.due}
    assert due["Field notes"].assignment == away.assignment("notes")
    assert "Field trip" in due
    assert "Soil map" not in due  # past its cut-off: nothing can be done about it
    assert [item.text for item in view.waiting] == ["23 mm here too."]
    assert view.missing is not None  # the teacher's guide of what is due
    assert view.missing.files == len(view.missing_keys) > 0
    assert {row.subject for row in view.discussions} == {"Welcome", "Our rain gauge", "Closed talk"}


def test_the_agenda_names_each_deadline_once(learning: Learning) -> None:
    entries = [entry for day in learning.desk.agenda.view() for entry in day.entries]
    titles = [entry.title for entry in entries]
    assert titles.count("Field notes") == 1
    assert titles.count("Field trip") == 1
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
