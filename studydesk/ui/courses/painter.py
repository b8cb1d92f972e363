"""Draws a course as a card."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from studydesk import wording
from studydesk.study.views.courses import CourseCard
from studydesk.ui.icons import Icons
from studydesk.ui.theme import Text, Theme
from studydesk.ui.widgets.badge import Sign
from studydesk.wording import ntr, tr

Index = QModelIndex | QPersistentModelIndex
CardRole = Qt.ItemDataRole.UserRole
DueRole = CardRole + 1
GAP, PAD, RADIUS = 16, 14, 8
WIDTH, PICTURE = 290, 116
LEADING = Qt.AlignmentFlag.AlignLeading.value
# Pairs of a ground and a pattern for courses without a picture; quiet in light and in dark.
GROUNDS = (("#1F5673", "#2F7295"), ("#3B5B3A", "#52784F"), ("#6B4A2B", "#8A6440"), ("#4A3F6B", "#63578A"))


class CardPainter(QStyledItemDelegate):
    """A card: picture, name, how far, what is here, what is due next."""

    def __init__(self, theme: Theme, icons: Icons, view: QListView) -> None:
        super().__init__(view)
        self._view, self._theme, self._icons = view, theme, icons
        self.width = WIDTH
        self.refresh()

    def refresh(self) -> None:
        """Take the sizes of the theme as it is now."""
        theme = self._theme
        self._body, self._strong = theme.font(Text.BODY), theme.font(Text.BODY, bold=True)
        self._meta = theme.font(Text.META)
        self._strong_metrics, self._meta_metrics = QFontMetrics(self._strong), QFontMetrics(self._meta)
        self._small = theme.px(16)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        meta = self._meta_metrics.height()
        words = meta + 2 + 2 * self._strong_metrics.lineSpacing() + 12 + 6 + 6 + meta + 8 + meta + 6 + meta
        return QSize(self.width + GAP, PICTURE + PAD + words + PAD + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: CourseCard = index.data(CardRole)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = rect.adjusted(GAP // 2, GAP // 2, -GAP // 2, -GAP // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(self._theme.colour("accent" if hovered else "line"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self._paint_picture(painter, QRect(box.left() + 1, box.top() + 1, box.width() - 2, PICTURE), card)
        inside = QRect(box.left() + PAD, box.top() + PICTURE + PAD, box.width() - 2 * PAD, 10)
        self._paint_words(painter, inside, card, index.data(DueRole))
        if self._view.hasFocus() and self._view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(-3, -3, 3, 3), RADIUS + 3, RADIUS + 3)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, card: CourseCard) -> None:
        painter.save()
        path = QPainterPath()
        path.addRoundedRect(QRectF(place).adjusted(0, 0, 0, RADIUS), RADIUS - 1, RADIUS - 1)
        painter.setClipRect(place)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        picture = _picture(card.image, place.size(), painter.device().devicePixelRatio()) if card.image else None
        if picture is not None:
            painter.drawPixmap(place, picture)
        else:
            self._paint_ground(painter, place, card)
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRect, card: CourseCard) -> None:
        ground, pattern = GROUNDS[sum(card.short_name.encode()) % len(GROUNDS)]
        painter.fillRect(place, QColor(ground))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(pattern))
        side = place.height()
        painter.drawEllipse(place.right() - side, place.top() - side // 3, int(side * 1.3), int(side * 1.3))
        painter.drawEllipse(place.left() - side // 3, place.bottom() - side // 2, side, side)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(self._theme.font(Text.TITLE, bold=True))
        words = painter.fontMetrics().elidedText(card.short_name, Qt.TextElideMode.ElideRight, place.width() - 32)
        painter.drawText(place.adjusted(16, 0, -16, 0), Qt.AlignmentFlag.AlignVCenter.value | LEADING, words)

    def _paint_words(self, painter: QPainter, at: QRect, card: CourseCard, due: str) -> None:
        meta = self._meta_metrics.height()
        line = QRect(at.left(), at.top(), at.width(), meta)
        new = ntr("{n} new discussion", "{n} discussions with new posts", card.unread) if card.unread else ""
        self._write(painter, line, self._meta, "muted", " · ".join(part for part in (card.short_name, new) if part))
        title = QRect(at.left(), line.bottom() + 3, at.width(), 2 * self._strong_metrics.lineSpacing())
        self._two_lines(painter, title, card.full_name)
        bar = QRect(at.left(), title.bottom() + 12, at.width(), 6)
        if card.share_done is not None:
            self._paint_bar(painter, bar, card.share_done)
            words = tr("{done} of {all} done").format(done=card.done, all=card.completable)
        else:
            words = tr("Nothing to tick off here")
        line = QRect(at.left(), bar.bottom() + 6, at.width(), meta)
        self._write(painter, line, self._meta, "muted", words)
        sign, words = disk_words(card)
        line.moveTop(line.bottom() + 8)
        self._signed(painter, line, sign, words)
        if due:
            line.moveTop(line.bottom() + 6)
            self._signed(painter, line, Sign("calendar", "muted"), due)

    def _signed(self, painter: QPainter, line: QRect, sign: Sign, words: str) -> None:
        turn = self._view.layoutDirection()
        side = self._small
        icon = QStyle.visualRect(turn, line, QRect(line.left(), line.center().y() - side // 2, side, side))
        painter.drawPixmap(icon, self._icons.pixmap(sign.icon, sign.tone, 16))
        rest = QStyle.visualRect(turn, line, line.adjusted(side + 6, 0, 0, 0))
        self._write(painter, rest, self._meta, "muted", words)

    def _paint_bar(self, painter: QPainter, bar: QRect, share: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(bar, 3, 3)
        done = QStyle.visualRect(
            self._view.layoutDirection(), bar, QRect(bar.left(), bar.top(), round(bar.width() * share), bar.height())
        )
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(done, 3, 3)

    def _two_lines(self, painter: QPainter, place: QRect, text: str) -> None:
        metrics = self._strong_metrics
        painter.setFont(self._strong)
        painter.setPen(self._theme.colour("text"))
        # The second line carries all that is left, shortened.
        first = text
        while metrics.horizontalAdvance(first) > place.width() and " " in first:
            first = first.rsplit(" ", 1)[0]
        rest = metrics.elidedText(text[len(first) :].strip(), Qt.TextElideMode.ElideRight, place.width())
        line = QRect(place.left(), place.top(), place.width(), metrics.lineSpacing())
        first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(line, LEADING, first)
        painter.drawText(line.translated(0, metrics.lineSpacing()), LEADING, rest)

    def _write(self, painter: QPainter, place: QRect, font: QFont, token: str, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, LEADING | Qt.AlignmentFlag.AlignVCenter.value, shown)


def disk_words(card: CourseCard) -> tuple[Sign, str]:
    """Return how much of a course is here, as an icon and words."""
    here, total = wording.size(card.present_bytes), wording.size(card.total_bytes)
    if card.present_bytes >= card.total_bytes and card.has_text:
        return Sign("on-disk", "ok"), tr("All of it is on this computer")
    if card.has_text and card.present_bytes:
        return Sign("on-disk", "ok"), tr("Text is here · {here} of {total}").format(here=here, total=total)
    if card.present_bytes:
        return Sign("on-disk", "muted"), tr("{here} of {total} here").format(here=here, total=total)
    if not card.total_bytes:
        return Sign("not-here", "muted"), tr("Not on this computer yet")
    return Sign("not-here", "muted"), tr("Not downloaded · {size}").format(size=total)


def _picture(file: Path, size: QSize, ratio: float) -> QPixmap | None:
    key = f"course:{file}:{size.width()}x{size.height()}@{ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    loaded = QPixmap(str(file))
    if loaded.isNull():
        return None
    wanted = size * ratio
    mode, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    scaled = loaded.scaled(wanted, mode, smooth)
    left, top = (scaled.width() - wanted.width()) // 2, (scaled.height() - wanted.height()) // 2
    cut = scaled.copy(left, top, wanted.width(), wanted.height())
    cut.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, cut)
    return cut
