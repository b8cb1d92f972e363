"""The words of a post: a browser as high as its text, which leaves scrolling to the thread."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from studydesk.ui.reader.browser import StudyBrowser
from studydesk.ui.reader.dressing import close_up
from studydesk.ui.reader.style import Look


class PostBody(StudyBrowser):
    """Shows a post's cleaned HTML in full."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_post(self, html: str) -> None:
        """Show a post; Tab stops here only where there is something to follow."""
        self.show_html(html)
        close_up(self.document())
        has_links = "<a " in html or "<img" in html
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        document = self.document()
        before = document.textWidth()
        if before == width:
            return int(document.size().height()) + 1
        # Told of a new size, QTextEdit lays its text out for the old width again at once, and the answer is of that.
        layout = document.documentLayout()
        layout.blockSignals(True)
        document.setTextWidth(width)
        height = int(document.size().height()) + 1
        document.setTextWidth(before)
        layout.blockSignals(False)
        return height

    def sizeHint(self) -> QSize:
        return QSize(300, self.heightForWidth(max(120, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
