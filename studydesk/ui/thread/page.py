"""The page of a discussion: its posts as a tree, and the place to answer."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studydesk import wording
from studydesk.domain.changes import Subject
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import DiscussionId, IntentId
from studydesk.study.views.forums import PostFileView, PostView, Thread
from studydesk.ui import links
from studydesk.ui.activity.absent import Absent
from studydesk.ui.composer.composer import Composer
from studydesk.ui.context import Context
from studydesk.ui.pages import Key, Page, Target
from studydesk.ui.reader.style import look_of
from studydesk.ui.theme import Text
from studydesk.ui.thread.post import PostCard, estimate
from studydesk.ui.thread.writing import answer, change
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.column import READING_WIDTH
from studydesk.ui.widgets.dialogs import ask
from studydesk.ui.widgets.lazy import LazyColumn
from studydesk.ui.widgets.text import ElidedLabel
from studydesk.wording import ntr, tr


class ThreadPage(Page):
    """Shows a discussion."""

    subjects = frozenset({Subject.FORUMS, Subject.OUTBOX, Subject.FILES})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.thread: Thread | None = None
        self._new: set[str] = set()
        self._go_to = ""  # the post that was just written, to be shown once it is read
        self._look = look_of(context.theme, compact=True)
        self.posts = LazyColumn(width=READING_WIDTH)
        self.posts.setAccessibleName(tr("Posts"))
        self.composer = Composer(context)
        self.composer.hide()
        self._subject = ElidedLabel("", "heading")
        self._facts = ElidedLabel("", "meta")
        self._answer = Button(tr("Answer"), self._answer_first, "primary")
        context.icons.put(self._answer, "reply", "on_accent", 16)
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
        whole, head = QWidget(), QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._subject)
        words.addWidget(self._facts)
        head.setContentsMargins(24, 12, 24, 4)
        head.setSpacing(16)
        head.addLayout(words, 1)
        head.addWidget(self._answer)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.posts)
        split.addWidget(self.composer)
        split.setStretchFactor(0, 1)
        split.setSizes([400, 230])
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(split, 1)
        return whole

    def show_for(self, target: Target) -> None:
        """Show a discussion, at the post `target.at` if it names one."""
        if self.target is None or self.target.discussion != target.discussion:
            self.leave()
            self._close_composer()
            self.thread = None
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
        is_first, self.thread = self.thread is None, thread
        row, count = thread.discussion, len(thread.posts)
        self.set_title(row.subject)
        self._subject.setText(row.subject)
        why = wording.why_not(thread.why_not) if not thread.may_reply else ""
        facts = (row.course_title, row.forum_title, ntr("{n} post", "{n} posts", count), why)
        self._facts.setText(" · ".join(part for part in facts if part))
        self._answer.setVisible(thread.may_reply)
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
        assert self.thread is not None  # the column asks only for posts that were put there
        thread, reading = self.thread, self.context.desk.reading
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
        said = wording.error(error)
        self._absent.say("discussions", said.happened, " ".join(p for p in (said.safe, said.todo) if p))
        self._stack.setCurrentWidget(self._absent)
        self.drawn.emit()

    @Slot(int)
    def _on_current(self, current: int) -> None:
        for index, widget in self.posts.made().items():
            if isinstance(widget, PostCard):
                widget.set_current(index == current)

    @Slot(str, object)
    def _on_asked(self, what: str, post: PostView) -> None:
        do = {"reply": self._reply, "edit": self._edit, "delete": self._delete, "withdraw": self._withdraw}
        do[what](post)

    def _answer_first(self) -> None:
        if self.thread is not None and self.thread.posts:
            self._reply(self.thread.posts[0])

    def _discussion(self) -> DiscussionId | IntentId:
        assert self.thread is not None  # only asked by buttons of a thread that is shown
        return self.thread.discussion.target

    def _reply(self, post: PostView) -> None:
        self.composer.show()
        self.composer.begin(answer(self.context.desk, self._discussion(), post))

    def _edit(self, post: PostView) -> None:
        self.composer.show()
        self.composer.begin(change(self.context.desk, self._discussion(), post))

    def _delete(self, post: PostView) -> None:
        text = tr("It is taken back at the school as soon as there is a link. You can withdraw this until then.")
        seen, discussions = post.id, self.context.desk.discussions
        discussion = self.thread.discussion.id if self.thread is not None else None
        if (
            seen is None
            or discussion is None
            or not ask(self, tr("Delete this post?"), text, tr("Delete"), danger=True)
        ):
            return
        self.context.act(self, lambda: discussions.delete(discussion, seen), lambda _item: self.reload())

    def _withdraw(self, post: PostView) -> None:
        intent, outbox = post.intent, self.context.desk.outbox
        if intent is None:
            return

        def undo() -> None:
            self.context.act(self, lambda: outbox.restore(intent), lambda _none: self.reload())

        def done(_none: None) -> None:
            self.context.toast(tr("Withdrawn. It is kept in the outbox."), undo)
            self.reload()

        self.context.act(self, lambda: outbox.withdraw(intent), done)

    @Slot(object)
    def _open_file(self, file: PostFileView) -> None:
        activity = self.thread.forum.activity if self.thread is not None else None
        if file.key is None or activity is None:
            self.context.toast(tr("This file goes to the school together with your post."))
        elif file.state in (FileState.PRESENT, FileState.STALE):
            links.open_file(self.context, self, activity, file.key)
        else:
            key, downloads = file.key, self.context.desk.downloads
            said = tr("{name} is downloaded as soon as there is a link.").format(name=file.name)
            self.context.act(self, lambda: downloads.want_keys([key]), lambda _n: self.context.toast(said))

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
        if self.thread is not None:
            self._show(self.thread)

    def leave(self) -> None:
        """Keep the draft at once."""
        self.composer.keeper.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.posts.current
        if event.key() == Qt.Key.Key_R and self.thread is not None and self.thread.may_reply and current >= 0:
            self._reply(self.thread.posts[current])
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

    def scroll_bar(self) -> QScrollBar | None:
        """Return none: the thread keeps the post at its top."""
        return None

    def back_out(self) -> bool:
        """Close the place to write on Esc; the draft is kept."""
        if self.composer.isVisible():
            self.composer.close_writing()
            return True
        return False
