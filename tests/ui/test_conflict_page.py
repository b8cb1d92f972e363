"""A conflict on the screen: both versions with marks, the choices, the editor with the school's text at hand."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from studydesk.domain.ids import PostId
from studydesk.domain.outbox import State
from studydesk.study.views.conflicts import FileLine, Standing
from studydesk.ui.outbox import restored
from studydesk.ui.outbox.detail import Detail
from studydesk.ui.outbox.restored import RestoredNotice
from studydesk.ui.pages import Place
from studydesk.ui.strip import Strip
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.marked import MarkedText
from studydesk.ui.widgets.pair import Pair
from tests.ui import stand_in_content as content
from tests.ui.rig import Rig
from tests.ui.stand_in import StandInOutbox

CONFLICT = "c".ljust(26, "a")


def box(rig: Rig) -> StandInOutbox:
    return rig.services.the_desk.outbox


def words(rig: Rig) -> str:
    page = rig.window.stack.page
    assert page is not None
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def marked(text: MarkedText, style: QTextCharFormat.UnderlineStyle) -> str:
    """Return the words that have this kind of line under them."""
    found, block = "", text.document().begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            if parts.fragment().charFormat().underlineStyle() == style:
                found += parts.fragment().text()
            parts += 1
        block = block.next()
    return found


def test_both_versions_stand_side_by_side_with_their_own_words_marked(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=CONFLICT)
    mine, theirs = rig.find(MarkedText, "Yours"), rig.find(MarkedText, "At the school")
    assert (mine.toPlainText(), theirs.toPlainText()) == (content.MINE, content.THEIRS)
    line = QTextCharFormat.UnderlineStyle
    assert "cut 30 cm" in marked(mine, line.SingleUnderline)
    assert "grass" not in marked(mine, line.SingleUnderline)
    assert marked(theirs, line.DashUnderline).strip() == "twice"
    assert "Only in this version: cut 30 cm" in mine.accessibleDescription()
    assert "Only in this version: twice" in theirs.accessibleDescription()
    assert {"Full line: only in yours", "Dashed line: only at the school"} <= {
        one.accessibleName() for one in rig.window.findChildren(MarkedText)
    }
    shown = words(rig)
    assert "plan.pdf · 88 kB · another content under the same name" in shown
    assert "rain.csv · 1.2 kB · only in this version" in shown
    assert "Nothing is replaced until you choose." in shown


def test_the_versions_stand_below_one_another_where_it_is_narrow(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=CONFLICT)
    mine = rig.find(MarkedText, "Yours")
    pair = next(one for one in rig.window.findChildren(Pair) if one.isAncestorOf(mine))
    beside = [pair.is_beside]
    rig.window.resize(820, 600)
    rig.settle()
    assert [*beside, pair.is_beside] == [True, False]
    theirs = rig.find(MarkedText, "At the school")
    assert mine.mapTo(rig.window, mine.rect().bottomLeft()).y() < theirs.mapTo(rig.window, theirs.rect().topLeft()).y()


@pytest.mark.parametrize(
    ("button", "asked"), [("Send mine", "mine"), ("Keep the school's", "theirs"), ("Send both", "both")]
)
def test_each_choice_can_be_made_with_the_keyboard(rig: Rig, button: str, asked: str) -> None:
    rig.go(Place.OUTBOX, at=CONFLICT)
    QTest.keyClick(rig.find(Button, button), Qt.Key.Key_Return)
    assert box(rig).asked[-1] == (asked, CONFLICT)


def test_both_is_not_offered_where_the_school_does_not_take_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = content.conflict(box(rig).all[CONFLICT])  # type: ignore[index]  # as below
    assert whole is not None
    alike = FileLine("plan.pdf", 88_000, Standing.ALIKE)
    less = replace(whole, mine=replace(whole.mine, files=(alike,)), choices=frozenset({"mine", "theirs", "edit"}))
    monkeypatch.setattr(box(rig), "conflict", lambda _item: less)
    rig.go(Place.OUTBOX, at=CONFLICT)
    assert not [one for one in rig.window.findChildren(Button) if one.isVisible() and one.text() == "Send both"]
    shown = words(rig)
    assert "Both together are more than the school takes here." in shown
    assert "“Send both”" not in shown
    assert "plan.pdf · 88 kB · the same name and size; what is in them was not compared" in shown


@pytest.mark.parametrize(("scale", "size"), [(1.5, (1024, 600)), (2.0, (1024, 600)), (1.0, (1280, 800))])
def test_the_notice_is_never_squeezed(gone_back: Rig, scale: float, size: tuple[int, int]) -> None:
    gone_back.theme.use(replace(gone_back.services.preferences.settings, text_scale=scale))
    gone_back.window.resize(*size)
    gone_back.settle()
    notice = gone_back.window.findChild(RestoredNotice)
    assert notice is not None
    parts = [one for one in notice.findChildren(QLabel) if one.isVisible() and one.text()]
    for part in parts:
        assert part.height() >= part.heightForWidth(part.width()), part.text()
    buttons = [one for one in notice.findChildren(Button) if one.isVisible()]
    assert len(buttons) == 3
    every: list[QWidget] = [*parts, *buttons]
    for one in every:
        assert notice.rect().contains(QRect(one.mapTo(notice, QPoint()), one.size())), one.accessibleName()
    detail = gone_back.window.findChild(Detail)
    assert detail is not None
    assert detail.height() >= 200


def test_keeping_the_schools_can_be_undone(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=CONFLICT)
    rig.find(Button, "Keep the school's").click()
    assert box(rig).all[CONFLICT].state is State.DISCARDED  # type: ignore[index]  # ids are plain text here
    rig.window._toast._undone()
    assert box(rig).asked[-1] == ("restore", CONFLICT)


def test_mine_is_edited_with_the_schools_at_hand(rig: Rig) -> None:
    rig.go(Place.OUTBOX, at=CONFLICT)
    rig.find(Button, "Edit mine").click()
    field = rig.find(QPlainTextEdit, "Text")
    assert field.toPlainText() == content.MINE
    assert rig.find(MarkedText, "At the school").toPlainText() == content.THEIRS
    field.setPlainText("Both of us looked. ")
    field.moveCursor(field.textCursor().MoveOperation.End)
    rig.find(Button, "Add the school's text").click()
    rig.find(Button, "Save").click()
    changed = box(rig).all[CONFLICT]  # type: ignore[index]  # as above
    assert (changed.state, changed.text) == (State.QUEUED, f"Both of us looked. {content.THEIRS}")


def test_of_several_posts_the_learner_says_which_one(rig: Rig) -> None:
    unclear = content.several()
    box(rig).all[unclear.id] = unclear
    rig.go(Place.OUTBOX, at=unclear.id)
    shown = words(rig)
    assert shown.count("Post at the school, ") == 2
    assert "18 minutes ago" in shown
    assert rig.find(Button, "Send it again").isVisible()
    buttons = [b for b in rig.window.findChildren(Button) if b.text() == "This one is mine" and b.isVisible()]
    assert len({one.accessibleName() for one in buttons}) == 2
    buttons[1].click()
    assert box(rig).asked[-1] == (f"this {PostId(501)}", unclear.id)


def test_one_thing_that_is_missing_has_no_notice_and_can_be_sent_again(rig: Rig) -> None:
    one = content.missing()[0]
    box(rig).all[one.id] = one
    rig.go(Place.OUTBOX, at=one.id)
    notice = rig.window.findChild(RestoredNotice)
    assert notice is not None
    assert not notice.isVisible()
    assert "Somebody took it away there" in words(rig)
    rig.find(Button, "Send it again").click()
    assert box(rig).asked[-1] == ("mine", one.id)


@pytest.fixture
def gone_back(rig: Rig) -> Rig:
    """Give a window in which two things are missing at the school."""
    for one in content.missing():
        box(rig).all[one.id] = one
    rig.window._count_waiting()
    rig.go(Place.OUTBOX)
    return rig


def test_a_school_that_went_back_is_told_on_the_page_and_everywhere(gone_back: Rig) -> None:
    shown = words(gone_back)
    assert "The school seems to have gone back to an older copy of its data." in shown
    assert "2 things that it had received from you are not there any more." in shown
    assert "nothing is sent again until you say so" in shown
    assert not [one for one in gone_back.window.findChildren(Strip) if one.isVisible()]  # the page says it
    gone_back.go(Place.TODAY)
    strip = gone_back.find(Strip, "The school seems to have gone back")
    assert strip.isVisible()
    gone_back.find(Button, "Look at it").click()
    assert gone_back.window.stack.page is not None
    assert gone_back.window.stack.page.title == "Outbox"


def test_all_is_sent_again_after_one_question(gone_back: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, True]
    monkeypatch.setattr(restored, "ask", lambda *_args, **_more: answers.pop(0))  # a dialog would wait for a person
    gone_back.find(Button, "Send all again").click()
    assert box(gone_back).asked == []
    gone_back.find(Button, "Send all again").click()
    assert [what for what, _item in box(gone_back).asked] == ["again", "again"]
    gone_back.go(Place.OUTBOX)
    assert "seems to have gone back" not in words(gone_back)


def test_all_can_be_left_out_or_looked_at(gone_back: Rig) -> None:
    gone_back.find(Button, "Look at each").click()
    assert "Sixty centimetres, in our field." in words(gone_back)
    gone_back.find(Button, "Leave them out").click()
    assert [what for what, _item in box(gone_back).asked] == ["out", "out"]
