"""The page of a forum: its discussions, and the place to start one."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.forums import Forum, as_text
from studydesk.domain.ids import ForumId, IntentId
from studydesk.errors import NotFound
from studydesk.study.discussions import start_key
from studydesk.study.views.forums import ForumView
from studydesk.ui.composer.composer import Composer
from studydesk.ui.composer.writing import Writing
from studydesk.ui.context import Context
from studydesk.ui.discussions.lines import discussion_line
from studydesk.ui.pages import Key, Target
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.listpage import ListPage
from studydesk.wording import ntr, tr


class ForumPage(ListPage):
    """Shows a forum."""

    subjects = frozenset({Subject.FORUMS, Subject.OUTBOX, Subject.PROGRESS, Subject.DRAFTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Forum"))
        self.view: ForumView | None = None
        self._start = Button(tr("Start a discussion"), self.begin, "primary")
        self._start.hide()
        self.head.addWidget(self._start, 0, Qt.AlignmentFlag.AlignTop)
        self.composer = Composer(context)
        self.composer.setProperty("look", "card")
        self.composer.hide()
        self.above.addWidget(self.composer)
        self.composer.finished.connect(self._on_sent)
        self.composer.closed.connect(self._close_composer)

    def show_for(self, target: Target) -> None:
        """Show a forum."""
        if self.target is None or (self.target.forum, self.target.activity) != (target.forum, target.activity):
            self.leave()
            self.composer.hide()
        super().show_for(target)

    def reload(self) -> None:
        """Read the forum again."""
        target, desk = self.target, self.context.desk
        if target is None:
            return

        def read() -> tuple[ForumView, bool]:
            forum = target.forum
            if forum is None and target.activity is not None:
                forum = desk.discussions.forum_of(target.activity)
            if forum is None:
                raise NotFound
            draft = desk.discussions.draft(start_key(forum))
            return desk.discussions.forum(forum), draft is not None and not draft.is_empty

        self.context.read(self, read, self._show)

    def _show(self, found: tuple[ForumView, bool]) -> None:
        self.view, has_draft = found
        view, now = self.view, self.context.now()
        self.set_title(view.forum.title)
        self.heading.setText(view.forum.title)
        count = len(view.discussions)
        unread = sum(1 for row in view.discussions if row.unread)
        facts = [ntr("{n} discussion", "{n} discussions", count)]
        if unread:
            facts.append(ntr("{n} with something new", "{n} with something new", unread))
        if not view.may_start:
            facts.append(wording.why_not(view.why_not))
        intro = as_text(view.intro_html).split("\n")[0]
        self.say_facts(" · ".join(facts) + (f"\n{intro}" if intro else ""))
        self._start.setVisible(view.may_start and not self.composer.isVisibleTo(self))
        self._start.say(tr("Go on with your draft") if has_draft else tr("Start a discussion"))
        text = tr("Nobody has started a discussion here yet.")
        lines = [discussion_line(row, now, with_place=False) for row in view.discussions]
        self.put(lines, "forum", tr("No discussions yet"), text)

    def begin(self) -> None:
        """Open the place to write a new discussion."""
        if self.view is None or not self.view.may_start:
            return
        self._start.hide()
        self.composer.show()
        self.composer.begin(self._writing(self.view.forum))

    def _writing(self, forum: Forum) -> Writing:
        discussions = self.context.desk.discussions
        return Writing(
            key=start_key(forum.id),
            heading=tr("New discussion in {forum}").format(forum=forum.title),
            subject="",
            text="",
            takes_files=True,
            send=lambda _subject, _text: discussions.start(ForumId(forum.id)),
            sent=tr("Your discussion waits to be sent. It goes by itself as soon as there is a link."),
        )

    @Slot(object)
    def _on_sent(self, _item: IntentId) -> None:
        self._close_composer()

    @Slot()
    def _close_composer(self) -> None:
        self.composer.hide()
        self.rows.setFocus()
        self.reload()

    def open_line(self, payload: object) -> None:
        """Open a discussion."""
        if isinstance(payload, Target):
            self.context.navigate(payload)

    def leave(self) -> None:
        """Keep the draft at once."""
        self.composer.keeper.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            self.begin()
        else:
            super().keyPressEvent(event)

    def panes(self) -> list[QWidget]:
        """Return the rows and, while open, the place to write."""
        return [*([self.composer.text] if self.composer.isVisible() else []), self.rows]

    def keys(self) -> list[Key]:
        """Return the keys of a forum."""
        return [*super().keys(), Key("N", tr("Start a discussion")), Key("Ctrl+Enter", tr("Send"))]

    def back_out(self) -> bool:
        """Close the place to write on Esc; the draft is kept."""
        if self.composer.isVisible():
            self.composer.close_writing()
            return True
        return False
