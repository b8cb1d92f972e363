"""Finishing touches on a text that CSS cannot make in Qt: air between lines, pictures that fit and can be chosen."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize
from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
)

from studydesk.ui.reader.style import Look

ZOOM = "sd-zoom:"  # what a picture leads to when to nothing else; never in the text itself
LINE_HEIGHT = 140.0  # per cent
_ASKED = QTextFormat.Property.UserProperty.value + 1  # the size the text asked for
SizeOf = Callable[[str, QSize], QSize]


def in_boxes(html: str) -> str:
    """Return the text with each <pre> in a box: paragraphs have no padding in Qt, cells do."""
    box = '<table class="code" width="100%"><tr><td class="code"><pre'
    return html.replace("<pre", box).replace("</pre>", "</pre></td></tr></table>")


def pad(document: QTextDocument, pixels: int) -> None:
    """Keep the first and last line off the edge of the page."""
    form = document.rootFrame().frameFormat()
    form.setTopMargin(pixels)
    form.setBottomMargin(pixels)
    document.rootFrame().setFrameFormat(form)


def dress(document: QTextDocument, look: Look, size_of: SizeOf) -> None:
    """Space the paragraphs and size the pictures; may be called again when the width of lines has changed.

    `size_of(address, asked)` tells how large a picture is drawn; `asked` is an invalid size when the text does not say.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        found = list(_pictures(block))
        for position, picture in found:
            _dress_picture(cursor, position, picture, look, size_of)
        if all(look.is_formula(picture.name()) for _at, picture in found):
            _space(cursor, block)  # around a tall picture, proportional lines would leave holes
        block = block.next()
    cursor.endEditBlock()


def _pictures(block: QTextBlock) -> Iterator[tuple[int, QTextImageFormat]]:
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        if fragment.charFormat().isImageFormat():
            yield fragment.position(), QTextImageFormat(fragment.charFormat().toImageFormat())
        iterator += 1


def close_up(document: QTextDocument) -> None:
    """Leave no space below the last paragraph."""
    cursor = QTextCursor(document.lastBlock())
    tight = QTextBlockFormat()
    tight.setBottomMargin(0)
    cursor.mergeBlockFormat(tight)


def _space(cursor: QTextCursor, block: QTextBlock) -> None:
    form = block.blockFormat()
    if form.nonBreakableLines() or form.lineHeight() == LINE_HEIGHT:  # <pre>, or done before
        return
    cursor.setPosition(block.position())
    if cursor.currentTable() is not None:
        return  # cells have their own padding
    airy = QTextBlockFormat()
    airy.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(airy)


def _dress_picture(cursor: QTextCursor, position: int, picture: QTextImageFormat, look: Look, size_of: SizeOf) -> None:
    if not picture.hasProperty(_ASKED):
        picture.setProperty(_ASKED, QSize(round(picture.width()), round(picture.height())))
    asked = picture.property(_ASKED)
    size = size_of(picture.name(), _whole(asked, size_of(picture.name(), QSize())))
    picture.setWidth(size.width())
    picture.setHeight(size.height())
    if look.is_formula(picture.name()):
        picture.setVerticalAlignment(QTextImageFormat.VerticalAlignment.AlignMiddle)
    elif not picture.isAnchor():
        picture.setAnchor(True)  # Tab goes from link to link: so pictures are reached by keyboard too
        picture.setAnchorHref(ZOOM + picture.name())
    cursor.setPosition(position)
    cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
    cursor.setCharFormat(picture)


def _whole(asked: QSize, natural: QSize) -> QSize:
    """Return the asked size with a missing side filled in; invalid when nothing was asked."""
    width, height = asked.width(), asked.height()
    if width <= 0 and height <= 0:
        return QSize()
    if width <= 0:
        return QSize(max(1, height * natural.width() // max(1, natural.height())), height)
    if height <= 0:
        return QSize(width, max(1, width * natural.height() // max(1, natural.width())))
    return asked
