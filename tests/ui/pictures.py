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
from studydesk.domain.link import Link, LinkState
from studydesk.ui import pages
from studydesk.ui.pages import Place
from studydesk.ui.tour import camera
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.wording import tr
from tests.ui import stand_in_content as content
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
CONFLICT, REFUSED = "c".ljust(26, "a"), "r".ljust(26, "a")
TABS = {
    Place.OUTBOX: ("", CONFLICT, REFUSED, "history"),
    Place.DOWNLOADS: ("", "used", "space"),
    Place.SETTINGS: ("", "downloads"),
}
SIZES = ((1280, 800), (1024, 600))
THEMES = ("light", "dark", "contrast")


def restored(rig: Rig) -> None:
    """Let the school have gone back to an older copy of its data, and this computer's clock be wrong."""
    rig.services.the_desk.outbox.all |= {one.id: one for one in content.missing()}
    rig.services.link.current = Link(LinkState.ONLINE, server_offset_s=-720.0)
    rig.window._count_waiting()
    rig.window._say_link()
    rig.go(Place.OUTBOX)


def several(rig: Rig) -> None:
    """Let an answer be at the school more than once, perhaps."""
    one = content.several()
    rig.services.the_desk.outbox.all[one.id] = one
    rig.go(Place.OUTBOX, at=one.id)


def editing(rig: Rig) -> None:
    """Edit mine with the school's at hand."""
    rig.go(Place.OUTBOX, at=CONFLICT)
    rig.find(Button, tr("Edit mine")).click()


def closing(rig: Rig) -> None:
    """Close the window while something waits."""
    rig.go(Place.TODAY)
    rig.window.close()


def removing(rig: Rig) -> None:
    """Remove the account while something waits."""
    rig.go(Place.SETTINGS)
    rig.find(Button, tr("Remove from this computer")).click()


SCENES = {"restored": restored, "several": several, "editing": editing, "closing": closing, "removing": removing}


def scene(name: str, rig: Rig, file: Path) -> None:
    """Write a picture of a scene, with the dialogs that lie over the window."""
    real = Dialog.exec

    def shown(dialog: Dialog) -> int:
        dialog.open()  # as it stands there while it waits for an answer
        dialog.move(rig.window.geometry().center() - dialog.rect().center())
        rig.settle()
        camera.take(rig.window, file)
        dialog.close()
        return 0

    Dialog.exec = shown  # type: ignore[method-assign, assignment]  # a modal loop would wait for a person
    try:
        SCENES[name](rig)
        rig.settle()
        if name not in ("closing", "removing"):
            camera.take(rig.window, file)
    finally:
        Dialog.exec = real  # type: ignore[method-assign]  # as above


def take(folder: Path, places: list[Place], language: str = "en") -> list[Path]:
    """Write a picture of each place and, with the outbox, of each scene in each theme and size; returns the files."""
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
                        name = f"{place}-{at.rstrip('a')}" if at else str(place)
                        file = folder / f"{name}-{theme}-{width}.png"
                        rig.window.grab().save(str(file))
                        made.append(file)
                for name in SCENES if Place.OUTBOX in places else ():
                    file = folder / f"scene-{name}-{theme}-{width}.png"
                    scene(name, rig, file)
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
