"""The page of all discussions: what is new across courses, then every forum."""

from studydesk.domain.changes import Subject
from studydesk.study.views.forums import DiscussionRow, ForumRow
from studydesk.ui.context import Context
from studydesk.ui.discussions.lines import discussion_line, forum_line
from studydesk.ui.pages import Target
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line
from studydesk.wording import ntr, tr

MOST_NEW = 20


class DiscussionsPage(ListPage):
    """Shows what is new, and the forums of each course."""

    subjects = frozenset({Subject.FORUMS, Subject.OUTBOX, Subject.PROGRESS})

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Discussions"))

    def reload(self) -> None:
        """Read what is new and the forums."""
        discussions = self.context.desk.discussions
        self.context.read(self, lambda: (discussions.recent(MOST_NEW), discussions.forums()), self._show)

    def _show(self, found: tuple[list[DiscussionRow], list[ForumRow]]) -> None:
        recent, forums = found
        now = self.context.now()
        lines = [Line(tr("New"), is_heading=True)] if recent else []
        lines += [discussion_line(row, now, with_place=True) for row in recent]
        course = None
        for forum in forums:
            if forum.course_title != course:
                course = forum.course_title
                lines.append(Line(course, is_heading=True))
            lines.append(forum_line(forum))
        new = ntr("{n} discussion has something new.", "{n} discussions have something new.", len(recent))
        self.say_facts(new if recent else tr("You have read everything."))
        text = tr("The forums of your courses are here once your courses are.")
        self.put(lines, "discussions", tr("No discussions yet"), text)

    def open_line(self, payload: object) -> None:
        """Open the discussion or the forum."""
        if isinstance(payload, Target):
            self.context.navigate(payload)
