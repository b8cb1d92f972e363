"""Lectures: they play, resume, caption and obey keys, and nothing ticks while they stand still."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from studydesk.domain.ids import ActivityId
from studydesk.domain.playback import Cue
from studydesk.study.views.reading import Captions
from studydesk.ui.pages import Place
from studydesk.ui.player.captions import CaptionTrack
from studydesk.ui.player.page import PlayerPage
from studydesk.ui.player.picture import Picture
from studydesk.ui.player.seek import clock
from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk

VIDEO = ActivityId(102)
TRACK = (
    Captions("en", "English", (Cue(0, 1000, "one"), Cue(2000, 3000, "two"))),
    Captions("es", "Español", (Cue(0, 1000, "uno"),)),
)


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a short real film with sound and return its file."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg makes the film these tests play")
    made = tmp_path_factory.mktemp("film") / "lecture.mp4"
    sound = ["-f", "lavfi", "-i", "sine=frequency=330:duration=20"]
    picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=20"]
    kind = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *picture, *sound, *kind, str(made)], check=True, timeout=60)
    return made


@pytest.fixture
def play(rig: Rig, desk: FullDesk, film: Path, qtbot: QtBot) -> Callable[[], PlayerPage]:
    """Give a function that goes to the lecture and waits until it is open."""
    desk.reading.extra[VIDEO] = film

    def go() -> PlayerPage:
        page = rig.go(Place.PLAYER, activity=VIDEO)
        assert isinstance(page, PlayerPage)
        qtbot.waitUntil(lambda: page.panel.playback._ready, timeout=8000)
        return page

    return go


def test_times_are_written_as_on_a_player() -> None:
    assert [clock(ms) for ms in (0, 7_000, 725_000, 3_725_000)] == ["0:00", "0:07", "12:05", "1:02:05"]


def test_captions_are_shown_when_due_and_only_told_when_they_change(qtbot: QtBot) -> None:
    track, told = CaptionTrack(), list[str]()
    track.shown.connect(told.append)
    track.load(TRACK, "en")
    for at in (100, 500, 1500, 2500, 2600):
        track.move(at)
    assert told == ["one", "", "two"]


def test_captions_switch_off_and_on_in_the_language_that_was_chosen(qtbot: QtBot) -> None:
    track = CaptionTrack()
    track.load(TRACK, "es")
    seen = [track.chosen]
    for _ in range(2):
        track.toggle()
        seen.append(track.chosen)
    assert seen == [TRACK[1], None, TRACK[1]]


def test_there_are_no_captions_in_a_language_that_is_not_there(qtbot: QtBot) -> None:
    track = CaptionTrack()
    track.load(TRACK, "fr")
    assert track.chosen is None


def test_a_caption_is_painted_over_the_picture(rig: Rig) -> None:
    picture = Picture()
    picture.resize(640, 360)
    picture._image = QImage(640, 360, QImage.Format.Format_RGB32)
    picture._image.fill(QColor("#ffffff"))
    before = picture.grab().toImage()
    picture.show_caption("Water runs\ndownhill")
    after = picture.grab().toImage()
    changed = [y for y in range(360) if any(before.pixel(x, y) != after.pixel(x, y) for x in range(0, 640, 4))]
    assert changed
    assert min(changed) > 180  # the lower half, where one looks for captions
    assert before.pixelColor(5, 5) == after.pixelColor(5, 5)


def test_it_resumes_where_the_learner_stopped_and_shows_that_frame(
    desk: FullDesk, play: Callable[[], PlayerPage], film: Path
) -> None:
    desk.reading.keep_position(VIDEO, film.name, 7000, 20000)
    page = play()
    assert page.panel.playback.position_ms == 7000
    assert not page.panel.playback.is_running
    assert page.panel.controls.time_label().text() == "0:07 / 0:20"


def test_the_place_is_kept_when_the_page_is_left(
    rig: Rig, desk: FullDesk, play: Callable[[], PlayerPage], film: Path, qtbot: QtBot
) -> None:
    page = play()
    page.panel.playback.seek(4000)
    page.panel.playback.toggle()
    qtbot.waitUntil(lambda: page.panel.playback.position_ms > 4100, timeout=8000)
    rig.go(Place.TASKS)
    assert not page.panel.playback.is_running
    assert desk.reading.positions[VIDEO, film.name].at > 4000
    assert desk.reading.positions[VIDEO, film.name].length == pytest.approx(20_000, abs=100)


def test_the_place_is_kept_when_the_window_closes(
    rig: Rig, desk: FullDesk, play: Callable[[], PlayerPage], film: Path
) -> None:
    play().panel.playback.seek(9000)
    rig.allow_close()
    rig.window.close()
    assert desk.reading.positions[VIDEO, film.name].at == 9000


def test_coming_back_finds_the_lecture_at_its_place(rig: Rig, desk: FullDesk, play: Callable[[], PlayerPage]) -> None:
    play().panel.playback.seek(6000)
    rig.go(Place.TASKS)
    assert play().panel.playback.position_ms == 6000


def test_nothing_ticks_while_it_stands_still(rig: Rig, play: Callable[[], PlayerPage], qtbot: QtBot) -> None:
    page = play()
    page.panel.playback.toggle()
    qtbot.waitUntil(lambda: page.panel.playback.position_ms > 100, timeout=8000)
    page.panel.playback.pause()
    assert [timer for timer in page.findChildren(QTimer) if timer.isActive()] == []
    told: list[int] = []
    page.panel.playback.moved.connect(told.append)
    QTest.qWait(400)
    assert told == []


def test_the_keys_of_a_player_work(rig: Rig, desk: FullDesk, play: Callable[[], PlayerPage], qtbot: QtBot) -> None:
    page = play()
    panel, target = page.panel, page.panel.picture
    target.setFocus()
    QTest.keyClicks(target, " ")
    qtbot.waitUntil(lambda: panel.playback.is_running, timeout=4000)
    QTest.keyClicks(target, " ")
    assert not panel.playback.is_running
    panel.playback.seek(0)
    QTest.keyClick(target, Qt.Key.Key_Right)
    assert panel.playback.position_ms == 10_000
    QTest.keyClick(target, Qt.Key.Key_Left)
    assert panel.playback.position_ms == 0
    QTest.keyClicks(target, ">>")
    assert panel.playback.speed == 1.5
    QTest.keyClicks(target, "<")
    assert panel.playback.speed == 1.25
    assert desk.lectures.speeds == {1: 1.25}
    QTest.keyClicks(target, "m")
    assert panel.playback.is_muted
    QTest.keyClicks(target, "f")
    assert panel.is_full
    assert page.back_out()
    assert page.isAncestorOf(panel)


def test_the_speed_of_a_course_is_kept_for_its_next_lecture(desk: FullDesk, play: Callable[[], PlayerPage]) -> None:
    desk.lectures.speeds[1] = 1.75
    assert play().panel.playback.speed == 1.75


def test_speed_stays_between_half_and_three(play: Callable[[], PlayerPage]) -> None:
    panel = play().panel
    for _ in range(20):
        panel.step_speed(1)
    assert panel.playback.speed == 3.0
    for _ in range(20):
        panel.step_speed(-1)
    assert panel.playback.speed == 0.5


def test_a_broken_file_is_told_in_words(rig: Rig, desk: FullDesk, film: Path, tmp_path: Path, qtbot: QtBot) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(film.read_bytes()[:20_000])
    desk.reading.extra[VIDEO] = broken
    page = rig.go(Place.PLAYER, activity=VIDEO)

    def said() -> list[str]:
        return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]

    qtbot.waitUntil(lambda: "This lecture cannot be played." in said(), timeout=8000)
    assert any("broken.mp4" in text for text in said())


def test_the_demo_lectures_have_captions_in_two_languages(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.PLAYER, activity=VIDEO)
    assert isinstance(page, PlayerPage)
    assert [one.language for one in page.panel.captions.choices] == ["en", "es"]
    assert page.panel.captions.chosen is page.panel.captions.choices[0]  # the program speaks English here


def test_the_size_of_captions_is_remembered(rig: Rig, desk: FullDesk) -> None:
    page = rig.go(Place.PLAYER, activity=VIDEO)
    assert isinstance(page, PlayerPage)
    page.panel.controls.caption_size_chosen.emit("large")
    assert rig.services.preferences.window("caption size") == "large"
    assert PlayerPage(page.context).panel._caption_size == "large"
