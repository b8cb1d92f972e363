"""The page of a discussion: its posts as a tree, and the place to answer."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.domain.ids import DiscussionId, IntentId
from studydesk.study.views.forums import PostFileView, PostView, Thread
from studydesk.ui import links
from studydesk.ui.activity.absent import Absent
from studydesk.ui.composer.composer import Composer
from studydesk.ui.context import Context
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.reader.style import look_of
from studydesk.ui.theme import Text
from studydesk.ui.thread import actions
from studydesk.ui.thread.head import Head
from studydesk.ui.thread.post import PostCard, estimate
from studydesk.ui.thread.writing import answer, change
from studydesk.ui.widgets.column import READING_WIDTH
from studydesk.ui.widgets.lazy import LazyColumn
from studydesk.wording import tr


class ThreadPage(Page):
    """Shows a discussion."""

    subjects = frozenset({Subject.FORUMS, Subject.OUTBOX, Subject.FILES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.shown: Thread | None = None
        self._new: set[str] = set()
        self._go_to = ""  # the post that was just written, to be shown once it is read
        self._look = look_of(context.theme, compact=True)
        self.posts = LazyColumn(width=READING_WIDTH)
        self.posts.setAccessibleName(tr("Posts"))
        self.composer = Composer(context)
        self.composer.hide()
        self._head = Head(context)
        self._head.answer_asked.connect(self._answer_first)
        self._absent = Absent(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._arrange())
        self._stack.addWidget(self._absent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.posts.current_changed.connect(self._on_current)
        self.composer.finished.connect(self._on_sent)
        self.composer.closed.connect(self._close_composer)
        context.theme.changed.connect(self._on_theme)

    def _arrange(self) -> QWidget:
        whole = QWidget()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.posts)
        split.addWidget(self.composer)
        split.setStretchFactor(0, 1)
        split.setSizes([400, 230])
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(split, 1)
        return whole

    def show_for(self, target: Target) -> None:
        """Show a discussion, at the post `target.at` if it names one."""
        if self.target is None or self.target.discussion != target.discussion:
            self.leave()
            self._close_composer()
            self.shown = None
            self._new.clear()
            self.posts.put((), lambda _index: QWidget(), lambda _index, _width: 0)
        super().show_for(target)

    def reload(self) -> None:
        """Read the thread again; the view, the current post and what is being written stay."""
        discussion = self.target.discussion if self.target is not None else None
        if discussion is not None:
            discussions = self.context.desk.discussions
            self.context.read(self, lambda: discussions.thread(discussion), self._show, self._explain)

    def _show(self, thread: Thread) -> None:
        is_first, self.shown = self.shown is None, thread
        self.set_title(thread.discussion.subject)
        self._head.put(thread)
        self._new |= {post.key for post in thread.posts if post.is_new}
        self._stack.setCurrentIndex(0)
        line_height = self.context.theme.size(Text.BODY) * 5 // 4
        posts = thread.posts
        self.posts.put(
            [post.key for post in posts], self._card, lambda index, width: estimate(posts[index], width, line_height)
        )
        if is_first:
            self._first_look(thread)
        wanted = [index for index, post in enumerate(posts) if post.key == self._go_to]
        if wanted:
            self._go_to = ""
            self.posts.set_current(wanted[0])
        self.drawn.emit()

    def _first_look(self, thread: Thread) -> None:
        """Begin where the target says, else at the first new post; and note that it was seen."""
        keys = [post.key for post in thread.posts]
        wanted = self.target.at if self.target is not None else ""
        new = next((i for i, post in enumerate(thread.posts) if post.is_new), 0)
        self.posts.show_row(keys.index(wanted) if wanted in keys else new)
        self.posts.setFocus()
        seen, discussions = thread.discussion.id, self.context.desk.discussions
        if seen is not None and self._new:
            self.context.read(self, lambda: discussions.mark_read(seen), lambda _none: None, key="seen")

    def _card(self, index: int) -> QWidget:
        assert self.shown is not None  # the column asks only for posts that were put there
        thread, reading = self.shown, self.context.desk.reading
        post, activity = thread.posts[index], thread.forum.activity
        card = PostCard(
            self.context,
            post,
            self._look,
            lambda address: reading.resource(activity, address),
            may_reply=thread.may_reply,
            is_new=post.key in self._new,
        )
        card.set_current(index == self.posts.current)
        card.asked.connect(self._on_asked)
        card.file_asked.connect(self._open_file)
        card.followed.connect(lambda address: links.follow(self.context, self, activity, address))
        return card

    def _explain(self, error: Exception) -> None:
        self._absent.tell("discussions", error)
        self._stack.setCurrentWidget(self._absent)
        self.drawn.emit()

    @Slot(int)
    def _on_current(self, current: int) -> None:
        for index, widget in self.posts.made().items():
            if isinstance(widget, PostCard):
                widget.set_current(index == current)

    @Slot(str, object)
    def _on_asked(self, what: str, post: PostView) -> None:
        if what == "reply":
            self._reply(post)
        elif what == "edit":
            self._edit(post)
        elif what == "delete":
            actions.delete(self.context, self, self._discussion(), post, self.reload)
        else:
            actions.withdraw(self.context, self, post, self.reload)

    def _answer_first(self) -> None:
        if self.shown is not None and self.shown.posts:
            self._reply(self.shown.posts[0])

    def _discussion(self) -> DiscussionId | IntentId:
        assert self.shown is not None  # only asked by buttons of a thread that is shown
        return self.shown.discussion.target

    def _reply(self, post: PostView) -> None:
        self.composer.show()
        self.composer.begin(answer(self.context.desk, self._discussion(), post))

    def _edit(self, post: PostView) -> None:
        self.composer.show()
        self.composer.begin(change(self.context.desk, self._discussion(), post))

    @Slot(object)
    def _open_file(self, file: PostFileView) -> None:
        if self.shown is not None:
            actions.open_file(self.context, self, self.shown.forum.activity, file)

    @Slot(object)
    def _on_sent(self, item: object) -> None:
        self._close_composer()
        self._go_to = str(item)
        self.reload()

    @Slot()
    def _close_composer(self) -> None:
        self.composer.hide()
        self.posts.setFocus()

    @Slot()
    def _on_theme(self) -> None:
        self._look = look_of(self.context.theme, compact=True)
        if self.shown is not None:
            self._show(self.shown)

    def leave(self) -> None:
        """Keep the draft at once."""
        self.composer.keeper.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.posts.current
        if event.key() == Qt.Key.Key_R and self.shown is not None and self.shown.may_reply and current >= 0:
            self._reply(self.shown.posts[current])
        else:
            super().keyPressEvent(event)

    def panes(self) -> list[QWidget]:
        """Return the posts and, while open, the place to write."""
        return [self.posts, *([self.composer.text] if self.composer.isVisible() else [])]

    def keys(self) -> list[Key]:
        """Return the keys of a thread."""
        return [
            Key("↑ ↓", tr("Post before or after")),
            Key("R", tr("Answer the post")),
            Key("Ctrl+Enter", tr("Send")),
            Key("Ctrl+S", tr("Save the draft")),
        ]

    def back_out(self) -> bool:
        """Close the place to write on Esc; the draft is kept."""
        if self.composer.isVisible():
            self.composer.close_writing()
            return True
        return False
