"""Welcome: sign in to a school, or look at the demo."""

import sys

from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.accounts import Account, SiteFacts
from studydesk.errors import Cancelled, StudyDeskError
from studydesk.ui.bridge import Lane
from studydesk.ui.context import Context
from studydesk.ui.demo_menu import DemoControl
from studydesk.ui.pages import Page, Target
from studydesk.ui.settings.moving import MoveDialog
from studydesk.ui.welcome.form import SignInForm, warning
from studydesk.ui.widgets.boxes import Card, line, rule
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class WelcomePage(Page):
    """First the school's address, then name and password, or a pasted key.

    `Target.text` is an address to begin with and `Target.at` a user name, for signing in again.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._site: SiteFacts | None = None
        self._column = Column(width=480, margin=24)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self._address = QLineEdit()
        self._form = SignInForm()
        self._problem = label("", "bad")
        self._look = PrimaryButton(tr("Go on"), self._look_up)
        self._enter = PrimaryButton(tr("Sign in"), self._sign_in)
        self._build()
        self.set_title(tr("Welcome"))

    def show_for(self, target: Target) -> None:
        """Begin, with what is known already filled in."""
        self.target = target
        demo = self._demo()
        address = target.text or (demo.url if demo is not None else "")
        self._to_address(address)
        if demo is not None and not target.text:
            self._form.fill(demo.username, demo.password)
        elif target.at:
            self._form.fill(target.at, "")
        if address:
            self._look_up()
        self.drawn.emit()

    def back_out(self) -> bool:
        """Go back to the address."""
        if self._site is None:
            return False
        self._to_address(self._address.text())
        return True

    def _build(self) -> None:
        column = self._column.begin()
        column.addSpacing(24)
        picture = QLabel()
        self.context.icons.put(picture, "courses", "accent", 48)
        title = label(tr("Study without a link"), "title")
        text = label(
            tr("Download your courses once. Study anywhere. What you write is sent when there is a link."), "muted"
        )
        for part in (picture, title, text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self._card = Card(margin=24, spacing=12)
        self._heading = label(tr("Your school"), "heading")
        self._facts = label("", "muted")
        self._warning = label("", "warn")
        self._address.setPlaceholderText("school.example.org")
        self._address.setAccessibleName(tr("Address of your school"))
        self._address.returnPressed.connect(self._look_up)
        self._form.entered.connect(self._sign_in)
        self._change = Button(tr("Another school"), lambda: self._to_address(self._address.text()), "quiet")
        self._address_label = label(tr("The address you open in your browser"), "muted")
        self._card.add(self._heading, self._facts, self._warning, self._address_label, self._address, self._form)
        self._moved = Button(tr("The school has a new address…"), self._follow, "quiet")
        self._card.add(self._problem, line(self._look, self._enter, self._change), line(self._moved))
        column.addWidget(self._card)
        column.addWidget(self._below())
        column.addStretch(1)
        self._column.end()

    def _below(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(rule())
        demo = self._demo()
        if demo is None:
            column.addWidget(label(tr("No school at hand? The demo is a small school inside this computer."), "muted"))
            column.addWidget(line(Button(tr("Open the demo"), self._open_demo)))
        else:
            words = tr("This is the demo: a small school inside this computer. Name and password are filled in.")
            column.addWidget(label(words, "muted"))
        if self.context.the_desk is not None:
            column.addWidget(line(Button(tr("Back to my courses"), self.context.back, "quiet")))
        return made

    def _demo(self) -> DemoControl | None:
        return getattr(self.context.window, "demo", None)

    def _to_address(self, address: str) -> None:
        self._site = None
        self._address.setText(address)
        self._say_problem(None)
        self._draw_step()
        self._address.setFocus()

    def _draw_step(self) -> None:
        site = self._site
        self._heading.setText(site.name if site is not None else tr("Your school"))
        self._facts.setText(site.url if site is not None else "")
        warnings = " ".join(warning(code) for code in site.warnings) if site is not None else ""
        self._warning.setText(warnings)
        self._warning.setHidden(not warnings)
        first: tuple[QWidget, ...] = (self._address_label, self._address, self._look)
        second: tuple[QWidget, ...] = (self._facts, self._form, self._enter, self._change)
        for part in first:
            part.setHidden(site is not None)
        for part in second:
            part.setHidden(site is None)

    def _look_up(self) -> None:
        address, accounts = self._address.text().strip(), self.context.services.accounts
        self._working(self._look, tr("Looking for the school"))
        self.context.bridge.start(
            Lane.TRANSFER,
            self,
            lambda _cancel, _progress: accounts.look(address),
            self._found,
            self._failed,
            key="look",
        )

    def _found(self, site: SiteFacts) -> None:
        self._rest()
        self._site = site
        self._draw_step()
        self._form.begin(needs_browser="needs_browser" in site.warnings)

    def _sign_in(self) -> None:
        site, accounts = self._site, self.context.services.accounts
        if site is None:
            return
        username, password, pasted = self._form.values()
        self._working(self._enter, tr("Signing in"))

        def job(_cancel: object, _progress: object) -> Account:
            if pasted:
                return accounts.sign_in_with_token(site.url, pasted)
            return accounts.sign_in(site.url, username, password)

        self.context.bridge.start(Lane.TRANSFER, self, job, self._signed_in, self._failed, key="sign_in")

    def _signed_in(self, account: Account) -> None:
        self._rest()
        self._form.forget()
        accounts, window = self.context.services.accounts, self.context.window

        def switch() -> None:
            accounts.switch(account.id)

        self.context.bridge.read(self, switch, lambda _none: window.accounts_changed())

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, StudyDeskError) and not isinstance(error, Cancelled):
            self._say_problem(error)
        else:
            self.context.explain(error)

    def _say_problem(self, error: Exception | None) -> None:
        words = ""
        if error is not None:
            message = wording.error(error)
            words = " ".join(part for part in (message.happened, message.todo) if part)
        self._problem.setText(words)
        self._problem.setAccessibleName(words)
        self._problem.setHidden(not words)

        desk = self.context.the_desk  # an address that worked once and does not any more
        is_known = desk is not None and desk.account.site_url == self._address.text().strip()
        self._moved.setVisible(bool(words) and self._site is None and is_known)

    def _follow(self) -> None:
        dialog = MoveDialog(self, self.context, self.context.desk.account)
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def _working(self, button: Button, words: str) -> None:
        self._say_problem(None)
        for one in (self._look, self._enter):
            one.setEnabled(False)
        button.say(words)

    def _rest(self) -> None:
        self._look.say(tr("Go on"))
        self._enter.say(tr("Sign in"))
        for one in (self._look, self._enter):
            one.setEnabled(True)

    def _open_demo(self) -> None:
        # Its own process and its own profile beside this one: nothing of the demo mixes with a real school.
        started, _ = QProcess.startDetached(sys.executable, demo_arguments())
        if started:
            self.context.toast(tr("The demo opens in a window of its own."))


def demo_arguments() -> list[str]:
    """Return the arguments that start the demo with this interpreter, or with a packed program."""
    return ["demo"] if getattr(sys, "frozen", False) else ["-m", "studydesk", "demo"]
