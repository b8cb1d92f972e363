"""What stands above the history: a field to search in it, and saving it."""

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from studydesk.ui.context import Context
from studydesk.ui.outbox import saving
from studydesk.ui.widgets.buttons import Button
from studydesk.wording import tr

TYPING_MS = 250


class HistoryBar(QWidget):
    """The field and the button.

    Signals:
        searched: other words are searched for now.
    """

    searched = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._field = QLineEdit()
        self._field.setProperty("look", "search")
        self._field.setPlaceholderText(tr("Search in what was sent"))
        self._field.setAccessibleName(tr("Search in what was sent"))
        self._field.setClearButtonEnabled(True)
        self._field.setMinimumWidth(160)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._settled)
        self._field.textEdited.connect(lambda _text: self._typing.start())
        self._field.textChanged.connect(lambda text: None if text else self._settled())  # the button that clears it
        self._field.returnPressed.connect(self._settled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._field, 1)
        row.addWidget(Button(tr("Save the history…"), partial(self._save, context)))

    @property
    def words(self) -> str:
        """What is searched for, "" for everything."""
        return self._field.text().strip()

    def stop(self) -> bool:
        """Show everything again; False when everything was shown."""
        if not self.words:
            return False
        self._field.clear()
        return True

    @Slot()
    def _settled(self) -> None:
        self._typing.stop()
        self.searched.emit()

    def _save(self, context: Context) -> None:
        saving.export_history(context, self, self.words)
