"""The learner writes on two devices: both versions side by side, and the choice of both."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from studydesk.ui.tour import places
from studydesk.ui.tour.hand import CTRL, Hand
from studydesk.ui.tour.moves import Moves, Wait
from studydesk.ui.tour.order import Order
from studydesk.ui.widgets.marked import MarkedText
from studydesk.wording import tr

ELSEWHERE = "P.S. A child with a stick can do it, if the mesh is bent."
HERE = "Our mesh is from a mosquito net, it costs nothing."
PATIENCE_S = 40.0
ChangePost = Callable[[str, str], None]


def disagree(hand: Hand, order: Order, change_post: ChangePost) -> Moves[None]:
    """Change a post on another device, then here: the outbox shows both versions and sends neither."""
    yield from hand.do(lambda: change_post(order.opening.split("\n")[0], f"{order.opening}\n{ELSEWHERE}"))
    yield from places.to_forum(hand)
    yield from hand.choose_line(tr("Forum"), order.subject)
    what = tr("{what}: post by {name}").split("{name}")[0].format(what=tr("Edit"))
    yield from hand.click(QPushButton, what)
    field = yield from hand.widget(QPlainTextEdit, tr("Your text"))
    yield from hand.key(field, Qt.Key.Key_End, CTRL)
    yield from hand.key(field, Qt.Key.Key_Return)
    yield from hand.do(lambda: field.insertPlainText(HERE))
    yield from hand.key(field, Qt.Key.Key_Return, CTRL)
    yield from places.to_page(hand, tr("Outbox"))
    yield from hand.click(QPushButton, tr("Waiting ({n})").split("{n}")[0].strip(" ("))
    state = tr("Changed at the school too. Choose").split(". ")[0]
    yield Wait(lambda: hand.line(tr("Outbox"), order.subject, state), f"the change says {state!r}", PATIENCE_S)
    yield from hand.choose_line(tr("Outbox"), order.subject, state)
    for name, words in ((tr("Yours"), HERE), (tr("At the school"), ELSEWHERE)):
        yield Wait(partial(_shows, hand, name, words), f"{words!r} under {name!r}")


def agree(hand: Hand) -> Moves[None]:
    """Choose both; the change goes at once."""
    yield from hand.click(QPushButton, tr("Send both"))
    nothing = tr("Waiting ({n})").format(n=0)
    yield Wait(lambda: hand.says(nothing), "nothing waits any more", PATIENCE_S)


def _shows(hand: Hand, name: str, words: str) -> bool:
    text = hand.seen(MarkedText, name)
    return text is not None and words in text.toPlainText()
