"""Reading: nothing is opened that the library did not give, the place is kept, links and pictures answer."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextBrowser

from studydesk.domain.ids import ActivityId, CourseId
from studydesk.study.views.reading import Document
from studydesk.ui import links
from studydesk.ui.pages import Place
from studydesk.ui.reader import pictures
from studydesk.ui.reader.browser import StudyBrowser
from studydesk.ui.reader.page import ReaderPage
from studydesk.ui.reader.style import look_of
from studydesk.ui.reader.title import with_title
from studydesk.ui.reader.zoom import PictureDialog
from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk
from tests.ui.watching import opened

LONG = "".join(f"<h3>Part {n}</h3><p>{'Water moves all the time. ' * 40}</p>" for n in range(30))
watched = pytest.mark.skipif(sys.platform != "linux", reason="inotify tells what is opened, and only Linux has it")


def read(rig: Rig, number: int, **more: object) -> ReaderPage:
    page = rig.go(Place.READER, activity=ActivityId(number), **more)
    assert isinstance(page, ReaderPage)
    return page


def hostile(folder: Path) -> str:
    secret = folder / "secret.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    assert image.save(str(secret))
    (folder / "style.css").write_text("p { color: red }")
    ways = (str(secret), secret.as_uri(), "secret.png", "./secret.png", f"//localhost{secret}", f"file:{secret}")
    pictures_ = "".join(f'<p><img src="{way}"></p>' for way in ways)
    more = (
        f'<link rel="stylesheet" href="{folder / "style.css"}"><style>@import url("{folder / "style.css"}");</style>'
        f'<table background="{secret}"><tr><td background="{secret}">x</td></tr></table>'
        f'<p style="background-image: url({secret})">x</p><ul style="list-style-image: url({secret})"><li>x</li></ul>'
        '<script>alert(1)</script><iframe src="https://evil.example/"></iframe><img src="https://evil.example/t.gif">'
    )
    return f"{more}{pictures_}"


@watched
def test_hostile_html_opens_no_file(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = hostile(tmp_path)
    monkeypatch.chdir(tmp_path)
    browser = StudyBrowser(look_of(rig.theme))
    with opened(tmp_path) as names:
        browser.resize(600, 400)
        browser.show_html(page)
        browser.show()
        rig.settle()
        browser.grab()
    assert names == []


@watched
def test_a_plain_text_browser_does_open_it(rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The control: if Qt one day opens nothing by itself, the test above no longer shows anything.
    page = hostile(tmp_path)
    monkeypatch.chdir(tmp_path)
    browser = QTextBrowser()
    with opened(tmp_path) as names:
        browser.resize(600, 400)
        browser.setHtml(page)
        browser.show()
        rig.settle()
        browser.grab()
    assert "secret.png" in names


@pytest.mark.parametrize("kind", [1, 2, 3, 4, 100])
def test_every_resource_gets_an_answer_that_is_not_empty(rig: Rig, kind: int) -> None:
    browser = StudyBrowser(look_of(rig.theme))
    answer = browser.loadResource(kind, QUrl("file:///etc/hostname"))
    assert isinstance(answer, QImage)
    assert not answer.isNull()


def test_a_drawing_that_names_files_or_scripts_is_not_drawn() -> None:
    shape = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>{}</svg>'
    good = pictures.decode(shape.format("").encode(), QColor("black"))
    assert good.size() == QSize(9, 9)
    for bad in ('<image href="/etc/hostname"/>', "<svg:image x='1'/>", "<script/>", "<foreignObject/>"):
        assert pictures.decode(shape.format(bad).encode(), QColor("black")).isNull()
    assert pictures.decode(b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + shape.format("").encode(), QColor("black")).isNull()


def test_pictures_come_from_the_library_and_fit_the_width(rig: Rig, desk: FullDesk) -> None:
    page = read(rig, 121)
    assert "sd:file/roof-tank.png" in desk.reading.asked
    assert page.browser.picture("sd:file/roof-tank.png").width() == 1180
    assert page.browser.document().size().width() <= page.browser.viewport().width()
    rig.window.resize(1024, 600)
    rig.settle()
    assert page.browser.document().size().width() <= page.browser.viewport().width()


def test_lines_are_at_most_960_pixels_wide(rig: Rig, desk: FullDesk) -> None:
    rig.window.resize(1900, 900)
    assert read(rig, 121).browser.text_width() <= 960


def test_a_formula_is_drawn_in_the_colour_of_the_text(rig: Rig, desk: FullDesk) -> None:
    rig.theme.use(replace(rig.services.preferences.settings, theme="dark"))
    page = read(rig, 121)
    address = next(asked for asked in desk.reading.asked if asked.startswith("sd:tex/"))
    drawn = page.browser.picture(address)
    darkest = [drawn.pixelColor(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
    full = [colour for colour in darkest if colour.alpha() == 255]
    assert full
    assert all(colour.lightness() > 200 for colour in full)


def test_the_reading_position_is_kept_and_found_again(rig: Rig, desk: FullDesk) -> None:
    desk.reading.pages[104] = LONG
    page = read(rig, 104)
    page.browser.go_to_share(0.5)
    rig.go(Place.TASKS)
    assert desk.reading.positions[ActivityId(104), ""].at == pytest.approx(0.5, abs=0.01)
    again = read(rig, 104)
    assert again.browser.share() == pytest.approx(0.5, abs=0.01)


def test_the_reading_position_survives_another_width_and_text_size(rig: Rig, desk: FullDesk) -> None:
    desk.reading.pages[104] = LONG
    page = read(rig, 104)
    page.browser.go_to_share(0.6)
    rig.window.resize(1024, 600)
    rig.settle()
    assert page.browser.share() == pytest.approx(0.6, abs=0.02)
    rig.theme.use(replace(rig.services.preferences.settings, text_scale=2.0))
    rig.settle()
    assert page.browser.share() == pytest.approx(0.6, abs=0.02)


def test_scrolling_keeps_the_place_without_leaving(rig: Rig, desk: FullDesk) -> None:
    desk.reading.pages[104] = LONG
    page = read(rig, 104)
    page.browser.verticalScrollBar().setValue(page.browser.verticalScrollBar().maximum())
    QTest.qWait(600)
    assert desk.reading.positions[ActivityId(104), ""].at == 1.0


def test_a_book_goes_on_in_the_chapter_where_the_learner_stopped(rig: Rig, desk: FullDesk) -> None:
    page = read(rig, 105)
    assert page.chapters.currentRow() == 0
    rig.find(QPushButton, "Next: Make it level").click()
    assert page.chapters.currentRow() == 1
    rig.go(Place.TASKS)
    assert read(rig, 105).chapters.currentRow() == 1


def test_a_change_on_disk_does_not_move_the_reader(rig: Rig, desk: FullDesk) -> None:
    page = read(rig, 105)
    page.open_chapter(2)
    page.reload()
    assert page.chapters.currentRow() == 2


def test_an_inner_link_goes_to_its_activity(rig: Rig, desk: FullDesk) -> None:
    page = read(rig, 121)
    page.browser.anchorClicked.emit(QUrl("sd:activity/safe-water"))
    rig.settle()
    assert rig.window.stack.page is not None
    assert rig.window.stack.page.title == "A school garden in four weeks"


def test_a_web_link_is_asked_about_and_never_opened_at_once(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(links, "ask_web", lambda _context, _owner, address: asked.append(address))
    read(rig, 121).browser.anchorClicked.emit(QUrl("https://example.org/"))
    assert asked == ["https://example.org/"]


def test_pictures_are_reached_by_tab_and_seen_large(rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[QSize] = []

    def look(dialog: PictureDialog) -> int:
        before = dialog.scale
        QTest.keyClick(dialog, Qt.Key.Key_Plus)
        assert dialog.scale > before
        seen.append(dialog._image.size())
        return 0

    monkeypatch.setattr(PictureDialog, "exec", look)
    page = read(rig, 121)
    page.browser.setFocus()
    QTest.keyClick(page.browser, Qt.Key.Key_Tab)
    QTest.keyClick(page.browser, Qt.Key.Key_Return)
    assert seen == [QSize(1180, 556)]


def test_find_on_the_page_goes_round_and_says_when_there_is_nothing(rig: Rig, desk: FullDesk) -> None:
    desk.reading.pages[104] = "<p>tank one</p><p>tank two</p>"
    page = read(rig, 104)
    QTest.keyClick(page.browser, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.find_bar.isVisible()
    places = []
    for _ in range(3):
        page.find_bar.sought.emit("tank", False, False)
        places.append(page.browser.textCursor().selectionStart())
    assert places[0] != places[1]
    assert places[2] == places[0]
    page.find_bar.sought.emit("no such word", False, True)
    assert page.find_bar._said.text() == "Not on this page"
    assert page.back_out()
    assert not page.find_bar.isVisible()


def test_what_is_missing_is_said_and_can_be_downloaded(rig: Rig, desk: FullDesk) -> None:
    desk.reading.missing = ("a.png", "b.png")
    read(rig, 121)
    rig.find(QPushButton, "Download them").click()
    assert desk.downloads.wanted == [ActivityId(121)]


def test_a_text_that_is_not_here_offers_its_download(rig: Rig, desk: FullDesk) -> None:
    page = read(rig, 112)
    assert page.title == "Field guide to soils of the savanna, second edition, with plates"
    rig.find(QPushButton, "Download").click()
    assert desk.downloads.wanted == [ActivityId(112)]


def test_a_page_can_be_marked_as_done_and_back(rig: Rig, desk: FullDesk) -> None:
    read(rig, 121)
    rig.find(QPushButton, "Mark as done").click()
    assert desk.courses.activity(ActivityId(121)).is_done
    rig.find(QPushButton, "Mark as not done").click()
    assert not desk.courses.activity(ActivityId(121)).is_done


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Rain</p>", "<h1>The jar test</h1><p>Rain</p>"),
        ("<h3>2. The jar test</h3><p>Rain</p>", "<h1>2. The jar test</h1><p>Rain</p>"),
        ("<div><h2>The <b>jar test</b></h2></div><p>Rain</p>", "<h1>The jar test</h1><div></div><p>Rain</p>"),
        ("<h3>Before you begin</h3>", "<h1>The jar test</h1><h3>Before you begin</h3>"),
    ],
)
def test_a_title_is_said_once(html: str, shown: str) -> None:
    assert with_title(Document(ActivityId(1), CourseId(1), "The jar test", html)) == shown
