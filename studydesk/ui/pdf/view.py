"""A PDF document: pages one below another, page number, zoom, outline, search, and the place where one stopped."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtPdf import QPdfBookmarkModel, QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QSplitter, QTreeView, QVBoxLayout, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.pdf.toolbar import PdfToolbar
from studydesk.ui.theme import Theme
from studydesk.ui.widgets.boxes import rule
from studydesk.ui.widgets.findbar import FindBar
from studydesk.wording import ntr, tr

ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
KEPT_AFTER_MS = 800


class PdfPages(QPdfView):
    """The pages; Home and End go to the first and the last."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = max(0, self.document().pageCount() - 1)
        jumps = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Right: min(last, self.pageNavigator().currentPage() + 1),
            Qt.Key.Key_Left: max(0, self.pageNavigator().currentPage() - 1),
        }
        if event.key() in jumps:
            self.pageNavigator().jump(jumps[Qt.Key(event.key())], QPointF(), self.pageNavigator().currentZoom())
        else:
            super().keyPressEvent(event)


class PdfView(QWidget):
    """Shows one PDF.

    Signals:
        moved: page index and number of pages, when the learner rested on another page.
    """

    moved = Signal(int, int)

    def __init__(self, theme: Theme, icons: Icons) -> None:
        super().__init__()
        self.document = QPdfDocument(self)
        self.pages = PdfPages(self)
        self.toolbar = PdfToolbar(icons)
        self.find_bar = FindBar(icons)
        self._outline = QTreeView()
        self._bookmarks = QPdfBookmarkModel(self)
        self._found = QPdfSearchModel(self)
        self._rest = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._rest.timeout.connect(self._tell_moved)
        self._arrange(theme)
        self._connect()

    def _arrange(self, theme: Theme) -> None:
        self.pages.setDocument(self.document)
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.pages.setFrameShape(QFrame.Shape.NoFrame)
        self.pages.setAccessibleName(tr("Pages of the document"))
        self._found.setDocument(self.document)
        self.pages.setSearchModel(self._found)
        self.pages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._bookmarks.setDocument(self.document)
        self._outline.setModel(self._bookmarks)
        self._outline.setHeaderHidden(True)
        self._outline.setAccessibleName(tr("Contents of the document"))
        self._outline.setMinimumWidth(theme.px(160))
        self._outline.hide()
        side = QSplitter(Qt.Orientation.Horizontal)
        side.setChildrenCollapsible(False)
        side.addWidget(self._outline)
        side.addWidget(self.pages)
        side.setStretchFactor(1, 1)
        side.setSizes([220, 760])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.toolbar, self.find_bar, rule()):
            column.addWidget(part)
        column.addWidget(side, 1)

    def _connect(self) -> None:
        navigator = self.pages.pageNavigator()
        navigator.currentPageChanged.connect(self._on_page)
        self.toolbar.page_chosen.connect(self.go_to)
        self.toolbar.zoomed.connect(self.zoom)
        self.toolbar.fitted.connect(self._fit)
        self.toolbar.outline_toggled.connect(self._outline.setVisible)
        self.toolbar.search_asked.connect(self.find_bar.open_bar)
        self.find_bar.sought.connect(self._on_sought)
        self.find_bar.closed.connect(self._on_find_closed)
        self._found.countChanged.connect(self._say_found)
        self._outline.activated.connect(self._on_bookmark)
        self._outline.clicked.connect(self._on_bookmark)
        QShortcut(QKeySequence.StandardKey.Find, self, self.find_bar.open_bar)
        QShortcut(QKeySequence.StandardKey.ZoomIn, self, lambda: self.zoom(1))
        QShortcut(QKeySequence.StandardKey.ZoomOut, self, lambda: self.zoom(-1))

    def open(self, file: Path, page: int = 0, password: str = "") -> QPdfDocument.Error:
        """Open a file at a page index; the error says how it went."""
        self.document.close()
        self.document.setPassword(password)
        error = self.document.load(str(file))
        if error == QPdfDocument.Error.None_:
            self.toolbar.show_length(self.document.pageCount(), has_outline=self._bookmarks.rowCount() > 0)
            self._outline.expandToDepth(0)
            self.go_to(page)
        return error

    def close_document(self) -> None:
        """Let go of the file."""
        self._rest.stop()
        self.document.close()

    @property
    def page(self) -> int:
        """The index of the page that is seen."""
        return int(self.pages.pageNavigator().currentPage())

    @Slot(int)
    def go_to(self, page: int) -> None:
        """Show a page by its index."""
        within = max(0, min(page, self.document.pageCount() - 1))
        self.pages.pageNavigator().jump(within, QPointF(), self.pages.pageNavigator().currentZoom())
        self.toolbar.show_page(within)

    @Slot(int)
    def zoom(self, by: int) -> None:
        """Go to the next larger (1) or smaller (-1) size."""
        now = self.pages.zoomFactor() if self.pages.zoomMode() == QPdfView.ZoomMode.Custom else self._fitted()
        larger = next((z for z in ZOOMS if z > now + 0.01), ZOOMS[-1])
        smaller = next((z for z in reversed(ZOOMS) if z < now - 0.01), ZOOMS[0])
        self.pages.setZoomMode(QPdfView.ZoomMode.Custom)
        self.pages.setZoomFactor(larger if by > 0 else smaller)
        self.toolbar.show_zoom(self.pages.zoomFactor())

    def _fitted(self) -> float:
        """Return the size that a page fitted to the width has now."""
        points = self.document.pagePointSize(max(0, self.page)).width()
        pixels = points * self.pages.logicalDpiX() / 72
        return self.pages.viewport().width() / pixels if pixels else 1.0

    @Slot(bool)
    def _fit(self, whole_page: bool) -> None:
        modes = QPdfView.ZoomMode
        self.pages.setZoomMode(modes.FitInView if whole_page else modes.FitToWidth)
        self.toolbar.show_zoom(None)

    @Slot(int)
    def _on_page(self, page: int) -> None:
        self.toolbar.show_page(page)
        self._rest.start()

    @Slot()
    def _tell_moved(self) -> None:
        if self.document.pageCount():
            self.moved.emit(self.page, self.document.pageCount())

    @Slot(QModelIndex)
    def _on_bookmark(self, index: QModelIndex) -> None:
        self.go_to(int(index.data(QPdfBookmarkModel.Role.Page.value)))

    @Slot(str, bool, bool)
    def _on_sought(self, words: str, backwards: bool, typed: bool) -> None:
        if typed:
            self._found.setSearchString(words)
            self._say_found()
            return
        count = self._found.rowCount(QModelIndex())
        if not count:
            return
        now = self.pages.currentSearchResultIndex()
        following = (now + (-1 if backwards else 1)) % count
        self.pages.setCurrentSearchResultIndex(following)
        link = self._found.resultAtIndex(following)
        self.pages.pageNavigator().jump(link.page(), link.location(), self.pages.pageNavigator().currentZoom())
        self._say_found()

    @Slot()
    def _say_found(self) -> None:
        count = self._found.rowCount(QModelIndex())
        words = self._found.searchString()
        said = ntr("{n} place so far", "{n} places so far", count) if count else tr("Not found so far")
        self.find_bar.say(said if words else "")

    @Slot()
    def _on_find_closed(self) -> None:
        self._found.setSearchString("")
        self.pages.setFocus()
