"""A text browser that opens nothing by itself: every resource comes from a function, every link is only told.

QTextDocument opens files on its own when `loadResource` answers nothing (measured: absolute, relative, file:// and UNC
addresses), so every question gets an answer here, a placeholder picture if need be.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMargins, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QImage, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from studydesk.ui.reader import pictures
from studydesk.ui.reader.dressing import ZOOM, dress, in_boxes, pad
from studydesk.ui.reader.style import Look

Resource = Callable[[str], bytes | None]
MOVED_AFTER_MS = 400
SIDE = 24  # pixels beside a text, at least


def _nothing(_address: str) -> bytes | None:
    return None


class StudyBrowser(QTextBrowser):
    """Shows one cleaned text at a comfortable width.

    Signals:
        followed: a link was chosen (its address as in the text).
        picture_chosen: a picture was chosen, to be seen large (QImage).
        moved: the learner scrolled and rested (share of the text scrolled past, 0.0–1.0).
    """

    followed = Signal(str)
    picture_chosen = Signal(QImage)
    moved = Signal(float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._resource: Resource = _nothing
        self._pictures: dict[str, QImage] = {}
        self._absent: set[str] = set()
        self._html = ""
        self._most_width = 0
        self._share = 0.0
        self._is_placing = False
        self.setProperty("look", "reading")
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.anchorClicked.connect(self._on_anchor)
        self._rest = QTimer(self, singleShot=True, interval=MOVED_AFTER_MS)
        self._rest.timeout.connect(self._tell_moved)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_resource(self, resource: Resource) -> None:
        """Answer the text's pictures from this function from now on."""
        self._resource = resource

    def set_most_width(self, pixels: int) -> None:
        """Keep lines no wider than this, centred; 0 = as wide as the widget."""
        self._most_width = pixels
        self._fit()

    def set_look(self, look: Look) -> None:
        """Draw in other colours and sizes; the reading position stays."""
        share = self._share
        self._look = look
        self.show_html(self._html)
        self.go_to_share(share)

    def show_html(self, html: str) -> None:
        """Show a cleaned text from its top."""
        self._html = html
        self._pictures.clear()
        self._absent.clear()
        self._is_placing = True
        document = self.document()
        document.clear()  # also forgets the pictures of the text before
        document.setDefaultFont(self._look.font)
        document.setDefaultStyleSheet(self._look.css)
        document.setDocumentMargin(0)
        self.setHtml(in_boxes(html))
        if self._most_width:
            pad(document, self._look.gap * 2)
        dress(document, self._look, self._size_of)
        self._is_placing = False
        self._fit()
        self.go_to_share(0.0)

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Return a picture from the library, or a placeholder; never nothing, and never anything else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return pictures.placeholder(self._look.line, self._look.muted)
        return self._shown(url if isinstance(url, str) else url.toString())

    def picture(self, address: str) -> QImage:
        """Return the picture in its own size, or the placeholder."""
        if address not in self._pictures:
            raw = self._resource(address)
            image = pictures.decode(raw, self._look.ink, self._look.picture_scale) if raw else QImage()
            if image.isNull():
                image = pictures.placeholder(self._look.line, self._look.muted)
                self._absent.add(address)
            elif self._look.is_formula(address):
                image = pictures.inked(image, self._look.ink)
            elif self._look.is_dark:
                image = pictures.on_paper(image, QColor("#FFFFFF"))
            self._pictures[address] = image
        return self._pictures[address]

    def _shown(self, address: str) -> QImage:
        """Return the picture in the pixels it is drawn in: Qt scales without smoothing."""
        image = self.picture(address)
        wanted, ratio = self._size_of(address, QSize()), self.devicePixelRatioF()
        if wanted == image.size() and ratio == 1.0:
            return image
        scaled = image.scaled(
            wanted * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        return scaled

    def _size_of(self, address: str, asked: QSize) -> QSize:
        """Return the size a picture is drawn at: as the text asks, but no wider than a line."""
        own, room = self.picture(address).size(), self.text_width()
        size = own if asked.isEmpty() or address in self._absent else asked
        return size if size.width() <= room else QSize(room, max(1, size.height() * room // size.width()))

    def text_width(self) -> int:
        """Return how wide a line is, in pixels."""
        return max(120, self.viewport().width())

    # ---- where the learner is ----

    def share(self) -> float:
        """Return how much of the text was scrolled past, 0.0–1.0; 1.0 where all of it fits."""
        most = self.verticalScrollBar().maximum()
        return self.verticalScrollBar().value() / most if most else 1.0

    def go_to_share(self, share: float) -> None:
        """Scroll so that `share` of the text was scrolled past."""
        self._share = min(1.0, max(0.0, share))
        self.document().size()  # finishes the layout, so that the bar's range is the whole text
        self._is_placing = True
        self.verticalScrollBar().setValue(round(self._share * self.verticalScrollBar().maximum()))
        self._is_placing = False

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._is_placing:
            self._share = self.share()
            self._rest.start()

    @Slot()
    def _tell_moved(self) -> None:
        self.moved.emit(self.share())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the width of lines, the size of pictures and the reading position."""
        self._is_placing = True
        super().resizeEvent(event)
        self._is_placing = False
        self._fit()
        self.go_to_share(self._share)

    def _fit(self) -> None:
        """Centre the text and fit its pictures to the width of a line."""
        if self._is_placing:
            return
        side = max(SIDE, (self.width() - self._most_width) // 2) if self._most_width else 0
        margins = QMargins(side, 0, side, 0)
        if self.viewportMargins() != margins:
            self._is_placing = True
            self.setViewportMargins(margins)
            self._is_placing = False
        if self._pictures:
            dress(self.document(), self._look, self._size_of)
            for address in self._pictures:
                kind = QTextDocument.ResourceType.ImageResource.value
                self.document().addResource(kind, QUrl(address), self._shown(address))

    # ---- finding and following ----

    def find_words(self, words: str, *, backwards: bool = False, from_start: bool = False) -> bool:
        """Mark the next place of `words`, beginning again at the other end; False when there is none."""
        flags = QTextDocument.FindFlag.FindBackward if backwards else QTextDocument.FindFlag(0)
        start = self.textCursor()
        if from_start:
            start.setPosition(start.selectionStart())
            self.setTextCursor(start)
        if not words or self.find(words, flags):
            return bool(words)
        self.moveCursor(QTextCursor.MoveOperation.End if backwards else QTextCursor.MoveOperation.Start)
        if self.find(words, flags):
            return True
        self.setTextCursor(start)
        return False

    @Slot(QUrl)
    def _on_anchor(self, url: QUrl) -> None:
        address = url.toString()
        if address.startswith(ZOOM):
            self.picture_chosen.emit(self.picture(address.removeprefix(ZOOM)))
        else:
            self.followed.emit(address)
