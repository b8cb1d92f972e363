"""Documents, folders and other files: shown, listed, handed on; the page one stopped at is kept."""

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QPainter, QPdfWriter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from studydesk.domain.ids import ActivityId
from studydesk.errors import StorageFull
from studydesk.ui.files import programs
from studydesk.ui.files.page import FilesPage
from studydesk.ui.pages import Place
from tests.ui.rig import Rig
from tests.ui.stand_in_more import FullDesk

PDF, FOLDER = ActivityId(112), ActivityId(113)


@pytest.fixture
def document(desk: FullDesk, tmp_path: Path) -> Path:
    """Make a PDF of five pages the main file of an activity."""
    file = tmp_path / "guide.pdf"
    writer = QPdfWriter(str(file))
    painter = QPainter(writer)
    for number in range(5):
        if number:
            writer.newPage()
        painter.drawText(800, 800, f"Page {number + 1} about water")
    painter.end()
    desk.reading.extra[PDF] = file
    return file


def show(rig: Rig, activity: ActivityId, **more: object) -> FilesPage:
    page = rig.go(Place.FILES, activity=activity, **more)
    assert isinstance(page, FilesPage)
    return page


def said(page: FilesPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_a_pdf_opens_where_the_learner_stopped(rig: Rig, desk: FullDesk, document: Path) -> None:
    page = show(rig, PDF)
    assert page.pdf.document.pageCount() == 5
    assert page.pdf.page == 0
    page.pdf.go_to(3)
    rig.go(Place.TASKS)
    kept = desk.reading.positions[PDF, document.name]
    assert (kept.at, kept.length) == (3.0, 5.0)
    page.pdf.close_document()
    assert show(rig, PDF).pdf.page == 3


def test_the_page_number_is_shown_and_can_be_typed(rig: Rig, document: Path) -> None:
    page = show(rig, PDF)
    field = page.pdf.toolbar._page
    assert field.text() == "1"
    field.setText("4")
    field.returnPressed.emit()
    assert page.pdf.page == 3
    page.pdf.go_to(99)
    assert field.text() == "5"


def test_zoom_goes_in_steps_and_back_to_the_width(rig: Rig, document: Path) -> None:
    view = show(rig, PDF).pdf
    view.zoom(1)
    first = view.pages.zoomFactor()
    view.zoom(1)
    assert view.pages.zoomFactor() > first
    view.toolbar.fitted.emit(False)
    assert view.pages.zoomMode() == view.pages.ZoomMode.FitToWidth


def test_words_are_found_in_a_pdf(rig: Rig, document: Path) -> None:
    page = show(rig, PDF)
    page.pdf.find_bar.open_bar()
    page.pdf.find_bar.sought.emit("water", False, True)
    for _ in range(40):
        QTest.qWait(50)
        if "5 places" in page.pdf.find_bar._said.text():
            break
    assert page.pdf.find_bar._said.text() == "5 places so far"
    page.pdf.find_bar.sought.emit("water", False, False)
    page.pdf.find_bar.sought.emit("water", False, False)
    assert page.pdf.page == 1
    assert page.back_out()
    assert not page.pdf.find_bar.isVisible()


def test_a_broken_pdf_is_told_in_words(rig: Rig, desk: FullDesk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nthis is cut")
    desk.reading.extra[PDF] = broken
    assert "This document cannot be shown." in said(show(rig, PDF))


def test_a_locked_pdf_asks_for_its_password_and_says_when_it_was_wrong(
    rig: Rig, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Qt writes no locked PDF: the answer of its reader stands in for one, the page does the rest.
    page, tried = show(rig, PDF), list[str]()

    def open_locked(_file: Path, _page: int = 0, password: str = "") -> QPdfDocument.Error:
        tried.append(password)
        return QPdfDocument.Error.None_ if password == "right" else QPdfDocument.Error.IncorrectPassword

    monkeypatch.setattr(page.pdf, "open", open_locked)
    page._try_password("")
    assert "This document has a password" in said(page)
    page._password._field.setText("wrong")
    rig.find(QPushButton, "Open").click()
    assert "This was not the password. Check capital letters and try again." in said(page)
    page._password._field.setText("right")
    rig.find(QPushButton, "Open").click()
    assert page._stack.currentWidget() is page.pdf
    assert tried == ["", "wrong", "right"]


def test_a_folder_lists_its_files_with_size_and_state(rig: Rig, desk: FullDesk) -> None:
    page = show(rig, FOLDER)
    lines = [page.listing.rows.lines.line(page.listing.rows.lines.index(n, 0)) for n in range(5)]
    assert [line.end for line in lines].count("On this computer") == 4
    assert lines[2].end.startswith("Not downloaded · ")


def test_choosing_a_file_that_is_not_here_downloads_it(rig: Rig, desk: FullDesk) -> None:
    page = show(rig, FOLDER)
    page.listing.rows.setCurrentIndex(page.listing.rows.lines.index(2, 0))
    page.listing.rows.choose_current()
    assert desk.downloads.wanted == [(42,)]


def test_another_file_opens_in_its_own_program_as_a_copy_with_its_name(
    rig: Rig, desk: FullDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(url) or True)  # type: ignore[func-returns-value]  # a lambda that does two things
    show(rig, FOLDER, at="41")
    rig.find(QPushButton, "Open in its own program").click()
    assert [Path(url.toLocalFile()).name for url in asked] == ["jar-results.csv"]


def test_a_copy_is_saved_where_the_learner_says(
    rig: Rig, desk: FullDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tmp_path / "mine.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(wanted), ""))
    show(rig, FOLDER, at="41")
    rig.find(QPushButton, "Save a copy").click()
    assert wanted.read_bytes() == desk.reading.path(41).path.read_bytes()


def test_a_copy_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("x")
    with pytest.raises(StorageFull):
        programs.copy_to(source, tmp_path / "no" / "such" / "folder.txt")
