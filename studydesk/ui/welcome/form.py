"""Name and password, or a pasted key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from studydesk.ui.widgets.boxes import line
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import tr


class SignInForm(QWidget):
    """The fields of signing in.

    Signals:
        entered: Enter was pressed in the last field.
    """

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = _field(tr("Name"))
        self._password = _field(tr("Password"))
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._key = _field(tr("Key from the school's page"))
        self._switch = Button("", self._turn, "quiet")
        self._labels = [label(tr("Name"), "muted"), label(tr("Password"), "muted")]
        self._key_label = label(
            tr("Sign in on the school's own page with a browser, and paste the key or the whole address you get."),
            "muted",
        )
        self._by_key = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._labels[0], self._name, self._labels[1], self._password, self._key_label, self._key):
            column.addWidget(part)
        column.addWidget(line(self._switch))
        self._name.returnPressed.connect(self._password.setFocus)
        for last in (self._password, self._key):
            last.returnPressed.connect(self.entered)
        self._show()

    def fill(self, name: str, password: str) -> None:
        """Put in what is known."""
        self._name.setText(name)
        self._password.setText(password)

    def begin(self, *, needs_browser: bool) -> None:
        """Put the cursor where typing begins; a school that signs people in on its own page wants the key."""
        self._by_key = needs_browser
        self._show()
        first = self._key if needs_browser else self._password if self._name.text() else self._name
        first.setFocus()

    def values(self) -> tuple[str, str, str]:
        """Return name, password and pasted key; the key is "" when name and password are asked for."""
        return self._name.text().strip(), self._password.text(), self._key.text().strip() if self._by_key else ""

    def forget(self) -> None:
        """Leave no password behind in a field."""
        self._password.clear()
        self._key.clear()

    def _turn(self) -> None:
        self._by_key = not self._by_key
        self._show()
        (self._key if self._by_key else self._name).setFocus()

    def _show(self) -> None:
        for part in (*self._labels, self._name, self._password):
            part.setHidden(self._by_key)
        for part in (self._key_label, self._key):
            part.setHidden(not self._by_key)
        self._switch.say(tr("Use name and password") if self._by_key else tr("Paste a key instead"))


def warning(code: str) -> str:
    """Return the sentence for a warning of SiteFacts."""
    return {
        "insecure_http": tr("This address is not encrypted: others in this network could read your password."),
        "needs_browser": tr("This school signs people in on its own page."),
        "maintenance": tr("The school is under maintenance now."),
    }.get(code, "")


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setObjectName(f"field:{name}")
    return field
