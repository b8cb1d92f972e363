"""How texts look: the theme's tokens as the style sheet of a QTextDocument."""

from dataclasses import dataclass
from string import Template

from PySide6.QtGui import QColor, QFont

from studydesk.ui.theme import Text, Theme

# What QTextDocument understands of CSS is little: no border on paragraphs, no selectors by descent.
_CSS = Template("""
body, p, li, td, th, dd, dt { color: $text; }
h1 { font-size: ${title}px; font-weight: 600; margin-top: 0; margin-bottom: ${gap}px; color: $text; }
h2 { font-size: ${large}px; font-weight: 600; margin-top: ${gap2}px; margin-bottom: ${gap}px; color: $text; }
h3 { font-size: ${heading}px; font-weight: 600; margin-top: ${gap2}px; margin-bottom: ${gap}px; color: $text; }
h4, h5, h6 { font-size: ${body}px; font-weight: 600; margin-top: ${gap}px; margin-bottom: 4px; color: $text; }
p { margin-top: 0; margin-bottom: ${gap}px; }
ul, ol { margin-top: 0; margin-bottom: ${gap}px; }
li { margin-bottom: 4px; }
dt { font-weight: 600; }
a { color: $accent; text-decoration: underline; }
pre { font-family: monospace; font-size: ${code}px; margin-top: 0; margin-bottom: 0; }
code, tt, kbd { font-family: monospace; font-size: ${code}px; background-color: $raised; }
blockquote { color: $muted; margin-left: ${gap2}px; margin-right: ${gap2}px; }
small, figtable.code { border: none; } td.code { border: none; padding: 10px; background-color: $raised; }
caption { font-size: ${meta}px; color: $muted; }
table { border-collapse: collapse; border-color: $line; margin-top: 4px; margin-bottom: ${gap2}px; }
th { border: 1px solid $line; padding: 6px 10px; background-color: $raised; font-weight: 600; text-align: left; }
td { border: 1px solid $line; padding: 6px 10px; }
table.code { border: none; } td.code { border: none; padding: 10px; background-color: $raised; }
caption { color: $muted; }
""")


@dataclass(frozen=True, slots=True)
class Look:
    """What a text is drawn with.

    Attributes:
        gap: space around and between, pixels.
        picture_scale: drawings (formulas) grow with the text by this.
        is_dark: see-through pictures are then laid on white paper.
    """

    css: str
    font: QFont
    ink: QColor
    muted: QColor
    line: QColor
    is_dark: bool
    gap: int
    picture_scale: float

    @staticmethod
    def is_formula(address: str) -> bool:
        """Return whether a picture is a piece of a sentence, drawn in its colour and not to be seen large."""
        return address.startswith("sd:tex/")


def look_of(theme: Theme, *, compact: bool = False) -> Look:
    """Return the look of texts under `theme`; `compact` for posts, which stand closer than pages."""
    tokens, body = theme.tokens, theme.size(Text.BODY)
    reading = body if compact else round(body * 1.08)
    gap = max(6, reading // 2) if compact else reading * 3 // 4
    font = theme.font(Text.BODY)
    font.setPixelSize(reading)
    css = _CSS.substitute(
        text=tokens.text, muted=tokens.muted, accent=tokens.accent, raised=tokens.raised, line=tokens.line,
        title=theme.size(Text.TITLE), large=theme.size(Text.HEADING) + reading // 8, heading=theme.size(Text.HEADING),
        body=reading, meta=theme.size(Text.META), code=round(reading * 0.94), gap=gap, gap2=gap * 3 // 2,
    )  # fmt: skip
    ink, muted, line = (theme.colour(name) for name in ("text", "muted", "line"))
    return Look(css, font, ink, muted, line, theme.is_dark, gap, reading / 14)
