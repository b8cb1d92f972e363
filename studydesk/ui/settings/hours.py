"""The hours in which downloads may run: a tick and two times."""

from datetime import time

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QCheckBox, QTimeEdit, QVBoxLayout, QWidget

from studydesk.domain.plan import Hours, hours
from studydesk.ui.settings.fields import begin_like_text
from studydesk.ui.widgets.boxes import line
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

NIGHT = Hours(time(22), time(6))


class HoursField(QWidget):
    """Says from when until when; two equal times are no hours, which is said and not kept.

    Signals:
        chosen: the setting's text, "22:00-06:00", or "" for any time (str).
    """

    chosen = Signal(str)

    def __init__(self, kept: str) -> None:
        super().__init__()
        self._told = kept
        is_on, of = bool(kept), hours(kept) or NIGHT
        self._box = QCheckBox(tr("Only in these hours"))
        self._box.setObjectName("check:hours")
        self._box.setChecked(is_on)
        self._start = _time(tr("From"), of.start)
        self._until = _time(tr("Until"), of.until)
        self._wrong = label(tr("Choose two different times."), "bad")
        self._times = flow(
            line(label(tr("From"), "muted", wrap=False), self._start, stretch=False),
            line(label(tr("Until"), "muted", wrap=False), self._until, stretch=False),
            spacing=12,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._box, self._times, self._wrong):
            column.addWidget(part)
        self._box.toggled.connect(lambda _on: self._tell())
        for field in (self._start, self._until):
            field.editingFinished.connect(self._tell)
            field.timeChanged.connect(lambda _time: self._say_wrong())
        self._times.setVisible(is_on)
        self._say_wrong()

    def _tell(self) -> None:
        self._times.setVisible(self._box.isChecked())
        if self._say_wrong():
            return
        text = self._text() if self._box.isChecked() else ""
        if text != self._told:
            self._told = text
            self.chosen.emit(text)

    def _say_wrong(self) -> bool:
        is_wrong = self._box.isChecked() and self._start.time() == self._until.time()
        self._wrong.setVisible(is_wrong)
        return is_wrong

    def _text(self) -> str:
        return f"{self._start.time().toString('HH:mm')}-{self._until.time().toString('HH:mm')}"


def _time(name: str, at: time) -> QTimeEdit:
    field = QTimeEdit(QTime(at.hour, at.minute))
    field.setDisplayFormat("HH:mm")
    field.setAccessibleName(tr("Downloads, {name}").format(name=name))
    field.setObjectName(f"time:{name}")
    field.setKeyboardTracking(False)
    field.setWrapping(True)  # from 23 on to 0
    begin_like_text(field.lineEdit())
    field.setMinimumWidth(100)
    return field
