"""Makes the demo course in resources/demo: pictures, lectures, PDFs, tables, and campus.json.

    .venv/bin/python packaging/demo_media/make.py [pictures] [tables] [documents] [lectures] [logo] [campus]

Without a word it makes everything (two to three minutes); with words, only those parts. The results are committed,
so this
runs only when the course changes. It needs PySide6 (the project's environment) and, from the system,
`apt-get install ffmpeg espeak-ng fonts-noto-core fonts-dejavu-core`.

Written by hand, not made here: the pages (resources/demo/files/pages/*.html, book/*.html, writing/*.html) and the icons
(resources/icons/*.svg). Everything is our own work: texts, drawings and sounds come out of these scripts; the
narrator is
espeak-ng's synthetic voice. The order of the course stands in course_*.py and forum_water.py, the lectures' words in
lectures.py, their drawings in scenes_*.py, the stills in pictures_*.py and the PDFs in documents.py.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import course_water
import course_writing
from documents import make_documents
from lectures import make_lectures
from logo import make_logo
from people import PEOPLE
from pictures import make_pictures
from PySide6.QtGui import QGuiApplication
from tables import make_tables

_RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_DEMO = _RESOURCES / "demo"


def write_campus(files: Path) -> None:
    campus = {
        "site": {"name": "Baobab Open School", "language": "en"},
        "people": PEOPLE,
        "courses": [course_water.course(), course_writing.course()],
        "events": course_water.EVENTS,
    }
    text = json.dumps(campus, ensure_ascii=False, indent=1)
    (files.parent / "campus.json").write_text(text + "\n", encoding="utf-8")


_PARTS: dict[str, Callable[[Path], None]] = {
    "pictures": make_pictures,
    "tables": make_tables,
    "documents": make_documents,
    "lectures": make_lectures,
    "logo": lambda _files: make_logo(_RESOURCES / "icons"),
    "campus": write_campus,
}


def main(words: list[str]) -> None:
    app = QGuiApplication([])
    for name in words or list(_PARTS):
        print(f"{name} …", flush=True)
        _PARTS[name](_DEMO / "files")
    app.quit()


if __name__ == "__main__":
    main(sys.argv[1:])
