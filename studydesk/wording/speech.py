"""The one translation system of window and command line: `tr` and `ntr` (gettext)."""

import gettext
from pathlib import Path

_current: gettext.NullTranslations = gettext.NullTranslations()  # chosen once at start by `use`


def use(language: str, folder: Path) -> None:
    """Speak `language` ("en", "es") from now on; unknown languages fall back to English."""
    global _current
    _current = gettext.translation("studydesk", folder, [language], fallback=True)


def tr(text: str) -> str:
    """Return the sentence in the learner's language."""
    return _current.gettext(text) if text else ""


def ntr(one: str, many: str, count: int) -> str:
    """Return the sentence for a number of things in the learner's language; `{n}` stands for the number."""
    return _current.ngettext(one, many, count).replace("{n}", str(count))
