"""`studydesk demo`: the embedded school, alone or behind the window."""

import argparse
import json
from pathlib import Path
from typing import Any

from studydesk import app, paths


def demo(arguments: argparse.Namespace, home: Path | None) -> int:
    """Run the demo; returns the exit code."""
    if arguments.campus_only:
        from studydesk.campus.demo.serve import serve  # only here is the campus wanted without the program

        where = paths.of(home)
        serve(paths.resources() / "demo", where.demo, arguments.port)
        return 0
    if arguments.tour or arguments.tour_act or arguments.tour_count:
        return _tour(arguments, home)
    return app.demo(home)


def _tour(arguments: argparse.Namespace, home: Path | None) -> int:
    """Play the tour, or one of the parts of it that run in processes of their own."""
    from studydesk.cli import tour  # subprocesses and the wire: only the tour needs them

    if arguments.tour:
        return tour.run(Path(arguments.tour), home)
    if arguments.tour_count:
        return tour.count(_order(arguments.tour_count))
    from studydesk.app import tour as windows  # Qt's window, and nothing else of the command line wants it

    return windows.act(home, _order(arguments.tour_act))


def _order(file: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Path(file).read_text("utf-8"))
    return told
