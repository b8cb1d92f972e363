"""The first act: sign in and download while there is a link, then study and write without one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QTextBrowser, QToolButton

from studydesk.ui.tour import downloading, places
from studydesk.ui.tour.guide import Report
from studydesk.ui.tour.hand import CTRL, Hand
from studydesk.ui.tour.lecture import keep_lecture, play_lecture
from studydesk.ui.tour.moves import Moves, Step, Wait, check
from studydesk.ui.tour.order import Order
from studydesk.wording import ntr, tr

WRITTEN = 4  # a tick, a reply, a discussion, a hand-in


def studying(hand: Hand, order: Order, report: Report) -> list[Step]:
    """Return the steps of the act."""
    named: list[tuple[str, Callable[[], Moves[None]]]] = [
        ("welcome", partial(_welcome, hand, order)),
        ("sign-in", partial(_sign_in, hand, order)),
        ("today-first", partial(_today, hand)),
        ("courses", partial(_courses, hand)),
        ("course", partial(_course, hand)),
        ("hours", partial(downloading.set_hours, hand)),
        ("plan", partial(downloading.look_at_plan, hand)),
        ("downloads-wait", partial(downloading.wait_for_hours, hand)),
        ("downloading", partial(downloading.watch, hand)),
        ("downloads-paused", partial(downloading.pause, hand)),
        ("downloads-arrived", partial(downloading.arrive, hand)),
        ("space", partial(downloading.look_at_space, hand)),
        ("no-hours", partial(downloading.no_hours, hand)),
        ("downloaded", partial(_downloaded, hand)),
        ("link-menu", partial(_link_menu, hand)),
        ("link-down", partial(_link_down, hand)),
        ("page", partial(_page, hand)),
        ("formula", partial(_formula, hand)),
        ("book", partial(_book, hand)),
        ("document", partial(_document, hand)),
        ("tick", partial(_tick, hand)),
        ("lecture", partial(play_lecture, hand)),
        ("lecture-kept", partial(keep_lecture, hand, report)),
        ("search", partial(_search, hand)),
        ("discussions", partial(_discussions, hand)),
        ("thread", partial(_thread, hand)),
        ("reply-file", partial(_reply_file, hand, order)),
        ("reply-written", partial(_reply_written, hand, order)),
        ("reply-waits", partial(_reply_waits, hand, order)),
        ("discussion-written", partial(_discussion_written, hand, order)),
        ("discussion-waits", partial(_discussion_waits, hand, order)),
        ("tasks", partial(_tasks, hand)),
        ("work-written", partial(_work_written, hand, order)),
        ("work-asks", partial(_work_asks, hand)),
        ("work-waits", partial(_work_waits, hand, order)),
        ("calendar", partial(_calendar, hand)),
        ("outbox-waits", partial(outbox_waits, hand, order)),
        ("today-offline", partial(_today_offline, hand)),
        ("quit", partial(_quit, hand)),
    ]
    return [*(Step(name, moves) for name, moves in named), Step("leave", partial(_leave, hand), is_shown=False)]


# -- with a link ---------------------------------------------------------------------------------------------------


def _welcome(hand: Hand, order: Order) -> Moves[None]:
    """The demo fills in its own address; as for any school it can be typed."""
    yield from hand.click(QPushButton, tr("Another school"))
    yield from hand.type_into(QLineEdit, tr("Address of your school"), order.address)


def _sign_in(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Go on"))
    yield from hand.type_into(QLineEdit, tr("Name"), order.username)
    yield from hand.type_into(QLineEdit, tr("Password"), order.password)
    password = yield from hand.widget(QLineEdit, tr("Password"))
    check(password.text() == order.password, "the password was not typed")
    check(password.displayText() != order.password, "the password can be read on the screen")


def _today(hand: Hand) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Sign in"))
    yield from hand.look_for("Amina", seconds=30)
    yield from hand.look_for(places.TASK, seconds=30)
    yield from hand.look_for(tr("Online"))


def _courses(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Courses"))
    yield from places.list_is_long(hand, tr("Courses"), 2)
    yield from hand.look_for(places.COURSE)


def _course(hand: Hand) -> Moves[None]:
    yield from hand.choose_line(tr("Courses"), places.COURSE)
    yield from places.list_is_long(hand, tr("Activities"), 20)
    yield from hand.look_for(places.LECTURE, tr("Not downloaded"))


def _on_its_way() -> str:
    return tr("Downloading {share}, {size} left").split("{share}")[0].strip()


def _downloaded(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Courses"))
    yield from hand.choose_line(tr("Courses"), places.COURSE)
    yield from hand.look_for(tr("All of it is on this computer"), seconds=60)
    under_way = (tr("Not downloaded"), tr("Waiting to download · {size}").split("{size}")[0].strip(" ·"), _on_its_way())

    def all_here() -> bool:
        found = hand.line(tr("Activities"), places.LECTURE)
        return found is not None and not any(words in line for line in hand.lines(found[0]) for words in under_way)

    yield Wait(all_here, "every activity on this computer")


def _link_menu(hand: Hand) -> Moves[None]:
    yield from hand.click(QToolButton, places.link_name())
    yield from hand.pick(tr("Demo: the link"))
    yield from hand.menu_with(tr("No link"))


def _link_down(hand: Hand) -> Moves[None]:
    yield from hand.pick(tr("No link"))
    yield Wait(lambda: link_is_down(hand), "the link indicator says that there is no link")


def link_is_down(hand: Hand) -> bool:
    """Whether the link indicator says that the school cannot be reached."""
    button = hand.seen(QToolButton, places.link_name())
    return button is not None and button.text() in (tr("No link"), tr("The school does not answer"))


# -- studying ------------------------------------------------------------------------------------------------------


def _page(hand: Hand) -> Moves[None]:
    yield from places.to_activity(hand, places.PAGE)
    yield from _reads(hand, "Four steps")


def _reads(hand: Hand, *words: str) -> Moves[None]:
    def is_there() -> bool:
        text = hand.seen(QTextBrowser, tr("Text"))
        return text is not None and all(word in text.toPlainText() for word in words)

    yield Wait(is_there, f"a text with {words!r}")
    missing = tr("Download them")
    check(hand.seen(QPushButton, missing) is None, "pictures of the text are missing")


def _formula(hand: Hand) -> Moves[None]:
    yield from places.to_activity(hand, places.FORMULA)
    yield from _reads(hand, "litres")


def _book(hand: Hand) -> Moves[None]:
    yield from places.to_activity(hand, places.BOOK)
    chapters = yield from hand.widget(QListWidget, tr("Chapters"))
    check(chapters.count() >= 4, "the book has no chapters")
    before = chapters.currentRow()
    yield from hand.click(QPushButton, tr("Next: {title}").split("{title}")[0].strip())
    yield Wait(lambda: chapters.currentRow() == before + 1, "the next chapter")


def _document(hand: Hand) -> Moves[None]:
    yield from places.to_activity(hand, places.DOCUMENT)
    pages = yield from hand.widget(QPdfView, tr("Pages of the document"))
    yield Wait(lambda: pages.document().pageCount() > 1, "a document of several pages")
    yield from hand.key(pages, Qt.Key.Key_Right)
    yield Wait(lambda: pages.pageNavigator().currentPage() == 1, "the second page")


def _tick(hand: Hand) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Mark as done"))
    yield from hand.look_for(tr("Done. Waiting to send"))


def _search(hand: Hand) -> Moves[None]:
    yield from hand.key(hand.window, Qt.Key.Key_K, CTRL)
    yield from hand.type_into(QLineEdit, tr("Search in everything on this computer"), "compost")
    yield from places.list_is_long(hand, tr("Search"), 2)


# -- writing -------------------------------------------------------------------------------------------------------


def _discussions(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Discussions"))
    yield from hand.look_for(places.FORUM)
    yield from hand.look_for(places.DISCUSSION)


def _thread(hand: Hand) -> Moves[None]:
    yield from places.to_forum(hand)
    yield from hand.choose_line(tr("Forum"), places.DISCUSSION)
    yield from hand.look_for("Kofi Mensah")
    yield from hand.widget(QPushButton, tr("Answer"))


def _reply_file(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Answer"))
    yield from hand.type_into(QPlainTextEdit, tr("Your text"), order.reply)
    yield from hand.click(QPushButton, tr("Add a file"))
    yield from hand.file_dialog()


def _reply_written(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.choose_file(Path(order.reply_file))
    yield from hand.look_for(Path(order.reply_file).name)
    yield from hand.look_for(_saved())


def _saved() -> str:
    return tr("Draft, saved {time}").split("{time}")[0].strip()


def _reply_waits(hand: Hand, order: Order) -> Moves[None]:
    field = yield from hand.widget(QPlainTextEdit, tr("Your text"))
    yield from hand.key(field, Qt.Key.Key_Return, CTRL)
    yield Wait(lambda: hand.seen(QPlainTextEdit, tr("Your text")) is None, "the place to write closes")
    yield from hand.look_for(tr("Waiting to send"))
    yield from hand.look_for(order.reply.split("\n")[0])


def _discussion_written(hand: Hand, order: Order) -> Moves[None]:
    yield from places.to_forum(hand)
    yield from hand.click(QPushButton, tr("Start a discussion"))
    yield from hand.type_into(QLineEdit, tr("Subject"), order.subject)
    yield from hand.type_into(QPlainTextEdit, tr("Your text"), order.opening)
    yield from hand.look_for(_saved())


def _discussion_waits(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Send"))
    yield from hand.look_for(order.subject, tr("Waiting to send"))


def _tasks(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Tasks"))
    yield from places.list_is_long(hand, tr("Tasks"), 3)
    yield from hand.look_for(places.TASK)


def _work_written(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.choose_line(tr("Tasks"), places.TASK)
    yield from hand.scroll_to(QPlainTextEdit, tr("Your text"))
    yield from hand.type_into(QPlainTextEdit, tr("Your text"), order.work)
    yield from hand.scroll_to(QPushButton, tr("Add files"))
    yield from hand.click(QPushButton, tr("Add files"))
    yield from hand.choose_file(Path(order.work_file))
    yield from hand.look_for(Path(order.work_file).name)
    yield from hand.look_for(_saved())


def _work_asks(hand: Hand) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Hand in"))
    yield from hand.look_for(tr("Hand in for good?"))


def _work_waits(hand: Hand, order: Order) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Hand in"))
    yield from hand.look_for(tr("Waiting to send"))
    yield from hand.look_for(Path(order.work_file).name)


def _calendar(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Calendar"))
    yield from hand.look_for(places.TASK)


def outbox_waits(hand: Hand, order: Order) -> Moves[None]:
    """Look whether everything that was written stands in the outbox and waits, and can be read there."""
    yield from places.to_page(hand, tr("Outbox"))
    for words in _in_outbox(order):
        yield from hand.look_for(words, tr("Waiting to send"))
    yield from hand.choose_line(tr("Outbox"), places.DISCUSSION)
    yield from hand.look_for(order.reply.split("\n")[0])


def _in_outbox(order: Order) -> list[str]:
    return [places.DOCUMENT, places.DISCUSSION, order.subject, places.TASK]


def _today_offline(hand: Hand) -> Moves[None]:
    yield from places.to_page(hand, tr("Today"))
    yield from hand.look_for(places.LECTURE)
    yield from hand.look_for(places.DOCUMENT, tr("Waiting to send"))


def _quit(hand: Hand) -> Moves[None]:
    yield from hand.do(hand.window.close)
    least = ntr("{n} thing is not at the school yet", "{n} things are not at the school yet", WRITTEN)
    words = least.split(str(WRITTEN))[-1].strip()
    yield from hand.look_for(words)


def _leave(hand: Hand) -> Moves[None]:
    yield from hand.click(QPushButton, tr("Quit now"))
    yield Wait(lambda: not hand.window.isVisible(), "the window closes")
