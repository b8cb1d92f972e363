"""PySide6 does not read the sources of what is imported after it: 20 MB and a third of the start."""

import subprocess
import sys

from studydesk.ui import lean

_COUNT = (
    "{first}\nimport PySide6.QtWidgets, linecache, sqlalchemy\n"
    "print(sum(len(kept[2]) for kept in linecache.cache.values() if len(kept) == 4 and kept[1] is not None))"
)


def _lines_kept(first: str) -> int:
    code = [sys.executable, "-c", _COUNT.format(first=first)]
    return int(subprocess.run(code, capture_output=True, text=True, check=True).stdout)


def test_this_pyside_is_kept_from_reading_sources() -> None:
    assert lean.APPLIED


def test_the_line_cache_stays_small_and_would_not_without_it() -> None:
    assert _lines_kept("import studydesk.ui.lean") < 5_000
    assert _lines_kept("import PySide6.QtCore") > 50_000
