"""Keeps PySide6 from reading the source text of every module that is imported after it. Import this before the rest.

PySide6 looks into each imported module's source for the word "PySide6", to know which may have asked for its optional
spellings (`from __feature__ import …`, shibokensupport/feature.py), and the standard library's line cache then keeps
the text of all of them: 240,000 lines, 20 MB and a third of the start-up time of this program (measured with 6.11.3).
Nothing here uses those spellings, so the question can be answered without reading: the answer "yes" means that a
module has the ordinary ones.
"""

import sys
from types import ModuleType
from typing import Any

import PySide6.QtCore  # noqa: F401  # brings the module that is patched below


def _has_ordinary_spelling(_module: ModuleType) -> bool:
    return True


def _apply() -> bool:
    """Answer for PySide6; returns False where a later version of it no longer asks."""
    feature: Any = sys.modules.get("shibokensupport.feature")  # PySide6 ships no types for it
    if feature is None or not hasattr(feature, "_mod_uses_pyside"):
        return False
    feature._mod_uses_pyside = _has_ordinary_spelling
    return True


APPLIED = _apply()
