"""Pictures of all pages: `python -m tests.ui.pictures [--language es] DIR [PLACE…]`, to be looked at by people."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    ForumId,
)  # the platform must be chosen before Qt is loaded
from studydesk.ui import pages
from studydesk.ui.pages import Place
from tests.ui.rig import Rig
from tests.ui.stand_in_more import furnish

MINE: dict[Place, dict[str, object]] = {
    Place.TODAY: {},
    Place.COURSES: {},
    Place.COURSE: {"course": CourseId(1)},
    Place.OUTBOX: {},
    Place.DOWNLOADS: {},
    Place.SETTINGS: {},
    Place.ABOUT: {},
    Place.WELCOME: {},
    Place.READER: {"activity": ActivityId(121)},
    Place.PLAYER: {"activity": ActivityId(102)},
    Place.FILES: {"activity": ActivityId(113)},
    Place.DISCUSSIONS: {},
    Place.FORUM: {"forum": ForumId(4)},
    Place.THREAD: {"discussion": DiscussionId(31)},
    Place.TASKS: {},
    Place.TASK: {"assignment": AssignmentId(5)},
    Place.CALENDAR: {},
    Place.GRADES: {},
    Place.SEARCH: {"text": "water"},
}
TABS = {Place.DOWNLOADS: ("", "used", "space"), Place.SETTINGS: ("", "downloads")}
SIZES = ((1280, 800), (1024, 600))
THEMES = ("light", "dark", "contrast")


def take(folder: Path, places: list[Place], language: str = "en") -> list[Path]:
    """Write a picture of each place in each theme and size; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for theme in THEMES:
        for width, height in SIZES:
            with tempfile.TemporaryDirectory() as home:
                rig = Rig(Path(home))
                furnish(rig.services.the_desk, rig.services.feed)
                rig.services.preferences.put(theme=theme, language=language)
                rig.open(width, height)
                for place in places:
                    for at in TABS.get(place, ("",)):
                        rig.go(place, **(MINE[place] | ({"at": at} if at else {})))
                        name = f"{place}-{at}" if at else str(place)
                        file = folder / f"{name}-{theme}-{width}.png"
                        rig.window.grab().save(str(file))
                        made.append(file)
                rig.close()
    return made


def main(arguments: list[str]) -> int:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", default="en")
    parser.add_argument("folder", type=Path)
    parser.add_argument("places", nargs="*", type=Place)
    asked = parser.parse_args(arguments)
    for file in take(asked.folder, asked.places or [place for place in MINE if pages.exists(place)], asked.language):
        sys.stdout.write(f"{file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
