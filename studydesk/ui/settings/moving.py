"""Following a school that moved: its new address and a sign-in there; everything that is here stays."""

from PySide6.QtWidgets import QLineEdit, QWidget

from studydesk import wording
from studydesk.domain.accounts import Account
from studydesk.errors import StudyDeskError
from studydesk.ui.bridge import Lane
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import line
from studydesk.ui.widgets.buttons import Button, PrimaryButton
from studydesk.ui.widgets.dialogs import TallDialog
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

WIDTH = 480


class MoveDialog(TallDialog):
    """Asks for the new address and the password there, and closes only once the account has moved.

    What goes wrong is told beside the fields: the learner sees what to mend, and has to type nothing again.
    """

    def __init__(self, parent: QWidget, context: Context, account: Account) -> None:
        keeps = tr("What you downloaded, your work and what is not sent yet stay. Only the address changes.")
        super().__init__(parent, tr("The school has a new address"), context.theme.px, keeps)
        self._context, self._account = context, account
        self._by_key = False
        self._address = _field("move-address", tr("New address"))
        self._address.setPlaceholderText(account.site_url)
        self._password = _field("move-password", tr("Password"))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._key = _field("move-key", tr("Key from the school's page"))
        self._password_words = label(tr("Password of {name}").format(name=account.username), "muted")
        self._key_words = label(
            tr("Sign in on the school's own page with a browser, and paste the key or the whole address you get."),
            "muted",
        )
        self._switch = Button("", self._turn, "quiet")
        self._problem = label("", "bad")
        self._problem.hide()
        self.inside.setSpacing(8)
        self.inside.addWidget(label(tr("The new address in your browser"), "muted"))
        for part in (self._address, self._password_words, self._password, self._key_words, self._key):
            self.inside.addWidget(part)
        self.inside.addWidget(line(self._switch))
        self.inside.addWidget(self._problem)
        self.button("no", tr("Cancel"))
        self._go = PrimaryButton(tr("Follow the school"), self._move)
        self._go.setObjectName("move-go")
        self._buttons.addWidget(self._go)
        self._go.setDefault(True)  # by Enter in any field; else a dialog of Qt takes its first button for it
        self._show()
        self._address.setFocus()

    def _turn(self) -> None:
        self._by_key = not self._by_key
        self._show()
        (self._key if self._by_key else self._password).setFocus()

    def _show(self) -> None:
        for part in (self._password_words, self._password):
            part.setHidden(self._by_key)
        for part in (self._key_words, self._key):
            part.setHidden(not self._by_key)
        self._switch.say(tr("Use the password") if self._by_key else tr("Paste a key instead"))
        self.fit(WIDTH)

    def _move(self) -> None:
        address, typed = self._address.text().strip(), (self._key if self._by_key else self._password).text()
        empty = self._address if not address else self._key if self._by_key else self._password
        if not address or not typed:
            empty.setFocus()
            return
        accounts, account, by_key = self._context.services.accounts, self._account.id, self._by_key

        def job(_cancel: object, _progress: object) -> Account:
            if by_key:
                return accounts.move_with_token(account, address, typed.strip())
            return accounts.move(account, address, typed)

        self._go.setEnabled(False)
        self._go.say(tr("Looking for the school"))
        self._problem.hide()
        self._context.bridge.start(Lane.TRANSFER, self, job, self._moved, self._failed, key="move")

    def _moved(self, account: Account) -> None:
        words = tr("{school} is at {address} now. Everything you have here stays, and downloads go on where they were.")
        self.accept()
        self._context.window.accounts_changed()
        self._context.toast(words.format(school=account.site_name, address=account.site_url))

    def _failed(self, error: Exception) -> None:
        self._go.setEnabled(True)
        self._go.say(tr("Follow the school"))
        if not isinstance(error, StudyDeskError):
            self._context.explain(error)  # a fault of ours is never told quietly
            return
        said = wording.error(error)
        words = " ".join(part for part in (said.happened, said.todo) if part)
        self._problem.setText(words)
        self._problem.setAccessibleName(words)
        self._problem.show()
        self.fit(WIDTH)
        self.show_part(self._problem)


def _field(name: str, words: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(words)
    return field
