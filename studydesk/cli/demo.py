"""`studydesk demo`: the embedded school, alone or behind the window."""

import argparse
from pathlib import Path

from studydesk import app, paths


def demo(arguments: argparse.Namespace, home: Path | None) -> int:
    """Run the demo; returns the exit code."""
    if arguments.campus_only:
        from studydesk.campus.demo.serve import serve  # only here is the campus wanted without the program

        where = paths.of(home)
        serve(paths.resources() / "demo", where.demo, arguments.port)
        return 0
    return app.demo(home, Path(arguments.tour) if arguments.tour else None)
