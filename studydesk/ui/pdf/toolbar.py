"""The bar over a PDF: page number, size, contents, search."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studydesk.ui.icons import Icons
from studydesk.ui.widgets.buttons import Button, IconButton
from studydesk.ui.widgets.ends import Ends
from studydesk.ui.widgets.text import label
from studydesk.wording import percent, tr


class PdfToolbar(QWidget):
    """Tells what the learner wants of the document.

    Signals:
        page_chosen: a page index.
        zoomed: 1 larger, -1 smaller.
        fitted: True to see whole pages, False for their width.
        outline_toggled: whether the contents shall be seen.
        search_asked: find words.
    """

    page_chosen = Signal(int)
    zoomed = Signal(int)
    fitted = Signal(bool)
    outline_toggled = Signal(bool)
    search_asked = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._outline = IconButton(icons, "menu", tr("Contents of the document"))
        self._outline.setCheckable(True)
        self._outline.toggled.connect(self.outline_toggled)
        self._pages = 1
        self._shown = 0
        self._page = QLineEdit(alignment=Qt.AlignmentFlag.AlignCenter)
        self._page.setAccessibleName(tr("Page"))
        self._page.setFixedWidth(self._page.fontMetrics().horizontalAdvance("0000") + 24)
        self._page.returnPressed.connect(self._entered)
        self._of = label("", "meta", wrap=False)
        self._size = label("", "meta", wrap=False)
        self._before = IconButton(icons, "chevron-up", tr("Page before"), lambda: self._step(-1))
        self._after = IconButton(icons, "chevron-down", tr("Next page"), lambda: self._step(1))
        smaller = IconButton(icons, "minus", tr("Smaller"), lambda: self.zoomed.emit(-1))
        larger = IconButton(icons, "plus", tr("Larger"), lambda: self.zoomed.emit(1))
        width = Button(tr("Fit width"), lambda: self.fitted.emit(False), "quiet")
        whole = Button(tr("Whole page"), lambda: self.fitted.emit(True), "quiet")
        search = IconButton(icons, "search", tr("Find in this document"), self.search_asked.emit)
        row = Ends(spacing=4)
        framed = QVBoxLayout(self)
        framed.setContentsMargins(16, 6, 16, 6)
        framed.addLayout(row)
        for part in (self._outline, self._before, self._page, self._of, self._after):
            row.addWidget(part)
        row.push()
        for end in (smaller, self._size, larger, width, whole):
            row.addWidget(end)
        row.addWidget(search)

    def show_length(self, pages: int, *, has_outline: bool) -> None:
        """Show how many pages there are."""
        self._pages = max(1, pages)
        self._page.setValidator(QIntValidator(1, self._pages, self._page))
        self._of.setText(tr("of {n}").format(n=pages))
        self._outline.setVisible(has_outline)
        self._outline.setChecked(False)

    def show_page(self, page: int) -> None:
        """Show which page is seen, by its index."""
        self._shown = page
        self._page.setText(str(page + 1))
        self._before.setEnabled(page > 0)
        self._after.setEnabled(page + 1 < self._pages)

    def show_zoom(self, factor: float | None) -> None:
        """Show the size, None when it follows the window."""
        self._size.setText(percent_of(factor) if factor else "")

    def _step(self, by: int) -> None:
        self.page_chosen.emit(self._shown + by)

    def _entered(self) -> None:
        self.page_chosen.emit(int(self._page.text()) - 1)


def percent_of(factor: float) -> str:
    """Return a size as "125 %"."""
    return percent(1.0).replace("100", str(round(factor * 100)))
