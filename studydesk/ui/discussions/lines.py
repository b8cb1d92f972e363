"""Discussions as lines of a list."""

from datetime import datetime

from studydesk import wording
from studydesk.study.views.forums import DiscussionRow, ForumRow
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.badge import WRITING
from studydesk.ui.widgets.rows import Line
from studydesk.wording import ntr, tr
from studydesk.wording.states import Standing


def discussion_line(row: DiscussionRow, now: datetime, *, with_place: bool) -> Line:
    """Return a discussion as a line; `with_place` names its course and forum too."""
    parts = [row.author, ntr("{n} answer", "{n} answers", row.replies), wording.when(row.last_post_at, now)]
    if with_place:
        parts.insert(0, row.course_title)
    if row.is_locked:
        parts.append(tr("Closed"))
    if row.is_pinned:
        parts.append(tr("Pinned"))
    end, end_icon, tone = "", "", "muted"
    if row.state is not None:
        sign = WRITING[row.state]
        end, end_icon, tone = wording.writing_state(Standing(row.state, None), now), sign.icon, sign.tone
    elif row.unread:
        end, tone = ntr("{n} new", "{n} new", row.unread), "accent"
    return Line(
        title=row.subject,
        meta=" · ".join(part for part in parts if part),
        icon="pin" if row.is_pinned else "lock" if row.is_locked else "discussions",
        tone="accent" if row.unread else "muted",
        end=end,
        end_icon=end_icon,
        end_tone=tone,
        is_strong=row.unread > 0,
        payload=Target(Place.THREAD, forum=row.forum, discussion=row.target),
    )


def forum_line(row: ForumRow) -> Line:
    """Return a forum as a line."""
    new = ntr("{n} with something new", "{n} with something new", row.unread) if row.unread else ""
    return Line(
        title=row.forum.title,
        meta=ntr("{n} discussion", "{n} discussions", row.discussions),
        icon="announcement" if row.forum.kind == "news" else "forum",
        tone="accent" if row.unread else "muted",
        end=new,
        end_tone="accent",
        is_strong=row.unread > 0,
        payload=Target(Place.FORUM, forum=row.forum.id, activity=row.forum.activity, course=row.forum.course),
    )
