"""Running one command: open the profile, do it, say what came of it."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from studydesk import paths
from studydesk.cli import (
    accounts,
    answer,
    demo,
    doctor,
    downloads,
    exits,
    leaving,
    outbox,
    reading,
    rescuing,
    session,
    settings,
    storage,
    syncing,
    writing,
)
from studydesk.cli.session import Command, Session
from studydesk.errors import StudyDeskError
from studydesk.wording import tr

_COMMANDS: dict[str, Command] = {
    "campus": accounts.campus,
    "courses": reading.courses,
    "course": reading.course,
    "read": reading.read,
    "search": reading.search,
    "tasks": reading.tasks,
    "agenda": reading.agenda,
    "grades": reading.grades,
    "discussions": reading.discussions,
    "posts": reading.posts,
    "download": downloads.download,
    "downloads": downloads.downloads,
    "usage": downloads.usage,
    "settings": settings.settings,
    "storage": storage.storage,
    "verify": storage.verify,
    "free": storage.free,
    "keep": storage.keep,
    "refresh": syncing.refresh,
    "sync": syncing.sync,
    "status": syncing.status,
    "post": writing.post,
    "discuss": writing.discuss,
    "submit": writing.submit,
    "done": writing.done,
    "outbox": outbox.outbox,
    "doctor": doctor.doctor,
}
# These ask the school for news only when they say so; they carry the outbox, or bring what was named, and no more.
_QUIET = frozenset({"post", "discuss", "submit", "done", "outbox", "status", "doctor", "downloads", "usage"}) | {
    *("storage", "verify", "free", "keep", "course", "download", "settings")
}


def _bring_back(arguments: argparse.Namespace, of: paths.Paths) -> answer.Answer:
    """Bring the learner's own work back: no profile can be opened for that."""
    session.speak("system")
    if arguments.rescue:
        return rescuing.rescue(of, arguments.backup)
    return rescuing.recover(of, arguments.recover)


def run(arguments: argparse.Namespace, home: Path | None) -> int:
    """Run a command and return its exit code."""
    try:
        if arguments.command == "demo":
            return demo.demo(arguments, home)
        if arguments.command == "clean-up":
            return leaving.clean_up(arguments, home)
        if arguments.command == "doctor" and (arguments.rescue or arguments.recover is not None):
            return answer.show(_bring_back(arguments, paths.of(home)), arguments.json)
        with session.opened(arguments, home, auto_refresh=_may_refresh(arguments)) as opened:
            return _run(opened, arguments)
    except StudyDeskError as error:
        return answer.complain(error, exits.of(error), arguments.json)
    except KeyboardInterrupt:
        print("\n" + tr("Stopped. Everything is kept."), file=sys.stderr)
        return 130
    except BrokenPipeError:  # "studydesk courses | head"
        sys.stderr.close()
        return exits.DONE


def _run(opened: Session, arguments: argparse.Namespace) -> int:
    """Do the command; the first Ctrl+C stops it between two steps and closes its sockets, the second ends it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        opened.cancel.stop()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        return answer.show(_COMMANDS[arguments.command](opened), arguments.json)
    finally:
        signal.signal(signal.SIGINT, before)


def _may_refresh(arguments: argparse.Namespace) -> bool:
    """Whether a run may look for news that nobody asked for."""
    limits = getattr(arguments, "send_only", False) or getattr(arguments, "list_only", False)
    return arguments.command not in _QUIET and not limits
