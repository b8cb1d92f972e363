"""The downloads of the tour: hours are set, a plan is looked at, waited, overruled, watched, paused and checked."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QTimeEdit

from studydesk.ui.tour import places
from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.moves import Moves, Wait
from studydesk.wording import tr

ARRIVAL_S = 60.0


def set_hours(hand: Hand) -> Moves[None]:
    """Let downloads run in an hour that is not now."""
    yield from places.to_page(hand, tr("Settings"))
    yield from hand.scroll_to(QCheckBox, "check:hours")
    yield from _tick_hours(hand)
    now = datetime.now().astimezone()
    for name, at in ((tr("Until"), now + timedelta(hours=3)), (tr("From"), now + timedelta(hours=2))):
        yield from _type_time(hand, name, f"{at:%H}00")


def no_hours(hand: Hand) -> Moves[None]:
    """Let downloads run at any time again."""
    yield from places.to_page(hand, tr("Settings"))
    yield from hand.scroll_to(QCheckBox, "check:hours")
    yield from _tick_hours(hand)
    yield Wait(lambda: hand.seen(QTimeEdit, f"time:{tr('From')}") is None, "no hours any more")


def look_at_plan(hand: Hand) -> Moves[None]:
    """Ask for a whole course, and see its price, its time and when it will come before anything travels."""
    yield from places.to_page(hand, tr("Courses"))
    yield from hand.choose_line(tr("Courses"), places.COURSE)
    yield from hand.click(QPushButton, _begin(tr("Download all · {price}")))
    yield from hand.look_for(tr("Download from {course}").format(course=places.COURSE))
    yield from hand.look_for(tr("When?"))
    yield from hand.look_for(_end(tr("At {time}, when your download hours begin"), "{time}"))


def wait_for_hours(hand: Hand) -> Moves[None]:
    """Leave it to the hours, and see on the page of downloads what is waited for."""
    yield from hand.click(QPushButton, "plan-go")
    yield from places.to_page(hand, tr("Downloads"))
    yield from hand.look_for(tr("Waiting for {time}").split("{time}")[0].strip())
    yield from hand.look_for(places.COURSE)
    yield from hand.widget(QPushButton, "downloads-anyway")


def watch(hand: Hand) -> Moves[None]:
    """Overrule the hours over a slow link, and watch how it comes."""
    yield from places.switch_link(hand, tr("Slow link"))
    yield from hand.click(QPushButton, "downloads-anyway")
    yield from hand.look_for(_begin(tr("Downloading {share}, {size} left")))
    here, rate = tr("{part} here").split("{part}")[-1], tr("{size}/s").split("{size}")[-1]
    yield from hand.look_for(here, rate, seconds=ARRIVAL_S)


def pause(hand: Hand) -> Moves[None]:
    """Pause everything, while the link gets better."""
    yield from hand.click(QPushButton, "downloads-primary")
    yield from hand.look_for(tr("Paused"))
    yield from hand.widget(QPushButton, _begin(tr("Go on · {price}")))
    yield from places.switch_link(hand, tr("Link works"))


def arrive(hand: Hand) -> Moves[None]:
    """Go on, and see everything arrive."""
    yield from hand.click(QPushButton, _begin(tr("Go on · {price}")))
    yield from hand.look_for(tr("Arrived"), seconds=ARRIVAL_S)
    yield Wait(lambda: hand.seen(QPushButton, "downloads-primary") is None, "nothing is on its way any more", ARRIVAL_S)


def look_at_space(hand: Hand) -> Moves[None]:
    """See what takes space, and let the downloads be checked."""
    yield from hand.click(QPushButton, tr("Space"))
    yield from hand.look_for(places.COURSE)
    yield from hand.click(QPushButton, tr("Check my downloads"))
    yield from hand.look_for(tr("All of them are as they should be."), seconds=ARRIVAL_S)


def _tick_hours(hand: Hand) -> Moves[None]:
    box = yield from hand.widget(QCheckBox, "check:hours")
    before = box.isChecked()
    yield from hand.press(box, QPoint(10, box.height() // 2))
    yield Wait(lambda: _hours_are(hand, not before), "the hours are switched")


def _hours_are(hand: Hand, on: bool) -> bool:
    box = hand.seen(QCheckBox, "check:hours")
    return box is not None and box.isChecked() is on


def _type_time(hand: Hand, name: str, digits: str) -> Moves[None]:
    field = yield from hand.widget(QTimeEdit, f"time:{name}")
    yield from hand.press(field, QPoint(16, field.height() // 2))
    yield from hand.do(lambda: field.setSelectedSection(QTimeEdit.Section.HourSection))
    yield from hand.do(lambda: QTest.keyClicks(field, digits))
    yield from hand.key(field, Qt.Key.Key_Tab)
    wanted = f"{digits[:2]}:{digits[2:]}"

    def is_kept() -> bool:
        again = hand.seen(QTimeEdit, f"time:{name}")
        return again is not None and again.text() == wanted

    yield Wait(is_kept, f"{name!r} is {wanted}")


def _begin(words: str) -> str:
    return words.split("{")[0].strip(" ·")


def _end(words: str, place: str) -> str:
    return words.split(place)[-1].strip(" ,")
