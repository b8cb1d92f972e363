"""The `studydesk` command: the same services as the window, for terminals, scripts and schools, without Qt."""

import sys
from collections.abc import Sequence
from pathlib import Path


def entry(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (see `exits`); without a command the window opens."""
    typed = sys.argv[1:] if arguments is None else arguments
    if not typed:
        return _window(None)
    from studydesk.cli.parser import parse  # 20 ms that a double click on the icon need not wait for

    chosen = parse(typed)
    home = Path(chosen.home) if chosen.home else None
    if chosen.command is None:
        return _window(home)
    from studydesk.cli.run import run  # the database and the network; the window is painted before them

    return run(chosen, home)


def _window(home: Path | None) -> int:
    from studydesk import app  # only the window needs it here

    return app.main(home)
