"""What every page is given: the learner's desk, the lanes, and the ways to go somewhere and to say something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject

from studydesk.domain.link import Link
from studydesk.domain.outside import Cancel
from studydesk.ui.bridge import Bridge
from studydesk.ui.pages import Target
from studydesk.ui.services import Desk, Services, SyncControl

if TYPE_CHECKING:  # icons and theme are made once by the window; nothing here needs them at run time
    from studydesk.ui.icons import Icons
    from studydesk.ui.theme import Theme

T = TypeVar("T")


class Window(Protocol):
    """What pages may ask of the window they are in."""

    def navigate(self, target: Target) -> None:
        """Go to a target; it enters the history."""
        ...

    def back(self) -> None:
        """Go one visit back."""
        ...

    def toast(self, text: str, undo: Callable[[], object] | None = None, action: str = "") -> None:
        """Say something for a few seconds; with `undo` there is a button for it, named `action` or "Undo"."""
        ...

    def explain(self, error: Exception) -> None:
        """Tell of an error: what happened, what is safe, what to do; details to copy."""
        ...

    def wake(self, reason: str = "work") -> None:
        """Let the sync loop look at once whether there is something to do; never waits."""
        ...

    def accounts_changed(self) -> None:
        """Somebody signed in, out or over: new pages for the account that is current now."""
        ...

    def settings_changed(self) -> None:
        """The learner's choices changed: theme, sizes and language follow."""
        ...


@dataclass(eq=False)
class Context:
    """One per window and account; a switch of account makes a new one, and new pages.

    Attributes:
        window: go, say, explain, wake.
        transfers: its signal `transferred` carries sync.reports.Step, throttled; None in tests of single pages.
        theme: current tokens, fonts and sizes; `theme.changed` fires when they change.
        icons: `icons.put(button, name)` for widgets, `icons.pixmap(name, token)` for painting.
    """

    services: Services
    bridge: Bridge
    theme: "Theme"
    icons: "Icons"
    window: Window
    transfers: QObject | None = None
    sync: SyncControl | None = None
    the_desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """The current account's services; the welcome page, which may have none, does not ask."""
        assert self.the_desk is not None  # the window goes nowhere but to welcome without an account
        return self.the_desk

    @property
    def link(self) -> Link:
        """Return the link as last seen; unknown without an account."""
        return self.sync.link if self.sync is not None else Link()

    def navigate(self, target: Target) -> None:
        """Go to a target; it enters the history."""
        self.window.navigate(target)

    def back(self) -> None:
        """Go one visit back."""
        self.window.back()

    def toast(self, text: str, undo: Callable[[], object] | None = None, action: str = "") -> None:
        """Say something for a few seconds, with a button to undo it where `undo` is given."""
        self.window.toast(text, undo, action)

    def explain(self, error: Exception) -> None:
        """Tell of an error in words."""
        self.window.explain(error)

    def wake(self, reason: str = "work") -> None:
        """Let the sync loop look at once."""
        self.window.wake(reason)

    def now(self) -> datetime:
        """Return the school's time: this computer's clock and the offset that was seen."""
        offset = self.link.server_offset_s or 0.0
        return self.services.clock.now() + timedelta(seconds=offset)

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
        """Write what the learner asked for, then wake the sync loop and call `done`; quitting waits for it."""

        def finished(value: T) -> None:
            self.wake()
            if done is not None:
                done(value)

        self.bridge.act(owner, job, finished, failed or self.explain)
