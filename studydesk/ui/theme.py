"""Colours, sizes and fonts as tokens (interface.md), and the style sheet and palette made from them."""

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from studydesk.settings import Settings
from studydesk.ui.marks import Marks
from studydesk.ui.sheet import sheet

# Smaller system fonts exist (12 px on a plain Debian); nobody reads a course at that size.
SMALLEST_BASE_PX = 14
RADIUS = 6


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, as #rrggbb. `soft` marks what is chosen, `hover` what the pointer is over."""

    bg: str
    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    ok: str
    warn: str
    bad: str
    soft: str
    hover: str


NAMES = tuple(field.name for field in fields(Tokens))
LIGHT = Tokens(
    bg="#F6F7F9", surface="#FFFFFF", raised="#EEF1F5", line="#C9D0DA", text="#1B2330", muted="#525E6E",
    accent="#17579E", on_accent="#FFFFFF", ok="#1B6A3C", warn="#7D4B00", bad="#9E2226", soft="#E5EEF8", hover="#EEF1F5",
)  # fmt: skip
DARK = Tokens(
    bg="#12161C", surface="#1A2028", raised="#242C37", line="#3C4756", text="#E9EDF3", muted="#A9B4C2",
    accent="#86B9F7", on_accent="#0D1B2C", ok="#83D1A0", warn="#F2BC6B", bad="#F5A0A0", soft="#22344B", hover="#242C37",
)  # fmt: skip
CONTRAST = Tokens(
    bg="#000000", surface="#000000", raised="#1A1A1A", line="#FFFFFF", text="#FFFFFF", muted="#E6E6E6",
    accent="#FFE04D", on_accent="#000000", ok="#7CFFB0", warn="#FFD27A", bad="#FFB0B0", soft="#333000", hover="#262626",
)  # fmt: skip


class Text(StrEnum):
    """The sizes of text."""

    META = "meta"
    BODY = "body"
    HEADING = "heading"
    TITLE = "title"


FACTORS = {Text.META: 0.9, Text.BODY: 1.0, Text.HEADING: 1.25, Text.TITLE: 1.6}


class Theme(QObject):
    """The look of the program: which tokens, how large the text, whether things may move.

    Signals:
        changed: colours, sizes or motion changed; what paints itself should paint again.
    """

    changed = Signal()

    def __init__(self, app: QApplication, settings: Settings | None = None) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle("Fusion")  # the one style that draws the same on all three systems and takes a whole palette
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._base_px = max(SMALLEST_BASE_PX, QFontInfo(system).pixelSize())
        self._family = _family(system)
        self._settings = settings or Settings()
        self._marks = Marks()
        self.tokens = LIGHT
        self.scale = 1.0
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._system_changed)
        self.use(self._settings)

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return self.tokens is not LIGHT

    @property
    def moves(self) -> bool:
        """Whether animations may run."""
        return not self._settings.reduce_motion

    def use(self, settings: Settings) -> None:
        """Look as the learner chose from now on."""
        self._settings = settings
        self.tokens = chosen(settings.theme)
        self.scale = min(2.0, max(0.8, settings.text_scale))
        self._app.setFont(self.font(Text.BODY))
        self._app.setPalette(palette(self.tokens))
        colours = {name: getattr(self.tokens, name) for name in NAMES}
        marks = self._marks.addresses(colours)
        self._app.setStyleSheet(sheet(colours, {text: self.size(text) for text in Text}, marks, self.px))
        self.changed.emit()

    def size(self, text: Text) -> int:
        """Return the height of a text size in pixels."""
        return round(self._base_px * FACTORS[text] * self.scale)

    def px(self, at_scale_one: float) -> int:
        """Return a length that grows with the text: for rows, icons and fields, not for spaces."""
        return round(at_scale_one * max(1.0, self.scale))

    def font(self, text: Text, *, bold: bool = False) -> QFont:
        """Return a font for painting."""
        font = QFont(self._family)
        font.setPixelSize(self.size(text))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def colour(self, token: str) -> QColor:
        """Return a token's colour by name."""
        return QColor(getattr(self.tokens, token))

    @Slot()
    def _system_changed(self) -> None:
        if self._settings.theme == "system":
            self.use(self._settings)


def chosen(name: str) -> Tokens:
    """Return the tokens for a setting; "system" follows the system's colours and its wish for contrast."""
    if name != "system":
        return {"dark": DARK, "contrast": CONTRAST}.get(name, LIGHT)
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def palette(tokens: Tokens) -> QPalette:
    """Return the palette that everything without a style of its own is drawn with."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: tokens.bg,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.raised,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.raised,
        QPalette.ColorRole.ButtonText: tokens.text,
        QPalette.ColorRole.BrightText: tokens.bad,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.LinkVisited: tokens.accent,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.PlaceholderText: tokens.muted,
        QPalette.ColorRole.Light: tokens.surface,
        QPalette.ColorRole.Midlight: tokens.raised,
        QPalette.ColorRole.Mid: tokens.line,
        QPalette.ColorRole.Dark: tokens.line,
        QPalette.ColorRole.Shadow: tokens.line,
        QPalette.ColorRole.Accent: tokens.accent,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1–21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def _family(system: QFont) -> str:
    # Without a desktop's settings Qt falls back to DejaVu, which is wide; a narrower face covering as much is calmer.
    found = QFontInfo(system).family()
    if found.startswith("DejaVu") and "Noto Sans" in QFontDatabase.families():
        return "Noto Sans"
    return found
