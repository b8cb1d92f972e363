"""The head of the downloads page: what is happening, how far it is, and the one thing that helps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from studydesk.ui.context import Context
from studydesk.ui.downloads.now import Doing, Way
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.signs import Sign
from studydesk.ui.widgets.steady import Bar, SteadyLabel
from studydesk.ui.widgets.text import look
from studydesk.wording import tr


class HeadCard(Card):
    """One sentence, one bar, at most one primary action: what helps now. Pausing never is.

    Signals:
        asked: what the primary button does now (Way).
        anyway_asked: download in spite of hours and allowance.
        limits_asked: change hours and allowance.
        cancel_asked: take everything out of the queue.
    """

    asked = Signal(object)
    anyway_asked = Signal()
    limits_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(margin=16, spacing=10)
        self._icons = context.icons
        self._way = Way.PAUSE
        self._sign: Sign | None = None
        self._icon = QLabel()
        self._title = SteadyLabel("", "heading", wrap=True)
        self._detail = SteadyLabel("", "muted", wrap=True)
        self._bar = Bar()
        self._primary = Button("", lambda: self.asked.emit(self._way))
        self._primary.setObjectName("downloads-primary")
        self._anyway = Button("", self.anyway_asked.emit, "primary")
        self._anyway.setObjectName("downloads-anyway")
        self._limits = Button(tr("Change limits"), self.limits_asked.emit, "quiet")
        self._cancel = Button(tr("Cancel all"), self.cancel_asked.emit, "quiet")
        words = QWidget()
        grid = QGridLayout(words)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._icon, 0, 0)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._detail, 1, 1)
        self.add(words, self._bar, flow(self._anyway, self._primary, self._limits, self._cancel))

    def say(self, doing: Doing) -> None:
        """Show what is going on; called at every step of a transfer, so only what is new is touched."""
        self.say_progress(doing)
        if doing.sign != self._sign:
            self._sign = doing.sign
            self._icons.put(self._icon, doing.sign.icon, doing.sign.tone, 24)
            tone = doing.sign.tone
            look(self._detail, tone if tone in ("warn", "bad") else "muted")

    def say_progress(self, doing: Doing) -> None:
        """Show the words and how far it is."""
        self._title.setText(doing.title)
        self._detail.setText(doing.detail)
        self._bar.say(doing.share, f"{doing.title}. {doing.detail}")
        self.setAccessibleName(f"{doing.title}. {doing.detail}")

    def say_ways(self, doing: Doing, price: str) -> None:
        """Show what can be done; `price` is that of what waits, "" = nothing."""
        self._way = doing.way
        words = {
            Way.PAUSE: tr("Pause all"),
            Way.GO_ON: tr("Go on · {price}").format(price=price) if price else tr("Go on"),
            Way.TRY_AGAIN: tr("Try again"),
            Way.SIGN_IN: tr("Sign in again"),
            Way.FREE: tr("Free some space"),
            Way.LOOK_AGAIN: tr("Look again"),
        }
        self._primary.say(words[doing.way])
        look(self._primary, "plain" if doing.way is Way.PAUSE else "primary")
        self._anyway.say(tr("Download now anyway · {price}").format(price=price))
        self._anyway.setVisible(doing.anyway)
        self._limits.setVisible(doing.anyway or doing.way is Way.FREE)
