"""The lecture of the tour: played with its captions, left, and found again where it was."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from studydesk.ui.player.picture import Picture
from studydesk.ui.player.seek import SeekBar
from studydesk.ui.tour import camera, places
from studydesk.ui.tour.guide import Report
from studydesk.ui.tour.hand import Hand
from studydesk.ui.tour.moves import Moves, Wait, check
from studydesk.wording import tr

SEEN_MS = 12_000  # how far the tour watches: one skip and a little
PLAIN_COLOURS = 40  # a black stage with a caption has fewer
OFF_BY_MS = 1_500  # the decoder stands on a picture near the place that was kept


def play_lecture(hand: Hand) -> Moves[None]:
    """Play with captions until words are spoken over a picture, then pause."""
    yield from places.to_activity(hand, places.LECTURE)
    picture = yield from hand.widget(Picture, tr("Video"))
    bar = yield from hand.widget(SeekBar, tr("Position in the lecture"))
    yield Wait(lambda: bar.maximum() > SEEN_MS and picture.has_picture, "the lecture, ready to play")
    yield from hand.click(QToolButton, tr("10 seconds forward"))
    yield from hand.key(picture, Qt.Key.Key_Space)
    yield Wait(lambda: bar.value() > SEEN_MS, "the lecture plays")
    yield Wait(lambda: picture.caption, "a caption")
    yield from hand.key(picture, Qt.Key.Key_Space)
    yield from hand.widget(QToolButton, tr("Play"))
    _check_picture(picture)


def keep_lecture(hand: Hand, report: Report) -> Moves[None]:
    """Leave the lecture, and see in the course that its place is kept."""
    bar = yield from hand.widget(SeekBar, tr("Position in the lecture"))
    report({"lecture_ms": bar.value()})
    yield from places.to_page(hand, tr("Courses"))
    yield from hand.choose_line(tr("Courses"), places.COURSE)
    yield from hand.look_for(places.LECTURE, tr("{share} seen").split("{share}")[-1].strip())


def resume_lecture(hand: Hand, left_at_ms: int) -> Moves[None]:
    """Go on from Today, and find the lecture where it was left."""
    check(left_at_ms > 0, "nobody told where the lecture was left")
    yield from places.to_page(hand, tr("Today"))
    yield from hand.look_for(places.LECTURE)
    yield from hand.click(QPushButton, "continue")
    picture = yield from hand.widget(Picture, tr("Video"))
    bar = yield from hand.widget(SeekBar, tr("Position in the lecture"))
    yield Wait(lambda: picture.has_picture and abs(bar.value() - left_at_ms) < OFF_BY_MS, "the place of before")
    yield Wait(lambda: picture.caption, "the caption of that place")
    _check_picture(picture)


def _check_picture(picture: Picture) -> None:
    check(camera.colours(picture.grab(), PLAIN_COLOURS) == PLAIN_COLOURS, "the picture of the lecture is empty")
