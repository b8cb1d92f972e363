"""What stands above a course that is not here whole: how far it is on its way, or why it waits and what to do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from studydesk.domain.ids import CourseId
from studydesk.domain.link import USEFUL, LinkState
from studydesk.study.views.courses import Arrival, CourseView
from studydesk.sync.reports import Step
from studydesk.ui.widgets.boxes import Card, ProgressLine
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.text import label
from studydesk.wording import queue, tr


class Coming(Card):
    """Shows nothing once the course is here.

    Signals:
        asked: try to bring the course now.
    """

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._course: CourseId | None = None
        self._title = ""
        self._was_coming = self._is_moving = False
        self._heading = label("", "strong")
        self._words = label("", "muted")
        self._progress = ProgressLine(0.0)
        self._again = Button(tr("Try again"), self.asked.emit)
        self.add(self._heading, self._words, self._progress)
        self.column.addWidget(self._again, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def say(self, view: CourseView, state: LinkState) -> None:
        """Show how a course stands while the link is in `state`."""
        if view.card.id != self._course:
            self._course, self._was_coming = view.card.id, False
            self._progress.say(0.0, tr("Asking the school for this course"))
        self._title = view.card.full_name
        is_refused = view.arrival is Arrival.MISSING and self._was_coming
        self._was_coming = self._was_coming or view.arrival is Arrival.COMING
        if is_refused:
            self._wait(
                tr("This course could not be brought"),
                tr("The school did not give it to this computer. Ask your school whether you still take part in it."),
            )
        elif state in USEFUL or state is LinkState.UNKNOWN:
            self._move()
        else:
            rest, whole = tr("The rest of this course is not here yet"), tr("This course is not here yet")
            words = rest if view.sections else whole
            self._wait(words, ". ".join(part.removesuffix(".") for part in queue.link_waits(state)) + ".")
        self.setVisible(view.arrival is not Arrival.HERE)

    def step(self, step: Step) -> None:
        """Show how far the course is; steps of anything else are left alone."""
        if not self._is_moving or step.doing != "visiting" or step.detail != self._title:
            return
        if not step.total:
            self._progress.say(0.0, tr("Bringing the course: section {n}").format(n=step.done + 1))
        elif step.done < step.total:
            words = tr("Bringing the course: section {n} of {all}").format(n=step.done + 1, all=step.total)
            self._progress.say(step.done / step.total, words)
        else:
            self._progress.say(1.0, tr("All sections are here. Forums, tasks and other pages follow."))

    def _move(self) -> None:
        self._is_moving = True
        self._heading.setText(tr("This course is coming to this computer"))
        self._words.setText(tr("Its first page comes before the rest. Once all is here, it works without a link."))
        self._progress.show()
        self._again.hide()

    def _wait(self, heading: str, words: str) -> None:
        self._is_moving = False
        self._heading.setText(heading)
        self._words.setText(words)
        self._progress.hide()
        self._again.show()
