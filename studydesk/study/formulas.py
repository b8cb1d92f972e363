"""Formulas: TeX in a text drawn as pictures (SVG), with the TeX as their words."""

import base64
import re
from collections import OrderedDict
from html import escape, unescape

COLOUR = "#1b2330"  # what formulas are drawn in; a dark screen replaces this in the SVG
SIZE_PX = 17.0
_LONGEST = 4000  # characters of one formula
_KEPT = 500  # drawings

_TAG = re.compile(r'(<(?:[^">]|"[^"]*")*>)')
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
_SILENT = re.compile(r"^<(/?)(code|pre|kbd|samp|tt)\b", re.IGNORECASE)


class Formulas:
    """Draws TeX and keeps the latest drawings."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, bytes | None] = OrderedDict()

    def svg(self, tex: str, display: bool) -> bytes | None:
        """Return the drawing, None when this is no TeX that can be drawn."""
        key = f"{'D' if display else 'I'}{tex}"
        if key not in self._drawn:
            self._drawn[key] = _svg(tex, display)
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]


def draw(safe: str, maths: Formulas) -> str:
    r"""Return cleaned HTML with `\( … \)`, `\[ … \]` and `$$ … $$` as pictures; code stays as it is."""
    if "\\(" not in safe and "\\[" not in safe and "$$" not in safe:
        return safe
    parts, silent = _TAG.split(safe), 0
    for index, part in enumerate(parts):
        if part.startswith("<"):
            mark = _SILENT.match(part)
            silent = max(0, silent + (0 if not mark else -1 if mark.group(1) else 1))
        elif not silent:
            parts[index] = _TEX.sub(lambda match: _picture(match, maths), part)
    return "".join(parts)


def _picture(match: re.Match[str], maths: Formulas) -> str:
    tex = unescape(next(group for group in match.groups() if group is not None)).strip()
    display = match.group(1) is None
    if maths.svg(tex, display) is None:
        return f"<code>{escape(unescape(match.group()))}</code>"
    words = escape(tex, quote=True)
    image = f'<img src="{address(tex, display)}" alt="{words}" title="{words}" align="middle">'
    return f'<div align="center">{image}</div>' if display else image


def address(tex: str, display: bool) -> str:
    """Return the `sd:` address of a formula."""
    coded = base64.urlsafe_b64encode(tex.encode()).decode().rstrip("=")
    return f"sd:tex/{'d' if display else 'i'}/{coded}"


def tex_of(sd_address: str) -> tuple[str, bool] | None:
    """Return (TeX, display) of an `sd:tex/` address, None when it is none."""
    match = re.fullmatch(r"sd:tex/([di])/([A-Za-z0-9_-]*)", sd_address)
    if not match:
        return None
    coded = match.group(2)
    try:
        return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode(), match.group(1) == "d"
    except ValueError:
        return None


def _svg(tex: str, display: bool) -> bytes | None:
    if not tex or len(tex) > _LONGEST:
        return None
    import latex2mathml.exceptions  # with ziamath 0.4 s, only for texts with formulas
    from ziamath.config import config  # as above
    from ziamath.zmath import Latex  # as above

    config.svg2 = False  # QtSvg draws no symbol/use
    # A parser of hand-written TeX fails in as many ways as people write it; none of them may cost the page.
    known = vars(latex2mathml.exceptions).values()
    faults: tuple[type[Exception], ...] = (
        *(kind for kind in known if isinstance(kind, type) and issubclass(kind, Exception)),
        *(ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError),
    )
    try:
        drawn = Latex(tex, size=SIZE_PX, inline=not display, color=COLOUR)
        return str(drawn.svg()).encode()
    except faults:
        return None
