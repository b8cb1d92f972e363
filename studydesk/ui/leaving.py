"""Closing the window while something waits to be sent: say so, and offer to wait."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studydesk.domain.link import USEFUL
from studydesk.errors import StudyDeskError
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.wording import ntr, tr

if TYPE_CHECKING:  # the window imports this module
    from studydesk.study.views.outbox import ItemView
    from studydesk.ui.main_window import MainWindow


class Leaving(QObject):
    """Decides whether the window may close."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._waiting: Sequence[ItemView] = ()
        self._sure = False
        self._is_warned = False
        self._dialog: Dialog | None = None

    def say_waiting(self, waiting: "Sequence[ItemView]") -> None:
        """Take note of what waits; the window closes when the learner waits for the last one."""
        self._waiting = waiting
        if self._dialog is not None and not waiting:
            self._dialog.choice = "sent"
            self._dialog.accept()

    def has_kept(self, keep: Callable[[], None]) -> bool:
        """Let the page keep what is typed; False, once, when the disk refuses: the words can still be copied."""
        try:
            keep()
        except StudyDeskError as error:
            if self._is_warned:
                return True  # told already, and the window must not be a prison
            self._is_warned = True
            self._window.explain(error)
            return False
        self._is_warned = False
        return True

    def may_leave(self) -> bool:
        """Return whether to close now, having asked where something would stay behind."""
        if not self._waiting or self._sure:
            return True
        choice = self._ask()
        if choice == "wait":
            choice = self._wait()
        self._sure = choice in ("quit", "sent")
        return self._sure

    def _ask(self) -> str:
        context = self._window.context
        if context is None or context.the_desk is None:
            return "quit"  # nobody is signed in any more, so nothing of theirs waits here
        from studydesk.ui.left import LeftDialog  # its lists bring the database's types along, before the first paint

        n = len(self._waiting)
        dialog = LeftDialog(
            context,
            self._window,
            ntr("{n} thing is not at the school yet", "{n} things are not at the school yet", n),
            self._waiting,
            context.the_desk.account.id,
            tr("Nothing is lost: it is kept on this computer and sent when StudyDesk runs and there is a link."),
        )
        dialog.button("stay", tr("Stay"))
        quit_now = dialog.button("quit", tr("Quit now"))
        if context.link.state in USEFUL:
            quit_now = dialog.button("wait", tr("Send, then quit"), "primary")
        quit_now.setFocus()
        return dialog.ask()

    def _wait(self) -> str:
        self._window.wake("work")
        self._dialog = Dialog(
            self._window, tr("Sending"), tr("StudyDesk quits by itself when everything is at the school.")
        )
        self._dialog.button("stay", tr("Stay"))
        self._dialog.button("quit", tr("Quit now"))
        self._dialog.exec()
        choice, self._dialog = self._dialog.choice, None
        return choice
