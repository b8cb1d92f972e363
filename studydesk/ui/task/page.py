"""The page of one assignment: what is asked, the learner's work, handing in, and the answer."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import AssignmentId
from studydesk.errors import NotFound
from studydesk.study.views.assignments import TaskView, WorkDraft
from studydesk.ui import links
from studydesk.ui.activity.absent import Absent
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.drafts import DraftKeeper
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.task.content import Content
from studydesk.ui.task.foot import Foot
from studydesk.ui.widgets.boxes import rule
from studydesk.ui.widgets.dialogs import ask
from studydesk.wording import tr


class TaskPage(Page):
    """Shows an assignment."""

    subjects = frozenset({Subject.ASSIGNMENTS, Subject.OUTBOX, Subject.DRAFTS, Subject.FILES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.view: TaskView | None = None
        self.keeper: DraftKeeper[WorkDraft] = DraftKeeper(context, self)
        self._content = Content(context)
        self.work, self.foot = self._content.work, Foot()
        self._absent = Absent(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._with_foot())
        self._stack.addWidget(self._absent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()

    def _with_foot(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._content, 1)
        column.addWidget(rule())
        column.addWidget(self.foot)
        return whole

    def _connect(self) -> None:
        self._content.followed.connect(self._follow)
        self._content.file_asked.connect(self._open_file)
        self._content.changed.connect(self.reload)
        self.work.typed.connect(self._on_typed)
        self.work.files_added.connect(self.add_files)
        assignments = self.context.desk.assignments
        self.work.file_removed.connect(lambda one: self._change(partial(assignments.detach, name=one.name)))
        self.work.keep_changed.connect(lambda names: self._change(partial(assignments.keep_draft, keep=names)))
        self.foot.stated.connect(lambda stated: self._change(partial(assignments.keep_draft, statement=stated)))
        self.foot.asked.connect(self.hand_in)
        self.keeper.kept.connect(self._on_kept)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, lambda: self.hand_in(True), context=here)
        QShortcut(QKeySequence("Ctrl+S"), self, self.keeper.flush, context=here)

    def show_for(self, target: Target) -> None:
        """Show an assignment."""
        if self.target is None or (self.target.assignment, self.target.activity) != (
            target.assignment,
            target.activity,
        ):
            self.leave()
            self.keeper.watch(None)
            self.view = None
            self.work.forget()
            self.foot.state.setText("")
            self.foot.say("")
        super().show_for(target)

    def reload(self) -> None:
        """Read the assignment again; words that are being typed stay."""
        target, assignments = self.target, self.context.desk.assignments
        if target is None:
            return

        def read() -> TaskView:
            wanted = target.assignment
            if wanted is None and target.activity is not None:
                wanted = assignments.assignment_of(target.activity)
            if wanted is None:
                raise NotFound
            return assignments.task(wanted)

        self.context.read(self, read, self._show, self._explain)

    def _show(self, view: TaskView) -> None:
        is_first, self.view = self.view is None, view
        self.set_title(view.assignment.title)
        self._stack.setCurrentIndex(0)
        self._content.put(view)
        self.foot.put(view)
        if is_first:
            self.keeper.watch(self._read_screen)
            courses, activity = self.context.desk.courses, view.assignment.activity
            self.context.act(self, lambda: courses.opened(activity))
        self.drawn.emit()

    def _explain(self, error: Exception) -> None:
        self._absent.tell("assignment", error)
        self._stack.setCurrentWidget(self._absent)
        self.drawn.emit()

    # ---- the draft ----

    def _assignment(self) -> AssignmentId:
        assert self.view is not None  # only asked by parts that are shown with an assignment
        return self.view.assignment.id

    def _read_screen(self) -> Callable[[], WorkDraft]:
        assignment, assignments = self._assignment(), self.context.desk.assignments
        text = self.work.text.toPlainText()
        return lambda: assignments.keep_draft(assignment, text=text)

    @Slot()
    def _on_typed(self) -> None:
        self.foot.state.setText(tr("Saving…"))
        self.foot.say("")
        self.keeper.touch()

    @Slot(object)
    def _on_kept(self, draft: WorkDraft) -> None:
        if self.work.text.toPlainText() == draft.text:
            self.work.saved()
        self.foot.state.setText(wording.draft_state(draft.updated_at))

    @Slot(list)
    def add_files(self, files: list[Path]) -> None:
        """Copy files into the profile and put them with the work."""
        for file in files:
            self._change(partial(self.context.desk.assignments.attach, file=file))

    def _change(self, job: Callable[[AssignmentId], WorkDraft]) -> None:
        assignment = self._assignment()
        self.context.read(self, lambda: job(assignment), lambda _draft: self.reload(), self._say_error, key="")

    def _say_error(self, error: Exception) -> None:
        said = wording.error(error)
        self.foot.say(" ".join(part for part in (said.happened, said.todo, tr("Your work is kept.")) if part))

    # ---- handing in ----

    @Slot(bool)
    def hand_in(self, final: bool) -> None:
        """Queue the work: for good, or only to be saved at the school."""
        view = self.view
        if view is None or not view.may_submit or (final and not self.foot.hand_in.isEnabled()):
            return
        for_good = final and view.assignment.has_drafts
        text = tr("After this your teacher has it and you cannot change it any more, unless the school opens it again.")
        if for_good and not ask(self, tr("Hand in for good?"), text, tr("Hand in")):
            return
        self.keeper.flush()
        assignment, assignments = view.assignment.id, self.context.desk.assignments
        words = self.work.text.toPlainText() if view.assignment.takes_text else None

        def job() -> object:
            assignments.keep_draft(assignment, text=words, final=for_good)
            return assignments.submit(assignment)

        self.foot.say("")
        self.context.act(self, job, self._handed_in, self._say_error)

    def _handed_in(self, _item: object) -> None:
        self.keeper.forget()
        self.work.saved()
        self.context.toast(tr("Your work waits to be sent. It goes by itself as soon as there is a link."))
        self.reload()
        self._content.verticalScrollBar().setValue(0)

    # ---- links and files ----

    @Slot(str)
    def _follow(self, address: str) -> None:
        if self.view is not None:
            links.follow(self.context, self, self.view.assignment.activity, address)

    @Slot(object)
    def _open_file(self, file: LocalFile) -> None:
        if file.sha256 is not None:
            links.open_file(self.context, self, file.activity, file.key)
            return
        asking.want_file(self.context, self, file.key, file.name)

    def leave(self) -> None:
        """Keep the draft at once."""
        self.keeper.flush()

    def panes(self) -> list[QWidget]:
        """Return the work and the end of the page."""
        return [self.work.text, self.foot.hand_in]

    def keys(self) -> list[Key]:
        """Return the keys of an assignment."""
        return [Key("Ctrl+Enter", tr("Hand in")), Key("Ctrl+S", tr("Save the draft"))]

    def scroll_bar(self) -> QScrollBar | None:
        """Return the bar of the page."""
        return self._content.verticalScrollBar()
