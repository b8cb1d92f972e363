"""Discussions: the order of the tree, states in words, and drafts that are never lost."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from studydesk.domain.ids import DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import Problem, State
from studydesk.domain.outside import Cancel
from studydesk.errors import Invalid, StorageFull
from studydesk.study.discussions import reply_key, start_key
from studydesk.study.views.forums import Draft
from studydesk.ui.forum.page import ForumPage
from studydesk.ui.pages import Place
from studydesk.ui.thread import actions
from studydesk.ui.thread.page import ThreadPage
from studydesk.ui.thread.post import PostCard
from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk, post

HERE = DiscussionId(31)


def thread(rig: Rig, **more: object) -> ThreadPage:
    page = rig.go(Place.THREAD, discussion=HERE, **more)
    assert isinstance(page, ThreadPage)
    return page


def cards(page: ThreadPage) -> dict[str, PostCard]:
    return {card.post.key: card for card in page.posts.made().values() if isinstance(card, PostCard)}


def said(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel))


def reply_to(page: ThreadPage, key: str, words: str) -> None:
    assert page.shown is not None
    page._reply(next(one for one in page.shown.posts if one.key == key))
    page.composer.text.setPlainText(words)


def test_posts_stand_in_the_order_of_the_tree_and_deeper_ones_further_in(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    rig.window.resize(1280, 1600)
    rig.settle()
    shown = sorted(cards(page).values(), key=lambda card: card.y())
    assert [card.post.key for card in shown] == [one.key for one in desk.discussions.posts]
    by_depth = {card.post.depth: card.body.x() for card in shown}
    assert by_depth[0] < by_depth[1] < by_depth[2] < by_depth[3]


def test_rows_do_not_overlap_and_show_their_whole_text(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    rig.window.resize(1024, 900)
    rig.settle()
    shown = sorted((card for card in cards(page).values() if card.isVisible()), key=lambda card: card.y())
    for upper, lower in itertools.pairwise(shown):
        assert upper.geometry().bottom() < lower.y()
    for card in shown:
        assert card.body.height() >= card.body.document().size().height()


def test_a_new_post_is_where_reading_begins_and_is_noted_as_seen(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    assert page.posts.current == 3
    assert "New" in said(cards(page)["p11"])
    assert desk.discussions.read == [HERE]


def test_new_posts_stay_marked_while_one_looks_at_them(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    desk.discussions.posts = [post(4, None, 0), post(11, 4, 1)]
    page.reload()
    assert "New" in said(cards(page)["p11"])


def test_a_link_to_a_post_begins_there(rig: Rig, desk: FullDesk) -> None:
    assert thread(rig, at="p9").posts.current == 4


def test_what_waits_says_so_in_words_and_can_be_withdrawn_with_undo(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, asked = thread(rig), list[tuple[str, IntentId]]()
    monkeypatch.setattr(desk.outbox, "withdraw", lambda item: asked.append(("withdraw", item)))
    monkeypatch.setattr(desk.outbox, "restore", lambda item: asked.append(("restore", item)))
    page.posts.set_current(6)
    card = cards(page)["i" * 26]
    assert "Waiting to send" in said(card)
    assert "Waiting to send" in card.accessibleName()
    rig.find(QPushButton, "Withdraw: post by Amina").click()
    rig.find(QPushButton, "Undo").click()
    assert asked == [("withdraw", IntentId("i" * 26)), ("restore", IntentId("i" * 26))]


def test_a_refused_answer_says_why_and_keeps_its_words(rig: Rig, desk: FullDesk) -> None:
    desk.discussions.posts = [
        post(4, None, 0),
        post(5, 4, 1, id=None, intent=IntentId("r" * 26), key="r" * 26, is_mine=True, state=State.REJECTED,
             pending="reply", problem=Problem("nopostforum")),
    ]  # fmt: skip
    card = cards(thread(rig))["r" * 26]
    assert "The school said no: the discussion is closed. Your text is kept" in said(card)
    assert card.body.toPlainText().startswith("Look at the edge")


def test_nothing_can_be_done_to_a_post_that_is_being_sent(rig: Rig, desk: FullDesk) -> None:
    desk.discussions.posts = [
        post(4, None, 0, id=None, intent=IntentId("s" * 26), key="s" * 26, is_mine=True, state=State.SENDING,
             pending="discussion", can_reply=False)
    ]  # fmt: skip
    assert [button.text() for button in cards(thread(rig))["s" * 26].findChildren(QPushButton)] == []


def test_typing_keeps_a_draft_within_a_second(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "In our valley")
    assert page.composer.state.text() == "Saving…"
    QTest.qWait(1000)
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "In our valley"
    assert page.composer.state.text().startswith("Draft, saved ")


def test_somebody_who_types_without_a_pause_is_saved_as_well(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "")
    for _ in range(12):
        QTest.keyClicks(page.composer.text, "word ")
        QTest.qWait(100)
    assert len(desk.discussions.saves) >= 1
    assert desk.discussions.saves[0].startswith("word")


def test_leaving_the_page_keeps_the_draft_at_once_and_coming_back_finds_it(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "half a thought")
    rig.go(Place.TASKS)
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "half a thought"
    page = thread(rig)
    reply_to_again = next(one for one in page.shown.posts if one.key == "p5") if page.shown else None
    assert reply_to_again is not None
    page._reply(reply_to_again)
    assert page.composer.text.toPlainText() == "half a thought"


def test_closing_the_window_keeps_the_draft(rig: Rig, desk: FullDesk) -> None:
    reply_to(thread(rig), "p5", "last words")
    rig.allow_close()
    rig.window.close()
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "last words"


def test_answering_another_post_keeps_the_first_draft_as_its_own(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "to five")
    reply_to(page, "p6", "to six")
    page.leave()
    assert {key: draft.text for key, draft in desk.discussions.drafts.items()} == {
        reply_key(HERE, "p5"): "to five",
        reply_key(HERE, "p6"): "to six",
    }


def test_an_old_save_that_comes_late_does_not_overwrite_a_newer_one(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "old")
    keeper = page.composer.keeper
    late = keeper._numbered(page.composer._read_screen())
    page.composer.text.setPlainText("new")
    keeper.flush()
    assert late() is None
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "new"


def test_leaving_keeps_what_still_waits_in_a_busy_lane(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = thread(rig)
    reply_to(page, "p5", "precious")
    # The lane is busy with a big file, and quitting will drop what waits there.
    monkeypatch.setattr(rig.bridge, "start", lambda *_, **__: Cancel())
    page.composer.keeper._timer.timeout.emit()
    page.composer.keeper._timer.stop()
    page.leave()
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "precious"


def test_leaving_tries_again_to_keep_what_a_full_disk_refused(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = thread(rig)
    reply_to(page, "p5", "precious")
    keep = page.composer.keeper._numbered(_full)
    with pytest.raises(StorageFull):
        keep()
    page.composer.keeper._timer.stop()
    page.leave()
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "precious"


def _full() -> Draft:
    raise StorageFull


def test_nothing_is_written_again_when_everything_is_kept(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "precious")
    page.leave()
    assert not page.composer.keeper.is_waiting
    desk.discussions.drafts.clear()
    page.leave()
    assert desk.discussions.drafts == {}


def test_nothing_can_be_typed_while_it_is_being_sent_and_again_afterwards(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = thread(rig)
    reply_to(page, "p5", "precious")
    start = rig.bridge.start
    monkeypatch.setattr(rig.bridge, "start", lambda *_, **__: Cancel())  # the lane is busy
    page.composer.send()
    assert page.composer.text.isReadOnly()
    monkeypatch.setattr(rig.bridge, "start", start)
    page.composer._not_sent(Invalid("closed"))
    assert not page.composer.text.isReadOnly()


def test_a_change_in_the_forum_does_not_touch_what_is_being_written(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "still typing")
    page.reload()
    assert page.composer.isVisible()
    assert page.composer.text.toPlainText() == "still typing"


def test_ctrl_enter_queues_the_answer_and_it_stands_in_its_place(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "It is the grass.")
    QTest.keyClick(page.composer.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(key, text) for key, _subject, text, _files in desk.discussions.sent] == [
        (reply_key(HERE, "p5"), "It is the grass.")
    ]
    assert not page.composer.isVisible()
    assert page.shown is not None
    assert page.shown.posts[page.posts.current].text == "It is the grass."
    assert reply_key(HERE, "p5") not in desk.discussions.drafts


def test_an_answer_that_is_refused_here_stays_open_with_its_words(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "  ")
    page.composer.send()
    assert page.composer.isVisible()
    assert "There is nothing written yet." in page.composer._said.text()
    assert "Your text is kept." in page.composer._said.text()
    desk.discussions.refuse = Invalid("closed")
    page.composer.text.setPlainText("too late")
    page.composer.send()
    assert "It is closed at the school." in page.composer._said.text()
    assert page.composer.text.toPlainText() == "too late"


def test_files_can_be_dropped_on_the_composer_and_taken_out(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    page, file = thread(rig), tmp_path / "slope.png"
    file.write_bytes(b"x" * 2000)
    reply_to(page, "p5", "see the picture")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/a.png")])
    nothing, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    page.composer.dropEvent(QDropEvent(QPointF(9, 9), copy, data, Qt.MouseButton.LeftButton, nothing))
    kept = desk.discussions.drafts[reply_key(HERE, "p5")]
    assert [one.name for one in kept.attachments] == ["slope.png"]
    assert "2 kB" in said(page.composer.files)
    rig.find(QWidget, "Take out slope.png").click()  # type: ignore[attr-defined]  # an icon button
    assert desk.discussions.drafts[reply_key(HERE, "p5")].attachments == ()


def test_too_many_files_are_told_in_words(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    page = thread(rig)
    reply_to(page, "p5", "many")
    for number in range(4):
        (tmp_path / f"{number}.txt").write_text("x")
    page.composer.add_files([tmp_path / f"{number}.txt" for number in range(4)])
    assert len(desk.discussions.drafts[reply_key(HERE, "p5")].attachments) == 3
    assert "Only 3 files are allowed." in page.composer._said.text()


def test_an_empty_file_is_pointed_out(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    page = thread(rig)
    reply_to(page, "p5", "see")
    (tmp_path / "empty.txt").touch()
    page.composer.add_files([tmp_path / "empty.txt"])
    assert "0 bytes: the file is empty" in said(page.composer.files)


def test_throwing_a_draft_away_can_be_undone(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "precious")
    page.composer.keeper.flush()
    rig.find(QPushButton, "Throw away").click()
    assert reply_key(HERE, "p5") not in desk.discussions.drafts
    rig.find(QPushButton, "Undo").click()
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "precious"


def test_escape_closes_the_composer_and_keeps_the_draft(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig)
    reply_to(page, "p5", "later")
    assert page.back_out()
    assert not page.composer.isVisible()
    assert desk.discussions.drafts[reply_key(HERE, "p5")].text == "later"


def test_a_post_of_ones_own_can_be_changed(rig: Rig, desk: FullDesk) -> None:
    page = thread(rig, at="p9")
    rig.find(QPushButton, "Edit: post by Amina").click()
    assert page.composer.text.toPlainText().startswith("Look at the edge")
    page.composer.text.setPlainText("Look again.")
    page.composer.send()
    assert desk.discussions.sent == [("edit:9", "Why is river water brown after rain?", "Look again.", ())]
    assert "edit:p9" not in desk.discussions.drafts


def test_deleting_asks_first(rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    page, answers = thread(rig, at="p9"), [False, True]
    monkeypatch.setattr(actions, "ask", lambda *_args, **_more: answers.pop(0))
    mine = cards(page)["p9"].post
    page._on_asked("delete", mine)
    assert desk.discussions.sent == []
    page._on_asked("delete", mine)
    assert desk.discussions.sent == [(f"delete:{PostId(9)}", "", "", ())]


def test_arrows_walk_through_posts_that_were_not_made_yet(rig: Rig, desk: FullDesk) -> None:
    desk.discussions.posts = [post(n, None if n == 1 else n - 1, min(n % 7, 5)) for n in range(1, 501)]
    page = thread(rig)
    assert len(page.posts.made()) < 20
    page.posts.setFocus()
    for _ in range(30):
        QTest.keyClick(page.posts, Qt.Key.Key_Down)
    assert page.posts.current == 30
    card = page.posts.made()[30]
    assert card.isVisible()
    assert page.posts.viewport().rect().contains(card.geometry().center())
    QTest.keyClick(page.posts, Qt.Key.Key_End)
    assert page.posts.made()[499].isVisible()
    assert len(page.posts.made()) <= 60


def test_a_discussion_is_started_with_subject_words_and_a_draft(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.FORUM, forum=ForumId(4))
    assert isinstance(page, ForumPage)
    rig.find(QPushButton, "Start a discussion").click()
    rig.find(QLineEdit, "Subject").setText("Roots")
    rig.find(QPlainTextEdit, "Your text").setPlainText("How deep do they go?")
    rig.go(Place.TASKS)
    assert desk.discussions.drafts[start_key(ForumId(4))].subject == "Roots"
    rig.go(Place.FORUM, forum=ForumId(4))
    assert page.composer.text.toPlainText() == "How deep do they go?"
    page.composer.send()
    assert desk.discussions.sent == [(start_key(ForumId(4)), "Roots", "How deep do they go?", ())]


def test_a_forum_tells_what_is_new_pinned_closed_and_waiting(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.FORUM, forum=ForumId(4))
    assert isinstance(page, ForumPage)
    spoken = [page.rows.lines.line(page.rows.lines.index(n, 0)).spoken for n in range(5)]
    assert "Waiting to send" in spoken[0]
    assert "Pinned" in spoken[1]
    assert "2 new" in spoken[2]
    assert "Closed" in spoken[4]
