"""What every page is given: the learner's desk, the lanes, and the ways to go somewhere and to say something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from studydesk.domain.outside import Cancel
from studydesk.ui.bridge import Bridge
from studydesk.ui.pages import Target
from studydesk.ui.services import Desk, Services

if TYPE_CHECKING:  # theme is made once by the window; nothing here needs it at run time
    from studydesk.ui.icons import Icons
    from studydesk.ui.theme import Theme

T = TypeVar("T")


@dataclass(eq=False)
class Context:
    """One per window and account; a switch of account makes a new one, and new pages.

    Attributes:
        desk: the current account's services. Pages of the profile (welcome) do not touch it.
        navigate: go to a target; it enters the history.
        toast: say something for a few seconds; with `undo` there is a button for it. toast(text, undo=None)
        explain: tell of an error in words (dialog with what happened, what is safe, what to do; details to copy).
        wake: something was queued: let the sync loop look now (never waits).
        now: school time.
        icons: `icons.put(button, name)` for widgets, `icons.pixmap(name, token)` for painting.
        theme: current tokens, fonts and sizes; `theme.changed` fires when they change.
    """

    services: Services
    desk: Desk
    bridge: Bridge
    theme: "Theme"
    icons: "Icons"
    navigate: Callable[[Target], None]
    toast: Callable[..., None]
    explain: Callable[[Exception], None]
    wake: Callable[[], None]
    now: Callable[[], datetime]
    back: Callable[[], None] = field(default=lambda: None)

    def read(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str = "page",
    ) -> Cancel:
        """Read from disk off the GUI thread; `done` gets the answer there. The newest read of an owner and key wins."""
        return self.bridge.read(owner, job, done, failed or self.explain, key=key)

    def act(
        self,
        owner: QObject,
        job: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something the learner asked for (a write to disk), then wake the sync loop and call `done`."""

        def finished(value: T) -> None:
            self.wake()
            if done is not None:
                done(value)

        self.bridge.read(owner, job, finished, failed or self.explain)
