"""The second act: started again without a link, then the link comes back, and everything arrives once."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton

from studydesk.ui.rail import RailButton
from studydesk.ui.tour import places
from studydesk.ui.tour.disagreeing import ChangePost, agree, disagree
from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.lecture import resume_lecture
from studydesk.ui.tour.moves import Moves, Step, Wait
from studydesk.ui.tour.order import Order
from studydesk.ui.tour.studying import link_is_down, outbox_waits
from studydesk.ui.widgets.lazy import LazyColumn
from studydesk.wording import tr

ARRIVAL_S = 60.0


def sending(hand: Hand, order: Order, change_post: ChangePost) -> list[Step]:
    """Return the steps of the act; `change_post` changes one as the learner's other device would."""
    named: list[tuple[str, Callable[[], Moves[None]]]] = [
        ("started-again", partial(_started_again, hand)),
        ("still-waiting", partial(outbox_waits, hand, order)),
        ("resumed", partial(resume_lecture, hand, order.lecture_ms)),
        ("answer-lost-menu", partial(_lost_menu, hand)),
        ("uncertain", partial(_uncertain, hand)),
        ("delivered", partial(_delivered, hand)),
        ("receipts", partial(_receipts, hand, order)),
        ("forum-at-school", partial(_forum, hand, order)),
        ("thread-at-school", partial(_thread, hand, order)),
        ("conflict", partial(disagree, hand, order, change_post)),
        ("both-sent", partial(agree, hand)),
        ("task-at-school", partial(_task, hand)),
        ("course-afterwards", partial(_course, hand)),
        ("settings", partial(_settings, hand)),
        ("dark", partial(_colours, hand, "dark")),
        ("dark-today", partial(_today, hand)),
        ("contrast", partial(_contrast, hand)),
        ("contrast-thread", partial(_thread, hand, order)),
        ("spanish", partial(_spanish, hand)),
        ("spanish-today", partial(_today, hand)),
        ("small-course", partial(_small, hand)),
        ("small-today", partial(_today, hand)),
    ]
    return [Step(name, moves) for name, moves in named]


def _started_again(hand: Hand) -> Moves[None]:
    yield from hand.look_for(places.LECTURE)
    yield from hand.look_for(tr("Waiting to send"))
    yield Wait(lambda: link_is_down(hand), "the link indicator says that there is no link")


def _lost_menu(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Outbox"))
    yield from hand.choose_line(tr("Outbox"), places.DISCUSSION)
    yield from hand.click(QToolButton, places.link_name())
    yield from hand.pick(tr("Demo: the link"))
    yield from hand.menu_with(tr("The next answer of the school is lost"))


def _uncertain(hand: Hand) -> Moves[None]:
    """One answer gets lost: the outbox says so in words, and does not call it sent or waiting."""
    yield from hand.pick(tr("The next answer of the school is lost"))
    words = tr("Sent, but no answer came back. Checking at the school {again}").split("{again}")[0].strip()
    yield Wait(lambda: hand.line(tr("Outbox"), places.DISCUSSION, words), f"the reply says {words!r}")


def _delivered(hand: Hand) -> Moves[None]:
    """The link works again. What is open follows into the history when it arrives, so turn back to what waits."""
    yield from hand.click(QToolButton, places.link_name())
    yield from hand.pick(tr("Demo: the link"))
    yield from hand.pick(tr("Link works"))
    nothing = tr("Waiting ({n})").format(n=0)
    yield Wait(lambda: hand.says(nothing), "nothing waits any more", ARRIVAL_S)
    yield from hand.click(QPushButton, nothing)
    yield from hand.look_for(tr("Everything is at the school"))
    button = yield from hand.widget(RailButton, tr("Outbox"))
    yield Wait(lambda: button.accessibleName() == tr("Outbox"), "the outbox counts nothing")


def _receipts(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Sent and withdrawn ({n})").split("{n}")[0].strip(" ("))
    there = tr("At the school since {time}").split("{time}")[0].strip()
    for words in (places.DISCUSSION, order.subject, places.TASK, places.DOCUMENT):
        yield from hand.look_for(words, there)
    yield from hand.choose_line(tr("Outbox"), places.DISCUSSION)
    yield from hand.look_for(tr("Receipt"))
    yield from hand.look_for(tr("Number at the school"))


def _forum(hand: Hand, order: Order) -> Moves[None]:
    yield from places.to_forum(hand)
    waits = tr("Waiting to send")

    def is_there() -> bool:
        found = hand.line(tr("Forum"), order.subject)
        return found is not None and not any(waits in line for line in hand.lines(found[0]))

    yield Wait(is_there, "the new discussion, with nothing waiting")


def _thread(hand: Hand, order: Order) -> Moves[None]:
    yield from places.to_forum(hand)
    yield from hand.choose_line(tr("Forum"), places.DISCUSSION)
    posts = yield from hand.widget(LazyColumn, tr("Posts"))
    yield from hand.key_until(posts, Qt.Key.Key_End, order.reply.split("\n")[0])
    yield Wait(lambda: not hand.says(tr("Waiting to send")), "nothing of the thread waits")


def _task(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Tasks"))
    yield from hand.choose_line(tr("Tasks"), places.TASK)
    yield from hand.look_for(tr("Handed in"))


def _course(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Courses"))
    yield from hand.choose_line(tr("Courses"), places.COURSE)
    yield from hand.look_for(places.DOCUMENT, tr("Done"))


# -- how it looks --------------------------------------------------------------------------------------------------


def _settings(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Settings"))
    yield from hand.widget(QComboBox, tr("Language"))


def _colours(hand: Hand, name: str) -> Moves[None]:
    before = hand.window.palette().window().color()
    yield from hand.click(QPushButton, f"{tr('Colours')}:{name}")
    yield Wait(lambda: hand.window.palette().window().color() != before, "other colours")
    yield Wait(lambda: _is_chosen(hand, name), "the choice is marked")


def _is_chosen(hand: Hand, name: str) -> bool:
    button = hand.seen(QPushButton, f"{tr('Colours')}:{name}")
    return button is not None and button.isChecked()


def _contrast(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Settings"))
    yield from _colours(hand, "contrast")


def _spanish(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Settings"))
    yield from _colours(hand, "light")
    english = tr("Today")
    yield from hand.set_choice(tr("Language"), "Español")
    yield Wait(lambda: tr("Today") != english, "another language")
    yield from hand.look_for(tr("How it looks"))


def _today(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Today"))
    yield from hand.look_for(places.LECTURE)


def _small(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Settings"))
    yield from hand.set_choice(tr("Language"), "English")
    yield Wait(lambda: tr("Settings") == "Settings", "English again")
    yield from hand.do(lambda: hand.window.resize(1024, 600))
    yield Wait(lambda: hand.window.width() == 1024, "a small window")
    yield from _course(hand)
