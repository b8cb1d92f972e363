"""A child process that moves the courses of a home, until it is killed. `python -m tests.store.movers HOME DRIVE`."""

import sys
from contextlib import nullcontext
from pathlib import Path

from studydesk import paths
from studydesk.domain.outside import Cancel
from studydesk.store import moving
from studydesk.store.blobs import Blobs
from studydesk.store.place import Place


def main(home: Path, drive: Path) -> None:
    """Move, and say when it begins."""
    made = paths.of(home)
    blobs = Blobs(Place(made), made.uses)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    moving.move(blobs, drive, nullcontext, Cancel(), lambda *_: None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
