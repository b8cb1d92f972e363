"""The composition root: everything is put together here, once.

This module is light: `python -m studydesk` imports it before the window is painted. `build` brings the database.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from studydesk import paths

if TYPE_CHECKING:  # brings SQLAlchemy along, which must not stand before the first paint
    from studydesk.app.services import Options, Services


def build(where: paths.Paths, options: "Options | None" = None) -> "Services":
    """Open a profile and put everything together, without Qt. May be called in any thread.

    Raises:
        DatabaseTooNew, WorkDamaged, StorageFull.
    """
    from studydesk import log  # logging's handlers cost 10 ms; the window is painted before
    from studydesk.app import services  # SQLAlchemy costs 0.3 s; the window is painted before

    try:
        log.set_up(where.logs)
    except OSError:  # a log that cannot be written must not keep anybody from studying
        pass
    return services.build(where, options or services.Options())


def main(home: Path | None = None) -> int:
    """Show the window until it is closed; returns the exit code."""
    where = paths.of(home)
    from studydesk.ui.run import run  # Qt: the command line works where it is not installed

    return run(lambda: build(where), where)


def demo(home: Path | None = None) -> int:
    """Show the window with the embedded campus behind it; returns the exit code.

    It has a profile of its own, so that nothing of the demo mixes with a real school.
    """
    from studydesk.app.demo import Demo  # only the demo needs a campus in this process

    where = paths.of(home, "demo")
    with Demo(where) as campus:
        from studydesk.ui.run import run  # Qt: `demo --campus-only` works where it is not installed

        return run(lambda: _demo_services(where), where, demo=campus)


def _demo_services(where: paths.Paths) -> "Services":
    from studydesk.app import services  # SQLAlchemy costs 0.3 s; the window is painted before

    return build(where, services.Options(use_keyring=False))
